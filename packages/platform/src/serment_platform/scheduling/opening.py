"""From what is published of a calendar to its opening rules, and to what each of its classes may use. Pure.

Windows may be for some classes only. Classes that see the same windows share a *layer*; those that see all of
them need none, and are in layer 0, the whole. Most calendars have no other.
"""

from collections.abc import Sequence
from typing import NamedTuple

from serment_platform.scheduling.published import (
    Publication,
    PublishedHours,
    PublishedResource,
    PublishedSchedule,
    PublishedWindow,
    ServiceClass,
)
from serment_platform.scheduling.sense import windows_of
from serment_platform.scheduling.types import Cycle, DayException, OpeningRules, WeeklyWindow, Window

ALL_DAY = Window(0, 24 * 60)


class OfferedHere(NamedTuple):
    """A class as one calendar offers it."""

    published: ServiceClass
    layer: int


class Opening(NamedTuple):
    """When a calendar is open, and for what; the horizon is that of the class that reaches furthest."""

    rules: OpeningRules
    classes: tuple[OfferedHere, ...]
    horizon_days: int


def opening_of(publication: Publication, schedule: PublishedSchedule) -> Opening:
    """The rules of a calendar of this publication."""
    classes = [one for one in publication.classes if one.name in schedule.classes]
    windows = windows_of(schedule)
    seen = [tuple(window.admit(one) for window in windows) for one in classes]
    layers = [view for view in dict.fromkeys(seen) if not all(view)]
    rules = _Reader(layers, windows).rules(publication, schedule)
    offered = [OfferedHere(one, _layer(layers, view)) for one, view in zip(classes, seen, strict=True)]
    horizon = max((one.horizon_days or 0 for one in classes), default=0)
    return Opening(rules, tuple(offered), max(horizon, schedule.horizon_days))


def opening_of_room(publication: Publication, room: PublishedResource) -> OpeningRules:
    """When a room or a device may be used: at any time where nothing is said, on holidays as on other days."""
    if room.windows is None:
        weekly = tuple(WeeklyWindow(day, ALL_DAY) for day in range(1, 8))
    else:
        weekly = tuple(WeeklyWindow(one.weekday, _plain(one)) for one in room.windows)
    days = tuple(DayException(one.day, tuple(map(_plain, one.windows))) for one in room.exceptions)
    return OpeningRules(publication.time_zone, weekly, days)


def _plain(window: PublishedWindow) -> Window:
    return Window(_minutes(window.start), _minutes(window.end))


def _layer(layers: Sequence[tuple[bool, ...]], view: tuple[bool, ...]) -> int:
    return layers.index(view) + 1 if view in layers else 0


class _Reader:
    """Writes windows with the layers that see them."""

    def __init__(self, layers: Sequence[tuple[bool, ...]], windows: Sequence[PublishedWindow]) -> None:
        self._count = len(layers)
        self._seen = {
            id(window): tuple(layer + 1 for layer, view in enumerate(layers) if view[number])
            for number, window in enumerate(windows)
        }

    def rules(self, publication: Publication, schedule: PublishedSchedule) -> OpeningRules:
        return OpeningRules(
            zone=publication.time_zone,
            weekly=tuple(WeeklyWindow(one.weekday, self._window(one), one.weeks) for one in schedule.windows),
            exceptions=self._days(schedule.exceptions),
            extra=self._days(schedule.extra),
            cycle=Cycle(schedule.cycle.weeks, schedule.cycle.anchor) if schedule.cycle else None,
            region=publication.holidays or "",
            layers=self._count,
        )

    def _days(self, days: Sequence[PublishedHours]) -> tuple[DayException, ...]:
        return tuple(DayException(one.day, tuple(self._window(window) for window in one.windows)) for one in days)

    def _window(self, window: PublishedWindow) -> Window:
        layers = self._seen[id(window)]
        return Window(_minutes(window.start), _minutes(window.end), None if len(layers) == self._count else layers)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
