"""Calendars for many people at little cost: a pool of opening hours and of ways to be busy, drawn from again and again.

What is busy is so by absences, each a row of its own, so that bits and rows agree as everywhere else.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

from serment_platform.scheduling.availability import WIDTH, days_of, mask
from serment_platform.scheduling.types import FreeDay, OpeningRules, WeeklyWindow, Window

ZONE = "Europe/Paris"
HORIZON = 30
MARGIN = 13
"""Written beyond the horizon: the platform wants seven days of it, and a population serves for six days more."""
KEPT = 2
PATTERNS = 64
MINUTES = {"SM54": 20, "40": 30, "70": 30, "50": 30, "60": 15, "SM42": 45, "93": 45, "91": 30, "80": 30}
USUAL_MINUTES = 20
MEAN_WAIT_DAYS = {"SM54": 2.0, "60": 1.0, "70": 4.0, "SM38": 25.0, "SM15": 25.0, "SM04": 20.0, "SM20": 15.0}
USUAL_WAIT_DAYS = 9.0
FIVE = timedelta(minutes=5)
HALF_DAYS = ((0, 156), (156, 300))
"""Positions of a morning and of an afternoon."""
LATER = 3
"""Half-days that are busy after the first free time."""
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""Of PostgreSQL's binary times."""


class Calendar(NamedTuple):
    """When somebody is open, and when away."""

    pattern: int
    minutes: int
    full_until: int
    """Days from the first one written until which nothing is free at all."""
    from_position: int
    """And on the day after these, until here."""
    half_days: tuple[tuple[int, int], ...]
    """Busy later: day and half."""


def draw_calendar(draw: Random, code: str) -> Calendar:
    """Hours, and how long one waits for somebody of this kind."""
    wait = int(draw.expovariate(1 / MEAN_WAIT_DAYS.get(code, USUAL_WAIT_DAYS)))
    full = min(KEPT + wait, KEPT + HORIZON + MARGIN)
    later = {(full + 1 + draw.randrange(10), draw.randrange(2)) for _ in range(LATER)}
    last = KEPT + HORIZON + MARGIN
    return Calendar(
        draw.randrange(PATTERNS),
        MINUTES.get(code, USUAL_MINUTES),
        full,
        draw.choice((0, 102, 114, 126, 138, 168, 180, 192)),
        tuple(sorted(each for each in later if each[0] <= last)),
    )


@cache
def hours(pattern: int) -> OpeningRules:
    """One of the pool."""
    draw = Random(pattern)  # noqa: S311 -- drawn hours, not secrets
    closed = draw.sample(range(1, 6), draw.choice((0, 1, 1, 2)))
    mornings = Window(draw.choice((480, 510, 540)), draw.choice((720, 735, 750)))
    afternoons = Window(draw.choice((810, 840)), draw.choice((1020, 1080, 1140)))
    weekly = [WeeklyWindow(day, each) for day in range(1, 6) if day not in closed for each in (mornings, afternoons)]
    saturday = [WeeklyWindow(6, mornings)] if draw.random() < 0.4 else []  # noqa: PLR2004
    return OpeningRules(ZONE, (*weekly, *saturday))


class Bits:
    """Rows of `scheduling.occupancy` as PostgreSQL's binary COPY has them, each kind of day made once."""

    def __init__(self, today: date) -> None:
        self.first = today - timedelta(days=KEPT)
        self.last = today + timedelta(days=HORIZON + MARGIN)
        self._days = [days_of(hours(pattern), self.first, self.last) for pattern in range(PATTERNS)]
        self._tails: dict[tuple[int, int, int], bytes] = {}

    def rows(self, schedule: bytes, calendar: Calendar) -> bytes:
        """The days of a calendar."""
        head = b"\x00\x06\x00\x00\x00\x10" + schedule
        return b"".join([head + self._tail(calendar, number) for number in range(len(self._days[0]))])

    def absences(self, calendar: Calendar) -> list[tuple[datetime, datetime]]:
        """What makes it busy."""
        days = self._days[calendar.pattern]
        found = [(days[day].begins + low * FIVE, _end(days[day], high)) for day, low, high in self._half_days(calendar)]
        if calendar.full_until < len(days):
            until = days[calendar.full_until].begins + calendar.from_position * FIVE
        else:
            until = _end(days[-1], WIDTH)
        return [(days[0].begins, until), *found]

    def _tail(self, calendar: Calendar, number: int) -> bytes:
        busy = self._busy(calendar, number)
        key = (calendar.pattern, number, busy)
        tail = self._tails.get(key)
        if tail is None:
            tail = self._tails[key] = _tail(self._days[calendar.pattern][number], busy)
        return tail

    def _busy(self, calendar: Calendar, number: int) -> int:
        whole = mask(0, self._days[calendar.pattern][number].positions)
        if number < calendar.full_until:
            return whole
        busy = mask(0, calendar.from_position) if number == calendar.full_until else 0
        for day, low, high in self._half_days(calendar):
            if day == number:
                busy |= mask(low, high - low) & whole
        return busy

    def _half_days(self, calendar: Calendar) -> list[tuple[int, int, int]]:
        return [(day, *HALF_DAYS[half]) for day, half in calendar.half_days]


def _end(day: FreeDay, position: int) -> datetime:
    return day.begins + min(position, day.positions) * FIVE


def _tail(day: FreeDay, busy: int) -> bytes:
    """All of a row but its schedule: day, beginning, positions, open, busy."""
    return b"".join(
        _sized(value)
        for value in (
            (day.day - EPOCH.date()).days.to_bytes(4, signed=True),
            ((day.begins - EPOCH) // timedelta(microseconds=1)).to_bytes(8, signed=True),
            day.positions.to_bytes(2),
            _bits(day.open),
            _bits(busy),
        )
    )


def _sized(value: bytes) -> bytes:
    return len(value).to_bytes(4) + value


def _bits(bits: int) -> bytes:
    """A bit(300): its length, and the bits from the first position on, filled up to whole bytes."""
    text = format(bits, f"0{WIDTH}b")[::-1]
    whole = -(-WIDTH // 8)
    return WIDTH.to_bytes(4) + (int(text, 2) << (whole * 8 - WIDTH)).to_bytes(whole)
