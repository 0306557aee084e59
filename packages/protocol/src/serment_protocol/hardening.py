"""From a passphrase to its unlock secret: Argon2id here, then the custodian's OPRF (RFC 9497), so that every guess
needs the custodian online (SPEC sections 3 and 5). Suite ristretto255-SHA512, mode 0x00.
"""

import re
import unicodedata
from dataclasses import dataclass

from serment_protocol.errors import BadElement
from serment_protocol.primitives import (
    argon2id,
    derive,
    ristretto_check,
    ristretto_from_hash,
    ristretto_multiply,
    ristretto_public,
    scalar_invert,
    scalar_random,
    scalar_reduce,
    sha512,
)

CONTEXT = b"OPRFV1-\x00-ristretto255-SHA512"
KEY_INFO = b"serment/v1/oprf"
BLOCK_BYTES = 128
UNIFORM_BYTES = 64
# ECMAScript's white space; Python's own idea of it differs in control characters.
WHITE_SPACE = r"[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+"


@dataclass(frozen=True)
class Hardening:
    """What one guess costs: memory in KiB, and passes over it."""

    memory: int
    passes: int


PRODUCTION_COST = Hardening(memory=65536, passes=3)
UNSAFE_TEST_COST = Hardening(memory=64, passes=1)


def normalise(passphrase: str) -> str:
    """The same passphrase, however its accents are composed and its words are spaced."""
    return re.sub(WHITE_SPACE, " ", unicodedata.normalize("NFKC", passphrase)).strip(" ")


def stretch(passphrase: str, salt: bytes, cost: Hardening = PRODUCTION_COST) -> bytes:
    """Argon2id over the normalised passphrase."""
    return argon2id(normalise(passphrase).encode(), salt, cost.memory, cost.passes)


def passphrase_secret(stretched: bytes, hardened: bytes) -> bytes:
    """The unlock secret of a passphrase, from Argon2id's and the OPRF's output."""
    return derive(stretched + hardened, "unlock/passphrase")


def check_element(element: bytes) -> None:
    """Raise `BadElement` unless this is a canonical encoding of an element other than the identity."""
    ristretto_check(element)


def blind(data: bytes, scalar: bytes | None = None) -> tuple[bytes, bytes]:
    """Blind (RFC 9497 section 3.3.1): the scalar, which stays here, and the element, which goes out."""
    scalar = scalar or scalar_random()
    return scalar, ristretto_multiply(scalar, hash_to_group(data))


def derive_key(seed: bytes, info: bytes = KEY_INFO) -> tuple[bytes, bytes]:
    """DeriveKeyPair (section 3.2.1): the private scalar and the public element."""
    for counter in range(256):
        data = seed + len(info).to_bytes(2) + info + bytes([counter])
        scalar = scalar_reduce(_expand(data, b"DeriveKeyPair" + CONTEXT))
        if any(scalar):
            return scalar, ristretto_public(scalar)
    raise BadElement


def evaluate(seed: bytes, blinded: bytes) -> bytes:
    """BlindEvaluate (section 3.3.1) under the key of a person's seed."""
    check_element(blinded)
    return ristretto_multiply(derive_key(seed)[0], blinded)


def finalise(data: bytes, scalar: bytes, evaluated: bytes) -> bytes:
    """Finalize (section 3.3.1): 64 bytes that only this input and the custodian's key give."""
    check_element(evaluated)
    element = ristretto_multiply(scalar_invert(scalar), evaluated)
    return sha512(_prefixed(data) + _prefixed(element) + b"Finalize")


def hash_to_group(data: bytes) -> bytes:
    """HashToGroup of the suite (section 4.1)."""
    return ristretto_from_hash(_expand(data, b"HashToGroup-" + CONTEXT))


def _prefixed(data: bytes) -> bytes:
    return len(data).to_bytes(2) + data


def _expand(message: bytes, tag: bytes) -> bytes:
    """expand_message_xmd with SHA-512 for 64 bytes, which is one block (RFC 9380 section 5.3.1)."""
    suffix = tag + bytes([len(tag)])
    first = sha512(bytes(BLOCK_BYTES) + message + UNIFORM_BYTES.to_bytes(2) + b"\0" + suffix)
    return sha512(first + b"\x01" + suffix)
