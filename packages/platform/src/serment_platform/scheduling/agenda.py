"""What a practice's members do with their agenda: read it, file visits, block time. One transaction each."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from serment_kernel.database import Database, Tx
from serment_platform.practice import Membership, require_clinical
from serment_platform.scheduling import calendars, holds_store, lines, rules, store
from serment_platform.scheduling.attempts import retried
from serment_platform.scheduling.errors import (
    AbsenceUnknown,
    AppointmentUnknown,
    BadStatement,
    EpochRetired,
    FilingConflict,
    IdentifierTaken,
    RangeTooLong,
    ScheduleUnknown,
    VisitsInTheWay,
)
from serment_platform.scheduling.holds_store import HeldTime
from serment_platform.scheduling.received import ABSENCE_SIZES, FILING_SIZES, check_size
from serment_platform.scheduling.types import Absence, AgendaEntry, Filing, Overbooking, SignedStatement
from serment_protocol.appointments import ZEROS, verify_filing, verify_note
from serment_protocol.appointments import Filing as SignedFiling
from serment_protocol.encoding import from_b64
from serment_protocol.errors import BadSignature
from serment_protocol.primitives import hash_bytes

MOST_AGENDA_DAYS = 42
DAY = timedelta(days=1)

Verify = Callable[[SignedFiling, str, str, bytes], None]


class Agenda(NamedTuple):
    """Some days of a practice, closed."""

    visits: list[AgendaEntry]
    chains: dict[str, list[SignedStatement]]
    filings: dict[str, Filing]
    notes: dict[str, Filing]
    absences: list[Absence]
    epoch: int
    held: list[HeldTime]
    overbookings: dict[str, list[Overbooking]]


async def read_agenda(db: Database, by: Membership, first: date, last: date, now: datetime, state: str = "") -> Agenda:
    """The appointments and absences of these local days; who has no key to clinical notes is not handed them.

    Of one state where that is asked for, and then nothing else of these days.
    """
    if not 0 <= (last - first).days < MOST_AGENDA_DAYS:
        raise RangeTooLong
    practice = by.practice
    async with db.transaction() as tx:
        visits = await store.visits_between(tx, practice, first, last, state)
        ids = [visit.appointment for visit in visits]
        return Agenda(
            visits,
            await store.chains(tx, ids),
            await store.filings(tx, "filing", ids),
            await store.filings(tx, "note", ids) if by.clinical else {},
            [] if state else await store.absences_between(tx, practice, first, last),
            await store.current_epoch(tx, practice),
            [] if state else await holds_store.held_between(tx, practice, first, last, now),
            await store.overbookings(tx, ids),
        )


async def file(db: Database, by: Membership, appointment: str, signed: SignedFiling) -> None:
    """Keep the next revision, signed by the member who brings it; the loser of a race reads again."""
    await _keep(db, by, appointment, signed, verify_filing, "filing")


async def note(db: Database, by: Membership, appointment: str, signed: SignedFiling) -> None:
    """Keep the next revision of a clinical note, of a member who holds the clinical keys."""
    require_clinical(by)
    await _keep(db, by, appointment, signed, verify_note, "note")


async def _keep(
    db: Database, by: Membership, appointment: str, signed: SignedFiling, verify: Verify, table: store.FilingTable
) -> None:
    blob = from_b64(signed.blob)
    check_size(blob, FILING_SIZES)
    if max(signed.revision, signed.epoch) > rules.LARGEST:
        raise FilingConflict
    if signed.member != by.member:
        raise BadSignature
    if by.sign:  # The founder never showed it; members check each other anyway.
        verify(signed, by.practice, appointment, by.sign)
    if signed.revision == 1 and signed.previous != ZEROS:
        raise FilingConflict
    filing = Filing(
        appointment, signed.revision, signed.previous, signed.epoch, blob, signed.member, from_b64(signed.signature)
    )
    async with db.transaction() as tx:
        if not await store.save_filing(tx, table, by.practice, filing, hash_bytes("filing", blob)):
            raise await _why_not_filed(tx, by.practice, filing)
        await store.notify(tx, by.practice)


async def _why_not_filed(tx: Tx, practice: str, filing: Filing) -> AppointmentUnknown | EpochRetired | FilingConflict:
    if not await store.is_of_practice(tx, practice, filing.appointment):
        return AppointmentUnknown()
    epoch = await store.current_epoch(tx, practice)
    return FilingConflict() if filing.epoch == epoch else EpochRetired(epoch)


async def block(db: Database, practice: str, absence: Absence, now: datetime) -> None:
    """Take a span out of a calendar; raise `VisitsInTheWay` where somebody is expected then. What was held ends."""
    check_size(absence.sealed, ABSENCE_SIZES)
    _check_span(absence.start, absence.until, now)
    await retried(db, lambda tx: _block(tx, practice, absence))


async def _block(tx: Tx, practice: str, absence: Absence) -> None:
    if not await store.hold_for_epoch(tx, absence.schedule, practice, absence.epoch):
        raise await _why_not_blocked(tx, practice, absence)
    await holds_store.lock_days_and_held(tx, absence, *_around(absence))
    visits = await store.visits_in(tx, absence.schedule, absence.start, absence.until)
    if visits:
        raise VisitsInTheWay([visit.appointment for visit in visits])
    await store.insert_absence(tx, practice, absence)
    if await store.find_absence(tx, practice, absence.absence) != absence:
        raise IdentifierTaken
    await holds_store.end_under(tx, absence)
    await store.recount_busy(tx, absence.schedule, *_around(absence))
    await store.notify(tx, practice)


def _check_span(start: datetime, until: datetime, now: datetime) -> None:
    whole = all(not int(moment.timestamp()) % 300 for moment in (start, until))
    if not whole or until <= start:
        raise BadStatement("end")
    rules.require_near(start, until, now)


async def _why_not_blocked(tx: Tx, practice: str, absence: Absence) -> ScheduleUnknown | EpochRetired:
    schedule = await calendars.find_schedule(tx, absence.schedule)
    if schedule is None or schedule.practice != practice:
        return ScheduleUnknown()
    return EpochRetired(schedule.epoch)


async def unblock(db: Database, practice: str, absence: str, now: datetime) -> None:
    """Give the time back, first to those who wait for it."""
    await retried(db, lambda tx: _unblock(tx, practice, absence))
    await lines.offer_freed(db, practice, now)


async def _unblock(tx: Tx, practice: str, absence: str) -> None:
    found = await store.find_absence(tx, practice, absence)
    if found is None:
        raise AbsenceUnknown
    await store.hold_schedule(tx, found.schedule)
    await store.lock_days(tx, [found.schedule], *_around(found))
    await store.delete_absence(tx, absence)
    await store.recount_busy(tx, found.schedule, *_around(found))
    await store.notify(tx, practice)


def _around(absence: Absence) -> tuple[date, date]:
    """Local days that the span may touch, in whatever zone."""
    return absence.start.date() - DAY, absence.until.date() + DAY
