"""What many hands do with one calendar at once, through the functions of the room, and what must be true afterwards."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, NamedTuple

import psycopg
import pytest

from serment_kernel.database import Database, opened
from serment_kernel.errors import Refusal
from serment_platform.scheduling import Batches, actions
from serment_platform.scheduling.types import Booking
from serment_protocol.encoding import write_time
from serment_protocol.primitives import hash_bytes
from serment_protocol.signing import Signed
from serment_protocol.statements import sign_booking
from serment_protocol.tokens import token_key_id

from ..world import ENVELOPE, NOW, SELF_COPY, TICKET, Patient, modulus
from .builders import PRACTICE, SCHEDULE


class Attempt(NamedTuple):
    """Somebody who wanted a time, and what became of it."""

    appointment: str
    refusal: str


def begun(patient: Patient, start: datetime, **changes: Any) -> Signed:
    """The first statement of a visit."""
    return sign_booking(patient.statement(write_time(start), **changes), patient.keys.sign_seed)


def booking_of(patient: Patient, signed: Signed, start: datetime, by: str = "patient", **changes: Any) -> Booking:
    """A booking that was believed; a patient's with a right that nobody has spent."""
    token = b"" if by == "desk" else secrets.token_bytes(66) + token_key_id(modulus()) + bytes(256)
    whole: dict[str, Any] = {
        "appointment": patient.keys.appointment,
        "practice": PRACTICE,
        "schedule": SCHEDULE,
        "start": start,
        "minutes": 20,
        "service_class": "office-20",
        "epoch": 1,
        "manage": patient.keys.sign_public,
        "envelope": ENVELOPE,
        "self_copy": SELF_COPY,
        "ticket": TICKET,
        "body": signed.body_bytes,
        "signature": signed.signature_bytes,
        "token": token,
        "request": hash_bytes("request", signed.body_bytes) if token else b"",
    }
    return Booking(**(whole | changes))


def wish(start: datetime, **changes: Any) -> Booking:
    """This time for somebody new."""
    patient = Patient()
    named = {name: changes[name] for name in ("schedule", "service_class") if name in changes}
    named |= {"duration": changes["minutes"]} if "minutes" in changes else {}
    return booking_of(patient, begun(patient, start, **named), start, **changes)


async def attempt(db: Database, start: datetime, **changes: Any) -> Attempt:
    """Book this time for somebody new."""
    booking = wish(start, **changes)
    return Attempt(booking.appointment, await refusal_of(actions.book(db, booking, NOW)))


Way = Callable[[Database, Sequence[Booking]], Coroutine[Any, Any, list[Attempt]]]
"""How a hand books what it wants."""


async def one_by_one(db: Database, bookings: Sequence[Booking]) -> list[Attempt]:
    """As staff do, and whoever confirms a hold: each in a commit of its own."""
    return [Attempt(each.appointment, await refusal_of(actions.book(db, each, NOW))) for each in bookings]


async def in_batches(db: Database, bookings: Sequence[Booking]) -> list[Attempt]:
    """As patients do who come to one process at once: those who come during a commit share the next."""
    # Few in each: batches that have everything in common only wait for each other at the first of it.
    batches = Batches(db, 5)

    async def come(booking: Booking) -> Attempt:
        return Attempt(booking.appointment, await refusal_of(actions.book_together(db, batches, booking, NOW)))

    return await asyncio.gather(*map(come, bookings))


either_way = pytest.mark.parametrize("way", [one_by_one, in_batches])


async def refusal_of(work: Awaitable[Any]) -> str:
    """Its code, or nothing."""
    try:
        await work
    except Refusal as refusal:
        return refusal.code
    return ""


Hand = Callable[[Database], Coroutine[Any, Any, list[Attempt]]]


def race(dsn: str, hands: Sequence[Hand]) -> list[Attempt]:
    """Every hand in a thread, a loop and a connection of its own."""

    def work(hand: Hand) -> list[Attempt]:
        async def connected() -> list[Attempt]:
            db = Database(dsn, size=1)
            async with opened(db):
                return await hand(db)

        return asyncio.run(connected())

    with ThreadPoolExecutor(len(hands)) as pool:
        return [one for found in pool.map(work, hands) for one in found]


def ask(dsn: str, query: Any, parameters: Any = ()) -> list[tuple[Any, ...]]:
    """Rows of a query."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        cursor = connection.execute(query, parameters)
        return cursor.fetchall() if cursor.description else []


PAIRS = """
SELECT count(*) FROM scheduling.appointment AS a JOIN scheduling.appointment AS b USING (schedule, lane)
 WHERE a.appointment < b.appointment AND 'cancelled' NOT IN (a.state, b.state) AND NOT a.overbooked AND NOT b.overbooked
       AND a.start < b.start + b.minutes * interval '1 minute' AND b.start < a.start + a.minutes * interval '1 minute'
"""
HALVES = """
SELECT (SELECT count(*) FROM scheduling.appointment AS a
         WHERE (SELECT count(*) FROM scheduling.statement AS s WHERE s.appointment = a.appointment) <> a.sequence + 1)
     + abs((SELECT count(*) FROM scheduling.appointment) - (SELECT count(*) FROM identity.spent_token))
     + (SELECT count(*) FROM scheduling.occupancy WHERE busy <> scheduling.busy_on(schedule, lane, begins, positions))
"""


def require_sound(owner: str, attempts: Sequence[Attempt]) -> list[str]:
    """Who was told that they have a visit has one, and nobody else; no two share a time; nothing is there by half."""
    told = sorted(one.appointment for one in attempts if not one.refusal)
    kept = [row[0] for row in ask(owner, "SELECT encode(appointment, 'hex') FROM scheduling.appointment ORDER BY 1")]
    assert kept == told
    require_whole(owner)
    return told


def require_whole(owner: str) -> None:
    """No time is sold twice, no visit lacks a statement or a right, and every bit has its visit."""
    assert ask(owner, PAIRS) == [(0,)]
    assert ask(owner, HALVES) == [(0,)]
