"""Closings: a practice's last word, signed by its root, after which nobody stands by that root any more (SPEC 6)."""

from typing import Literal

from serment_protocol.encoding import b64
from serment_protocol.errors import AnotherPractice
from serment_protocol.primitives import sign_public
from serment_protocol.signing import Signed, sign, sign_bytes, verify, verify_bytes
from serment_protocol.structure import B64Of32, Day, Hex16, Versioned

CLOSING, RELAYED = "practice-closing", "relay-closing"


class Closing(Versioned, frozen=True, kw_only=True):
    """That a practice closes, for good (name `practice-closing`, signed by the root)."""

    type: Literal["practice_closing"] = "practice_closing"
    practice: Hex16
    root: B64Of32
    day: Day


def sign_closing(root_seed: bytes, practice: str, day: str) -> Signed:
    """The last word of a practice."""
    return sign(root_seed, CLOSING, Closing(practice=practice, root=b64(sign_public(root_seed)), day=day))


def verify_closing(signed: Signed, practice: str, root: bytes) -> Closing:
    """The closing of this practice by the root that counts."""
    record = verify(root, CLOSING, signed, Closing)
    if (record.practice, record.root) != (practice, b64(root)):
        raise AnotherPractice
    return record


def relay_closing(relay_seed: bytes, signed: Signed) -> bytes:
    """The platform's signature under a closing: whoever signed it speaks for the practice now."""
    return sign_bytes(relay_seed, RELAYED, signed.body_bytes)


def verify_relayed(relay: bytes, signed: Signed, signature: bytes) -> None:
    """Raise unless the platform relays this."""
    verify_bytes(relay, RELAYED, signed.body_bytes, signature)
