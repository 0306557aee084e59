"""Towns for the search: bundled, so that nobody else learns where somebody looks for a doctor.

`places.csv` has the communes of France in order of population; `scripts/places.py` writes it (decision 0054). Names,
INSEE codes and postcodes: découpage administratif (INSEE, La Poste; Etalab, 2026). Town halls: Annuaire de
l'administration (Service-Public.fr / DILA). Outlines: Admin Express (IGN). All of them Licence Ouverte 2.0. Coordinates
of the overseas collectivities: GeoNames (CC BY 4.0).

They are found by scanning one string in that order, which takes a tenth of a millisecond and no index: the largest
come first by themselves. Nothing that is typed is kept, in no cache of results or of patterns either.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import chain, takewhile
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

import msgspec

from serment_platform.directory.folding import SHORTEST, fold, fold_lines, one_slip_apart

EARTH_KM = 6371.0
MOST = 8
LETTERS = "abcdefghijklmnopqrstuvwxyz "
LONGEST = 48
"""Letters of a name in which a slip is looked for; no name has more."""
_WRITTEN_SHORT = {"st": "saint", "ste": "sainte"}


class Place(msgspec.Struct, frozen=True):
    """A French commune."""

    code: str
    name: str
    postcodes: tuple[str, ...]
    department: str
    latitude: float
    longitude: float


class _Lines(NamedTuple):
    """A line for each place, in which every word has a space before it."""

    text: str
    begins: "array[int]"

    def at(self, position: int) -> int:
        """The number of the line that has this position."""
        return bisect_right(self.begins, position) - 1

    def having(self, part: str) -> Iterator[int]:
        """The lines that have this in them."""
        position = self.text.find(part)
        while position >= 0:
            yield (number := self.at(position))
            position = self.text.find(part, self.begins[number + 1])

    def have(self, number: int, words: Iterable[str]) -> bool:
        """Whether each of these begins a word of this line."""
        begin, end = self.begins[number : number + 2]
        return all(self.text.find(f" {word}", begin, end) >= 0 for word in words)


class _Table(NamedTuple):
    """The places: as they are written, and as they are looked for."""

    rows: Sequence[str]
    by_code: dict[str, int]
    names: _Lines
    """The name, and those of communes that were merged into it, each with a comma behind it."""
    numbers: _Lines
    """The department and the postcodes."""


class _Asked(NamedTuple):
    """What somebody typed: a name or its beginning, and how departments or postcodes begin."""

    name: str
    numbers: Sequence[str]


def read_places() -> None:
    """Read the table before anybody asks: nobody waits for it, and what stays to the end is set aside with the rest."""
    _word_starts()


def places() -> tuple[Place, ...]:
    """All places, the largest first; made for whoever asks, for a search needs a few of them."""
    return tuple(map(_read, _table().rows))


def place_of(code: str) -> Place | None:
    """The place with this INSEE code."""
    number = _table().by_code.get(code)
    return None if number is None else _place(number)


def find_places(query: str) -> list[Place]:
    """Places whose name or postcode begins so: whole names first, then beginnings, then later words. Where none does,
    those with the words in another order, then those that one slip tells apart. `97400 st denis` is one Saint-Denis.
    """
    asked = _understand(query)
    found = _find(asked) or (_find(asked._replace(numbers=())) if asked.name else [])
    return [_place(number) for number in found]


def is_named(place: Place, query: str) -> bool:
    """Whether somebody typed the name in full."""
    return fold(place.name) == _understand(query).name


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance between two points of latitude and longitude in degrees."""
    (lat1, lon1), (lat2, lon2) = ((radians(a), radians(b)) for a, b in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


@cache
def _table() -> _Table:
    written = files("serment_platform.directory").joinpath("places.csv").read_text(encoding="utf-8")
    rows = written.splitlines()[1:]
    fields = [row.split(",") for row in rows]
    names = fold_lines("\n".join("|".join((name, *former.split("|"))) for _, name, _, _, _, former in fields))
    return _Table(
        rows,
        {code: number for number, (code, *_) in enumerate(fields)},
        _lines(line.replace("|", ", ") for line in names.split("\n")),
        _lines(f"{_department(code).lower()} {postcodes}" for code, _, postcodes, *_ in fields),
    )


def _lines(written: Iterable[str]) -> _Lines:
    text = "".join(f"\n {line}" for line in written) + "\n"
    return _Lines(text, array("I", (match.start() for match in re.finditer("\n", text))))


def _place(number: int) -> Place:
    return _read(_table().rows[number])


def _read(row: str) -> Place:
    code, name, postcodes, latitude, longitude, _ = row.split(",")
    return Place(code, name, tuple(postcodes.split()), _department(code), float(latitude), float(longitude))


def _department(code: str) -> str:
    """Overseas they have three digits."""
    return code[:3] if code.startswith("9") and code >= "97" else code[:2]


def _understand(query: str) -> _Asked:
    words = fold(query).split()
    # The last word may be the beginning of another one.
    words = [_WRITTEN_SHORT.get(word, word) for word in words[:-1]] + words[-1:]
    name = " ".join(word for word in words if not word[0].isdigit())
    return _Asked(name, list(dict.fromkeys(word for word in words if word[0].isdigit())))


def _find(asked: _Asked) -> list[int]:
    names, numbers = _table().names, _table().numbers
    words = list(dict.fromkeys(asked.name.split()))
    if not words:
        return _first(number for first in asked.numbers[:1] for number in numbers.having(f" {first}"))
    as_typed = chain.from_iterable(map(names.having, (f"\n {asked.name},", f"\n {asked.name}", f" {asked.name}")))
    longest = names.having(f" {max(words, key=len)}")
    in_any_order = (number for number in longest if numbers.have(number, asked.numbers) and names.have(number, words))
    ways = (as_typed, in_any_order if " " in asked.name else ())
    found = (_first(number for number in way if numbers.have(number, asked.numbers)) for way in ways)
    return next(filter(None, found), None) or _nearly(asked)


def _first(numbers: Iterable[int]) -> list[int]:
    """As many of them as are offered, each once; no further is looked."""
    found: dict[int, None] = {}
    for number in numbers:
        found[number] = None
        if len(found) == MOST:
            break
    return list(found)


def _nearly(asked: _Asked) -> list[int]:
    """Places of which somebody may have meant the name, or has typed a part: whole names first."""
    if not SHORTEST <= len(asked.name) <= LONGEST:
        return []
    table = _table()
    found = {table.names.at(position) for meant in _meant(asked.name) for position in _beginning(meant)}
    near = [number for number in found if table.numbers.have(number, asked.numbers)]
    return sorted(near, key=lambda number: (not _is_nearly(number, asked.name), number))[:MOST]


def _meant(name: str) -> Iterator[str]:
    """What one slip may have made this of: a letter missing, too many or another one, or two that changed places."""
    for at in range(len(name) + 1):
        before, after = name[:at], name[at:]
        yield from (before + letter + after for letter in LETTERS)
        yield from (before + letter + after[1:] for letter in LETTERS)
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]


def _beginning(words: str) -> Iterator[int]:
    """Where in the names these words stand with the last of them begun."""
    text, starts = _table().names.text, _word_starts()
    place = bisect_left(starts, words, key=lambda start: text[start : start + len(words)])
    return takewhile(lambda start: text.startswith(words, start), (starts[at] for at in range(place, len(starts))))


@cache
def _word_starts() -> "array[int]":
    """Where words begin in the names, in the order of the alphabet."""
    text = _table().names.text
    starts = [match.end() for match in re.finditer(" ", text)]
    return array("I", sorted(starts, key=lambda start: text[start : start + LONGEST]))


def _is_nearly(number: int, name: str) -> bool:
    """Whether one slip lies between the whole name and this."""
    names = _table().names
    begin = names.begins[number] + 2
    return one_slip_apart(names.text[begin : names.text.index(",", begin)], name)
