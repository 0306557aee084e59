"""Tickets whose nudge is due, for the room that hands them over. A ticket is opaque here."""

from collections.abc import Sequence
from datetime import datetime

from serment_kernel.database import Database
from serment_platform.scheduling import holds_store, mailbox_store, store
from serment_platform.scheduling.types import DueTicket

MOST = 10_000
REMINDER_HOUR = 17
"""On the day before, on the clock where the visit is: late enough to remember, early enough to cancel."""


async def confirmations(db: Database) -> list[DueTicket]:
    """Of visits that were booked, or moved by the practice, and of mailboxes in which it wrote, since the last time."""
    async with db.transaction() as tx:
        return [*await store.confirmations_due(tx, MOST), *await mailbox_store.nudges_due(tx, MOST)]


async def confirmed(db: Database, tickets: Sequence[DueTicket]) -> None:
    """These are on their way."""
    async with db.transaction() as tx:
        await store.confirmed(tx, [one for one in tickets if not one.of_letter])
        await mailbox_store.nudged(tx, tickets)


async def offers(db: Database) -> list[DueTicket]:
    """Of those in a line to whom a time was offered since the last time."""
    async with db.transaction() as tx:
        return await holds_store.offers_due(tx, MOST)


async def offered(db: Database, tickets: Sequence[DueTicket]) -> None:
    """These are on their way."""
    async with db.transaction() as tx:
        await holds_store.offers_told(tx, tickets)


async def reminders(db: Database, now: datetime) -> list[DueTicket]:
    """Of tomorrow's visits, once it is the hour of reminders there."""
    async with db.transaction() as tx:
        return await store.reminders_due(tx, now, REMINDER_HOUR, MOST)


async def reminded(db: Database, tickets: Sequence[DueTicket], now: datetime) -> None:
    """These are on their way."""
    async with db.transaction() as tx:
        await store.reminded(tx, tickets, now, REMINDER_HOUR)
