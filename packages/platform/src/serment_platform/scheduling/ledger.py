"""What is left of calendars, rooms and quotas while a plan is made: what one proposal takes, the next one finds gone.

Pure. Bits of five minutes in a row over all the days that are looked at, so that midnights are nothing special here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from serment_platform.scheduling import availability, rules
from serment_platform.scheduling.availability import MINUTES, POSITION, closed, fits, mask
from serment_platform.scheduling.types import FreeDay, Schedule, Span, Stay, Visit

ALWAYS = -1
"""Opening hours of what has none of its own."""


class Offered(NamedTuple):
    """A calendar as one class has it, its days, and of each need of the class the rooms or devices that would do."""

    service_class: str
    calendar: Schedule
    days: Sequence[FreeDay]
    needs: Sequence[Sequence[str]] = ()


class Quota(NamedTuple):
    """How many visits of a class, or of all (""), a calendar has at the most, and how many from which first day on."""

    schedule: str
    service_class: str
    per: str
    most: int
    counted: Mapping[date, int]

    def first_of(self, day: date) -> date:
        """The first day of the day or week in which a day counts."""
        return day - timedelta(days=day.weekday()) if self.per == "week" else day


class Practice(NamedTuple):
    """All that a plan may choose from."""

    offered: Sequence[Offered]
    rooms: Mapping[str, Sequence[FreeDay]]
    quotas: Sequence[Quota]

    def without(self, span: Span) -> "Practice":
        """The same once a calendar or a room is closed for a while."""
        offered = [
            one._replace(days=closed(one.days, span)) if one.calendar.schedule == span.schedule else one
            for one in self.offered
        ]
        rooms = {room: closed(days, span) if room == span.schedule else days for room, days in self.rooms.items()}
        return self._replace(offered=offered, rooms=rooms)


class Ledger:
    """Where visits could still go; a position is a number of five minutes since the first day began."""

    def __init__(self, practice: Practice, now: datetime) -> None:
        days = [day for one in practice.offered for day in one.days]
        self._now = now
        self._origin = min((day.begins for day in days), default=now)
        self._calendars = {one.calendar.schedule: self._lanes(one.days) for one in practice.offered}
        self._rooms = {room: self._lanes(days, self._opening(days)) for room, days in practice.rooms.items()}
        days_of = {one.calendar.schedule: one.days for one in practice.offered}
        self._quotas = [_Counts(each, self._periods(each, days_of.get(each.schedule, ()))) for each in practice.quotas]
        self._starts: dict[tuple[str, str, Stay], int] = {}

    def position(self, moment: datetime) -> int:
        """Of the five minutes in which a moment lies."""
        return (moment - self._origin) // POSITION

    def moment(self, position: int) -> datetime:
        """When these begin."""
        return self._origin + position * POSITION

    def between(self, first: datetime, last: datetime) -> int:
        """The positions from one moment to another, with both."""
        start = max(0, -((self._origin - first) // POSITION))
        return mask(start, max(0, self.position(last) + 1 - start))

    def left(self, visit: Visit, one: Offered) -> int:
        """Where this visit could begin in this calendar, as long as it is."""
        stay, schedule = visit.stay, one.calendar.schedule
        bits = self._offered(one, stay) & self._calendars[schedule].roomy(stay)
        for need in one.needs:
            bits &= self._roomy(need, stay)
        for counts in self._counts(visit, one):
            bits &= ~counts.full(_day(one, visit.start) if visit.schedule == schedule else None)
        return bits

    def take(self, visit: Visit, one: Offered, position: int) -> None:
        """A visit is put there."""
        schedule = one.calendar.schedule
        self._calendars[schedule].take(position, visit.stay)
        for need in one.needs:
            self._take_room(need, visit.stay, position)
        for counts in self._counts(visit, one):
            counts.add(_day(one, self.moment(position)), _day(one, visit.start) if visit.schedule == schedule else None)

    def leave(self, visit: Visit, one: Offered, room: str) -> bool:
        """Whether a visit could keep its time in another room than this; then it does."""
        needs = [need for need in one.needs if room in need]
        position = self.position(visit.start)
        if position < 0 or not all(self._roomy(need, visit.stay) >> position & 1 for need in needs):
            return False
        for need in needs:
            self._take_room(need, visit.stay, position)
        return True

    def _lanes(self, days: Sequence[FreeDay], opening: int = ALWAYS) -> "_Lanes":
        most = max((len(day.busy) for day in days), default=0)
        unused = [
            [(day.begins, ~day.busy[lane] & mask(0, day.positions)) for day in days if lane < len(day.busy)]
            for lane in range(most)
        ]
        return _Lanes([self._joined(lane) for lane in unused], opening)

    def _opening(self, days: Sequence[FreeDay]) -> int:
        return self._joined((day.begins, day.open) for day in days)

    def _joined(self, pieces: Iterable[tuple[datetime, int]]) -> int:
        bits = 0
        for begins, piece in pieces:
            place = self.position(begins)
            bits |= piece << place if place >= 0 else piece >> -place
        return bits

    def _offered(self, one: Offered, stay: Stay) -> int:
        """What the calendar itself allows, whoever else comes."""
        key = one.calendar.schedule, one.service_class, stay
        if key not in self._starts:
            days = rules.starts(one.calendar, one.days, stay, self._now)
            self._starts[key] = self._joined((each.begins, each.bits) for each in days)
        return self._starts[key]

    def _roomy(self, need: Sequence[str], stay: Stay) -> int:
        bits = 0
        for room in need:
            bits |= self._rooms[room].roomy(stay)
        return bits

    def _take_room(self, need: Sequence[str], stay: Stay, position: int) -> None:
        """The first of those that would do, as booking takes it."""
        found = next(room for room in sorted(need) if self._rooms[room].roomy(stay) >> position & 1)
        self._rooms[found].take(position, stay)

    def _counts(self, visit: Visit, one: Offered) -> list["_Counts"]:
        pairs = {(one.calendar.schedule, name) for name in ("", visit.service_class)}
        return [each for each in self._quotas if (each.quota.schedule, each.quota.service_class) in pairs]

    def _periods(self, quota: Quota, days: Sequence[FreeDay]) -> dict[date, int]:
        bits: dict[date, int] = defaultdict(int)
        for day in days:
            bits[quota.first_of(day.day)] |= self._joined([(day.begins, mask(0, day.positions))])
        return bits


class _Lanes:
    """What is unused of each lane of a calendar or a room."""

    def __init__(self, lanes: list[int], opening: int) -> None:
        self._lanes = lanes
        self._opening = opening
        self._known: dict[Stay, int] = {}

    def roomy(self, stay: Stay) -> int:
        """Where a visit may begin, and some lane has all that it takes."""
        if stay not in self._known:
            earlier, length = _extent(stay)
            bits = 0
            for lane in self._lanes:
                bits |= fits(lane, length)
            self._known[stay] = bits << earlier & fits(self._opening, stay.minutes // MINUTES)
        return self._known[stay]

    def take(self, position: int, stay: Stay) -> None:
        """The first lane that has it."""
        earlier, length = _extent(stay)
        wanted = mask(position - earlier, length)
        lane = next(number for number, unused in enumerate(self._lanes) if unused & wanted == wanted)
        self._lanes[lane] &= ~wanted
        self._known.clear()


class _Counts:
    """A quota while it is counted down. A visit that stays within its day or week is none more there."""

    def __init__(self, quota: Quota, periods: Mapping[date, int]) -> None:
        self.quota = quota
        self._periods = periods
        self._counted = dict(quota.counted)
        self._full = 0
        for first, visits in quota.counted.items():
            self._note(first, visits)

    def full(self, left: date | None) -> int:
        """Where nobody else may come who leaves this day of the calendar, or none."""
        own = self._periods.get(self.quota.first_of(left), 0) if left else 0
        return self._full & ~own

    def add(self, day: date, left: date | None) -> None:
        """Somebody comes on a day, who leaves another of the calendar, or none."""
        first = self.quota.first_of(day)
        if left is None or first != self.quota.first_of(left):
            self._counted[first] = self._counted.get(first, 0) + 1
            self._note(first, self._counted[first])

    def _note(self, first: date, visits: int) -> None:
        if visits >= self.quota.most:
            self._full |= self._periods.get(first, 0)


def _extent(stay: Stay) -> tuple[int, int]:
    """How much lies before a visit begins, and how much it takes in all."""
    return stay.before // MINUTES, (stay.before + stay.minutes + stay.after) // MINUTES


def _day(one: Offered, moment: datetime) -> date:
    return availability.local_day(one.calendar.time_zone, moment)
