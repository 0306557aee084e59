"""Canary values and every shape in which a careless program might store them. Pure."""

import base64
import json
import secrets
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import quote, quote_plus

MIN_NEEDLE = 7
"""Shorter needles meet by accident in random ciphertext: 7 bytes in 1 GiB have odds of 1 in 10^7."""


class Canaries(NamedTuple):
    """The random values that one proof plants through the clients."""

    given: str
    family: str
    address: str
    email: str
    phone: str
    motive_note: str
    staff_note: str
    clinical_note: str
    search: str
    birth_date: str
    telephone_name: str
    absence: str

    def values(self) -> Mapping[str, str]:
        """Name → value, without the birth date, which is too short to be searched for honestly."""
        return {name: value for name, value in self._asdict().items() if name != "birth_date"}


def draw() -> Canaries:
    """Fresh canaries; letters with an accent, so that escapes and encodings really differ."""

    def word(prefix: str) -> str:
        return f"{prefix}é{secrets.token_hex(7)}"

    return Canaries(
        given=word("Zoé"),
        family=word("Canari"),
        address=word("impasse"),
        email=f"canari-{secrets.token_hex(9)}@patients.serment.example",
        phone="06" + "".join(secrets.choice("0123456789") for _ in range(14)),
        motive_note=word("motif"),
        staff_note=word("note"),
        clinical_note=word("clinique"),
        search=word("recherche"),
        birth_date="1971-03-14",
        telephone_name=word("Appel"),
        absence=word("congé"),
    )


def needles(value: str) -> set[bytes]:
    """Raw and in the usual encodings: UTF-8, UTF-16, base64 at three offsets (both alphabets), hex,
    JSON escapes, percent-encoding, and folded to lower case.
    """
    utf8 = value.encode()
    found = {utf8, value.lower().encode(), value.upper().encode()}
    found |= {value.encode("utf-16-le"), value.encode("utf-16-be")}
    found |= {utf8.hex().encode(), utf8.hex().upper().encode()}
    found |= {json.dumps(value)[1:-1].encode(), quote(value).encode(), quote_plus(value).encode()}
    found |= {quote(value, safe="").lower().encode()}
    found |= set(_base64_forms(utf8))
    return {needle for needle in found if len(needle) >= MIN_NEEDLE}


def needles_of_bytes(value: bytes) -> set[bytes]:
    """The same for an identifier that is bytes."""
    digits = value.hex()
    found = {value, digits.encode(), digits.upper().encode(), digits.encode("utf-16-le"), digits.encode("utf-16-be")}
    found |= {*_base64_forms(value), *_base64_forms(digits.encode())}
    return {needle for needle in found if len(needle) >= MIN_NEEDLE}


def _base64_forms(data: bytes) -> Iterator[bytes]:
    """The characters that do not depend on what stands before or after, for each of three offsets."""
    for offset in range(3):
        whole = base64.b64encode(b"\0" * offset + data)
        first = -(-offset * 8 // 6)
        last = (offset + len(data)) * 8 // 6
        core = whole[first:last]
        yield core
        yield core.translate(bytes.maketrans(b"+/", b"-_"))


def _needles(value: str | bytes) -> set[bytes]:
    return needles(value) if isinstance(value, str) else needles_of_bytes(value)


class Pattern:
    """All needles of all canaries, or of all identifiers, together."""

    def __init__(self, values: Mapping[str, str | bytes]) -> None:
        self._names = {needle: name for name, value in values.items() for needle in _needles(value)}
        self.longest = max(map(len, self._names))

    def found_in(self, data: bytes) -> set[str]:
        """Names of the canaries that occur in these bytes."""
        # One search a needle is four times as fast as one expression for all.
        return {name for needle, name in self._names.items() if needle in data}
