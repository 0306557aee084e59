"""Who of many is free soonest, without looking at everybody (decision 0035).

`scheduling.next_free` holds for each calendar and class an instant before which nothing is free. Candidates come in the
order of that instant; their true times are computed from the bits; the answer is complete once as many true ones as it
needs stand before the next candidate's instant. So an answer is true at its moment however old the instants are, and
only its cost depends on them. What was seen is written back, unless a time may have been freed meanwhile. A search that
has looked at `MOST_LOOKED_AT` answers with what it has seen and says so: somebody further behind may be sooner, and is
found by whoever asks again, or more narrowly.

The order is total: the slot (a moment; or a day, where somebody asks from a later day on), then the distance, then the
id. A cursor is a place in that order, so no page repeats or skips anybody whose time did not change.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from math import ceil, cos, floor, radians
from typing import Literal, NamedTuple

import msgspec
from psycopg import sql
from psycopg.rows import class_row

from serment_kernel.database import Database, Tx
from serment_platform.scheduling import availability, free_times
from serment_platform.scheduling.free_times import FIRST_LOOK, ROOMY, SEEN, UNKNOWN, First, Seen, Wanted, seen_in

BATCH = 16
LARGEST_BATCH = 1000
MOST_LOOKED_AT = 2000
"""In one search: an order that nobody reads to its end is not worth more of what bookings need."""
RAISED_AT_ONCE = 100
"""Whose times are computed in a row: whoever asks meanwhile waits for that long."""
MOST_COUNTED = 200
"""Nobody reads further, and counting a large city takes longer than finding the ten."""
MOST_ROUNDS = 10_000
CELL = 10
"""Of these in a degree."""
KM_PER_DEGREE = 111.0
WIDEST_BY_CELLS_KM = 60
"""Wider circles hold so much of the country that its own order is walked instead."""
_SECOND = timedelta(seconds=1)
_CURSOR = re.compile(r"([tn])(\d{1,12})-(\d{1,8})-([0-9a-f]{32})")

Sort = Literal["soonest", "distance"]


class Circle(NamedTuple):
    """Where to look, degrees and kilometres."""

    latitude: float
    longitude: float
    radius_km: float


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a search goes through; nothing in it concerns a patient."""

    kind: str = ""
    """Empty for any."""
    traits: tuple[str, ...] = ()
    circle: Circle | None = None
    people: tuple[str, ...] | None = None
    """Only these practitioners, where a name was asked for."""
    sort: Sort = "soonest"
    zone: str
    """Whose days count."""
    first: date | None = None
    """Nothing before this day, in the order of days and then of distance."""


class Place(NamedTuple):
    """A place in the order of the answer: whoever has no free time stands behind everybody who has."""

    never: bool
    slot: int
    """Seconds since 1970."""
    metres: int
    practitioner: str

    def cursor(self) -> str:
        """As it travels; no word of a search is in it."""
        return f"{'n' if self.never else 't'}{self.slot}-{self.metres}-{self.practitioner}"


class Reached(NamedTuple):
    """Somebody in the answer."""

    place: Place
    schedule: str
    service_class: str
    first: First

    @property
    def next(self) -> datetime | None:
        """The first free time."""
        return self.first.start


class Answer(NamedTuple):
    """As many as were asked for, whether there are more, and how many match, as far as it is worth counting."""

    reached: list[Reached]
    more: bool
    total: int
    refreshing: bool
    """Whether so many had to be looked at that somebody behind them may be free sooner; the next search knows more."""


class Candidate(msgspec.Struct, frozen=True):
    schedule: str
    service_class: str
    practitioner: str
    slot: datetime
    metres: int
    bound: datetime
    version: int
    counted: int = 0
    """How many match, where these are not all."""

    @property
    def pair(self) -> Wanted:
        return (self.schedule, self.service_class)


_CANDIDATE: Callable[..., Candidate] = Candidate
_OWN = len(Candidate.__struct_fields__)
"""Columns of a row that are the candidate's own, in the order of its fields."""


def read_cursor(text: str) -> Place | None:
    """The place that a cursor names; none for what is no cursor."""
    match = _CURSOR.fullmatch(text)
    if not match:
        return None
    return Place(match[1] == "n", int(match[2]), int(match[3]), match[4])


async def soonest(
    db: Database, sought: Sought, after: Place | None, count: int, now: datetime, last_shown: date = date.min
) -> Answer:
    """The next ones in the order of the answer, behind this place; their days up to one may be shown then."""
    # Of a list of names only the list says how to look for them.
    async with db.looking(planned_once=sought.people is None) as tx:
        first, seen = _first_day(sought, now), dict[Wanted, tuple[Candidate, First]]()
        last, size, open_still, counted, complete = None, BATCH, True, 0, False
        found: list[Reached] = []
        while not complete and len(seen) < MOST_LOOKED_AT:
            rows, looks = await candidates(tx, sought, last, size, (first, free_times.in_hand(last_shown)))
            counted = rows[0].counted if rows and last is None else counted
            fresh = [one for one in rows if one.pair not in seen]
            in_hand = {one.pair: looks[one.pair] for one in fresh}
            truths = await free_times.first_free_of(tx, in_hand, first, now, last_shown)
            seen |= {one.pair: (one, truths[one.pair]) for one in fresh}
            open_still = len(rows) == size
            last = rows[-1] if rows else last
            found = sorted(_reached(sought, seen, after), key=lambda one: one.place)
            complete = not (open_still and last) or _complete(found, count, _frontier(sought, last, now))
            if complete:
                break
            size = min(2 * size, LARGEST_BATCH)
        if sought.first is None:
            await write_back(tx, [(one, first) for one, first in seen.values() if first.bound > one.bound])
    total = counted if open_still else min(len(seen), MOST_COUNTED)
    return Answer(found[:count], len(found) > count, total, refreshing=not complete)


async def raise_bounds(db: Database, now: datetime) -> int:
    """Look again where the time that was known has gone by or may have been freed; how many were looked at."""
    total = 0
    for _ in range(MOST_ROUNDS):
        async with db.transaction() as tx:
            due = await _due(tx, now)
            truths = await free_times.first_free(tx, [one.pair for one in due], _yesterday(now), now)
            await write_back(tx, [(one, truths[one.pair]) for one in due])
        total += len(due)
        if len(due) < RAISED_AT_ONCE:
            break
    return total


async def count(db: Database, sought: Sought) -> int:
    """How many match, as far as it is worth counting."""
    async with db.looking() as tx:
        cursor = await tx.execute(_counting(_shape(sought)), _values(sought, MOST_COUNTED))
        row = await cursor.fetchone()
    return int(row[0]) if row else 0


def _complete(found: Sequence[Reached], count: int, frontier: Place | None) -> bool:
    """Whether one more than wanted stands before whoever has not been looked at."""
    return frontier is not None and len(found) > count and found[count].place <= frontier


def _frontier(sought: Sought, last: Candidate, now: datetime) -> Place | None:
    """Nobody behind this candidate stands before this place; none as long as its slot says nothing."""
    if sought.sort == "soonest" and sought.first is None and last.slot <= now:
        return None
    return Place(False, _seconds(last.slot), last.metres, last.practitioner)


def _reached(sought: Sought, seen: dict[Wanted, tuple[Candidate, First]], after: Place | None) -> list[Reached]:
    reached = [Reached(_place(sought, one, first.start), *one.pair, first) for one, first in seen.values()]
    return [one for one in reached if after is None or one.place > after]


def _place(sought: Sought, one: Candidate, start: datetime | None) -> Place:
    if sought.sort == "distance":
        return Place(False, 0, one.metres, one.practitioner)
    if start is None:
        return Place(True, 0, one.metres, one.practitioner)
    slot = availability.begins(sought.zone, availability.local_day(sought.zone, start)) if sought.first else start
    return Place(False, _seconds(slot), one.metres, one.practitioner)


def _seconds(moment: datetime) -> int:
    return (moment - UNKNOWN) // _SECOND


def _first_day(sought: Sought, now: datetime) -> date:
    return sought.first or _yesterday(now)


def _yesterday(now: datetime) -> date:
    """Somewhere it still is."""
    return now.astimezone(UTC).date() - timedelta(days=1)


async def candidates(
    tx: Tx, sought: Sought, last: Candidate | None, size: int, days: tuple[date, date]
) -> tuple[list[Candidate], dict[Wanted, Seen | None]]:
    """The next ones in the order of what is known of them, and what is seen of each from the first of these days on."""
    cursor = tx.cursor(binary=True)
    values = _values(sought, size)
    values |= {"look": FIRST_LOOK, "first": days[0], "last": days[1]}
    if last:
        values |= {"slot": last.slot, "metres": last.metres, "practitioner": bytes.fromhex(last.practitioner)}
    await cursor.execute(_searching(_shape(sought), behind=last is not None), values)
    rows = await cursor.fetchall()
    found = [_CANDIDATE(*row[:_OWN]) for row in rows]
    return found, {one.pair: seen_in(row[_OWN:]) for one, row in zip(found, rows, strict=True)}


class _Shape(NamedTuple):
    """What of a search the text of its statement depends on: few, so that each is written and planned once."""

    one_kind: bool
    by_cells: bool
    near: bool
    named: bool
    traits: bool
    slot: Literal["none", "day", "bound"]


def _shape(sought: Sought) -> _Shape:
    slot: Literal["none", "day", "bound"] = "day" if sought.first else "bound"
    return _Shape(
        one_kind=bool(sought.kind),
        by_cells=sought.circle is not None and sought.circle.radius_km <= WIDEST_BY_CELLS_KM,
        near=sought.circle is not None,
        named=sought.people is not None,
        traits=bool(sought.traits),
        slot="none" if sought.sort == "distance" else slot,
    )


@cache
def _searching(shape: _Shape, *, behind: bool) -> bytes:
    beyond = sql.SQL(
        "AND {slot} >= %(slot)s AND ({slot}, {metres}, n.practitioner) > (%(slot)s, %(metres)s, %(practitioner)s)"
    )
    after = beyond.format(slot=_SLOTS[shape.slot], metres=_metres(shape)) if behind else sql.SQL("")
    query = sql.SQL(
        """
        WITH found AS MATERIALIZED (
            SELECT * FROM {source} ORDER BY slot, metres, practitioner LIMIT %(limit)s)
        SELECT encode(a.schedule, 'hex'), a.class, encode(a.practitioner, 'hex'), slot, metres, bound, version,
               {counted} AS counted, {seen}
          FROM (SELECT *, %(first)s::date AS first, %(look)s::integer AS days, %(last)s::date AS last FROM found) AS a
               {roomy}
         ORDER BY slot, metres, a.practitioner
        """
    )
    counted = sql.SQL("0") if behind else _COUNTED_UNLESS_ALL.format(matching=_matching(shape))
    return query.format(source=_source(shape, after), counted=counted, seen=SEEN, roomy=ROOMY).as_bytes()


@cache
def _counting(shape: _Shape) -> bytes:
    return sql.SQL("SELECT count(*) FROM ({}) AS matching").format(_matching(shape)).as_bytes()


_COUNTED_UNLESS_ALL = sql.SQL(
    """
    CASE WHEN (SELECT count(*) FROM found) < %(limit)s THEN 0
         ELSE (SELECT count(*) FROM ({matching}) AS matching) END
    """
)


def _matching(shape: _Shape) -> sql.Composed:
    """Everybody, in no order, as far as it is worth counting."""
    query = sql.SQL(
        """
        SELECT FROM {kinds} AS k CROSS JOIN unnest(%(cells)s::integer[]) AS c (cell)
          JOIN scheduling.next_free AS n ON n.kind = k.kind {conditions} LIMIT {most}
        """
    )
    return query.format(kinds=_kinds(shape), conditions=_conditions(shape), most=sql.Literal(MOST_COUNTED))


_NEAR = sql.SQL(
    """
    AND n.latitude BETWEEN %(south)s AND %(north)s AND n.longitude BETWEEN %(west)s AND %(east)s
    AND scheduling.metres(n.latitude, n.longitude, %(latitude)s, %(longitude)s) <= %(radius)s
    """
)
_KINDS = sql.SQL(
    """
    (WITH RECURSIVE each (kind) AS (
        (SELECT kind FROM scheduling.next_free ORDER BY kind LIMIT 1)
         UNION ALL
         SELECT (SELECT kind FROM scheduling.next_free AS n WHERE n.kind > each.kind ORDER BY kind LIMIT 1)
           FROM each WHERE each.kind IS NOT NULL)
     SELECT kind FROM each WHERE kind IS NOT NULL)
    """
)
_ONE_KIND = sql.SQL("(SELECT %(kind)s::text AS kind)")


_SLOTS: dict[str, sql.SQL] = {
    "none": sql.SQL("'epoch'::timestamptz"),
    "day": sql.SQL("date_trunc('day', greatest(n.bound, %(from)s), %(zone)s)"),
    "bound": sql.SQL("n.bound"),
}


def _metres(shape: _Shape) -> sql.SQL:
    if not shape.near:
        return sql.SQL("0")
    return sql.SQL("scheduling.metres(n.latitude, n.longitude, %(latitude)s, %(longitude)s)")


def _source(shape: _Shape, behind: sql.Composable) -> sql.Composed:
    """Of each kind and each cell the first few: each comes out of an index in its order."""
    return sql.SQL(
        """
        {kinds} AS k CROSS JOIN unnest(%(cells)s::integer[]) AS c (cell) CROSS JOIN LATERAL (
            SELECT n.schedule, n.class, n.practitioner, {slot} AS slot, {metres} AS metres, n.bound, n.version
              FROM scheduling.next_free AS n
             WHERE n.kind = k.kind {conditions} {behind}
             ORDER BY slot, metres, n.practitioner LIMIT %(limit)s) AS found
        """
    ).format(
        kinds=_kinds(shape),
        slot=_SLOTS[shape.slot],
        metres=_metres(shape),
        conditions=_conditions(shape),
        behind=behind,
    )


def _kinds(shape: _Shape) -> sql.SQL:
    return _ONE_KIND if shape.one_kind else _KINDS


def _conditions(shape: _Shape) -> sql.Composed:
    parts = (
        sql.SQL("AND n.cell = c.cell") if shape.by_cells else None,
        sql.SQL("AND n.practitioner = ANY (%(people)s)") if shape.named else None,
        sql.SQL("AND n.traits @> %(traits)s::text[]") if shape.traits else None,
        _NEAR if shape.near else None,
    )
    return sql.SQL(" ").join(part for part in parts if part)


def _values(sought: Sought, limit: int) -> dict[str, object]:
    values: dict[str, object] = {
        "limit": limit,
        "kind": sought.kind,
        "traits": list(sought.traits),
        "people": [bytes.fromhex(each) for each in sought.people or ()],
        "cells": [0],
        "zone": sought.zone,
        "from": availability.begins(sought.zone, sought.first) if sought.first else UNKNOWN,
    }
    return values | (_around(sought.circle) if sought.circle else {})


def _around(circle: Circle) -> dict[str, object]:
    height = circle.radius_km / KM_PER_DEGREE
    width = height / max(0.01, cos(radians(min(89.0, abs(circle.latitude) + height))))
    south, north = circle.latitude - height, circle.latitude + height
    west, east = circle.longitude - width, circle.longitude + width
    by_cells = circle.radius_km <= WIDEST_BY_CELLS_KM
    return {
        "latitude": circle.latitude,
        "longitude": circle.longitude,
        "radius": ceil(circle.radius_km * 1000),
        "south": south,
        "north": north,
        "west": west,
        "east": east,
        "cells": _cells(south, north, west, east) if by_cells else [0],
    }


def _cells(south: float, north: float, west: float, east: float) -> list[int]:
    """As `scheduling.cell` numbers them, from the middle outward: all that lies there counts."""
    rows = _outward(floor((south + 90) * CELL), floor((north + 90) * CELL))
    columns = _outward(floor((west + 180) * CELL), floor((east + 180) * CELL))
    return [row * 360 * CELL + column for row in rows for column in columns]


def _outward(first: int, last: int) -> list[int]:
    return sorted(range(first, last + 1), key=lambda one: abs(2 * one - first - last))


async def _due(tx: Tx, now: datetime) -> list[Candidate]:
    cursor = tx.cursor(row_factory=class_row(Candidate))
    await cursor.execute(
        """
        SELECT encode(schedule, 'hex') AS schedule, class AS service_class, encode(practitioner, 'hex') AS practitioner,
               bound AS slot, 0 AS metres, bound, version
          FROM scheduling.next_free WHERE due < %s ORDER BY due LIMIT %s
        """,
        [now, RAISED_AT_ONCE],
    )
    return await cursor.fetchall()


async def write_back(tx: Tx, changed: Sequence[tuple[Candidate, First]]) -> None:
    """Remember what was seen, but where somebody is at the row, or a time may have been freed since."""
    if not changed:
        return
    await tx.execute(
        """
        WITH seen AS (
            SELECT n.schedule, n.class, s.bound, s.due
              FROM unnest(%s::bytea[], %s::text[], %s::bigint[], %s::timestamptz[], %s::timestamptz[])
                   AS s (schedule, class, version, bound, due)
              JOIN scheduling.next_free AS n ON n.schedule = s.schedule AND n.class = s.class AND n.version = s.version
             ORDER BY n.schedule, n.class
               FOR UPDATE OF n SKIP LOCKED)
        UPDATE scheduling.next_free AS n SET bound = seen.bound, due = seen.due
          FROM seen WHERE n.schedule = seen.schedule AND n.class = seen.class
        """,
        [
            [bytes.fromhex(one.schedule) for one, _ in changed],
            [one.service_class for one, _ in changed],
            [one.version for one, _ in changed],
            [first.bound for _, first in changed],
            [first.due for _, first in changed],
        ],
    )
