"""A desk that moves everybody out of the way of an absence."""

import random
from collections.abc import Sequence
from typing import Any

import pytest

from serment_platform.scheduling import relocating
from serment_protocol.signing import Signed
from serment_protocol.statements import sign_next

from ..world import DESK_SEED, Patient, World, employ, wire
from .bookings import require_whole
from .builders import PRACTICE, PRACTITIONER, SCHEDULE, publication
from .test_agenda import absence_of

AT = f"/v1/practices/{PRACTICE}"
COLLEAGUE, THIRD, DEVICE = "6" * 32, "4" * 32, "8" * 32
ROOMS = ["3" * 32, "7" * 32]
DAY = {"schedule": SCHEDULE, "start": "2026-12-03T08:00:00Z", "end": "2026-12-03T12:00:00Z"}
USES = "SELECT start::text, encode(resource, 'hex') FROM scheduling.resource_use ORDER BY start"
ONCE = {"windows": [], "exceptions": [{"day": "2026-12-03", "windows": [{"from": "09:00", "to": "12:00"}]}]}
"""Open on the morning of the absence, and never again."""
DAYS = [f"2026-12-{day:02}" for day in range(3, 6)]
KINDS = {"office-20": 20, "staff-30": 30}
QUOTA = {"per": "day", "most": 4}


def with_colleague() -> dict[str, Any]:
    """A practice with a second calendar, open in the same mornings."""
    [own] = publication()["schedules"]
    return publication(revision=2, schedules=[own, own | {"schedule": COLLEAGUE, "practitioner": PRACTITIONER}])


async def visitors(world: World, *starts: str, **changes: Any) -> list[tuple[Patient, Signed]]:
    """Patients with their first statements."""
    found: list[tuple[Patient, Signed]] = []
    for start in starts:
        patient = Patient()
        assert (await world.book(start, patient, **changes)).status_code == 201
        found.append((patient, (await world.chain(patient))[-1]))
    return found


def moved(last: Signed, proposal: dict[str, str]) -> dict[str, str]:
    """The desk's word for it."""
    start, schedule = proposal["start"], proposal["schedule"]
    return wire(sign_next(last, "booked", "desk:1", DESK_SEED, start=start, schedule=schedule))


async def test_everybody_is_moved_and_nudged_before_the_absence_is_entered(world: World) -> None:
    session = await employ(world)
    await world.publish(with_colleague())
    there = await visitors(world, "2026-12-03T08:20:00Z", "2026-12-03T08:40:00Z", "2026-12-03T09:20:00Z")
    absence = absence_of(end=DAY["end"])
    refused = await world.http.post(f"{AT}/absences", json=absence, headers=session)
    assert (refused.status_code, refused.json()["code"]) == (409, "visits_in_the_way")
    assert refused.json()["visits"] == [patient.keys.appointment for patient, _ in there]
    plan = (await world.http.post(f"{AT}/relocations", json=DAY, headers=session)).json()["moves"]
    assert [one["appointment"] for one in plan] == refused.json()["visits"]
    assert len({(one["schedule"], one["start"]) for one in plan}) == 3
    assert {one["schedule"] for one in plan} == {SCHEDULE}
    await world.sql("UPDATE scheduling.appointment SET confirm_due = false")
    body = {"statements": [moved(last, one) for (_, last), one in zip(there, plan, strict=True)]}
    done = await world.http.post(f"{AT}/changes", json=body, headers=session)
    assert [one["code"] for one in done.json()["changes"]] == ["", "", ""]
    assert await world.sql("SELECT count(*) FROM scheduling.appointment WHERE confirm_due") == [(3,)]
    assert (await world.http.post(f"{AT}/absences", json=absence, headers=session)).status_code == 201
    again = await world.http.post(f"{AT}/changes", json=body, headers=session)
    assert again.json() == done.json()


async def test_each_is_done_or_refused_by_itself(world: World) -> None:
    session = await employ(world)
    (one, first), (two, second) = await visitors(world, "2026-12-03T08:20:00Z", "2026-12-03T08:40:00Z")
    target = {"schedule": SCHEDULE, "start": "2026-12-04T08:20:00Z"}
    forged = wire(sign_next(second, "cancelled", "desk:1", bytes(32)))
    body = {"statements": [moved(first, target), moved(second, target), forged]}
    answer = await world.http.post(f"{AT}/changes", json=body, headers=session)
    outcomes = answer.json()["changes"]
    assert [each["code"] for each in outcomes] == ["", "time_taken", "bad_signature"]
    assert len(outcomes[1]["next"]) == 3
    assert [each["appointment"] for each in outcomes] == [one.keys.appointment, *[two.keys.appointment] * 2]
    absence = await world.http.post(f"{AT}/absences", json=absence_of(), headers=session)
    assert absence.json()["visits"] == [two.keys.appointment]


async def test_is_for_members_and_their_own_practice(world: World) -> None:
    session = await employ(world, "8" * 32)
    [(_, last)] = await visitors(world, "2026-12-03T08:20:00Z")
    body = {"statements": [wire(sign_next(last, "cancelled", "desk:1", DESK_SEED))]}
    for path, asked in (("relocations", DAY), ("changes", body)):
        assert (await world.http.post(f"{AT}/{path}", json=asked, headers=session)).json()["code"] == "not_a_member"
        own = f"/v1/practices/{'8' * 32}/{path}"
        answer = await world.http.post(own, json=asked, headers=session)
        assert answer.json()["code"] in {"schedule_unknown", "bad_statement"}


async def test_an_absence_has_a_length(world: World) -> None:
    session = await employ(world)
    for end, code in (("2026-12-03T08:00:00Z", "range_too_long"), ("2027-02-03T08:00:00Z", "range_too_long")):
        answer = await world.http.post(f"{AT}/relocations", json=DAY | {"end": end}, headers=session)
        assert answer.json()["code"] == code
    for day in ("0001-01-01", "9999-12-31"):
        asked = DAY | {"start": f"{day}T00:00:00Z", "end": f"{day}T23:55:00Z"}
        answer = await world.http.post(f"{AT}/relocations", json=asked, headers=session)
        assert (answer.status_code, answer.json()["code"]) == (422, "range_too_long")


async def test_a_plan_is_no_larger_than_a_process_can_bear(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    session = await employ(world)
    await world.publish(with_colleague())
    await visitors(world, "2026-12-03T08:20:00Z", "2026-12-03T08:40:00Z")
    monkeypatch.setattr(relocating, "MOST_CALENDARS", 1)
    whole = DAY | {"start": "2026-11-25T00:00:00Z", "end": "2027-01-05T00:00:00Z"}
    plan = (await world.http.post(f"{AT}/relocations", json=whole, headers=session)).json()["moves"]
    assert COLLEAGUE not in {one["schedule"] for one in plan}
    monkeypatch.setattr(relocating, "MOST_VISITS", 1)
    refused = await world.http.post(f"{AT}/relocations", json=DAY, headers=session)
    assert (refused.status_code, refused.json()["code"]) == (422, "range_too_long")


def weekly(weekday: int, begins: str, ends: str) -> list[dict[str, Any]]:
    """Open once a week."""
    return [{"weekday": weekday, "from": begins, "to": ends}]


def practice_of(classes: dict[str, Any], *calendars: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A practice whose class is different, and whose calendars are."""
    made = publication(**changes)
    [own] = made["schedules"]
    made["classes"][0] |= classes
    return made | {"schedules": [own | each for each in calendars]}


async def codes(
    world: World, session: dict[str, str], statements: Sequence[dict[str, str]], closing: dict[str, str]
) -> list[str]:
    """Why what was changed for an absence was not."""
    body = {"statements": statements, "closing": closing}
    done = await world.http.post(f"{AT}/changes", json=body, headers=session)
    return [one["code"] for one in done.json()["changes"]]


async def cleared(
    world: World, session: dict[str, str], there: Sequence[tuple[Patient, Signed]], span: dict[str, str]
) -> list[dict[str, str]]:
    """The plan, once all of it was done and the absence entered."""
    plan = (await world.http.post(f"{AT}/relocations", json=span, headers=session)).json()["moves"]
    assert [one["appointment"] for one in plan] == [patient.keys.appointment for patient, _ in there]
    statements = [moved(last, one) for (_, last), one in zip(there, plan, strict=True)]
    assert await codes(world, session, statements, span) == [""] * len(plan)
    entered = await world.http.post(f"{AT}/absences", json=absence_of() | span, headers=session)
    assert entered.status_code == 201, entered.text
    return plan


async def test_what_is_proposed_keeps_the_time_around_each_visit(world: World) -> None:
    session = await employ(world)
    colleague = {"step": 30, "schedule": COLLEAGUE, "windows": weekly(5, "09:00", "10:30")}
    kind = {"duration": 30, "after": 15}
    await world.publish(practice_of(kind, {"step": 30} | ONCE, colleague, revision=2))
    starts = "2026-12-03T08:00:00Z", "2026-12-03T09:00:00Z", "2026-12-03T10:00:00Z"
    there = await visitors(world, *starts, duration=30)
    plan = await cleared(world, session, there, DAY)
    assert [one["start"] for one in plan[:2]] == ["2026-12-04T08:00:00Z", "2026-12-04T09:00:00Z"]


async def test_an_absence_that_begins_with_a_visit_over_is_entered(world: World) -> None:
    """Right before it, a visit would still need a quarter of an hour."""
    session = await employ(world)
    await world.publish(practice_of({"after": 15}, {"step": 5}, revision=2))
    there = await visitors(world, "2026-12-03T09:20:00Z")
    span = DAY | {"start": "2026-12-03T09:00:00Z"}
    [one] = await cleared(world, session, there, span)
    assert one["start"] == "2026-12-03T08:25:00Z"


async def test_a_quota_and_a_shared_room_are_counted_down(world: World) -> None:
    session = await employ(world)
    fridays = [
        {"schedule": each, "windows": weekly(5, "09:00", "09:20"), "quotas": [{"per": "day", "most": 1}]}
        for each in (COLLEAGUE, THIRD)
    ]
    room = {"resource": ROOMS[0], "kind": "location", "name": "Salle"}
    classes = {"needs": [[ROOMS[0]]]}
    await world.publish(practice_of(classes, ONCE, *fridays, revision=2, resources=[room]))
    there = await visitors(world, "2026-12-03T08:20:00Z", "2026-12-03T08:40:00Z")
    plan = await cleared(world, session, there, DAY)
    assert [one["start"] for one in plan] == ["2026-12-04T08:00:00Z", "2026-12-11T08:00:00Z"]


async def test_a_visit_is_as_long_as_it_was_booked(world: World) -> None:
    session = await employ(world)
    await world.publish(practice_of({"duration": 40}, {}, revision=2))
    there = await visitors(world, "2026-12-03T08:00:00Z", duration=40)
    await world.publish(practice_of({"duration": 20}, {}, revision=3))
    assert (await world.book("2026-12-04T08:20:00Z")).status_code == 201
    [one] = await cleared(world, session, there, DAY)
    assert one["start"] == "2026-12-04T08:40:00Z"


class TestARoomThatCloses:
    SPAN = DAY | {"schedule": ROOMS[0], "end": "2026-12-03T10:00:00Z"}

    async def furnished(self, world: World) -> None:
        """Two calendars and two rooms."""
        rooms = [{"resource": room, "kind": "location", "name": "Salle"} for room in ROOMS]
        made = practice_of({"needs": [ROOMS]}, {}, {"schedule": COLLEAGUE}, revision=2, resources=rooms)
        await world.publish(made)

    async def test_its_visits_keep_practitioner_and_time_where_another_room_is_free(self, world: World) -> None:
        session = await employ(world)
        await self.furnished(world)
        there = await visitors(world, "2026-12-03T08:20:00Z", "2026-12-03T09:00:00Z")
        colleague = await world.book("2026-12-03T08:20:00Z", schedule=COLLEAGUE)
        assert colleague.status_code == 201
        await world.sql("UPDATE scheduling.appointment SET confirm_due = false")
        plan = await cleared(world, session, there, self.SPAN)
        assert [(one["schedule"], one["start"]) for one in plan] == [
            (SCHEDULE, "2026-12-03T08:40:00Z"),
            (SCHEDULE, "2026-12-03T09:00:00Z"),
        ]
        uses = "SELECT encode(resource, 'hex'), count(*)::int FROM scheduling.resource_use GROUP BY 1"
        assert await world.sql(uses) == [(ROOMS[1], 3)]
        told = "SELECT start::text FROM scheduling.appointment WHERE confirm_due"
        assert await world.sql(told) == [("2026-12-03 08:40:00+00",)]

    async def test_a_time_at_which_only_that_room_is_free_is_refused(self, world: World) -> None:
        session = await employ(world)
        await self.furnished(world)
        [(_, last)] = await visitors(world, "2026-12-03T09:00:00Z")
        first = await visitors(world, "2026-12-03T08:20:00Z", schedule=COLLEAGUE)
        leave = moved(first[0][1], {"schedule": COLLEAGUE, "start": "2026-12-03T08:20:00Z"})
        assert await codes(world, session, [leave], self.SPAN) == [""]
        taken = moved(last, {"schedule": SCHEDULE, "start": "2026-12-03T08:20:00Z"})
        body = {"statements": [taken], "closing": self.SPAN}
        [refused] = (await world.http.post(f"{AT}/changes", json=body, headers=session)).json()["changes"]
        assert (refused["code"], refused["next"][0]) == ("time_taken", "2026-12-03T08:00:00Z")
        assert await world.sql(USES) == [("2026-12-03 08:20:00+00", ROOMS[1]), ("2026-12-03 09:00:00+00", ROOMS[0])]

    async def test_whoever_is_not_there_then_stays(self, world: World) -> None:
        session = await employ(world)
        await self.furnished(world)
        [(_, last)] = await visitors(world, "2026-12-03T10:00:00Z")
        kept = moved(last, {"schedule": SCHEDULE, "start": "2026-12-03T10:00:00Z"})
        for closing in (self.SPAN, self.SPAN | {"schedule": ROOMS[1], "end": DAY["end"]}):
            assert await codes(world, session, [kept], closing) == [""]
        assert await world.sql(USES) == [("2026-12-03 10:00:00+00", ROOMS[0])]


def crowded(chance: random.Random) -> dict[str, Any]:
    """Three calendars that share rooms and a device, two kinds of visits with time around them, and quotas."""
    drawn = [
        {"schedule": each, "capacity": chance.choice([1, 1, 2]), "quotas": chance.choice([[], [QUOTA]])}
        for each in (SCHEDULE, COLLEAGUE, THIRD)
    ]
    made = practice_of({"after": 5, "needs": [ROOMS]}, *drawn, revision=2)
    made["classes"][1] |= {"before": 10, "after": 10, "needs": [[DEVICE], ROOMS], "audience": "public"}
    rooms = [{"resource": room, "kind": "location", "name": "Salle"} for room in ROOMS]
    mornings = {"windows": [{"weekday": day, "from": "09:00", "to": "11:00"} for day in range(1, 8)]}
    made["resources"] = [
        rooms[0] | mornings,
        rooms[1],
        {"resource": DEVICE, "kind": "device", "name": "Échographe", "capacity": 2},
    ]
    return made


async def fill(world: World, chance: random.Random, times: int) -> dict[str, Signed]:
    """Visits here and there, with their first statements."""
    found: dict[str, Signed] = {}
    for _ in range(times):
        schedule, (name, minutes) = chance.choice([SCHEDULE, COLLEAGUE, THIRD]), chance.choice(list(KINDS.items()))
        if starts := await world.free(chance.choice(DAYS), 1, name, schedule):
            patient, where = Patient(), {"schedule": schedule, "service_class": name, "duration": minutes}
            if (await world.book(chance.choice(starts), patient, **where)).status_code == 201:
                found[patient.keys.appointment] = (await world.chain(patient))[-1]
    return found


@pytest.mark.parametrize("seed", [0, *(pytest.param(each, marks=pytest.mark.long) for each in range(1, 60))])
async def test_whatever_is_proposed_is_done(world: World, seed: int) -> None:
    """Some calendars and rooms close one after the other; nothing is in the way then but what was not accepted."""
    chance, session = random.Random(seed), await employ(world)
    await world.publish(crowded(chance))
    last = await fill(world, chance, 50)
    for number in range(6):
        day, until = chance.choice(DAYS), chance.choice(["10:00", "11:00"])
        closing = {"schedule": chance.choice([SCHEDULE, COLLEAGUE, *ROOMS, DEVICE])}
        closing |= {"start": f"{day}T{chance.choice(['08:00', '08:30'])}:00Z", "end": f"{day}T{until}:00Z"}
        plan = (await world.http.post(f"{AT}/relocations", json=closing, headers=session)).json()["moves"]
        accepted = [one for one in plan if one["start"] and chance.random() < 0.9]
        left = [one["appointment"] for one in plan if one not in accepted]
        for one in accepted:
            ident, start, schedule = one["appointment"], one["start"], one["schedule"]
            last[ident] = sign_next(last[ident], "booked", "desk:1", DESK_SEED, start=start, schedule=schedule)
        if accepted:
            statements = [wire(last[one["appointment"]]) for one in accepted]
            assert set(await codes(world, session, statements, closing)) == {""}
        entered = await world.http.post(f"{AT}/absences", json=absence_of(number) | closing, headers=session)
        assert entered.json().get("visits", []) == left
    require_whole(world.owner)
