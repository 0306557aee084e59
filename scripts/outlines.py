"""Outlines of communes: polygons out of well-known binary, and their middle. Degrees count as equal, so near by."""

import struct
from collections.abc import Iterator, Sequence
from itertools import pairwise

Point = tuple[float, float]
"""Longitude and latitude."""
Ring = Sequence[Point]


def outer_rings(multipolygon: bytes) -> Iterator[Ring]:
    """The outer ring of each polygon of a MultiPolygon, little-endian."""
    (count,), at = struct.unpack_from("<I", multipolygon, 5), 9
    for _ in range(count):
        (inside,), at = struct.unpack_from("<I", multipolygon, at + 5), at + 9
        for number in range(inside):
            (points,), at = struct.unpack_from("<I", multipolygon, at), at + 4
            if number == 0:
                yield list(struct.iter_unpack("<dd", multipolygon[at : at + 16 * points]))
            at += 16 * points


def point(binary: bytes) -> Point:
    """A Point, little-endian."""
    longitude, latitude = struct.unpack_from("<dd", binary, 5)
    return longitude, latitude


def surrounds(rings: Sequence[Ring], where: Point, tolerance: float) -> bool:
    """Whether a point lies within the bounds of some ring, or nearly."""
    return any(
        all(
            min(one[axis] for one in ring) - tolerance <= where[axis] <= max(one[axis] for one in ring) + tolerance
            for axis in (0, 1)
        )
        for ring in rings
    )


def middle(rings: Sequence[Ring]) -> Point:
    """The centroid of the largest ring."""
    return max(map(_centroid, rings))[1]


def _centroid(ring: Ring) -> tuple[float, Point]:
    """The area, and the middle."""
    steps = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in pairwise(ring)]
    twice = sum(cross for *_, cross in steps)
    longitude, latitude = (sum((a[axis] + b[axis]) * cross for a, b, cross in steps) / (3 * twice) for axis in (0, 1))
    return abs(twice) / 2, (longitude, latitude)
