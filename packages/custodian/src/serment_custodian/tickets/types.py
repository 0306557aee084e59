"""What the tickets room speaks of."""

from datetime import date

import msgspec

from serment_custodian.people import Address, Language, PersonId


class Ticket(msgspec.Struct, frozen=True):
    """What a ticket says once opened."""

    person: PersonId
    use: bytes
    """A keyed hash of its nonce, by which uses are counted."""
    expires: date
    uses: int


class Contact(msgspec.Struct, frozen=True):
    """A contact typed by staff for a patient who telephoned: written to, and forgotten."""

    use: bytes
    """A keyed hash of the sealed bytes, by which uses are counted."""
    address: Address
    language: Language


class TicketKey(msgspec.Struct, frozen=True):
    """A key that opens tickets, locked."""

    ticket_key: bytes
    since: date
    key_locked: bytes


class ContactKey(msgspec.Struct, frozen=True):
    """A key that contact slips are sealed to; its record is public, its seed is locked."""

    contact_key: bytes
    since: date
    body: bytes
    signature: bytes
    leaf: int | None
    seed_locked: bytes
