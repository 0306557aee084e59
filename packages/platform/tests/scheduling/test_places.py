"""More than one place at once, rooms beside the person, quotas: never more than there are, whoever races for them."""

import random
import secrets
from collections.abc import Generator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from serment_kernel.database import Database
from serment_kernel.embedded import Cluster
from serment_kernel.errors import Refusal
from serment_platform.scheduling import actions, holds
from serment_platform.scheduling.types import Span
from serment_protocol.encoding import write_time
from serment_protocol.statements import sign_next

from ..world import DESK_SEED, NOW, Patient, copy_of_template, fixed_desk
from .bookings import (
    Attempt,
    Hand,
    Way,
    ask,
    attempt,
    begun,
    booking_of,
    either_way,
    one_by_one,
    race,
    refusal_of,
    require_sound,
    require_whole,
    wish,
)
from .builders import SCHEDULE, publication
from .emptied import Emptied, emptied

HANDS = 6
START = datetime(2026, 12, 2, 8, tzinfo=UTC)
STARTS = [START + timedelta(minutes=20 * number) for number in range(9)]
OTHER, ROOMS, DEVICE = "6" * 32, ["3" * 32, "7" * 32], "8" * 32


@pytest.fixture(scope="module")
def once(migrated: Cluster) -> Generator[Emptied]:
    """A database for all races here."""
    with copy_of_template(migrated) as name:
        yield emptied(migrated, name)


def draft(**schedule: Any) -> dict[str, Any]:
    """The practice of the other tests, with something more in its calendar."""
    made = publication()
    made["schedules"][0] |= schedule
    return made


def roomy() -> dict[str, Any]:
    """Two calendars that share two rooms and a device, the keys of both between those of the rooms."""
    made = publication()
    made["schedules"].append(made["schedules"][0] | {"schedule": OTHER})
    made["classes"][0]["needs"] = [ROOMS, [DEVICE]]
    rooms = [{"resource": room, "kind": "location", "name": "Salle"} for room in ROOMS]
    made["resources"] = [*rooms, {"resource": DEVICE, "kind": "device", "name": "Échographe", "capacity": 2}]
    return made


def wanting(
    starts: list[datetime], tries: int, schedules: Sequence[str] = (SCHEDULE,), way: Way = one_by_one
) -> list[Hand]:
    """Hands that want these times of these calendars, in orders of their own."""

    def hand(seed: int) -> Hand:
        chance = random.Random(seed)
        chosen = [(chance.choice(starts), chance.choice(schedules)) for _ in range(tries)]

        async def work(db: Database) -> list[Attempt]:
            return await way(db, [wish(start, schedule=schedule) for start, schedule in chosen])

        return work

    return [hand(seed) for seed in range(HANDS)]


class TestCapacity:
    @either_way
    def test_as_many_come_as_there_are_places(self, once: Emptied, way: Way) -> None:
        once.start_anew(draft(capacity=3))
        attempts = race(once.dsn, wanting(STARTS[:4], 16, way=way))
        assert {one.refusal for one in attempts} == {"", "time_taken"}
        assert len(require_sound(once.owner, attempts)) == 12
        require_no_deadlock(once)

    def test_fewer_places_leave_nobody_out_who_has_one(self, once: Emptied) -> None:
        once.start_anew(draft(capacity=3))
        require_sound(once.owner, race(once.dsn, wanting(STARTS[:1], 1)[:3]))
        once.publish(draft(capacity=1) | {"revision": 2})
        assert ask(once.owner, "SELECT count(*) FROM scheduling.appointment WHERE state = 'booked'") == [(3,)]
        assert {one.refusal for one in race(once.dsn, wanting(STARTS[:1], 1))} == {"time_taken"}


class TestQuotas:
    @either_way
    def test_hold_at_the_boundary(self, once: Emptied, way: Way) -> None:
        once.start_anew(draft(capacity=9, quotas=[{"per": "day", "most": 5}]))
        attempts = race(once.dsn, wanting(STARTS, 6, way=way))
        assert {one.refusal for one in attempts} == {"", "quota_reached"}
        assert len(require_sound(once.owner, attempts)) == 5
        require_no_deadlock(once)

    @either_way
    def test_of_a_week_and_of_a_class(self, once: Emptied, way: Way) -> None:
        """The week begins on Monday the 30th of November; the next one has a quota of its own."""
        once.start_anew(draft(quotas=[{"per": "week", "most": 4, "class": "office-20"}]))
        week = [start + timedelta(days=days) for start in STARTS for days in (0, 1, 2)]
        attempts = race(once.dsn, wanting(week, 3, way=way))
        assert {one.refusal for one in attempts} <= {"", "quota_reached", "time_taken"}
        assert len(require_sound(once.owner, attempts)) == 4
        later = race(once.dsn, wanting([start + timedelta(days=7) for start in STARTS[:1]], 1))
        assert min(one.refusal for one in later) == ""
        assert ask(once.owner, "SELECT first::text, visits FROM scheduling.counted ORDER BY first") == [
            ("2026-11-30", 4),
            ("2026-12-07", 1),
        ]
        require_no_deadlock(once)

    def test_moves_to_and_fro_count_once(self, once: Emptied) -> None:
        # As many as there are people: whoever books last may find all the others moved to that day.
        once.start_anew(draft(capacity=6, quotas=[{"per": "day", "most": 4}, {"per": "week", "most": 9}]))
        attempts = race(once.dsn, [_moving(number) for number in range(4)])
        require_sound(once.owner, attempts)
        assert ask(once.owner, COUNTED) == [(0,)]

    def test_an_erased_visit_counts_no_more(self, once: Emptied) -> None:
        once.start_anew(draft(quotas=[{"per": "week", "most": 1}]))
        missed = race(once.dsn, wanting(STARTS[:1], 1, [SCHEDULE])[:1])
        ask(once.owner, "UPDATE scheduling.appointment SET state = 'noshow'")
        ask(once.dsn, "SELECT scheduling.erase(%s)", [bytes.fromhex(missed[0].appointment)])
        assert ask(once.owner, "SELECT visits FROM scheduling.counted") == [(0,)]
        assert race(once.dsn, wanting(STARTS[1:2], 1, [SCHEDULE])[:1])[0].refusal == ""

    def test_a_move_within_a_day_or_a_week_takes_no_other_place_of_it(self, once: Emptied) -> None:
        once.start_anew(draft(quotas=[{"per": "day", "most": 1}, {"per": "week", "most": 2}]))
        attempts = race(once.dsn, [_moving_where_it_is_full])
        assert ask(once.owner, COUNTED) == [(0,)]
        assert [one.refusal for one in attempts] == ["", "time_taken", "", "", "quota_reached"]


async def _moving_where_it_is_full(db: Database) -> list[Attempt]:
    """A patient on a day on which staff put two more, and on others of that week: one more than there may be."""
    patient = Patient()
    last = begun(patient, STARTS[0])
    await actions.book(db, booking_of(patient, last, STARTS[0]), NOW)
    beside = [STARTS[1], STARTS[2], STARTS[0] + timedelta(days=2)]
    for start in beside:
        await attempt(db, start, by="desk")
    found: list[Attempt] = []
    for start in (STARTS[3], STARTS[1], STARTS[4], STARTS[0] + timedelta(days=1), STARTS[1] + timedelta(days=2)):
        moved = patient.next(last, "booked", start=write_time(start))
        refusal = await refusal_of(actions.change(db, patient.keys.appointment, moved, fixed_desk, NOW))
        last = last if refusal else moved
        found.append(Attempt(patient.keys.appointment, refusal))
    return found


# A count that is not what the visits say.
COUNTED = """
SELECT count(*) FROM scheduling.counted AS c JOIN scheduling.schedule AS s USING (schedule)
 WHERE visits <> (SELECT count(*) FROM scheduling.appointment AS a
                   WHERE a.schedule = c.schedule AND c.class IN ('', a.class) AND a.state <> 'cancelled'
                         AND date_trunc(c.per, a.start AT TIME ZONE s.time_zone)::date = c.first)
"""


def _moving(number: int, times: int = 8) -> Hand:
    """Somebody whom the desk moves between two days, starting with one or the other."""

    async def work(db: Database) -> list[Attempt]:
        days, patient = [STARTS[number], STARTS[number] + timedelta(days=1)], Patient()
        last = begun(patient, days[number % 2])
        await actions.book(db, booking_of(patient, last, days[number % 2]), NOW)
        for step in range(times):
            start = write_time(days[(number + step + 1) % 2])
            signed = sign_next(last, "booked", "desk:1", DESK_SEED, start=start)
            assert await refusal_of(actions.change(db, patient.keys.appointment, signed, fixed_desk, NOW)) == ""
            last = signed
        return [Attempt(patient.keys.appointment, "")]

    return work


class TestRooms:
    @either_way
    def test_a_room_is_taken_with_the_person_or_nobody_is(self, once: Emptied, way: Way) -> None:
        """Two thousand who want one, either way."""
        race_for_rooms(once, 334, way)

    @pytest.mark.long
    @either_way
    def test_a_hundred_thousand_rounds_without_a_deadlock(self, once: Emptied, way: Way) -> None:
        for _ in range(14):
            race_for_rooms(once, 1200, way)

    def test_a_cancelled_visit_leaves_its_room(self, once: Emptied) -> None:
        once.start_anew(roomy())
        race(once.dsn, [_come_and_go] * 4)
        assert ask(once.owner, "SELECT count(*) FROM scheduling.resource_use") == [(0,)]
        assert ask(once.owner, "SELECT sum(bit_count(busy))::int FROM scheduling.occupancy") == [(0,)]

    def test_an_erased_visit_leaves_its_room_and_meets_nobody_crosswise(self, once: Emptied) -> None:
        once.start_anew(roomy())
        race(once.dsn, [_come_and_go, _come_and_be_erased] * 3)
        assert ask(once.owner, "SELECT count(*) FROM scheduling.resource_use") == [(0,)]
        assert ask(once.owner, "SELECT sum(bit_count(busy))::int FROM scheduling.occupancy") == [(0,)]
        require_no_deadlock(once)

    def test_a_closed_room_closes_the_time(self, once: Emptied) -> None:
        made = roomy()
        for room in made["resources"]:
            room["windows"] = [{"weekday": 3, "from": "09:40", "to": "10:20"}]
        once.start_anew(made)

        async def one_after_another(db: Database) -> list[Attempt]:
            return [await attempt(db, start) for start in STARTS]

        attempts = race(once.dsn, [one_after_another])
        assert [not one.refusal for one in attempts] == [start in STARTS[2:4] for start in STARTS]
        require_sound(once.owner, attempts)

    def test_whoever_leaves_a_room_that_closes_meets_nobody_crosswise(self, once: Emptied) -> None:
        once.start_anew(roomy())
        attempts = race(once.dsn, [*[_leaving(number) for number in range(4)], _come_and_go])
        require_whole(once.owner)
        kept = [one for one in attempts if not one.refusal]
        uses = ask(once.owner, "SELECT count(*), count(DISTINCT appointment) FROM scheduling.resource_use")
        assert uses == [(2 * len(kept), len(kept))]
        deadlocks = ask(once.owner, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        assert deadlocks == [(0,)]


def _leaving(number: int, times: int = 12) -> Hand:
    """Somebody who goes from one room to the other and back, at one time, in one of two calendars."""

    async def work(db: Database) -> list[Attempt]:
        start, schedule, patient = STARTS[number], [SCHEDULE, OTHER][number % 2], Patient()
        last = begun(patient, start, schedule=schedule)
        booked = await refusal_of(actions.book(db, booking_of(patient, last, start, schedule=schedule), NOW))
        for step in range(0 if booked else times):
            signed = sign_next(last, "booked", "desk:1", DESK_SEED)
            closing = Span(ROOMS[step % 2], start, start + timedelta(minutes=20))
            changed = actions.change(db, patient.keys.appointment, signed, fixed_desk, NOW, closing=closing)
            last = last if await refusal_of(changed) else signed
        return [Attempt(patient.keys.appointment, booked)]

    return work


async def _come_and_go(db: Database) -> list[Attempt]:
    """Book, move and cancel, again and again; who is refused tries the next time."""
    for start in STARTS:
        patient = Patient()
        last = begun(patient, start)
        if await refusal_of(actions.book(db, booking_of(patient, last, start), NOW)):
            continue
        ident = patient.keys.appointment
        moved = patient.next(last, "booked", start=write_time(start + timedelta(days=1)))
        if not await refusal_of(actions.change(db, ident, moved, fixed_desk, NOW)):
            last = moved
        assert await refusal_of(actions.change(db, ident, patient.next(last, "cancelled"), fixed_desk, NOW)) == ""
    return []


async def _come_and_be_erased(db: Database) -> list[Attempt]:
    """Book, and be erased as where a backup brought a visit back."""
    for start in STARTS * 4:
        gone = await attempt(db, start, schedule=OTHER)
        if not gone.refusal:
            async with db.transaction() as tx:
                await tx.execute("SELECT scheduling.erase(%s)", [bytes.fromhex(gone.appointment)])
    return []


def require_no_deadlock(once: Emptied) -> None:
    """Since the database was made."""
    deadlocks = ask(once.owner, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    assert deadlocks == [(0,)]


def race_for_rooms(once: Emptied, tries: int, way: Way) -> None:
    """Two calendars and two rooms: as many visits as rooms, at every start, each in a room of its own."""
    once.start_anew(roomy())
    starts = [start + timedelta(days=day) for start in STARTS for day in range(max(1, tries // 100))]
    attempts = race(once.dsn, wanting(starts, tries, [SCHEDULE, OTHER], way))
    assert {one.refusal for one in attempts} <= {"", "time_taken"}
    told = require_sound(once.owner, attempts)
    uses = ask(once.owner, "SELECT count(*), count(DISTINCT appointment) FROM scheduling.resource_use")
    assert uses == [(2 * len(told), len(told))]
    require_no_deadlock(once)


class TestHolds:
    def test_whoever_holds_a_time_has_its_room_and_its_place_in_the_quota(self, once: Emptied) -> None:
        race_with_holds(once, 30)

    @pytest.mark.long
    def test_holds_for_long(self, once: Emptied) -> None:
        for _ in range(20):
            race_with_holds(once, 200)


def race_with_holds(once: Emptied, tries: int) -> None:
    """Who holds is never refused what they held, whoever else books, holds or gives back in the same rooms."""
    made = roomy()
    made["schedules"][0]["quotas"] = [{"per": "day", "most": 4}, {"per": "week", "most": 9, "class": "office-20"}]
    once.start_anew(made)
    attempts = race(once.dsn, [_holding(number, tries) for number in range(HANDS)])
    assert {one.refusal for one in attempts} <= {"", "time_taken", "quota_reached", "given_back"}
    require_sound(once.owner, attempts)
    assert ask(once.owner, COUNTED) == [(0,)]
    assert ask(once.owner, "SELECT count(*) FROM scheduling.hold") == [(0,)]
    require_no_deadlock(once)


def _holding(seed: int, tries: int) -> Hand:
    chance = random.Random(seed)
    chosen = [
        (chance.choice(STARTS) + timedelta(days=chance.randrange(4)), chance.choice([SCHEDULE, OTHER]), chance.random())
        for _ in range(tries)
    ]

    async def work(db: Database) -> list[Attempt]:
        found = [await _hold_and_book(db, start, schedule) for start, schedule, luck in chosen if luck >= 0.5]
        found += [await _book_or_let_go(db, start, schedule, luck) for start, schedule, luck in chosen if luck < 0.5]
        return found

    return work


async def _hold_and_book(db: Database, start: datetime, schedule: str) -> Attempt:
    """What is confirmed at once is never refused."""
    patient = Patient()
    booking = booking_of(patient, begun(patient, start, schedule=schedule), start, schedule=schedule)
    try:
        held = await holds.hold(db, schedule, "office-20", start, booking.token, NOW)
    except Refusal as refusal:
        return Attempt(patient.keys.appointment, refusal.code)
    await actions.book(db, booking, NOW, held.hold)
    return Attempt(patient.keys.appointment, "")


async def _book_or_let_go(db: Database, start: datetime, schedule: str, luck: float) -> Attempt:
    if luck < 0.25:
        return await attempt(db, start, schedule=schedule)
    try:
        held = await holds.hold(db, schedule, "office-20", start, secrets.token_bytes(354), NOW)
    except Refusal as refusal:
        return Attempt("", refusal.code)
    await holds.give_back(db, held.hold, NOW)
    return Attempt("", "given_back")
