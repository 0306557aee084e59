"""From publications to calendars: what changes at once, what stays, and what time does to both."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any, LiteralString

import pytest
from psycopg import sql

from serment_kernel.periodic import run_once
from serment_platform.config import Intervals
from serment_platform.practice import PracticeInUse
from serment_platform.scheduling import (
    IdentifierTaken,
    PublicationUnreadable,
    applied,
    apply_publication,
    check_publication,
    forget_practice,
    jobs,
    raise_epoch,
    require_idle,
    rewrite,
)
from serment_platform.scheduling.publishing import extend
from serment_platform.scheduling.types import Applied
from serment_protocol.encoding import canonical

from ..world import NOW, Patient, World, employ
from .builders import PRACTICE, SCHEDULE, publication

START = "2026-12-02T08:20:00Z"


def with_schedule(revision: int = 2, **changes: Any) -> dict[str, Any]:
    """The practice with its calendar changed."""
    draft = publication(revision=revision)
    draft["schedules"][0] |= changes
    return draft


def hours(*windows: tuple[str, str]) -> list[dict[str, Any]]:
    """The same hours on every day."""
    return [{"weekday": day, "from": begin, "to": end} for day in range(1, 8) for begin, end in windows]


def _from(query: LiteralString, table: str) -> sql.Composed:
    return sql.SQL(query).format(sql.Identifier(table))


class TestApply:
    async def test_a_calendar_that_becomes_a_room_is_no_longer_booked_by_itself(self, world: World) -> None:
        draft = publication(revision=2)
        own = draft["schedules"][0]
        draft["schedules"] = [own | {"schedule": "6" * 32}]
        draft["resources"] = [{"resource": SCHEDULE, "kind": "location", "name": "Salle"}]
        await world.publish(draft)
        answer = await world.book(START)
        assert (answer.status_code, answer.json()["code"]) == (422, "class_unknown")
        assert await world.free("2026-12-02") == []

    async def test_new_hours_hold_at_once_and_visits_stay(self, world: World) -> None:
        patient = Patient()
        await world.book(START, patient)
        await world.publish(with_schedule(windows=hours(("14:00", "15:00"))))
        assert await world.free("2026-12-02") == [f"2026-12-02T13:{minute}:00Z" for minute in ("00", "20", "40")]
        assert len(await world.chain(patient)) == 1
        await world.publish(with_schedule(3, windows=hours(("09:00", "12:00"))))
        assert START not in await world.free("2026-12-02")
        assert (await world.counts())["busy"] == 4

    async def test_again_and_an_older_one_change_nothing(self, world: World) -> None:
        await world.publish(with_schedule(3, windows=hours(("14:00", "15:00"))))
        before = await world.sql("SELECT * FROM scheduling.occupancy ORDER BY schedule, day")
        await world.publish(with_schedule(3, windows=hours(("14:00", "15:00"))))
        await world.publish(publication())
        assert await world.sql("SELECT * FROM scheduling.occupancy ORDER BY schedule, day") == before

    async def test_a_withdrawn_calendar_takes_no_new_visit(self, world: World) -> None:
        patient = Patient()
        await world.book(START, patient)
        await world.publish(publication(revision=2, schedules=[]))
        assert (await world.book("2026-12-02T09:00:00Z")).json()["code"] == "schedule_unknown"
        assert await world.free("2026-12-02") == []
        last = (await world.chain(patient))[-1]
        assert (await world.change(patient.keys.appointment, patient.next(last, "cancelled"))).is_success
        await world.publish(publication(revision=3))
        assert START in await world.free("2026-12-02")

    async def test_a_class_may_go(self, world: World) -> None:
        draft = with_schedule(classes=["staff-30"])
        await world.publish(draft)
        assert (await world.book(START)).json()["code"] == "class_unknown"

    async def test_another_practice_cannot_take_a_calendar_over(self, world: World) -> None:
        theirs = canonical(publication(practice="8" * 32))
        with pytest.raises(IdentifierTaken):
            await check_publication(world.times, "8" * 32, theirs)
        with pytest.raises(IdentifierTaken):
            await apply_publication(world.times, "8" * 32, theirs, 1, NOW)
        assert await world.sql("SELECT count(*) FROM scheduling.practice") == [(1,)]

    async def test_nonsense_is_refused_beforehand(self, world: World) -> None:
        with pytest.raises(PublicationUnreadable):
            await check_publication(world.times, PRACTICE, canonical(with_schedule(step=7)))
        await check_publication(world.times, PRACTICE, canonical(with_schedule()))

    async def test_another_time_zone_moves_the_days(self, world: World) -> None:
        patient = Patient()
        await world.book(START, patient)
        draft = with_schedule() | {"time_zone": "Indian/Reunion"}
        await world.publish(draft)
        free = await world.free("2026-12-02")
        assert free[0] == "2026-12-02T05:00:00Z"
        # The visit at 08:20 UTC now lies after noon there, outside the hours, and is busy all the same.
        assert (await world.counts())["busy"] == 4

    async def test_an_epoch_only_rises(self, world: World) -> None:
        await raise_epoch(world.times, PRACTICE, 4)
        await raise_epoch(world.times, PRACTICE, 2)
        assert (await world.book(START)).json()["epoch"] == 4
        assert (await world.book(START, epoch=4)).status_code == 201

    async def test_rotation_and_bookings_do_not_race(self, world: World) -> None:
        """Whoever books while keys rotate is either in the old epoch before, or is told of the new one."""
        for epoch in range(2, 8):
            results = await asyncio.gather(
                world.book(f"2026-12-{epoch + 2:02d}T08:20:00Z", epoch=epoch - 1),
                raise_epoch(world.times, PRACTICE, epoch),
                world.book(f"2026-12-{epoch + 2:02d}T09:00:00Z", epoch=epoch),
            )
            for answer in (results[0], results[2]):
                assert answer.status_code == 201 or answer.json()["code"] == "epoch_retired"


def for_some(revision: int = 2, **changes: Any) -> dict[str, Any]:
    """Mornings for all, an hour of the afternoon for home visits to known patients, and a long horizon for them."""
    home = {"class": "home-40", "duration": 40, "channel": "home", "audience": "public"}
    late = {"notice_minutes": 60 * 24 * 10, "horizon_days": 60}
    classes = [*publication()["classes"], home | late]
    windows = [*hours(("09:00", "10:00")), *(one | {"channels": ["home"]} for one in hours(("14:00", "15:20")))]
    draft = with_schedule(revision, windows=windows, classes=["office-20", "staff-30", "home-40"], **changes)
    return draft | {"classes": classes}


class TestForSome:
    async def test_each_class_has_its_own_hours(self, world: World) -> None:
        await world.publish(for_some())
        assert await world.free("2026-12-20") == [f"2026-12-20T08:{minute}:00Z" for minute in ("00", "20", "40")]
        home = ["2026-12-20T08:00:00Z", "2026-12-20T08:20:00Z"]
        home += [f"2026-12-20T13:{minute}:00Z" for minute in ("00", "20", "40")]
        assert await world.free("2026-12-20", name="home-40") == home

    async def test_a_time_for_others_is_not_to_be_had(self, world: World) -> None:
        await world.publish(for_some())
        start = "2026-12-20T13:20:00Z"
        home: dict[str, Any] = {"service_class": "home-40", "duration": 40}
        assert (await world.book(start)).json()["code"] == "outside_opening_hours"
        patient = Patient()
        assert (await world.book(start, patient, **home)).status_code == 201
        assert (await world.book(start)).json()["code"] == "outside_opening_hours"
        last = (await world.chain(patient))[-1]
        moved = patient.next(last, "booked", start="2026-12-21T13:00:00Z")
        assert (await world.change(patient.keys.appointment, moved)).is_success

    async def test_a_visit_is_not_moved_into_hours_for_others(self, world: World) -> None:
        await world.publish(for_some())
        patient = Patient()
        assert (await world.book("2026-12-20T08:20:00Z", patient)).status_code == 201
        last = (await world.chain(patient))[-1]
        moved = await world.change(patient.keys.appointment, patient.next(last, "booked", start="2026-12-20T13:20:00Z"))
        assert moved.json()["code"] == "outside_opening_hours"

    async def test_notice_and_horizon_are_those_of_the_class(self, world: World) -> None:
        await world.publish(for_some())
        home: dict[str, Any] = {"service_class": "home-40", "duration": 40}
        assert await world.free("2026-12-05", name="home-40") == []
        assert (await world.book("2026-12-05T13:00:00Z", **home)).json()["code"] == "too_late"
        assert len(await world.free("2027-01-20", name="home-40")) == 5
        assert await world.free("2027-01-20") == []
        assert (await world.book("2027-01-20T13:00:00Z", **home)).status_code == 201
        assert (await world.book("2027-01-20T08:00:00Z")).json()["code"] == "beyond_horizon"

    async def test_staff_book_where_they_like(self, world: World) -> None:
        await world.publish(for_some())
        patient, headers = Patient(), await employ(world)
        answer = await world.http.post(
            f"/v1/practices/{PRACTICE}/appointments",
            json=patient.booking("2026-12-20T13:20:00Z", None),
            headers=headers,
        )
        assert answer.status_code == 201, answer.text

    async def test_times_are_shown_to_those_they_are_for(self, world: World) -> None:
        draft = for_some()
        audiences = {"known-20": "known", "colleagues-20": "colleagues"}
        office = publication()["classes"][0]
        draft["classes"] += [office | {"class": name, "audience": audience} for name, audience in audiences.items()]
        draft["schedules"][0]["classes"] += audiences
        await world.publish(draft)
        names = ["office-20", "home-40", "staff-30", *audiences]
        body = {"requests": [{"schedule": SCHEDULE, "class": name} for name in names], "from": "2026-12-20", "days": 1}

        async def shown(path: str, headers: dict[str, str]) -> dict[str, int]:
            answer = await world.http.post(path, json=body, headers=headers)
            assert answer.status_code == 200, answer.text
            return {one["class"]: len(one["days"][0]["starts"]) for one in answer.json()["times"]}

        everybody = {"office-20": 3, "home-40": 5, "staff-30": 2}
        assert await shown("/v1/times", {}) == everybody
        staff = await employ(world)
        assert await shown("/v1/times", staff) == everybody
        all_of_them = everybody | {"known-20": 3, "colleagues-20": 3}
        assert await shown(f"/v1/practices/{PRACTICE}/times", staff) == all_of_them
        assert (await world.http.post(f"/v1/practices/{PRACTICE}/times", json=body)).status_code == 401

    async def test_the_platform_says_which_days_are_holidays(self, world: World) -> None:
        days = (await world.http.get("/v1/holidays/FR-57/2027")).json()["holidays"]
        assert (len(days), days[1]) == (13, {"day": "2027-03-26", "name": "Vendredi saint"})
        for path in ("FR-75/2027", "ZZ/2027", "fr/2027", "FR/1999", "FR/soon"):
            assert (await world.http.get(f"/v1/holidays/{path}")).json()["code"] == "region_unknown"

    async def test_the_next_free_one_is_looked_for_in_its_own_hours(self, world: World) -> None:
        draft = for_some()
        draft["schedules"][0]["windows"] = [
            *hours(("09:00", "10:00")),
            {"weekday": 3, "from": "14:00", "to": "14:40", "classes": ["home-40"]},
        ]
        draft["schedules"][0]["windows"][0:7] = [
            one | {"classes": ["office-20", "staff-30"]} for one in hours(("09:00", "10:00"))
        ]
        await world.publish(draft)
        body = {"requests": [{"schedule": SCHEDULE, "class": "home-40"}], "from": "2026-12-01", "days": 1}
        (found,) = (await world.http.post("/v1/times", json=body)).json()["times"]
        assert found["next"] == "2026-12-16T13:00:00Z"

    async def test_only_what_changed_is_written_anew(self, world: World) -> None:
        await world.publish(for_some())

        async def written() -> dict[Any, Any]:
            rows = await world.sql(
                "SELECT day, layer, xmin::text FROM scheduling.layer UNION ALL"
                " SELECT day, 0, xmin::text FROM scheduling.occupancy"
            )
            return {(day, layer): xmin for day, layer, xmin in rows}

        before = await written()
        extra = [{"day": "2026-12-24", "windows": [{"from": "20:00", "to": "21:00"}]}]
        await world.publish(for_some(3, extra=extra))
        after = await written()
        eve = date(2026, 12, 24)
        assert {key for key in after if after[key] != before.get(key)} == {(eve, 0), (eve, 1)}
        await world.publish(for_some(4, extra=extra))
        assert await written() == after
        await world.publish(with_schedule(5))
        assert {layer for _, layer in await written()} == {0}

    async def test_layers_come_into_the_horizon_and_go(self, world: World) -> None:
        await world.publish(for_some())
        world.clock[0] = NOW + timedelta(days=40)
        await extend(world.times, world.clock[0])
        days = await world.sql("SELECT min(day), max(day), count(DISTINCT layer) FROM scheduling.layer")
        occupied = await world.sql("SELECT min(day), max(day) FROM scheduling.occupancy")
        assert (days[0][:2], days[0][2]) == (occupied[0], 1)
        assert len(await world.free((NOW + timedelta(days=95)).date().isoformat(), name="home-40")) == 5

    async def test_holidays_are_closed(self, world: World) -> None:
        good_friday, week = "2027-03-26", "2027-03-25"
        for region, expected in (("FR-57", 0), ("FR", 3)):
            revision = 2 if region == "FR-57" else 3
            draft = with_schedule(revision, horizon_days=200, windows=hours(("09:00", "10:00"))) | {"holidays": region}
            await world.publish(draft)
            assert (len(await world.free(good_friday)), len(await world.free(week))) == (expected, 3)


class TestClockChanges:
    @pytest.mark.parametrize(
        ("zone", "day", "positions", "first"),
        [
            ("Europe/Paris", "2027-03-28", 276, "2027-03-28T07:00:00Z"),
            ("Europe/Paris", "2026-10-25", 300, "2026-10-25T08:00:00Z"),
            ("Indian/Reunion", "2027-03-28", 288, "2027-03-28T05:00:00Z"),
            ("Indian/Reunion", "2026-10-25", 288, "2026-10-25T05:00:00Z"),
            ("America/Martinique", "2027-03-28", 288, "2027-03-28T13:00:00Z"),
            ("America/Martinique", "2026-10-25", 288, "2026-10-25T13:00:00Z"),
            ("Pacific/Noumea", "2027-03-28", 288, "2027-03-27T22:00:00Z"),
            ("Pacific/Noumea", "2026-10-25", 288, "2026-10-24T22:00:00Z"),
        ],
    )
    async def test_days_open_at_the_clock_on_the_wall(
        self, world: World, zone: str, day: str, positions: int, first: str
    ) -> None:
        world.clock[0] = datetime.combine(date.fromisoformat(day) - timedelta(days=3), NOW.time(), UTC)
        await world.publish(with_schedule() | {"time_zone": zone})
        rows = await world.sql("SELECT positions FROM scheduling.occupancy WHERE day = %s", [day])
        assert rows == [(positions,)]
        free = await world.free(day)
        assert free[0] == first
        assert len(free) == 9

    @pytest.mark.parametrize(("day", "count"), [("2027-03-28", 69), ("2026-10-25", 75), ("2026-12-02", 72)])
    async def test_open_day_and_night(self, world: World, day: str, count: int) -> None:
        world.clock[0] = datetime.combine(date.fromisoformat(day) - timedelta(days=3), NOW.time(), UTC)
        # The issuer key of the tests is older or younger than some of these days; times need no right.
        await world.publish(with_schedule(windows=hours(("00:00", "24:00"))))
        free = await world.free(day)
        assert len(set(free)) == len(free) == count

    @pytest.mark.parametrize("day", ["2027-03-28", "2026-10-25"])
    async def test_a_visit_across_the_jump(self, world: World, day: str) -> None:
        """Two hours of elapsed time: three on the wall in spring, from 01:00 to 04:00; one in autumn, from 02:00 on."""
        world.clock[0] = datetime.combine(date.fromisoformat(day) - timedelta(days=3), NOW.time(), UTC)
        draft = with_schedule(windows=hours(("00:00", "24:00")))
        draft["classes"][0]["duration"] = 120
        await world.publish(draft)
        # By staff, since no right to book of the tests is good on both days.
        body, path = Patient().booking(f"{day}T00:00:00Z", None, duration=120), f"/v1/practices/{PRACTICE}/appointments"
        answer = await world.http.post(path, json=body, headers=await employ(world))
        assert answer.status_code == 201, answer.text
        assert (await world.counts())["busy"] == 24
        assert f"{day}T01:00:00Z" not in await world.free(day)
        assert f"{day}T02:00:00Z" in await world.free(day)


class TestUpkeep:
    async def work(self, world: World) -> None:
        """All jobs of the room, once."""
        for job in jobs(world.times, Intervals(), lambda: world.clock[0]):
            assert await run_once(world.times, job) == "done"
        await rewrite(world.times)

    async def test_days_come_into_the_horizon_and_go(self, world: World) -> None:
        world.clock[0] = NOW + timedelta(days=40)
        assert await world.free("2027-02-08") == []
        await self.work(world)
        assert len(await world.free("2027-02-08")) == 9
        assert await world.sql("SELECT min(day)::text FROM scheduling.occupancy") == [("2027-01-07",)]

    async def test_tickets_of_past_visits_are_forgotten(self, world: World) -> None:
        await world.book(START)
        await world.book("2026-12-04T08:20:00Z")
        world.clock[0] = NOW + timedelta(days=2)
        await self.work(world)
        rows = await world.sql("SELECT ticket IS NULL, confirm_due FROM scheduling.appointment ORDER BY start")
        assert rows == [(True, False), (False, True)]

    async def test_rows_lose_the_order_they_came_in(self, world: World) -> None:
        for minute in ("00", "20", "40"):
            for hour in ("08", "09", "10"):
                await world.book(f"2026-12-02T{hour}:{minute}:00Z")
        await self.work(world)
        for table in ("appointment", "statement"):
            rows = await world.sql(_from("SELECT appointment FROM scheduling.{} ORDER BY ctid", table))
            assert len(rows) == 9
            assert rows == sorted(rows)

    async def test_goes_on_while_people_book(self, world: World) -> None:
        starts = [f"2026-12-{day:02d}T08:20:00Z" for day in range(2, 20)]
        answers, _ = await asyncio.gather(asyncio.gather(*(world.book(start) for start in starts)), self.work(world))
        assert {answer.status_code for answer in answers} == {201}


class TestForget:
    async def test_waits_for_the_last_visit(self, world: World) -> None:
        await world.book(START)
        with pytest.raises(PracticeInUse):
            await require_idle(world.times, PRACTICE, NOW)
        with pytest.raises(PracticeInUse):
            await forget_practice(world.times, PRACTICE, NOW)
        later = NOW + timedelta(days=3)
        await require_idle(world.times, PRACTICE, later)
        await forget_practice(world.times, PRACTICE, later)
        for table in ("practice", "schedule", "service_class", "occupancy", "appointment", "statement"):
            assert await world.sql(_from("SELECT count(*) FROM scheduling.{}", table)) == [(0,)]

    async def test_what_was_applied_is_told(self, world: World) -> None:
        assert await applied(world.times) == {PRACTICE: Applied(1, 1)}
