"""From opening hours to free starts: pure, and in whole numbers of five minutes of *elapsed* time.

A local day is a row of positions, counted from the instant of its local midnight: 288 of them on an ordinary
day, 276 or 300 on the two days the clocks change. A position is open when the clock on the wall then lies in a
window. So nothing below this module knows about clock changes. Bits are Python integers, bit `n` for position
`n`; `bit_string` writes them for PostgreSQL, position 0 first.

A visit may begin every `step` minutes, counted from the beginning of each unbroken stretch of opening (which
midnight breaks), so that a morning opened at 8:30 with a step of 20 begins at 8:30, 8:50, 9:10.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from serment_platform.scheduling.holidays import is_holiday
from serment_platform.scheduling.types import Cycle, DayException, FreeDay, LayerDay, OpeningRules, Span, Stay, Window

MINUTES = 5
POSITION = timedelta(minutes=MINUTES)
WIDTH = 300
"""The most positions a day can have: 25 hours."""


class Stretch(NamedTuple):
    """Positions in a row during which the clock on the wall runs evenly."""

    position: int
    minute: int
    length: int


def begins(zone: str, day: date) -> datetime:
    """The instant of local midnight; where the clocks jump over it, the instant they jump."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def positions(zone: str, day: date) -> int:
    """How many steps of five minutes the local day lasts."""
    return (begins(zone, day + timedelta(days=1)) - begins(zone, day)) // POSITION


def local_day(zone: str, moment: datetime) -> date:
    """The day on the calendar on the wall."""
    return moment.astimezone(ZoneInfo(zone)).date()


@lru_cache(maxsize=4096)
def stretches(zone: str, day: date) -> tuple[Stretch, ...]:
    """The day cut where its clock jumps: one piece on an ordinary day, two when the clocks change."""
    midnight, tz = begins(zone, day), ZoneInfo(zone)
    pieces: list[Stretch] = []
    for position in range(positions(zone, day)):
        wall = (midnight + position * POSITION).astimezone(tz)
        minute = wall.hour * 60 + wall.minute
        if pieces and minute == pieces[-1].minute + pieces[-1].length * MINUTES:
            pieces[-1] = pieces[-1]._replace(length=pieces[-1].length + 1)
        else:
            pieces.append(Stretch(position, minute, 1))
    return tuple(pieces)


def mask(position: int, length: int) -> int:
    """`length` bits from `position` on."""
    return ((1 << length) - 1) << position


def open_bits(rules: OpeningRules, day: date, layer: int = 0) -> int:
    """When the practice is open on this day; in a layer, for the classes that see it. Layer 0 is the whole."""
    bits = 0
    for window in windows_on(rules, day):
        if layer and window.layers is not None and layer not in window.layers:
            continue
        for stretch in stretches(rules.zone, day):
            bits |= _within(window, stretch)
    return bits


def windows_on(rules: OpeningRules, day: date) -> tuple[Window, ...]:
    """The windows that hold on this day: its exception or its weekday's, unless it is a holiday, and extra ones."""
    replaced = _dated(rules.exceptions, day)
    if replaced is None:
        replaced = () if is_holiday(rules.region, day) else _weekly(rules, day)
    return replaced + (_dated(rules.extra, day) or ())


def _dated(days: Sequence[DayException], day: date) -> tuple[Window, ...] | None:
    return next((one.windows for one in days if one.day == day), None)


def _weekly(rules: OpeningRules, day: date) -> tuple[Window, ...]:
    week = week_of(rules.cycle, day)
    return tuple(
        weekly.window
        for weekly in rules.weekly
        if weekly.weekday == day.isoweekday() and (weekly.weeks is None or week in weekly.weeks)
    )


def week_of(cycle: Cycle | None, day: date) -> int:
    """Which week of the cycle a day lies in; weeks begin on Monday, whatever the year."""
    if cycle is None:
        return 1
    return (_monday(day) - _monday(cycle.anchor)).days // 7 % cycle.weeks + 1


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _within(window: Window, stretch: Stretch) -> int:
    first = max(0, -(-(window.start - stretch.minute) // MINUTES))
    last = min(stretch.length, (window.end - stretch.minute) // MINUTES)
    return mask(stretch.position + first, last - first) if last > first else 0


def runs(bits: int) -> Iterator[tuple[int, int]]:
    """Unbroken runs of set bits, as (first position, length)."""
    position = 0
    while bits:
        gap = (bits & -bits).bit_length() - 1
        bits >>= gap
        length = (~bits & (bits + 1)).bit_length() - 1
        yield position + gap, length
        position += gap + length
        bits >>= length


@lru_cache(maxsize=4096)
def grid(open_: int, step: int) -> int:
    """Positions at which a visit may begin if nothing is in its way; `step` in positions."""
    bits = 0
    for first, length in runs(open_):
        for position in range(first, first + length, step):
            bits |= 1 << position
    return bits


def fits(free: int, length: int) -> int:
    """Positions from which `length` positions in a row are free."""
    for shift in _shifts(length):
        free &= free >> shift
    return free


@cache
def _shifts(length: int) -> tuple[int, ...]:
    """What is covered doubles with each."""
    shifts: list[int] = []
    covered = 1
    while covered < length:
        shifts.append(min(covered, length - covered))
        covered += shifts[-1]
    return tuple(shifts)


class Around(NamedTuple):
    """A day between its neighbours, as far as they are written."""

    before: FreeDay | None
    day: FreeDay
    after: FreeDay | None


def free_starts(around: Around, stay: Stay, step: int, allowed: int = (1 << WIDTH) - 1) -> list[datetime]:
    """When such a visit may begin on this day: open as long as it lasts, at a step, a place for all it takes; and at
    no other position than is allowed.
    """
    return moments(around.day.begins, start_bits(around, stay, step, allowed))


def start_bits(around: Around, stay: Stay, step: int, allowed: int = (1 << WIDTH) - 1) -> int:
    """The same as positions of the day."""
    day = around.day
    open_ = day.open | (around.after.open << day.positions if around.after else 0)
    return fits(open_, stay.minutes // MINUTES) & grid(day.open, step // MINUTES) & room(around, stay) & allowed


def lies_within(day: FreeDay, stay: Stay) -> bool:
    """Whether no such visit, nor what lies around it, can reach into another day, as on nearly all of them."""
    last = day.open.bit_length()
    return (
        last < day.positions
        and last + stay.after // MINUTES <= day.positions
        and not day.open & mask(0, stay.before // MINUTES)
    )


def start_bits_within(day: FreeDay, stay: Stay, step: int) -> int:
    """The same as `start_bits` for a day that it all lies within."""
    length, earlier = (stay.before + stay.minutes + stay.after) // MINUTES, stay.before // MINUTES
    whole, roomy = mask(0, day.positions), 0
    for busy in day.busy:
        roomy |= fits(whole & ~busy, length)
    return _offered(day.open, stay.minutes // MINUTES, step // MINUTES) & roomy << earlier


@lru_cache(maxsize=4096)
def _offered(open_: int, length: int, step: int) -> int:
    """Hours are the same on most days."""
    return fits(open_, length) & grid(open_, step)


def moments(begins: datetime, bits: int) -> list[datetime]:
    """The instants of positions, counted from this one."""
    return [begins + position * POSITION for position in set_positions(bits)]


def not_before(begins: datetime, earliest: datetime, bits: int) -> int:
    """Of these positions those that are not before an instant."""
    if begins >= earliest:
        return bits
    gone = -((begins - earliest) // POSITION)
    return bits >> gone << gone


def room(around: Around, stay: Stay) -> int:
    """Positions of the day from which some lane is free for the visit and what lies around it, open or not."""
    length, earlier = (stay.before + stay.minutes + stay.after) // MINUTES, stay.before // MINUTES
    written = [each for each in around if each is not None]
    back = around.before.positions if around.before else 0
    bits = 0
    for lane in range(len(around.day.busy)):
        bits |= fits(_unused(written, lane), length) << earlier >> back
    return bits & mask(0, around.day.positions)


def _unused(days: Sequence[FreeDay], lane: int) -> int:
    free, shift = 0, 0
    for day in days:
        free |= (~day.busy[lane] & mask(0, day.positions)) << shift
        shift += day.positions
    return free


def set_positions(bits: int) -> Iterator[int]:
    """The positions of the set bits, in order."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


def days_of(rules: OpeningRules, first: date, last: date) -> list[FreeDay]:
    """The days from one to another with their opening hours; what is busy is not said here."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [
        FreeDay(day, begins(rules.zone, day), positions(rules.zone, day), open_bits(rules, day), busy=(0,))
        for day in days
    ]


def layers_of(rules: OpeningRules, first: date, last: date) -> list[LayerDay]:
    """The same days as layers see them, where there are any."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [LayerDay(day, layer, open_bits(rules, day, layer)) for day in days for layer in range(1, rules.layers + 1)]


def closed(days: Sequence[FreeDay], span: Span) -> list[FreeDay]:
    """The days as they will be once their calendar is closed for a while, in every lane."""
    return [replace(day, busy=tuple(lane | _part(day, span) for lane in day.busy)) for day in days]


def _part(day: FreeDay, span: Span) -> int:
    first = max(0, (span.start - day.begins) // POSITION)
    last = min(day.positions, -((day.begins - span.until) // POSITION))
    return mask(first, last - first) if last > first else 0


def bit_string(bits: int) -> str:
    """The bits as PostgreSQL's bit(300) writes them, position 0 first."""
    return format(bits, f"0{WIDTH}b")[::-1]


def from_bit_string(text: str) -> int:
    """The bits of a PostgreSQL bit(300)."""
    return int(text[::-1], 2)


_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def mirrored(data: bytes) -> bytes:
    """Bits as they travel from PostgreSQL, of each byte the highest first, in the order of Python's little end."""
    return data.translate(_MIRRORED)
