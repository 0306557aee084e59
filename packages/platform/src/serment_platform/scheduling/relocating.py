"""Moving many visits out of the way of an absence: a plan out of free bits, and many signed changes at once."""

import asyncio
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
from serment_platform.scheduling.types import FreeTimes
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.signing import Signed

LONGEST = timedelta(days=42)
MOST_VISITS = 500
MOST_CALENDARS = 40
"""Each with one class: the absent person's own come first, and of the colleagues as many as still fit."""


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
        if len(visits) > MOST_VISITS:
            raise RangeTooLong
        classes = sorted({visit.service_class for visit in visits})
        wanted = await calendars.offering(tx, practice, classes)
        wanted = sorted(wanted, key=lambda pair: pair[0] != absence.schedule)[:MOST_CALENDARS]
        first = max((absence.start - relocation.FAR).date(), now.date())
        days = ((absence.until + relocation.FAR).date() - first).days + 1
        free: list[FreeTimes] = []
        for pair in wanted:
            # Each for itself, so that whoever else is served by this process waits for one calendar at most.
            free += await free_times.free_times(tx, [pair], first, max(days, 1), now)
    return await asyncio.to_thread(relocation.propose, visits, absence, free, now)


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
