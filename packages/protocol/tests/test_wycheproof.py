"""What libraries have got wrong before: the vectors of Wycheproof, against the primitives as SPEC uses them."""

import json
from pathlib import Path
from typing import Any

import pytest

from serment_protocol.errors import BadSignature, BadStructure, CannotOpen, ProtocolRefusal
from serment_protocol.primitives import (
    KEM_PUBLIC_BYTES,
    NONCE_BYTES,
    decrypt,
    ed25519_verify,
    encrypt,
    equal,
    hpke_open,
    hpke_seal,
    mac,
    pss_verify,
    seal_public,
)

FOLDER = Path(__file__).resolve().parents[3] / "protocol" / "wycheproof"
SEED = bytes(32)
PUBLIC = seal_public(SEED)
Test = dict[str, Any]


def vectors(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}.json").read_text())


def cases(name: str) -> list[Any]:
    return [pytest.param(test, id=f"{test['id']}") for test in vectors(name)["tests"]]


def raw(test: Test, *names: str) -> list[bytes]:
    return [bytes.fromhex(test[name]) for name in names]


def is_taken(call: Any, *arguments: bytes) -> bool:
    try:
        call(*arguments)
    except ProtocolRefusal:
        return False
    return True


@pytest.mark.parametrize("test", cases("ed25519"))
def test_ed25519(test: Test) -> None:
    assert is_taken(ed25519_verify, *raw(test, "public", "message", "signature")) == (test["result"] == "valid")


@pytest.mark.parametrize("test", cases("aes_256_gcm"))
def test_aes_256_gcm(test: Test) -> None:
    key, nonce, additional, plain, sealed = raw(test, "key", "nonce", "additional", "plain", "sealed")
    if test["result"] == "valid":
        assert encrypt(key, plain, additional, nonce)[NONCE_BYTES:] == sealed
        assert decrypt(key, nonce + sealed, additional) == plain
    else:
        with pytest.raises(CannotOpen):
            decrypt(key, nonce + sealed, additional)


@pytest.mark.parametrize("test", cases("hmac_sha256"))
def test_hmac_sha256(test: Test) -> None:
    key, message, expected = raw(test, "key", "message", "mac")
    assert equal(mac(key, message), expected) == (test["result"] == "valid")


@pytest.mark.parametrize("test", cases("rsa_pss_sha384"))
def test_rsa_pss_sha384(test: Test) -> None:
    modulus = bytes.fromhex(vectors("rsa_pss_sha384")["modulus"])
    assert is_taken(pss_verify, modulus, *raw(test, "message", "signature")) == (test["result"] == "valid")


@pytest.mark.parametrize("test", cases("ml_kem_768_keys"))
def test_nothing_is_sealed_to_a_key_beyond_the_field(test: Test) -> None:
    [kem] = raw(test, "public")
    with pytest.raises(BadStructure):
        hpke_seal(kem + PUBLIC[KEM_PUBLIC_BYTES:], b"", b"plain")


@pytest.mark.parametrize("test", cases("x25519_low_order"))
def test_nothing_is_sealed_to_a_point_of_low_order(test: Test) -> None:
    [point] = raw(test, "public")
    with pytest.raises(BadStructure):
        hpke_seal(PUBLIC[:KEM_PUBLIC_BYTES] + point, b"", b"plain")


@pytest.mark.parametrize("test", cases("x25519_low_order"))
def test_nothing_opens_that_came_by_a_point_of_low_order(test: Test) -> None:
    [point] = raw(test, "public")
    sealed = hpke_seal(PUBLIC, b"", b"plain")
    with pytest.raises(CannotOpen):
        hpke_open(SEED, b"", sealed[:1088] + point + sealed[1120:])


def test_the_signature_of_a_short_modulus_is_refused() -> None:
    with pytest.raises(BadSignature):
        pss_verify(bytes(256), b"", bytes(256))
