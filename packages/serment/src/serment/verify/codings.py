"""Bodies as browsers decode them (RFC 9110, section 8.4.1): a copy in another coding must be the same file."""

import zlib
from collections.abc import Callable
from typing import Protocol, cast

import brotli  # pyright: ignore[reportMissingTypeStubs]

from serment_protocol.releases import LARGEST_FILE

GZIP = zlib.MAX_WBITS | 16
LIMIT = LARGEST_FILE + 1
"""Of a file too large, enough to tell that it is."""


class Decompressor(Protocol):
    """What the library gives."""

    def process(self, data: bytes, *, output_buffer_limit: int) -> bytes:
        """The next bytes."""
        ...


new_decompressor = cast("Callable[[], Decompressor]", brotli.Decompressor)  # pyright: ignore[reportUnknownMemberType]
BrotliError = cast("type[Exception]", brotli.error)  # pyright: ignore[reportUnknownMemberType]


class Undecodable(Exception):
    """The body is not what its coding says, or in a coding that nobody asked for."""

    def __init__(self, coding: str) -> None:
        super().__init__(f"a body that cannot be decoded as {coding}")


def decode(raw: bytes, coding: str) -> bytes:
    """The plain bytes."""
    try:
        match coding:
            case "identity":
                return raw
            case "gzip":
                return zlib.decompressobj(GZIP).decompress(raw, LIMIT)
            case "br":
                return bytes(new_decompressor().process(raw, output_buffer_limit=LIMIT))
            case _:
                raise Undecodable(coding)
    except (zlib.error, BrotliError) as error:
        raise Undecodable(coding) from error
