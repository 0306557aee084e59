"""Signed structures: canonical bytes and an Ed25519 signature under one name (SPEC 1)."""

from typing import TypeVar

import msgspec

from serment_protocol.encoding import Json, b64, canonical, from_b64
from serment_protocol.primitives import ed25519_sign, ed25519_verify, hash_bytes, label
from serment_protocol.structure import B64, B64Of64, Structure, read

T = TypeVar("T", bound=msgspec.Struct)


class Signed(Structure, frozen=True):
    """Canonical bytes and the signature over them, as they travel."""

    body: B64
    signature: B64Of64

    @property
    def body_bytes(self) -> bytes:
        """The canonical bytes."""
        return from_b64(self.body)

    @property
    def signature_bytes(self) -> bytes:
        """The signature."""
        return from_b64(self.signature)


def sign_bytes(seed: bytes, name: str, body: bytes) -> bytes:
    """Sign bytes under a name."""
    return ed25519_sign(seed, label(name) + body)


def verify_bytes(public: bytes, name: str, body: bytes, signature: bytes) -> None:
    """Raise `BadSignature` unless this key signed these bytes under this name."""
    ed25519_verify(public, label(name) + body, signature)


def sign(seed: bytes, name: str, value: Json | msgspec.Struct) -> Signed:
    """A structure with its signature."""
    body = canonical(value)
    return Signed(b64(body), b64(sign_bytes(seed, name, body)))


def verify(public: bytes, name: str, signed: Signed, kind: type[T]) -> T:
    """The structure, once its signature held."""
    body = signed.body_bytes
    verify_bytes(public, name, body, signed.signature_bytes)
    return read(body, kind)


def peek(signed: Signed, kind: type[T]) -> T:
    """Read without believing: to learn which key should have signed."""
    return read(signed.body_bytes, kind)


def body_hash(name: str, signed: Signed) -> str:
    """The hash, in hex, by which the next of a row names this one."""
    return hash_bytes(name, signed.body_bytes).hex()
