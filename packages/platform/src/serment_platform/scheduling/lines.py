"""Lines of people who wait for a time: whoever came first is offered what becomes free, for a while, then the next.

What frees time leaves word of it in its own transaction, and nobody else takes it until the line was asked; that is
done at once, in a transaction of its own. An entry has a right to book, a manage key, and a ticket for one nudge
without content; it has no session, and says only when somebody could come, and for what kind of visit. An offer is a
hold for that right: whoever books with it in time has it.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from secrets import token_hex
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import psycopg

from serment_kernel.database import Database, Tx
from serment_platform.identity import TOKEN_SPENT_STATE, TokenSpent
from serment_platform.scheduling import calendars, free_times, holds_store, places, rules, store
from serment_platform.scheduling.attempts import BOUND, FULL, REFUSED, retried
from serment_platform.scheduling.availability import MINUTES, POSITION
from serment_platform.scheduling.errors import BadWindow, ClassUnknown, EntryUnknown, LineFull, TokenBound
from serment_platform.scheduling.holds_store import Freed, FreedDay, Held, Waiting
from serment_platform.scheduling.types import Schedule, Stay
from serment_protocol.primitives import hash_bytes

OFFER = timedelta(minutes=30)
WAKING = time(8), time(21)
"""Between which an offer runs; one that is made at night waits until the morning."""
MOST = 500
LONGEST = timedelta(days=120)
ID_BYTES = 16
DAYS_AT_ONCE = 4
"""On which whoever freed time asks the line; upkeep has the rest."""
DAY = timedelta(days=1)

Places = frozenset[int]
"""Of a day, five minutes each."""

logger = logging.getLogger(__name__)


class Place(NamedTuple):
    """How somebody stands in a line."""

    waiting: Waiting
    ahead: int
    offer: Held | None


def digest(token: bytes) -> bytes:
    """By which a right is known here, and where rights are spent."""
    return hash_bytes("spent", token)


def offer_ends(zone: str, now: datetime) -> datetime:
    """Until when an offer made now is kept."""
    local = now.replace(second=0, microsecond=0).astimezone(ZoneInfo(zone))
    opens, closes = WAKING
    if local.time() >= closes:
        local = datetime.combine(local.date() + timedelta(days=1), opens, local.tzinfo)
    elif local.time() < opens:
        local = datetime.combine(local.date(), opens, local.tzinfo)
    return local.astimezone(now.tzinfo) + OFFER


async def join(db: Database, waiting: Waiting, token: bytes, ticket: bytes, now: datetime, ends: date) -> Place:
    """Stand behind everybody in the line of a practice, as long as the right lives; the same entry twice is one."""
    _check_window(waiting, now)
    waiting = msgspec.structs.replace(waiting, last=min(waiting.last, ends))
    if waiting.last < waiting.first:
        raise BadWindow("first")
    try:
        async with db.transaction() as tx:
            await holds_store.join(tx, waiting, digest(token), ticket, MOST)
    except psycopg.Error as error:
        raise _refusal(error) from error
    return await look(db, waiting.entry, now)


def _check_window(waiting: Waiting, now: datetime) -> None:
    if waiting.from_minute >= waiting.until_minute:
        raise BadWindow("to")
    if not now.date() - timedelta(days=1) <= waiting.first <= waiting.last <= now.date() + LONGEST:
        raise BadWindow("last")


def _refusal(error: psycopg.Error) -> Exception:
    known = {REFUSED: ClassUnknown, BOUND: TokenBound, FULL: LineFull, TOKEN_SPENT_STATE: TokenSpent}
    refusal = known.get(error.sqlstate or "")
    return refusal() if refusal else error


async def look(db: Database, entry: str, now: datetime) -> Place:
    """Where somebody stands, and what is offered to them."""
    async with db.transaction() as tx:
        waiting = await holds_store.find_entry(tx, entry)
        if waiting is None:
            raise EntryUnknown
        return Place(waiting, await holds_store.ahead_of(tx, waiting), await holds_store.offer_to(tx, entry, now))


async def leave(db: Database, entry: str, now: datetime) -> None:
    """Out of the line; what was offered goes to the next."""
    practice = await retried(db, lambda tx: _leave(tx, entry, now))
    if practice:
        await offer_freed(db, practice, now)


async def _leave(tx: Tx, entry: str, now: datetime) -> str | None:
    waiting = await holds_store.find_entry(tx, entry)
    await holds_store.leave(tx, entry, now)
    return waiting.practice if waiting else None


async def upkeep(db: Database, now: datetime) -> None:
    """Sweep what has run out, and look at the lines wherever time became free."""
    async with db.transaction() as tx:
        schedules = await holds_store.to_sweep(tx, now)
    for schedule in schedules:
        await retried(db, partial(holds_store.sweep, schedule=schedule, now=now))
    while await _offer_or_let_be(db, now):
        pass
    async with db.transaction() as tx:
        await holds_store.forget_entries(tx, now.date() - timedelta(days=1))
        await holds_store.forget_held_tokens(tx, now.date() - rules.TOKEN_LIFE)


async def _offer_or_let_be(db: Database, now: datetime) -> bool:
    """A day that cannot be offered is not kept from everybody for ever, nor from other days."""
    try:
        return await retried(db, lambda tx: _offer_one(tx, None, now))
    except psycopg.Error as error:
        logger.warning("a freed time could not be offered (%s)", type(error).__name__)
    async with db.transaction() as tx:
        found = await holds_store.freed_day(tx, None)
        if found is not None:
            await holds_store.take_freed(tx, found.schedule, found.day)
    return found is not None


async def sweep(db: Database, schedule: str, now: datetime) -> bool:
    """End holds of a calendar's practice that have run out and offer their times; whether there were any."""
    if not await retried(db, lambda tx: holds_store.sweep(tx, schedule, now)):
        return False
    async with db.transaction() as tx:
        calendar = await calendars.find_schedule(tx, schedule)
    if calendar is not None:
        await offer_freed(db, calendar.practice, now)
    return True


async def offer_freed(db: Database, practice: str, now: datetime) -> None:
    """Offer what became free in a practice to those who wait for it, in their order; the rest is upkeep's.

    What was done before is done: whoever did it is not told of a failure here, and upkeep tries again.
    """
    try:
        for _ in range(DAYS_AT_ONCE):
            if not await retried(db, lambda tx: _offer_one(tx, practice, now)):
                return
    except psycopg.Error as error:
        logger.warning("lines could not be asked (%s)", type(error).__name__)


async def _offer_one(tx: Tx, practice: str | None, now: datetime) -> bool:
    """Offer what became free on one day; false where there is none."""
    found = await holds_store.freed_day(tx, practice)
    if found is None:
        return False
    await store.hold_schedule(tx, found.schedule)
    rooms = await places.rooms_of(tx, found.schedule)
    await store.lock_days(tx, [found.schedule, *rooms], found.day - DAY, found.day + DAY)
    freed = await holds_store.take_freed(tx, found.schedule, found.day)
    if freed:
        await _offer_day(tx, found, freed, now)
    return True


async def _offer_day(tx: Tx, on: FreedDay, freed: Sequence[Freed], now: datetime) -> None:
    """Only what became free: what was free before is anybody's."""
    line = await holds_store.in_line(tx, on.schedule, on.day)
    calendar = await calendars.find_schedule(tx, on.schedule) if line else None
    if calendar is None:
        return
    expires = offer_ends(calendar.time_zone, now)
    left = Counter(place for one in freed for place, bit in enumerate(one.bits) if bit == "1")
    passed = await holds_store.passed(tx, on.schedule, on.day)
    known: dict[str, list[tuple[datetime, Places]]] = {}
    for waiting in line:
        if not left:
            return
        name = waiting.service_class
        if name not in known:
            known[name] = await _starts(tx, calendar, name, on.day, freed[0].begins, expires, now)
        for start, takes in sorted(known[name], key=lambda one: -len(left.keys() & one[1])):
            if not left.keys() & takes or (waiting.entry, start) in passed or not _suits(waiting, calendar, start):
                continue
            held = Held(token_hex(ID_BYTES), on.schedule, start, name, expires)
            if await holds_store.offer(tx, waiting.entry, held, now):
                left -= Counter(takes)
                known.clear()
            break


async def _starts(
    tx: Tx, calendar: Schedule, service_class: str, day: date, begins: datetime, expires: datetime, now: datetime
) -> list[tuple[datetime, Places]]:
    """What is free for that class, and still can be booked when an offer ends; and the places of the day it takes."""
    found = await free_times.free_times(tx, [(calendar.schedule, service_class)], day, 1, now)
    offered = await calendars.find_class(tx, calendar.schedule, service_class)
    if offered is None:
        return []
    earliest = expires + timedelta(minutes=rules.seen_by(calendar, offered).notice_minutes)
    starts = [start for one in found for start in rules.starts_of(one.days) if start >= earliest]
    return [(start, _places(begins, start, offered.stay)) for start in starts]


def _places(begins: datetime, start: datetime, stay: Stay) -> Places:
    first = (start - timedelta(minutes=stay.before) - begins) // POSITION
    return frozenset(range(first, first + (stay.before + stay.minutes + stay.after) // MINUTES))


def _suits(waiting: Waiting, calendar: Schedule, start: datetime) -> bool:
    """Whether they said that they could come then."""
    local = start.astimezone(ZoneInfo(calendar.time_zone))
    minute = local.hour * 60 + local.minute
    return waiting.first <= local.date() <= waiting.last and waiting.from_minute <= minute < waiting.until_minute
