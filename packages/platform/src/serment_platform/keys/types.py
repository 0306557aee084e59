"""Values of the keys room."""

from datetime import date

import msgspec

from serment_protocol.encoding import b64
from serment_protocol.signing import Signed


class Standing(msgspec.Struct, frozen=True):
    """The custodian's word for a practice, and how much of its log is known here.

    `leaf` and `until` are none without its word. `witnessed` is how much of the log this platform has cosigned: nobody
    is to be shown less, for they may have seen as much.
    """

    leaf: int | None
    until: date | None
    followed: int
    witnessed: int


class Replaced(msgspec.Struct, frozen=True):
    """A root that replaced another, by a record in the custodian's log."""

    number: int
    root: bytes
    leaf: int
    body: bytes
    signature: bytes

    @property
    def signed(self) -> Signed:
        """The record, as the custodian signed it."""
        return Signed(b64(self.body), b64(self.signature))
