"""Ordering and paging of a search, and what to propose when it finds nobody. Pure.

The order is total: equal ones stand by their id, so that a page does not change while somebody turns to the next.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from math import cos, radians

from serment_platform.directory.places import distance_km
from serment_platform.directory.types import Candidate, Found, Sort

PAGE = 10
RADII = (5, 10, 20, 50, 100, 200)
NOWHERE = -1.0
_NEVER = datetime.max.replace(tzinfo=UTC)
_KM_PER_DEGREE = 111.0

Point = tuple[float, float]
Box = tuple[float, float, float, float]


def box(origin: Point, radius_km: float) -> Box:
    """South, north, west, east: a rectangle that holds the circle, for an index to look in."""
    height = radius_km / _KM_PER_DEGREE
    width = height / max(0.01, cos(radians(abs(origin[0]) + height)))
    return origin[0] - height, origin[0] + height, origin[1] - width, origin[1] + width


def within(candidates: Sequence[Candidate], origin: Point | None, radius_km: float) -> list[tuple[Candidate, float]]:
    """The candidates in the circle, each with its distance; all of them, at no distance, without a place."""
    if origin is None:
        return [(one, NOWHERE) for one in candidates]
    measured = [(one, distance_km(origin, (one.latitude, one.longitude))) for one in candidates]
    return [(one, km) for one, km in measured if km <= radius_km]


def in_order(
    near: Sequence[tuple[Candidate, float]], free: Mapping[tuple[str, str], datetime], sort: Sort
) -> list[Found]:
    """Soonest first, or nearest first; who has no free time stands last in the first case."""
    found = [
        Found(one.practitioner, one.schedule, one.service_class, km, free.get((one.schedule, one.service_class)))
        for one, km in near
    ]

    def soonest(one: Found) -> tuple[datetime, float, str]:
        return one.next or _NEVER, one.distance_km, one.practitioner

    def nearest(one: Found) -> tuple[float, datetime, str]:
        return one.distance_km, one.next or _NEVER, one.practitioner

    return sorted(found, key=soonest if sort == "soonest" else nearest)


def page_of(found: Sequence[Found], page: int) -> list[Found]:
    """Ten of them; pages count from one."""
    return list(found[(page - 1) * PAGE : page * PAGE])


def pages(total: int) -> int:
    """How many pages there are; one, if empty, for nothing at all."""
    return max(1, -(-total // PAGE))


def wider(radius_km: int) -> list[int]:
    """Radii worth trying when this one holds nobody."""
    return [radius for radius in RADII if radius > radius_km]
