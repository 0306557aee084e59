"""What the endorsements room speaks of."""

from datetime import date
from typing import Literal

import msgspec

from serment_protocol.endorsements import Check
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

    @property
    def of(self) -> Root:
        """Whose root, without how it came to stand."""
        return Root(self.practice, self.root, self.name)


class Unlogged(msgspec.Struct, frozen=True):
    """A signed record on its way into the log."""

    number: int
    kind: EntryKind
    body: bytes
    signature: bytes
