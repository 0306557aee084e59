"""The issuer's half of Blind RSA (RFC 9474 section 4.3, BlindSign), on keys of the cryptography library."""

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from serment_protocol.blindrsa import sign_blinded

MODULUS_BITS = 2048
PUBLIC_EXPONENT = 65537


def new_key() -> RSAPrivateKey:
    """A fresh issuer key."""
    return generate_private_key(PUBLIC_EXPONENT, MODULUS_BITS)


def private_bytes(key: RSAPrivateKey) -> bytes:
    """PKCS#8, to be locked at once."""
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def load_key(private: bytes) -> RSAPrivateKey:
    """The key that `private_bytes` wrote."""
    key = load_der_private_key(private, None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("not an RSA key")
    return key


def modulus_bytes(key: RSAPrivateKey) -> bytes:
    """The modulus, 256 bytes."""
    return key.public_key().public_numbers().n.to_bytes(MODULUS_BITS // 8)


def blind_sign(key: RSAPrivateKey, blinded: bytes) -> bytes:
    """Raise the blinded message to the private exponent."""
    numbers = key.private_numbers()
    return sign_blinded(numbers.p, numbers.q, blinded)
