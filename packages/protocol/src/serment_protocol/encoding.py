"""Canonical bytes, base64url, and times as the protocol writes them (SPEC section 1)."""

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TypeAlias, Union, cast

import msgspec

from serment_protocol.errors import BadBase64, BadStructure, NotCanonical

Json: TypeAlias = Union[bool, int, str, Sequence["Json"], Mapping[str, "Json"]]  # noqa: UP007 - `|` takes no forward name

LARGEST = 2**53 - 1
_KEY = re.compile(r"[a-z][a-z0-9_]*")
# What is no character of base64url becomes one of no alphabet.
_TO_PLAIN = bytes.maketrans(b"-_+/=", b"+/!!!")
_HEX = re.compile(r"(?:[0-9a-f]{2})*")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def b64(data: bytes) -> str:
    """Base64url without padding (RFC 4648 section 5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_b64(text: str) -> bytes:
    """The bytes of this base64url; of several spellings of the same bytes only one is accepted."""
    try:
        plain = text.encode("ascii").translate(_TO_PLAIN)
        data = binascii.a2b_base64(plain + b"=" * (-len(plain) % 4), strict_mode=True)
    except ValueError as error:
        raise BadBase64 from error
    # Only the last characters can carry bits that belong to no byte.
    rest = len(data) % 3
    if rest and not text.endswith(b64(data[-rest:])):
        raise BadBase64
    return data


def from_hex(text: str) -> bytes:
    """The bytes of these lower-case digits."""
    if not _HEX.fullmatch(text):
        raise BadStructure
    return bytes.fromhex(text)


def canonical(value: Json | msgspec.Struct) -> bytes:
    """RFC 8785 of the protocol's subset of JSON; what cannot be written in it is refused."""
    plain = msgspec.to_builtins(value) if isinstance(value, msgspec.Struct) else value
    _require_subset(plain)
    try:
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    except UnicodeEncodeError as error:
        raise NotCanonical from error


def parse(data: bytes) -> Json:
    """Read canonical bytes; any other spelling of the same value is refused."""
    try:
        value = cast("Json", json.loads(data.decode()))
        again = canonical(value)
    except (ValueError, RecursionError) as error:
        raise NotCanonical from error
    if again != data:
        raise NotCanonical
    return value


def _require_subset(value: object) -> None:
    match value:
        case bool() | str():
            return
        case int() if -LARGEST <= value <= LARGEST:
            return
        case list() | tuple():
            for item in cast("Sequence[object]", value):
                _require_subset(item)
        case dict():
            for key, item in cast("dict[object, object]", value).items():
                if not (isinstance(key, str) and _KEY.fullmatch(key)):
                    raise NotCanonical
                _require_subset(item)
        case _:
            raise NotCanonical


def write_time(time: datetime) -> str:
    """A moment in UTC, whole seconds."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_time(text: str) -> datetime:
    """The moment written here."""
    if not _TIME.fullmatch(text):
        raise BadStructure
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise BadStructure from error


def write_day(day: date) -> str:
    """A day of the calendar."""
    return day.isoformat()


def read_day(text: str) -> date:
    """The day written here."""
    if not _DAY.fullmatch(text):
        raise BadStructure
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadStructure from error
