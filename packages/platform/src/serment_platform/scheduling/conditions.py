"""What a visit takes beside its practitioner's time: rooms and devices, and its place within a quota. Pure.

A class that needs none of it has no conditions, and nothing here is asked for it.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from serment_platform.scheduling.availability import MINUTES, WIDTH, Around, fits, mask, room
from serment_platform.scheduling.types import FreeDay, Stay

DAY = timedelta(days=1)
ANYWHERE = mask(0, WIDTH)


class Conditions(NamedTuple):
    """For each need the days of every room that would do; and the days whose quota is reached."""

    needs: tuple[tuple[Sequence[FreeDay], ...], ...] = ()
    full: frozenset[date] = frozenset()

    def starts(self, day: date, stay: Stay, *, staff: bool) -> int:
        """Positions of a day at which nothing of this is in the way; staff pass by opening hours and quotas."""
        if not staff and day in self.full:
            return 0
        bits = ANYWHERE
        for rooms in self.needs:
            any_room = 0
            for days in rooms:
                any_room |= _starts_in(days, day, stay, staff=staff)
            bits &= any_room
        return bits


NONE = Conditions()


def around(days: Sequence[FreeDay], index: int) -> Around:
    """A day and those beside it; gaps are allowed."""
    day = days[index]
    before = days[index - 1] if index and days[index - 1].day + DAY == day.day else None
    after = days[index + 1] if index + 1 < len(days) and days[index + 1].day == day.day + DAY else None
    return Around(before, day, after)


def _starts_in(days: Sequence[FreeDay], day: date, stay: Stay, *, staff: bool) -> int:
    index = next((index for index, each in enumerate(days) if each.day == day), None)
    if index is None:
        return 0
    found = around(days, index)
    bits = room(found, stay)
    if staff:
        return bits
    open_ = found.day.open | (found.after.open << found.day.positions if found.after else 0)
    return bits & fits(open_, stay.minutes // MINUTES)
