"""Typed structures are read strictly."""

import pytest

from serment_protocol.accounts import SignIn
from serment_protocol.encoding import Json, canonical
from serment_protocol.errors import BadBase64, BadStructure, NotCanonical, UnknownVersion
from serment_protocol.structure import read

GOOD: dict[str, Json] = {
    "v": 1,
    "type": "sign_in",
    "origin": "https://platform.example",
    "challenge": "A" * 43,
    "locator": "0" * 64,
}


def test_a_good_one_is_read() -> None:
    assert read(canonical(GOOD), SignIn).origin == "https://platform.example"


@pytest.mark.parametrize(
    "change",
    [
        {"extra": 1},
        {"type": "sign_out"},
        {"v": True},
        {"v": "1"},
        {"origin": 1},
        {"challenge": "A" * 42 + "AA"},
        {"challenge": "AAAA"},
        {"locator": "0" * 63},
        {"locator": "0" * 64 + "\n"},
        {"locator": "A" * 64},
    ],
)
def test_another_is_refused(change: dict[str, Json]) -> None:
    with pytest.raises(BadStructure):
        read(canonical({**GOOD, **change}), SignIn)


@pytest.mark.parametrize("missing", list(GOOD))
def test_nothing_is_filled_in(missing: str) -> None:
    with pytest.raises(BadStructure):
        read(canonical({key: value for key, value in GOOD.items() if key != missing}), SignIn)


def test_the_unused_bits_of_base64_are_zero() -> None:
    with pytest.raises(BadBase64):
        read(canonical({**GOOD, "challenge": "A" * 42 + "B"}), SignIn)


def test_another_version_is_told_apart() -> None:
    with pytest.raises(UnknownVersion):
        read(canonical({**GOOD, "v": 2}), SignIn)


@pytest.mark.parametrize("data", [b"[]", b"1", b'""', b"true"])
def test_what_is_no_object_is_refused(data: bytes) -> None:
    with pytest.raises(BadStructure):
        read(data, SignIn)


def test_bytes_come_before_structure() -> None:
    with pytest.raises(NotCanonical):
        read(canonical(GOOD) + b" ", SignIn)


def test_a_structure_is_checked_when_it_is_made() -> None:
    with pytest.raises(BadBase64):
        SignIn(origin="", challenge="!", locator="0" * 64)
