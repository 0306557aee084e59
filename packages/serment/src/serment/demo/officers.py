"""A passkey in software: the bytes of WebAuthn without an authenticator, for fictitious officers and for tests.

The custodian cannot tell it from a real one, and shall not: an officer of a real custodian holds an authenticator.
"""

import hashlib
import json
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import encode_cbor

from serment_protocol.acts import OfficerStatement, OfficerStep, officer_challenge
from serment_protocol.encoding import b64, canonical
from serment_protocol.primitives import hash_bytes, random_bytes

NOTHING = "0" * 64
USER_PRESENT, USER_VERIFIED, ATTESTED = 0x01, 0x04, 0x40
# COSE (RFC 9053): an EC2 key for ES256 on P-256.
KTY, ALG, CRV, X, Y = 1, 3, -1, -2, -3
EC2, ES256, P256 = 2, -7, 1
COORDINATE_BYTES = 32


class SoftPasskey:
    """One credential of one relying party."""

    def __init__(self, origin: str, host: str = "") -> None:
        self.origin = origin
        self.host = host or urlsplit(origin).hostname or ""
        """Of the relying party: of another than the page's where that one lets the page in (WebAuthn 5.11)."""
        self.credential = random_bytes(16)
        self.count = 0
        self.flags = USER_PRESENT | USER_VERIFIED
        self._key = ec.generate_private_key(ec.SECP256R1())

    def make(self, challenge: bytes) -> dict[str, str]:
        """What `navigator.credentials.create` would give."""
        length = len(self.credential).to_bytes(2)
        attested = bytes(16) + length + self.credential + encode_cbor(self._public())
        data = self._authenticator_data(self.flags | ATTESTED) + attested
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        return {
            "credential": b64(self.credential),
            "client_data": b64(self._client_data("webauthn.create", challenge)),
            "attestation": b64(attestation),
        }

    def sign(self, challenge: bytes) -> dict[str, str]:
        """What `navigator.credentials.get` would give."""
        self.count += 1
        data, client = self._authenticator_data(self.flags), self._client_data("webauthn.get", challenge)
        signature = self._key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return {
            "credential": b64(self.credential),
            "authenticator_data": b64(data),
            "client_data": b64(client),
            "signature": b64(signature),
        }

    def _authenticator_data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _client_data(self, kind: str, challenge: bytes) -> bytes:
        said = {"type": kind, "challenge": b64(challenge), "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _public(self) -> dict[int, int | bytes]:
        numbers = self._key.public_key().public_numbers()
        x, y = (number.to_bytes(COORDINATE_BYTES) for number in (numbers.x, numbers.y))
        return {KTY: EC2, ALG: ES256, CRV: P256, X: x, Y: y}


def step_by(passkey: SoftPasskey, nonce: dict[str, str], step: OfficerStep, what: str = NOTHING) -> dict[str, Any]:
    """The body of a step: what is stated, and the assertion over its hash."""
    statement = OfficerStatement(step=step, what=what, nonce=nonce["nonce"], time=nonce["time"])
    return {"statement": b64(canonical(statement)), "assertion": passkey.sign(officer_challenge(statement))}


def made_by(passkey: SoftPasskey, nonce: dict[str, str], what: str) -> dict[str, Any]:
    """The part of a body by which a passkey is made for this."""
    statement = OfficerStatement(step="enrol", what=what, nonce=nonce["nonce"], time=nonce["time"])
    return {"statement": b64(canonical(statement)), "attestation": passkey.make(officer_challenge(statement))}


def enrolment_of(passkey: SoftPasskey, nonce: dict[str, str], secret: bytes, label: str) -> dict[str, Any]:
    """The body by which somebody who was invited makes this their passkey."""
    what = hash_bytes("officer-invitation", secret).hex()
    return {"invitation": b64(secret), "label": label, **made_by(passkey, nonce, what)}
