"""Why a time was refused, and what to offer instead. Pure: the second look after a statement that took nothing.

The order of the reasons is the order in which a person can do something about them: a wrong calendar before a
retired key, a time that is never offered before one that somebody else just took.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TypeGuard

from msgspec.structs import replace

from serment_kernel.errors import Refusal
from serment_platform.scheduling import availability
from serment_platform.scheduling.conditions import NONE, Conditions, around
from serment_platform.scheduling.errors import (
    BadStatement,
    BadStep,
    BeyondHorizon,
    ClassUnknown,
    EpochRetired,
    NotBegun,
    OutsideOpeningHours,
    QuotaReached,
    RangeTooLong,
    ScheduleUnknown,
    TimeTaken,
    TooLate,
    TooManyChanges,
)
from serment_platform.scheduling.starts import Starts
from serment_platform.scheduling.types import FreeDay, OfferedClass, Schedule, Stay

NEXT_TIMES = 3
MOST_DAYS = 400
"""The longest horizon of a publication, and as far as staff may book."""
STAFF_LOOK_BACK = timedelta(days=1)
TOKEN_LIFE = timedelta(days=36)
"""For how long a right can be spent at the most: five weeks, and a day for clocks."""
LARGEST = 2**31 - 1
"""Of a sequence, an epoch or a revision: what an integer column holds."""


MOST_CHANGES = 100
"""After which a patient may only cancel: every desk reads the whole chain of a visit, however long it is."""


def require_few_changes(sequence: int, state: str) -> None:
    """Raise `TooManyChanges` where a patient goes on changing a visit."""
    if sequence > MOST_CHANGES and state != "cancelled":
        raise TooManyChanges


def last_day(schedule: Schedule, now: datetime) -> date:
    """The last local day that can be booked online."""
    return availability.local_day(schedule.time_zone, now) + timedelta(days=schedule.horizon_days)


def seen_by(schedule: Schedule, offered: OfferedClass | None) -> Schedule:
    """The calendar as a class has it: its own notice, horizon and layer of opening hours."""
    if offered is None:
        return schedule
    return replace(
        schedule,
        notice_minutes=schedule.notice_minutes if offered.notice_minutes is None else offered.notice_minutes,
        horizon_days=offered.horizon_days or schedule.horizon_days,
        layer=offered.layer,
    )


def bookable(
    schedule: Schedule, days: Sequence[FreeDay], stay: Stay, now: datetime, also: Conditions = NONE
) -> list[tuple[date, list[datetime]]]:
    """Free starts by day, after the notice and before the horizon. `days` are in order; gaps are allowed."""
    return [(one.day, one.moments()) for one in starts(schedule, days, stay, now, also)]


def starts(
    schedule: Schedule, days: Sequence[FreeDay], stay: Stay, now: datetime, also: Conditions = NONE
) -> Iterator[Starts]:
    """The same as positions of each day, one day after the other for whoever needs no more."""
    earliest = now + timedelta(minutes=schedule.notice_minutes)
    last = last_day(schedule, now)
    for index, day in enumerate(days):
        if day.day > last:
            return
        bits = _starts_on(days, index, stay, schedule.step) if day.open else 0
        if bits and also is not NONE:
            bits &= also.starts(day.day, stay, staff=False)
        yield Starts(day.day, day.begins, availability.not_before(day.begins, earliest, bits))


def _starts_on(days: Sequence[FreeDay], index: int, stay: Stay, step: int) -> int:
    if availability.lies_within(days[index], stay):
        return availability.start_bits_within(days[index], stay, step)
    return availability.start_bits(around(days, index), stay, step)


def day_in_reach(day: date, now: datetime) -> date:
    """The day asked for, or one near it where calendars have nothing either."""
    today = now.date()
    return min(max(day, today - timedelta(days=MOST_DAYS)), today + timedelta(days=2 * MOST_DAYS))


def starts_of(days: Iterable[tuple[date, list[datetime]]]) -> list[datetime]:
    """All starts in a row."""
    return [start for _, starts in days for start in starts]


def require_in_reach(start: datetime, now: datetime, *, staff: bool) -> None:
    """Raise for a time that no calendar can hold: gone by, or more than a year ahead.

    Staff may still write down who came this morning.
    """
    if start < now - (STAFF_LOOK_BACK if staff else timedelta()):
        raise TooLate
    if start > now + timedelta(days=MOST_DAYS):
        raise BeyondHorizon


def require_near(start: datetime, until: datetime, now: datetime) -> None:
    """Raise for a stretch further away than any calendar is written or any absence lies."""
    reach = timedelta(days=2 * MOST_DAYS)
    if start < now - reach or until > now + reach:
        raise RangeTooLong


def require_not_begun(start: datetime, now: datetime) -> None:
    """Raise where a patient wants to change a visit that has begun: from then on it is the practice's word."""
    if start <= now:
        raise TooLate


def require_begun(state: str, start: datetime, now: datetime) -> None:
    """Raise where a visit is said to be missed while somebody can still come."""
    if state == "noshow" and start > now:
        raise NotBegun


def why_not_this_schedule(
    schedule: Schedule | None,
    offered: OfferedClass | None,
    practice: str,
    epoch: int,
    minutes: int,
    *,
    staff: bool,
    known_as: str = "",
) -> Refusal | None:
    """Whether the calendar, the key or the class was wrong."""
    if schedule is None or schedule.practice != practice or not schedule.offered:
        return ScheduleUnknown()
    if schedule.epoch != epoch:
        return EpochRetired(schedule.epoch)
    if not is_for(offered, known_as, staff=staff):
        return ClassUnknown()
    if offered.minutes != minutes:
        return BadStatement("duration")
    return None


def is_for(offered: OfferedClass | None, known_as: str, *, staff: bool) -> TypeGuard[OfferedClass]:
    """Whether such a visit is for whoever asks: somebody whom the practice knows as that, or its staff."""
    return offered is not None and (staff or offered.audience in {"public", known_as})


def why_not_here(schedule: Schedule | None, practice: str, epoch: int | None, *, offered: bool) -> Refusal | None:
    """Whether a visit could not be moved into this calendar; `epoch` is that of the desk key that signed."""
    if schedule is None or schedule.practice != practice:
        return ScheduleUnknown()
    if epoch is not None and schedule.epoch != epoch:
        return EpochRetired(schedule.epoch)
    if not schedule.offered:
        return ScheduleUnknown()
    return None if offered else ClassUnknown()


def why_not_this_time(
    schedule: Schedule,
    days: Sequence[FreeDay],
    start: datetime,
    stay: Stay,
    now: datetime,
    also: Conditions = NONE,
    *,
    staff: bool,
) -> Refusal:
    """Which rule the time broke; if none, somebody took it. `days` hold the day before, the wanted one and others."""
    if not staff:
        if start < now + timedelta(minutes=schedule.notice_minutes):
            return TooLate()
        if availability.local_day(schedule.time_zone, start) > last_day(schedule, now):
            return BeyondHorizon()
        refusal = _outside(schedule, days, start, stay.minutes)
        if refusal:
            return refusal
    first = availability.local_day(schedule.time_zone, start)
    found = [one for one in bookable(schedule, days, stay, now, also) if one[0] >= first]
    following = [one for one in starts_of(found) if one != start][:NEXT_TIMES]
    return QuotaReached(following) if first in also.full and not staff else TimeTaken(following)


def is_free(
    schedule: Schedule,
    days: Sequence[FreeDay],
    start: datetime,
    stay: Stay,
    now: datetime,
    also: Conditions = NONE,
    *,
    staff: bool,
) -> bool:
    """Whether the time could be had after all: what was in its way has changed meanwhile."""
    if not staff:
        return start in starts_of(bookable(schedule, days, stay, now, also))
    today = next((index for index, day in enumerate(days) if _holds(day, start)), None)
    if today is None:
        return False
    position = (start - days[today].begins) // availability.POSITION
    free = availability.room(around(days, today), stay) & also.starts(days[today].day, stay, staff=True)
    return bool(free >> position & 1)


def _outside(schedule: Schedule, days: Sequence[FreeDay], start: datetime, minutes: int) -> Refusal | None:
    today = next((index for index, day in enumerate(days) if _holds(day, start)), None)
    if today is None:
        return OutsideOpeningHours()
    day = days[today]
    position, length = (start - day.begins) // availability.POSITION, minutes // availability.MINUTES
    tomorrow = days[today + 1].open if today + 1 < len(days) else 0
    wanted = availability.mask(position, length)
    if wanted & ~(day.open | tomorrow << day.positions):
        return OutsideOpeningHours()
    if not availability.grid(day.open, schedule.step // availability.MINUTES) >> position & 1:
        return BadStep()
    return None


def _holds(day: FreeDay, moment: datetime) -> bool:
    return day.begins <= moment < day.begins + day.positions * availability.POSITION
