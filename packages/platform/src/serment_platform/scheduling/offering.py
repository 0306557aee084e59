"""Who in a line is offered what became free: whoever came first among all who can use it, and once for all of a week.

What frees time, a room or a place within a quota leaves word of it in its own transaction, and nobody else takes it
until the line was asked. Calendars that share rooms have one line here, or whoever waits for the one would pass by
those who came before them for the other.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, time, timedelta
from secrets import token_hex
from typing import NamedTuple
from zoneinfo import ZoneInfo

from serment_kernel.database import Tx
from serment_platform.scheduling import availability, calendars, free_times, holds_store, places, rules, store
from serment_platform.scheduling.availability import POSITION
from serment_platform.scheduling.conditions import DAY
from serment_platform.scheduling.holds_store import Freed, FreedDays, FreedQuota, Held, Passed, Waiting
from serment_platform.scheduling.places import Pair
from serment_platform.scheduling.types import Schedule, Stay

OFFER = timedelta(minutes=30)
WAKING = time(8), time(21)
"""Between which an offer runs; one that is made at night waits until the morning."""
ID_BYTES = 16

Steps = frozenset[int]
"""Of five minutes each, counted from 1970."""


class Candidate(NamedTuple):
    """A time that is free for a class, and still can be booked when an offer ends."""

    calendar: Schedule
    service_class: str
    start: datetime
    takes: Steps
    rooms: Sequence[str]

    @property
    def local(self) -> datetime:
        """When it is on the wall there."""
        return self.start.astimezone(ZoneInfo(self.calendar.time_zone))


class Left:
    """What became free and was offered to nobody yet. What was free before is anybody's."""

    def __init__(self, freed: Sequence[Freed], quotas: Sequence[FreedQuota]) -> None:
        self._steps: defaultdict[str, Counter[int]] = defaultdict(Counter)
        self._quotas = quotas
        for one in freed:
            first = _step(one.begins)
            self._steps[one.schedule].update(first + place for place, bit in enumerate(one.bits) if bit == "1")

    def __bool__(self) -> bool:
        """Whether there is anything; a quota is asked after until it is full."""
        return bool(self._quotas) or any(self._steps.values())

    def within(self, one: Candidate) -> int:
        """How many steps of a time became free, in its calendar or a room for it; all where a quota has room again."""
        if any(_is_of(quota, one) for quota in self._quotas):
            return len(one.takes)
        found = (self._steps[where].keys() & one.takes for where in (one.calendar.schedule, *one.rooms))
        return len(frozenset[int]().union(*found))

    def was_refused_by(self, entry: str, passed: AbstractSet[Passed]) -> bool:
        """Whether somebody let a time pass where a quota has room again: others come before they get another."""
        return any(
            one.entry == entry and one.schedule == quota.schedule and quota.first <= one.start.date() <= quota.last
            for quota in self._quotas
            for one in passed
        )

    def take(self, one: Candidate, rooms: Sequence[str]) -> None:
        """That time was offered, in these rooms."""
        for where in (one.calendar.schedule, *rooms):
            self._steps[where] -= Counter(one.takes)


def _is_of(quota: FreedQuota, one: Candidate) -> bool:
    mine = quota.schedule == one.calendar.schedule and quota.service_class in {"", one.service_class}
    return mine and quota.first <= one.local.date() <= quota.last


def offer_ends(zone: str, now: datetime) -> datetime:
    """Until when an offer made now is kept."""
    local = now.replace(second=0, microsecond=0).astimezone(ZoneInfo(zone))
    opens, closes = WAKING
    if local.time() >= closes:
        local = datetime.combine(local.date() + timedelta(days=1), opens, local.tzinfo)
    elif local.time() < opens:
        local = datetime.combine(local.date(), opens, local.tzinfo)
    return local.astimezone(now.tzinfo) + OFFER


async def offer_one(tx: Tx, practice: str | None, now: datetime) -> bool:
    """Offer what became free in one week of a calendar, with those that share its rooms; false where there is none."""
    span = await holds_store.freed_span(tx, practice)
    if span is None:
        return False
    together = sorted({span.schedule, *await places.sharing(tx, span.schedule)})
    for each in together:
        await store.hold_schedule(tx, each)
    rooms = await places.rooms_of(tx, together)
    await store.lock_days(tx, sorted({*together, *rooms}), span.first - DAY, span.last + DAY)
    # Whoever may take a room of this calendar is among them; of other rooms that need not be so.
    whole = [*together, *await places.rooms_of(tx, [span.schedule])]
    freed = await holds_store.take_freed(tx, whole, span.first, span.last)
    left = Left(freed, await holds_store.take_freed_quotas(tx, together, span.first, span.last))
    if left:
        await _offer(tx, span, together, left, now)
    return True


async def _offer(tx: Tx, span: FreedDays, schedules: Sequence[str], left: Left, now: datetime) -> None:
    passed = await holds_store.passed(tx, schedules, span.first, span.last)
    asked = _Asked(tx, span, schedules, passed, now)
    line = await holds_store.in_line(tx, schedules, span.first, span.last)
    for waiting in sorted(line, key=lambda one: left.was_refused_by(one.entry, passed)):
        if not left:
            return
        best = await asked.best_for(waiting, left)
        if best is None:
            continue
        expires = offer_ends(best.calendar.time_zone, now)
        held = Held(token_hex(ID_BYTES), best.calendar.schedule, best.start, best.service_class, expires)
        if await holds_store.offer(tx, waiting.entry, held, now):
            left.take(best, await holds_store.rooms_held(tx, held.hold) if best.rooms else [])
            asked.forget()


class _Asked:
    """Free times of some days of some calendars, looked up once between two offers."""

    def __init__(
        self, tx: Tx, span: FreedDays, schedules: Sequence[str], passed: AbstractSet[Passed], now: datetime
    ) -> None:
        self._tx, self._span, self._schedules, self._passed, self._now = tx, span, schedules, passed, now
        self._known: dict[Pair, list[Candidate]] = {}

    def forget(self) -> None:
        """Something was taken."""
        self._known.clear()

    async def best_for(self, waiting: Waiting, left: Left) -> Candidate | None:
        """What suits somebody and became free, the whole of it rather than a part, the soonest."""
        found = [
            one
            for schedule in sorted(set(waiting.schedules) & set(self._schedules))
            for one in await self._candidates((schedule, waiting.service_class))
            if left.within(one)
            and Passed(waiting.entry, schedule, one.start) not in self._passed
            and _suits(waiting, one)
        ]
        return min(found, key=lambda one: (-left.within(one), one.start), default=None)

    async def _candidates(self, pair: Pair) -> list[Candidate]:
        if pair not in self._known:
            self._known[pair] = await self._look_up(pair)
        return self._known[pair]

    async def _look_up(self, pair: Pair) -> list[Candidate]:
        schedule, name = pair
        calendar = await calendars.find_schedule(self._tx, schedule)
        offered = await calendars.find_class(self._tx, schedule, name)
        if calendar is None or offered is None:
            return []
        days = (self._span.last - self._span.first).days + 1
        found = await free_times.free_times(self._tx, [pair], self._span.first, days, self._now)
        notice = timedelta(minutes=rules.seen_by(calendar, offered).notice_minutes)
        earliest = offer_ends(calendar.time_zone, self._now) + notice
        starts = [start for one in found for start in rules.starts_of(one.days) if start >= earliest]
        rooms = await places.rooms_for(self._tx, pair)
        return [Candidate(calendar, name, start, _takes(start, offered.stay), rooms) for start in starts]


def _step(moment: datetime) -> int:
    return int(moment.timestamp()) // POSITION.seconds


def _takes(start: datetime, stay: Stay) -> Steps:
    first = _step(start - timedelta(minutes=stay.before))
    return frozenset(range(first, first + (stay.before + stay.minutes + stay.after) // availability.MINUTES))


def _suits(waiting: Waiting, one: Candidate) -> bool:
    """Whether they said that they could come then."""
    minute = one.local.hour * 60 + one.local.minute
    return waiting.first <= one.local.date() <= waiting.last and waiting.from_minute <= minute < waiting.until_minute
