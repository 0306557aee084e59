"""The issuer's half of Blind RSA (RFC 9474 section 4.3, BlindSign), on keys of the cryptography library.

Python's integers take a time that depends on their values. So the number to be signed is first multiplied by a
random power (base blinding): what the private exponent meets is unrelated to what the client sent.
"""

import secrets
from math import gcd

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

MODULUS_BITS = 2048
PUBLIC_EXPONENT = 65537


class SigningFault(Exception):
    """The arithmetic gave a wrong signature; letting it out could give the key away."""


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
    """Raise the blinded message to the private exponent, by the Chinese remainder theorem."""
    numbers = key.private_numbers()
    n, e = numbers.public_numbers.n, numbers.public_numbers.e
    message = int.from_bytes(blinded)
    mask = _unit(n)
    masked = message * pow(mask, e, n) % n
    at_p = pow(masked, numbers.dmp1, numbers.p)
    at_q = pow(masked, numbers.dmq1, numbers.q)
    signature = at_q + numbers.q * (numbers.iqmp * (at_p - at_q) % numbers.p)
    result = signature * pow(mask, -1, n) % n
    if pow(result, e, n) != message:
        raise SigningFault
    return result.to_bytes(MODULUS_BITS // 8)


def _unit(n: int) -> int:
    while gcd(number := secrets.randbelow(n), n) != 1:
        pass
    return number
