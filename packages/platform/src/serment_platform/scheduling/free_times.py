"""Free times of many schedules at once, true at the moment of the answer: bits in one query, starts in integers."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import msgspec
from psycopg import sql

from serment_kernel.database import Tx
from serment_platform.scheduling import availability, calendars, places, rules
from serment_platform.scheduling.calendars import layers_between
from serment_platform.scheduling.conditions import DAY, NONE, Conditions
from serment_platform.scheduling.starts import Starts, first_of
from serment_platform.scheduling.types import FreeDay, FreeTimes, Schedule, Stay

Wanted = tuple[str, str]
"""A schedule and a service class."""

SHOWN_TO_EVERYBODY = ("public", "staff")

FIRST_LOOK = 4
"""Days fetched per schedule from the first with room, in search of the next free start: nearly always it is there."""
LOOK_FURTHER = (30, 1000)
ENDLESS = 100_000
LONGEST = timedelta(hours=12)
"""No visit takes longer, with what lies after it."""
UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class Asker(NamedTuple):
    """Who wants to see times: everybody, or the staff of a practice, who sees all of its own."""

    practice: str = ""
    audience: str = ""
    """Of which people beside everybody they say to be. To look proves nothing: a word that was shown for each look
    would tell which looks, and which booking, are one person's."""

    def may_see(self, audience: str, practice: str) -> bool:
        """Whether times of this audience at this practice are shown.

        Times kept for staff are shown to everybody: a patient whom the practice booked there may move the visit.
        """
        return audience in {*SHOWN_TO_EVERYBODY, self.audience} or practice == self.practice


EVERYBODY = Asker()


class _Offer(msgspec.Struct, frozen=True):
    schedule: str
    service_class: str
    practice: str
    epoch: int
    time_zone: str
    step: int
    notice_minutes: int
    horizon_days: int
    minutes: int
    before: int
    after: int
    layer: int
    conditioned: bool
    audience: str

    @property
    def stay(self) -> Stay:
        return Stay(self.minutes, self.before, self.after)

    def calendar(self) -> Schedule:
        return Schedule(
            self.schedule,
            self.practice,
            self.epoch,
            self.time_zone,
            self.step,
            self.notice_minutes,
            self.horizon_days,
            offered=True,
            layer=self.layer,
        )

    def endless(self) -> Schedule:
        """The same with no horizon."""
        return msgspec.structs.replace(self.calendar(), horizon_days=ENDLESS)


class Question(NamedTuple):
    """A calendar and a class, and the days that are asked for with those beside them."""

    schedule: str
    service_class: str
    first: date
    last: date


class Seen(NamedTuple):
    """What a calendar offers, and its days."""

    offer: _Offer
    days: list[FreeDay]

    @property
    def pair(self) -> Wanted:
        """What it was asked about."""
        return (self.offer.schedule, self.offer.service_class)

    @property
    def is_plain(self) -> bool:
        """Whether nothing else has a say: no layer of opening hours, no room, no quota."""
        return not self.offer.layer and not self.offer.conditioned


class Opened(NamedTuple):
    """What a calendar offers, its days as far as they are in hand, and what else has a say on them."""

    offer: _Offer
    days: Sequence[FreeDay]
    also: Conditions

    def first_start(self, first: date, now: datetime) -> datetime | None:
        """The first free start from that day on, whatever the horizon."""
        free = rules.starts(self.offer.endless(), self.days, self.offer.stay, now, self.also)
        return first_of(one for one in free if one.day >= first)

    def starts(self, first: date, last: date, now: datetime) -> list[Starts]:
        """The free starts of those of these days that are in hand."""
        found = rules.starts(self.offer.calendar(), self.days, self.offer.stay, now, self.also)
        return [day for day in found if first <= day.day <= last]


class Shown(NamedTuple):
    """Free starts of one schedule for one class, by day, and the first at all."""

    schedule: str
    service_class: str
    days: list[Starts]
    next: datetime | None

    def in_moments(self) -> FreeTimes:
        """The same with every start as a moment."""
        days = [(one.day, one.moments()) for one in self.days]
        return FreeTimes(self.schedule, self.service_class, days, self.next)


def questions(wanted: Sequence[Wanted], first: date, days: int) -> list[Question]:
    """What is to be asked about these."""
    return [Question(*pair, first - DAY, first + timedelta(days=days)) for pair in wanted]


async def look(tx: Tx, asked: Sequence[Question]) -> list[Seen | None]:
    """What is seen of each, by one statement; none where nothing is offered."""
    cursor = tx.cursor(binary=True)
    await cursor.execute(
        _LOOK,
        [
            calendars.ids([one.schedule for one in asked]),
            [one.service_class for one in asked],
            calendars.days([one.first for one in asked]),
            calendars.days([one.last for one in asked]),
        ],
    )
    seen: list[Seen | None] = [None] * len(asked)
    for place, packed, *offer in await cursor.fetchall():
        seen[place - 1] = Seen(_Offer(*offer), calendars.unpacked_days(packed or b""))
    return seen


async def opened(tx: Tx, asked: Sequence[Question]) -> list[tuple[str, Schedule, list[FreeDay]]]:
    """Of those that are offered: the class, the calendar as it has it, and its days."""
    seen = [one for one in await look(tx, asked) if one]
    first, last = min(one.first for one in asked), max(one.last for one in asked)
    as_seen = [one.offer.calendar() for one in seen]
    layers = await layers_between(tx, as_seen, first, last)
    return [
        (one.offer.service_class, calendar, layers.of(calendar, one.days))
        for one, calendar in zip(seen, as_seen, strict=True)
    ]


class Room(NamedTuple):
    """Where room is sought: from a day on, and how many days are wanted from the first that has any; and those up to a
    day in any case.
    """

    schedule: str
    service_class: str
    first: date
    days: int
    last: date = date.min


def plainly(asked: Sequence[Question], seen: Sequence[Seen | None], now: datetime, asker: Asker | None) -> list[Shown]:
    """The answer where nothing else has a say; who is not free on these days is free first nobody knows when."""
    return [
        _shown(question, Opened(one.offer, one.days, NONE), now)
        for question, one in zip(asked, seen, strict=True)
        if one and _may_see(asker, one.offer)
    ]


async def first_start(
    offer: _Offer, first: date, now: datetime, look_further: Callable[[Room], Awaitable[Seen | None]]
) -> datetime | None:
    """The first free start from that day on, where nothing else has a say."""
    for days in (FIRST_LOOK, *LOOK_FURTHER):
        seen = await look_further(Room(offer.schedule, offer.service_class, first, days))
        if seen is None:
            return None
        opened = Opened(seen.offer, seen.days, NONE)
        if start := opened.first_start(first, now):
            return _remembered(opened, start, now).start
    return None


async def shown(
    tx: Tx,
    wanted: Sequence[Wanted],
    first: date,
    days: int,
    now: datetime,
    asker: Asker | None = None,
) -> list[Shown]:
    """Free starts by day for each that exists, in the order asked, and the first free one from `first` on.

    Without an asker it is the room itself that wants to know.
    """
    if not wanted:
        return []
    asked = questions(wanted, first, days)
    seen = [one if one and _may_see(asker, one.offer) else None for one in await look(tx, asked)]
    opened = await _opened(tx, [one for one in seen if one], first - DAY, asked[0].last)
    answer = [_shown(question, opened[question[:2]], now) for question in asked if question[:2] in opened]
    missing = [(one.schedule, one.service_class) for one in answer if one.next is None]
    later = await next_free(tx, missing, first, now) if missing else {}
    return [one._replace(next=one.next or later.get((one.schedule, one.service_class))) for one in answer]


async def free_times(
    tx: Tx, wanted: Sequence[Wanted], first: date, days: int, now: datetime, asker: Asker | None = None
) -> list[FreeTimes]:
    """The same with every start as a moment."""
    return [one.in_moments() for one in await shown(tx, wanted, first, days, now, asker)]


def _may_see(asker: Asker | None, offer: _Offer) -> bool:
    return asker is None or asker.may_see(offer.audience, offer.practice)


def _shown(question: Question, one: Opened, now: datetime) -> Shown:
    shown = one.starts(question.first + DAY, question.last - DAY, now)
    return Shown(question.schedule, question.service_class, shown, first_of(shown))


class First(NamedTuple):
    """When somebody is free first, what may be remembered of it, and what was read to know."""

    start: datetime | None
    bound: datetime
    """Nothing is free before, however long it stays so; a start beyond the horizon counts."""
    due: datetime
    """When that has passed the notice."""
    opened: Opened | None = None

    def starts(self, first: date, last: date, now: datetime) -> list[Starts]:
        """The free starts of each of these days, of which the last was asked for, as everybody may see them."""
        known = self.opened if self.opened and _may_see(EVERYBODY, self.opened.offer) else None
        found = {one.day: one for one in known.starts(first, last, now)} if known else {}
        every = [first + number * DAY for number in range((last - first).days + 1)]
        return [found.get(day) or Starts(day, UNKNOWN, 0) for day in every]


GONE = First(None, NEVER, NEVER)
"""Of what is not offered any more."""


async def next_free(tx: Tx, wanted: Sequence[Wanted], first: date, now: datetime) -> dict[Wanted, datetime]:
    """The first free start of each from that day on; who has none is left out."""
    found = await first_free(tx, wanted, first, now)
    return {pair: one.start for pair, one in found.items() if one.start}


async def first_free(tx: Tx, wanted: Sequence[Wanted], first: date, now: datetime) -> dict[Wanted, First]:
    """The first free start of each from that day on, if it has one; who is not offered any more has none ever."""
    if not wanted:
        return {}
    seen = await look_for_room(tx, [Room(*pair, first, FIRST_LOOK) for pair in wanted])
    return await first_free_of(tx, dict(zip(wanted, seen, strict=True)), first, now)


async def first_free_of(
    tx: Tx, seen: Mapping[Wanted, Seen | None], first: date, now: datetime, last: date = date.min
) -> dict[Wanted, First]:
    """The same of those whose first days are in hand, as `ROOMY` has them.

    Where more days are read, those up to the last one are among them, for whoever shows them.
    """
    if not seen:
        return {}
    found: dict[Wanted, First] = {}
    opened: dict[Wanted, Opened] = {}
    open_still: list[Wanted] = list(seen)
    for further in (*LOOK_FURTHER, 0):
        found |= {pair: GONE for pair, one in seen.items() if one is None}
        opened |= await _opened(tx, [one for one in seen.values() if one], first, date.max)
        open_still = [pair for pair in open_still if pair not in found]
        for pair in open_still:
            if start := opened[pair].first_start(first, now):
                found[pair] = _remembered(opened[pair], start, now)
        open_still = [pair for pair in open_still if pair not in found]
        if not open_still or not further:
            break
        rooms = [Room(*pair, first, further, in_hand(last)) for pair in open_still]
        seen = dict(zip(open_still, await look_for_room(tx, rooms), strict=True))
    ends = await _ends(tx, sorted({schedule for schedule, _ in open_still})) if open_still else {}
    for pair in open_still:
        # A visit may begin on the last day that is written, and end on the first that is not.
        bound = ends[pair[0]] - LONGEST if pair[0] in ends else UNKNOWN
        found[pair] = First(None, bound, max(bound, now) + LONGEST, opened[pair])
    return found


def in_hand(last: date) -> date:
    """Up to when days are read for whoever shows those up to the last: a visit may reach into the day after."""
    return last + DAY if last > date.min else last


async def _opened(tx: Tx, seen: Sequence[Seen], first: date, last: date) -> dict[Wanted, Opened]:
    """What is known of each with its layers, rooms and quotas; most have none, and cost no statement."""
    offers = {one.pair: one.offer for one in seen}
    layers = await layers_between(tx, [one.calendar() for one in offers.values()], first, last)
    also = await _conditions(tx, offers, {one.offer.schedule: one.days for one in seen})
    return {
        one.pair: Opened(one.offer, layers.of(one.offer.calendar(), one.days), also.get(one.pair, NONE)) for one in seen
    }


def _remembered(opened: Opened, start: datetime, now: datetime) -> First:
    offer = opened.offer
    within = availability.local_day(offer.time_zone, start) <= rules.last_day(offer.calendar(), now)
    return First(start if within else None, start, start - timedelta(minutes=offer.notice_minutes), opened)


async def _ends(tx: Tx, schedules: Sequence[str]) -> dict[str, datetime]:
    """When the last written day of each is over."""
    cursor = await tx.execute(
        """
        SELECT encode(schedule, 'hex'), max(begins + positions * interval '5 minutes')
          FROM scheduling.occupancy WHERE schedule = ANY (%s) GROUP BY schedule
        """,
        [[bytes.fromhex(schedule) for schedule in schedules]],
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}


async def _conditions(
    tx: Tx, offers: Mapping[Wanted, _Offer], rows: Mapping[str, list[FreeDay]]
) -> dict[Wanted, Conditions]:
    """Of those that have any, on the days in hand."""
    pairs = [pair for pair, offer in offers.items() if offer.conditioned and rows.get(offer.schedule)]
    days = [day.day for schedule, _ in pairs for day in rows[schedule]]
    return await places.conditions(tx, pairs, min(days), max(days)) if days else {}


_OFFER = sql.SQL(
    """
    encode(s.schedule, 'hex') AS schedule, c.class AS service_class, encode(s.practice, 'hex') AS practice, s.epoch,
    s.time_zone, s.step, coalesce(c.notice_minutes, s.notice_minutes) AS notice_minutes,
    coalesce(c.horizon_days, s.horizon_days) AS horizon_days, c.minutes, c.before, c.after, c.layer,
    s.quotas OR c.needs > 0 AS conditioned, c.audience
    """
)
_OFFERED = sql.SQL(
    """
    JOIN scheduling.schedule AS s ON s.schedule = w.schedule AND s.offered
    JOIN scheduling.service_class AS c ON c.schedule = w.schedule AND c.class = w.class
    """
)
_LOOK = (
    sql.SQL(
        """
    SELECT w.place, {}, {}
      FROM unnest(%s::bytea[], %s::text[], %s::date[], %s::date[]) WITH ORDINALITY
           AS w (schedule, class, first, last, place) {}
    """
    )
    .format(calendars.PACKED, _OFFER, _OFFERED)
    .as_bytes()
)


ROOMY = sql.SQL(
    """
    LEFT JOIN LATERAL (
        SELECT {packed} AS packed, {offer}
          FROM scheduling.schedule AS s
          JOIN scheduling.service_class AS c ON c.schedule = s.schedule AND c.class = a.class
          LEFT JOIN LATERAL (SELECT r.schedule, r.day - 1 AS first, greatest(r.day + a.days, a.last) AS last
                               FROM scheduling.occupancy AS r
                              WHERE r.schedule = s.schedule AND r.day >= a.first AND bit_count(r.open & ~r.busy) > 0
                              ORDER BY r.day LIMIT 1) AS w ON true
         WHERE s.schedule = a.schedule AND s.offered
         LIMIT 1) AS seen ON true
    """
).format(packed=calendars.PACKED, offer=_OFFER)
"""What is seen of each calendar and class of `a`, from the first day with any room left. The outer limit holds the
planner to one look for each, however many it expects: it may guess thousands, and read every calendar of the country.
"""
SEEN = sql.SQL(
    "packed, seen.schedule, service_class, seen.practice, epoch, time_zone, step, notice_minutes, horizon_days, "
    "minutes, before, after, layer, conditioned, audience"
)
"""In the order that `seen_in` expects."""
_LOOK_FOR_ROOM = (
    sql.SQL(
        """
    SELECT a.place, {}
      FROM unnest(%s::bytea[], %s::text[], %s::date[], %s::integer[], %s::date[]) WITH ORDINALITY
           AS a (schedule, class, first, days, last, place) {}
    """
    )
    .format(SEEN, ROOMY)
    .as_bytes()
)


async def look_for_room(tx: Tx, sought: Sequence[Room]) -> list[Seen | None]:
    """What each offers, and its days from the first with any room left; and the day before, from which a visit may
    reach into it.
    """
    cursor = tx.cursor(binary=True)
    await cursor.execute(
        _LOOK_FOR_ROOM,
        [
            calendars.ids([one.schedule for one in sought]),
            [one.service_class for one in sought],
            calendars.days([one.first for one in sought]),
            [one.days for one in sought],
            calendars.days([one.last for one in sought]),
        ],
    )
    seen: list[Seen | None] = [None] * len(sought)
    for place, *columns in await cursor.fetchall():
        seen[place - 1] = seen_in(columns)
    return seen


def seen_in(columns: Sequence[Any]) -> Seen | None:
    """What stands in the columns `SEEN` of a row; none where nothing is offered any more."""
    packed, *offer = columns
    return Seen(_Offer(*offer), calendars.unpacked_days(packed or b"")) if offer[0] is not None else None
