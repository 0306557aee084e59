"""What becomes free beside time: rooms and places within quotas go to those who wait for them, in their order."""

from typing import Any

import pytest

from serment_platform.scheduling import lines, offering

from ..world import NOW, Patient, World, employ, new_token
from .builders import PRACTICE, SCHEDULE, publication
from .test_holds import OTHER, ROOM, code, hold
from .test_lines import Waiter, cancel, in_line, offers

# One time a day and calendar, so that whoever is offered one can be told by the day.
START, NEXT, FRIDAY, MONDAY = (f"2026-12-{day:02}T08:20:00Z" for day in (3, 4, 4, 7))
THIRD = "1" * 32


def one_room(revision: int = 2) -> dict[str, Any]:
    """Three calendars, open at the same twenty minutes of every day, that share a room."""
    made = publication(revision=revision)
    windows = [window | {"from": "09:20", "to": "09:40"} for window in made["schedules"][0]["windows"]]
    made["schedules"] = [
        made["schedules"][0] | {"schedule": each, "windows": windows} for each in (SCHEDULE, OTHER, THIRD)
    ]
    made["classes"][0]["needs"] = [[ROOM]]
    return made | {"resources": [{"resource": ROOM, "kind": "location", "name": "Salle 1"}]}


def few(most: int, per: str = "week", revision: int = 2, name: str = "") -> dict[str, Any]:
    """A calendar with a quota, and a class that has none of its own."""
    made = publication(revision=revision)
    made["classes"].append({"class": "long-40", "duration": 40, "channel": "office", "audience": "public"})
    made["schedules"][0]["classes"].append("long-40")
    made["schedules"][0]["quotas"] = [{"per": per, "most": most} | ({"class": name} if name else {})]
    return made


async def booked(world: World, start: str, **changes: Any) -> tuple[Patient, Any]:
    """Somebody with a visit, and its last statement."""
    patient = Patient()
    answer = await world.book(start, patient, **changes)
    assert answer.status_code == 201, answer.text
    return patient, (await world.chain(patient))[-1]


class TestRooms:
    async def test_a_room_goes_to_whoever_waits_for_somebody_else_in_it(self, world: World) -> None:
        await world.publish(one_room())
        patient, last = await booked(world, START, schedule=OTHER)
        waiters = await in_line(world, 2, last=START[:10])
        await cancel(world, patient, last)
        assert await offers(world, waiters) == [START, ""]
        for calendar in (SCHEDULE, OTHER, THIRD):
            assert code(await world.book(START, schedule=calendar)) == (409, "time_taken")
        assert (await waiters[0].take(world, (await waiters[0].look(world))["offer"])).status_code == 201

    async def test_nobody_takes_it_before_the_line_was_asked(self, world: World) -> None:
        """Nor through a calendar for which nobody waits."""
        await world.publish(one_room())
        await booked(world, START, schedule=OTHER)
        [waiter] = await in_line(world, 1, last=START[:10])
        await world.sql("SELECT scheduling.erase(appointment) FROM scheduling.appointment")
        assert code(await world.book(START, schedule=THIRD)) == (409, "time_taken")
        assert code(await hold(world, new_token(), START, schedule=OTHER)) == (409, "time_taken")
        await lines.upkeep(world.times, world.clock[0])
        assert await offers(world, [waiter]) == [START]

    @pytest.mark.parametrize(
        "calendars", [(SCHEDULE, THIRD, OTHER), (THIRD, OTHER, SCHEDULE), (OTHER, SCHEDULE, THIRD)]
    )
    async def test_who_came_first_is_first_whosever_time_they_want(
        self, world: World, calendars: tuple[str, str, str]
    ) -> None:
        await world.publish(one_room())
        first, second, freed = calendars
        patient, last = await booked(world, START, schedule=freed)
        waiters = [Waiter(), Waiter()]
        for waiter, calendar in zip(waiters, (first, second), strict=True):
            await waiter.join(world, schedules=[calendar], last=START[:10])
        await cancel(world, patient, last)
        assert await offers(world, waiters) == [START, ""]

    async def test_who_needs_no_room_is_offered_nothing_that_was_free_before(self, world: World) -> None:
        made = one_room()
        made["classes"].append({"class": "video-20", "duration": 20, "channel": "video", "audience": "public"})
        made["schedules"][0]["classes"].append("video-20")
        await world.publish(made)
        patient, last = await booked(world, START, schedule=OTHER)
        waiter, needing = Waiter(), Waiter()
        await waiter.join(world, name="video-20", last=START[:10])
        await needing.join(world, last=START[:10])
        await cancel(world, patient, last)
        assert await offers(world, [waiter, needing]) == ["", START]


class TestQuotas:
    async def test_a_place_within_a_week_is_offered_on_every_day_of_it(self, world: World) -> None:
        await world.publish(few(1))
        patient, last = await booked(world, START)
        other_day, next_week = Waiter(), Waiter()
        await next_week.join(world, first=MONDAY[:10], last=MONDAY[:10])
        await other_day.join(world, first=NEXT[:10], last=NEXT[:10], opens="09:20")
        await cancel(world, patient, last)
        assert await offers(world, [next_week, other_day]) == ["", NEXT]
        assert code(await world.book(START)) == (409, "quota_reached")

    async def test_who_came_first_has_it_on_whichever_day(self, world: World) -> None:
        await world.publish(few(1))
        patient, last = await booked(world, START)
        late, early = Waiter(), Waiter()
        await late.join(world, first=FRIDAY[:10], last=FRIDAY[:10], opens="09:20")
        await early.join(world)
        await cancel(world, patient, last)
        assert await offers(world, [late, early]) == [FRIDAY, ""]
        world.clock[0] = NOW.replace(second=0) + offering.OFFER
        await lines.upkeep(world.times, world.clock[0])
        assert [bool(one) for one in await offers(world, [late, early])] == [False, True]
        world.clock[0] += offering.OFFER
        await lines.upkeep(world.times, world.clock[0])
        assert [bool(one) for one in await offers(world, [late, early])] == [True, False]

    async def test_nobody_takes_it_before_the_line_was_asked(self, world: World) -> None:
        await world.publish(few(1, name="office-20"))
        await booked(world, START)
        [waiter] = await in_line(world, 1, opens="10:00")
        await world.sql("SELECT scheduling.erase(appointment) FROM scheduling.appointment")
        assert code(await world.book(NEXT)) == (409, "time_taken")
        assert code(await world.book(NEXT, service_class="long-40", duration=40)) == (201, None)
        await lines.upkeep(world.times, world.clock[0])
        assert [start[11:] for start in await offers(world, [waiter])] == ["09:00:00Z"]

    async def test_an_overbooked_visit_frees_a_place_once_there_is_one(self, world: World) -> None:
        await world.publish(few(1, "day"))
        session = await employ(world)
        first, last = await booked(world, START)
        second = Patient()
        body = second.booking(START, None) | {"overbook": True}
        answer = await world.http.post(f"/v1/practices/{PRACTICE}/appointments", json=body, headers=session)
        assert answer.status_code == 201
        [waiter] = await in_line(world, 1, last=START[:10])
        await cancel(world, first, last)
        assert await offers(world, [waiter]) == [""]
        await cancel(world, second, (await world.chain(second))[-1])
        assert [start[:10] for start in await offers(world, [waiter])] == [START[:10]]

    async def test_a_quota_that_is_raised_is_offered(self, world: World) -> None:
        await world.publish(few(1))
        await booked(world, START)
        [waiter] = await in_line(world, 1)
        await world.publish(few(2, revision=3))
        assert (await offers(world, [waiter]))[0] != ""
        assert await world.sql("SELECT count(*) FROM scheduling.freed_quota") == [(0,)]

    async def test_what_has_no_quota_of_its_own_is_left_alone(self, world: World) -> None:
        await world.publish(few(1, name="office-20"))
        patient, last = await booked(world, START)
        long, waiter = Waiter(), Waiter()
        await long.join(world, name="long-40", first=NEXT[:10])
        await waiter.join(world, first=NEXT[:10])
        await cancel(world, patient, last)
        assert [bool(one) for one in await offers(world, [long, waiter])] == [False, True]
