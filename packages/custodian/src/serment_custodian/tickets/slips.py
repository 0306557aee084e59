"""The two kinds of bytes that a platform relays, both of one size (SPEC section 8). Pure but for fresh randomness."""

import secrets
from datetime import date

import msgspec

from serment_custodian.people import AddressUnreadable, Language, PersonId, normalise
from serment_custodian.tickets.rules import TICKET_BYTES
from serment_custodian.tickets.types import Contact, Ticket
from serment_protocol.encoding import canonical, parse
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.padding import pad, unpad
from serment_protocol.primitives import decrypt, derive, encrypt, label, mac
from serment_protocol.sealing import open_sealed

TICKET_BUCKETS = (1408,)
CONTACT_BUCKETS = (300,)
VERSION = b"\x01"
PERSON_BYTES = 16
NONCE_BYTES = 16


class TicketBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The inside of a ticket."""

    v: int
    type: str
    person: str
    nonce: str
    expires: date
    uses: int


class ContactBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The inside of a contact slip."""

    v: int
    type: str
    email: str
    phone: str
    language: Language


def make_ticket(key: bytes, person: PersonId, expires: date, uses: int) -> bytes:
    """A ticket for this person with a nonce of its own."""
    body = {
        "v": 1,
        "type": "ticket",
        "person": person.hex(),
        "nonce": secrets.token_hex(NONCE_BYTES),
        "expires": expires.isoformat(),
        "uses": uses,
    }
    return encrypt(key, pad(canonical(body), TICKET_BUCKETS), label("ticket"))


def open_ticket(keys: list[bytes], slip: bytes) -> Ticket | None:
    """The ticket, or None if none of our keys made these bytes."""
    for key in keys:
        try:
            body = unpad(decrypt(key, slip, label("ticket")), TICKET_BUCKETS)
        except ProtocolRefusal:
            continue
        read = msgspec.convert(parse(body), TicketBody)
        use = use_hash(key, bytes.fromhex(read.nonce))
        return Ticket(PersonId(bytes.fromhex(read.person)), use, read.expires, read.uses)
    return None


def open_contact(seeds: list[bytes], slip: bytes) -> Contact | None:
    """The contact, or None if the bytes are no slip for our keys or hold no e-mail address."""
    for seed in seeds:
        try:
            body = unpad(open_sealed(seed, "contact", {"v": 1}, VERSION + slip), CONTACT_BUCKETS)
            read = msgspec.convert(parse(body), ContactBody)
            if (read.v, read.type) != (1, "contact"):
                return None
            return Contact(use_hash(seed, slip), normalise(read.email), read.language)
        except AddressUnreadable:
            return None  # A telephone number alone: nobody has agreed to be written to there.
        except (ProtocolRefusal, msgspec.ValidationError):
            continue
    return None


def use_hash(key: bytes, made: bytes) -> bytes:
    """What uses are counted by; it lives as long as the key of what is used, whatever becomes of the sealing key."""
    return mac(derive(key, "custodian/use"), made)


def has_size(slip: bytes) -> bool:
    """Whether these bytes have the one size that tickets have."""
    return len(slip) == TICKET_BYTES
