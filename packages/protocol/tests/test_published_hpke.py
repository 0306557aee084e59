"""What others have published about X-Wing and HPKE with it: keys of seeds (draft-connolly-cfrg-xwing-kem), and a
message (draft-ietf-hpke-pq), which is under ChaCha20-Poly1305: with AES-256-GCM, as SPEC has it, none is published.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric import mlkem
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHAKE256, Hash
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite

from serment_protocol.primitives import seal_public

FOLDER = Path(__file__).resolve().parents[3] / "protocol" / "published"


def published(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}.json").read_text())


@pytest.mark.parametrize("test", published("x_wing")["tests"])
def test_the_key_of_a_seed(test: dict[str, str]) -> None:
    assert seal_public(bytes.fromhex(test["seed"])).hex() == test["public"]


def test_a_message() -> None:
    vector = {name: bytes.fromhex(value) for name, value in published("hpke_x_wing").items() if name != "source"}
    assert seal_public(vector["seed"]) == vector["public"]
    digest = Hash(SHAKE256(96))
    digest.update(vector["seed"])
    expanded = digest.finalize()
    key = MLKEM768X25519PrivateKey(
        mlkem.MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])
    )
    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    sealed = vector["encapsulated"] + vector["ciphertext"]
    # The library's own door for such vectors: what it offers to everybody takes no additional data.
    opened = openssl.hpke._decrypt_with_aad(suite, sealed, key, vector["info"], vector["additional"])  # pyright: ignore[reportPrivateUsage]
    assert opened == vector["plain"]
