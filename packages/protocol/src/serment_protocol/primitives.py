"""Hashes, keys and ciphers by their names in SPEC sections 1 and 2. No meaning here, only bytes.

The only module that imports the cryptographic libraries.
"""

import hashlib
import hmac
import secrets
from functools import lru_cache

import rbcl  # pyright: ignore[reportMissingTypeStubs]
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import mlkem, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from serment_protocol.errors import BadElement, BadSignature, BadStructure, CannotOpen

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
ENCAPSULATED_BYTES = 1120
KEM_PUBLIC_BYTES = 1184
SEAL_PUBLIC_BYTES = KEM_PUBLIC_BYTES + 32
RSA_EXPONENT = 65537

_FIELD = 2**255 - 19
_OF_ORDER_8 = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
# The y of the points of small order (RFC 8032 section 5.1).
_SMALL_ORDER = frozenset({0, 1, _FIELD - 1, _OF_ORDER_8, _FIELD - _OF_ORDER_8})
PSS_SALT_BYTES = 48
ELEMENT_BYTES = 32
_PSS = padding.PSS(padding.MGF1(SHA384()), PSS_SALT_BYTES)
SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def label(name: str) -> bytes:
    """What separates the uses of one primitive from each other."""
    return b"serment/v1/" + name.encode("ascii") + b"\0"


def random_bytes(length: int) -> bytes:
    """Bytes nobody can foresee."""
    return secrets.token_bytes(length)


def sha256(data: bytes) -> bytes:
    """SHA-256."""
    return hashlib.sha256(data).digest()


def sha384(data: bytes) -> bytes:
    """SHA-384."""
    return hashlib.sha384(data).digest()


def sha512(data: bytes) -> bytes:
    """SHA-512."""
    return hashlib.sha512(data).digest()


def hash_bytes(name: str, data: bytes) -> bytes:
    """`hash` of SPEC section 1."""
    return sha256(label(name) + data)


def derive(secret: bytes, name: str, length: int = KEY_BYTES) -> bytes:
    """HKDF-SHA256 (RFC 5869) without salt; the name carries no closing zero."""
    return HKDF(SHA256(), length, None, b"serment/v1/" + name.encode("ascii")).derive(secret)


def mac(key: bytes, data: bytes) -> bytes:
    """HMAC-SHA256."""
    return hmac.digest(key, data, "sha256")


def equal(one: bytes, other: bytes) -> bool:
    """Compare in a time that tells nothing."""
    return hmac.compare_digest(one, other)


def sign_public(seed: bytes) -> bytes:
    """The Ed25519 public key of a seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def ed25519_sign(seed: bytes, message: bytes) -> bytes:
    """Ed25519 (RFC 8032)."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def ed25519_verify(public: bytes, message: bytes, signature: bytes) -> None:
    """Raise unless this signature is of this key.

    Libraries differ over keys that nobody has drawn: under one of small order some accept a signature of anything,
    under one spelt beyond the field some accept what others refuse. Both are refused, so that all sides agree.
    """
    y = int.from_bytes(public, "little") & (2**255 - 1)
    if y in _SMALL_ORDER or y >= _FIELD:
        raise BadSignature
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        raise BadSignature from error


def encrypt(key: bytes, plain: bytes, additional: bytes, nonce: bytes | None = None) -> bytes:
    """AES-256-GCM: nonce, ciphertext, tag. Only vectors choose the nonce."""
    nonce = nonce or random_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, additional)


def decrypt(key: bytes, sealed: bytes, additional: bytes) -> bytes:
    """Open what `encrypt` made."""
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise CannotOpen
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], additional)
    except InvalidTag as error:
        raise CannotOpen from error


def seal_public(seed: bytes) -> bytes:
    """The X-Wing public key of a 32-byte seed."""
    kem, curve = _expand(seed)
    return kem.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()


def agreement_public(private: bytes) -> bytes:
    """The public half of an X25519 key (RFC 7748)."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def _expand(seed: bytes) -> tuple[mlkem.MLKEM768PrivateKey, X25519PrivateKey]:
    if len(seed) != KEY_BYTES:
        raise BadStructure("a private key is a seed of 32 bytes")
    expanded = hashlib.shake_256(seed).digest(96)
    return (
        mlkem.MLKEM768PrivateKey.from_seed_bytes(expanded[:64]),
        X25519PrivateKey.from_private_bytes(expanded[64:]),
    )


def hpke_seal(public: bytes, info: bytes, plain: bytes) -> bytes:
    """HPKE base mode, single shot (RFC 9180): encapsulated key and ciphertext."""
    try:
        key = MLKEM768X25519PublicKey(
            mlkem.MLKEM768PublicKey.from_public_bytes(public[:KEM_PUBLIC_BYTES]),
            X25519PublicKey.from_public_bytes(public[KEM_PUBLIC_BYTES:]),
        )
        return SUITE.encrypt(plain, key, info)
    except ValueError as error:
        raise BadStructure("not an X-Wing public key") from error


def hpke_open(seed: bytes, info: bytes, sealed: bytes) -> bytes:
    """Open what `hpke_seal` made; every failure is the same."""
    try:
        return SUITE.decrypt(sealed, MLKEM768X25519PrivateKey(*_expand(seed)), info)
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error


def argon2id(password: bytes, salt: bytes, memory: int, passes: int) -> bytes:
    """Argon2id version 1.3 (RFC 9106), one lane, 32 bytes; memory in KiB."""
    return hash_secret_raw(password, salt, passes, memory, 1, KEY_BYTES, Type.ID)


def rsa_primes() -> tuple[int, int]:
    """The primes of a new key of 2048 bits."""
    numbers = rsa.generate_private_key(RSA_EXPONENT, 2048).private_numbers()
    return numbers.p, numbers.q


def pss_verify(modulus: bytes, message: bytes, signature: bytes) -> None:
    """RSASSA-PSS with SHA-384, MGF1 over it, salt 48 and exponent 65537 (RFC 8017 section 8.1.2)."""
    try:
        _rsa_key(modulus).verify(signature, message, _PSS, SHA384())
    except (InvalidSignature, ValueError) as error:
        raise BadSignature from error


@lru_cache(maxsize=16)
def _rsa_key(modulus: bytes) -> rsa.RSAPublicKey:
    """Few issuer keys verify all rights."""
    return rsa.RSAPublicNumbers(RSA_EXPONENT, int.from_bytes(modulus)).public_key()


def ristretto_check(element: bytes) -> None:
    """Raise unless this is the canonical encoding of an element other than the identity (RFC 9496)."""
    if len(element) != ELEMENT_BYTES or element == bytes(ELEMENT_BYTES):
        raise BadElement
    if not rbcl.crypto_core_ristretto255_is_valid_point(element):
        raise BadElement


def ristretto_multiply(scalar: bytes, element: bytes) -> bytes:
    """The element, so many times."""
    try:
        return rbcl.crypto_scalarmult_ristretto255(scalar, element)
    except RuntimeError as error:
        raise BadElement from error


def ristretto_public(scalar: bytes) -> bytes:
    """The base point, so many times."""
    return rbcl.crypto_scalarmult_ristretto255_base(scalar)


def ristretto_from_hash(uniform: bytes) -> bytes:
    """An element from 64 uniform bytes."""
    return rbcl.crypto_core_ristretto255_from_hash(uniform)


def scalar_random() -> bytes:
    """A scalar nobody can foresee, never zero."""
    return rbcl.crypto_core_ristretto255_scalar_random()


def scalar_reduce(uniform: bytes) -> bytes:
    """64 bytes, little-endian, modulo the order of the group."""
    return rbcl.crypto_core_ristretto255_scalar_reduce(uniform)


def scalar_invert(scalar: bytes) -> bytes:
    """The scalar that undoes this one."""
    return rbcl.crypto_core_ristretto255_scalar_invert(scalar)
