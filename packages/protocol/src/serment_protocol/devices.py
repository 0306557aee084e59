"""A second device: what it offers to a first one that it knows only by a secret on a screen (SPEC 3)."""

from typing import Literal

from serment_protocol.accounts import Audience, WayIn
from serment_protocol.encoding import b64, canonical
from serment_protocol.padding import OFFER_BUCKETS, pad, unpad
from serment_protocol.primitives import derive, hash_bytes, seal_public, sign_public
from serment_protocol.sealing import Context, lock, unlock
from serment_protocol.structure import B64Of32, B64Of1216, Digest, Versioned, read

ID_BYTES = 16
MARK_BYTES = 4
MARK_DIGITS = 6
OFFER_BYTES = 1 + 12 + OFFER_BUCKETS[0] + 16


class DeviceOffer(Versioned, frozen=True, kw_only=True):
    """The public half of the way in that the second device has drawn."""

    type: Literal["device_offer"] = "device_offer"
    audience: Audience
    locator: Digest
    sign: B64Of32
    seal: B64Of1216
    name: str


def rendezvous_id(secret: bytes) -> str:
    """By which the platform knows the meeting."""
    return hash_bytes("rendezvous", secret)[:ID_BYTES].hex()


def lock_offer(secret: bytes, way: WayIn, name: str) -> bytes:
    """The offer, for whoever showed the secret."""
    offer = DeviceOffer(
        audience=way.audience,
        locator=way.locator.hex(),
        sign=b64(sign_public(way.sign_seed)),
        seal=b64(seal_public(way.seal_seed)),
        name=name,
    )
    return lock(derive(secret, "rendezvous"), "device-offer", _context(secret), pad(canonical(offer), OFFER_BUCKETS))


def open_offer(secret: bytes, locked: bytes) -> DeviceOffer:
    """The offer, made by somebody who saw the secret."""
    plain = unlock(derive(secret, "rendezvous"), "device-offer", _context(secret), locked)
    return read(unpad(plain, OFFER_BUCKETS), DeviceOffer)


def device_mark(locked: bytes) -> str:
    """Six digits that a person compares on the two screens."""
    number = int.from_bytes(hash_bytes("device-mark", locked)[:MARK_BYTES])
    return f"{number % 10**MARK_DIGITS:0{MARK_DIGITS}}"


def _context(secret: bytes) -> Context:
    return {"v": 1, "rendezvous": rendezvous_id(secret)}
