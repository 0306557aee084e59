"""A desk that moves everybody out of the way of an absence."""

from typing import Any

import pytest

from serment_platform.scheduling import relocating
from serment_protocol.signing import Signed
from serment_protocol.statements import sign_next

from ..world import DESK_SEED, Patient, World, employ, wire
from .builders import PRACTICE, PRACTITIONER, SCHEDULE, publication
from .test_agenda import absence_of

AT = f"/v1/practices/{PRACTICE}"
COLLEAGUE = "6" * 32
DAY = {"schedule": SCHEDULE, "start": "2026-12-03T08:00:00Z", "end": "2026-12-03T12:00:00Z"}


def with_colleague() -> dict[str, Any]:
    """A practice with a second calendar, open in the same mornings."""
    [own] = publication()["schedules"]
    return publication(revision=2, schedules=[own, own | {"schedule": COLLEAGUE, "practitioner": PRACTITIONER}])


async def visitors(world: World, *starts: str) -> list[tuple[Patient, Signed]]:
    """Patients with their first statements."""
    found: list[tuple[Patient, Signed]] = []
    for start in starts:
        patient = Patient()
        assert (await world.book(start, patient)).status_code == 201
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
