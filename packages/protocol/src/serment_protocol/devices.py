"""A second device: what it offers to a first one that it knows only by a secret on a screen (SPEC 3).

The secret is the hash of what the first device reveals once it has heard one offer. So nobody who makes an offer can
know which six digits it will have.
"""

from typing import Literal

from serment_protocol.accounts import Audience, PublicWay, WayIn, public_half
from serment_protocol.encoding import b64, canonical, from_b64
from serment_protocol.errors import BadBase64, BadCode, CommitmentBroken
from serment_protocol.padding import OFFER_BUCKETS, pad, unpad
from serment_protocol.primitives import derive, hash_bytes
from serment_protocol.sealing import Context, lock, unlock
from serment_protocol.structure import B64Of32, B64Of1216, Digest, Versioned, read

ID_BYTES = 16
SECRET_BYTES = 32
MARK_BYTES = 4
MARK_DIGITS = 6
OFFER_BYTES = 1 + 12 + OFFER_BUCKETS[0] + 16
REVEAL_BYTES = 1 + 12 + 140 + 16


class DeviceOffer(Versioned, frozen=True, kw_only=True):
    """The public half of the way in that the second device has drawn."""

    type: Literal["device_offer"] = "device_offer"
    audience: Audience
    locator: Digest
    sign: B64Of32
    seal: B64Of1216
    name: str

    @property
    def way(self) -> PublicWay:
        """What the first device adds."""
        return PublicWay(self.locator, self.sign, self.seal)


class DeviceReveal(Versioned, frozen=True, kw_only=True):
    """What the secret on the screen stands for: whose account it is, and a number that nobody knows before."""

    type: Literal["device_reveal"] = "device_reveal"
    account: B64Of32
    nonce: B64Of32

    @property
    def secret(self) -> bytes:
        """What the first device shows."""
        return hash_bytes("device-reveal", canonical(self))


def write_device_link(audience: Audience, secret: bytes) -> str:
    """What stands behind the `#/` of the address in the QR code."""
    return f"device/{audience}/{b64(secret)}"


def read_device_link(link: str) -> tuple[Audience, bytes]:
    """Whose account the code leads to, and its secret; whatever stands before the last `device/` does not matter."""
    audience, _, digits = link.strip().rpartition("device/")[2].partition("/")
    try:
        secret = from_b64(digits)
    except BadBase64 as error:
        raise BadCode from error
    if len(secret) != SECRET_BYTES or audience not in ("patient", "staff"):
        raise BadCode
    return audience, secret


def rendezvous_id(secret: bytes) -> str:
    """By which the platform knows the meeting."""
    return hash_bytes("rendezvous", secret)[:ID_BYTES].hex()


def lock_offer(secret: bytes, way: WayIn, name: str) -> bytes:
    """The offer, for whoever showed the secret."""
    half = public_half(way)
    offer = DeviceOffer(audience=way.audience, locator=half.locator, sign=half.sign, seal=half.seal, name=name)
    return lock(derive(secret, "rendezvous"), "device-offer", _context(secret), pad(canonical(offer), OFFER_BUCKETS))


def open_offer(secret: bytes, locked: bytes) -> DeviceOffer:
    """The offer, made by somebody who saw the secret."""
    plain = unlock(derive(secret, "rendezvous"), "device-offer", _context(secret), locked)
    return read(unpad(plain, OFFER_BUCKETS), DeviceOffer)


def account_proof(root: bytes) -> str:
    """By which the second device knows the account that it enters; of the root key it tells nothing."""
    return b64(derive(root, "device-account"))


def lock_reveal(reveal: DeviceReveal) -> bytes:
    """For whoever offered; to be said only once an offer was heard, and then no other is."""
    secret = reveal.secret
    return lock(derive(secret, "rendezvous"), "device-reveal", _context(secret), canonical(reveal))


def open_reveal(secret: bytes, locked: bytes) -> DeviceReveal:
    """What the first device reveals, if it is what its screen stood for."""
    reveal = read(unlock(derive(secret, "rendezvous"), "device-reveal", _context(secret), locked), DeviceReveal)
    if reveal.secret != secret:
        raise CommitmentBroken
    return reveal


def device_mark(reveal: DeviceReveal, offer: bytes) -> str:
    """Six digits that a person compares on the two screens."""
    number = int.from_bytes(hash_bytes("device-mark", from_b64(reveal.nonce) + reveal.secret + offer)[:MARK_BYTES])
    return f"{number % 10**MARK_DIGITS:0{MARK_DIGITS}}"


def _context(secret: bytes) -> Context:
    return {"v": 1, "rendezvous": rendezvous_id(secret)}
