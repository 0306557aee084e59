"""SQL of what stands beside a calendar: the rooms and devices that its classes need, and its quotas."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import msgspec
from psycopg.rows import class_row

from serment_kernel.database import Tx
from serment_platform.scheduling import calendars
from serment_platform.scheduling.availability import closed
from serment_platform.scheduling.conditions import Conditions
from serment_platform.scheduling.ledger import Quota
from serment_platform.scheduling.published import PublishedQuota
from serment_platform.scheduling.types import FreeDay, Span

Pair = tuple[str, str]
"""A schedule and a service class."""
Needs = tuple[tuple[str, ...], ...]
"""For each need of a class what would do."""
WEEK = 7


class _Full(msgspec.Struct, frozen=True):
    schedule: str
    service_class: str
    per: str
    first: date

    def days(self) -> frozenset[date]:
        length = WEEK if self.per == "week" else 1
        return frozenset(self.first + timedelta(days=number) for number in range(length))


async def conditions(
    tx: Tx,
    pairs: Sequence[Pair],
    first: date,
    last: date,
    counted: date | None = None,
    closing: Span | None = None,
) -> dict[Pair, Conditions]:
    """What those classes take beside time, on those days, for somebody new; or for a visit counted on a day of them. A
    room that is about to close is closed.
    """
    if not pairs:
        return {}
    wanted = await needs(tx, pairs)
    full = [one for one in await _full(tx, pairs, first, last) if counted not in one.days()]
    days = await days_of(tx, wanted, first, last)
    if closing and closing.schedule in days:
        days[closing.schedule] = closed(days[closing.schedule], closing)
    return {
        pair: Conditions(tuple(tuple(days[room] for room in rooms) for rooms in wanted[pair]), _days_of(pair, full))
        for pair in pairs
    }


async def days_of(tx: Tx, wanted: Mapping[Pair, Needs], first: date, last: date) -> dict[str, list[FreeDay]]:
    """The days of every room that would do."""
    rooms = sorted({room for each in wanted.values() for need in each for room in need})
    return {room: await calendars.days_between(tx, room, first, last) for room in rooms}


def _days_of(pair: Pair, full: Sequence[_Full]) -> frozenset[date]:
    schedule, name = pair
    mine = (one.days() for one in full if one.schedule == schedule and one.service_class in {"", name})
    return frozenset[date]().union(*mine)


async def needs(tx: Tx, pairs: Sequence[Pair]) -> dict[Pair, Needs]:
    """For each need of each of those classes the rooms or devices that would do, in their order."""
    cursor = await tx.execute(
        """
        SELECT encode(n.schedule, 'hex'), n.class, array_agg(encode(n.resource, 'hex') ORDER BY n.resource)
          FROM unnest(%s::bytea[], %s::text[]) AS w (schedule, class)
          JOIN scheduling.need AS n USING (schedule, class)
         GROUP BY n.schedule, n.class, n.need
         ORDER BY n.need
        """,
        [[bytes.fromhex(schedule) for schedule, _ in pairs], [name for _, name in pairs]],
    )
    found: dict[Pair, Needs] = dict.fromkeys(pairs, ())
    for schedule, name, rooms in await cursor.fetchall():
        found[schedule, name] = (*found[schedule, name], tuple(rooms))
    return found


async def quotas(tx: Tx, schedules: Sequence[str], first: date, last: date) -> list[Quota]:
    """The quotas of those calendars, and what counts in them on those days."""
    cursor = await tx.execute(
        """
        SELECT encode(q.schedule, 'hex'), q.class, q.per, q.most,
               array_agg(c.first) FILTER (WHERE c.first IS NOT NULL), array_agg(c.visits)
          FROM scheduling.quota AS q
          LEFT JOIN scheduling.counted AS c
            ON (c.schedule, c.class, c.per) = (q.schedule, q.class, q.per) AND c.first BETWEEN %s AND %s
         WHERE q.schedule = ANY (%s)
         GROUP BY q.schedule, q.class, q.per
        """,
        [first - timedelta(days=WEEK), last, [bytes.fromhex(schedule) for schedule in schedules]],
    )
    return [
        Quota(schedule, name, per, most, dict(zip(days or (), visits, strict=False)))
        for schedule, name, per, most, days, visits in await cursor.fetchall()
    ]


async def _full(tx: Tx, pairs: Sequence[Pair], first: date, last: date) -> list[_Full]:
    cursor = tx.cursor(row_factory=class_row(_Full))
    await cursor.execute(
        """
        SELECT encode(c.schedule, 'hex') AS schedule, c.class AS service_class, c.per, c.first
          FROM scheduling.counted AS c JOIN scheduling.quota AS q USING (schedule, class, per)
         WHERE c.schedule = ANY (%s) AND c.first BETWEEN %s AND %s AND c.visits >= q.most
        """,
        [[bytes.fromhex(schedule) for schedule, _ in pairs], first - timedelta(days=WEEK), last],
    )
    return await cursor.fetchall()


async def rooms_of(tx: Tx, schedules: Sequence[str]) -> list[str]:
    """Every room and device that some class of these calendars may take."""
    cursor = await tx.execute(
        "SELECT DISTINCT encode(resource, 'hex') FROM scheduling.need WHERE schedule = ANY (%s) ORDER BY 1",
        [[bytes.fromhex(schedule) for schedule in schedules]],
    )
    return [row[0] for row in await cursor.fetchall()]


async def sharing(tx: Tx, schedule: str) -> list[str]:
    """Every calendar that may take the same rooms as this one; or this very room, where it is one."""
    cursor = await tx.execute(
        """
        SELECT DISTINCT encode(schedule, 'hex') FROM scheduling.need
         WHERE resource = %(schedule)s
               OR resource IN (SELECT resource FROM scheduling.need WHERE schedule = %(schedule)s)
        """,
        {"schedule": bytes.fromhex(schedule)},
    )
    return [row[0] for row in await cursor.fetchall()]


async def rooms_for(tx: Tx, pair: Pair) -> list[str]:
    """Every room and device that a class may take."""
    return sorted({room for each in (await needs(tx, [pair]))[pair] for room in each})


async def save_needs(tx: Tx, schedule: str, needs: Sequence[tuple[str, int, str]]) -> None:
    """Class, number of the need, and a room that would do; the classes were written anew, so there are none."""
    cursor = tx.cursor()
    await cursor.executemany(
        "INSERT INTO scheduling.need (schedule, class, need, resource) VALUES (%s, %s, %s, %s)",
        [(bytes.fromhex(schedule), name, number, bytes.fromhex(room)) for name, number, room in needs],
    )


async def replace_quotas(tx: Tx, schedule: str, quotas: Sequence[PublishedQuota]) -> None:
    """The quotas of a calendar, which is held, and how many visits each has already."""
    ident = bytes.fromhex(schedule)
    full = await _reached(tx, ident)
    await tx.execute("DELETE FROM scheduling.quota WHERE schedule = %s", [ident])
    cursor = tx.cursor()
    await cursor.executemany(
        "INSERT INTO scheduling.quota (schedule, class, per, most) VALUES (%s, %s, %s, %s)",
        [(ident, one.service_class, one.per, one.most) for one in quotas],
    )
    await tx.execute("SELECT scheduling.recount(%s)", [ident])
    reached = set(await _reached(tx, ident))
    for one in full:
        if one not in reached:
            await tx.execute("SELECT scheduling.note_quota(%s, %s, %s, %s)", [ident, *one])


async def _reached(tx: Tx, schedule: bytes) -> list[tuple[str, str, date]]:
    cursor = await tx.execute(
        """
        SELECT class, per, first FROM scheduling.counted JOIN scheduling.quota USING (schedule, class, per)
         WHERE schedule = %s AND visits >= most
        """,
        [schedule],
    )
    return await cursor.fetchall()


async def forget_counts_before(tx: Tx, day: date) -> None:
    """Counts of days and weeks gone by."""
    await tx.execute("DELETE FROM scheduling.counted WHERE first < %s", [day])
