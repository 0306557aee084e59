"""Free times of many schedules at once, true at the moment of the answer: bits in one query, starts in integers."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec
from psycopg.rows import class_row

from serment_kernel.database import Tx
from serment_platform.scheduling import rules
from serment_platform.scheduling.calendars import DayRow
from serment_platform.scheduling.types import FreeDay, FreeTimes, Schedule

Wanted = tuple[str, str]
"""A schedule and a service class."""

LOOK_AHEAD = (3, 20, 400)
"""Days with room fetched per schedule in search of the next free start: nearly always the first three hold it."""


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
        )


async def free_times(tx: Tx, wanted: Sequence[Wanted], first: date, days: int, now: datetime) -> list[FreeTimes]:
    """Free starts by day for each that exists, in the order asked, and the first free one from `first` on."""
    offers = await _offers(tx, wanted)
    rows = await _days(tx, [offer.schedule for offer in offers.values()], first, first + timedelta(days=days))
    answer: list[FreeTimes] = []
    for pair in wanted:
        offer = offers.get(pair)
        if offer is None:
            continue
        found = rules.bookable(offer.calendar(), rows[offer.schedule], offer.minutes, now)
        shown = [one for one in found if one[0] < first + timedelta(days=days)]
        starts = rules.starts_of(shown)
        answer.append(FreeTimes(*pair, shown, starts[0] if starts else None))
    missing = [(one.schedule, one.service_class) for one in answer if one.next is None]
    further = await next_free(tx, missing, first, now)
    return [
        msgspec.structs.replace(one, next=one.next or further.get((one.schedule, one.service_class))) for one in answer
    ]


async def next_free(tx: Tx, wanted: Sequence[Wanted], first: date, now: datetime) -> dict[Wanted, datetime]:
    """The first free start of each from that day on; who has none is left out."""
    offers = await _offers(tx, wanted)
    found: dict[Wanted, datetime] = {}
    for limit in LOOK_AHEAD:
        open_still = [pair for pair in offers if pair not in found]
        if not open_still:
            break
        rows = await _roomy_days(tx, sorted({schedule for schedule, _ in open_still}), first, limit)
        for pair in open_still:
            starts = rules.starts_of(rules.bookable(offers[pair].calendar(), rows[pair[0]], offers[pair].minutes, now))
            if starts:
                found[pair] = starts[0]
    return found


async def _offers(tx: Tx, wanted: Sequence[Wanted]) -> dict[Wanted, _Offer]:
    cursor = tx.cursor(row_factory=class_row(_Offer))
    await cursor.execute(
        """
        SELECT encode(s.schedule, 'hex') AS schedule, c.class AS service_class, encode(s.practice, 'hex') AS practice,
               s.epoch, s.time_zone, s.step, s.notice_minutes, s.horizon_days, c.minutes
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
         ORDER BY schedule, day
        """,
        [[bytes.fromhex(schedule) for schedule in schedules], first, last],
    )
    return _by_schedule(await cursor.fetchall())


async def _roomy_days(tx: Tx, schedules: Sequence[str], first: date, limit: int) -> dict[str, list[FreeDay]]:
    """The next days of each schedule that have any room left."""
    cursor = tx.cursor(row_factory=class_row(DayRow))
    await cursor.execute(
        """
        SELECT encode(w.schedule, 'hex') AS schedule, day, begins, positions, open::text AS open, busy::text AS busy
          FROM unnest(%s::bytea[]) AS w (schedule)
         CROSS JOIN LATERAL (SELECT * FROM scheduling.occupancy AS o
                              WHERE o.schedule = w.schedule AND o.day >= %s AND bit_count(o.open & ~o.busy) > 0
                              ORDER BY o.day LIMIT %s) AS o
        """,
        [[bytes.fromhex(schedule) for schedule in schedules], first, limit],
    )
    return _by_schedule(await cursor.fetchall())


def _by_schedule(rows: Sequence[DayRow]) -> dict[str, list[FreeDay]]:
    days: dict[str, list[FreeDay]] = defaultdict(list)
    for row in rows:
        days[row.schedule].append(row.free_day())
    return days
