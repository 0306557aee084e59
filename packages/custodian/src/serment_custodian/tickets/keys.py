"""Keys of the tickets room: made at the first start, kept as long as something they made may come back."""

import secrets
from datetime import date, datetime

from serment_custodian.ledger import Bundle, Entry, Ledger
from serment_custodian.sealing_key import SealingKey
from serment_custodian.tickets import store
from serment_custodian.tickets.types import ContactKey, TicketKey
from serment_kernel.database import Database
from serment_protocol.encoding import b64, canonical
from serment_protocol.sealing import public_key_of

TICKET_KEY = "tickets/ticket-key"
CONTACT_SEED = "tickets/contact-seed"


async def ensure_keys(db: Database, sealing: SealingKey, ledger: Ledger, now: datetime) -> None:
    """Have one ticket key and one contact key, the latter's record in the log."""
    async with db.transaction() as tx:
        if not await store.ticket_keys(tx):
            await store.add_ticket_key(tx, new_ticket_key(sealing, now.date()))
        if not await store.contact_keys(tx):
            await store.add_contact_key(tx, new_contact_key(sealing, ledger, now.date()))
    await publish(db, ledger)


async def rotate_tickets(db: Database, sealing: SealingKey, now: datetime) -> None:
    """Make tickets by a new key from now on; the old one goes on opening those that are about."""
    async with db.transaction() as tx:
        await store.add_ticket_key(tx, new_ticket_key(sealing, now.date()))


async def rotate_contact(db: Database, sealing: SealingKey, ledger: Ledger, now: datetime) -> None:
    """Have contacts sealed to a new key from now on; the old one goes on opening those that are about."""
    async with db.transaction() as tx:
        await store.add_contact_key(tx, new_contact_key(sealing, ledger, now.date()))
    await publish(db, ledger)


async def ticket_key_number(db: Database) -> int:
    """Which ticket key makes tickets now: the first one is 1, and each that follows has a greater number."""
    async with db.transaction() as tx:
        return await store.newest_ticket_key(tx)


def new_ticket_key(sealing: SealingKey, day: date) -> TicketKey:
    """A fresh AES-256 key, locked."""
    row = secrets.token_bytes(16)
    return TicketKey(row, day, sealing.lock(TICKET_KEY, row, secrets.token_bytes(32)))


def new_contact_key(sealing: SealingKey, ledger: Ledger, day: date) -> ContactKey:
    """A fresh X-Wing seed, locked, with the signed record of its public half."""
    row, seed = secrets.token_bytes(16), secrets.token_bytes(32)
    record = {"v": 1, "type": "contact_key", "seal": b64(public_key_of(seed)), "from": day.isoformat()}
    body = canonical(record)
    signature = ledger.sign("contact-key", body)
    return ContactKey(row, day, body, signature, None, sealing.lock(CONTACT_SEED, row, seed))


async def publish(db: Database, ledger: Ledger) -> None:
    """Append to the log what is not there yet; what a crash left behind is found there and not added again."""
    async with db.transaction() as tx:
        waiting = [key for key in await store.contact_keys(tx) if key.leaf is None]
    for key in reversed(waiting):
        leaf = await ledger.append_once(entry_of(key))
        async with db.transaction() as tx:
            await store.note_leaf(tx, key.contact_key, leaf)


async def contact_bundle(db: Database, ledger: Ledger) -> Bundle:
    """The newest contact key that a witness has seen, with its proof."""
    async with db.transaction() as tx:
        keys = [(entry_of(key), key.leaf) for key in await store.contact_keys(tx) if key.leaf is not None]
    return (await ledger.bundles(keys))[0]


async def opening_keys(db: Database, sealing: SealingKey) -> tuple[list[bytes], list[bytes]]:
    """Ticket keys and contact seeds in the clear, newest first."""
    async with db.transaction() as tx:
        tickets, contacts = await store.ticket_keys(tx), await store.contact_keys(tx)
    return (
        [sealing.unlock(TICKET_KEY, key.ticket_key, key.key_locked) for key in tickets],
        [sealing.unlock(CONTACT_SEED, key.contact_key, key.seed_locked) for key in contacts],
    )


def entry_of(key: ContactKey) -> Entry:
    """The key's leaf."""
    return Entry("contact_key", key.body, key.signature)
