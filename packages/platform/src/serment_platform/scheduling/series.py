"""Several visits in one request: all of them or none. Afterwards nothing here says that they belong together."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import cast

import psycopg

from serment_kernel.database import Database, Tx
from serment_kernel.errors import Refusal
from serment_platform.scheduling import holds_store, lines, rules, store
from serment_platform.scheduling.actions import Done, why_not_booked
from serment_platform.scheduling.attempts import ATTEMPTS, DEADLOCK, REASONS, TAKEN, retried
from serment_platform.scheduling.errors import BadStatement, SeriesRefused, TimeTaken
from serment_platform.scheduling.types import Booking
from serment_protocol.primitives import hash_bytes

Refusals = Mapping[int, Refusal]
"""By the place of a visit in its series, counted from 0."""


class _SomeRefused(Exception):
    """Rolls everything back; the states are those that PostgreSQL gave."""

    def __init__(self, states: Mapping[int, str]) -> None:
        super().__init__()
        self.states = states


async def book(db: Database, bookings: Sequence[Booking], now: datetime) -> list[Done]:
    """Take every time, or raise `SeriesRefused` with what stood in the way of which; a refusal writes nothing."""
    _require_one_practice(bookings)
    failed: Refusals = _out_of_reach(bookings, now)
    if failed:
        raise SeriesRefused(_apart(bookings, failed))
    for _ in range(ATTEMPTS):
        states = await _attempt(db, bookings, now)
        if not states:
            return [Done(booking.appointment, 0) for booking in bookings]
        for schedule in sorted({bookings[number].schedule for number, state in states.items() if state in TAKEN}):
            await lines.sweep(db, schedule, now)
        failed = await retried(db, partial(_reasons, bookings=bookings, states=states, now=now))
        if any(not isinstance(refusal, TimeTaken) or refusal.following for refusal in failed.values()):
            break
    raise SeriesRefused(_apart(bookings, failed))


def _require_one_practice(bookings: Sequence[Booking]) -> None:
    if len({booking.practice for booking in bookings}) > 1:
        raise BadStatement("practice")
    if len({booking.appointment for booking in bookings}) < len(bookings):
        raise BadStatement("appointment")


def _out_of_reach(bookings: Sequence[Booking], now: datetime) -> Refusals:
    """Which lie where no calendar is; bits of days gone by are still there, and would be taken."""
    found: dict[int, Refusal] = {}
    for number, booking in enumerate(bookings):
        try:
            rules.require_in_reach(booking.start, now, staff=booking.by_staff)
        except Refusal as refusal:
            found[number] = refusal
    return found


async def _attempt(db: Database, bookings: Sequence[Booking], now: datetime) -> Mapping[int, str]:
    """Which were refused, and as what; none, and they are all written."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            # The inner one begins at once: without it, the first savepoint would be a transaction of its own.
            async with db.transaction() as tx, tx.transaction():
                await _book_all(tx, bookings, now)
        except _SomeRefused as refused:
            return refused.states
        except psycopg.Error as error:
            if error.sqlstate != DEADLOCK or attempt == ATTEMPTS:
                raise
            continue
        return {}
    raise AssertionError


async def _book_all(tx: Tx, bookings: Sequence[Booking], now: datetime) -> None:
    """Each in a savepoint, so that the others are still looked at; in the order in which everybody locks."""
    states: dict[int, str] = {}
    for number in sorted(range(len(bookings)), key=lambda one: (bookings[one].schedule, bookings[one].start)):
        booking = bookings[number]
        try:
            async with tx.transaction():
                await store.book(tx, booking, hash_bytes("statement", booking.body), now)
                if booking.token:
                    await holds_store.leave_with(tx, [lines.digest(booking.token)], now)
        except psycopg.Error as error:
            if error.sqlstate not in REASONS:
                raise
            states[number] = error.sqlstate or ""
    if states:
        raise _SomeRefused(states)


async def _reasons(tx: Tx, bookings: Sequence[Booking], states: Mapping[int, str], now: datetime) -> Refusals:
    """What is in the way of each; where nothing is any more, another of the same series may be."""
    found: dict[int, Refusal] = {}
    for number, state in states.items():
        found[number] = await why_not_booked(tx, bookings[number], state, now) or TimeTaken()
    return found


def _apart(bookings: Sequence[Booking], failed: Refusals) -> list[tuple[int, Refusal]]:
    """What is offered instead leaves the times alone that the rest of the series asks for."""
    kept = [booking for number, booking in enumerate(bookings) if number not in failed]
    for number, refusal in failed.items():
        offered = refusal.members.get("next")
        if isinstance(offered, list):
            times = cast("list[str]", offered)
            refusal.members["next"] = [one for one in times if not _meets(one, bookings[number], kept)]
    return sorted(failed.items())


def _meets(start: str, booking: Booking, others: Sequence[Booking]) -> bool:
    begin = datetime.fromisoformat(start)
    end = begin + timedelta(minutes=booking.minutes)
    return any(
        other.schedule == booking.schedule
        and begin < other.start + timedelta(minutes=other.minutes)
        and other.start < end
        for other in others
    )
