"""Tickets on their way: signed by the relay key, shuffled, marked once taken; and nothing else leaves."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from serment_platform.nudges import jobs
from serment_platform.nudges.actions import Relaying, relay_confirmations, relay_offers, relay_reminders
from serment_platform.nudges.rules import TICKETS_AT_ONCE, batches
from serment_platform.outward import NotAccepted
from serment_platform.scheduling import DueTicket, confirmations, confirmed
from serment_platform.scheduling.jobs import jobs as scheduling_jobs
from serment_protocol.encoding import b64, from_b64, read_time
from serment_protocol.errors import BadSignature
from serment_protocol.letters import Answers, Posted
from serment_protocol.nudges import TICKET_BYTES, Contact, Relay, contact_ticket, open_contact
from serment_protocol.primitives import seal_public, sign_public
from serment_protocol.signing import Signed, verify

from ..scheduling.test_letters import answered as answered_at
from ..scheduling.test_letters import asked, mailbox, put
from ..scheduling.test_lines import Waiter
from ..world import NOW, Patient, World, employ, serving

SEED, CONTACT_SEED = b"\5" * 32, b"\6" * 32


@dataclass
class Custodian:
    """Takes what is posted to it, and answers as it is told."""

    url: str = ""
    status: int = 202
    asked: list[tuple[str, str, bytes, dict[bytes, bytes]]] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One request (ASGI)."""
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        self.asked.append((scope["method"], scope["path"], body, dict(scope["headers"])))
        headers = [(b"location", b"http://127.0.0.1:9/")] if self.status == 307 else []
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"{}"})

    @property
    def relays(self) -> list[Relay]:
        """What came, believed."""
        public = sign_public(SEED)
        return [verify(public, "relay", msgspec.json.decode(body, type=Signed), Relay) for _, _, body, _ in self.asked]


@pytest.fixture
async def custodian() -> AsyncGenerator[Custodian]:
    """A custodian."""
    taker = Custodian()
    async with serving(taker) as url:
        taker.url = url
        yield taker


def relaying(world: World, custodian: Custodian) -> Relaying:
    """From this platform to that custodian."""
    return Relaying(world.times, custodian.url, SEED, lambda: world.clock[0])


def ticket(number: int) -> bytes:
    """A contact, sealed to the custodian."""
    return contact_ticket(seal_public(CONTACT_SEED), Contact(email=f"p{number}@example.org", phone="", language="fr"))


async def book(world: World, count: int, day: str = "2026-12-09") -> list[bytes]:
    """So many visits with tickets of their own."""
    tickets = [ticket(number) for number in range(count)]
    clocks = [f"{8 + number // 3:02d}:{20 * (number % 3):02d}" for number in range(count)]
    for clock, each in zip(clocks, tickets, strict=True):
        answer = await world.book(f"{day}T{clock}:00Z", ticket=each)
        assert answer.status_code == 201, answer.text
    return tickets


async def due(world: World) -> tuple[int, int]:
    """How many confirmations and reminders wait."""
    rows = await world.sql("SELECT count(*) FILTER (WHERE confirm_due), count(remind_on) FROM scheduling.appointment")
    return rows[0][0], rows[0][1]


class TestConfirmations:
    async def test_travel_signed_and_once(self, world: World, custodian: Custodian) -> None:
        tickets = await book(world, 5)
        await relay_confirmations(relaying(world, custodian))
        assert [(method, path) for method, path, _, _ in custodian.asked] == [("POST", "/v1/relay")]
        relay = custodian.relays[0]
        assert (relay.kind, read_time(relay.time)) == ("confirmation", NOW.replace(microsecond=0))
        assert sorted(map(from_b64, relay.tickets)) == sorted(tickets)
        assert {open_contact(CONTACT_SEED, from_b64(each)).email for each in relay.tickets} == {
            f"p{number}@example.org" for number in range(5)
        }
        assert await due(world) == (0, 5)
        await relay_confirmations(relaying(world, custodian))
        assert len(custodian.asked) == 1

    async def test_nothing_but_tickets_leaves(self, world: World, custodian: Custodian) -> None:
        patient = Patient()
        await world.book("2026-12-09T08:20:00Z", patient)
        await relay_confirmations(relaying(world, custodian))
        _, _, body, headers = custodian.asked[0]
        assert set(headers) <= {
            b"host", b"accept", b"accept-encoding", b"connection", b"user-agent", b"content-length", b"content-type"
        }  # fmt: skip
        assert set(msgspec.json.decode(msgspec.json.decode(body, type=Signed).body_bytes)) == {
            "v", "type", "time", "kind", "tickets"
        }  # fmt: skip
        for secret in (patient.keys.appointment, "9" * 32, "5" * 32, "2026-12-09"):
            assert secret.encode() not in body
            assert secret.encode() not in msgspec.json.decode(body, type=Signed).body_bytes

    async def test_stay_due_until_they_are_taken(self, world: World, custodian: Custodian) -> None:
        await book(world, 2)
        for status in (500, 200, 307, 413):
            custodian.status = status
            with pytest.raises(NotAccepted):
                await relay_confirmations(relaying(world, custodian))
            assert (await due(world))[0] == 2
        nobody = Relaying(world.times, "http://127.0.0.1:9", SEED, lambda: NOW)
        with pytest.raises(NotAccepted):
            await relay_confirmations(nobody)
        custodian.status = 202
        await relay_confirmations(relaying(world, custodian))
        assert (await due(world))[0] == 0

    async def test_a_cancelled_visit_has_none(self, world: World, custodian: Custodian) -> None:
        patient = Patient()
        await world.book("2026-12-09T08:20:00Z", patient)
        last = (await world.chain(patient))[-1]
        await world.change(patient.keys.appointment, patient.next(last, "cancelled"))
        await relay_confirmations(relaying(world, custodian))
        assert custodian.asked == []

    async def test_no_log_line_names_an_appointment(
        self, world: World, custodian: Custodian, caplog: pytest.LogCaptureFixture
    ) -> None:
        patient = Patient()
        await world.book("2026-12-09T08:20:00Z", patient)
        with caplog.at_level(logging.DEBUG):
            await relay_confirmations(relaying(world, custodian))
            custodian.status = 500
            await world.book("2026-12-09T09:00:00Z")
            with pytest.raises(NotAccepted):
                await relay_confirmations(relaying(world, custodian))
        for word in (patient.keys.appointment, "9" * 32, "5" * 32, "2026-12-09T"):
            assert word not in caplog.text

    def test_go_in_batches_of_random_order(self) -> None:
        tickets = [DueTicket(f"{number:064x}", 0, b"") for number in range(100)]
        made = batches(tickets)
        assert [len(batch) for batch in made] == [TICKETS_AT_ONCE, TICKETS_AT_ONCE, 20]
        assert sorted((one for batch in made for one in batch), key=lambda one: one.appointment) == tickets
        assert [one for batch in made for one in batch] != tickets

    async def test_the_largest_batch_fits(self, world: World, custodian: Custodian) -> None:
        await book(world, 9)
        await relay_confirmations(relaying(world, custodian))
        each = len(custodian.asked[0][2]) / 9
        assert each * TICKETS_AT_ONCE < 131_072
        assert TICKET_BYTES == 1436

    async def test_another_key_is_not_believed(self, world: World, custodian: Custodian) -> None:
        await book(world, 1)
        await relay_confirmations(Relaying(world.times, custodian.url, bytes(32), lambda: NOW))
        with pytest.raises(BadSignature):
            _ = custodian.relays


class TestLetters:
    async def test_of_a_practice_nudge_once_though_the_visit_s_ticket_is_gone(
        self, world: World, custodian: Custodian
    ) -> None:
        patient, own = await has_asked(world)
        await relay_confirmations(relaying(world, custodian))
        assert custodian.asked == []
        for number, effect in enumerate(("told", "settled")):
            assert (await put(world, patient, answered(world, patient, Answers(0, effect), number))).status_code == 201
        # Whatever else is due goes with it, so that the custodian cannot tell.
        booked = await book(world, 2)
        custodian.status = 500
        with pytest.raises(NotAccepted):
            await relay_confirmations(relaying(world, custodian))
        custodian.status = 202
        for _ in range(2):
            await relay_confirmations(relaying(world, custodian))
        relay = custodian.relays[-1]
        assert (len(custodian.asked), relay.kind) == (2, "confirmation")
        assert sorted(map(from_b64, relay.tickets)) == sorted([own, *booked])
        await upkeep(world)
        assert await world.sql("SELECT count(*) FROM scheduling.mailbox") == [(0,)]

    async def test_that_were_read_nudge_nobody(self, world: World, custodian: Custodian) -> None:
        patient, own = await has_asked(world)
        await put(world, patient, answered(world, patient, Answers(0, "told")))
        assert len(await mailbox(world, patient)) == 2
        await relay_confirmations(relaying(world, custodian))
        assert custodian.asked == []
        # Who still waits is told of the next one.
        await upkeep(world)
        await put(world, patient, answered(world, patient, Answers(0, "settled"), 1))
        await relay_confirmations(relaying(world, custodian))
        assert [from_b64(each) for each in custodian.relays[0].tickets] == [own]

    async def test_that_come_while_a_nudge_is_on_its_way_ask_for_another(
        self, world: World, custodian: Custodian
    ) -> None:
        patient, _ = await has_asked(world)
        await put(world, patient, answered(world, patient))
        batch = await confirmations(world.times)
        await put(world, patient, answered(world, patient, number=1))
        await confirmed(world.times, batch)
        await relay_confirmations(relaying(world, custodian))
        assert len(custodian.asked) == 1

    async def test_of_a_visit_to_come_nudge_by_its_own_ticket_and_with_its_own_nudge(
        self, world: World, custodian: Custodian
    ) -> None:
        patient, own = Patient(), ticket(3)
        await employ(world)
        await world.book("2026-12-09T08:20:00Z", patient, ticket=own)
        await put(world, patient, answered(world, patient))
        for _ in range(2):
            await relay_confirmations(relaying(world, custodian))
        [relay] = custodian.relays
        assert [from_b64(each) for each in relay.tickets] == [own]
        await put(world, patient, answered(world, patient, number=1))
        await relay_confirmations(relaying(world, custodian))
        assert [from_b64(each) for each in custodian.relays[1].tickets] == [own]

    async def test_bring_no_ticket_from_a_desk_nor_one_of_another_size(self, world: World) -> None:
        patient, _ = await has_asked(world)
        assert (await put(world, patient, answered(world, patient), ticket(1))).json()["code"] == "bad_letter"
        refused = await put(world, patient, asked(patient, number=1), ticket(1)[:-1])
        assert refused.json()["code"] == "ticket_size"


async def has_asked(world: World) -> tuple[Patient, bytes]:
    """Somebody who asked about a visit that has begun, and the ticket that came with the letter."""
    patient, own = Patient(), ticket(7)
    assert (await world.book("2026-12-02T08:20:00Z", patient)).status_code == 201
    world.clock[0] = datetime.fromisoformat("2026-12-02T09:00:00Z")
    await upkeep(world)
    assert await world.sql("SELECT count(ticket) FROM scheduling.appointment") == [(0,)]
    await employ(world)
    assert (await put(world, patient, asked(patient, at=world.clock[0]), own)).status_code == 201
    return patient, own


def answered(world: World, patient: Patient, answers: Answers | None = None, number: int = 0) -> Posted:
    """What the desk writes now."""
    return answered_at(patient, answers, number, at=world.clock[0])


async def upkeep(world: World) -> None:
    """What is past goes."""
    jobs_there = scheduling_jobs(world.times, world.service.config.intervals, lambda: world.clock[0])
    await next(job for job in jobs_there if job.name == "scheduling upkeep").work()


class TestReminders:
    async def test_go_at_their_hour_of_the_day_before(self, world: World, custodian: Custodian) -> None:
        tickets = await book(world, 2)
        await book(world, 1, "2026-12-10")
        for moment, expected in (
            (datetime.fromisoformat("2026-12-08T15:59:00Z"), 0),
            (datetime.fromisoformat("2026-12-08T16:01:00Z"), 1),
            (datetime.fromisoformat("2026-12-08T17:00:00Z"), 1),
            (datetime.fromisoformat("2026-12-09T16:01:00Z"), 2),
        ):
            world.clock[0] = moment
            await relay_reminders(relaying(world, custodian))
            assert len(custodian.asked) == expected, moment
        assert custodian.relays[0].kind == "reminder"
        assert sorted(map(from_b64, custodian.relays[0].tickets)) == sorted(tickets)
        assert (await due(world))[1] == 0

    async def test_not_for_a_visit_booked_the_day_before(self, world: World, custodian: Custodian) -> None:
        await book(world, 1, "2026-12-02")
        world.clock[0] = NOW + timedelta(hours=10)
        await relay_reminders(relaying(world, custodian))
        assert custodian.asked == []

    async def test_a_moved_visit_is_reminded_of_its_new_day(self, world: World, custodian: Custodian) -> None:
        patient = Patient()
        await world.book("2026-12-09T08:20:00Z", patient)
        last = (await world.chain(patient))[-1]
        await world.change(patient.keys.appointment, patient.next(last, "booked", start="2026-12-14T08:20:00Z"))
        world.clock[0] = datetime.fromisoformat("2026-12-08T17:00:00Z")
        await relay_reminders(relaying(world, custodian))
        assert custodian.asked == []
        world.clock[0] = datetime.fromisoformat("2026-12-13T17:00:00Z")
        await relay_reminders(relaying(world, custodian))
        assert len(custodian.asked) == 1


class TestOffers:
    async def test_travel_once_each_time_one_is_made(self, world: World, custodian: Custodian) -> None:
        there, own = Patient(), ticket(7)
        await world.book("2026-12-09T08:20:00Z", there)
        last = (await world.chain(there))[-1]
        waiter = Waiter()
        await waiter.join(world, first="2026-12-09", last="2026-12-09", ticket=b64(own), opens="09:20", closes="09:21")
        await relay_offers(relaying(world, custodian))
        assert custodian.asked == []
        await world.change(there.keys.appointment, there.next(last, "cancelled"))
        for _ in range(2):
            await relay_offers(relaying(world, custodian))
        [relay] = custodian.relays
        assert (relay.kind, [from_b64(each) for each in relay.tickets]) == ("offer", [own])


class TestJobs:
    async def test_are_three(self, world: World, custodian: Custodian) -> None:
        config = msgspec.structs.replace(
            world.service.config,
            custodian=msgspec.structs.replace(world.service.config.custodian, url=custodian.url),
        )
        await book(world, 1)
        made = jobs(world.times, config, SEED, lambda: datetime.fromisoformat("2026-12-08T17:00:00Z"))
        assert [(job.name, job.seconds) for job in made] == [
            ("confirmations", 3600.0),
            ("offers", 30.0),
            ("reminders", 900.0),
        ]
        await asyncio.gather(*(job.work() for job in made))
        assert sorted(relay.kind for relay in custodian.relays) == ["confirmation", "reminder"]
