"""A visit gets another key: by the desk where the old one is lost, or by its holder; at once or not at all."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest

from serment_protocol.appointments import manage_keys
from serment_protocol.encoding import b64, from_b64
from serment_protocol.signing import Signed, sign, sign_bytes
from serment_protocol.statements import NAME, sign_next, statement_hash

from ..world import DESK_SEED, NOW, SELF_COPY, TICKET, Patient, World, all_at_once, employ, new_token, wire
from .builders import PRACTICE, publication

START, LATER = "2026-12-09T08:20:00Z", "2026-12-09T09:00:00Z"
OTHER = "6" * 32


@dataclass
class Changing:
    """A visit that is to change hands, from a key that is lost to a new one."""

    world: World
    old: Patient
    first: Signed
    session: dict[str, str]
    new: Patient = field(default_factory=Patient)
    token: bytes | None = None

    def last(self, **changes: Any) -> Signed:
        """The old appointment's end, by the desk."""
        return ended(self.first, "desk:1", DESK_SEED, **changes)

    def body(self, last: Signed | None = None, *, erase: bool = False, **changes: Any) -> dict[str, Any]:
        """What the desk sends; changes of the new booking."""
        booking = self.new.booking(changes.pop("start", START), self.token, **changes)
        by_desk = {"erase": erase} if self.token is None else {}
        return {"last": wire(last or self.last()), "booking": booking, **by_desk}

    async def by_desk(self, body: dict[str, Any] | None = None) -> httpx.Response:
        """As a member of the practice."""
        path = f"/v1/practices/{PRACTICE}/handovers"
        return await self.world.http.post(path, json=body or self.body(), headers=self.session)

    async def by_holder(self, body: dict[str, Any] | None = None) -> httpx.Response:
        """As whoever has the old key, with a right to book."""
        self.token = self.token or new_token()
        body = body or self.body(self.old.next(self.first, "cancelled"))
        return await self.world.http.post(f"/v1/appointments/{self.old.keys.appointment}/handover", json=body)

    async def states(self) -> dict[str, str]:
        """How both appointments stand."""
        rows = await self.world.sql("SELECT encode(appointment, 'hex'), state FROM scheduling.appointment")
        names = {self.old.keys.appointment: "old", self.new.keys.appointment: "new"}
        return {names.get(ident, "another"): state for ident, state in rows}


def ended(first: Signed, by: str, seed: bytes, **changes: Any) -> Signed:
    """The end of an appointment, or what a liar would make of it."""
    if not changes:
        return sign_next(first, "cancelled", by, seed)
    body = {**read(first), "sequence": 1, "previous": statement_hash(first), "state": "cancelled", "by": by}
    return sign(seed, NAME, {**body, "contents": "0" * 64, **changes})


def read(signed: Signed) -> dict[str, Any]:
    """What a statement says."""
    return json.loads(signed.body_bytes)


def refused(answer: httpx.Response) -> tuple[int, str]:
    """Status and code."""
    return answer.status_code, answer.json()["code"]


@pytest.fixture
async def changing(world: World) -> Changing:
    session = await employ(world)
    old = Patient()
    assert (await world.book(START, old)).status_code == 201
    return Changing(world, old, (await world.chain(old))[-1], session)


async def row(world: World, patient: Patient) -> dict[str, Any]:
    """What of an appointment is told to whom."""
    rows = await world.sql(
        """
        SELECT state, ticket, confirm_due, remind_on::text, self_copy, lane, epoch FROM scheduling.appointment
         WHERE appointment = %s
        """,
        [bytes.fromhex(patient.keys.appointment)],
    )
    return dict(zip(("state", "ticket", "confirm", "remind", "copy", "lane", "epoch"), rows[0], strict=True))


class TestByDesk:
    async def test_gives_the_visit_another_key(self, changing: Changing) -> None:
        world = changing.world
        await world.sql("UPDATE scheduling.appointment SET confirm_due = false")
        answer = await changing.by_desk()
        assert (answer.status_code, answer.json()) == (
            201,
            {"appointment": changing.new.keys.appointment, "sequence": 0},
        )
        assert await changing.states() == {"old": "cancelled", "new": "booked"}
        assert (await world.counts())["busy"] == 4
        assert START not in await world.free("2026-12-09")
        old, new = await row(world, changing.old), await row(world, changing.new)
        assert (old["ticket"], old["remind"], bytes(old["copy"])) == (None, None, SELF_COPY)
        assert (bytes(new["ticket"]), new["confirm"], new["remind"]) == (TICKET, False, "2026-12-08")
        assert [len(await world.chain(each)) for each in (changing.old, changing.new)] == [2, 1]
        moved = changing.new.next((await world.chain(changing.new))[0], "booked", start=LATER)
        assert (await world.change(changing.new.keys.appointment, moved)).status_code == 200

    async def test_twice_is_once_whatever_came_after(self, changing: Changing) -> None:
        body = changing.body()
        answers = await all_at_once([lambda: changing.by_desk(body)] * 4)
        assert {(answer.status_code, answer.text) for answer in answers} == {(201, answers[0].text)}
        assert await changing.states() == {"old": "cancelled", "new": "booked"}
        first = (await changing.world.chain(changing.new))[0]
        cancelled = changing.new.next(first, "cancelled")
        assert (await changing.world.change(changing.new.keys.appointment, cancelled)).status_code == 200
        # A handover that is replayed brings nothing back.
        assert (await changing.by_desk(body)).status_code == 201
        assert await changing.states() == {"old": "cancelled", "new": "cancelled"}
        assert (await changing.world.counts())["busy"] == 0

    async def test_to_one_of_two_keys(self, changing: Changing) -> None:
        one = changing.body()
        changing.new = Patient()
        other = changing.body()
        answers = await all_at_once([lambda: changing.by_desk(one), lambda: changing.by_desk(other)])
        assert sorted(answer.status_code for answer in answers) == [201, 409]
        assert sorted((await changing.states()).values()) == ["booked", "cancelled"]

    async def test_nobody_takes_the_time_in_between(self, changing: Changing) -> None:
        world = changing.world
        answers = await all_at_once([changing.by_desk, *[lambda: world.book(START)] * 6])
        assert [answer.status_code for answer in answers] == [201] + [409] * 6
        assert (await world.counts())["busy"] == 4

    async def test_not_after_another_change(self, changing: Changing) -> None:
        body = changing.body()
        moved = changing.old.next(changing.first, "booked", start=LATER)
        await changing.world.change(changing.old.keys.appointment, moved)
        assert refused(await changing.by_desk(body)) == (409, "statement_conflict")
        assert await changing.states() == {"old": "booked"}

    async def test_not_of_what_is_over_or_has_begun(self, changing: Changing) -> None:
        world = changing.world
        arrived = sign_next(changing.first, "arrived", "desk:1", DESK_SEED)
        await world.change(changing.old.keys.appointment, arrived)
        gone = sign(
            DESK_SEED, NAME, {**read(arrived), "sequence": 2, "previous": statement_hash(arrived), "state": "cancelled"}
        )
        assert refused(await changing.by_desk(changing.body(gone))) == (422, "bad_statement")
        back = sign_next(arrived, "booked", "desk:1", DESK_SEED)
        await world.change(changing.old.keys.appointment, back)
        world.clock[0] = NOW + timedelta(days=8, hours=2)
        await world.sql("UPDATE identity.session SET expires = expires + interval '9 days'")
        body = changing.body(sign_next(back, "cancelled", "desk:1", DESK_SEED))
        assert refused(await changing.by_desk(body)) == (422, "too_late")
        assert await changing.states() == {"old": "booked"}

    async def test_the_same_visit_and_no_other(self, changing: Changing) -> None:
        before = await changing.world.counts()
        different: dict[str, dict[str, Any]] = {
            "start": {"start": LATER},
            "duration": {"duration": 30},
            "class": {"service_class": "staff-30"},
            "schedule": {"schedule": OTHER},
            "epoch": {"epoch": 2},
            "practice": {"practice": "8" * 32},
        }
        for name, change in different.items():
            answer = await changing.by_desk(changing.body(**change))
            assert (*refused(answer), answer.json()["field"]) == (422, "bad_statement", name)
        lies: dict[str, Signed] = {
            "state": ended(changing.first, "desk:1", DESK_SEED, state="booked"),
            "start": ended(changing.first, "desk:1", DESK_SEED, start=LATER),
            "schedule": ended(changing.first, "desk:1", DESK_SEED, schedule=OTHER),
            "by": changing.old.next(changing.first, "cancelled"),
            "contents": ended(changing.first, "desk:1", DESK_SEED, contents="1" * 64),
        }
        for name, last in lies.items():
            answer = await changing.by_desk(changing.body(last))
            assert (*refused(answer), answer.json()["field"]) == (422, "bad_statement", name)
        assert await changing.world.counts() == before

    async def test_by_the_current_desk_alone(self, changing: Changing) -> None:
        forged = ended(changing.first, "desk:1", bytes(32), state="cancelled")
        assert refused(await changing.by_desk(changing.body(forged))) == (422, "bad_signature")
        retired = ended(changing.first, "desk:2", DESK_SEED, state="cancelled")
        answer = await changing.by_desk(changing.body(retired))
        assert (*refused(answer), answer.json()["epoch"]) == (409, "epoch_retired", 1)
        unsigned = changing.body()
        unsigned["booking"]["statement"]["signature"] = b64(sign_bytes(bytes(32), NAME, b""))
        assert refused(await changing.by_desk(unsigned)) == (422, "bad_signature")
        assert await changing.states() == {"old": "booked"}

    async def test_not_while_the_keys_change(self, changing: Changing) -> None:
        await changing.world.publish(epoch=2)
        answer = await changing.by_desk()
        assert (*refused(answer), answer.json()["epoch"]) == (409, "epoch_retired", 2)
        assert await changing.states() == {"old": "booked"}

    async def test_staff_of_another_practice_hand_over_nothing(self, changing: Changing) -> None:
        """Neither under their own name, nor under that of the practice whose visit it is."""
        world, other = changing.world, "8" * 32
        await world.publish(publication(practice=other, schedules=[]))
        theirs = await employ(world, other)
        body = changing.body()
        answer = await world.http.post(f"/v1/practices/{PRACTICE}/handovers", json=body, headers=theirs)
        assert refused(answer) == (403, "not_a_member")
        answer = await world.http.post(f"/v1/practices/{other}/handovers", json=body, headers=theirs)
        assert refused(answer) == (422, "bad_statement")
        claimed = changing.body(practice=other)
        answer = await world.http.post(f"/v1/practices/{other}/handovers", json=claimed, headers=theirs)
        assert refused(answer) == (404, "appointment_unknown")
        assert refused(await world.http.post(f"/v1/practices/{PRACTICE}/handovers", json=body)) == (
            401,
            "session_refused",
        )
        assert await changing.states() == {"old": "booked"}

    async def test_a_class_that_is_offered_no_longer_stays_what_it_was(self, changing: Changing) -> None:
        draft = publication(revision=2)
        await changing.world.publish(draft | {"schedules": [draft["schedules"][0] | {"classes": ["staff-30"]}]})
        assert (await changing.by_desk()).status_code == 201

    async def test_an_overbooked_visit_keeps_its_lane(self, changing: Changing) -> None:
        await changing.world.sql("UPDATE scheduling.appointment SET lane = 3")
        assert (await changing.by_desk()).status_code == 201
        assert (await row(changing.world, changing.new))["lane"] == 3

    async def test_what_a_code_on_paper_opened_is_overwritten(self, changing: Changing) -> None:
        assert (await changing.by_desk(changing.body(erase=True))).status_code == 201
        copy = bytes((await row(changing.world, changing.old))["copy"])
        assert (len(copy), copy[:1]) == (len(SELF_COPY), b"\1")
        assert len(set(copy)) > 100


class TestByHolder:
    async def test_uses_the_old_key_up(self, changing: Changing) -> None:
        answer = await changing.by_holder()
        assert answer.json() == {"appointment": changing.new.keys.appointment, "sequence": 0}
        assert await changing.states() == {"old": "cancelled", "new": "booked"}
        assert await changing.world.counts() == {"appointments": 2, "statements": 3, "tokens": 2, "busy": 4}
        # Whoever finds the paper reads that the visit is gone, and nothing else.
        path = f"/v1/appointments/{changing.old.keys.appointment}"
        headers = changing.old.read_header(changing.world.clock[0])
        copy = from_b64((await changing.world.http.get(path, headers=headers)).json()["self_copy"])
        assert (len(copy), copy[:1]) == (len(SELF_COPY), b"\1")
        assert copy != SELF_COPY
        changing.new, changing.token = Patient(), None
        assert refused(await changing.by_holder()) == (409, "statement_conflict")

    async def test_twice_is_once(self, changing: Changing) -> None:
        changing.token = new_token()
        body = changing.body(changing.old.next(changing.first, "cancelled"))
        answers = await all_at_once([lambda: changing.by_holder(body)] * 4)
        assert {(answer.status_code, answer.text) for answer in answers} == {(201, answers[0].text)}
        assert (await changing.world.counts())["tokens"] == 2

    async def test_a_refusal_spends_nothing(self, changing: Changing) -> None:
        await changing.world.publish(epoch=2)
        before = await changing.world.counts()
        assert refused(await changing.by_holder()) == (409, "epoch_retired")
        assert await changing.world.counts() == before
        body = changing.body(changing.old.next(changing.first, "cancelled"), epoch=2)
        assert (await changing.by_holder(body)).status_code == 201

    async def test_a_right_serves_once(self, changing: Changing) -> None:
        token = new_token()
        await changing.world.http.post("/v1/appointments", json=Patient().booking(LATER, token))
        changing.token = token
        assert refused(await changing.by_holder()) == (409, "token_spent")
        assert (await changing.states())["old"] == "booked"

    async def test_no_other_key_will_do(self, changing: Changing) -> None:
        changing.token = new_token()
        stranger = Patient(manage_keys(bytes(32)))
        forged = ended(changing.first, "manage", stranger.keys.sign_seed, state="cancelled")
        assert refused(await changing.by_holder(changing.body(forged))) == (422, "bad_signature")
        desk = changing.last()
        assert refused(await changing.by_holder(changing.body(desk))) == (422, "bad_statement")
        elsewhere = changing.body(changing.old.next(changing.first, "cancelled"))
        path = f"/v1/appointments/{stranger.keys.appointment}/handover"
        assert refused(await changing.world.http.post(path, json=elsewhere)) == (422, "bad_statement")
        unknown = changing.body(
            ended(changing.first, "manage", stranger.keys.sign_seed, appointment=stranger.keys.appointment)
        )
        assert refused(await changing.world.http.post(path, json=unknown)) == (404, "appointment_unknown")
        assert await changing.states() == {"old": "booked"}

    async def test_nor_once_it_has_begun(self, changing: Changing) -> None:
        changing.world.clock[0] = NOW + timedelta(days=8, hours=2)
        assert refused(await changing.by_holder()) == (422, "too_late")

    async def test_a_right_is_needed(self, changing: Changing) -> None:
        body = changing.body(changing.old.next(changing.first, "cancelled"))
        del body["erase"]
        path = f"/v1/appointments/{changing.old.keys.appointment}/handover"
        assert refused(await changing.world.http.post(path, json=body)) == (400, "bad_request")
        changing.token = bytes(354)
        assert (await changing.by_holder()).status_code == 403
        assert await changing.states() == {"old": "booked"}
