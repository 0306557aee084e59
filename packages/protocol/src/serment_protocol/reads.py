"""Signed reads: whoever has the key may read, without a session (SPEC 7): an appointment's, a share's, a root's."""

import re
from datetime import datetime
from typing import Protocol

from serment_protocol.encoding import b64, canonical, from_b64
from serment_protocol.errors import BadSignature, SignatureExpired
from serment_protocol.primitives import sha256
from serment_protocol.signing import sign_bytes, verify_bytes

SKEW_SECONDS = 300
_HEADER = re.compile(r"v1 ([A-Za-z0-9_-]{43}) (0|[1-9][0-9]{0,14}) ([A-Za-z0-9_-]{86})")


class Signer(Protocol):
    """A key pair that signs."""

    @property
    def sign_seed(self) -> bytes:
        """Its secret half."""
        ...

    @property
    def sign_public(self) -> bytes:
        """Its public half."""
        ...


def sign_read(keys: Signer, origin: str, method: str, path: str, body: bytes, now: datetime) -> str:
    """The value of the header `Serment-Signature`."""
    time = int(now.timestamp())
    signature = sign_bytes(keys.sign_seed, "read", _body(origin, method, path, body, time))
    return f"v1 {b64(keys.sign_public)} {time} {b64(signature)}"


def verify_read(header: str, origin: str, method: str, path: str, body: bytes, now: datetime) -> bytes:
    """The public key that signed this request just now."""
    found = _HEADER.fullmatch(header)
    if not found:
        raise BadSignature
    public, time, signature = from_b64(found[1]), int(found[2]), from_b64(found[3])
    verify_bytes(public, "read", _body(origin, method, path, body, time), signature)
    if abs(now.timestamp() - time) > SKEW_SECONDS:
        raise SignatureExpired
    return public


def _body(origin: str, method: str, path: str, body: bytes, time: int) -> bytes:
    return canonical(
        {
            "v": 1,
            "type": "read",
            "origin": origin,
            "method": method,
            "path": path,
            "body": sha256(body).hex(),
            "time": time,
        }
    )
