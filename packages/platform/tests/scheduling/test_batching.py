"""Bookings that share a commit: each is taken or refused as if it were alone, and each hears its own outcome."""

import asyncio
from typing import Any

import msgspec
import psycopg
import pytest

from serment_platform.scheduling import Batches, store
from serment_platform.scheduling.received import Parts, believe_booking
from serment_platform.scheduling.types import Booking
from serment_protocol.encoding import from_b64
from serment_protocol.primitives import hash_bytes
from serment_protocol.signing import Signed

from ..world import NOW, Patient, World, new_token
from .builders import publication

DAYS = [f"2026-12-{day:02d}" for day in (2, 3, 4, 7)]
CLOCKS = ("08:00", "08:20", "09:00")
OTHER, ROOM = "6" * 32, "3" * 32
REFUSED, SPENT, KNOWN = "SR001", "SR003", "23505"


def booking(start: str, patient: Patient | None = None, token: bytes | None = None, **changes: Any) -> Booking:
    """As it is believed."""
    body = (patient or Patient()).booking(start, token or new_token(), **changes)
    parts = (from_b64(body[name]) for name in ("manage", "envelope", "self_copy", "ticket", "token"))
    return believe_booking(Parts(Signed(**body["statement"]), *parts))


async def together(world: World, *bookings: Booking) -> list[str | None]:
    """Outcomes of one batch."""
    asked = [(each, hash_bytes("statement", each.body), NOW) for each in bookings]
    async with world.times.transaction() as tx:
        return await store.book_each(tx, asked)


async def booked(world: World) -> set[str]:
    rows = await world.sql("SELECT encode(appointment, 'hex') FROM scheduling.appointment")
    return {row[0] for row in rows}


class TestBookEach:
    async def test_rivals_of_the_same_hour_on_different_days_hear_their_own_outcome(self, world: World) -> None:
        taken = [booking(f"{day}T{clock}:00Z") for day in DAYS[:2] for clock in CLOCKS]
        assert await together(world, *taken) == [None] * len(taken)
        # By turns one that is taken already and one of another day, in no order of the calendar.
        late = [booking(f"{day}T{clock}:00Z") for clock in reversed(CLOCKS) for day in DAYS]
        outcomes = await together(world, *late)
        assert outcomes == [REFUSED, REFUSED, None, None] * len(CLOCKS)
        free = {each.appointment for each, outcome in zip(late, outcomes, strict=True) if outcome is None}
        assert await booked(world) == {each.appointment for each in taken} | free

    async def test_rivals_for_one_time_share_a_batch(self, world: World) -> None:
        rivals = [booking("2026-12-02T08:20:00Z") for _ in range(5)]
        outcomes = await together(world, *rivals)
        assert sorted(map(str, outcomes)) == ["None", *[REFUSED] * 4]
        assert await booked(world) == {rivals[outcomes.index(None)].appointment}
        assert await world.counts() == {"appointments": 1, "statements": 1, "tokens": 1, "busy": 4}

    async def test_refusals_take_nothing_from_the_others(self, world: World) -> None:
        patient, token = Patient(), new_token()
        first = booking("2026-12-02T08:00:00Z", patient, token)
        wanted: list[tuple[Booking, str | None]] = [
            (first, None),
            (first, None),
            (booking("2026-12-02T08:20:00Z", None, token), SPENT),
            (booking("2026-12-02T08:40:00Z", patient), KNOWN),
            (booking("2026-12-02T09:00:00Z", epoch=2), REFUSED),
            (booking("2026-12-02T12:00:00Z"), REFUSED),
            (booking("2026-12-02T09:20:00Z"), None),
        ]
        assert await together(world, *(each for each, _ in wanted)) == [outcome for _, outcome in wanted]
        assert await world.counts() == {"appointments": 2, "statements": 2, "tokens": 2, "busy": 8}

    async def test_whoever_takes_a_room_stands_for_themselves(self, world: World) -> None:
        """Visits that take a room, and places of a quota, hold all of it beforehand; the outcomes are the same."""
        draft = publication(revision=2, resources=[{"resource": ROOM, "kind": "location", "name": "Salle"}])
        draft["classes"][0]["needs"] = [[ROOM]]
        draft["schedules"] = [
            draft["schedules"][0] | {"quotas": [{"per": "week", "most": 2}]},
            draft["schedules"][0] | {"schedule": OTHER},
        ]
        await world.publish(draft)
        wanted: list[tuple[Booking, str | None]] = [
            (booking("2026-12-03T08:00:00Z", schedule=OTHER), REFUSED),
            (booking("2026-12-02T08:00:00Z", schedule=OTHER), None),
            (booking("2026-12-04T08:00:00Z"), REFUSED),
            (booking("2026-12-03T08:00:00Z"), None),
            (booking("2026-12-02T08:20:00Z"), None),
        ]
        assert await together(world, *(each for each, _ in wanted)) == [outcome for _, outcome in wanted]
        rooms = await world.sql("SELECT count(*), count(DISTINCT start) FROM scheduling.resource_use")
        assert rooms == [(3, 3)]


class TestBatches:
    async def test_one_that_fails_lets_the_others_through(self, world: World) -> None:
        good = [booking(f"2026-12-02T{clock}:00Z") for clock in CLOCKS]
        # No person can send it; the table refuses it, and with it the batch.
        bad = msgspec.structs.replace(booking("2026-12-03T08:00:00Z"), appointment="ab" * 31)
        batches = Batches(world.times)
        asked = [batches.book(each, hash_bytes("statement", each.body), NOW) for each in (*good, bad)]
        *outcomes, failed = await asyncio.gather(*asked, return_exceptions=True)
        assert outcomes == [None, None, None]
        assert isinstance(failed, psycopg.errors.CheckViolation)
        assert await booked(world) == {each.appointment for each in good}

    @pytest.mark.parametrize("most", [3, 60])
    async def test_a_rush_over_few_times(self, world: World, most: int) -> None:
        starts = [f"{day}T{clock}:00Z" for day in DAYS for clock in CLOCKS]
        rivals = {start: [booking(start) for _ in range(5)] for start in starts}
        two = Batches(world.times, most), Batches(world.times, most)
        everybody = [each for some in zip(*rivals.values(), strict=True) for each in some]
        outcomes = await asyncio.gather(
            *(two[n % 2].book(each, hash_bytes("statement", each.body), NOW) for n, each in enumerate(everybody))
        )
        told = {each.appointment for each, outcome in zip(everybody, outcomes, strict=True) if outcome is None}
        assert {outcome for outcome in outcomes if outcome} == {REFUSED}
        assert told == await booked(world)
        for some in rivals.values():
            assert len(told & {each.appointment for each in some}) == 1
