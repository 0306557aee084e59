"""The sealing key: the one secret that every other secret of the custodian hangs on. Lock things here, nowhere else.

It lies outside the database. Whoever holds a dump alone reads no address, no OPRF seed, no private key and cannot
recognise an address. It is kept by a *hand*: an HSM, which never gives it away, or key files, which this process reads.

The key has versions, and what is locked or hashed begins with the number of the version that did it, so that a new key
can take over row by row (`rotation.py`). A new version is *coming* before it is *ready*: by the first, hashes are only
looked up; by the second, things are locked as well. So no server is ever shown a version that it has not heard of.

A column that holds what was locked here has its line in `shelves.py`.
"""

import time
from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from serment_custodian.errors import TwoHandsOneVersion
from serment_protocol.encoding import Json, canonical
from serment_protocol.errors import CannotOpen
from serment_protocol.primitives import label

FORM = b"\x02"
HEAD_BYTES = 1 + 4
FRESH_SECONDS = 60.0

Stage = Literal["coming", "ready"]


class Hand(Protocol):
    """Keeps versions of the sealing key, and works with them. Each is a key that locks and a key that hashes."""

    name: str
    """What an operator knows it by."""
    kind: Literal["files", "hsm"]

    def versions(self) -> Mapping[int, Stage]:
        """Those that are here now."""
        ...

    def encrypt(self, version: int, secret: bytes, additional: bytes) -> bytes:
        """AES-256-GCM: nonce, ciphertext, tag."""
        ...

    def decrypt(self, version: int, locked: bytes, additional: bytes) -> bytes:
        """Open what `encrypt` made, or raise `CannotOpen`."""
        ...

    def mac(self, version: int, data: bytes) -> bytes:
        """HMAC-SHA256."""
        ...

    def prepare(self, version: int) -> None:
        """Make a version that is coming."""
        ...

    def complete(self, version: int) -> None:
        """Let a version that is coming be ready."""
        ...

    def destroy(self, version: int) -> None:
        """Destroy a version for good; what it locked opens no more."""
        ...

    def check_values(self, version: int) -> tuple[str, str]:
        """By which people recognise the locking and the hashing key of a version without seeing them."""
        ...


class SealingKey:
    """Locks small secrets for one purpose and one row, and computes keyed hashes."""

    def __init__(self, hands: Sequence[Hand], fresh_seconds: float = FRESH_SECONDS) -> None:
        self.hands = tuple(hands)
        self._fresh_seconds = fresh_seconds
        self._placed: Mapping[int, tuple[Hand, Stage]] = {}
        self.look()

    def lock(self, purpose: str, row: bytes, secret: bytes) -> bytes:
        """Lock a secret; it opens only for the same purpose and row."""
        version = self.current
        return head(version) + self.hand_of(version).encrypt(version, secret, _bound(purpose, row))

    def unlock(self, purpose: str, row: bytes, locked: bytes) -> bytes:
        """Open what `lock` made, by whichever version; any other purpose, row or byte is `cannot_open`."""
        version = version_of(locked)
        return self.hand_of(version).decrypt(version, locked[HEAD_BYTES:], _bound(purpose, row))

    def mac(self, purpose: str, data: bytes) -> bytes:
        """A keyed hash, for what is to be found again."""
        return self._mac(self.current, purpose, data)

    def macs(self, purpose: str, data: bytes) -> list[bytes]:
        """Every form in which `mac` may have been kept: one, and two or more while a key takes over from another."""
        self._look_if_stale()
        return [self._mac(version, purpose, data) for version in sorted(self._placed, reverse=True)]

    def mac_beside(self, other: bytes, purpose: str, data: bytes) -> bytes:
        """A keyed hash by the version that made another one."""
        return self._mac(version_of(other), purpose, data)

    @property
    def current(self) -> int:
        """The version that locks now: the newest that is ready."""
        self._look_if_stale()
        return max(version for version, (_, stage) in self._placed.items() if stage == "ready")

    @property
    def names(self) -> str:
        """What an operator knows its hands by."""
        return ", ".join(hand.name for hand in self.hands)

    def told(self) -> dict[str, Json]:
        """What everybody may know of the current version."""
        hand = self.hand_of(self.current)
        locking, hashing = hand.check_values(self.current)
        return {"version": self.current, "kept": hand.kind, "locking": locking, "hashing": hashing}

    def stages(self) -> dict[int, Stage]:
        """All versions, oldest first."""
        return {version: stage for version, (_, stage) in sorted(self._placed.items())}

    def hand_of(self, version: int) -> Hand:
        """Who keeps a version; an unknown one is `cannot_open`."""
        if version not in self._placed:
            self.look()
        if version not in self._placed:
            raise CannotOpen
        return self._placed[version][0]

    def look(self) -> None:
        """See which versions there are."""
        placed: dict[int, tuple[Hand, Stage]] = {}
        for hand in self.hands:
            for version, stage in hand.versions().items():
                if version in placed:
                    raise TwoHandsOneVersion(version)
                placed[version] = (hand, stage)
        self._placed, self._looked = placed, time.monotonic()

    def _look_if_stale(self) -> None:
        # Within this time every server learns of a version; a rotation waits for it (`rotation.py`).
        if time.monotonic() - self._looked > self._fresh_seconds:
            self.look()

    def _mac(self, version: int, purpose: str, data: bytes) -> bytes:
        return head(version) + self.hand_of(version).mac(version, label("custodian/" + purpose) + data)


def head(version: int) -> bytes:
    """What everything begins with that a version locked or hashed."""
    return FORM + version.to_bytes(HEAD_BYTES - 1)


def version_of(made: bytes) -> int:
    """By which version something was locked or hashed."""
    if len(made) < HEAD_BYTES or made[:1] != FORM:
        raise CannotOpen
    return int.from_bytes(made[1:HEAD_BYTES])


def _bound(purpose: str, row: bytes) -> bytes:
    return label("custodian/" + purpose) + canonical({"v": 1, "row": row.hex()})
