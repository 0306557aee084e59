"""Lines of people who wait for a time: whoever came first is offered what becomes free, for a while, then the next.

Whoever frees time has the line asked at once (`offering.py`), in a transaction of its own. An entry has a right to
book, a manage key, and a ticket for one nudge without content; it has no session, and says only when somebody could
come, and for what kind of visit. An offer is a hold for that right: whoever books with it in time has it.
"""

import logging
from datetime import date, datetime, timedelta
from functools import partial
from typing import NamedTuple

import msgspec
import psycopg

from serment_kernel.database import Database, Tx
from serment_platform.identity import TOKEN_SPENT_STATE, TokenSpent
from serment_platform.scheduling import calendars, credentials, holds_store, offering, rules
from serment_platform.scheduling.attempts import BOUND, FULL, REFUSED, SHOWN, retried
from serment_platform.scheduling.errors import (
    BadWindow,
    ClassUnknown,
    CredentialSpent,
    EntryUnknown,
    LineFull,
    TokenBound,
)
from serment_platform.scheduling.holds_store import Held, Waiting
from serment_protocol.primitives import hash_bytes

MOST = 500
LONGEST = timedelta(days=120)
WEEKS_AT_ONCE = 4
"""In which whoever freed time asks the line; upkeep has the rest."""

logger = logging.getLogger(__name__)


class Place(NamedTuple):
    """How somebody stands in a line."""

    waiting: Waiting
    ahead: int
    offer: Held | None


def digest(token: bytes) -> bytes:
    """By which a right is known here, and where rights are spent."""
    return hash_bytes("spent", token)


class Shown(NamedTuple):
    """What an entry takes: a right with the last day of its life, and a credential where the class is not for all."""

    token: bytes
    ends: date
    credential: bytes = b""


async def join(db: Database, waiting: Waiting, shown: Shown, ticket: bytes, now: datetime) -> Place:
    """Stand behind everybody in the line of a practice, as long as the right lives; the same entry twice is one.

    Nothing is spent. Without the credential, whoever cannot book a class could keep its times from those who can.
    """
    _check_window(waiting, now)
    waiting = msgspec.structs.replace(waiting, last=min(waiting.last, shown.ends))
    if waiting.last < waiting.first:
        raise BadWindow("first")
    await credentials.require_good(db, waiting.practice, shown.credential)
    try:
        async with db.transaction() as tx:
            await holds_store.join(tx, waiting, digest(shown.token), ticket, MOST, shown.credential)
    except psycopg.Error as error:
        raise _refusal(error) from error
    return await look(db, waiting.entry, now)


def _check_window(waiting: Waiting, now: datetime) -> None:
    if waiting.from_minute >= waiting.until_minute:
        raise BadWindow("to")
    if not now.date() - timedelta(days=1) <= waiting.first <= waiting.last <= now.date() + LONGEST:
        raise BadWindow("last")


def _refusal(error: psycopg.Error) -> Exception:
    known = {
        REFUSED: ClassUnknown,
        BOUND: TokenBound,
        FULL: LineFull,
        SHOWN: CredentialSpent,
        TOKEN_SPENT_STATE: TokenSpent,
    }
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
    """A week that cannot be offered is not kept from everybody for ever, nor from other weeks."""
    try:
        return await retried(db, lambda tx: offering.offer_one(tx, None, now))
    except psycopg.Error as error:
        logger.warning("a freed time could not be offered (%s)", type(error).__name__)
    async with db.transaction() as tx:
        found = await holds_store.freed_span(tx, None)
        if found is not None:
            await holds_store.take_freed(tx, [found.schedule], found.first, found.last)
            await holds_store.take_freed_quotas(tx, [found.schedule], found.first, found.last)
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
        for _ in range(WEEKS_AT_ONCE):
            if not await retried(db, lambda tx: offering.offer_one(tx, practice, now)):
                return
    except psycopg.Error as error:
        logger.warning("lines could not be asked (%s)", type(error).__name__)
