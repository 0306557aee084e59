"""Tickets, what the platform relays, and the letters that come of it: all answers alike, all letters alike."""

import logging
from datetime import datetime

import httpx
import pytest

from serment_custodian.tickets import actions
from serment_custodian.tickets.nudges import QUEUE_SIZE
from serment_custodian.tickets.rules import USES
from serment_protocol.encoding import b64, canonical, from_b64, write_time
from serment_protocol.nudges import Contact, ContactKey, Relay, check_ticket, contact_ticket
from serment_protocol.padding import CONTACT_BUCKETS, pad
from serment_protocol.primitives import random_bytes
from serment_protocol.sealing import seal
from serment_protocol.signing import Signed, sign

from .conftest import NewHouse
from .house import APP, PATIENT, RELAY_SEED, House, refused, text_of
from .test_tokens import believe

OTHER = "omar@example.org"
TYPED = "typed@example.org"


async def tickets(house: House, email: str = PATIENT, count: int = 1) -> list[bytes]:
    answer = await house.post("/v1/tickets", {"count": count}, (await house.enter(email)).session)
    assert answer.status_code == 200
    house.mailbox.mails.clear()
    return [from_b64(ticket) for ticket in answer.json()["tickets"]]


def relayed(house: House, *slips: bytes, time: datetime | None = None, seed: bytes = RELAY_SEED) -> Signed:
    moment = write_time(time or house.clock())
    return sign(seed, "relay", Relay(time=moment, kind="confirmation", tickets=tuple(b64(slip) for slip in slips)))


async def relay(house: House, request: Signed) -> httpx.Response:
    answer = await house.post("/v1/relay", request)
    assert (answer.status_code, answer.content) == (202, b"{}")
    return answer


async def contact_key(house: House) -> bytes:
    bundle = (await house.get("/v1/keys")).json()["contact"]
    record = believe(house, bundle, "contact_key", "contact-key", ContactKey)
    return from_b64(record.seal)


async def typed(house: House, email: str = TYPED, phone: str = "", language: str = "fr") -> bytes:
    return contact_ticket(await contact_key(house), Contact(email=email, phone=phone, language=language))


async def waiting(house: House) -> int:
    async with house.running.rooms.tickets.transaction() as tx:
        row = await (await tx.execute("SELECT count(*) FROM tickets.waiting")).fetchone()
    return int(row[0]) if row else 0


class TestTickets:
    async def test_have_one_size_and_nothing_in_common(self, house: House) -> None:
        found = await tickets(house, count=12) + await tickets(house, OTHER, count=12)
        for ticket in found:
            check_ticket(ticket)
        assert len({ticket[:16] for ticket in found}) == 24

    @pytest.mark.parametrize("count", [0, 13, "1", True])
    async def test_are_at_most_twelve(self, house: House, count: object) -> None:
        answer = await house.post("/v1/tickets", {"count": count}, (await house.enter()).session)
        assert refused(answer) == (400, "bad_request")

    async def test_leave_no_row(self, house: House) -> None:
        await tickets(house)
        async with house.running.rooms.tickets.transaction() as tx:
            assert await (await tx.execute("SELECT FROM tickets.used")).fetchall() == []


class TestLetter:
    async def test_says_that_something_waits_and_no_more(self, house: House) -> None:
        (ticket,) = await tickets(house)
        await relay(house, relayed(house, ticket))
        await house.send_batch()
        (mail,) = house.mailbox.mails
        assert mail["To"] == PATIENT
        assert mail["Subject"] == "Quelque chose vous attend dans votre espace Serment"
        assert f"{APP}/#/appointments" in text_of(mail).split()
        assert not [digit for digit in text_of(mail).replace(APP, "") if digit.isdigit()]

    async def test_is_the_same_for_a_confirmation_a_reminder_and_a_typed_contact(self, house: House) -> None:
        first, second = await tickets(house, count=2)
        await relay(house, relayed(house, first, await typed(house)))
        await house.send_batch()
        reminder = Relay(time=write_time(house.clock()), kind="reminder", tickets=(b64(second),))
        await relay(house, sign(RELAY_SEED, "relay", reminder))
        await house.send_batch()
        shown = {(mail["Subject"], mail["From"], text_of(mail)) for mail in house.mailbox.mails}
        assert (len(house.mailbox.mails), len(shown)) == (3, 1)

    async def test_speaks_the_person_s_language(self, house: House) -> None:
        await relay(house, relayed(house, await typed(house, language="en")))
        await house.send_batch()
        assert text_of(house.mailbox.mails[0]).startswith("Hello,")


class TestOffers:
    async def test_everybody_who_waits_is_written_to_at_once(self, house: House) -> None:
        await relay(house, relayed(house, *await tickets(house, OTHER)))
        offer = Relay(time=write_time(house.clock()), kind="offer", tickets=(b64((await tickets(house))[0]),))
        await relay(house, sign(RELAY_SEED, "relay", offer))
        await house.running.nudges.flush()
        assert sorted(str(mail["To"]) for mail in house.mailbox.mails) == [PATIENT, OTHER]
        assert len({text_of(mail) for mail in house.mailbox.mails}) == 1


class TestBatch:
    async def test_writes_once_to_each_however_many_tickets_there_were(self, house: House) -> None:
        slips = [*await tickets(house, count=3), *await tickets(house, OTHER, count=2)]
        await relay(house, relayed(house, *slips))
        await house.running.nudges.flush()
        assert house.mailbox.mails == []
        assert await waiting(house) == 2
        await house.send_batch()
        assert sorted(str(mail["To"]) for mail in house.mailbox.mails) == [PATIENT, OTHER]
        assert await waiting(house) == 0
        await house.send_batch()
        assert len(house.mailbox.mails) == 2

    async def test_tries_a_person_again_when_the_relay_is_busy(self, house: House) -> None:
        await relay(house, relayed(house, *await tickets(house)))
        house.mailbox.is_busy = True
        await house.send_batch()
        assert await waiting(house) == 1
        house.mailbox.is_busy = False
        await house.send_batch()
        assert [mail["To"] for mail in house.mailbox.mails] == [PATIENT]

    async def test_lets_go_of_a_mailbox_that_is_gone(self, house: House) -> None:
        await relay(house, relayed(house, *await tickets(house)))
        house.mailbox.unknown.add(PATIENT)
        await house.send_batch()
        assert await waiting(house) == 0
        assert house.mailbox.mails == []

    async def test_tells_the_log_nobody(self, house: House, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG, "serment_custodian")
        await relay(house, relayed(house, *await tickets(house), await typed(house)))
        house.mailbox.is_busy = True
        await house.send_batch()
        assert "a letter was not sent (SMTPRecipientsRefused)" in caplog.text
        assert PATIENT not in caplog.text
        assert TYPED not in caplog.text


class TestUnbelieved:
    async def test_requests_are_answered_alike_and_do_nothing(self, house: House) -> None:
        (ticket,) = await tickets(house)
        good = relayed(house, ticket)
        requests = [
            relayed(house, ticket, seed=random_bytes(32)),
            Signed(good.body, b64(bytes(64))),
            Signed(relayed(house, ticket, random_bytes(1436)).body, good.signature),
            sign(RELAY_SEED, "sign-in", {"v": 1}),
            sign(RELAY_SEED, "relay", {"v": 1}),
            sign(RELAY_SEED, "relay", {"v": 1, "type": "relay", "time": "now", "kind": "reminder", "tickets": []}),
            Signed(b64(b"garbage"), good.signature),
            Signed("", good.signature),
        ]
        for request in requests:
            await relay(house, request)
        await house.running.nudges.flush()
        assert await waiting(house) == 0

    async def test_requests_of_a_stranger_take_nobody_s_place(self, house: House) -> None:
        (ticket,) = await tickets(house)
        forged, good = relayed(house, seed=random_bytes(32)), relayed(house, ticket)
        for request in [*[forged] * QUEUE_SIZE, good]:
            house.running.nudges.take(request.body_bytes, request.signature_bytes)
        await house.running.nudges.flush()
        assert await waiting(house) == 1

    @pytest.mark.parametrize("seconds", [-301, 301])
    async def test_requests_of_another_time_do_nothing(self, house: House, seconds: int) -> None:
        (ticket,) = await tickets(house)
        request = relayed(house, ticket)
        house.clock.advance(seconds=seconds)
        await relay(house, request)
        await house.running.nudges.flush()
        assert await waiting(house) == 0

    async def test_slips_spoil_no_good_one_beside_them(self, house: House) -> None:
        (ticket,) = await tickets(house)
        await relay(house, relayed(house, b"", random_bytes(1435), random_bytes(1436), ticket))
        await house.running.nudges.flush()
        assert await waiting(house) == 1

    async def test_requests_of_another_form_are_told(self, house: House) -> None:
        assert refused(await house.post("/v1/relay", {"body": "AA"})) == (400, "bad_request")
        assert refused(await house.post("/v1/relay", {"body": "=", "signature": b64(bytes(64))})) == (400, "bad_base64")
        assert refused(await house.post("/v1/relay", {"body": "", "signature": ""})) == (400, "bad_base64")


class TestUses:
    async def test_of_a_ticket_end(self, house: House) -> None:
        (ticket,) = await tickets(house)
        for _ in range(USES + 2):
            await relay(house, relayed(house, ticket))
            await house.send_batch()
        assert len(house.mailbox.mails) == USES

    async def test_of_an_expired_ticket_are_none(self, house: House) -> None:
        (ticket,) = await tickets(house)
        house.clock.advance(days=460)
        await relay(house, relayed(house, ticket))
        await house.running.nudges.flush()
        assert await waiting(house) == 0

    async def test_are_forgotten_when_they_no_longer_matter(self, house: House) -> None:
        await relay(house, relayed(house, *await tickets(house)))
        await house.running.nudges.flush()
        rooms = house.running.rooms
        async with rooms.tickets.transaction() as tx:
            (row,) = await (await tx.execute("SELECT uses, expires::text FROM tickets.used")).fetchall()
        assert row == (1, "2027-06-01")
        house.clock.advance(days=460)
        await actions.purge(rooms.tickets, house.clock())
        async with rooms.tickets.transaction() as tx:
            assert await (await tx.execute("SELECT FROM tickets.used")).fetchall() == []


class TestTypedContact:
    async def test_is_written_to_and_never_stored(self, house: House) -> None:
        await relay(house, relayed(house, await typed(house)))
        await house.running.nudges.flush()
        assert await waiting(house) == 0
        await house.send_batch()
        assert [mail["To"] for mail in house.mailbox.mails] == [TYPED]

    async def test_has_a_budget_of_mails_a_day(self, new_house: NewHouse) -> None:
        async with new_house(mails_per_typed_contact_day=2) as house:
            for _ in range(3):
                await relay(house, relayed(house, await typed(house)))
                await house.send_batch()
            assert len(house.mailbox.mails) == 2

    async def test_slip_serves_as_often_as_a_ticket(self, new_house: NewHouse) -> None:
        async with new_house(mails_per_typed_contact_day=100) as house:
            slip = await typed(house)
            for _ in range(USES + 1):
                await relay(house, relayed(house, slip))
                await house.send_batch()
            assert len(house.mailbox.mails) == USES

    async def test_is_given_up_after_three_batches(self, house: House) -> None:
        await relay(house, relayed(house, await typed(house)))
        house.mailbox.is_busy = True
        for _ in range(3):
            await house.send_batch()
        house.mailbox.is_busy = False
        await house.send_batch()
        assert house.mailbox.mails == []

    @pytest.mark.parametrize("email", ["", "not an address", "a@b\r\nBcc: all@example.org"])
    async def test_without_an_address_is_written_to_by_nobody(self, house: House, email: str) -> None:
        await relay(house, relayed(house, await typed(house, email, "+33 6 39 98 00 00")))
        await house.send_batch()
        assert house.mailbox.mails == []

    async def test_of_another_kind_is_nothing(self, house: House) -> None:
        bodies = [
            {"v": 2, "type": "contact", "email": TYPED, "phone": "", "language": "fr"},
            {"v": 1, "type": "contact", "email": TYPED, "phone": "", "language": "de"},
            {"v": 1, "type": "contact", "email": TYPED},
        ]
        key = await contact_key(house)
        slips = [seal(key, "contact", {"v": 1}, pad(canonical(body), CONTACT_BUCKETS))[1:] for body in bodies]
        await relay(house, relayed(house, *slips))
        await house.send_batch()
        assert house.mailbox.mails == []
