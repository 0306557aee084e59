"""What the platform relays: believed only under its signature, opened in its own time, answered by nothing.

The request is answered before anything here begins, so neither the answer nor its timing tells the platform whether
a ticket was good, whose it was, or whether two tickets are one person's.
"""

import logging
from datetime import datetime
from typing import Literal, NamedTuple

import msgspec

from serment_custodian.sealing_key import SealingKey
from serment_custodian.tickets import rules, store
from serment_custodian.tickets.keys import opening_keys
from serment_custodian.tickets.slips import has_size, open_contact, open_ticket
from serment_custodian.tickets.types import Contact, Ticket
from serment_kernel.database import Database
from serment_protocol.encoding import from_b64, parse, read_time
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.signing import verify_bytes

RelayKind = Literal["confirmation", "reminder", "offer"]
logger = logging.getLogger(__name__)


class Relayed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a relay request (SPEC section 8)."""

    v: Literal[1]
    type: Literal["relay"]
    time: str
    kind: RelayKind
    tickets: list[str]


def is_signed(relay_key: bytes, body: bytes, signature: bytes) -> bool:
    """Whether the platform signed this, whatever it says."""
    try:
        verify_bytes(relay_key, "relay", body, signature)
    except ProtocolRefusal:
        return False
    return True


class Believed(NamedTuple):
    """What is due, and why it was relayed."""

    kind: RelayKind
    slips: list[bytes]


NOTHING_DUE = Believed("confirmation", [])


def believe(relay_key: bytes, body: bytes, signature: bytes, now: datetime) -> Believed:
    """The slips of a relay request that the platform signed just now; none of any other."""
    try:
        verify_bytes(relay_key, "relay", body, signature)
        relayed = msgspec.convert(parse(body), Relayed)
        if abs(read_time(relayed.time) - now) > rules.RELAY_SKEW:
            return NOTHING_DUE
        return Believed(relayed.kind, [slip for slip in map(from_b64, relayed.tickets) if has_size(slip)])
    except (ProtocolRefusal, msgspec.ValidationError, ValueError):
        return NOTHING_DUE


async def open_slips(db: Database, sealing: SealingKey, slips: list[bytes], now: datetime) -> list[Contact]:
    """Let the persons of good tickets wait for the next batch; return the typed contacts, which no table keeps."""
    ticket_keys, contact_seeds = await opening_keys(db, sealing)
    contacts: list[Contact] = []
    for slip in slips:
        ticket = open_ticket(ticket_keys, slip)
        contact = None if ticket else open_contact(contact_seeds, slip)
        if ticket:
            await use_ticket(db, ticket, now)
        elif contact and await use_contact(db, contact, now):
            contacts.append(contact)
    return contacts


async def use_ticket(db: Database, ticket: Ticket, now: datetime) -> None:
    """Count the use and let the person wait, or do nothing for a ticket too old or used up."""
    if ticket.expires <= now.date():
        return
    async with db.transaction() as tx:
        if await store.use(tx, ticket.use, ticket.uses, ticket.expires):
            await store.let_wait(tx, ticket.person)


async def use_contact(db: Database, contact: Contact, now: datetime) -> bool:
    """Count the use of a slip; it has as many as a ticket."""
    async with db.transaction() as tx:
        return await store.use(tx, contact.use, rules.USES, rules.expiry(now.date()))
