"""Padding to few sizes, so that a length tells little (SPEC 2.3)."""

from collections.abc import Sequence

from serment_protocol.errors import BadPadding, TooLarge

ENVELOPE_BUCKETS = (2048, 8192, 32768)
SELF_COPY_BUCKETS = (2048,)
LETTER_BUCKETS = (2048, 8192, 32768)
ABSENCE_BUCKETS = (2048,)
OFFER_BUCKETS = (2048,)
CREDENTIALS_BUCKETS = (2048,)
TURN_BUCKETS = (2048, 8192, 32768, 65536)
VAULT_BUCKETS = (4096, 16384, 65536, 262144)
SEEN_BUCKETS = (4096, 65536, 1048576)
CONTACT_BUCKETS = (300,)
LENGTH_BYTES = 4


def pad(data: bytes, buckets: Sequence[int]) -> bytes:
    """Length, data, and zeros up to the smallest bucket that holds them."""
    for size in buckets:
        if size >= LENGTH_BYTES + len(data):
            return (len(data).to_bytes(LENGTH_BYTES) + data).ljust(size, b"\0")
    raise TooLarge


def unpad(padded: bytes, buckets: Sequence[int]) -> bytes:
    """The data inside."""
    if len(padded) not in buckets:
        raise BadPadding
    length = int.from_bytes(padded[:LENGTH_BYTES])
    data, filler = padded[LENGTH_BYTES:][:length], padded[LENGTH_BYTES + length :]
    if len(data) != length or filler.strip(b"\0"):
        raise BadPadding
    return data
