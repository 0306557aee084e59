"""What the shares room speaks of."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import NewType

import msgspec

from serment_protocol.encoding import b64, from_b64
from serment_protocol.practice import practice_id
from serment_protocol.recovery import Sharing, verify_sharing
from serment_protocol.shares import ShareRequest, request_id, request_mark
from serment_protocol.signing import Signed, peek

PracticeId = NewType("PracticeId", bytes)
RootOf = Callable[[bytes], Awaitable[bytes | None]]
"""Tells the root that replaced a practice's first one; none while that counts."""
RequestId = NewType("RequestId", bytes)


class ShareKey(msgspec.Struct, frozen=True):
    """A key that shares are sealed to; its record is public, its seed is locked."""

    share_key: bytes
    since: date
    body: bytes
    signature: bytes
    leaf: int | None
    seed_locked: bytes


class KeptShare(msgspec.Struct, frozen=True):
    """The share of a practice."""

    practice: PracticeId
    sharing: int
    body: bytes
    signature: bytes
    share_locked: bytes
    since: date

    @property
    def record(self) -> Sharing:
        """The record of the sharing, signed by the root that it names; whether that one counts, `counts` says."""
        signed = Signed(b64(self.body), b64(self.signature))
        return verify_sharing(signed, self.practice.hex(), from_b64(peek(signed, Sharing).root))


async def counts(kept: KeptShare, root_of: RootOf) -> bool:
    """Whether this share is of the root that counts: after another took its place it opens nothing, and is given to
    nobody.
    """
    newest, root = await root_of(kept.practice), from_b64(kept.record.root)
    return practice_id(root) == kept.practice.hex() if newest is None else newest == root


class Request(msgspec.Struct, frozen=True):
    """A wish for a share."""

    request: RequestId
    practice: PracticeId
    sharing: int
    body: bytes
    signature: bytes
    decision: bytes | None
    objected: bool
    released: bytes | None
    asked: date

    @property
    def signed(self) -> Signed:
        """As it was signed."""
        return Signed(b64(self.body), b64(self.signature))

    @property
    def wish(self) -> ShareRequest:
        """What it asks for; its signature was verified when it came."""
        return peek(self.signed, ShareRequest)

    @property
    def subject(self) -> dict[str, str | int]:
        """What is decided about it."""
        wish = self.wish
        return {
            "practice": wish.practice,
            "sharing": wish.sharing,
            "request": request_id(self.signed),
            "mark": request_mark(self.signed),
            "device": wish.seal,
        }
