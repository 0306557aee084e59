"""What patients and desks do with times: book, change, read. One function each, one transaction each."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

import msgspec

from serment_kernel.database import Database, Tx
from serment_kernel.errors import Refusal
from serment_platform.identity import TOKEN_SPENT_STATE, TokenSpent
from serment_platform.practice import Desk
from serment_platform.scheduling import (
    availability,
    calendars,
    credentials,
    holds_store,
    lines,
    places,
    publishing,
    rules,
    store,
)
from serment_platform.scheduling.attempts import KNOWN, OUT_OF_DATE, REFUSED, SHOWN, TAKEN, insist, persist, retried
from serment_platform.scheduling.batching import Batches
from serment_platform.scheduling.conditions import DAY
from serment_platform.scheduling.errors import (
    AppointmentUnknown,
    BadStatement,
    ClassUnknown,
    CredentialSpent,
    EpochRetired,
    ScheduleUnknown,
    StatementConflict,
    TimeTaken,
    TooLate,
)
from serment_platform.scheduling.holds_store import Held
from serment_platform.scheduling.received import believe_change, look_into
from serment_platform.scheduling.types import Booking, Change, Schedule, SignedStatement, Span, Stay, Visit
from serment_protocol.primitives import hash_bytes
from serment_protocol.signing import Signed

DAYS_LOOKED_AT = 14
"""In which the times offered instead of a taken one lie."""

SPENT: Mapping[str, type[Refusal]] = {TOKEN_SPENT_STATE: TokenSpent, SHOWN: CredentialSpent}

DeskOf = Callable[[str], Awaitable[Desk]]
"""The current epoch of a practice, and the desk's public key in it."""


class Done(NamedTuple):
    """An appointment as it stands now."""

    appointment: str
    sequence: int


async def book(db: Database, booking: Booking, now: datetime, hold: str = "") -> Done:
    """Take the time, or raise why not; a refusal writes nothing and spends nothing. `hold` is what keeps it so far."""
    staff = booking.by_staff
    rules.require_in_reach(booking.start, now, staff=staff)
    beside = msgspec.structs.replace(booking, overbooked_by="")
    refusal = await _try_to_book(db, beside, now, hold)
    if refusal is not None and staff and await _write_further(db, booking.schedule, booking.start, now):
        refusal = await _try_to_book(db, beside, now, hold)
    if booking.overbooked_by and isinstance(refusal, TimeTaken):
        refusal = await _try_to_book(db, booking, now, hold)
    if refusal is not None:
        raise refusal
    return Done(booking.appointment, 0)


async def book_together(db: Database, batches: Batches, booking: Booking, now: datetime) -> Done:
    """The same for a patient, in one commit with others."""
    rules.require_in_reach(booking.start, now, staff=False)
    last = hash_bytes("statement", booking.body)

    async def look(state: str) -> Refusal | None:
        if state in TAKEN and await lines.sweep(db, booking.schedule, now):
            return None
        return await retried(db, lambda tx: why_not_booked(tx, booking, state, now))

    async def second_look(state: str) -> Refusal | None:
        if state not in TAKEN:
            return await look(state)
        # Holds run out at full minutes: no look outlives one.
        minute = now.replace(second=0, microsecond=0)
        return await batches.reasons.of((state, minute, *booking.place), lambda: look(state))

    refusal = await insist(lambda: batches.book(booking, last, now), second_look)
    if refusal is not None:
        raise refusal
    return Done(booking.appointment, 0)


async def _try_to_book(db: Database, booking: Booking, now: datetime, hold: str) -> Refusal | None:
    last = hash_bytes("statement", booking.body)

    async def work(tx: Tx) -> None:
        await store.book(tx, booking, last, now, hold)
        if booking.overbooked_by:
            await store.note_overbooking(tx, booking.appointment, 0, booking.overbooked_by, now)
        if booking.token:
            await holds_store.leave_with(tx, [lines.digest(booking.token)], now)

    async def second_look(tx: Tx, state: str) -> Refusal | None:
        return await why_not_booked(tx, booking, state, now)

    return await persist(db, work, second_look, lambda: lines.sweep(db, booking.schedule, now))


async def why_not_booked(tx: Tx, booking: Booking, state: str, now: datetime) -> Refusal | None:
    """What is in the way of a booking that took nothing; none if it is there, or nothing is any more."""
    if state in SPENT:
        return SPENT[state]()
    if booking.by_staff and await store.statement_at(tx, booking.appointment, 0) == booking.body:
        return None  # The same request was faster; asked again, it is answered alike.
    if state == KNOWN:
        return StatementConflict()
    schedule = await calendars.find_schedule(tx, booking.schedule)
    offered = await calendars.find_class(tx, booking.schedule, booking.service_class)
    staff, minutes = booking.by_staff, booking.minutes
    refusal = rules.why_not_this_schedule(
        schedule, offered, booking.practice, booking.epoch, minutes, staff=staff, known_as=booking.known_as
    )
    if refusal or schedule is None:
        return refusal
    stay, pair = offered.stay if offered else Stay(minutes), (booking.schedule, booking.service_class)
    seen = rules.seen_by(schedule, offered)
    return await _why_not_then(tx, seen, pair, booking.start, stay, state, now, staff=staff)


async def why_not_held(
    tx: Tx, held: Held, state: str, now: datetime, practice: str | None, known_as: str = ""
) -> Refusal | None:
    """Why a time could not be held; `practice` is that of the staff who asked."""
    if state in SPENT:
        return SPENT[state]()
    staff = practice is not None
    schedule = await calendars.find_schedule(tx, held.schedule)
    if schedule is None or not schedule.offered or schedule.practice != (practice or schedule.practice):
        return ScheduleUnknown()
    offered = await calendars.find_class(tx, held.schedule, held.service_class)
    if not rules.is_for(offered, known_as, staff=staff):
        return ClassUnknown()
    seen = rules.seen_by(schedule, offered)
    if not staff and held.start < held.expires + timedelta(minutes=seen.notice_minutes):
        return TooLate()
    pair = (held.schedule, held.service_class)
    return await _why_not_then(tx, seen, pair, held.start, offered.stay, state, now, staff=staff)


async def _why_not_then(
    tx: Tx,
    schedule: Schedule,
    pair: places.Pair,
    start: datetime,
    stay: Stay,
    state: str,
    now: datetime,
    counted: date | None = None,
    *,
    staff: bool,
    closing: Span | None = None,
) -> Refusal | None:
    """`counted`: the day on which the visit that is to move stands in this calendar already."""
    first = availability.local_day(schedule.time_zone, start)
    last = first + timedelta(days=DAYS_LOOKED_AT)
    days = await calendars.days_between(tx, schedule.schedule, first - DAY, last)
    days = (await calendars.layers_between(tx, [schedule], first - DAY, last)).of(schedule, days)
    also = (await places.conditions(tx, [pair], first - DAY, last, counted, closing))[pair]
    if state == REFUSED and rules.is_free(schedule, days, start, stay, now, also, staff=staff):
        return None
    return rules.why_not_this_time(schedule, days, start, stay, now, also, staff=staff)


async def change(
    db: Database,
    appointment: str,
    signed: Signed,
    desk_of: DeskOf,
    now: datetime,
    in_turn: Callable[[], None] = lambda: None,
    *,
    overbooked_by: str = "",
    closing: Span | None = None,
) -> Done:
    """Append a statement, signed by the manage key or by the desk of the current epoch; the same one twice is one.

    `in_turn` refuses a patient's move whose turn has not come. Once this is done, a visit is in no room that is about
    to close: one that keeps its time takes another room, or the statement is refused.
    """
    statement = look_into(signed)
    if statement.appointment != appointment:
        raise BadStatement("appointment")
    async with db.transaction() as tx:
        visit = await store.find_visit(tx, appointment)
        if visit is None:
            raise AppointmentUnknown
        if await _is_written(tx, appointment, statement.sequence, signed.body_bytes):
            return Done(appointment, statement.sequence)
        before = await store.statement_at(tx, appointment, visit.sequence) or b""
    key = await _key_of(visit, statement.desk_epoch, desk_of)
    if (statement.sequence, statement.previous) != (visit.sequence + 1, visit.last):
        raise StatementConflict
    wanted = believe_change(signed, before, key)
    if wanted.epoch is None:
        rules.require_few_changes(wanted.sequence, wanted.state)
        if overbooked_by:
            raise BadStatement("overbook")
    _require_in_time(visit, wanted, now)
    if wanted.epoch is None and _moves(visit, wanted):
        in_turn()
    await _apply(db, visit, msgspec.structs.replace(wanted, overbooked_by=overbooked_by, closing=closing), now)
    return Done(appointment, wanted.sequence)


async def _is_written(tx: Tx, appointment: str, sequence: int, body: bytes) -> bool:
    known = sequence <= rules.LARGEST and await store.statement_at(tx, appointment, sequence)
    return known == body


async def _key_of(visit: Visit, epoch: int | None, desk_of: DeskOf) -> bytes:
    if epoch is None:
        return visit.manage
    desk = await desk_of(visit.practice)
    if epoch != desk.epoch:
        raise EpochRetired(desk.epoch)
    return desk.sign


def _require_in_time(visit: Visit, wanted: Change, now: datetime) -> None:
    if wanted.epoch is None:
        rules.require_not_begun(visit.start, now)
    rules.require_begun(wanted.state, wanted.start, now)
    if _moves(visit, wanted):
        rules.require_in_reach(wanted.start, now, staff=wanted.epoch is not None)


def _moves(visit: Visit, wanted: Change) -> bool:
    return (wanted.schedule, wanted.start) != (visit.schedule, visit.start)


async def _apply(db: Database, visit: Visit, wanted: Change, now: datetime) -> None:
    beside = msgspec.structs.replace(wanted, overbooked_by="")
    refusal = await _try_to_change(db, visit, beside, now)
    by_desk = wanted.epoch is not None
    if refusal is not None and by_desk and await _write_further(db, wanted.schedule, wanted.start, now):
        refusal = await _try_to_change(db, visit, beside, now)
    if wanted.overbooked_by and isinstance(refusal, TimeTaken):
        refusal = await _try_to_change(db, visit, wanted, now)
    if refusal is not None:
        raise refusal


async def _try_to_change(db: Database, visit: Visit, wanted: Change, now: datetime) -> Refusal | None:
    last = hash_bytes("statement", wanted.body)

    async def work(tx: Tx) -> None:
        if await store.change(tx, wanted, last, now) != "changed":
            return
        if wanted.overbooked_by:
            await store.note_overbooking(tx, wanted.appointment, wanted.sequence, wanted.overbooked_by, now)
        if wanted.state == "cancelled":
            await store.owe_right(tx, wanted.appointment, now, by_desk=wanted.epoch is not None)
        elif wanted.closing:
            await store.leave_room(tx, wanted.appointment, wanted.closing)

    async def second_look(tx: Tx, state: str) -> Refusal | None:
        return await _why_not_changed(tx, visit, wanted, state, now)

    refusal = await persist(db, work, second_look, lambda: lines.sweep(db, wanted.schedule, now))
    if refusal is None and (wanted.state == "cancelled" or _moves(visit, wanted)):
        await lines.offer_freed(db, visit.practice, now)
    return refusal


async def _why_not_changed(tx: Tx, visit: Visit, wanted: Change, state: str, now: datetime) -> Refusal | None:
    if state in (OUT_OF_DATE, KNOWN):
        return StatementConflict()
    schedule = await calendars.find_schedule(tx, wanted.schedule)
    moved_elsewhere = wanted.schedule != visit.schedule
    offered = await calendars.find_class(tx, wanted.schedule, visit.service_class)
    refusal = rules.why_not_here(schedule, visit.practice, wanted.epoch, offered=bool(offered) or not moved_elsewhere)
    if refusal or schedule is None:
        return refusal
    staff = wanted.epoch is not None
    seen, pair = rules.seen_by(schedule, offered), (wanted.schedule, visit.service_class)
    counted = None if moved_elsewhere else availability.local_day(schedule.time_zone, visit.start)
    return await _why_not_then(
        tx, seen, pair, wanted.start, visit.stay, state, now, counted, staff=staff, closing=wanted.closing
    )


async def _write_further(db: Database, schedule: str, start: datetime, now: datetime) -> bool:
    """Staff book beyond the horizon: write the days up to theirs, of rooms too; false if they were there."""
    async with db.transaction() as tx:
        rooms = await places.rooms_of(tx, [schedule])
        return any([await _write_until(tx, each, start, now) for each in sorted([schedule, *rooms])])


async def _write_until(tx: Tx, schedule: str, start: datetime, now: datetime) -> bool:
    row = await calendars.lock_schedule(tx, schedule)
    if row is None:
        return False
    last = await calendars.last_day(tx, schedule)
    until = availability.local_day(row.time_zone, start) + timedelta(days=1)
    if last is None or until <= last:
        return False
    first = max(last + timedelta(days=1), availability.local_day(row.time_zone, now))
    await publishing.write_days(tx, schedule, row.opening_rules(), first, until)
    return True


async def read(db: Database, appointment: str, manage: bytes) -> tuple[Visit, list[SignedStatement], bytes]:
    """An appointment for whoever has its manage key."""
    async with db.transaction() as tx:
        visit = await store.find_visit(tx, appointment)
        # What the practice keeps as care is not the patient's to read here: an empty copy is no visit any more.
        if visit is None or visit.manage != manage or not visit.self_copy:
            raise AppointmentUnknown
        return visit, await store.chain(tx, appointment), await credentials.answer_of(tx, appointment)
