"""Values of the scheduling room. Times are aware and UTC; of a person they say only when and how long."""

from datetime import date, datetime
from typing import NewType

import msgspec

AppointmentId = NewType("AppointmentId", str)
"""64 hex digits: the hash of the manage key."""
ScheduleId = NewType("ScheduleId", str)
"""32 hex digits."""


class Window(msgspec.Struct, frozen=True):
    """From one time on the wall to another, in minutes since midnight."""

    start: int
    end: int


class WeeklyWindow(msgspec.Struct, frozen=True):
    """A window of every week; Monday is 1."""

    weekday: int
    window: Window


class DayException(msgspec.Struct, frozen=True):
    """What holds on one day instead of its weekday; no window at all means closed."""

    day: date
    windows: tuple[Window, ...]


class OpeningRules(msgspec.Struct, frozen=True):
    """When a schedule is open."""

    zone: str
    weekly: tuple[WeeklyWindow, ...] = ()
    exceptions: tuple[DayException, ...] = ()


class FreeDay(msgspec.Struct, frozen=True):
    """One local day of a schedule: its first instant, its length in positions, and its bits."""

    day: date
    begins: datetime
    positions: int
    open: int
    busy: int
