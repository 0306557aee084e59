"""Writers who race for few places: as many visits as places, none twice, and nobody is told what is not so."""

import random
import threading
from collections.abc import Generator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from serment_kernel.database import Database
from serment_kernel.embedded import Cluster
from serment_platform.scheduling import actions
from serment_protocol.encoding import write_time
from serment_protocol.statements import sign_next

from ..world import DESK_SEED, NOW, Patient, copy_of_template, fixed_desk
from .bookings import (
    Attempt,
    Hand,
    Way,
    ask,
    begun,
    booking_of,
    either_way,
    in_batches,
    race,
    refusal_of,
    require_sound,
    wish,
)
from .builders import publication
from .emptied import Emptied, emptied

HANDS = 8
OPENS = datetime(2026, 12, 2, 8, tzinfo=UTC)
# Nine visits of twenty minutes fit into the morning, and all starts but those lie across two of them.
PLACES = [OPENS + timedelta(minutes=20 * number) for number in range(9)]
ANYWHERE = [OPENS + timedelta(minutes=5 * number) for number in range(36)]


@pytest.fixture(scope="module")
def once(migrated: Cluster) -> Generator[Emptied]:
    """A database for all races here."""
    with copy_of_template(migrated) as name:
        yield emptied(migrated, name)


@pytest.fixture
def calendar(once: Emptied) -> Emptied:
    """One practice, and nobody expected."""
    once.start_anew()
    return once


def hands(tries: int, starts: list[datetime], way: Way) -> list[Hand]:
    """Hands that want these times in orders of their own."""

    def hand(seed: int) -> Hand:
        chosen = random.Random(seed).choices(starts, k=tries)

        async def work(db: Database) -> list[Attempt]:
            return await way(db, [wish(start) for start in chosen])

        return work

    return [hand(seed) for seed in range(HANDS)]


def sell_out(calendar: Emptied, tries: int, way: Way) -> None:
    attempts = race(calendar.dsn, hands(tries, PLACES, way))
    assert {one.refusal for one in attempts} == {"", "time_taken"}
    assert len(require_sound(calendar.owner, attempts)) == len(PLACES)


class TestFewPlaces:
    @either_way
    def test_are_sold_once_each(self, calendar: Emptied, way: Way) -> None:
        sell_out(calendar, 20, way)

    @pytest.mark.long
    @either_way
    def test_are_sold_once_each_for_long(self, calendar: Emptied, way: Way) -> None:
        for _ in range(40):
            calendar.start_anew()
            sell_out(calendar, 60, way)

    @either_way
    def test_the_bits_alone_would_do(self, migrated: Cluster, way: Way) -> None:
        with copy_of_template(migrated) as name:
            other = emptied(migrated, name)
            other.start_anew()
            ask(other.owner, "ALTER TABLE scheduling.appointment DROP CONSTRAINT no_overlap")
            sell_out(other, 20, way)

    @either_way
    def test_overlapping_wishes_leave_no_pair(self, calendar: Emptied, way: Way) -> None:
        """Nobody wants the same as another, and everybody a part of what another wants."""
        draft = publication()
        draft["schedules"][0] |= {"step": 5}
        calendar.start_anew(draft)
        attempts = race(calendar.dsn, hands(20, ANYWHERE, way))
        assert {one.refusal for one in attempts} == {"", "time_taken", "outside_opening_hours"}
        require_sound(calendar.owner, attempts)


@either_way
def test_a_refusal_by_the_constraint_is_no_false_success(calendar: Emptied, way: Way) -> None:
    """The bits lie, so only the constraint stands between rivals; the answer is the same."""
    with psycopg.connect(calendar.owner, autocommit=True) as owner:
        stop = threading.Event()

        def lie() -> None:
            while not stop.wait(0.002):
                owner.execute("UPDATE scheduling.occupancy SET busy = 0::bit(300) WHERE bit_count(busy) > 0")

        liar = threading.Thread(target=lie)
        liar.start()
        attempts = race(calendar.dsn, hands(8, PLACES, way))
        stop.set()
        liar.join()
    told = [one for one in attempts if not one.refusal]
    kept = ask(calendar.owner, "SELECT encode(appointment, 'hex') FROM scheduling.appointment")
    assert sorted(one.appointment for one in told) == sorted(row[0] for row in kept)
    assert len(told) <= len(PLACES)


def test_who_asks_two_processes_at_once_is_told_the_same_by_both(calendar: Emptied) -> None:
    """Two batches may wait for each other over the rights. What ends them decides nothing; nobody is there twice."""
    wishes = [wish(start) for start in random.Random(1).choices(PLACES, k=24)]

    def hand(seed: int) -> Hand:
        async def work(db: Database) -> list[Attempt]:
            return await in_batches(db, random.Random(seed).sample(wishes, len(wishes)))

        return work

    attempts = race(calendar.dsn, [hand(seed) for seed in range(2)])
    assert sorted(attempts) == sorted([*set(attempts)] * 2)
    assert len(require_sound(calendar.owner, list(set(attempts)))) == len({each.start for each in wishes})


class TestMoves:
    def test_are_seen_at_one_place_at_every_moment(self, calendar: Emptied) -> None:
        there_and_back(calendar, 25)

    @pytest.mark.long
    def test_are_seen_at_one_place_for_long(self, calendar: Emptied) -> None:
        there_and_back(calendar, 2000)


def there_and_back(calendar: Emptied, times: int) -> None:
    """Somebody moves to and fro while others want both places: who looks sees one place, taken by one."""
    done = threading.Event()
    seen: set[tuple[int, int]] = set()

    async def mover(db: Database) -> list[Attempt]:
        patient, here = Patient(), PLACES[:2]
        last = begun(patient, here[0])
        ident = patient.keys.appointment
        await actions.book(db, booking_of(patient, last, here[0]), NOW)
        moved = 0
        for number in range(times):
            start = write_time(here[(number + 1) % 2])
            signed = sign_next(last, "booked", "desk:1", DESK_SEED, start=start)
            assert await refusal_of(actions.change(db, ident, signed, fixed_desk, NOW)) == ""
            last, moved = signed, moved + 1
        done.set()
        assert moved == times
        return [Attempt(ident, "")]

    async def watcher(db: Database) -> list[Attempt]:
        ended = False
        while not ended:  # Looks once more when all is done: it may have begun late.
            ended = done.is_set()
            async with db.transaction() as tx:
                cursor = await tx.execute(
                    """
                    SELECT (SELECT sum(bit_count(busy))::int FROM scheduling.occupancy),
                           (SELECT count(*) FROM scheduling.appointment WHERE state <> 'cancelled')
                    """
                )
                seen.update(await cursor.fetchall())
        return []

    attempts = race(calendar.dsn, [mover, watcher])
    assert seen <= {(0, 0), (4, 1)}
    assert (4, 1) in seen
    require_sound(calendar.owner, attempts)
