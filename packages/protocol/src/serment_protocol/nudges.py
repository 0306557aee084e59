"""Nudges: tickets, typed contacts, and what the platform relays (SPEC 8)."""

from typing import Literal

from serment_protocol.encoding import canonical
from serment_protocol.errors import TicketSize
from serment_protocol.padding import CONTACT_BUCKETS, pad, unpad
from serment_protocol.sealing import VERSION_BYTE, open_sealed, seal
from serment_protocol.structure import B64, B64Of1216, Day, Time, Versioned, read

TICKET_BYTES = 1436
PURPOSE = "contact"
CONTEXT = {"v": 1}


class ContactKey(Versioned, frozen=True, kw_only=True, rename={"valid_from": "from"}):
    """The record of the custodian's contact key (name `contact-key`)."""

    type: Literal["contact_key"] = "contact_key"
    seal: B64Of1216
    valid_from: Day


class Contact(Versioned, frozen=True, kw_only=True):
    """How to reach a patient who telephoned."""

    type: Literal["contact"] = "contact"
    email: str
    phone: str
    language: str


class Relay(Versioned, frozen=True, kw_only=True):
    """Tickets that are due (name `relay`, signed by the platform)."""

    type: Literal["relay"] = "relay"
    time: Time
    kind: Literal["confirmation", "reminder", "offer"]
    tickets: tuple[B64, ...]


def contact_ticket(contact_key: bytes, contact: Contact) -> bytes:
    """The contact sealed to the custodian, of a ticket's size and so without a version byte of its own."""
    sealed = seal(contact_key, PURPOSE, CONTEXT, pad(canonical(contact), CONTACT_BUCKETS))
    ticket = sealed.removeprefix(VERSION_BYTE)
    check_ticket(ticket)
    return ticket


def open_contact(seed: bytes, ticket: bytes) -> Contact:
    """The contact inside."""
    check_ticket(ticket)
    padded = open_sealed(seed, PURPOSE, CONTEXT, VERSION_BYTE + ticket)
    return read(unpad(padded, CONTACT_BUCKETS), Contact)


def check_ticket(ticket: bytes) -> None:
    """Raise unless these bytes have the one size of a ticket; more than that only the custodian can tell."""
    if len(ticket) != TICKET_BYTES:
        raise TicketSize
