"""Rights to book: fetched blind, checked, refused."""

from datetime import UTC, datetime
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from serment_protocol.blindrsa import encode_pss
from serment_protocol.encoding import b64
from serment_protocol.errors import (
    ProtocolRefusal,
    TokenExpired,
    TokenForged,
    TokenKeyUnknown,
    TokenMalformed,
    TokenWrongPurpose,
)
from serment_protocol.primitives import random_bytes
from serment_protocol.tokens import (
    SPKI_BEFORE,
    IssuerKey,
    check_token,
    finish_token,
    public_key_info,
    request_token,
)

ISSUER = "Serment"
NOW = datetime(2026, 1, 10, tzinfo=UTC)


@cache
def issuer() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def modulus() -> bytes:
    return issuer().public_key().public_numbers().n.to_bytes(256)


def key() -> IssuerKey:
    return IssuerKey(
        purpose="booking",
        modulus=b64(modulus()),
        issue_from="2026-01-05T00:00:00Z",
        issue_until="2026-01-12T00:00:00Z",
        redeem_until="2026-02-09T00:00:00Z",
    )


def sign_blindly(blinded: bytes) -> bytes:
    numbers = issuer().private_numbers()
    return pow(int.from_bytes(blinded), numbers.d, numbers.public_numbers.n).to_bytes(256)


def fetch() -> bytes:
    request = request_token(ISSUER, "booking", modulus())
    return finish_token(request, modulus(), sign_blindly(request.blinded))


def test_a_token_fetched_blind_is_accepted() -> None:
    assert check_token(fetch(), ISSUER, "booking", [key()], NOW) == key()


def test_the_encoding_is_what_the_library_verifies() -> None:
    salt = random_bytes(48)
    signature = sign_blindly(encode_pss(b"message", salt))
    issuer().public_key().verify(signature, b"message", PSS(MGF1(SHA384()), 48), SHA384())


def test_the_key_info_is_the_template_around_the_modulus() -> None:
    spki = issuer().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert modulus() in spki
    assert public_key_info(modulus())[len(SPKI_BEFORE) :][:256] == modulus()
    assert len(public_key_info(modulus())) == int.from_bytes(SPKI_BEFORE[2:4]) + 4


def refusal(token: bytes, purpose: str = "booking", name: str = ISSUER, now: datetime = NOW) -> type[ProtocolRefusal]:
    with pytest.raises(ProtocolRefusal) as caught:
        check_token(token, name, "opening" if purpose == "opening" else "booking", [key()], now)
    return caught.type


def test_each_refusal_has_its_own_name() -> None:
    token = fetch()
    assert refusal(token[:-1]) is TokenMalformed
    assert refusal(b"\0\1" + token[2:]) is TokenMalformed
    assert refusal(token[:66] + bytes(32) + token[98:]) is TokenKeyUnknown
    assert refusal(token, "opening") is TokenWrongPurpose
    assert refusal(token, name="another") is TokenWrongPurpose
    assert refusal(token, now=datetime(2026, 2, 9, tzinfo=UTC)) is TokenExpired
    assert refusal(token[:5] + bytes([token[5] ^ 1]) + token[6:]) is TokenForged


def test_an_issuer_that_cheats_is_found_out() -> None:
    request = request_token(ISSUER, "booking", modulus())
    with pytest.raises(TokenForged):
        finish_token(request, modulus(), bytes(255) + b"\1")
    with pytest.raises(TokenMalformed):
        finish_token(request, modulus(), bytes(255))


def test_a_key_issues_for_its_purpose_in_its_week() -> None:
    assert key().issues("booking", NOW)
    assert not key().issues("opening", NOW)
    assert not key().issues("booking", datetime(2026, 1, 12, tzinfo=UTC))
