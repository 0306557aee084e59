"""The mailbox of an appointment: what either hand puts in, who reads which bytes, and how long a request waits."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from serment_platform.config import Retention
from serment_platform.scheduling import forget_past
from serment_platform.scheduling import mailbox as scheduling_mailbox
from serment_protocol.appointments import ManageKeys
from serment_protocol.encoding import b64, from_b64, write_time
from serment_protocol.letters import (
    Address,
    Answers,
    Letter,
    Posted,
    ask,
    believe,
    open_copy,
    open_letter,
    reply,
)
from serment_protocol.primitives import seal_public, sign_public
from serment_protocol.signing import Signed

from ..world import DESK_SEED, NOW, Patient, World, employ
from .builders import PRACTICE

START = "2026-12-02T08:20:00Z"
DESK_SEAL, FILING_KEY = b"\5" * 32, b"\6" * 32


def asked(patient: Patient, kind: str = "access", number: int = 0, **changes: Any) -> Posted:
    """A request, as a client writes it."""
    text = changes.pop("text", "Je voudrais une copie.")
    letter = Letter(kind=kind, text=text, at=write_time(changes.pop("at", NOW)), files=())
    given: dict[str, Any] = {"practice": PRACTICE, "epoch": 1} | changes
    keys: ManageKeys = given.pop("keys", patient.keys)
    return ask(letter, keys, given["practice"], given["epoch"], seal_public(DESK_SEAL), number)


def answered(
    patient: Patient, answers: Answers | None = None, number: int = 0, epoch: int = 1, at: datetime = NOW
) -> Posted:
    """What the desk writes."""
    kind = "extension" if answers and answers.effect == "extended" else "answer"
    letter = Letter(kind=kind, text="Voici.", at=write_time(at), files=())
    address = Address(PRACTICE, patient.keys.appointment, epoch, f"desk:{epoch}", number)
    public = from_b64(patient.keys.reply_public)
    if answers is None:
        return reply(letter, address, public, FILING_KEY, DESK_SEED)
    return reply(letter, address, public, FILING_KEY, DESK_SEED, answers)


async def put(world: World, patient: Patient, posted: Posted, ticket: bytes = b"") -> httpx.Response:
    """Send a letter."""
    letter = {"body": posted.letter.body, "signature": posted.letter.signature}
    body = {"letter": letter, "sealed": b64(posted.sealed), "copy": b64(posted.copy)}
    if ticket:
        body["ticket"] = b64(ticket)
    return await world.http.post(f"/v1/appointments/{patient.keys.appointment}/letters", json=body)


async def mailbox(world: World, patient: Patient) -> list[dict[str, Any]]:
    """As the patient reads it."""
    path = f"/v1/appointments/{patient.keys.appointment}/letters"
    answer = await world.http.get(path, headers=patient.read_header(world.clock[0], path))
    assert answer.status_code == 200, answer.text
    return answer.json()["letters"]


async def mailboxes(world: World, session: dict[str, str]) -> list[dict[str, Any]]:
    """As the practice reads them."""
    answer = await world.http.get(f"/v1/practices/{PRACTICE}/letters", headers=session)
    assert answer.status_code == 200, answer.text
    return answer.json()["mailboxes"]


def came(told: dict[str, Any]) -> Posted:
    """A letter of an answer."""
    return Posted(Signed(**told["letter"]), from_b64(told["sealed"]), from_b64(told["copy"]))


@pytest.fixture
async def patient(world: World) -> Patient:
    """Somebody who has booked."""
    somebody = Patient()
    assert (await world.book(START, somebody)).status_code == 201
    return somebody


class TestARequest:
    async def test_reaches_the_practice_and_its_answer_the_patient(self, world: World, patient: Patient) -> None:
        session = await employ(world)
        first = await put(world, patient, asked(patient))
        assert (first.status_code, first.json()["number"]) == (201, 0)
        [box] = await mailboxes(world, session)
        assert box["visit"]["appointment"] == patient.keys.appointment
        [told] = box["letters"]
        assert (told["due"], told["settled"], told["copy"]) == ("2027-01-04", "", "")
        arrived = came(told)
        cover = believe(arrived, PRACTICE, patient.keys.appointment, patient.keys.sign_public, lambda _: b"")
        assert open_letter(cover, arrived.sealed, DESK_SEAL).kind == "access"
        assert (await put(world, patient, answered(patient, Answers(0, "settled")))).status_code == 201
        own, back = (await mailbox(world, patient))[0], (await mailbox(world, patient))[1]
        assert (own["settled"], own["sealed"], back["copy"]) == ("2026-12-01", "", "")
        assert open_copy(cover, came(own).copy, patient.keys.self_copy_key).text == "Je voudrais une copie."
        desk = sign_public(DESK_SEED)
        cover = believe(came(back), PRACTICE, patient.keys.appointment, patient.keys.sign_public, lambda _: desk)
        assert open_letter(cover, came(back).sealed, patient.keys.reply_seed).text == "Voici."

    async def test_twice_is_one_and_another_in_its_place_is_refused(self, world: World, patient: Patient) -> None:
        posted = asked(patient)
        assert {(await put(world, patient, posted)).status_code for _ in range(2)} == {201}
        assert (await put(world, patient, asked(patient))).json()["code"] == "letter_conflict"
        conflict = (await put(world, patient, asked(patient, number=2))).json()
        assert (conflict["code"], conflict["number"]) == ("letter_conflict", 1)
        assert len(await mailbox(world, patient)) == 1

    async def test_is_refused_for_what_is_wrong_with_it(self, world: World, patient: Patient) -> None:
        await employ(world)
        stranger = Patient()
        good = asked(patient)
        small = Posted(good.letter, good.sealed[:-1], good.copy)
        other = Posted(good.letter, asked(patient).sealed, good.copy)
        for posted, code in (
            (asked(patient, keys=stranger.keys), "bad_signature"),
            (asked(patient, practice="8" * 32), "bad_letter"),
            (asked(patient, epoch=2), "epoch_retired"),
            (asked(patient, at=NOW - timedelta(days=2)), "bad_letter"),
            (asked(patient, at=NOW + timedelta(days=2)), "bad_letter"),
            (small, "envelope_size"),
            (other, "bad_letter"),
            (answered(patient, epoch=2), "epoch_retired"),
            (answered(patient, Answers(0, "settled")), "request_answered"),
        ):
            assert (await put(world, patient, posted)).json()["code"] == code, code
        assert (await put(world, stranger, asked(stranger))).json()["code"] == "appointment_unknown"
        assert await mailbox(world, patient) == []

    async def test_is_refused_where_too_many_wait(self, world: World, patient: Patient) -> None:
        await employ(world)
        for number in range(6):
            assert (await put(world, patient, asked(patient, number=number))).status_code == 201
        assert (await put(world, patient, asked(patient, number=6))).json()["code"] == "mailbox_full"
        assert (await put(world, patient, answered(patient, Answers(3, "settled")))).status_code == 201
        assert (await put(world, patient, asked(patient, number=6))).status_code == 201

    async def test_is_read_by_nobody_else(self, world: World, patient: Patient) -> None:
        await put(world, patient, asked(patient))
        path, stranger = f"/v1/appointments/{patient.keys.appointment}/letters", Patient()
        for headers in ({}, stranger.read_header(NOW, path), patient.read_header(NOW)):
            assert (await world.http.get(path, headers=headers)).json()["code"] == "appointment_unknown"
        elsewhere = await employ(world, "8" * 32)
        assert await _code(world, elsewhere) == "not_a_member"

    async def test_of_which_the_platform_keeps_days_alone(self, world: World, patient: Patient) -> None:
        await put(world, patient, asked(patient, "medical"))
        rows = await world.sql("SELECT day, due, extended, settled, convert_from(body, 'UTF8') FROM scheduling.letter")
        [(day, due, extended, settled, body)] = rows
        assert (str(day), str(due), extended, settled) == ("2026-12-01", "2026-12-09", False, None)
        assert "medical" not in body


class TestAQueue:
    async def test_is_weighed_down_by_nobody_and_its_newest_letters_are_read(
        self, world: World, patient: Patient
    ) -> None:
        session = await employ(world)
        for number in range(4):
            text = "x" * 30_000 if number < 3 else "La dernière."
            assert (await put(world, patient, asked(patient, number=number, text=text))).status_code == 201
        [box] = await mailboxes(world, session)
        assert [len(from_b64(told["sealed"])) for told in box["letters"]] == [0, 0, 33905, 3185]
        assert all(told["letter"]["body"] and told["due"] for told in box["letters"])
        for number in range(3):
            await put(world, patient, answered(patient, Answers(number, "settled"), number))
        assert (await put(world, patient, asked(patient, number=4, text="x" * 30_000))).status_code == 201
        [box] = await mailboxes(world, session)
        assert [len(from_b64(told["sealed"])) for told in box["letters"][:5]] == [0, 0, 0, 3185, 33905]
        path = f"/v1/practices/{PRACTICE}/letters?of={patient.keys.appointment}"
        [whole] = (await world.http.get(path, headers=session)).json()["mailboxes"]
        assert [len(from_b64(told["sealed"])) for told in whole["letters"][:5]] == [33905] * 3 + [3185, 33905]
        assert whole["visit"] == box["visit"]
        elsewhere = await employ(world, "8" * 32)
        path = path.replace(PRACTICE, "8" * 32)
        assert (await world.http.get(path, headers=elsewhere)).json()["code"] == "appointment_unknown"

    async def test_is_read_to_its_end_page_by_page(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        session = await employ(world)
        monkeypatch.setattr(scheduling_mailbox, "MOST_MAILBOXES", 1)
        kinds = ("access", "medical", "appointment", "appointment")
        for kind, time in zip(kinds, ("08:00", "08:20", "08:40", "09:00"), strict=True):
            somebody = Patient()
            assert (await world.book(f"2026-12-02T{time}:00Z", somebody)).status_code == 201
            assert (await put(world, somebody, asked(somebody, kind))).status_code == 201
        path, after, seen = f"/v1/practices/{PRACTICE}/letters", "", list[tuple[str, str]]()
        while after or not seen:
            query = {"after": after} if after else {}
            page = (await world.http.get(path, params=query, headers=session)).json()
            [box] = page["mailboxes"]
            seen.append((box["letters"][0]["due"], box["visit"]["appointment"]))
            after = page["next"]
        assert [due for due, _ in seen] == ["2026-12-09", "2027-01-04", "", ""]
        assert len({appointment for _, appointment in seen}) == len(kinds)
        for wrong in ("", "x", "2026-12-09.2026-12-01", "2026-12-09.never." + "a" * 64):
            answer = await world.http.get(path, params={"after": wrong}, headers=session)
            assert answer.json()["code"] in {"bad_request", "appointment_unknown"}, wrong


class TestADay:
    async def test_of_an_answer_is_its_own_give_or_take_five_minutes_of_a_clock(
        self, world: World, patient: Patient
    ) -> None:
        await employ(world)
        await put(world, patient, asked(patient))
        settled = Answers(0, "settled")
        for days in (-1, 1):
            early = answered(patient, settled, at=NOW + timedelta(days=days))
            assert (await put(world, patient, early)).json()["code"] == "bad_letter"
        midnight = datetime(2026, 12, 2, tzinfo=UTC)
        world.clock[0] = midnight + timedelta(minutes=6)
        late = answered(patient, settled, at=midnight - timedelta(seconds=1))
        assert (await put(world, patient, late)).json()["code"] == "bad_letter"
        world.clock[0] = midnight + timedelta(minutes=4)
        assert (await put(world, patient, late)).status_code == 201


class TestMoreTime:
    async def test_is_taken_once_and_in_time(self, world: World, patient: Patient) -> None:
        await employ(world)
        await put(world, patient, asked(patient))
        assert (await put(world, patient, answered(patient, Answers(0, "extended")))).status_code == 201
        assert (await mailbox(world, patient))[0]["due"] == "2027-03-01"
        again = answered(patient, Answers(0, "extended"), number=1)
        assert (await put(world, patient, again)).json()["code"] == "not_extendable"

    async def test_is_not_taken_of_eight_days_nor_late(self, world: World, patient: Patient) -> None:
        await employ(world)
        await put(world, patient, asked(patient, "medical"))
        await put(world, patient, asked(patient, "erasure", 1))
        refused = await put(world, patient, answered(patient, Answers(0, "extended")))
        assert refused.json()["code"] == "not_extendable"
        world.clock[0] = datetime(2027, 1, 5, 9, tzinfo=UTC)
        late = answered(patient, Answers(1, "extended"), at=world.clock[0])
        assert (await put(world, patient, late)).json()["code"] == "not_extendable"
        late = answered(patient, Answers(1, "settled"), at=world.clock[0])
        assert (await put(world, patient, late)).status_code == 201


class TestKeeping:
    async def test_waits_for_the_answer_and_no_longer_than_a_year(self, world: World, patient: Patient) -> None:
        await employ(world)
        world.clock[0] = datetime(2027, 11, 20, 9, tzinfo=UTC)
        await put(world, patient, asked(patient, at=world.clock[0]))
        for now, left in ((datetime(2028, 3, 1, tzinfo=UTC), 1), (datetime(2029, 1, 1, tzinfo=UTC), 0)):
            await forget_past(world.times, Retention(), now)
            assert await world.sql("SELECT count(*)::int FROM scheduling.appointment") == [(left,)]
        assert await world.sql("SELECT count(*)::int FROM scheduling.letter") == [(0,)]

    async def test_ends_a_mailbox_with_its_period(self, world: World, patient: Patient) -> None:
        await employ(world)
        await put(world, patient, asked(patient))
        await put(world, patient, answered(patient, Answers(0, "settled")))
        await world.sql("UPDATE scheduling.appointment SET start = '2028-01-01T08:20:00Z'")
        for now, left in ((datetime(2027, 11, 1, tzinfo=UTC), 2), (datetime(2027, 12, 3, tzinfo=UTC), 0)):
            await forget_past(world.times, Retention(), now)
            assert await world.sql("SELECT count(*)::int FROM scheduling.letter") == [(left,)]


async def _code(world: World, session: dict[str, str]) -> str:
    return (await world.http.get(f"/v1/practices/{PRACTICE}/letters", headers=session)).json()["code"]
