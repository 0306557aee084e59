"""RSABSSA-SHA384-PSS-Deterministic (RFC 9474), both halves, for a modulus of 2048 bits and e = 65537.

Python's integers take a time that depends on their values. What a client blinds is random, and used once on the
person's own machine. What an issuer signs is first multiplied by a random power (base blinding): what the private
exponent meets is unrelated to what was sent.
"""

import secrets
from math import gcd

from serment_protocol.errors import BadSignature, TokenForged, TokenMalformed
from serment_protocol.primitives import PSS_SALT_BYTES, RSA_EXPONENT, pss_verify, random_bytes, sha384

MODULUS_BYTES = 256
HASH_BYTES = 48


def blind(modulus: bytes, message: bytes, factor: int | None = None, salt: bytes | None = None) -> tuple[bytes, int]:
    """Blind (section 4.2): the blinded message, and what undoes it. Only vectors choose `factor` and `salt`."""
    n = int.from_bytes(modulus)
    encoded = int.from_bytes(encode_pss(message, salt or random_bytes(PSS_SALT_BYTES)))
    factor = factor or _unit(n)
    if len(modulus) != MODULUS_BYTES or gcd(factor * encoded, n) != 1:
        raise TokenMalformed
    blinded = encoded * pow(factor, RSA_EXPONENT, n) % n
    return blinded.to_bytes(MODULUS_BYTES), pow(factor, -1, n)


def unblind(modulus: bytes, message: bytes, signature: bytes, inverse: int) -> bytes:
    """Finalize (section 4.4): remove the blind, and accept only a signature that verifies."""
    if len(signature) != MODULUS_BYTES:
        raise TokenMalformed
    n = int.from_bytes(modulus)
    unblinded = (int.from_bytes(signature) * inverse % n).to_bytes(MODULUS_BYTES)
    try:
        pss_verify(modulus, message, unblinded)
    except BadSignature as error:
        raise TokenForged from error
    return unblinded


class SigningFault(Exception):
    """The arithmetic gave a wrong signature; letting it out could give the key away."""


def sign_blinded(p: int, q: int, blinded: bytes) -> bytes:
    """BlindSign (section 4.3) by the Chinese remainder theorem; raise for what is no residue other than zero."""
    n, message = p * q, int.from_bytes(blinded)
    if len(blinded) != MODULUS_BYTES or not 0 < message < n:
        raise TokenMalformed
    mask = _unit(n)
    masked = message * pow(mask, RSA_EXPONENT, n) % n
    at_p, at_q = (pow(masked, pow(RSA_EXPONENT, -1, prime - 1), prime) for prime in (p, q))
    signature = at_q + q * (pow(q, -1, p) * (at_p - at_q) % p)
    result = signature * pow(mask, -1, n) % n
    if pow(result, RSA_EXPONENT, n) != message:
        raise SigningFault
    return result.to_bytes(MODULUS_BYTES)


def encode_pss(message: bytes, salt: bytes) -> bytes:
    """EMSA-PSS-ENCODE for 2047 bits (RFC 8017 section 9.1.1)."""
    digest = sha384(bytes(8) + sha384(message) + salt)
    length = MODULUS_BYTES - HASH_BYTES - 1
    block = (b"\x01" + salt).rjust(length, b"\0")
    masked = bytearray(one ^ other for one, other in zip(block, _mask(digest, length), strict=True))
    masked[0] &= 0x7F
    return bytes(masked) + digest + b"\xbc"


def _mask(seed: bytes, length: int) -> bytes:
    """MGF1 with SHA-384 (RFC 8017 appendix B.2.1)."""
    blocks = -(-length // HASH_BYTES)
    return b"".join(sha384(seed + counter.to_bytes(4)) for counter in range(blocks))[:length]


def _unit(n: int) -> int:
    while gcd(number := secrets.randbelow(n), n) != 1:
        pass
    return number
