"""Lines of people who wait for a time: whoever came first is offered what becomes free, for a while, then the next.

What frees time offers it in its own transaction, so nobody comes in between. An entry has a right to book, a manage
key, and a ticket for one nudge without content; it has no session, and says only when somebody could come, and for
what kind of visit. An offer is a hold for that right: whoever books with it in time has it.
"""

from datetime import date, datetime, time, timedelta
from secrets import token_hex
from typing import NamedTuple
from zoneinfo import ZoneInfo

import psycopg

from serment_kernel.database import Database, Tx
from serment_platform.identity import TOKEN_SPENT_STATE, TokenSpent
from serment_platform.scheduling import calendars, free_times, holds_store, rules
from serment_platform.scheduling.attempts import BOUND, FULL, REFUSED
from serment_platform.scheduling.errors import BadWindow, ClassUnknown, EntryUnknown, LineFull, TokenBound
from serment_platform.scheduling.holds_store import Held, Waiting
from serment_platform.scheduling.types import Schedule
from serment_protocol.primitives import hash_bytes

OFFER = timedelta(minutes=30)
WAKING = time(8), time(21)
"""Between which an offer runs; one that is made at night waits until the morning."""
MOST = 500
LONGEST = timedelta(days=120)
ID_BYTES = 16


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


async def join(db: Database, waiting: Waiting, token: bytes, ticket: bytes, now: datetime) -> Place:
    """Stand behind everybody in the line of a practice; the same entry twice is one."""
    _check_window(waiting, now)
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
    async with db.transaction() as tx:
        await holds_store.leave(tx, entry, now)
        await offer_freed(tx, now)


async def upkeep(db: Database, now: datetime) -> None:
    """Sweep what has run out, and look at the lines wherever time became free."""
    async with db.transaction() as tx:
        await sweep(tx, None, now)
        await holds_store.forget_entries(tx, now.date() - timedelta(days=1))
        await holds_store.forget_held_tokens(tx, now.date() - rules.TOKEN_LIFE)


async def sweep(tx: Tx, schedule: str | None, now: datetime) -> bool:
    """End holds that have run out and offer their times; whether there were any."""
    ended = await holds_store.sweep(tx, schedule, now)
    await offer_freed(tx, now)
    return ended > 0


async def offer_freed(tx: Tx, now: datetime) -> None:
    """Offer what became free to those who wait for it, in their order."""
    for freed in sorted(await holds_store.take_freed(tx), key=lambda one: (one.schedule, one.day)):
        await _offer_day(tx, freed.schedule, freed.day, now)


async def _offer_day(tx: Tx, schedule: str, day: date, now: datetime) -> None:
    line = await holds_store.in_line(tx, schedule, day)
    calendar = await calendars.find_schedule(tx, schedule) if line else None
    if calendar is None:
        return
    expires = offer_ends(calendar.time_zone, now)
    known: dict[str, list[datetime]] = {}
    for waiting in line:
        name = waiting.service_class
        if name not in known:
            known[name] = await _starts(tx, calendar, name, day, expires, now)
        passed = await holds_store.passed(tx, waiting.entry, schedule)
        for start in known[name]:
            if start in passed or not _suits(waiting, calendar, start):
                continue
            held = Held(token_hex(ID_BYTES), schedule, start, name, expires)
            if await holds_store.offer(tx, waiting.entry, held, now):
                known.clear()
            break


async def _starts(
    tx: Tx, calendar: Schedule, service_class: str, day: date, expires: datetime, now: datetime
) -> list[datetime]:
    """What is free for that class, and still can be booked when an offer ends."""
    found = await free_times.free_times(tx, [(calendar.schedule, service_class)], day, 1, now)
    offered = await calendars.find_class(tx, calendar.schedule, service_class)
    earliest = expires + timedelta(minutes=rules.seen_by(calendar, offered).notice_minutes)
    return [start for one in found for start in rules.starts_of(one.days) if start >= earliest]


def _suits(waiting: Waiting, calendar: Schedule, start: datetime) -> bool:
    """Whether they said that they could come then."""
    local = start.astimezone(ZoneInfo(calendar.time_zone))
    minute = local.hour * 60 + local.minute
    return waiting.first <= local.date() <= waiting.last and waiting.from_minute <= minute < waiting.until_minute
