"""The queue before the booking path: as many a second as were set, in the order in which people came."""

import heapq
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import NamedTuple

import pytest

from serment_kernel.embedded import Cluster
from serment_kernel.turns import Turns
from serment_platform.config import Surge
from serment_platform.scheduling.errors import InQueue
from serment_platform.scheduling.queueing import EARLY_SECONDS, GRACE_SECONDS, TRIES, Line
from serment_protocol.encoding import b64

from ..world import NOW, Patient, World, copy_of_template, new_token, running, wire
from .builders import SCHEDULE

KEY = bytes(range(32))
CAPACITY, OFFERED = 20, 200
RUSH_SECONDS, WATCHED = 10, 60


class Came(NamedTuple):
    """Somebody who asks at a moment, for so many visits."""

    at: float
    person: int
    place: str
    visits: int = 1


def served(lines: Sequence[Line], in_series: int = 1) -> list[tuple[float, int]]:
    """Ten times as many as can be served come for a while, and come again as they are told: who was served when.

    Every other one wants that many visits at once.
    """
    asking = [
        Came(number / OFFERED, number, "", in_series if number % 2 else 1) for number in range(OFFERED * RUSH_SECONDS)
    ]
    heapq.heapify(asking)
    done: list[tuple[float, int]] = []
    while asking and asking[0].at < WATCHED:
        came = heapq.heappop(asking)
        try:
            # Most meet the first process; whoever comes again may meet another.
            line = lines[(came.person % 4 == 0) ^ bool(came.place)] if len(lines) > 1 else lines[0]
            line.admit(_rights(came.person, came.visits), came.place, NOW + timedelta(seconds=came.at))
        except InQueue as told:
            place, after = str(told.members["place"]), float(str(told.members["retry_after"]))
            heapq.heappush(asking, came._replace(at=came.at + after, place=place))
        else:
            done.append((came.at, came.person))
    return done


class TestLine:
    @pytest.mark.parametrize("processes", [1, 2])
    def test_serves_at_the_rate_and_in_order(self, processes: int) -> None:
        turns = Turns()
        done = served([Line(CAPACITY, KEY, turns) for _ in range(processes)])
        assert abs(len(done) / WATCHED - CAPACITY) <= CAPACITY / 10
        for second in range(0, WATCHED, 10):
            within = sum(second <= at < second + 10 for at, _ in done)
            assert abs(within / 10 - CAPACITY) <= CAPACITY / 10
        people = [person for _, person in done]
        assert len(set(people)) == len(people)
        # People are told whole seconds, in which some overtake each other, and nobody more.
        latest = 0
        for person in people:
            latest = max(latest, person)
            assert latest - person <= 2 * CAPACITY
        assert max(people) < len(people) + 2 * CAPACITY

    def test_visits_in_series_take_a_turn_each(self) -> None:
        """Else ten times the rate would be booked by who comes in tens; and they come between others in order."""
        done = served([Line(CAPACITY, KEY, Turns())], in_series=10)
        visits = [(at, 10 if person % 2 else 1) for at, person in done]
        for second in range(0, WATCHED, 10):
            within = sum(count for at, count in visits if second <= at < second + 10)
            assert abs(within / 10 - CAPACITY) <= CAPACITY / 10
        latest = 0
        for _, person in done:
            latest = max(latest, person)
            assert latest - person <= 2 * CAPACITY
        assert {person % 2 for _, person in done} == {0, 1}

    def test_a_place_for_one_visit_is_none_for_ten(self) -> None:
        line = Line(CAPACITY, KEY, Turns())
        told = [_told(line, person) for person in range(200)][99]
        assert told is not None
        place, in_turn = str(told.members["place"]), NOW + timedelta(seconds=5)
        with pytest.raises(InQueue):
            line.admit(_rights(99, 10), place, in_turn)
        line.admit(_rights(99), place, in_turn)

    def test_rights_have_one_turn_each_in_whatever_company_they_are_shown(self) -> None:
        """Else ten rights would stand before everybody as often as there are series of them."""
        line, rights = Line(CAPACITY, KEY, Turns()), _rights(0, 200)
        for first in range(10):
            for visits in range(2, 11):
                with suppress(InQueue):
                    line.admit([rights[first], *rights[:first], *rights[first + 1 : 10]][:visits], "", NOW)
        with suppress(InQueue):
            line.admit(rights[10:], "", NOW)
        following = _told(line, 1)
        assert following is not None
        # The first passed at once and again, as often as a place has tries; nobody has more turns than that.
        assert len(rights) - EARLY_SECONDS * CAPACITY <= int(str(following.members["ahead"])) <= len(rights)

    def test_says_truly_how_long_and_behind_how_many(self) -> None:
        line = Line(CAPACITY, KEY, Turns())
        with_place = [told for person in range(100) if (told := _told(line, person))][-1]
        assert with_place.members["retry_after"] == 5
        # As many as can be served in half a second pass at once.
        assert with_place.members["ahead"] == 89
        line.admit(_rights(99), str(with_place.members["place"]), NOW + timedelta(seconds=5))

    def test_lets_bunches_pass_where_there_is_no_rush(self) -> None:
        line = Line(CAPACITY, KEY, Turns())
        assert all(_told(line, person) is None for person in range(int(EARLY_SECONDS * CAPACITY)))

    def test_asking_again_gives_the_same_place_and_no_second_one(self) -> None:
        line = Line(CAPACITY, KEY, Turns())
        for person in range(100):
            _told(line, person)
        places = {str(told.members["place"]) for _ in range(50) if (told := _told(line, 99))}
        assert len(places) == 1
        following = _told(line, 100)
        assert following is not None
        assert following.members["ahead"] == 90

    def test_a_place_serves_one_right_and_no_forged_one(self) -> None:
        line = Line(CAPACITY, KEY, Turns())
        told = next(iter([each for person in range(100) if (each := _told(line, person))]))
        place, later = str(told.members["place"]), NOW + timedelta(seconds=3)
        spoilt = place[:-2] + ("AA" if place[-2:] != "AA" else "BA")
        for right, shown in (
            (_rights(500), place),
            (_rights(501), spoilt),
            (_rights(502), "%"),
            (_rights(503), "AAAA"),
        ):
            with pytest.raises(InQueue):
                line.admit(right, shown, later)

    def test_a_turn_waits_for_whoever_lost_the_connection_but_not_for_ever(self) -> None:
        line, other = (Line(CAPACITY, KEY, Turns()) for _ in range(2))
        told = [each for person in range(100) if (each := _told(line, person))][-1]
        place, late = str(told.members["place"]), NOW + timedelta(seconds=GRACE_SECONDS)
        for person in range(1000, 1000 + 10 * int(GRACE_SECONDS) * CAPACITY):
            _told(other, person)
        for _ in range(TRIES):
            other.admit(_rights(99), place, late)
        with pytest.raises(InQueue):
            other.admit(_rights(99), place, late)
        with pytest.raises(InQueue):
            Line.admit(other, _rights(98), place, late + timedelta(seconds=10))

    def test_forgets_whose_turn_is_long_over(self) -> None:
        line = Line(CAPACITY, KEY, Turns())
        for person in range(100):
            _told(line, person)
        line.admit(_rights(100), "", NOW + timedelta(seconds=GRACE_SECONDS + 10))
        assert len(line) == 1


async def test_a_booking_waits_its_turn_over_http(migrated: Cluster) -> None:
    """The platform of this test lets one a second pass."""
    with copy_of_template(migrated) as name:
        async with running(migrated, name, surge=Surge(bookings_per_second=1)) as world:
            await world.publish()
            await _wait_in_turn(world)
            await _walk_around(world)
            await _hold_another_time(world)
            await _show_a_hold_twice(world)
            await _come_without_rights(world)
            await _move_in_turn(world)


async def _wait_in_turn(world: World) -> None:
    bodies = [Patient().booking(f"2026-12-0{day}T08:20:00Z", new_token()) for day in (2, 3, 4)]
    assert (await world.http.post("/v1/appointments", json=bodies[0])).status_code == 201
    told = await world.http.post("/v1/appointments", json=bodies[1])
    assert (told.status_code, told.json()["code"]) == (503, "in_queue")
    assert told.headers["retry-after"] == str(told.json()["retry_after"]) == "1"
    place = told.json()["place"]
    assert (await world.counts())["appointments"] == 1
    again = bodies[1] | {"place": place}
    assert (await world.http.post("/v1/appointments", json=again)).json()["place"] == place
    world.clock[0] += timedelta(seconds=told.json()["retry_after"])
    assert (await world.http.post("/v1/appointments", json=bodies[2] | {"place": place})).json()["code"] == "in_queue"
    assert (await world.http.post("/v1/appointments", json=again)).status_code == 201


def _rights(person: int, count: int = 1) -> list[bytes]:
    return [person.to_bytes(4) + number.to_bytes() for number in range(count)]


def _told(line: Line, person: int) -> InQueue | None:
    try:
        line.admit(_rights(person), "", NOW)
    except InQueue as told:
        return told
    return None


async def _walk_around(world: World) -> None:
    """A hold, and visits in a series, take no time before their turn; with one right for two they do not even queue."""
    token, booked = new_token(), (await world.counts())["appointments"]
    wanted = {"schedule": SCHEDULE, "class": "office-20", "start": "2026-12-07T08:20:00Z", "token": b64(token)}
    series = {"visits": [Patient().booking(f"2026-12-0{day}T08:20:00Z", new_token()) for day in (8, 9)]}
    twice = {"visits": [Patient().booking(f"2026-12-0{day}T08:20:00Z", token) for day in (8, 9)]}
    refused = await world.http.post("/v1/series", json=twice)
    assert refused.json()["failed"] == [{"number": 1, "code": "token_spent", "next": []}], refused.text
    told = [await world.http.post(path, json=body) for path, body in (("/v1/holds", wanted), ("/v1/series", series))]
    assert [one.json()["code"] for one in told] == ["in_queue"] * 2
    assert await world.sql("SELECT count(*) FROM scheduling.hold") == [(0,)]
    assert (await world.counts())["appointments"] == booked
    world.clock[0] += timedelta(seconds=max(one.json()["retry_after"] for one in told))
    held = await world.http.post("/v1/holds", json=wanted | {"place": told[0].json()["place"]})
    assert held.status_code == 201, held.text
    kept = Patient().booking("2026-12-07T08:20:00Z", token) | {"hold": held.json()["hold"]}
    # Whoever holds a time has queued for it, however long they type.
    world.clock[0] += timedelta(seconds=GRACE_SECONDS + 1)
    await _fill(world, "2026-12-10")
    assert (await world.http.post("/v1/appointments", json=kept)).status_code == 201
    world.clock[0] += timedelta(seconds=GRACE_SECONDS)
    answer = await world.http.post("/v1/series", json=series | {"place": told[1].json()["place"]})
    assert answer.status_code == 201, answer.text


async def _hold(world: World, token: bytes, start: str) -> str:
    world.clock[0] += timedelta(seconds=GRACE_SECONDS)
    wanted = {"schedule": SCHEDULE, "class": "office-20", "start": start, "token": b64(token)}
    held = await world.http.post("/v1/holds", json=wanted)
    assert held.status_code == 201, held.text
    world.clock[0] += timedelta(seconds=GRACE_SECONDS + 1)
    return held.json()["hold"]


async def _hold_another_time(world: World) -> None:
    """A dull time held before the rush is a pass for no other, nor for another class."""
    token = new_token()
    held = await _hold(world, token, "2026-12-17T08:20:00Z")
    await _fill(world, "2026-12-18")
    for start, name in (("2026-12-18T10:20:00Z", "office-20"), ("2026-12-17T08:20:00Z", "first-40")):
        body = Patient().booking(start, token, service_class=name) | {"hold": held}
        answer = await world.http.post("/v1/appointments", json=body)
        assert answer.json()["code"] == "in_queue", answer.text
    kept = Patient().booking("2026-12-17T08:20:00Z", token) | {"hold": held}
    assert (await world.http.post("/v1/appointments", json=kept)).status_code == 201


async def _show_a_hold_twice(world: World) -> None:
    """Whoever is refused what they hold queues like everybody."""
    token = new_token()
    held = await _hold(world, token, "2026-12-21T08:20:00Z")
    await _fill(world, "2026-12-22")
    body = Patient().booking("2026-12-21T08:20:00Z", token, duration=40) | {"hold": held}
    told = [(await world.http.post("/v1/appointments", json=body)).json()["code"] for _ in range(3)]
    assert told[0] != "in_queue"
    assert told[1:] == ["in_queue"] * 2


async def _come_without_rights(world: World) -> None:
    """A series without a right is told so before anything is looked up for it."""
    visits = [
        Patient().booking(f"2026-12-2{day}T08:20:00Z", bytes(354)) | {"credential": b64(bytes(354))} for day in (3, 4)
    ]
    answer = await world.http.post("/v1/series", json={"visits": visits})
    assert answer.json()["code"].startswith("token_"), answer.text


async def _fill(world: World, day: str) -> None:
    """One passes, and whoever comes at the same moment queues."""
    bodies = [Patient().booking(f"{day}T{hour}:20:00Z", new_token()) for hour in ("08", "09")]
    answers = [await world.http.post("/v1/appointments", json=body) for body in bodies]
    assert [one.status_code for one in answers] == [201, 503], answers[0].text


async def _move_in_turn(world: World) -> None:
    """A visit booked long before is no way around either; whoever cancels does not wait."""
    patient = Patient()
    world.clock[0] += timedelta(seconds=GRACE_SECONDS)
    assert (await world.book("2026-12-14T08:20:00Z", patient)).status_code == 201
    appointment = patient.keys.appointment
    moved = patient.next((await world.chain(patient))[-1], "booked", start="2026-12-16T08:20:00Z")
    world.clock[0] += timedelta(seconds=GRACE_SECONDS)
    await _fill(world, "2026-12-15")
    told = await world.change(appointment, moved)
    assert told.json()["code"] == "in_queue"
    world.clock[0] += timedelta(seconds=told.json()["retry_after"])
    path, body = f"/v1/appointments/{appointment}/statements", {"statement": wire(moved)}
    assert (await world.http.post(path, json=body | {"place": told.json()["place"]})).status_code == 200
    cancelled = patient.next((await world.chain(patient))[-1], "cancelled")
    assert (await world.change(appointment, cancelled)).status_code == 200
