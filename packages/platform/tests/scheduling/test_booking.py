"""Booking over real HTTP and PostgreSQL: who gets the time, who is told what, and that a refusal writes nothing."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from ..world import ENVELOPE, NOW, Patient, World, all_at_once, employ, new_token
from .builders import SCHEDULE, publication

START = "2026-12-02T08:20:00Z"
NOTHING = {"appointments": 0, "statements": 0, "tokens": 0, "busy": 0}


def night_practice(**changes: Any) -> dict[str, Any]:
    """Open around every midnight."""
    draft = publication(**changes)
    draft["classes"][0] |= {"duration": 60}
    hours = [("00:00", "02:00"), ("22:00", "24:00")]
    windows = [{"weekday": day, "from": begin, "to": end} for day in range(1, 8) for begin, end in hours]
    draft["schedules"][0] |= {"windows": windows, "step": 30}
    return draft


class TestBook:
    async def test_takes_the_time(self, world: World) -> None:
        patient = Patient()
        assert START in await world.free("2026-12-02")
        answer = await world.book(START, patient)
        assert answer.status_code == 201, answer.text
        assert answer.json() == {"appointment": patient.keys.appointment, "sequence": 0}
        assert START not in await world.free("2026-12-02")
        assert await world.counts() == {"appointments": 1, "statements": 1, "tokens": 1, "busy": 4}

    @pytest.mark.parametrize("people", [2, 20])
    async def test_gives_one_time_to_one_person(self, world: World, people: int) -> None:
        bodies = [Patient().booking(START, new_token()) for _ in range(people)]

        def work(body: dict[str, Any]) -> Callable[[], Awaitable[httpx.Response]]:
            return lambda: world.http.post("/v1/appointments", json=body)

        answers = await all_at_once([work(body) for body in bodies])
        assert sorted(answer.status_code for answer in answers) == [201] + [409] * (people - 1)
        for answer in answers:
            if answer.status_code == 409:
                assert answer.json()["code"] == "time_taken"
                assert len(answer.json()["next"]) == 3
                assert START not in answer.json()["next"]
        assert await world.counts() == {"appointments": 1, "statements": 1, "tokens": 1, "busy": 4}

    async def test_what_is_offered_instead_can_be_booked(self, world: World) -> None:
        await world.book(START)
        taken = await world.book(START)
        for start in taken.json()["next"]:
            assert (await world.book(start)).status_code == 201

    async def test_a_replay_books_once(self, world: World) -> None:
        body = Patient().booking(START, new_token())
        answers = await all_at_once([lambda: world.http.post("/v1/appointments", json=body)] * 5)
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.text for answer in answers}) == 1
        assert await world.counts() == {"appointments": 1, "statements": 1, "tokens": 1, "busy": 4}

    async def test_a_right_serves_one_request(self, world: World) -> None:
        token = new_token()
        await world.http.post("/v1/appointments", json=Patient().booking(START, token))
        again = await world.http.post("/v1/appointments", json=Patient().booking("2026-12-02T09:00:00Z", token))
        assert (again.status_code, again.json()["code"]) == (409, "token_spent")
        assert (await world.counts())["appointments"] == 1

    async def test_a_refusal_spends_no_right(self, world: World) -> None:
        token, patient = new_token(), Patient()
        await world.book(START)
        assert (await world.http.post("/v1/appointments", json=patient.booking(START, token))).status_code == 409
        later = patient.booking("2026-12-02T09:00:00Z", token)
        assert (await world.http.post("/v1/appointments", json=later)).status_code == 201

    async def test_a_manage_key_governs_one_appointment(self, world: World) -> None:
        patient = Patient()
        await world.book(START, patient)
        again = await world.book("2026-12-02T09:00:00Z", patient)
        assert (again.status_code, again.json()["code"]) == (409, "statement_conflict")
        assert await world.counts() == {"appointments": 1, "statements": 1, "tokens": 1, "busy": 4}

    async def test_the_constraint_holds_when_the_bits_are_wrong(self, world: World) -> None:
        await world.book(START)
        await world.sql("UPDATE scheduling.occupancy SET busy = 0::bit(300)")
        for start in (START, "2026-12-02T08:00:00Z"):
            answer = await world.book(start)
            expected = 409 if start == START else 201
            assert answer.status_code == expected, answer.text
        overlapping = await world.book("2026-12-02T08:20:00Z")
        assert overlapping.json()["code"] == "time_taken"
        assert (await world.counts())["appointments"] == 2


class TestMidnight:
    async def test_a_visit_takes_time_of_both_days(self, world: World) -> None:
        await world.publish(night_practice(revision=2))
        assert (await world.book("2026-12-02T22:30:00Z", duration=60)).status_code == 201
        rows = await world.sql(
            "SELECT day::text, bit_count(busy) FROM scheduling.occupancy WHERE bit_count(busy) > 0 ORDER BY day"
        )
        assert rows == [("2026-12-02", 6), ("2026-12-03", 6)]
        refused = await world.book("2026-12-02T23:00:00Z", duration=60)
        assert refused.json()["code"] == "time_taken"

    async def test_many_at_the_same_midnight(self, world: World) -> None:
        await world.publish(night_practice(revision=2))
        starts = ["2026-12-02T22:00:00Z", "2026-12-02T22:30:00Z", "2026-12-02T23:00:00Z"] * 4
        bodies = [Patient().booking(start, new_token(), duration=60) for start in starts]
        answers = await all_at_once([_posting(world, body) for body in bodies])
        booked = [answer for answer in answers if answer.status_code == 201]
        assert 1 <= len(booked) <= 2
        assert {answer.json()["code"] for answer in answers if answer not in booked} == {"time_taken"}
        assert (await world.counts())["busy"] == 12 * len(booked)


def _posting(world: World, body: dict[str, Any]) -> Callable[[], Awaitable[httpx.Response]]:
    return lambda: world.http.post("/v1/appointments", json=body)


BROKEN_RULES: list[tuple[str, dict[str, Any], int, str]] = [
    ("2026-12-02T12:00:00Z", {}, 422, "outside_opening_hours"),
    ("2026-12-02T10:50:00Z", {}, 422, "outside_opening_hours"),
    ("2026-12-01T08:00:00Z", {}, 422, "too_late"),
    ("2026-11-30T08:00:00Z", {}, 422, "too_late"),
    ("0001-01-01T00:00:00Z", {}, 422, "too_late"),
    ("2027-01-04T08:00:00Z", {}, 422, "beyond_horizon"),
    ("9999-12-31T23:55:00Z", {}, 422, "beyond_horizon"),
    ("2026-12-02T08:05:00Z", {}, 422, "bad_step"),
    ("2026-12-02T08:21:00Z", {}, 422, "bad_step"),
    ("2026-12-02T08:20:30Z", {}, 422, "bad_step"),
    (START, {"schedule": "6" * 32}, 404, "schedule_unknown"),
    (START, {"practice": "8" * 32}, 404, "schedule_unknown"),
    (START, {"service_class": "office-40"}, 422, "class_unknown"),
    (START, {"service_class": "staff-30", "duration": 30}, 422, "class_unknown"),
    (START, {"duration": 25}, 422, "bad_statement"),
    (START, {"epoch": 2}, 409, "epoch_retired"),
    (START, {"epoch": 2**40}, 422, "bad_statement"),
    (START, {"sequence": 1}, 422, "bad_statement"),
    (START, {"state": "arrived"}, 422, "bad_statement"),
    (START, {"previous": "1" * 64}, 422, "bad_statement"),
    (START, {"by": "desk:1"}, 422, "bad_statement"),
    (START, {"appointment": "1" * 64}, 422, "bad_statement"),
    (START, {"contents": "1" * 64}, 422, "bad_statement"),
    (START, {"envelope": ENVELOPE + b"\0"}, 422, "envelope_size"),
    (START, {"self_copy": b""}, 422, "envelope_size"),
    (START, {"ticket": b"short"}, 422, "ticket_size"),
]


class TestRefusals:
    """Every refusal by its code, and not a row written."""

    async def test_name_the_reason(self, world: World) -> None:
        for start, changes, status, code in BROKEN_RULES:
            answer = await world.book(start, **changes)
            assert (answer.status_code, answer.json()["code"]) == (status, code), (start, changes)
            assert answer.headers["content-type"] == "application/problem+json"
            assert await world.counts() == NOTHING, (start, changes)

    async def test_a_retired_epoch_is_told_the_new_one(self, world: World) -> None:
        await world.publish(epoch=3)
        answer = await world.book(START)
        assert (answer.json()["code"], answer.json()["epoch"]) == ("epoch_retired", 3)
        assert await world.counts() == NOTHING

    async def test_parts_that_do_not_belong_together(self, world: World) -> None:
        other = Patient().booking(START, new_token(), envelope=bytes(9329), ticket=b"\1" * 1436)
        codes = {
            "statement": "bad_signature",
            "manage": "bad_signature",
            "envelope": "bad_statement",
            "ticket": "bad_statement",
            "token": "bad_statement",
        }
        for part, code in codes.items():
            body = Patient().booking(START, new_token())
            answer = await world.http.post("/v1/appointments", json=body | {part: other[part]})
            assert answer.json()["code"] == code, part
            assert await world.counts() == NOTHING, part

    async def test_rights_that_are_none(self, world: World) -> None:
        forged = new_token()
        spoilt = {
            "token_malformed": bytes(354),
            "token_forged": forged[:-1] + bytes([forged[-1] ^ 1]),
            "token_wrong_purpose": new_token("opening"),
            "token_key_unknown": new_token()[:70] + bytes(284),
        }
        for code, token in spoilt.items():
            answer = await world.http.post("/v1/appointments", json=Patient().booking(START, token))
            assert (answer.status_code, answer.json()["code"]) == (403, code)
            assert await world.counts() == NOTHING

    async def test_a_right_runs_out(self, world: World) -> None:
        token = new_token()
        world.clock[0] = NOW + timedelta(days=28)
        answer = await world.http.post("/v1/appointments", json=Patient().booking("2026-12-30T08:20:00Z", token))
        assert answer.json()["code"] == "token_expired"

    async def test_bodies_out_of_form(self, world: World) -> None:
        spoilt: list[tuple[dict[str, Any], str]] = [
            ({"surprise": 1}, "bad_request"),
            ({"ticket": None}, "bad_request"),
            ({"envelope": "not base64!"}, "bad_base64"),
            ({"manage": "AAAA"}, "bad_base64"),
            ({"statement": {"body": "AA", "signature": "AA"}}, "bad_structure"),
        ]
        for change, code in spoilt:
            body = Patient().booking(START, new_token()) | change
            answer = await world.http.post("/v1/appointments", json=body)
            assert (answer.status_code, answer.json()["code"]) == (400, code)
            assert await world.counts() == NOTHING


class TestByStaff:
    async def test_staff_book_without_a_right_and_outside_the_hours(self, world: World) -> None:
        session = await employ(world)
        patient = Patient()
        body = patient.booking("2026-12-02T17:05:00Z", None, service_class="staff-30", duration=30)
        path = f"/v1/practices/{'9' * 32}/appointments"
        answers = [await world.http.post(path, json=body, headers=session) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 201]
        assert await world.counts() == {"appointments": 1, "statements": 1, "tokens": 0, "busy": 6}
        other = Patient().booking("2026-12-02T17:20:00Z", None)
        assert (await world.http.post(path, json=other, headers=session)).json()["code"] == "time_taken"

    async def test_the_same_booking_twice_at_once_is_one(self, world: World) -> None:
        session = await employ(world)
        body, path = Patient().booking(START, None), f"/v1/practices/{'9' * 32}/appointments"
        answers = await all_at_once([lambda: world.http.post(path, json=body, headers=session)] * 4)
        assert {answer.status_code for answer in answers} == {201}
        assert (await world.counts())["appointments"] == 1

    async def test_staff_book_beyond_the_horizon(self, world: World) -> None:
        session = await employ(world)
        body, path = Patient().booking("2027-06-01T07:00:00Z", None), f"/v1/practices/{'9' * 32}/appointments"
        assert (await world.http.post(path, json=body, headers=session)).status_code == 201
        assert await world.http.post(path, json=Patient().booking("2028-06-01T07:00:00Z", None), headers=session)
        rows = await world.sql("SELECT max(day)::text FROM scheduling.occupancy WHERE schedule = %s", [_ident()])
        assert rows == [("2027-06-02",)]

    async def test_staff_put_a_visit_on_top_and_patients_do_not(self, world: World) -> None:
        """The act is staff's, and told as such; whoever was there first stays, and the time is nobody else's."""
        session, path = await employ(world), f"/v1/practices/{'9' * 32}/appointments"
        await world.book(START)
        body = Patient().booking(START, None)
        assert (await world.http.post(path, json=body, headers=session)).json()["code"] == "time_taken"
        on_top = await world.http.post(path, json=body | {"overbook": True}, headers=session)
        again = await world.http.post(path, json=body | {"overbook": True}, headers=session)
        assert [on_top.status_code, again.status_code] == [201, 201]
        assert await world.counts() == {"appointments": 2, "statements": 2, "tokens": 1, "busy": 4}
        days = f"/v1/practices/{'9' * 32}/agenda?from=2026-12-02&to=2026-12-02"
        visits = (await world.http.get(days, headers=session)).json()["appointments"]
        acts = {visit["appointment"]: visit.get("overbookings", []) for visit in visits}
        assert [len(each) for each in acts.values()].count(0) == 1
        assert [each["sequence"] for each in acts[on_top.json()["appointment"]]] == [0]
        marks = {visit["appointment"]: visit.get("overbooked", False) for visit in visits}
        assert marks.pop(on_top.json()["appointment"]) is True
        assert list(marks.values()) == [False]
        by_patient = Patient().booking(START, new_token()) | {"overbook": True}
        answer = await world.http.post("/v1/appointments", json=by_patient)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")

    async def test_what_finds_a_place_is_not_on_top(self, world: World) -> None:
        session, path = await employ(world), f"/v1/practices/{'9' * 32}/appointments"
        body = Patient().booking(START, None) | {"overbook": True}
        assert (await world.http.post(path, json=body, headers=session)).status_code == 201
        assert await world.sql("SELECT overbooked FROM scheduling.appointment") == [(False,)]
        assert await world.sql("SELECT FROM scheduling.overbooking") == []
        assert (await world.counts())["busy"] == 4

    async def test_strangers_do_not(self, world: World) -> None:
        session = await employ(world)
        body = Patient().booking(START, None)
        elsewhere = await world.http.post(f"/v1/practices/{'8' * 32}/appointments", json=body, headers=session)
        assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "not_a_member")
        nobody = await world.http.post(f"/v1/practices/{'9' * 32}/appointments", json=body)
        assert (nobody.status_code, nobody.json()["code"]) == (401, "session_refused")
        assert await world.counts() == NOTHING

    async def test_patients_cannot_leave_the_right_out(self, world: World) -> None:
        answer = await world.http.post("/v1/appointments", json=Patient().booking(START, None))
        assert answer.json()["code"] == "bad_request"


def _ident() -> bytes:
    return bytes.fromhex(SCHEDULE)
