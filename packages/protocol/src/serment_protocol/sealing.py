"""Sealing to a public key and locking under a symmetric one; purpose and context are bound to the bytes (SPEC 2)."""

from collections.abc import Mapping

from serment_protocol.encoding import Json, canonical
from serment_protocol.errors import CannotOpen, UnknownVersion
from serment_protocol.primitives import (
    ENCAPSULATED_BYTES,
    TAG_BYTES,
    decrypt,
    encrypt,
    hpke_open,
    hpke_seal,
    label,
    seal_public,
)

Context = Mapping[str, Json]

VERSION_BYTE = b"\x01"


def public_key_of(seed: bytes) -> bytes:
    """The X-Wing public key that things are sealed to."""
    return seal_public(seed)


def seal(public: bytes, purpose: str, context: Context, plain: bytes) -> bytes:
    """Seal to a public key (SPEC 2.1)."""
    return VERSION_BYTE + hpke_seal(public, _bound(purpose, context), plain)


def open_sealed(seed: bytes, purpose: str, context: Context, sealed: bytes) -> bytes:
    """Open what was sealed to the key of this seed, for this purpose, in this place."""
    body = _unversioned(sealed)
    if len(body) < ENCAPSULATED_BYTES + TAG_BYTES:
        raise CannotOpen
    return hpke_open(seed, _bound(purpose, context), body)


def lock(key: bytes, purpose: str, context: Context, plain: bytes, *, nonce: bytes | None = None) -> bytes:
    """Lock under a symmetric key (SPEC 2.2). Only vectors choose the nonce."""
    return VERSION_BYTE + encrypt(key, plain, _bound(purpose, context), nonce)


def unlock(key: bytes, purpose: str, context: Context, locked: bytes) -> bytes:
    """Open what was locked under this key, for this purpose, in this place."""
    return decrypt(key, _unversioned(locked), _bound(purpose, context))


def _bound(purpose: str, context: Context) -> bytes:
    return label(purpose) + canonical(context)


def _unversioned(data: bytes) -> bytes:
    if not data:
        raise CannotOpen
    if data[:1] != VERSION_BYTE:
        raise UnknownVersion
    return data[1:]
