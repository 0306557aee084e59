"""Statements after the first: moves, cancellations, marks; by the right hand, in order, at once or not at all."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from serment_platform.scheduling import rules
from serment_protocol.encoding import read_time
from serment_protocol.signing import Signed, sign
from serment_protocol.statements import NAME, Statement, sign_next, statement_hash

from ..world import DESK_SEED, MEMBER, NOW, Patient, World, all_at_once, employ, wire
from .builders import publication

START, LATER = "2026-12-02T08:20:00Z", "2026-12-02T09:00:00Z"
OTHER = "6" * 32


def by_desk(last: Signed, state: Any, epoch: int = 1, **changes: Any) -> Signed:
    """A statement signed by the practice's desk."""
    return sign_next(last, state, f"desk:{epoch}", DESK_SEED, **changes)


def spoil(patient: Patient, last: Signed, **changes: Any) -> Signed:
    """A statement that the rules of the chain would not let anybody make."""
    fields: dict[str, Any] = {
        "sequence": 1,
        "previous": statement_hash(last),
        "state": "cancelled",
    }
    return sign(patient.keys.sign_seed, NAME, patient.statement(START, **(fields | changes)))


async def booked(world: World, start: str = START) -> tuple[Patient, Signed]:
    """Somebody with an appointment, and its first statement."""
    patient = Patient()
    assert (await world.book(start, patient)).status_code == 201
    return patient, (await world.chain(patient))[-1]


async def row(world: World, patient: Patient) -> dict[str, Any]:
    """What of the appointment decides about nudges."""
    rows = await world.sql(
        """
        SELECT state, ticket IS NOT NULL, confirm_due, remind_on::text FROM scheduling.appointment
         WHERE appointment = %s
        """,
        [bytes.fromhex(patient.keys.appointment)],
    )
    return dict(zip(("state", "ticket", "confirm", "remind"), rows[0], strict=True))


def refused(answer: httpx.Response) -> tuple[int, str]:
    """Status and code."""
    return answer.status_code, answer.json()["code"]


class TestOnTop:
    async def test_a_desk_moves_a_visit_on_top_and_back(self, world: World) -> None:
        """Who did so stays known once the visit lies elsewhere."""
        session = await employ(world)
        patient, first = await booked(world)
        await world.book(LATER)
        path = f"/v1/appointments/{patient.keys.appointment}/statements"
        moved = by_desk(first, "booked", start=LATER)
        for _ in range(2):
            answer = await world.http.post(path, json={"statement": wire(moved), "overbook": True}, headers=session)
            assert answer.status_code == 200, answer.text
        assert await overbooked(world) == [False, True]
        assert (await world.counts())["busy"] == 4
        assert START in await world.free("2026-12-02")
        back = patient.next(moved, "booked", start=START)
        assert (await world.change(patient.keys.appointment, back)).status_code == 200
        assert await overbooked(world) == [False, False]
        assert (await world.counts())["busy"] == 8
        days = f"/v1/practices/{'9' * 32}/agenda?from=2026-12-02&to=2026-12-02"
        visits = (await world.http.get(days, headers=session)).json()["appointments"]
        acts = [each.get("overbookings", []) for each in visits if each["appointment"] == patient.keys.appointment]
        assert acts == [[{"sequence": 1, "member": MEMBER, "day": f"{NOW:%Y-%m-%d}"}]]

    async def test_a_cancelled_one_frees_nobody_elses_time(self, world: World) -> None:
        session = await employ(world)
        patient, first = await booked(world)
        await world.book(LATER)
        path = f"/v1/appointments/{patient.keys.appointment}/statements"
        moved = by_desk(first, "booked", start=LATER)
        await world.http.post(path, json={"statement": wire(moved), "overbook": True}, headers=session)
        assert (await world.change(patient.keys.appointment, patient.next(moved, "cancelled"))).status_code == 200
        assert LATER not in await world.free("2026-12-02")

    async def test_a_patient_may_not(self, world: World) -> None:
        """Nor does the desk's key alone, which tells nobody who did it."""
        session = await employ(world)
        patient, first = await booked(world)
        await world.book(LATER)
        path = f"/v1/appointments/{patient.keys.appointment}/statements"
        moved = patient.next(first, "booked", start=LATER)
        answer = await world.http.post(path, json={"statement": wire(moved), "overbook": True}, headers=session)
        assert (answer.status_code, answer.json()["field"]) == (422, "overbook")
        for signed in (moved, by_desk(first, "booked", start=LATER)):
            answer = await world.http.post(path, json={"statement": wire(signed), "overbook": True})
            assert answer.status_code == 401


async def overbooked(world: World) -> list[bool]:
    """Which visits lie on top."""
    rows = await world.sql("SELECT overbooked FROM scheduling.appointment ORDER BY overbooked")
    return [row[0] for row in rows]


class TestByPatient:
    async def test_moves(self, world: World) -> None:
        patient, first = await booked(world)
        moved = patient.next(first, "booked", start=LATER)
        answer = await world.change(patient.keys.appointment, moved)
        assert answer.json() == {"appointment": patient.keys.appointment, "sequence": 1}
        free = await world.free("2026-12-02")
        assert START in free
        assert LATER not in free
        assert (await world.counts())["busy"] == 4

    async def test_cancels_and_the_ticket_is_forgotten(self, world: World) -> None:
        patient, first = await booked(world, "2026-12-09T08:20:00Z")
        assert await row(world, patient) == {
            "state": "booked", "ticket": True, "confirm": True, "remind": "2026-12-08"
        }  # fmt: skip
        assert (await world.change(patient.keys.appointment, patient.next(first, "cancelled"))).status_code == 200
        assert await row(world, patient) == {"state": "cancelled", "ticket": False, "confirm": False, "remind": None}
        assert (await world.counts())["busy"] == 0
        assert (await world.book("2026-12-09T08:20:00Z")).status_code == 201

    async def test_a_move_arms_the_reminder_anew(self, world: World) -> None:
        patient, first = await booked(world, "2026-12-09T08:20:00Z")
        await world.change(patient.keys.appointment, patient.next(first, "booked", start="2026-12-11T08:20:00Z"))
        assert (await row(world, patient))["remind"] == "2026-12-10"

    async def test_the_same_statement_twice_answers_alike(self, world: World) -> None:
        patient, first = await booked(world)
        moved = patient.next(first, "booked", start=LATER)
        answers = await all_at_once([lambda: world.change(patient.keys.appointment, moved)] * 4)
        assert {(answer.status_code, answer.text) for answer in answers} == {(200, answers[0].text)}
        cancelled = patient.next(moved, "cancelled")
        assert (await world.change(patient.keys.appointment, cancelled)).status_code == 200
        assert (await world.change(patient.keys.appointment, moved)).json()["sequence"] == 1
        assert len(await world.chain(patient)) == 3

    async def test_one_of_two_statements_wins(self, world: World) -> None:
        patient, first = await booked(world)
        one, other = patient.next(first, "cancelled"), patient.next(first, "booked", start=LATER)
        ident = patient.keys.appointment
        answers = await all_at_once([lambda: world.change(ident, one), lambda: world.change(ident, other)])
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        answers = [await world.change(patient.keys.appointment, each) for each in (one, other)]
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        assert len(await world.chain(patient)) == 2

    async def test_to_a_taken_time_is_refused_and_nothing_moves(self, world: World) -> None:
        patient, first = await booked(world)
        await world.book(LATER)
        before = await world.counts()
        answer = await world.change(patient.keys.appointment, patient.next(first, "booked", start=LATER))
        assert refused(answer) == (409, "time_taken")
        assert len(answer.json()["next"]) == 3
        assert await world.counts() == before
        assert START not in await world.free("2026-12-02")

    async def test_within_the_rules_of_the_practice(self, world: World) -> None:
        patient, first = await booked(world)
        before = await world.counts()
        for start, code in (
            ("2026-12-02T12:00:00Z", "outside_opening_hours"),
            ("2026-12-01T07:30:00Z", "too_late"),
            ("2027-01-04T08:00:00Z", "beyond_horizon"),
            ("2026-12-02T09:05:00Z", "bad_step"),
            ("2026-12-02T09:01:00Z", "bad_step"),
        ):
            answer = await world.change(patient.keys.appointment, patient.next(first, "booked", start=start))
            assert refused(answer) == (422, code), start
        elsewhere = patient.next(first, "booked", start=LATER, schedule=OTHER)
        assert refused(await world.change(patient.keys.appointment, elsewhere)) == (404, "schedule_unknown")
        assert await world.counts() == before

    async def test_may_change_to_a_colleague_who_offers_the_same(self, world: World) -> None:
        draft = publication(revision=2)
        colleague = draft["schedules"][0] | {"schedule": OTHER, "classes": ["office-20"]}
        await world.publish(draft | {"schedules": [draft["schedules"][0], colleague]})
        patient, first = await booked(world)
        moved = patient.next(first, "booked", schedule=OTHER)
        assert (await world.change(patient.keys.appointment, moved)).status_code == 200
        assert START in await world.free("2026-12-02")
        assert START not in await world.free("2026-12-02", schedule=OTHER)
        await world.publish(draft | {"revision": 3, "schedules": [draft["schedules"][0], colleague | {"classes": []}]})
        other, begun = await booked(world)
        answer = await world.change(other.keys.appointment, other.next(begun, "booked", schedule=OTHER, start=LATER))
        assert refused(answer) == (422, "class_unknown")

    async def test_not_once_the_visit_has_begun(self, world: World) -> None:
        patient, first = await booked(world)
        world.clock[0] = NOW + timedelta(days=1, hours=2)
        answer = await world.change(patient.keys.appointment, patient.next(first, "cancelled"))
        assert refused(answer) == (422, "too_late")

    async def test_not_without_end(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rules, "MOST_CHANGES", 2)
        patient, last = await booked(world)
        for start in (LATER, START):
            last = patient.next(last, "booked", start=start)
            assert (await world.change(patient.keys.appointment, last)).status_code == 200
        answer = await world.change(patient.keys.appointment, patient.next(last, "booked", start=LATER))
        assert refused(answer) == (422, "too_many_changes")
        cancelled = await world.change(patient.keys.appointment, patient.next(last, "cancelled"))
        assert cancelled.status_code == 200

    async def test_forgeries_and_gaps(self, world: World) -> None:
        patient, first = await booked(world)
        stranger, ident, before = Patient(), patient.keys.appointment, await world.counts()
        forged = sign(stranger.keys.sign_seed, NAME, patient.statement(START, sequence=1, state="cancelled"))
        expected: list[tuple[Signed, tuple[int, str]]] = [
            (sign(stranger.keys.sign_seed, NAME, _cancelled(patient, first)), (422, "bad_signature")),
            (forged, (409, "statement_conflict")),
            (spoil(patient, first, sequence=2), (409, "statement_conflict")),
            (spoil(patient, first, sequence=2**40), (409, "statement_conflict")),
            (spoil(patient, first, previous="1" * 64), (409, "statement_conflict")),
            (spoil(patient, first, state="arrived"), (422, "bad_statement")),
            (spoil(patient, first, duration=30), (422, "bad_statement")),
            (spoil(patient, first, service_class="staff-30"), (422, "bad_statement")),
            (spoil(patient, first, practice="8" * 32), (422, "bad_statement")),
            (spoil(patient, first, epoch=2), (422, "bad_statement")),
            (spoil(patient, first, contents="1" * 64), (422, "bad_statement")),
            (spoil(patient, first, appointment="1" * 64), (422, "bad_statement")),
            (Signed("AAAA", first.signature), (422, "bad_statement")),
        ]
        for signed, code in expected:
            assert refused(await world.change(ident, signed)) == code
        nowhere = await world.change(
            stranger.keys.appointment, sign(stranger.keys.sign_seed, NAME, stranger.statement(START))
        )
        assert refused(nowhere) == (404, "appointment_unknown")
        assert refused(await world.change("no-id", first)) == (404, "appointment_unknown")
        assert await world.counts() == before


def _cancelled(patient: Patient, first: Signed) -> Statement:
    return patient.statement(START, sequence=1, state="cancelled", previous=statement_hash(first))


class TestByDesk:
    async def test_marks_and_takes_back(self, world: World) -> None:
        await employ(world)
        patient, last = await booked(world)
        for state in ("arrived", "booked"):
            last = by_desk(last, state)
            assert (await world.change(patient.keys.appointment, last)).status_code == 200
        early = await world.change(patient.keys.appointment, by_desk(last, "noshow"))
        assert (refused(early), len(await world.chain(patient))) == ((422, "not_begun"), 3)
        world.clock[0] = read_time(START)
        moved = await world.change(patient.keys.appointment, by_desk(last, "noshow", start="2026-12-10T17:05:00Z"))
        assert refused(moved) == (422, "not_begun")
        for state in ("noshow", "arrived", "fulfilled", "arrived", "fulfilled"):
            last = by_desk(last, state)
            answer = await world.change(patient.keys.appointment, last)
            assert answer.status_code == 200, answer.text
        assert len(await world.chain(patient)) == 8
        assert (await world.counts())["busy"] == 4
        assert (await row(world, patient))["state"] == "fulfilled"

    async def test_moves_anywhere_and_tells_the_patient(self, world: World) -> None:
        await employ(world)
        patient, first = await booked(world, "2026-12-09T08:20:00Z")
        await world.sql("UPDATE scheduling.appointment SET confirm_due = false")
        moved = by_desk(first, "booked", start="2026-12-10T17:05:00Z")
        assert (await world.change(patient.keys.appointment, moved)).status_code == 200
        assert await row(world, patient) == {"state": "booked", "ticket": True, "confirm": True, "remind": "2026-12-09"}
        far = by_desk(moved, "booked", start="2027-09-10T17:05:00Z")
        assert (await world.change(patient.keys.appointment, far)).status_code == 200

    async def test_under_the_current_key_only(self, world: World) -> None:
        await employ(world)
        patient, first = await booked(world)
        wrong = sign_next(first, "arrived", "desk:1", bytes(32))
        assert refused(await world.change(patient.keys.appointment, wrong)) == (422, "bad_signature")
        retired = by_desk(first, "arrived", epoch=2)
        answer = await world.change(patient.keys.appointment, retired)
        assert (*refused(answer), answer.json()["epoch"]) == (409, "epoch_retired", 1)

    async def test_a_rotation_on_its_way_is_noticed(self, world: World) -> None:
        await employ(world)
        patient, first = await booked(world)
        await world.publish(epoch=2)
        answer = await world.change(patient.keys.appointment, by_desk(first, "arrived"))
        assert (*refused(answer), answer.json()["epoch"]) == (409, "epoch_retired", 2)

    async def test_a_patient_changes_a_visit_of_an_earlier_epoch(self, world: World) -> None:
        patient, first = await booked(world)
        await world.publish(epoch=2)
        assert (await world.change(patient.keys.appointment, patient.next(first, "booked", start=LATER))).is_success

    async def test_a_cancelled_visit_stays_so(self, world: World) -> None:
        await employ(world)
        patient, first = await booked(world)
        cancelled = by_desk(first, "cancelled")
        await world.change(patient.keys.appointment, cancelled)
        again = sign(
            DESK_SEED,
            NAME,
            patient.statement(START, sequence=2, previous=statement_hash(cancelled), by="desk:1"),
        )
        assert refused(await world.change(patient.keys.appointment, again)) == (422, "bad_statement")


class TestOppositeMoves:
    async def test_do_not_block_each_other(self, world: World) -> None:
        """Two people exchange days, again and again; each round both or one get where they want."""
        one, first = await booked(world)
        other, second = await booked(world, "2026-12-03T08:20:00Z")
        ends = [("2026-12-02", "2026-12-03"), ("2026-12-03", "2026-12-02")]
        lasts = {one.keys.appointment: (one, first), other.keys.appointment: (other, second)}
        for turn in range(40):
            here, there = ends[turn % 2]
            moves = {
                one.keys.appointment: f"{there}T0{8 + turn % 2}:40:00Z",
                other.keys.appointment: f"{here}T0{8 + turn % 2}:40:00Z",
            }
            signed = {
                ident: lasts[ident][0].next(lasts[ident][1], "booked", start=start) for ident, start in moves.items()
            }
            answers = await all_at_once([lambda i=i, s=s: world.change(i, s) for i, s in signed.items()])
            assert [answer.status_code for answer in answers] == [200, 200], [answer.text for answer in answers]
            lasts = {ident: (lasts[ident][0], each) for ident, each in signed.items()}
        assert (await world.counts())["busy"] == 8
