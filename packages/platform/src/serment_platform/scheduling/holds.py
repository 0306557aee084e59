"""Times held for some minutes, for a right to book or by staff, so that nobody else takes them meanwhile.

A hold has all that a booking would: the time, a room for each need, a place within each quota. It spends nothing. It
ends at its minute exactly: from then on it gives no right, whether or not anybody has swept it away, and whoever wants
what it had sweeps first.
"""

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from serment_kernel.database import Database, Tx
from serment_kernel.errors import Refusal
from serment_platform.scheduling import actions, credentials, holds_store, lines, rules
from serment_platform.scheduling.attempts import BOUND, persist, retried
from serment_platform.scheduling.errors import TokenBound
from serment_platform.scheduling.holds_store import Held
from serment_platform.scheduling.lines import digest
from serment_platform.scheduling.received import look_into, start_of
from serment_protocol.signing import Signed

HOLD = timedelta(minutes=10)
ID_BYTES = 16


class By(NamedTuple):
    """Who holds: a right, by its hash, with the credential that some classes take; or staff of a practice."""

    practice: str | None = None
    token: bytes | None = None
    credential: bytes = b""


async def hold(
    db: Database,
    schedule: str,
    service_class: str,
    start: datetime,
    token: bytes,
    now: datetime,
    credential: bytes = b"",
) -> Held:
    """Hold a time for a right to book; the same again answers the same, another is refused."""
    rules.require_in_reach(start, now, staff=False)
    by = By(token=digest(token), credential=credential)
    return await _hold(db, _held(schedule, service_class, start, now), by, now)


async def hold_by_staff(
    db: Database, practice: str, schedule: str, service_class: str, start: datetime, now: datetime
) -> Held:
    """Hold a time for whoever is on the telephone."""
    rules.require_in_reach(start, now, staff=True)
    return await _hold(db, _held(schedule, service_class, start, now), By(practice), now)


def _held(schedule: str, service_class: str, start: datetime, now: datetime) -> Held:
    # To the minute, so that the row does not say to the second when somebody asked.
    expires = now.replace(second=0, microsecond=0) + HOLD
    return Held(secrets.token_hex(ID_BYTES), schedule, start, service_class, expires)


async def _hold(db: Database, held: Held, by: By, now: datetime) -> Held:
    known_as = await credentials.audience_at(db, held.schedule, by.credential)

    async def work(tx: Tx) -> None:
        await holds_store.hold(tx, held, by.practice, by.token, now, by.credential)

    async def second_look(tx: Tx, state: str) -> Refusal | None:
        if state == BOUND:
            return TokenBound()
        return await actions.why_not_held(tx, held, state, now, by.practice, known_as)

    refusal = await persist(db, work, second_look, lambda: lines.sweep(db, held.schedule, now))
    if isinstance(refusal, TokenBound) and by.token is not None:
        async with db.transaction() as tx:
            before = await holds_store.held_by(tx, by.token, now)
        if before is not None and _what(before) == _what(held):
            return before
    if refusal is not None:
        raise refusal
    return held


async def is_held(db: Database, hold: str, signed: Signed, token: bytes, now: datetime) -> bool:
    """Whether that hold is alive, of this right, and of the time that the statement is about."""
    wanted = look_into(signed)
    time = Held(hold, wanted.schedule, start_of(wanted), wanted.service_class, now)
    async with db.transaction() as tx:
        return await holds_store.is_held(tx, time, digest(token))


def _what(held: Held) -> tuple[str, str, datetime]:
    return held.schedule, held.service_class, held.start


async def give_back(db: Database, hold: str, now: datetime) -> None:
    """The time is free again, if it was still held; nobody else knows the id."""
    practice = await retried(db, lambda tx: holds_store.give_back(tx, hold, now))
    if practice:
        await lines.offer_freed(db, practice, now)
