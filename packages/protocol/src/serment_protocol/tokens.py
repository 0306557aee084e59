"""Rights to book: Privacy Pass tokens of type 2 (RFC 9578 section 6), fetched blind and spent once (SPEC 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from serment_protocol.blindrsa import MODULUS_BYTES, blind, unblind
from serment_protocol.encoding import from_b64, read_time
from serment_protocol.errors import (
    BadSignature,
    TokenExpired,
    TokenForged,
    TokenKeyUnknown,
    TokenMalformed,
    TokenWrongPurpose,
)
from serment_protocol.primitives import PSS_SALT_BYTES, derive, hash_bytes, pss_verify, random_bytes, sha256
from serment_protocol.structure import B64Of256, Time, Versioned

Purpose = Literal["opening", "booking"]

TOKEN_TYPE = b"\x00\x02"
NONCE_BYTES = 32
TOKEN_BYTES = 354
INPUT_BYTES = 98
FACTOR_BYTES = MODULUS_BYTES + 16
"""So many, that what is left of them by the modulus is as good as drawn evenly."""

# RSASSA-PSS with SHA-384, MGF1 over it and salt 48 (RFC 9578 section 6.5), around a modulus of 2048 bits.
SPKI_BEFORE = bytes.fromhex(
    "30820152303d06092a864886f70d01010a3030a00d300b0609608648016503040202a11a301806092a864886f70d0101"
    "08300b0609608648016503040202a2030201300382010f003082010a0282010100"
)
SPKI_AFTER = bytes.fromhex("0203010001")


class IssuerKey(Versioned, frozen=True, kw_only=True):
    """The record of an issuer key (name `issuer-key`); each `until` is the first moment past."""

    type: Literal["issuer_key"] = "issuer_key"
    purpose: Purpose
    modulus: B64Of256
    issue_from: Time
    issue_until: Time
    redeem_until: Time

    def issues(self, purpose: Purpose, now: datetime) -> bool:
        """Whether rights for this purpose are issued under it now."""
        in_time = read_time(self.issue_from) <= now < read_time(self.issue_until)
        return self.purpose == purpose and in_time


@dataclass(frozen=True)
class TokenRequest:
    """What the client keeps while the issuer signs `blinded`."""

    token_input: bytes
    blinded: bytes
    inverse: int


def public_key_info(modulus: bytes) -> bytes:
    """The DER SubjectPublicKeyInfo of an issuer key."""
    if len(modulus) != MODULUS_BYTES:
        raise TokenMalformed
    return SPKI_BEFORE + modulus + SPKI_AFTER


def token_key_id(modulus: bytes) -> bytes:
    """By which a token names its key."""
    return sha256(public_key_info(modulus))


def challenge_digest(issuer: str, purpose: str) -> bytes:
    """The hash of the TokenChallenge (RFC 9577 section 2.1); its redemption context is empty."""
    return sha256(TOKEN_TYPE + _opaque(issuer) + b"\0" + _opaque(purpose))


def request_token(issuer: str, purpose: Purpose, modulus: bytes) -> TokenRequest:
    """A new token input and its blinded form."""
    token_input = TOKEN_TYPE + random_bytes(NONCE_BYTES) + challenge_digest(issuer, purpose) + token_key_id(modulus)
    return TokenRequest(token_input, *blind(modulus, token_input))


def derive_request(secret: bytes, name: str, issuer: str, purpose: str, modulus: bytes) -> TokenRequest:
    """The same out of a secret: whoever has that makes it again, so nothing has to be kept until it was signed."""
    key_id = token_key_id(modulus)
    label = f"{name}/{key_id.hex()}"
    token_input = TOKEN_TYPE + derive(secret, f"{label}/nonce") + challenge_digest(issuer, purpose) + key_id
    drawn = int.from_bytes(derive(secret, f"{label}/factor", FACTOR_BYTES))
    salt = derive(secret, f"{label}/salt", PSS_SALT_BYTES)
    return TokenRequest(token_input, *blind(modulus, token_input, drawn % int.from_bytes(modulus), salt))


def finish_token(request: TokenRequest, modulus: bytes, signature: bytes) -> bytes:
    """The token of what the issuer signed blindly."""
    return request.token_input + unblind(modulus, request.token_input, signature, request.inverse)


def check_token(token: bytes, issuer: str, purpose: Purpose, keys: Sequence[IssuerKey], now: datetime) -> IssuerKey:
    """The key of a good token; raise otherwise. Whether it was spent before is not decided here."""
    if len(token) != TOKEN_BYTES or token[:2] != TOKEN_TYPE:
        raise TokenMalformed
    challenge, key_id = token[34:66], token[66:INPUT_BYTES]
    key = next((each for each in keys if token_key_id(from_b64(each.modulus)) == key_id), None)
    if key is None:
        raise TokenKeyUnknown
    if key.purpose != purpose or challenge != challenge_digest(issuer, purpose):
        raise TokenWrongPurpose
    if now >= read_time(key.redeem_until):
        raise TokenExpired
    try:
        pss_verify(from_b64(key.modulus), token[:INPUT_BYTES], token[INPUT_BYTES:])
    except BadSignature as error:
        raise TokenForged from error
    return key


def token_hash(token: bytes) -> str:
    """By which a statement names the token it was sent with."""
    return hash_bytes("token", token).hex()


def _opaque(text: str) -> bytes:
    data = text.encode()
    return len(data).to_bytes(2) + data
