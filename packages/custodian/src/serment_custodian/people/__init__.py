"""The people room: an address, a code, a remembered browser, a session. It knows nothing of platform accounts."""

from serment_custodian.people.errors import AddressUnreadable, SessionRefused
from serment_custodian.people.rules import normalise
from serment_custodian.people.types import (
    Address,
    Caller,
    DeviceKey,
    Language,
    Number,
    Opened,
    PersonId,
    Recipient,
    SessionKind,
)

__all__ = [
    "Address",
    "AddressUnreadable",
    "Caller",
    "DeviceKey",
    "Language",
    "Number",
    "Opened",
    "PersonId",
    "Recipient",
    "SessionKind",
    "SessionRefused",
    "normalise",
]
