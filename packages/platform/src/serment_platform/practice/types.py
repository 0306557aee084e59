"""Values of the practice room: who may act for a practice, and which keys its desk has now."""

from datetime import date
from typing import Literal

import msgspec

Role = Literal["practitioner", "secretary"]


class Membership(msgspec.Struct, frozen=True):
    """Somebody who works at a practice. `sign` is empty for the founder: the platform was never shown that key."""

    practice: str
    member: str
    role: Role
    officer: bool
    sign: bytes


class Desk(msgspec.Struct, frozen=True):
    """The epoch now valid, and the public key that its desk signs with."""

    epoch: int
    sign: bytes


class Record(msgspec.Struct, frozen=True):
    """A signed record with its place in the log."""

    body: bytes
    signature: bytes
    leaf: int


class Practice(msgspec.Struct, frozen=True):
    """A practice as it stands. `revision` is 0 and the publication empty before the first."""

    practice: str
    root: Record
    epoch: Record
    number: int
    desk_sign: bytes
    revision: int
    publication_hash: str
    publication: tuple[bytes, bytes] | None


class Published(msgspec.Struct, frozen=True):
    """Which publication is in force, under which epoch."""

    practice: str
    revision: int
    epoch: int


class Wrap(msgspec.Struct, frozen=True):
    """A compartment's secrets of one epoch, sealed to one member."""

    member: str
    epoch: int
    sealed: bytes


class NewMember(msgspec.Struct, frozen=True):
    """A member as a new epoch brings them in."""

    member: str
    account: str
    role: Role
    officer: bool
    sign: bytes


class Invitation(msgspec.Struct, frozen=True):
    """An invitation; account, answer and code are empty until it is answered."""

    invitation: str
    practice: str
    role: Role
    officer: bool
    expires: date
    account: str
    answer: bytes
    mac: bytes
