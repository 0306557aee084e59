"""SQL of held times and of the lines of those who wait: one function, one statement."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

import msgspec
from psycopg.rows import class_row

from serment_kernel.database import Tx
from serment_platform.scheduling import store
from serment_platform.scheduling.types import Absence, DueTicket


class Held(msgspec.Struct, frozen=True):
    """A time that is held."""

    hold: str
    schedule: str
    start: datetime
    service_class: str
    expires: datetime


class HeldTime(msgspec.Struct, frozen=True):
    """A time that somebody holds or is offered, as a practice sees it: not who."""

    schedule: str
    start: datetime
    minutes: int
    expires: datetime
    offered: bool


class Waiting(msgspec.Struct, frozen=True):
    """Somebody in a line: for what, and where they stand."""

    entry: str
    practice: str
    schedules: list[str]
    service_class: str
    first: date
    last: date
    from_minute: int
    until_minute: int
    place: int


class FreedDays(msgspec.Struct, frozen=True):
    """Days of one week of a calendar, or of a room, from the first to the last on which something became free."""

    schedule: str
    first: date
    last: date


class Freed(msgspec.Struct, frozen=True):
    """What became free at once in one place of a day: a bit for every five minutes from where the day begins."""

    schedule: str
    begins: datetime
    bits: str


class FreedQuota(msgspec.Struct, frozen=True):
    """A class, or all of them where it is empty, of which more visits may come on some days."""

    schedule: str
    service_class: str
    first: date
    last: date


class Passed(NamedTuple):
    """A time that was offered to somebody who let it pass."""

    entry: str
    schedule: str
    start: datetime


async def hold(
    tx: Tx, held: Held, practice: str | None, token: bytes | None, now: datetime, credential: bytes = b""
) -> None:
    """Take the time for some minutes; staff without a right."""
    await tx.execute(
        "SELECT scheduling.hold(%s, %s, %s, %s, %s, %s, NULL, %s, %s, %s, %s)",
        [
            bytes.fromhex(held.hold),
            bytes.fromhex(practice) if practice else None,
            bytes.fromhex(held.schedule),
            held.service_class,
            held.start,
            token,
            held.expires,
            now,
            *store.shown(credential),
        ],
    )


async def offer(tx: Tx, entry: str, held: Held, now: datetime) -> bool:
    """Hold a time for somebody in a line; false if it cannot be theirs after all."""
    cursor = await tx.execute(
        "SELECT scheduling.offer(%s, %s, %s, %s, %s, %s)",
        [
            bytes.fromhex(held.hold),
            bytes.fromhex(entry),
            bytes.fromhex(held.schedule),
            held.start,
            held.expires,
            now,
        ],
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def give_back(tx: Tx, hold: str, now: datetime) -> str | None:
    """Give a held time back, whoever's it is; of which practice it was, if there was one."""
    cursor = await tx.execute(
        """
        SELECT encode(practice, 'hex'), scheduling.let_go(hold, token, %s) FROM scheduling.hold WHERE hold = %s
        """,
        [now, bytes.fromhex(hold)],
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def sweep(tx: Tx, schedule: str, now: datetime) -> int:
    """End the holds that have run out in the practice of a calendar."""
    cursor = await tx.execute("SELECT scheduling.sweep(%s, %s)", [bytes.fromhex(schedule), now])
    row = await cursor.fetchone()
    return row[0] if row else 0


async def to_sweep(tx: Tx, now: datetime) -> list[str]:
    """Of each practice in which a hold has run out, a calendar."""
    cursor = await tx.execute(
        """
        SELECT DISTINCT ON (practice) encode(schedule, 'hex') FROM scheduling.hold WHERE expires <= %s ORDER BY practice
        """,
        [now],
    )
    return [row[0] for row in await cursor.fetchall()]


async def lock_days_and_held(tx: Tx, absence: Absence, first: date, last: date) -> None:
    """Keep others from days of a calendar, and from whatever else they have who hold something there."""
    await tx.execute(
        """
        SELECT scheduling.lock_held(
            ARRAY(SELECT h FROM scheduling.held_in(%(schedule)s, %(start)s, %(until)s) AS h),
            %(schedule)s, %(first)s, %(last)s)
        """,
        _span(absence) | {"first": first, "last": last},
    )


async def end_under(tx: Tx, absence: Absence) -> None:
    """End what is held there, once its days are locked."""
    await tx.execute("SELECT scheduling.end_under(%(schedule)s, %(start)s, %(until)s)", _span(absence))


def _span(absence: Absence) -> dict[str, object]:
    return {"schedule": bytes.fromhex(absence.schedule), "start": absence.start, "until": absence.until}


async def held_by(tx: Tx, token: bytes, now: datetime) -> Held | None:
    """What a right holds now."""
    cursor = tx.cursor(row_factory=class_row(Held))
    await cursor.execute(
        """
        SELECT encode(hold, 'hex') AS hold, encode(schedule, 'hex') AS schedule, start, class AS service_class, expires
          FROM scheduling.hold WHERE token = %s AND entry IS NULL AND expires > %s
        """,
        [token, now],
    )
    return await cursor.fetchone()


async def held_between(tx: Tx, practice: str, first: date, last: date, now: datetime) -> list[HeldTime]:
    """What is held of a practice on those days."""
    cursor = tx.cursor(row_factory=class_row(HeldTime))
    await cursor.execute(
        """
        SELECT encode(h.schedule, 'hex') AS schedule, h.start, h.minutes, h.expires, h.entry IS NOT NULL AS offered
          FROM scheduling.hold AS h JOIN scheduling.schedule AS s USING (schedule)
         WHERE h.practice = %s AND h.expires > %s AND (h.start AT TIME ZONE s.time_zone)::date BETWEEN %s AND %s
         ORDER BY h.start, h.hold
        """,
        [bytes.fromhex(practice), now, first, last],
    )
    return await cursor.fetchall()


async def is_held(tx: Tx, wanted: Held, token: bytes) -> bool:
    """Whether this right holds that time under that id beyond that moment; as something offered as well."""
    cursor = await tx.execute(
        """
        SELECT FROM scheduling.hold
         WHERE hold = %s AND token = %s AND schedule = %s AND start = %s AND class = %s AND expires > %s
        """,
        [
            bytes.fromhex(wanted.hold),
            token,
            bytes.fromhex(wanted.schedule),
            wanted.start,
            wanted.service_class,
            wanted.expires,
        ],
    )
    return await cursor.fetchone() is not None


async def offer_to(tx: Tx, entry: str, now: datetime) -> Held | None:
    """What is held for somebody in a line."""
    cursor = tx.cursor(row_factory=class_row(Held))
    await cursor.execute(
        """
        SELECT encode(hold, 'hex') AS hold, encode(schedule, 'hex') AS schedule, start, class AS service_class, expires
          FROM scheduling.hold WHERE entry = %s AND expires > %s
        """,
        [bytes.fromhex(entry), now],
    )
    return await cursor.fetchone()


async def forget_held_tokens(tx: Tx, before: date) -> None:
    """Rights that have run out hold nothing anyhow."""
    await tx.execute("DELETE FROM scheduling.held_token WHERE day < %s", [before])


async def join(tx: Tx, waiting: Waiting, token: bytes, ticket: bytes, most: int, credential: bytes = b"") -> None:
    """Stand behind everybody in the practice's line."""
    await tx.execute(
        "SELECT scheduling.wait_for(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            bytes.fromhex(waiting.entry),
            bytes.fromhex(waiting.practice),
            [bytes.fromhex(one) for one in waiting.schedules],
            waiting.service_class,
            waiting.first,
            waiting.last,
            waiting.from_minute,
            waiting.until_minute,
            token,
            ticket,
            most,
            *store.shown(credential),
        ],
    )


async def find_entry(tx: Tx, entry: str) -> Waiting | None:
    """An entry by its id."""
    cursor = tx.cursor(row_factory=class_row(Waiting))
    await cursor.execute(
        """
        SELECT encode(entry, 'hex') AS entry, encode(practice, 'hex') AS practice,
               ARRAY(SELECT encode(one, 'hex') FROM unnest(schedules) AS one) AS schedules,
               class AS service_class, first, last, from_minute, until_minute, place
          FROM scheduling.waiting WHERE entry = %s
        """,
        [bytes.fromhex(entry)],
    )
    return await cursor.fetchone()


async def ahead_of(tx: Tx, waiting: Waiting) -> int:
    """How many stand before somebody for a calendar and a class that both want."""
    cursor = await tx.execute(
        """
        SELECT count(*) FROM scheduling.waiting
         WHERE practice = %s AND place < %s AND class = %s AND schedules && %s AND first <= %s AND last >= %s
        """,
        [
            bytes.fromhex(waiting.practice),
            waiting.place,
            waiting.service_class,
            [bytes.fromhex(one) for one in waiting.schedules],
            waiting.last,
            waiting.first,
        ],
    )
    row = await cursor.fetchone()
    return row[0] if row else 0


async def in_line(tx: Tx, schedules: Sequence[str], first: date, last: date) -> list[Waiting]:
    """Who waits for a time on these days of calendars of one practice and has no offer, in order."""
    cursor = tx.cursor(row_factory=class_row(Waiting))
    await cursor.execute(
        """
        SELECT encode(entry, 'hex') AS entry, encode(w.practice, 'hex') AS practice,
               ARRAY(SELECT encode(one, 'hex') FROM unnest(schedules) AS one) AS schedules,
               class AS service_class, first, last, from_minute, until_minute, place
          FROM scheduling.waiting AS w
         WHERE practice IN (SELECT practice FROM scheduling.schedule WHERE schedule = ANY (%(schedules)s))
           AND schedules && %(schedules)s AND first <= %(last)s AND last >= %(first)s
           AND NOT EXISTS (SELECT FROM scheduling.hold AS h WHERE h.entry = w.entry)
         ORDER BY place
        """,
        {"schedules": [bytes.fromhex(one) for one in schedules], "first": first, "last": last},
    )
    return await cursor.fetchall()


async def passed(tx: Tx, schedules: Sequence[str], first: date, last: date) -> set[Passed]:
    """Offers around these days that were not taken, by whom and in which calendar."""
    cursor = await tx.execute(
        """
        SELECT encode(entry, 'hex'), encode(schedule, 'hex'), start FROM scheduling.passed
         WHERE schedule = ANY (%s) AND start BETWEEN %s::date - interval '1 day' AND %s::date + interval '2 days'
        """,
        [[bytes.fromhex(one) for one in schedules], first, last],
    )
    return {Passed(*row) for row in await cursor.fetchall()}


async def freed_span(tx: Tx, practice: str | None) -> FreedDays | None:
    """Where something became free, of this practice or of any."""
    cursor = tx.cursor(row_factory=class_row(FreedDays))
    await cursor.execute(
        """
        WITH word AS (
            SELECT schedule, day AS first, day AS last FROM scheduling.freed
             UNION ALL
            SELECT schedule, first, scheduling.last_day(per, first) FROM scheduling.freed_quota),
        found AS (
            SELECT schedule, date_trunc('week', first::timestamp)::date AS monday
              FROM word JOIN scheduling.schedule AS s USING (schedule)
             WHERE s.practice = coalesce(%s, s.practice)
             ORDER BY first, schedule LIMIT 1)
        SELECT encode(schedule, 'hex') AS schedule, min(first) AS first, max(last) AS last
          FROM word JOIN found USING (schedule)
         WHERE first BETWEEN monday AND monday + 6
         GROUP BY schedule
        """,
        [bytes.fromhex(practice) if practice else None],
    )
    return await cursor.fetchone()


async def take_freed(tx: Tx, schedules: Sequence[str], first: date, last: date) -> list[Freed]:
    """What became free on days that are locked, so that nothing more does meanwhile."""
    cursor = tx.cursor(row_factory=class_row(Freed))
    await cursor.execute(
        """
        WITH taken AS (
            DELETE FROM scheduling.freed WHERE schedule = ANY (%s) AND day BETWEEN %s AND %s
            RETURNING schedule, day, bits)
        SELECT encode(schedule, 'hex') AS schedule, begins, bits::text AS bits
          FROM taken JOIN scheduling.occupancy AS o USING (schedule, day)
         WHERE o.lane = 0
        """,
        [[bytes.fromhex(one) for one in schedules], first, last],
    )
    return await cursor.fetchall()


async def take_freed_quotas(tx: Tx, schedules: Sequence[str], first: date, last: date) -> list[FreedQuota]:
    """Which quotas of these days have room again; until we commit, nobody else sees that they were taken."""
    cursor = tx.cursor(row_factory=class_row(FreedQuota))
    await cursor.execute(
        """
        DELETE FROM scheduling.freed_quota
         WHERE schedule = ANY (%s) AND first >= %s AND scheduling.last_day(per, first) <= %s
        RETURNING encode(schedule, 'hex') AS schedule, class AS service_class, first,
                  scheduling.last_day(per, first) AS last
        """,
        [[bytes.fromhex(one) for one in schedules], first, last],
    )
    return await cursor.fetchall()


async def rooms_held(tx: Tx, hold: str) -> list[str]:
    """Which rooms and devices a hold has."""
    cursor = await tx.execute(
        "SELECT encode(resource, 'hex') FROM scheduling.resource_use WHERE hold = %s", [bytes.fromhex(hold)]
    )
    return [row[0] for row in await cursor.fetchall()]


async def leave(tx: Tx, entry: str, now: datetime) -> None:
    """Take somebody out of the line, and what was offered to them back."""
    await tx.execute(
        "SELECT scheduling.let_go(hold, token, %s) FROM scheduling.hold WHERE entry = %s", [now, bytes.fromhex(entry)]
    )
    await tx.execute("DELETE FROM scheduling.waiting WHERE entry = %s", [bytes.fromhex(entry)])


async def leave_with(tx: Tx, tokens: Sequence[bytes], now: datetime) -> None:
    """Whoever has booked waits no more; what is still held for them has run out."""
    await tx.execute(
        """
        WITH left_line AS (DELETE FROM scheduling.waiting WHERE token = ANY (%(tokens)s))
        UPDATE scheduling.hold SET expires = %(now)s WHERE token = ANY (%(tokens)s) AND expires > %(now)s
        """,
        {"tokens": list(tokens), "now": now},
    )


async def forget_entries(tx: Tx, today: date) -> None:
    """Nobody waits for a day that is over."""
    await tx.execute(
        """
        DELETE FROM scheduling.waiting AS w WHERE last < %s
           AND NOT EXISTS (SELECT FROM scheduling.hold AS h WHERE h.entry = w.entry)
        """,
        [today],
    )


async def offers_due(tx: Tx, limit: int) -> list[DueTicket]:
    """Tickets of those to whom something was offered since the last batch."""
    cursor = tx.cursor(row_factory=class_row(DueTicket))
    await cursor.execute(
        """
        SELECT encode(entry, 'hex') AS appointment, missed AS sequence, ticket FROM scheduling.waiting
         WHERE nudge_due ORDER BY entry LIMIT %s
        """,
        [limit],
    )
    return await cursor.fetchall()


async def offers_told(tx: Tx, tickets: Sequence[DueTicket]) -> None:
    """Their nudge is on its way."""
    await tx.execute(
        """
        UPDATE scheduling.waiting AS w SET nudge_due = false
          FROM unnest(%s::bytea[], %s::integer[]) AS sent (entry, missed)
         WHERE w.entry = sent.entry AND w.missed = sent.missed
        """,
        [[bytes.fromhex(one.appointment) for one in tickets], [one.sequence for one in tickets]],
    )
