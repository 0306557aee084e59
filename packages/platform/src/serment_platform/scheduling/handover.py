"""A visit gets another key: one appointment ends and another takes its place, at once or not at all (SPEC 7).

By the desk, where the old key is lost; or by whoever holds the old key, as from a claim code, and spends a right.
"""

import secrets
from datetime import datetime
from typing import NamedTuple

from serment_kernel.database import Database, Tx
from serment_kernel.errors import Refusal
from serment_platform.identity import TOKEN_SPENT_STATE, TokenSpent
from serment_platform.practice import Desk
from serment_platform.scheduling import calendars, holds_store, lines, rules, store
from serment_platform.scheduling.attempts import REFUSED, persist
from serment_platform.scheduling.errors import (
    AppointmentUnknown,
    BadStatement,
    EpochRetired,
    ScheduleUnknown,
    StatementConflict,
)
from serment_platform.scheduling.received import believe_change, look_into
from serment_platform.scheduling.types import Booking, Change, Visit
from serment_protocol.signing import Signed

LOCKED_VERSION = b"\x01"


class Wanted(NamedTuple):
    """The last statement of one appointment and the booking in its place; whether the old self-copy is to go."""

    last: Signed
    booking: Booking
    erase: bool


async def hand_over(db: Database, practice: str, desk: Desk, wanted: Wanted, now: datetime) -> None:
    """As the desk of this practice, in its current epoch."""
    last = look_into(wanted.last)
    if last.desk_epoch is None:
        raise BadStatement("by")
    if last.desk_epoch != desk.epoch:
        raise EpochRetired(desk.epoch)
    if wanted.booking.epoch != desk.epoch:
        raise BadStatement("epoch")
    await _replace(db, practice, desk.sign, wanted, now)


async def claim(db: Database, appointment: str, wanted: Wanted, now: datetime) -> None:
    """As whoever holds the key of this appointment."""
    last = look_into(wanted.last)
    if last.appointment != appointment:
        raise BadStatement("appointment")
    if last.desk_epoch is not None:
        raise BadStatement("by")
    await _replace(db, wanted.booking.practice, None, wanted, now)


async def _replace(db: Database, practice: str, desk_sign: bytes | None, wanted: Wanted, now: datetime) -> None:
    """The same request twice is one, whatever became of the new appointment meanwhile."""
    last, booking = look_into(wanted.last), wanted.booking
    async with db.transaction() as tx:
        visit = await store.find_visit(tx, last.appointment)
        if visit is None or visit.practice != practice:
            raise AppointmentUnknown
        if await _is_written(tx, wanted):
            return
        before = await store.statement_at(tx, visit.appointment, visit.sequence) or b""
    if (last.sequence, last.previous) != (visit.sequence + 1, visit.last):
        raise StatementConflict
    ending = believe_change(wanted.last, before, desk_sign or visit.manage)
    _require_same(visit, ending, booking)
    rules.require_not_begun(visit.start, now)
    refusal = await _try(db, visit, ending, wanted, now)
    if refusal is not None:
        raise refusal


async def _is_written(tx: Tx, wanted: Wanted) -> bool:
    last = look_into(wanted.last)
    if last.sequence > rules.LARGEST:
        return False
    ended = await store.statement_at(tx, last.appointment, last.sequence)
    begun = await store.statement_at(tx, wanted.booking.appointment, 0)
    return (ended, begun) == (wanted.last.body_bytes, wanted.booking.body)


def _require_same(visit: Visit, ending: Change, booking: Booking) -> None:
    """Raise unless the one ends as it stands and the other begins there."""
    if ending.state != "cancelled":
        raise BadStatement("state")
    for field in ("schedule", "start"):
        if getattr(ending, field) != getattr(visit, field):
            raise BadStatement(field)
    for field in ("schedule", "start", "minutes", "service_class"):
        if getattr(booking, field) != getattr(visit, field):
            raise BadStatement({"minutes": "duration", "service_class": "class"}.get(field, field))


async def _try(db: Database, visit: Visit, ending: Change, wanted: Wanted, now: datetime) -> Refusal | None:
    copy = _nothing_told(len(visit.self_copy)) if wanted.erase else None

    async def work(tx: Tx) -> None:
        await store.hand_over(tx, ending, wanted.booking, copy, now)
        after, paid = wanted.booking.appointment, bool(wanted.booking.token)
        await store.carry_right(tx, ending.appointment, after, paid=paid)
        if wanted.booking.token:
            await holds_store.leave_with(tx, [lines.digest(wanted.booking.token)], now)

    async def second_look(tx: Tx, state: str) -> Refusal | None:
        return await _why_not(tx, wanted, state)

    return await persist(db, work, second_look)


async def _why_not(tx: Tx, wanted: Wanted, state: str) -> Refusal | None:
    if await _is_written(tx, wanted):
        return None  # The same request was faster; asked again, it is answered alike.
    if state == TOKEN_SPENT_STATE:
        return TokenSpent()
    if state != REFUSED:
        return StatementConflict()
    schedule = await calendars.find_schedule(tx, wanted.booking.schedule)
    if schedule is None:
        return ScheduleUnknown()
    return None if schedule.epoch == wanted.booking.epoch else EpochRetired(schedule.epoch)


def _nothing_told(length: int) -> bytes:
    """What nobody can open and nobody can tell from what somebody could."""
    return LOCKED_VERSION + secrets.token_bytes(length - len(LOCKED_VERSION))
