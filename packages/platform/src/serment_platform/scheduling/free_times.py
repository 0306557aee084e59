"""Free times of many schedules at once, true at the moment of the answer: bits in one query, starts in integers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

import msgspec
from psycopg.rows import class_row

from serment_kernel.database import Tx
from serment_platform.scheduling import availability, places, rules
from serment_platform.scheduling.calendars import DayRow, days_with_lanes, layers_between
from serment_platform.scheduling.conditions import DAY, NONE, Conditions
from serment_platform.scheduling.types import FreeDay, FreeTimes, Schedule, Stay

Wanted = tuple[str, str]
"""A schedule and a service class."""

SHOWN_TO_EVERYBODY = ("public", "staff")

LOOK_AHEAD = (3, 20, 400)
"""Days with room fetched per schedule in search of the next free start: nearly always the first three hold it."""
ENDLESS = 100_000
LONGEST = timedelta(hours=12)
"""No visit takes longer, with what lies after it."""
UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class Asker(NamedTuple):
    """Who wants to see times: everybody, or the staff of a practice, who sees all of its own."""

    practice: str = ""

    def may_see(self, audience: str, practice: str) -> bool:
        """Whether times of this audience at this practice are shown; known patients and colleagues prove nothing yet.

        Times kept for staff are shown to everybody: a patient whom the practice booked there may move the visit.
        """
        return audience in SHOWN_TO_EVERYBODY or practice == self.practice


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


async def free_times(
    tx: Tx, wanted: Sequence[Wanted], first: date, days: int, now: datetime, asker: Asker | None = None
) -> list[FreeTimes]:
    """Free starts by day for each that exists, in the order asked, and the first free one from `first` on.

    Without an asker it is the room itself that wants to know.
    """
    found = await _offers(tx, wanted)
    offers = {pair: one for pair, one in found.items() if asker is None or asker.may_see(one.audience, one.practice)}
    earlier, later = first - DAY, first + timedelta(days=days)
    rows = await _days(tx, [offer.schedule for offer in offers.values()], earlier, later)
    layers = await layers_between(tx, [offer.calendar() for offer in offers.values()], earlier, later)
    also = await _conditions(tx, offers, rows)
    answer: list[FreeTimes] = []
    for pair in wanted:
        offer = offers.get(pair)
        if offer is None:
            continue
        calendar = offer.calendar()
        free = layers.of(calendar, rows[offer.schedule])
        found = rules.bookable(calendar, free, offer.stay, now, also.get(pair, NONE))
        shown = [one for one in found if first <= one[0] < later]
        starts = rules.starts_of(shown)
        answer.append(FreeTimes(*pair, shown, starts[0] if starts else None))
    missing = [(one.schedule, one.service_class) for one in answer if one.next is None]
    further = await next_free(tx, missing, first, now)
    return [
        msgspec.structs.replace(one, next=one.next or further.get((one.schedule, one.service_class))) for one in answer
    ]


class First(NamedTuple):
    """When somebody is free first, and what may be remembered of it."""

    start: datetime | None
    bound: datetime
    """Nothing is free before, however long it stays so; a start beyond the horizon counts."""
    due: datetime
    """When that has passed the notice."""


async def next_free(tx: Tx, wanted: Sequence[Wanted], first: date, now: datetime) -> dict[Wanted, datetime]:
    """The first free start of each from that day on; who has none is left out."""
    found = await first_free(tx, wanted, first, now)
    return {pair: one.start for pair, one in found.items() if one.start}


async def first_free(tx: Tx, wanted: Sequence[Wanted], first: date, now: datetime) -> dict[Wanted, First]:
    """The first free start of each from that day on, if it has one; who is not offered any more has none ever."""
    offers = await _offers(tx, wanted)
    found: dict[Wanted, First] = {pair: First(None, NEVER, NEVER) for pair in wanted if pair not in offers}
    for limit in LOOK_AHEAD:
        open_still = [pair for pair in offers if pair not in found]
        if not open_still:
            break
        rows = await _roomy_days(tx, sorted({schedule for schedule, _ in open_still}), first, limit)
        layers = await layers_between(tx, [offers[pair].calendar() for pair in open_still], first, date.max)
        also = await _conditions(tx, {pair: offers[pair] for pair in open_still}, rows)
        for pair in open_still:
            days = layers.of(offers[pair].calendar(), rows[pair[0]])
            start = _first_start(offers[pair], days, first, now, also.get(pair, NONE))
            if start:
                found[pair] = _remembered(offers[pair], start, now)
    full = [pair for pair in offers if pair not in found]
    ends = await _ends(tx, sorted({schedule for schedule, _ in full})) if full else {}
    for pair in full:
        # A visit may begin on the last day that is written, and end on the first that is not.
        bound = ends[pair[0]] - LONGEST if pair[0] in ends else UNKNOWN
        found[pair] = First(None, bound, max(bound, now) + LONGEST)
    return found


def _first_start(
    offer: _Offer, days: Sequence[FreeDay], first: date, now: datetime, also: Conditions
) -> datetime | None:
    free = rules.bookable(offer.endless(), days, offer.stay, now, also)
    starts = rules.starts_of(one for one in free if one[0] >= first)
    return starts[0] if starts else None


def _remembered(offer: _Offer, start: datetime, now: datetime) -> First:
    within = availability.local_day(offer.time_zone, start) <= rules.last_day(offer.calendar(), now)
    return First(start if within else None, start, start - timedelta(minutes=offer.notice_minutes))


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


async def _offers(tx: Tx, wanted: Sequence[Wanted]) -> dict[Wanted, _Offer]:
    cursor = tx.cursor(row_factory=class_row(_Offer))
    await cursor.execute(
        """
        SELECT encode(s.schedule, 'hex') AS schedule, c.class AS service_class, encode(s.practice, 'hex') AS practice,
               s.epoch, s.time_zone, s.step, coalesce(c.notice_minutes, s.notice_minutes) AS notice_minutes,
               coalesce(c.horizon_days, s.horizon_days) AS horizon_days, c.minutes, c.before, c.after, c.layer,
               s.quotas OR c.needs > 0 AS conditioned, c.audience
          FROM unnest(%s::bytea[], %s::text[]) AS w (schedule, class)
          JOIN scheduling.schedule AS s ON s.schedule = w.schedule AND s.offered
          JOIN scheduling.service_class AS c ON c.schedule = w.schedule AND c.class = w.class
        """,
        [[bytes.fromhex(schedule) for schedule, _ in wanted], [name for _, name in wanted]],
    )
    return {(one.schedule, one.service_class): one for one in await cursor.fetchall()}


async def _days(tx: Tx, schedules: Sequence[str], first: date, last: date) -> dict[str, list[FreeDay]]:
    cursor = tx.cursor(row_factory=class_row(DayRow))
    await cursor.execute(
        """
        SELECT encode(schedule, 'hex') AS schedule, day, begins, positions, open::text AS open, busy::text AS busy
          FROM scheduling.occupancy WHERE schedule = ANY (%s) AND day BETWEEN %s AND %s
         ORDER BY schedule, day, lane
        """,
        [[bytes.fromhex(schedule) for schedule in schedules], first, last],
    )
    return _by_schedule(await cursor.fetchall())


async def _roomy_days(tx: Tx, schedules: Sequence[str], first: date, limit: int) -> dict[str, list[FreeDay]]:
    """The next days of each schedule that have any room left, and those beside them, into which a visit may reach."""
    cursor = tx.cursor(row_factory=class_row(DayRow))
    await cursor.execute(
        """
        SELECT encode(w.schedule, 'hex') AS schedule, o.day, begins, positions, open::text AS open, busy::text AS busy
          FROM unnest(%s::bytea[]) AS w (schedule)
         CROSS JOIN LATERAL (SELECT array_agg(DISTINCT near.day) AS days
                               FROM (SELECT day FROM scheduling.occupancy AS r
                                      WHERE r.schedule = w.schedule AND r.day >= %s
                                            AND bit_count(r.open & ~r.busy) > 0
                                      GROUP BY day ORDER BY day LIMIT %s) AS roomy
                              CROSS JOIN LATERAL (VALUES (roomy.day - 1), (roomy.day), (roomy.day + 1)) AS near (day))
                            AS found
          JOIN scheduling.occupancy AS o ON o.schedule = w.schedule AND o.day = ANY (found.days)
         ORDER BY w.schedule, o.day, o.lane
        """,
        [[bytes.fromhex(schedule) for schedule in schedules], first, limit],
    )
    return _by_schedule(await cursor.fetchall())


def _by_schedule(rows: Sequence[DayRow]) -> dict[str, list[FreeDay]]:
    days: dict[str, list[FreeDay]] = defaultdict(list)
    for schedule, found in groupby(rows, key=lambda row: row.schedule):
        days[schedule] = days_with_lanes(found)
    return days
