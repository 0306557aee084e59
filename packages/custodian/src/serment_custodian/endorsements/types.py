"""What the endorsements room speaks of."""

from datetime import date
from typing import Literal

import msgspec

from serment_protocol.encoding import b64
from serment_protocol.endorsements import Check
from serment_protocol.replacements import RootRequest
from serment_protocol.signing import Signed, peek
from serment_protocol.transparency import EntryKind

State = Literal["endorsed", "waiting"]
"""What whoever asks is told."""


class Root(msgspec.Struct, frozen=True):
    """A practice, the root that it showed, and the name that stands beside it."""

    practice: bytes
    root: bytes
    name: str


class Standing(msgspec.Struct, frozen=True):
    """A root that the custodian stands by, and the last day of its newest word for it."""

    practice: bytes
    root: bytes
    name: str
    checked: Check
    until: date
    replacement: bytes = b""
    """Hash of the newest replacement by which this came to be the root; empty for a practice's first."""

    @property
    def of(self) -> Root:
        """Whose root, without how it came to stand."""
        return Root(self.practice, self.root, self.name)


class Replaced(msgspec.Struct, frozen=True):
    """A replacement as it was logged: the number of the new root's, and the decision that made it so."""

    practice: bytes
    number: int
    root: bytes
    decision: bytes
    body: bytes


class Wish(msgspec.Struct, frozen=True):
    """A wish that a practice's root be replaced; public, like every decision about a practice."""

    request: bytes
    practice: bytes
    body: bytes
    signature: bytes
    decision: bytes | None
    objected: bool
    asked: date

    @property
    def signed(self) -> Signed:
        """As it was signed."""
        return Signed(b64(self.body), b64(self.signature))

    @property
    def said(self) -> RootRequest:
        """What it asks for; its signature was verified when it came."""
        return peek(self.signed, RootRequest)


class Unlogged(msgspec.Struct, frozen=True):
    """A signed record on its way into the log."""

    number: int
    kind: EntryKind
    body: bytes
    signature: bytes

    @property
    def signed(self) -> Signed:
        """As it was signed."""
        return Signed(b64(self.body), b64(self.signature))
