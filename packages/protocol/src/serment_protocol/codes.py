"""Codes that pass over a counter or on a sheet of paper: sixteen bytes, in an address or as twelve words (SPEC 7)."""

from typing import Literal

from serment_protocol.encoding import b64, from_b64
from serment_protocol.errors import BadBase64, BadCode
from serment_protocol.kit import CODE_BYTES, read_code_words
from serment_protocol.primitives import random_bytes

CodeKind = Literal["counter", "claim"]


def new_code() -> bytes:
    """A code nobody can foresee."""
    return random_bytes(CODE_BYTES)


def write_code(kind: CodeKind, code: bytes) -> str:
    """What stands behind the `#/` of the address in the QR code."""
    return f"{kind}/{b64(code)}"


def read_code(kind: CodeKind, typed: str) -> bytes:
    """Whatever a camera, a scanner or a hand gives: the address, the end of it, or the words."""
    _, marked, digits = typed.strip().rpartition(f"{kind}/")
    if not marked:
        return read_code_words(typed)
    try:
        code = from_b64(digits)
    except BadBase64 as error:
        raise BadCode from error
    if len(code) != CODE_BYTES:
        raise BadCode
    return code
