"""Splitting 32 bytes in three, so that any two of the three give them back and one alone says nothing (SPEC 12.1).

Each byte is the value at 0 of a line over GF(2^8); a share is its values at the share's number. Multiplication has no
table and no branch on its operands, so that no cache and no jump depends on the secret. Python itself promises no
constant time for integers; what it takes here varies by far less than the noise of a call over a network.
"""

from serment_protocol.errors import BadStructure, SameShare

SECRET_BYTES = 32
NUMBERS = (1, 2, 3)
_REDUCED = 0x1B  # x^8 + x^4 + x^3 + x + 1 without its highest term (FIPS 197 section 4.2)
_BITS = 8
_TO_INVERT = 254  # a^254 is 1/a, because a^255 is 1 for every a but 0.


def split(secret: bytes, slope: bytes) -> tuple[bytes, bytes, bytes]:
    """The shares numbered 1, 2 and 3. The slope is 32 random bytes, used once and forgotten."""
    if len(secret) != SECRET_BYTES or len(slope) != SECRET_BYTES:
        raise BadStructure("a secret and its slope have 32 bytes each")
    first, second, third = (_line(secret, slope, number) for number in NUMBERS)
    return first, second, third


def combine(number: int, share: bytes, other_number: int, other: bytes) -> bytes:
    """The secret of two different shares. Altered ones give other bytes: check each before, and the secret."""
    if not {number, other_number} <= set(NUMBERS) or len(share) != SECRET_BYTES or len(other) != SECRET_BYTES:
        raise BadStructure("a share has a number from 1 to 3 and 32 bytes")
    if number == other_number:
        raise SameShare
    whole = _inverse(number ^ other_number)
    weight, other_weight = multiply(other_number, whole), multiply(number, whole)
    return bytes(
        multiply(weight, here) ^ multiply(other_weight, there) for here, there in zip(share, other, strict=True)
    )


def multiply(left: int, right: int) -> int:
    """The product of two bytes in GF(2^8)."""
    product = 0
    for bit in range(_BITS):
        product ^= left & -((right >> bit) & 1)
        left = ((left << 1) & 0xFF) ^ (_REDUCED & -(left >> 7))
    return product


def _line(secret: bytes, slope: bytes, number: int) -> bytes:
    return bytes(start ^ multiply(step, number) for start, step in zip(secret, slope, strict=True))


def _inverse(value: int) -> int:
    """Of a share's number or a sum of two: nothing secret."""
    power = 1
    for _ in range(_TO_INVERT):
        power = multiply(power, value)
    return power
