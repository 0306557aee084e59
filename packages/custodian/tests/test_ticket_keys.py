"""Ticket and contact keys that others follow: what is about stays good for as long as it may come back."""

from datetime import date
from typing import Any

import msgspec
import pytest

from serment_custodian import rotation
from serment_custodian.main import prepare
from serment_custodian.succession import outlived
from serment_custodian.tickets import keys, rules
from serment_custodian.tickets.actions import purge
from serment_protocol.nudges import Contact, contact_ticket

from .house import House
from .test_relay import TYPED, contact_key, relay, relayed, tickets, waiting


async def count(house: House, table: str) -> int:
    async with house.running.rooms.tickets.transaction() as tx:
        rows = await (await tx.execute("SELECT ticket_key FROM tickets.ticket_key")).fetchall()
        contacts = await (await tx.execute("SELECT contact_key FROM tickets.contact_key")).fetchall()
    return len(rows if table == "ticket_key" else contacts)


async def acts(house: House) -> list[tuple[str, Any]]:
    """Name and subject of every act of the log, oldest first."""
    async with house.running.rooms.officers.transaction() as tx:
        rows = await (
            await tx.execute("SELECT body FROM officers.act WHERE leaf IS NOT NULL ORDER BY number")
        ).fetchall()
    read = [msgspec.json.decode(row[0]) for row in rows]
    return [(act["act"], msgspec.json.decode(act["subject"])) for act in read]


class TestTicketKey:
    async def test_opens_what_it_made_after_another_followed_it(self, house: House) -> None:
        (before,) = await tickets(house)
        await rotation.rotate_tickets(house.running)
        await rotation.rotate_tickets(house.running)
        (after,) = await tickets(house, "omar@example.org")
        await relay(house, relayed(house, before, after))
        await house.running.nudges.flush()
        assert await waiting(house) == 2
        numbers = [subject["number"] for act, subject in await acts(house) if act == "ticket_key"]
        assert len(set(numbers)) == 2

    async def test_that_an_interrupted_command_made_is_told_at_the_next_start(self, house: House) -> None:
        running = house.running
        assert "ticket_key" not in dict(await acts(house))
        await keys.rotate_tickets(running.rooms.tickets, running.service.sealing, house.clock())
        number = await keys.ticket_key_number(running.rooms.tickets)
        for _ in range(2):
            await prepare(running)
            assert [each for each in await acts(house) if each[0] == "ticket_key"] == [
                ("ticket_key", {"number": number})
            ]

    async def test_makes_no_more_tickets_once_another_followed_it(self, house: House) -> None:
        await rotation.rotate_tickets(house.running)
        (ticket,) = await tickets(house)
        async with house.running.rooms.tickets.transaction() as tx:
            await tx.execute(
                "DELETE FROM tickets.ticket_key WHERE number = (SELECT min(number) FROM tickets.ticket_key)"
            )
        await relay(house, relayed(house, ticket))
        await house.running.nudges.flush()
        assert await waiting(house) == 1

    async def test_is_destroyed_when_nothing_of_it_can_come_back(self, house: House) -> None:
        await rotation.rotate_tickets(house.running)
        house.clock.advance(days=450)
        await purge(house.running.rooms.tickets, house.clock())
        assert await count(house, "ticket_key") == 2
        house.clock.advance(days=30)
        await purge(house.running.rooms.tickets, house.clock())
        assert await count(house, "ticket_key") == 1
        assert await tickets(house)


class TestContactKey:
    async def test_opens_what_was_sealed_to_it_after_another_followed_it(self, house: House) -> None:
        old = await contact_key(house)
        typed = Contact(email=TYPED, phone="", language="fr")
        before = contact_ticket(old, typed)
        await rotation.rotate_contact(house.running)
        new = await contact_key(house)
        assert new != old
        for slip in (before, contact_ticket(new, typed)):
            await relay(house, relayed(house, slip))
            await house.send_batch()
        assert len(house.mailbox.to(TYPED)) == 2

    async def test_is_destroyed_when_nothing_of_it_can_come_back(self, house: House) -> None:
        await rotation.rotate_contact(house.running)
        house.clock.advance(days=480)
        await purge(house.running.rooms.tickets, house.clock())
        assert await count(house, "contact_key") == 2
        house.clock.advance(days=40)
        await purge(house.running.rooms.tickets, house.clock())
        assert await count(house, "contact_key") == 1


class TestOutlived:
    KEYS = ((b"c", date(2027, 1, 15)), (b"b", date(2026, 3, 4)), (b"a", date(2025, 1, 1)))

    @pytest.mark.parametrize(
        ("today", "expected"),
        [
            (date(2027, 5, 31), []),
            (date(2027, 6, 1), [b"a"]),
            (date(2028, 3, 31), [b"a"]),
            (date(2028, 4, 1), [b"b", b"a"]),
            (date(2040, 1, 1), [b"b", b"a"]),
        ],
    )
    def test_counts_from_the_day_on_which_another_followed(self, today: date, expected: list[bytes]) -> None:
        assert outlived(self.KEYS, rules.MONTHS_VALID, today) == expected

    def test_never_takes_the_only_one(self) -> None:
        assert outlived(self.KEYS[-1:], 1, date(2040, 1, 1)) == []
        assert outlived((), 1, date(2040, 1, 1)) == []
