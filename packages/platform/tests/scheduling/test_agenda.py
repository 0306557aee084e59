"""The practice's side: agenda, filings, absences and the stream of events."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest

from serment_platform.scheduling import api
from serment_protocol.appointments import Filing as SignedFiling
from serment_protocol.appointments import (
    FilingContent,
    Place,
    lock_absence,
    make_filing,
    manage_keys,
    open_absence,
    open_filing,
)
from serment_protocol.encoding import b64, from_b64
from serment_protocol.primitives import sign_public
from serment_protocol.vault import Identity

from ..world import DESK_SEED, MEMBER, NOW, Patient, World, all_at_once, employ
from .builders import PRACTICE, SCHEDULE

AT = f"/v1/practices/{PRACTICE}"
START = "2026-12-02T08:20:00Z"
FILING_KEY = bytes(32)
MEMBER_SEED = b"\7" * 32
CONTENT = FilingContent(
    patient=Identity("Zoé", "Exemple", "1990-05-17", "", ""),
    motive="consultation",
    note="",
    reply=manage_keys(bytes(32)).reply_public,
    language="fr",
    staff_note="",
    claim="",
)


def filing_of(patient: Patient, before: SignedFiling | None = None, note: str = "", epoch: int = 1) -> SignedFiling:
    """The next revision."""
    place = Place(PRACTICE, epoch, patient.keys.appointment)
    content = msgspec.structs.replace(CONTENT, staff_note=note)
    return make_filing(content, place, before, FILING_KEY, MEMBER, MEMBER_SEED)


def absence_of(
    number: int = 1, start: str = "2026-12-03T08:00:00Z", end: str = "2026-12-03T09:00:00Z"
) -> dict[str, Any]:
    """A span that nobody can book."""
    ident = f"{number:032x}"
    sealed = b64(lock_absence("Formation", PRACTICE, 1, ident, FILING_KEY))
    return {"absence": ident, "schedule": SCHEDULE, "start": start, "end": end, "epoch": 1, "sealed": sealed}


async def put_filing(world: World, session: dict[str, str], patient: Patient, filing: SignedFiling) -> httpx.Response:
    """File a visit."""
    path = f"{AT}/filings/{patient.keys.appointment}"
    return await world.http.put(path, json=msgspec.to_builtins(filing), headers=session)


async def agenda(world: World, session: dict[str, str], days: str = "from=2026-12-01&to=2026-12-14") -> dict[str, Any]:
    """Two weeks."""
    answer = await world.http.get(f"{AT}/agenda?{days}", headers=session)
    assert answer.status_code == 200, answer.text
    return answer.json()


class TestAgenda:
    async def test_has_visits_and_absences_of_the_local_days(self, world: World) -> None:
        session = await employ(world)
        patients = [Patient() for _ in range(2)]
        for patient, start in zip(patients, (START, "2026-12-20T08:20:00Z"), strict=True):
            await world.book(start, patient)
        await world.http.post(f"{AT}/absences", json=absence_of(), headers=session)
        found = await agenda(world, session)
        assert [each["appointment"] for each in found["appointments"]] == [patients[0].keys.appointment]
        assert "filing" not in found["appointments"][0]
        assert [each["start"] for each in found["absences"]] == ["2026-12-03T08:00:00Z"]
        sealed = from_b64(found["absences"][0]["sealed"])
        assert open_absence(sealed, PRACTICE, 1, found["absences"][0]["absence"], FILING_KEY) == "Formation"
        assert found["epoch"] == 1

    async def test_of_who_did_not_come_has_nothing_else(self, world: World) -> None:
        session = await employ(world)
        patient = Patient()
        await world.book(START, patient)
        await world.book("2026-12-02T09:00:00Z")
        await world.http.post(f"{AT}/absences", json=absence_of(), headers=session)
        ident = bytes.fromhex(patient.keys.appointment)
        await world.sql("UPDATE scheduling.appointment SET state = 'noshow' WHERE appointment = %s", [ident])
        days = f"{AT}/agenda?from=2026-12-01&to=2026-12-10"
        found = (await world.http.get(f"{days}&state=noshow", headers=session)).json()
        assert [each["appointment"] for each in found["appointments"]] == [patient.keys.appointment]
        assert (found["absences"], "held" in found) == ([], False)
        other = await world.http.get(f"{days}&state=booked", headers=session)
        assert (other.status_code, other.json()["code"]) == (400, "bad_request")

    async def test_is_at_most_42_days(self, world: World) -> None:
        session = await employ(world)
        await agenda(world, session, "from=2026-12-01&to=2027-01-11")
        for days, status in (
            ("from=2026-12-01&to=2027-01-12", 422),
            ("from=2026-12-02&to=2026-12-01", 422),
            ("from=2026-12-02", 400),
            ("from=yesterday&to=2026-12-01", 400),
        ):
            assert (await world.http.get(f"{AT}/agenda?{days}", headers=session)).status_code == status

    async def test_is_for_members(self, world: World) -> None:
        session = await employ(world, "8" * 32)
        answer = await world.http.get(f"{AT}/agenda?from=2026-12-01&to=2026-12-02", headers=session)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_a_member")


class TestFile:
    async def test_keeps_revision_after_revision(self, world: World) -> None:
        session = await employ(world, sign=sign_public(MEMBER_SEED))
        patient = Patient()
        await world.book(START, patient)
        first = filing_of(patient)
        second = filing_of(patient, first, "Appeler")
        for filing in (first, first, second):
            assert (await put_filing(world, session, patient, filing)).status_code == 204
        kept = msgspec.convert((await agenda(world, session))["appointments"][0]["filing"], SignedFiling)
        place = Place(PRACTICE, 1, patient.keys.appointment)
        assert open_filing(kept, place, FILING_KEY, sign_public(MEMBER_SEED)).staff_note == "Appeler"

    async def test_one_of_two_revisions_wins(self, world: World) -> None:
        session = await employ(world, sign=sign_public(MEMBER_SEED))
        patient = Patient()
        await world.book(START, patient)
        first = filing_of(patient)
        await put_filing(world, session, patient, first)
        one, other = filing_of(patient, first, "A"), filing_of(patient, first, "B")
        answers = await all_at_once(
            [lambda: put_filing(world, session, patient, one), lambda: put_filing(world, session, patient, other)]
        )
        assert sorted(answer.status_code for answer in answers) == [204, 409]
        loser = next(answer for answer in answers if answer.status_code == 409)
        assert loser.json()["code"] == "filing_conflict"

    async def test_refuses_what_does_not_follow(self, world: World) -> None:
        session = await employ(world, sign=sign_public(MEMBER_SEED))
        patient, stranger = Patient(), Patient()
        await world.book(START, patient)
        change = msgspec.structs.replace
        first = filing_of(patient)
        third = filing_of(patient, filing_of(patient, first))
        forged = make_filing(CONTENT, Place(PRACTICE, 1, patient.keys.appointment), None, FILING_KEY, MEMBER, DESK_SEED)
        other = make_filing(
            CONTENT, Place(PRACTICE, 1, patient.keys.appointment), None, FILING_KEY, "e" * 32, MEMBER_SEED
        )
        for who, filing, code in (
            (patient, third, "filing_conflict"),
            (patient, filing_of(patient, epoch=2), "epoch_retired"),
            (patient, forged, "bad_signature"),
            (patient, other, "bad_signature"),
            (patient, change(first, revision=2), "bad_signature"),
            (patient, change(first, blob="AAAA"), "envelope_size"),
            (stranger, filing_of(stranger), "appointment_unknown"),
        ):
            assert (await put_filing(world, session, who, filing)).json()["code"] == code
        assert await world.sql("SELECT count(*) FROM scheduling.filing") == [(0,)]


class TestAbsences:
    async def test_block_a_span_and_give_it_back(self, world: World) -> None:
        session = await employ(world)
        absence = absence_of()
        for _ in range(2):
            assert (await world.http.post(f"{AT}/absences", json=absence, headers=session)).status_code == 201
        assert (await world.free("2026-12-03"))[0] == "2026-12-03T09:00:00Z"
        assert (await world.book("2026-12-03T08:20:00Z")).json()["code"] == "time_taken"
        path = f"{AT}/absences/{absence['absence']}"
        assert (await world.http.delete(path, headers=session)).status_code == 204
        assert (await world.http.delete(path, headers=session)).json()["code"] == "absence_unknown"
        assert (await world.counts())["busy"] == 0
        assert (await world.book("2026-12-03T08:20:00Z")).status_code == 201

    async def test_give_back_only_what_is_theirs(self, world: World) -> None:
        session = await employ(world)
        overlapping = absence_of(2, "2026-12-03T08:30:00Z", "2026-12-03T10:00:00Z")
        for absence in (absence_of(), overlapping):
            assert (await world.http.post(f"{AT}/absences", json=absence, headers=session)).status_code == 201
        await world.http.delete(f"{AT}/absences/{overlapping['absence']}", headers=session)
        assert (await world.free("2026-12-03"))[0] == "2026-12-03T09:00:00Z"

    async def test_do_not_lie_over_a_visit(self, world: World) -> None:
        session = await employ(world)
        await world.book("2026-12-03T08:20:00Z")
        answer = await world.http.post(f"{AT}/absences", json=absence_of(), headers=session)
        assert (answer.status_code, answer.json()["code"]) == (409, "visits_in_the_way")
        assert await world.sql("SELECT count(*) FROM scheduling.absence") == [(0,)]

    async def test_may_last_for_weeks_beyond_what_is_written(self, world: World) -> None:
        session = await employ(world)
        long = absence_of(3, "2026-12-20T00:00:00Z", "2027-06-01T00:00:00Z")
        assert (await world.http.post(f"{AT}/absences", json=long, headers=session)).status_code == 201
        assert await world.free("2026-12-20", 14) == []

    async def test_refuse_what_makes_no_sense(self, world: World) -> None:
        session = await employ(world)
        for change, code in (
            ({"schedule": "6" * 32}, "schedule_unknown"),
            ({"epoch": 2}, "epoch_retired"),
            ({"end": "2026-12-03T08:00:00Z"}, "bad_statement"),
            ({"start": "2026-12-03T08:01:00Z"}, "bad_statement"),
            ({"start": "tomorrow"}, "bad_request"),
            ({"end": "9999-12-31T00:00:00Z"}, "range_too_long"),
            ({"sealed": "AAAA"}, "envelope_size"),
            ({"absence": "1"}, "bad_request"),
        ):
            answer = await world.http.post(f"{AT}/absences", json=absence_of() | change, headers=session)
            assert answer.json()["code"] == code, change
        assert (await world.counts())["busy"] == 0

    async def test_race_bookings_without_losing_either(self, world: World) -> None:
        session = await employ(world)
        for number in range(8):
            day = f"2026-12-{number + 3:02d}"
            absence = absence_of(10 + number, f"{day}T08:00:00Z", f"{day}T09:00:00Z")
            answers = await all_at_once(
                [
                    lambda d=day: world.book(f"{d}T08:20:00Z"),
                    lambda a=absence: world.http.post(f"{AT}/absences", json=a, headers=session),
                ]
            )
            assert sorted(answer.status_code for answer in answers) == [201, 409]


class TestEvents:
    async def test_tell_that_something_changed(self, world: World) -> None:
        session = await employ(world)
        async with world.http.stream("GET", f"{AT}/events", headers=session) as answer:
            lines = answer.aiter_lines()
            assert await anext(lines) == '{"event":"alive"}'
            await world.book(START)
            assert await asyncio.wait_for(anext(lines), 5) == '{"event":"changed"}'

    async def test_end_with_the_session(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(api, "ALIVE_SECONDS", 0.05)
        session = await employ(world)
        async with world.http.stream("GET", f"{AT}/events", headers=session) as answer:
            lines = answer.aiter_lines()
            assert [await anext(lines), await anext(lines)] == ['{"event":"alive"}'] * 2
            world.clock[0] = NOW + timedelta(hours=13)
            rest = [line async for line in lines]
            assert len(rest) < 5

    async def test_are_for_members(self, world: World) -> None:
        answer = await world.http.get(f"{AT}/events", headers=await employ(world, "8" * 32))
        assert answer.status_code == 403
