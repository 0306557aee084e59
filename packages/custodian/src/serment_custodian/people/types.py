"""What the people room speaks of."""

from datetime import date, datetime
from typing import Literal, NewType

import msgspec

PersonId = NewType("PersonId", bytes)
Address = NewType("Address", str)
"""A normalised e-mail address; only `rules.normalise` makes one."""
Number = NewType("Number", str)
"""A telephone number in E.164; only `rules.read_number` makes one."""
PhoneId = NewType("PhoneId", bytes)
DeviceKey = NewType("DeviceKey", bytes)
"""The public key of a remembered browser."""
ChangeId = NewType("ChangeId", bytes)
EndingId = NewType("EndingId", bytes)
Language = Literal["fr", "en"]
SHOWN_DIGITS = 2
SessionKind = Literal["code", "device"]
Way = Literal["mail", "beside", "instead"]
"""Told by mail, by SMS beside it, or by SMS in its place."""


class Code(msgspec.Struct, frozen=True):
    """A running one-time code. The digits are not in it: they are a keyed hash of the nonce."""

    address_hash: bytes
    nonce: bytes
    tries_left: int
    language: Language
    expires: datetime


class Proof(msgspec.Struct, frozen=True):
    """A code as it was given back, and by whom it was asked for."""

    address: Address
    handle: bytes
    given: str


class PhoneCode(msgspec.Struct, frozen=True):
    """A number that waits for its code, by SMS; a person has one at a time."""

    person: PersonId
    number_sealed: bytes
    agreed: int
    """The version of the text that was agreed to."""
    nonce: bytes
    tries_left: int
    expires: datetime


class Phone(msgspec.Struct, frozen=True):
    """A confirmed number: no way into anything, and written to as long as the text agreed to is the newest."""

    phone: PhoneId
    person: PersonId
    number_sealed: bytes
    agreed: int
    instead: bool
    """In the place of mail, not beside it."""
    stop_hash: bytes


class Texted(msgspec.Struct, frozen=True):
    """The number of a person, and how it is used."""

    number: Number
    instead: bool
    stands: bool

    @property
    def ends(self) -> str:
        """What its person is shown: whoever reads their mailbox opens sessions, and must not learn their number."""
        return self.number[-SHOWN_DIGITS:]


class Change(msgspec.Struct, frozen=True):
    """Another address that is to take a person's address's place, and how many letters have told the old one."""

    change: ChangeId
    person: PersonId
    device: DeviceKey | None
    address_hash: bytes
    address_sealed: bytes
    takes_effect: date
    letters: int

    @property
    def key(self) -> bytes:
        """What names the row."""
        return self.change


class Ending(msgspec.Struct, frozen=True):
    """A person's end that is to come, asked for by this device or by a code, and how many letters have told of it."""

    ending: EndingId
    person: PersonId
    device: DeviceKey | None
    request: bytes
    wish_sealed: bytes
    takes_effect: date
    letters: int

    @property
    def key(self) -> bytes:
        """What names the row."""
        return self.ending


class Terms(msgspec.Struct, frozen=True):
    """How a person would end: after days, or at once for a session or device; and the day of an end that waits."""

    days: int
    at_once: bool
    vouched: tuple[DeviceKey, ...]
    takes_effect: date | None


class Awaited(msgspec.Struct, frozen=True):
    """An address that takes the place of the present one on that day."""

    address: Address
    takes_effect: date


class Standing(msgspec.Struct, frozen=True):
    """A person's address, and the one that is awaited."""

    address: Address
    awaited: Awaited | None


class Caller(msgspec.Struct, frozen=True):
    """A proven person and how they proved it: by a code, or by this device; new where that made the person."""

    person: PersonId
    kind: SessionKind
    device: DeviceKey | None
    is_new: bool = False


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
