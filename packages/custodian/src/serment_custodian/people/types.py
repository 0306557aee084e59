"""What the people room speaks of."""

from datetime import datetime
from typing import Literal, NewType

import msgspec

PersonId = NewType("PersonId", bytes)
Address = NewType("Address", str)
"""A normalised e-mail address; only `rules.normalise` makes one."""
DeviceKey = NewType("DeviceKey", bytes)
"""The public key of a remembered browser."""
Language = Literal["fr", "en"]
SessionKind = Literal["code", "device"]


class Code(msgspec.Struct, frozen=True):
    """A running one-time code. The digits are not in it: they are a keyed hash of the nonce."""

    nonce: bytes
    tries_left: int
    language: Language
    expires: datetime


class Caller(msgspec.Struct, frozen=True):
    """A proven person and how they proved it: by a code, or by this device."""

    person: PersonId
    kind: SessionKind
    device: DeviceKey | None


class Opened(msgspec.Struct, frozen=True):
    """A session just opened: the bearer leaves, its hash stays."""

    bearer: bytes
    expires: datetime
    person: PersonId
    known: bool


class Recipient(msgspec.Struct, frozen=True):
    """Where to write to a person, and in which language."""

    address: Address
    language: Language
