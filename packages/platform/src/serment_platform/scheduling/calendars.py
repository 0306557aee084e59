"""SQL of calendars: schedules, their classes, and their days as bits. One function, one statement."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from struct import Struct
from typing import NamedTuple

import msgspec
from msgspec.structs import replace
from psycopg import sql
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from serment_kernel.database import Tx
from serment_platform.scheduling.availability import bit_string, from_bit_string, mirrored
from serment_platform.scheduling.opening import OfferedHere
from serment_platform.scheduling.types import Applied, FreeDay, LayerDay, OfferedClass, OpeningRules, Schedule


class DayRow(msgspec.Struct, frozen=True):
    """A lane of a day as PostgreSQL writes it."""

    schedule: str
    day: date
    begins: datetime
    positions: int
    open: str
    busy: str


def days_with_lanes(rows: Iterable[DayRow]) -> list[FreeDay]:
    """Days of one schedule with the bits of all their lanes, from rows in the order of the days."""
    return [_day(list(lanes)) for _, lanes in groupby(rows, key=lambda row: row.day)]


def _day(lanes: Sequence[DayRow]) -> FreeDay:
    first = lanes[0]
    busy = tuple(from_bit_string(lane.busy) for lane in lanes)
    return FreeDay(first.day, first.begins, first.positions, from_bit_string(first.open), busy)


def ids(of: Iterable[str]) -> str:
    """Ids in hex as an array of PostgreSQL: the driver takes longer to write one."""
    return '{"\\\\x' + '","\\\\x'.join(of) + '"}'


def days(of: Iterable[date]) -> str:
    """Days, likewise."""
    return "{" + ",".join([one.isoformat() for one in of]) + "}"


# A lane of a day as PostgreSQL sends it: days and microseconds since 2000, the bits behind their number.
_HEADS, _BITS = Struct(">iqh84x"), Struct(">18x38s4x38s")
_FIRST_DAY = date(2000, 1, 1).toordinal()
_FIRST_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)

PACKED = sql.SQL(
    """
    (SELECT string_agg(date_send(o.day) || timestamptz_send(o.begins) || int2send(o.positions)
                       || bit_send(o.open) || bit_send(o.busy), NULL ORDER BY o.day, o.lane)
       FROM scheduling.occupancy AS o WHERE o.schedule = w.schedule AND o.day BETWEEN w.first AND w.last)
    """
)
"""The days of `w` in one piece: a row of the answer costs more than all that is in it."""


def unpacked_days(packed: bytes) -> list[FreeDay]:
    """The days of such a piece, in order."""
    days: list[FreeDay] = []
    for head, (open_, busy) in zip(_HEADS.iter_unpack(packed), _BITS.iter_unpack(mirrored(packed)), strict=True):
        number, begins, positions = head
        day, taken = date.fromordinal(_FIRST_DAY + number), int.from_bytes(busy, "little")
        if days and days[-1].day == day:
            days[-1] = replace(days[-1], busy=(*days[-1].busy, taken))
        else:
            days.append(FreeDay(day, _moment(begins), positions, int.from_bytes(open_, "little"), (taken,)))
    return days


@lru_cache(maxsize=4096)
def _moment(microseconds: int) -> datetime:
    return _FIRST_MOMENT + timedelta(microseconds=microseconds)


class RuleRow(msgspec.Struct, frozen=True):
    """What the nightly extension needs of a schedule."""

    schedule: str
    time_zone: str
    horizon_days: int
    rules: dict[str, object]

    def opening_rules(self) -> OpeningRules:
        """When it is open, as it was published."""
        return msgspec.convert(self.rules, OpeningRules)


async def publication_seen(tx: Tx, practice: str, epoch: int, revision: int) -> bool:
    """Note that this publication is being applied; false if a later one already was."""
    cursor = await tx.execute(
        """
        INSERT INTO scheduling.practice AS p (practice, epoch, revision) VALUES (%s, %s, %s)
        ON CONFLICT (practice) DO UPDATE SET epoch = greatest(p.epoch, excluded.epoch), revision = excluded.revision
         WHERE p.revision <= excluded.revision
        """,
        [bytes.fromhex(practice), epoch, revision],
    )
    return cursor.rowcount == 1


async def note_epoch(tx: Tx, practice: str, epoch: int) -> None:
    """The practice's keys are those of this epoch from here on; an older one changes nothing."""
    await tx.execute(
        """
        INSERT INTO scheduling.practice AS p (practice, epoch, revision) VALUES (%s, %s, 0)
        ON CONFLICT (practice) DO UPDATE SET epoch = greatest(p.epoch, excluded.epoch)
        """,
        [bytes.fromhex(practice), epoch],
    )


async def raise_epoch(tx: Tx, practice: str, epoch: int) -> None:
    """Let the practice's calendars, which are locked, take envelopes of this epoch alone."""
    await tx.execute(
        "UPDATE scheduling.schedule SET epoch = %s WHERE practice = %s AND epoch < %s",
        [epoch, bytes.fromhex(practice), epoch],
    )


async def forget_practice(tx: Tx, practice: str) -> None:
    """Forget what was published; its calendars follow."""
    await tx.execute("DELETE FROM scheduling.practice WHERE practice = %s", [bytes.fromhex(practice)])


async def lock_schedules(tx: Tx, practice: str) -> None:
    """Keep bookings out of all calendars of a practice until we commit; taken in one order, as moves do."""
    await tx.execute(
        "SELECT FROM scheduling.schedule WHERE practice = %s ORDER BY schedule FOR NO KEY UPDATE",
        [bytes.fromhex(practice)],
    )


async def applied(tx: Tx) -> dict[str, Applied]:
    """What this room knows of each practice."""
    cursor = await tx.execute("SELECT encode(practice, 'hex'), epoch, revision FROM scheduling.practice")
    return {row[0]: Applied(row[1], row[2]) for row in await cursor.fetchall()}


async def withdraw_schedules(tx: Tx, practice: str, kept: Sequence[str]) -> None:
    """Stop offering the schedules that the publication no longer has."""
    await tx.execute(
        "UPDATE scheduling.schedule SET offered = false WHERE practice = %s AND offered AND schedule <> ALL (%s)",
        [bytes.fromhex(practice), [bytes.fromhex(one) for one in kept]],
    )


async def save_schedule(tx: Tx, schedule: Schedule, practitioner: str, rules: OpeningRules) -> bool:
    """Write a schedule as published; false if the id belongs to another practice."""
    cursor = await tx.execute(
        """
        INSERT INTO scheduling.schedule AS s (schedule, practice, practitioner, epoch, time_zone, step, notice_minutes,
                                              horizon_days, rules, offered, actor, capacity, quotas)
        SELECT %(schedule)s, %(practice)s, %(practitioner)s, p.epoch, %(zone)s, %(step)s, %(notice)s, %(horizon)s,
               %(rules)s, true, %(actor)s, %(capacity)s, %(quotas)s
          FROM scheduling.practice AS p WHERE p.practice = %(practice)s
        ON CONFLICT (schedule) DO UPDATE
           SET practitioner = excluded.practitioner, epoch = excluded.epoch, time_zone = excluded.time_zone,
               step = excluded.step, notice_minutes = excluded.notice_minutes, horizon_days = excluded.horizon_days,
               rules = excluded.rules, offered = true, actor = excluded.actor, capacity = excluded.capacity,
               quotas = excluded.quotas
         WHERE s.practice = excluded.practice
        """,
        {
            "schedule": bytes.fromhex(schedule.schedule),
            "practice": bytes.fromhex(schedule.practice),
            "practitioner": bytes.fromhex(practitioner),
            "zone": schedule.time_zone,
            "step": schedule.step,
            "notice": schedule.notice_minutes,
            "horizon": schedule.horizon_days,
            "rules": Jsonb(msgspec.to_builtins(rules)),
            "actor": schedule.actor,
            "capacity": schedule.capacity,
            "quotas": schedule.quotas,
        },
    )
    return cursor.rowcount == 1


async def replace_classes(tx: Tx, schedule: str, classes: Sequence[OfferedHere]) -> None:
    """The service classes of a schedule, as it offers them."""
    ident = bytes.fromhex(schedule)
    await tx.execute("DELETE FROM scheduling.service_class WHERE schedule = %s", [ident])
    cursor = tx.cursor()
    await cursor.executemany(
        """
        INSERT INTO scheduling.service_class (schedule, class, minutes, channel, audience, before, after,
                                              notice_minutes, horizon_days, layer, needs)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        [(ident, *_class_row(one)) for one in classes],
    )


def _class_row(one: OfferedHere) -> tuple[object, ...]:
    published = one.published
    kind = published.name, published.duration, published.channel, published.audience
    around = published.before, published.after, published.notice_minutes, published.horizon_days
    return *kind, *around, one.layer, len(published.needs)


async def save_layers(tx: Tx, schedule: str, days: Sequence[LayerDay]) -> None:
    """Write when the layers are open on these days; of those between them, nothing else stays."""
    await tx.execute(
        """
        WITH wanted AS (
            SELECT day, layer, open::bit(300) AS open
              FROM unnest(%(days)s::date[], %(layers)s::smallint[], %(open)s::text[]) AS d (day, layer, open)),
        gone AS (
            DELETE FROM scheduling.layer AS l
             WHERE schedule = %(schedule)s
                   AND NOT EXISTS (SELECT FROM wanted AS w WHERE (w.day, w.layer) = (l.day, l.layer)))
        INSERT INTO scheduling.layer AS l (schedule, day, layer, open)
        SELECT %(schedule)s, day, layer, open FROM wanted
        ON CONFLICT (schedule, day, layer) DO UPDATE SET open = excluded.open WHERE l.open <> excluded.open
        """,
        _layer_rows(schedule, days),
    )


async def add_layers(tx: Tx, schedule: str, days: Sequence[LayerDay]) -> None:
    """Write the layers of days that are not there yet."""
    await tx.execute(
        """
        INSERT INTO scheduling.layer (schedule, day, layer, open)
        SELECT %(schedule)s, day, layer, open::bit(300)
          FROM unnest(%(days)s::date[], %(layers)s::smallint[], %(open)s::text[]) AS d (day, layer, open)
        ON CONFLICT (schedule, day, layer) DO NOTHING
        """,
        _layer_rows(schedule, days),
    )


class Layers(NamedTuple):
    """Opening hours as layers see them, by schedule and layer, and by day."""

    bits: dict[tuple[str, int], dict[date, int]]

    def of(self, schedule: Schedule, days: Sequence[FreeDay]) -> list[FreeDay]:
        """The days as they are open in this layer; the whole as it is."""
        if not schedule.layer:
            return list(days)
        found = self.bits.get((schedule.schedule, schedule.layer), {})
        return [replace(day, open=found.get(day.day, 0)) for day in days]


async def layers_between(tx: Tx, schedules: Sequence[Schedule], first: date, last: date) -> Layers:
    """The layers of these schedules on these days; nothing is asked where there is none."""
    wanted = sorted({(one.schedule, one.layer) for one in schedules if one.layer})
    bits: dict[tuple[str, int], dict[date, int]] = {pair: {} for pair in wanted}
    if wanted:
        cursor = await tx.execute(
            """
            SELECT encode(schedule, 'hex'), layer, day, open::text
              FROM scheduling.layer JOIN unnest(%s::bytea[], %s::smallint[]) AS w (schedule, layer)
                   USING (schedule, layer)
             WHERE day BETWEEN %s AND %s
            """,
            [[bytes.fromhex(one) for one, _ in wanted], [layer for _, layer in wanted], first, last],
        )
        for schedule, layer, day, text in await cursor.fetchall():
            bits[schedule, layer][day] = from_bit_string(text)
    return Layers(bits)


def _layer_rows(schedule: str, days: Sequence[LayerDay]) -> dict[str, object]:
    return {
        "schedule": bytes.fromhex(schedule),
        "days": [one.day for one in days],
        "layers": [one.layer for one in days],
        "open": [bit_string(one.open) for one in days],
    }


async def save_days(tx: Tx, schedule: str, days: Sequence[FreeDay]) -> None:
    """Write when the days are open, where that is new. What is busy follows from visits and absences, as ever."""
    await tx.execute(
        """
        INSERT INTO scheduling.occupancy AS o (schedule, day, lane, begins, positions, open, busy)
        SELECT s.schedule, day, place.lane, begins, positions, open::bit(300),
               scheduling.busy_on(s.schedule, place.lane::smallint, begins, positions)
          FROM scheduling.schedule AS s,
               unnest(%(days)s::date[], %(begins)s::timestamptz[], %(positions)s::smallint[], %(open)s::text[])
               AS d (day, begins, positions, open),
               generate_series(0, s.capacity - 1) AS place (lane)
         WHERE s.schedule = %(schedule)s
               AND NOT EXISTS (SELECT FROM scheduling.occupancy AS o
                                WHERE (o.schedule, o.day, o.lane) = (s.schedule, d.day, place.lane)
                                      AND (o.begins, o.positions, o.open)
                                          = (d.begins, d.positions, d.open::bit(300)))
        ON CONFLICT (schedule, day, lane) DO UPDATE
           SET begins = excluded.begins, positions = excluded.positions, open = excluded.open, busy = excluded.busy
        """,
        {
            "schedule": bytes.fromhex(schedule),
            "days": [day.day for day in days],
            "begins": [day.begins for day in days],
            "positions": [day.positions for day in days],
            "open": [bit_string(day.open) for day in days],
        },
    )


async def drop_lanes(tx: Tx, schedule: str) -> None:
    """Forget the bits of places that are no longer there; who has one keeps it."""
    await tx.execute(
        """
        DELETE FROM scheduling.occupancy AS o USING scheduling.schedule AS s
         WHERE o.schedule = %s AND s.schedule = o.schedule AND o.lane >= s.capacity
        """,
        [bytes.fromhex(schedule)],
    )


async def add_days(tx: Tx, schedule: str, days: Sequence[FreeDay]) -> None:
    """Write the days that are not there yet, for staff who book beyond the horizon."""
    await tx.execute(
        """
        INSERT INTO scheduling.occupancy (schedule, day, lane, begins, positions, open, busy)
        SELECT s.schedule, day, place.lane, begins, positions, open::bit(300),
               scheduling.busy_on(s.schedule, place.lane::smallint, begins, positions)
          FROM scheduling.schedule AS s,
               unnest(%(days)s::date[], %(begins)s::timestamptz[], %(positions)s::smallint[], %(open)s::text[])
               AS d (day, begins, positions, open),
               generate_series(0, s.capacity - 1) AS place (lane)
         WHERE s.schedule = %(schedule)s
        ON CONFLICT (schedule, day, lane) DO NOTHING
        """,
        {
            "schedule": bytes.fromhex(schedule),
            "days": [day.day for day in days],
            "begins": [day.begins for day in days],
            "positions": [day.positions for day in days],
            "open": [bit_string(day.open) for day in days],
        },
    )


async def lock_schedule(tx: Tx, schedule: str) -> RuleRow | None:
    """A schedule with its rules, kept from bookings and rotation until we commit."""
    cursor = tx.cursor(row_factory=class_row(RuleRow))
    await cursor.execute(
        """
        SELECT encode(schedule, 'hex') AS schedule, time_zone, rules,
               greatest(horizon_days, (SELECT max(c.horizon_days) FROM scheduling.service_class AS c
                                        WHERE c.schedule = s.schedule)) AS horizon_days
          FROM scheduling.schedule AS s WHERE schedule = %s
           FOR NO KEY UPDATE
        """,
        [bytes.fromhex(schedule)],
    )
    return await cursor.fetchone()


async def schedules_to_extend(tx: Tx, now: datetime, margin: timedelta) -> list[str]:
    """Every offered schedule whose days are not written up to its horizon and this margin: few, but once a day."""
    cursor = await tx.execute(
        """
        SELECT encode(schedule, 'hex') FROM scheduling.schedule AS s
         WHERE offered
           AND NOT EXISTS (SELECT FROM scheduling.occupancy AS o
                            WHERE o.schedule = s.schedule
                              AND o.day >= (%s AT TIME ZONE s.time_zone)::date + %s
                                           + greatest(s.horizon_days,
                                                      (SELECT max(c.horizon_days) FROM scheduling.service_class AS c
                                                        WHERE c.schedule = s.schedule)))
         ORDER BY number
        """,
        [now, margin.days],
    )
    return [row[0] for row in await cursor.fetchall()]


async def last_day(tx: Tx, schedule: str) -> date | None:
    """The last day that is written of a schedule."""
    cursor = await tx.execute(
        "SELECT max(day) FROM scheduling.occupancy WHERE schedule = %s", [bytes.fromhex(schedule)]
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def forget_days_before(tx: Tx, day: date) -> None:
    """Drop the bits of days gone by; visits keep their own rows."""
    await tx.execute(
        """
        WITH layers AS (DELETE FROM scheduling.layer WHERE day < %(day)s)
        DELETE FROM scheduling.occupancy WHERE day < %(day)s
        """,
        {"day": day},
    )


async def find_schedule(tx: Tx, schedule: str) -> Schedule | None:
    """A schedule by its id."""
    cursor = tx.cursor(row_factory=class_row(Schedule))
    await cursor.execute(
        """
        SELECT encode(schedule, 'hex') AS schedule, encode(practice, 'hex') AS practice, epoch, time_zone, step,
               notice_minutes, horizon_days, offered, actor, capacity, quotas
          FROM scheduling.schedule WHERE schedule = %s
        """,
        [bytes.fromhex(schedule)],
    )
    return await cursor.fetchone()


async def find_class(tx: Tx, schedule: str, name: str) -> OfferedClass | None:
    """A service class of a schedule."""
    cursor = tx.cursor(row_factory=class_row(OfferedClass))
    await cursor.execute(
        """
        SELECT class AS name, minutes, audience, before, after, notice_minutes, horizon_days, layer
          FROM scheduling.service_class WHERE schedule = %s AND class = %s
        """,
        [bytes.fromhex(schedule), name],
    )
    return await cursor.fetchone()


async def offering(tx: Tx, practice: str, classes: Sequence[str]) -> list[tuple[str, str]]:
    """Which calendars of a practice offer which of these classes."""
    cursor = await tx.execute(
        """
        SELECT encode(schedule, 'hex'), class
          FROM scheduling.schedule JOIN scheduling.service_class USING (schedule)
         WHERE practice = %s AND offered AND class = ANY (%s)
         ORDER BY number, class
        """,
        [bytes.fromhex(practice), list(classes)],
    )
    return [(row[0], row[1]) for row in await cursor.fetchall()]


async def days_between(tx: Tx, schedule: str, first: date, last: date) -> list[FreeDay]:
    """The days of one schedule, in order."""
    cursor = tx.cursor(row_factory=class_row(DayRow))
    await cursor.execute(
        """
        SELECT encode(schedule, 'hex') AS schedule, day, begins, positions, open::text AS open, busy::text AS busy
          FROM scheduling.occupancy WHERE schedule = %s AND day BETWEEN %s AND %s
         ORDER BY day, lane
        """,
        [bytes.fromhex(schedule), first, last],
    )
    return days_with_lanes(await cursor.fetchall())
