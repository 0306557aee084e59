"""Canonical bytes, base64url and times."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serment_protocol.encoding import LARGEST, Json, b64, canonical, from_b64, from_hex, parse, read_day, read_time
from serment_protocol.errors import BadBase64, BadStructure, NotCanonical

keys = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
texts = st.text(st.characters(exclude_categories=["Cs"]))
leaves = st.booleans() | st.integers(-LARGEST, LARGEST) | texts
values = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(keys, inner))


@given(values)
def test_what_is_written_is_read_back(value: Json) -> None:
    assert parse(canonical(value)) == value


@given(st.binary())
def test_base64_goes_both_ways(data: bytes) -> None:
    assert from_b64(b64(data)) == data


@given(st.binary(max_size=64))
def test_other_bytes_are_refused_by_our_own_errors_alone(data: bytes) -> None:
    try:
        value = parse(data)
    except NotCanonical:
        return
    assert canonical(value) == data


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":1}',
        '{"b":1,"a":1}',
        '{"a": 1}',
        '{"a":1.0}',
        '{"a":1e2}',
        '{"a":-0}',
        '{"a":9007199254740992}',
        '{"a":null}',
        '{"A":1}',
        '{"a":"\\u0061"}',
        '{"a":"\\/"}',
        '{"a":"\\ud800"}',
        '{"a":NaN}',
        '\ufeff{"a":1}',
        '{"a":1}\n',
        "",
        "[" * 100_000,
        '{"a":' + "9" * 5000 + "}",
    ],
)
def test_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(NotCanonical):
        parse(text.encode())


def test_control_characters_are_escaped_as_ecmascript_does() -> None:
    assert canonical('\b\t\n\f\r"\\\x00\x1f\x7fé😀').decode() == '"\\b\\t\\n\\f\\r\\"\\\\\\u0000\\u001f\x7fé😀"'


@pytest.mark.parametrize("value", [1.5, None, {"A": 1}, {1: 1}, b"", 2**53, "\ud800"])
def test_what_has_no_canonical_form_is_refused(value: Json) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


@pytest.mark.parametrize("text", ["A", "AA==", "AB", "A+A", "A/A", "AAA\n", "AA A", "é"])
def test_other_base64_is_refused(text: str) -> None:
    with pytest.raises(BadBase64):
        from_b64(text)


@pytest.mark.parametrize("text", ["A0", "0", "0g", "00 "])
def test_other_hex_is_refused(text: str) -> None:
    with pytest.raises(BadStructure):
        from_hex(text)


@pytest.mark.parametrize("text", ["2026-02-30T00:00:00Z", "2026-02-03T24:00:00Z", "2026-02-03T00:00:00+00:00", ""])
def test_other_times_are_refused(text: str) -> None:
    with pytest.raises(BadStructure):
        read_time(text)


@pytest.mark.parametrize("text", ["2026-02-30", "20260203", "2026-W01-1"])
def test_other_days_are_refused(text: str) -> None:
    with pytest.raises(BadStructure):
        read_day(text)
