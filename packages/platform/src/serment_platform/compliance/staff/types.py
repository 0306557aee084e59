"""What the staff of the console is, and what they may do."""

from datetime import date, datetime
from typing import Annotated, Literal, NewType, TypeAlias

import msgspec
from msgspec import Meta

from serment_kernel.authority.errors import RoleMissing
from serment_protocol.structure import Hex16

StaffId = NewType("StaffId", bytes)
"""Sixteen random bytes: the pseudonym under which somebody stands in the evidence."""
State = Literal["candidate", "active", "left"]
Role = Literal[
    "security_officer",
    "data_protection_officer",
    "legal",
    "director",
    "operator",
    "intake",
    "witness",
    "auditor",
]
APPROVING: frozenset[Role] = frozenset({"security_officer", "data_protection_officer", "legal", "director"})
"""Those whose signature lets something happen. Somebody who runs the machines has none of them."""
ALONE: frozenset[Role] = frozenset({"witness", "auditor"})
"""Those that are worth nothing beside another."""
WEIGHTY: frozenset[Role] = APPROVING | frozenset[Role]({"witness"})
"""Those that a colleague gives to nobody without another colleague."""
OUTSIDE: frozenset[Role] = frozenset({"auditor"})
"""Guests: read-only, for a period of the evidence, and until a day."""
Label: TypeAlias = Annotated[str, Meta(min_length=1, max_length=60)]


class Scope(msgspec.Struct, frozen=True):
    """Of which days somebody may see the evidence; all of them where there is none."""

    first: date | None = None
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Whether this day is in it."""
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)


class Grant(msgspec.Struct, frozen=True):
    """What somebody may do, and until when."""

    roles: frozenset[Role]
    scope: Scope = Scope()
    until: date | None = None
    """The last day."""


class Actor(msgspec.Struct, frozen=True):
    """Who asks, as far as anything that is written down may know."""

    pseudonym: Hex16
    roles: frozenset[Role]
    scope: Scope = Scope()

    def require(self, *roles: Role) -> None:
        """Raise `RoleMissing` unless they have one of these."""
        if not self.roles & set(roles):
            raise RoleMissing


class Member(msgspec.Struct, frozen=True):
    """Somebody as they are kept."""

    staff: StaffId
    name: str
    state: State
    since: date
    grant_locked: bytes


class Passkey(msgspec.Struct, frozen=True):
    """A passkey as it is kept."""

    credential: bytes
    staff: StaffId
    key_locked: bytes
    sign_count: int
    label: str
    added: date
    used: date


class Open(msgspec.Struct, frozen=True):
    """An invitation that nobody has answered yet."""

    invitation_hash: bytes
    name: str
    grant_locked: bytes
    expires: datetime


class Invitation(msgspec.Struct, frozen=True):
    """Whom a link is for, and what they shall do."""

    name: str
    grant_locked: bytes
