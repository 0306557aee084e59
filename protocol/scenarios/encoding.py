"""Canonical bytes, base64url, times, hashes and signatures."""

from collections.abc import Iterator

from scenarios.base import Fixtures, Values, Vector, flip, plain, seed
from serment_protocol.encoding import b64, canonical
from serment_protocol.primitives import sign_public
from serment_protocol.signing import sign, sign_bytes

AREA = "encoding"
VALUE: Values = {
    "v": 1,
    "type": "x",
    "list": [1, True, "é", {"a": -9007199254740991}],
    "empty": {},
    "text": '\b\n"\\/\x01\x7f€😀',
}

REFUSED = {
    "duplicate_key": '{"a":1,"a":1}',
    "keys_not_sorted": '{"b":1,"a":1}',
    "space": '{"a": 1}',
    "float": '{"a":1.5}',
    "whole_number_as_float": '{"a":1.0}',
    "exponent": '{"a":1e2}',
    "minus_zero": '{"a":-0}',
    "integer_too_large": '{"a":9007199254740992}',
    "null": '{"a":null}',
    "key_in_capitals": '{"A":1}',
    "key_begins_with_digit": '{"1a":1}',
    "needless_escape": '{"a":"\\u0061"}',
    "escaped_slash": '{"a":"\\/"}',
    "escape_in_capitals": '{"a":"\\u001F"}',
    "lone_surrogate": '{"a":"\\ud800"}',
    "byte_order_mark": '\ufeff{"a":1}',
    "trailing_newline": '{"a":1}\n',
    "trailing_comma": '{"a":[1,]}',
    "nothing": "",
    "not_a_number": '{"a":NaN}',
}

BAD_BASE64 = {
    "base64_with_padding": "AA==",
    "base64_trailing_bits": "AB",
    "base64_standard_alphabet": "+/+/",
    "base64_impossible_length": "AAAAA",
    "base64_with_newline": "AAAA\n",
    "base64_with_space": "AA AA",
}


def vectors(_: Fixtures) -> Iterator[Vector]:
    """Every scenario of this area."""
    yield Vector(AREA, "canonical", "canonical", {"value": VALUE})
    yield Vector(AREA, "parsed", "parse", {"data": b64(canonical(VALUE))})
    for case, text in REFUSED.items():
        yield Vector(AREA, case, "parse", {"data": b64(text.encode())}, "not_canonical")
    yield Vector(AREA, "invalid_utf8", "parse", {"data": b64(b'{"a":"\xff"}')}, "not_canonical")
    yield Vector(AREA, "encoded_surrogate", "parse", {"data": b64(b'{"a":"\xed\xa0\x80"}')}, "not_canonical")
    yield Vector(AREA, "base64", "from_b64", {"text": "-_8A"})
    for case, text in BAD_BASE64.items():
        yield Vector(AREA, case, "from_b64", {"text": text}, "bad_base64")
    yield Vector(AREA, "hex", "from_hex", {"text": "00ff"})
    for case, text in {"hex_in_capitals": "FF", "hex_odd": "f"}.items():
        yield Vector(AREA, case, "from_hex", {"text": text}, "bad_structure")
    yield from times()
    yield from hashes()
    yield from signatures()


def times() -> Iterator[Vector]:
    """Moments and days."""
    yield Vector(AREA, "time", "read_time", {"text": "2026-02-28T23:59:59Z"})
    yield Vector(AREA, "day_leap", "read_day", {"text": "2028-02-29"})
    refused = {
        "time_with_offset": "2026-02-28T23:59:59+00:00",
        "time_with_fraction": "2026-02-28T23:59:59.0Z",
        "time_not_in_calendar": "2026-02-30T00:00:00Z",
        "time_hour_24": "2026-02-28T24:00:00Z",
    }
    for case, text in refused.items():
        yield Vector(AREA, case, "read_time", {"text": text}, "bad_structure")
    yield Vector(AREA, "day_not_in_calendar", "read_day", {"text": "2026-02-29"}, "bad_structure")
    yield Vector(AREA, "day_without_hyphens", "read_day", {"text": "20260228"}, "bad_structure")


def hashes() -> Iterator[Vector]:
    """Labelled hashes and derived keys."""
    yield Vector(AREA, "hash_with_label", "hash", {"name": "vault", "data": b64(b"bytes")})
    yield Vector(AREA, "derived_key", "derive", {"secret": b64(seed("secret")), "name": "vault", "length": 32})
    yield Vector(AREA, "derived_long", "derive", {"secret": b64(seed("secret")), "name": "unlock/kit", "length": 64})


def signatures() -> Iterator[Vector]:
    """Signed bodies."""
    key, body = seed("signer"), {"v": 1, "type": "x"}
    public, signed = b64(sign_public(key)), sign(key, "way", body)
    given = {"public": public, "name": "way", "signed": plain(signed)}
    yield Vector(AREA, "signed", "verify_signed", given)
    yield Vector(AREA, "signed_under_another_name", "verify_signed", {**given, "name": "account"}, "bad_signature")
    other = {**given, "public": b64(sign_public(seed("another signer")))}
    yield Vector(AREA, "signed_by_another", "verify_signed", other, "bad_signature")
    changed = {"body": signed.body, "signature": b64(flip(signed.signature_bytes, 40))}
    yield Vector(AREA, "signature_changed", "verify_signed", {**given, "signed": changed}, "bad_signature")
    foreign = {"body": b64(canonical({**body, "extra": 1})), "signature": signed.signature}
    yield Vector(AREA, "signed_body_changed", "verify_signed", {**given, "signed": foreign}, "bad_signature")
    loose = b'{"type":"x", "v":1}'
    spaced = {"body": b64(loose), "signature": b64(sign_bytes(key, "way", loose))}
    yield Vector(AREA, "signed_but_not_canonical", "verify_signed", {**given, "signed": spaced}, "not_canonical")
    padded = {"body": signed.body + "=", "signature": signed.signature}
    yield Vector(AREA, "signed_base64_with_padding", "verify_signed", {**given, "signed": padded}, "bad_base64")
    short = {"body": signed.body, "signature": b64(signed.signature_bytes[:63])}
    yield Vector(AREA, "signature_too_short", "verify_signed", {**given, "signed": short}, "bad_structure")
    unknown = {**plain(signed), "name": "way"}
    yield Vector(AREA, "signed_with_unknown_field", "verify_signed", {**given, "signed": unknown}, "bad_structure")
