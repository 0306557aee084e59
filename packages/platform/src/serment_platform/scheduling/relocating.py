"""Moving many visits out of the way of an absence: a plan out of free bits, and many signed changes at once."""

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from serment_kernel.database import Database, Tx
from serment_kernel.errors import Refusal, of_protocol
from serment_platform.scheduling import actions, calendars, free_times, places, relocation, rules, store
from serment_platform.scheduling.actions import DeskOf
from serment_platform.scheduling.conditions import DAY
from serment_platform.scheduling.errors import BadStatement, RangeTooLong, ScheduleUnknown
from serment_platform.scheduling.free_times import Question, Wanted
from serment_platform.scheduling.ledger import Offered, Practice
from serment_platform.scheduling.received import look_into
from serment_platform.scheduling.relocation import Proposal
from serment_platform.scheduling.types import Span, Visit
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


async def plan(db: Database, practice: str, closing: Span, now: datetime) -> list[Proposal]:
    """Where the visits that lie in this span could go."""
    if not timedelta() < closing.until - closing.start <= LONGEST:
        raise RangeTooLong
    rules.require_near(closing.start, closing.until, now)
    async with db.transaction() as tx:
        calendar = await calendars.find_schedule(tx, closing.schedule)
        if calendar is None or calendar.practice != practice:
            raise ScheduleUnknown
        visits = await store.visits_in(tx, closing.schedule, closing.start, closing.until)
        if len(visits) > MOST_VISITS:
            raise RangeTooLong
        first = max((closing.start - relocation.FAR).date(), now.date()) - DAY
        last = max((closing.until + relocation.FAR).date(), first) + DAY
        choice = await _choice(tx, await _wanted(tx, practice, visits), first, last)
    return await asyncio.to_thread(relocation.propose, visits, closing, choice, now)


async def _wanted(tx: Tx, practice: str, visits: Sequence[Visit]) -> list[Wanted]:
    """Calendars and classes that such visits could go to, their own first."""
    own = {visit.schedule for visit in visits}
    offering = await calendars.offering(tx, practice, sorted({visit.service_class for visit in visits}))
    return sorted(offering, key=lambda pair: pair[0] not in own)[:MOST_CALENDARS]


async def _choice(tx: Tx, wanted: Sequence[Wanted], first: date, last: date) -> Practice:
    needs = await places.needs(tx, wanted)
    offered: list[Offered] = []
    for pair in wanted:
        # Each for itself, so that whoever else is served by this process waits for one calendar at most.
        offered += [Offered(*one, needs[pair]) for one in await free_times.opened(tx, [Question(*pair, first, last)])]
    schedules = sorted({schedule for schedule, _ in wanted})
    quotas = await places.quotas(tx, schedules, first, last)
    return Practice(offered, await places.days_of(tx, needs, first, last), quotas)


async def change_all(
    db: Database,
    practice: str,
    changes: Sequence[Signed],
    desk_of: DeskOf,
    now: datetime,
    closing: Span | None = None,
) -> list[Outcome]:
    """Each done or refused by itself, in their order; no visit is in a room that is about to close."""
    statements = [look_into(signed) for signed in changes]
    if any(statement.practice != practice for statement in statements):
        raise BadStatement("practice")
    appointments = [statement.appointment for statement in statements]
    outcomes: list[Outcome] = []
    for appointment, signed in zip(appointments, changes, strict=True):
        refusal = await _refusal_of(actions.change(db, appointment, signed, desk_of, now, closing=closing))
        outcomes.append(Outcome(appointment, refusal))
    return outcomes


async def _refusal_of(work: Awaitable[object]) -> Refusal | None:
    try:
        await work
    except ProtocolRefusal as error:
        return of_protocol(error)
    except Refusal as refusal:
        return refusal
    return None
