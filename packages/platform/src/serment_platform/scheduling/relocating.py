"""Moving many visits out of the way of an absence: a plan out of free bits, and many signed changes at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from serment_kernel.database import Database
from serment_kernel.errors import Refusal, of_protocol
from serment_platform.scheduling import actions, calendars, free_times, relocation, store
from serment_platform.scheduling.actions import DeskOf
from serment_platform.scheduling.errors import BadStatement, RangeTooLong, ScheduleUnknown
from serment_platform.scheduling.received import look_into
from serment_platform.scheduling.relocation import Proposal, Span
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.signing import Signed

LONGEST = timedelta(days=42)


class Outcome(NamedTuple):
    """What became of one change; no refusal, and it is done."""

    appointment: str
    refusal: Refusal | None


async def plan(db: Database, practice: str, absence: Span, now: datetime) -> list[Proposal]:
    """Where the visits that lie in this span could go."""
    if not timedelta() < absence.until - absence.start <= LONGEST:
        raise RangeTooLong
    async with db.transaction() as tx:
        calendar = await calendars.find_schedule(tx, absence.schedule)
        if calendar is None or calendar.practice != practice:
            raise ScheduleUnknown
        visits = await store.visits_in(tx, absence.schedule, absence.start, absence.until)
        classes = sorted({visit.service_class for visit in visits})
        wanted = await calendars.offering(tx, practice, classes)
        first = max((absence.start - relocation.FAR).date(), now.date())
        days = ((absence.until + relocation.FAR).date() - first).days + 1
        free = await free_times.free_times(tx, wanted, first, max(days, 1), now)
    return relocation.propose(visits, absence, free, now)


async def change_all(
    db: Database, practice: str, changes: Sequence[Signed], desk_of: DeskOf, now: datetime
) -> list[Outcome]:
    """Each done or refused by itself, in their order."""
    statements = [look_into(signed) for signed in changes]
    if any(statement.practice != practice for statement in statements):
        raise BadStatement("practice")
    appointments = [statement.appointment for statement in statements]
    return [
        Outcome(appointment, await _change(db, appointment, signed, desk_of, now))
        for appointment, signed in zip(appointments, changes, strict=True)
    ]


async def _change(db: Database, appointment: str, signed: Signed, desk_of: DeskOf, now: datetime) -> Refusal | None:
    try:
        await actions.change(db, appointment, signed, desk_of, now)
    except ProtocolRefusal as error:
        return of_protocol(error)
    except Refusal as refusal:
        return refusal
    return None
