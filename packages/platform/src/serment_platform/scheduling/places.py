"""SQL of what stands beside a calendar: the rooms and devices that its classes need, and its quotas."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import msgspec
from psycopg.rows import class_row

from serment_kernel.database import Tx
from serment_platform.scheduling import calendars
from serment_platform.scheduling.conditions import Conditions
from serment_platform.scheduling.published import PublishedQuota
from serment_platform.scheduling.types import FreeDay

Pair = tuple[str, str]
"""A schedule and a service class."""
WEEK = 7


class _Need(msgspec.Struct, frozen=True):
    schedule: str
    service_class: str
    need: int
    resource: str


class _Full(msgspec.Struct, frozen=True):
    schedule: str
    service_class: str
    per: str
    first: date

    def days(self) -> frozenset[date]:
        length = WEEK if self.per == "week" else 1
        return frozenset(self.first + timedelta(days=number) for number in range(length))


async def conditions(
    tx: Tx, pairs: Sequence[Pair], first: date, last: date, counted: date | None = None
) -> dict[Pair, Conditions]:
    """What those classes take beside time, on those days, for somebody new; or for a visit counted on a day of them."""
    if not pairs:
        return {}
    needs = await _needs(tx, pairs)
    full = [one for one in await _full(tx, pairs, first, last) if counted not in one.days()]
    rooms = sorted({one.resource for one in needs})
    days = {room: await calendars.days_between(tx, room, first, last) for room in rooms}
    return {pair: Conditions(_rooms(pair, needs, days), _days_of(pair, full)) for pair in pairs}


def _rooms(
    pair: Pair, needs: Sequence[_Need], days: Mapping[str, list[FreeDay]]
) -> tuple[tuple[list[FreeDay], ...], ...]:
    found: dict[int, list[list[FreeDay]]] = defaultdict(list)
    for one in needs:
        if (one.schedule, one.service_class) == pair:
            found[one.need].append(days[one.resource])
    return tuple(tuple(rooms) for rooms in found.values())


def _days_of(pair: Pair, full: Sequence[_Full]) -> frozenset[date]:
    schedule, name = pair
    mine = (one.days() for one in full if one.schedule == schedule and one.service_class in {"", name})
    return frozenset[date]().union(*mine)


async def _needs(tx: Tx, pairs: Sequence[Pair]) -> list[_Need]:
    cursor = tx.cursor(row_factory=class_row(_Need))
    await cursor.execute(
        """
        SELECT encode(n.schedule, 'hex') AS schedule, n.class AS service_class, n.need,
               encode(n.resource, 'hex') AS resource
          FROM unnest(%s::bytea[], %s::text[]) AS w (schedule, class)
          JOIN scheduling.need AS n USING (schedule, class)
         ORDER BY n.need, n.resource
        """,
        [[bytes.fromhex(schedule) for schedule, _ in pairs], [name for _, name in pairs]],
    )
    return await cursor.fetchall()


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
    return sorted({one.resource for one in await _needs(tx, [pair])})


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
