"""A right that comes back: to whom, for what, until when; once, whatever is asked and however often."""

from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest

from serment_protocol.encoding import b64, read_time
from serment_protocol.primitives import sign_public
from serment_protocol.reads import sign_read
from serment_protocol.returns import RightDue, believe_due
from serment_protocol.signing import Signed
from serment_protocol.tokens import token_key_id

from ..world import NOW, ORIGIN, Patient, World, all_at_once, employ, modulus, new_token
from .builders import PRACTICE, publication
from .test_changes import by_desk

START = "2026-12-02T08:20:00Z"
RELAY = sign_public(bytes(32))
BLINDED = b64(b"\x01" * 256)
KEY = token_key_id(modulus()).hex()


async def ask(world: World, patient: Patient, blinded: str = BLINDED, key: str = KEY) -> httpx.Response:
    """Ask for a right, by the key of a visit."""
    path, body = f"/v1/appointments/{patient.keys.appointment}/right", {"key": key, "blinded": blinded}
    data = msgspec.json.encode(body)
    header = sign_read(patient.keys, ORIGIN, "POST", path, data, world.clock[0])
    return await world.http.post(path, content=data, headers={"serment-signature": header})


def code(answer: httpx.Response) -> tuple[int, Any]:
    """Status and code."""
    return answer.status_code, answer.json().get("code")


async def cancelled(world: World, start: str = START, **changes: Any) -> Patient:
    """Somebody who booked and gave up."""
    patient = Patient()
    assert (await world.book(start, patient, **changes)).status_code == 201
    signed = patient.next((await world.chain(patient))[-1], "cancelled")
    assert (await world.change(patient.keys.appointment, signed)).status_code == 200
    return patient


async def test_the_platform_s_word_names_the_request_and_nothing_else(world: World) -> None:
    answer = await ask(world, await cancelled(world))
    assert answer.status_code == 200, answer.text
    due = Signed(**answer.json()["due"])
    assert believe_due(RELAY, due) == RightDue(key=KEY, blinded=BLINDED)


async def test_one_right_comes_back_however_often_it_is_asked_for(world: World) -> None:
    patient = await cancelled(world)
    other = b64(b"\x02" * 256)
    answers = await all_at_once([lambda one=one: ask(world, patient, one) for one in [BLINDED, other] * 4])
    assert sorted(answer.status_code for answer in answers) == [200] * 4 + [409] * 4
    assert len({answer.text for answer in answers if answer.status_code == 200}) == 1
    kept = next(each for each, answer in zip([BLINDED, other] * 4, answers, strict=True) if answer.status_code == 200)
    assert (await ask(world, patient, kept)).status_code == 200
    assert await world.sql("SELECT octet_length(right_back) FROM scheduling.appointment") == [(32,)]


async def test_none_comes_back_after_the_notice(world: World) -> None:
    patient, first = Patient(), read_time(START)
    assert (await world.book(START, patient)).status_code == 201
    world.clock[0] = first - timedelta(minutes=59)
    signed = patient.next((await world.chain(patient))[-1], "cancelled")
    assert (await world.change(patient.keys.appointment, signed)).status_code == 200
    assert code(await ask(world, patient)) == (409, "right_not_due")
    assert (await world.change(patient.keys.appointment, signed)).status_code == 200
    assert code(await ask(world, patient)) == (409, "right_not_due")


async def test_the_notice_is_that_of_the_class(world: World) -> None:
    changed = publication(revision=2)
    changed["classes"][0]["notice_minutes"] = 24 * 60
    await world.publish(changed)
    start = "2026-12-02T08:00:00Z"
    patient = Patient()
    assert (await world.book(start, patient)).status_code == 201
    world.clock[0] = read_time(start) - timedelta(hours=24) + timedelta(seconds=1)
    signed = patient.next((await world.chain(patient))[-1], "cancelled")
    assert (await world.change(patient.keys.appointment, signed)).status_code == 200
    assert code(await ask(world, patient)) == (409, "right_not_due")


async def test_the_desk_s_cancelling_gives_it_back_until_the_visit(world: World) -> None:
    await employ(world)
    for start, minutes, expected in ((START, -1, 200), ("2026-12-02T09:00:00Z", 1, 409)):
        patient = Patient()
        world.clock[0] = NOW
        assert (await world.book(start, patient)).status_code == 201
        first = (await world.chain(patient))[-1]
        world.clock[0] = read_time(start) + timedelta(minutes=minutes)
        assert (await world.change(patient.keys.appointment, by_desk(first, "cancelled"))).status_code == 200
        assert (await ask(world, patient)).status_code == expected


async def test_nothing_is_due_once_the_time_is_over(world: World) -> None:
    patient = await cancelled(world)
    world.clock[0] = read_time(START)
    assert code(await ask(world, patient)) == (409, "right_not_due")


async def test_of_a_visit_that_stands_or_that_staff_booked_none_comes_back(world: World) -> None:
    session, patient = await employ(world), Patient()
    assert (await world.book(START, patient)).status_code == 201
    assert code(await ask(world, patient)) == (409, "right_not_due")
    staff = Patient()
    path = f"/v1/practices/{PRACTICE}/appointments"
    booked = await world.http.post(path, json=staff.booking("2026-12-02T09:00:00Z", None), headers=session)
    assert booked.status_code == 201, booked.text
    signed = staff.next((await world.chain(staff))[-1], "cancelled")
    assert (await world.change(staff.keys.appointment, signed)).status_code == 200
    assert code(await ask(world, staff)) == (409, "right_not_due")


async def test_a_visit_in_the_place_of_another_brings_its_right_along(world: World) -> None:
    await employ(world)
    old, new = Patient(), Patient()
    assert (await world.book(START, old)).status_code == 201
    last = old.next((await world.chain(old))[-1], "cancelled")
    body = {"last": {"body": last.body, "signature": last.signature}, "booking": new.booking(START, new_token())}
    answer = await world.http.post(f"/v1/appointments/{old.keys.appointment}/handover", json=body)
    assert answer.status_code == 201, answer.text
    assert code(await ask(world, old)) == (409, "right_not_due")
    signed = new.next((await world.chain(new))[-1], "cancelled")
    assert (await world.change(new.keys.appointment, signed)).status_code == 200
    assert (await ask(world, new)).status_code == 200


async def test_another_key_and_another_s_visit_are_refused(world: World) -> None:
    patient = await cancelled(world)
    assert code(await ask(world, patient, key="0" * 64)) == (403, "token_key_unknown")
    stranger = Patient()
    path, body = f"/v1/appointments/{patient.keys.appointment}/right", {"key": KEY, "blinded": BLINDED}
    data = msgspec.json.encode(body)
    header = sign_read(stranger.keys, ORIGIN, "POST", path, data, world.clock[0])
    answer = await world.http.post(path, content=data, headers={"serment-signature": header})
    assert code(answer) == (404, "appointment_unknown")
    assert code(await ask(world, stranger)) == (404, "appointment_unknown")


@pytest.mark.parametrize("blinded", ["", b64(b"\x01" * 255)])
async def test_what_is_no_request_is_refused(world: World, blinded: str) -> None:
    assert (await ask(world, await cancelled(world), blinded)).status_code == 400
