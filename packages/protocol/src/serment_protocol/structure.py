"""Typed structures: what is missing, unknown or of another kind is refused (SPEC section 1)."""

import re
from collections.abc import Callable
from functools import cache
from types import UnionType
from typing import Annotated, Literal, TypeAlias, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import msgspec
from msgspec import UNSET, Meta, UnsetType

from serment_protocol.encoding import LARGEST, canonical, from_b64, parse, read_day, read_time
from serment_protocol.errors import BadStructure, UnknownVersion

T = TypeVar("T", bound=msgspec.Struct)
VERSION = 1


class Check:
    """A rule for the text of a field that a pattern alone cannot tell."""

    def __init__(self, rule: Callable[[str], object]) -> None:
        self.rule = rule


def base64_of(length: int) -> Check:
    """Base64url of so many bytes."""

    def rule(text: str) -> None:
        if len(from_b64(text)) != length:
            raise BadStructure

    return Check(rule)


def _clock(text: str) -> None:
    if not re.fullmatch(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00", text):
        raise BadStructure


def _minutes(value: str | int) -> None:
    if int(value) % 5:
        raise BadStructure


B64: TypeAlias = Annotated[str, Check(from_b64)]
B64Of16: TypeAlias = Annotated[str, base64_of(16)]
B64Of32: TypeAlias = Annotated[str, base64_of(32)]
B64Of64: TypeAlias = Annotated[str, base64_of(64)]
B64Of256: TypeAlias = Annotated[str, base64_of(256)]
B64Of1216: TypeAlias = Annotated[str, base64_of(1216)]
Hex16: TypeAlias = Annotated[str, Meta(pattern=r"\A[0-9a-f]{32}\Z")]
Hex16OrEmpty: TypeAlias = Annotated[str, Meta(pattern=r"\A(?:[0-9a-f]{32})?\Z")]
Digest: TypeAlias = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Slug: TypeAlias = Annotated[str, Meta(pattern=r"\A[a-z0-9-]{1,32}\Z")]
Time: TypeAlias = Annotated[str, Check(read_time)]
Day: TypeAlias = Annotated[str, Check(read_day)]
WallClock: TypeAlias = Annotated[str, Check(_clock)]
Minutes: TypeAlias = Annotated[int, Meta(ge=5, le=480), Check(_minutes)]
Count: TypeAlias = Annotated[int, Meta(ge=0, le=LARGEST)]
Number: TypeAlias = Annotated[int, Meta(ge=1, le=LARGEST)]


class Structure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An object of the protocol. Its fields are checked when it is read, and also when it is made."""

    def __post_init__(self) -> None:
        for name, rule, many in _rules(type(self)):
            value = getattr(self, name)
            if value is UNSET:
                continue
            for item in value if many else (value,):
                rule(item)


class Versioned(Structure, frozen=True, kw_only=True):
    """A structure that says which version of the protocol it follows."""

    v: Literal[1] = VERSION


def read(data: bytes, kind: type[T]) -> T:
    """Read canonical bytes as this structure; nothing is filled in or dropped on the way."""
    found = convert(parse(data), kind)
    if canonical(found) != data:
        raise BadStructure
    return found


def convert(value: object, kind: type[T]) -> T:
    """Read a decoded value as this structure."""
    if issubclass(kind, Versioned):
        _require_version(value)
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise BadStructure from error


def _require_version(value: object) -> None:
    version = cast("dict[str, object]", value).get("v") if isinstance(value, dict) else None
    if type(version) is not int:
        raise BadStructure
    if version != VERSION:
        raise UnknownVersion


@cache
def _rules(kind: type[Structure]) -> tuple[tuple[str, Callable[[str], object], bool], ...]:
    found: list[tuple[str, Callable[[str], object], bool]] = []
    for name, declared in get_type_hints(kind, include_extras=True).items():
        hint = _when_there(declared)
        many = get_origin(hint) is tuple
        inner = get_args(hint)[0] if many else hint
        found += [(name, extra.rule, many) for extra in _extras(inner) if isinstance(extra, Check)]
    return tuple(found)


def _when_there(hint: object) -> object:
    """What a field that may be absent holds where it is not."""
    if get_origin(hint) not in (Union, UnionType):
        return hint
    kinds = [one for one in get_args(hint) if one is not UnsetType]
    return kinds[0] if len(kinds) == 1 else hint


def _extras(hint: object) -> tuple[object, ...]:
    return cast("tuple[object, ...]", getattr(hint, "__metadata__", ()))
