"""Held times: what they keep from whom, until exactly when, and what becomes of them."""

from datetime import timedelta
from typing import Any

import httpx

from serment_protocol.encoding import b64

from ..world import NOW, Patient, World, all_at_once, employ, new_token
from .builders import PRACTICE, SCHEDULE, publication
from .test_agenda import absence_of

START, SECOND, THIRD = (f"2026-12-03T{clock}:00Z" for clock in ("08:20", "09:00", "09:40"))
OTHER, ROOM = "6" * 32, "4" * 32
AT = f"/v1/practices/{PRACTICE}"


def wanted(start: str = START, name: str = "office-20", schedule: str = SCHEDULE) -> dict[str, str]:
    """What is to be held."""
    return {"schedule": schedule, "class": name, "start": start}


def narrow() -> dict[str, Any]:
    """Two calendars that share a room; in one of them two visits a day."""
    made = publication(revision=2)
    made["schedules"].append(made["schedules"][0] | {"schedule": OTHER})
    made["schedules"][0]["quotas"] = [{"per": "day", "most": 2}]
    made["classes"][0]["needs"] = [[ROOM]]
    return made | {"resources": [{"resource": ROOM, "kind": "location", "name": "Salle 1"}]}


async def hold(world: World, token: bytes, start: str = START, **changes: str) -> httpx.Response:
    """Hold a time with a right."""
    return await world.http.post("/v1/holds", json=wanted(start, **changes) | {"token": b64(token)})


async def confirm(world: World, held: str, token: bytes | None, start: str = START) -> httpx.Response:
    """Book what is held."""
    return await world.http.post("/v1/appointments", json=Patient().booking(start, token) | {"hold": held})


def code(answer: httpx.Response) -> tuple[int, Any]:
    """Status and code."""
    return answer.status_code, answer.json().get("code")


async def test_a_held_time_is_kept_from_others_and_booked_by_its_right(world: World) -> None:
    token = new_token()
    held = (await hold(world, token)).json()
    assert held["expires"] == "2026-12-01T07:10:00Z"
    assert START not in await world.free("2026-12-03")
    assert code(await world.book(START)) == (409, "time_taken")
    assert (await world.counts())["tokens"] == 0
    assert (await confirm(world, held["hold"], token)).status_code == 201
    assert await world.sql("SELECT count(*) FROM scheduling.hold") == [(0,)]
    assert await world.counts() == {"appointments": 1, "statements": 1, "tokens": 1, "busy": 4}


async def test_a_practice_sees_that_a_time_is_held_and_not_by_whom(world: World) -> None:
    await hold(world, new_token())
    session = await employ(world)
    days = f"{AT}/agenda?from={START[:10]}&to={START[:10]}"
    assert (await world.http.get(days, headers=session)).json()["held"] == [
        {"schedule": SCHEDULE, "start": START, "duration": 20, "expires": "2026-12-01T07:10:00Z", "offered": False}
    ]
    world.clock[0] += timedelta(minutes=10)
    assert "held" not in (await world.http.get(days, headers=session)).json()


async def test_the_id_alone_confirms_nothing(world: World) -> None:
    held = (await hold(world, new_token())).json()
    assert code(await confirm(world, held["hold"], new_token())) == (409, "time_taken")
    assert code(await confirm(world, "a" * 32, new_token())) == (409, "time_taken")


async def test_expiry_is_exact(world: World) -> None:
    """Until the last second the holder has it alone; from that second on it gives no right, swept or not."""
    mine, late = new_token(), new_token()
    first, second = [
        (await hold(world, token, start)).json() for token, start in ((mine, START), (late, "2026-12-04T08:20:00Z"))
    ]
    world.clock[0] = NOW.replace(second=59) + timedelta(minutes=9)
    assert code(await world.book(START)) == (409, "time_taken")
    assert (await confirm(world, first["hold"], mine)).status_code == 201
    world.clock[0] = NOW.replace(second=0) + timedelta(minutes=10)
    assert (await world.book("2026-12-04T08:20:00Z")).status_code == 201
    assert code(await confirm(world, second["hold"], late, "2026-12-04T08:20:00Z")) == (409, "time_taken")
    assert (await world.counts())["busy"] == 8


async def test_a_late_confirmation_and_a_rival_race_for_one_place(world: World) -> None:
    for day in range(3, 9):
        world.clock[0], start, token = NOW, f"2026-12-{day:02d}T08:20:00Z", new_token()
        held = (await hold(world, token, start)).json()["hold"]
        world.clock[0] = NOW.replace(second=0) + timedelta(minutes=10)
        answers = await all_at_once(
            [lambda h=held, t=token, s=start: confirm(world, h, t, s), lambda s=start: world.book(s)]
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert await world.counts() == {"appointments": 6, "statements": 6, "tokens": 6, "busy": 24}


async def test_a_right_holds_once_and_the_same_again_is_one(world: World) -> None:
    token = new_token()
    answers = await all_at_once([lambda: hold(world, token)] * 3)
    assert {(answer.status_code, answer.text) for answer in answers} == {(201, answers[0].text)}
    assert code(await hold(world, token, "2026-12-03T09:00:00Z")) == (409, "token_bound")
    assert (await world.http.delete(f"/v1/holds/{answers[0].json()['hold']}")).status_code == 204
    assert code(await hold(world, token)) == (409, "token_bound")
    assert (await world.counts())["busy"] == 0
    assert (await world.book(START)).status_code == 201


async def test_refuses_what_could_not_be_booked(world: World) -> None:
    spent = new_token()
    await world.http.post("/v1/appointments", json=Patient().booking("2026-12-05T08:20:00Z", spent))
    for answer, reason in (
        (await hold(world, new_token(), "2026-12-05T08:20:00Z"), (409, "time_taken")),
        (await hold(world, new_token(), "2026-12-03T20:00:00Z"), (422, "outside_opening_hours")),
        (await hold(world, new_token(), "2026-12-01T08:00:00Z"), (422, "too_late")),
        (await hold(world, new_token(), schedule="6" * 32), (404, "schedule_unknown")),
        (await hold(world, new_token(), name="staff-30"), (422, "class_unknown")),
        (await hold(world, spent), (409, "token_spent")),
        (await hold(world, bytes(354)), (403, "token_malformed")),
    ):
        assert code(answer) == reason
    assert await world.sql("SELECT count(*) FROM scheduling.hold") == [(0,)]


async def test_staff_hold_for_whoever_telephones(world: World) -> None:
    session = await employ(world)
    answer = await world.http.post(f"{AT}/holds", json=wanted("2026-12-03T20:00:00Z"), headers=session)
    assert answer.status_code == 201
    body = Patient().booking("2026-12-03T20:00:00Z", None)
    assert code(await world.http.post(f"{AT}/appointments", json=body, headers=session)) == (409, "time_taken")
    held = body | {"hold": answer.json()["hold"]}
    assert (await world.http.post(f"{AT}/appointments", json=held, headers=session)).status_code == 201
    other = await employ(world, "8" * 32)
    assert code(await world.http.post(f"/v1/practices/{'8' * 32}/holds", json=wanted(), headers=other))[0] == 404


async def test_a_publication_keeps_what_is_held(world: World) -> None:
    await hold(world, new_token())
    await world.publish(publication(revision=2))
    assert START not in await world.free("2026-12-03")


async def test_keeps_a_room_and_a_place_within_the_quota_until_the_same_second(world: World) -> None:
    await world.publish(narrow())
    assert (await hold(world, new_token())).status_code == 201
    assert START not in await world.free(START[:10], schedule=OTHER)
    assert code(await world.book(START, schedule=OTHER)) == (409, "time_taken")
    assert (await world.book(SECOND)).status_code == 201
    assert code(await world.book(THIRD)) == (409, "quota_reached")
    assert code(await hold(world, new_token(), THIRD)) == (409, "quota_reached")
    world.clock[0] = NOW.replace(second=59) + timedelta(minutes=9)
    assert code(await world.book(START, schedule=OTHER)) == (409, "time_taken")
    world.clock[0] = NOW.replace(second=0) + timedelta(minutes=10)
    assert (await world.book(START, schedule=OTHER)).status_code == 201
    assert (await world.book(THIRD)).status_code == 201
    assert await world.sql("SELECT visits FROM scheduling.counted") == [(2,)]


async def test_what_staff_put_beyond_a_quota_costs_no_holder_their_place(world: World) -> None:
    session = await employ(world)
    await world.publish(narrow())
    token = new_token()
    held = (await hold(world, token)).json()["hold"]
    for start in (SECOND, THIRD):
        body = Patient().booking(start, None)
        assert (await world.http.post(f"{AT}/appointments", json=body, headers=session)).status_code == 201
    assert code(await world.book("2026-12-03T10:20:00Z")) == (409, "quota_reached")
    assert (await confirm(world, held, token)).status_code == 201
    assert await world.sql("SELECT visits FROM scheduling.counted") == [(3,)]


async def test_a_publication_counts_what_is_held(world: World) -> None:
    await world.publish(narrow())
    token = new_token()
    held = (await hold(world, token)).json()["hold"]
    await world.publish(narrow() | {"revision": 3})
    assert await world.sql("SELECT visits FROM scheduling.counted") == [(1,)]
    assert START not in await world.free(START[:10], schedule=OTHER)
    assert (await world.http.delete(f"/v1/holds/{held}")).status_code == 204
    assert await world.sql("SELECT visits FROM scheduling.counted") == [(0,)]
    assert START in await world.free(START[:10], schedule=OTHER)


async def test_a_room_that_closes_ends_what_is_held_in_it(world: World) -> None:
    session = await employ(world)
    await world.publish(narrow())
    await hold(world, new_token())
    closed = absence_of(end=SECOND) | {"schedule": ROOM}
    assert (await world.http.post(f"{AT}/absences", json=closed, headers=session)).status_code == 201
    assert await world.sql("SELECT count(*) FROM scheduling.hold") == [(0,)]
    assert await world.sql("SELECT visits FROM scheduling.counted") == [(0,)]
    assert (await world.counts())["busy"] == 12
    body = Patient().booking(START, None, service_class="staff-30", duration=30)
    assert (await world.http.post(f"{AT}/appointments", json=body, headers=session)).status_code == 201
