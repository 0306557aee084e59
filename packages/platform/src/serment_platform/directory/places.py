"""Towns for the search: bundled, so that nobody else learns where somebody looks for a doctor.

`places.csv` is in order of population. Names, INSEE codes, postcodes: découpage administratif of the French State
(Licence Ouverte 2.0, Etalab). Coordinates: GeoNames (CC BY 4.0).
"""

import csv
from functools import cache
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt

import msgspec

from serment_platform.directory.folding import SHORTEST, begins_a_word, fold, one_slip_apart

EARTH_KM = 6371.0
MOST = 8


class Place(msgspec.Struct, frozen=True):
    """A French commune."""

    code: str
    name: str
    postcodes: tuple[str, ...]
    department: str
    latitude: float
    longitude: float


@cache
def places() -> tuple[Place, ...]:
    """All places, the largest first."""
    text = files("serment_platform.directory").joinpath("places.csv").read_text(encoding="utf-8")
    return tuple(
        Place(
            row["insee"],
            row["name"],
            tuple(row["postcodes"].split()),
            row["department"],
            float(row["latitude"]),
            float(row["longitude"]),
        )
        for row in csv.DictReader(text.splitlines())
    )


@cache
def by_code() -> dict[str, Place]:
    """Places by INSEE code."""
    return {place.code: place for place in places()}


@cache
def _folded() -> tuple[tuple[str, Place], ...]:
    return tuple((fold(place.name), place) for place in places())


def find_places(query: str) -> list[Place]:
    """Places whose name or postcode begins so: whole names first, then beginnings, then later words; where none does,
    those that one slip tells apart.
    """
    folded = fold(query)
    if not folded:
        return []
    if folded.isdigit():
        return [place for place in places() if any(code.startswith(folded) for code in place.postcodes)][:MOST]
    found = [(name, place) for name, place in _folded() if begins_a_word(name, folded)]
    found.sort(key=lambda pair: (pair[0] != folded, not pair[0].startswith(folded)))
    return [place for _, place in found[:MOST]] or _nearly(folded)


def _nearly(folded: str) -> list[Place]:
    """Places of which somebody may have meant the name, or has typed a part: whole names first."""
    if len(folded) < SHORTEST:
        return []
    found = [(name, place) for name, place in _folded() if _begins_nearly(name, folded)]
    found.sort(key=lambda pair: not one_slip_apart(pair[0], folded))
    return [place for _, place in found[:MOST]]


def _begins_nearly(name: str, folded: str) -> bool:
    parts = name.split()
    later = (" ".join(parts[at:]) for at in range(len(parts)))
    lengths = range(len(folded) - 1, len(folded) + 2)
    return any(one_slip_apart(each[:length], folded) for each in later for length in lengths)


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance between two points of latitude and longitude in degrees."""
    (lat1, lon1), (lat2, lon2) = ((radians(a), radians(b)) for a, b in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))
