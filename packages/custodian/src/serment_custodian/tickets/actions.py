"""Hand out tickets, and forget what has run out."""

from datetime import datetime

from serment_custodian.people import PersonId
from serment_custodian.sealing_key import SealingKey
from serment_custodian.succession import outlived
from serment_custodian.tickets import rules, store
from serment_custodian.tickets.keys import opening_keys
from serment_custodian.tickets.slips import make_ticket
from serment_kernel.database import Database


async def hand_out(db: Database, sealing: SealingKey, person: PersonId, count: int, now: datetime) -> list[bytes]:
    """So many fresh tickets; none of them is kept here."""
    keys, _ = await opening_keys(db, sealing)
    return [make_ticket(keys[0], person, rules.expiry(now.date()), rules.USES) for _ in range(count)]


async def purge(db: Database, now: datetime) -> None:
    """Forget tickets that would be refused for their age, and keys of which nothing can come back."""
    today = now.date()
    async with db.transaction() as tx:
        await store.purge(tx, today)
        tickets = [(key.ticket_key, key.since) for key in await store.ticket_keys(tx)]
        for key in outlived(tickets, rules.MONTHS_VALID, today):
            await store.forget_ticket_key(tx, key)
        contacts = [(key.contact_key, key.since) for key in await store.contact_keys(tx)]
        for key in outlived(contacts, rules.MONTHS_OF_A_CONTACT, today):
            await store.forget_contact_key(tx, key)
