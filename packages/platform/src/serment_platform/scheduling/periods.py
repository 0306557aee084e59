"""For how long a practice keeps past visits, as it chose: what counts now, and what will (decision 0027)."""

from datetime import date, datetime, timedelta

import msgspec
from psycopg.rows import class_row

from serment_kernel.database import Database, Tx
from serment_platform.practice import PracticeUnknown

LEAST, MOST = 3, 60
# What a shorter period deletes, nobody brings back; so a colleague has time to see that it was chosen.
TAKEN_BACK_WITHIN = timedelta(days=7)


class Kept(msgspec.Struct, frozen=True):
    """A practice's choice; where it made none, the installation's period counts."""

    months: int | None = None
    next_months: int | None = None
    next_on: date | None = None


class Going(msgspec.Struct, frozen=True):
    """How many visits are over: these go, and of those nothing is left but the care record."""

    gone: int
    emptied: int


def counting(kept: Kept, default: int, day: date) -> Kept:
    """The same, with what has begun to count in its place."""
    if kept.next_on is not None and kept.next_on <= day:
        return Kept(kept.next_months)
    return msgspec.structs.replace(kept, months=kept.months or default)


def chosen(kept: Kept, months: int, default: int, now: datetime) -> Kept:
    """A longer period at once, a shorter one after days; choosing the present one takes that back."""
    present = counting(kept, default, now.date()).months or default
    if months >= present:
        return Kept(months)
    return Kept(present, months, (now + TAKEN_BACK_WITHIN).date())


async def read(db: Database, practice: str, default: int, day: date) -> Kept:
    """What counts on this day, and what will."""
    async with db.transaction() as tx:
        return counting(await _kept(tx, practice), default, day)


async def choose(db: Database, practice: str, months: int, default: int, now: datetime) -> Kept:
    """Choose a period; raise `PracticeUnknown` where there is nothing yet to be kept."""
    async with db.transaction() as tx:
        if not await _lock(tx, practice):
            raise PracticeUnknown
        kept = chosen(await _kept(tx, practice), months, default, now)
        await _save(tx, practice, kept)
    return kept


async def going(db: Database, practice: str, months: int, at: date) -> Going:
    """What would be over on that day, if it were kept for so long."""
    async with db.transaction() as tx:
        cursor = await tx.execute(
            """
            SELECT count(*) FILTER (WHERE NOT care), count(*) FILTER (WHERE care)
              FROM (SELECT scheduling.is_care(appointment, state) AS care
                      FROM scheduling.appointment
                     WHERE practice = %s AND octet_length(envelope) > 0
                           AND start < (%s::timestamp AT TIME ZONE 'UTC') - make_interval(months => %s)) AS past
            """,
            [bytes.fromhex(practice), at, months],
        )
        row = await cursor.fetchone()
    return Going(int(row[0]), int(row[1])) if row else Going(0, 0)


async def _lock(tx: Tx, practice: str) -> bool:
    """Let nobody else choose meanwhile; false if the practice has published nothing."""
    cursor = await tx.execute(
        "SELECT FROM scheduling.practice WHERE practice = %s FOR NO KEY UPDATE", [bytes.fromhex(practice)]
    )
    return cursor.rowcount == 1


async def _kept(tx: Tx, practice: str) -> Kept:
    cursor = tx.cursor(row_factory=class_row(Kept))
    await cursor.execute(
        "SELECT months, next_months, next_on FROM scheduling.kept WHERE practice = %s", [bytes.fromhex(practice)]
    )
    return await cursor.fetchone() or Kept()


async def _save(tx: Tx, practice: str, kept: Kept) -> None:
    await tx.execute(
        """
        INSERT INTO scheduling.kept (practice, months, next_months, next_on)
        VALUES (%s, %s, %s, %s)
            ON CONFLICT (practice) DO UPDATE
           SET months = excluded.months, next_months = excluded.next_months, next_on = excluded.next_on
        """,
        [bytes.fromhex(practice), kept.months, kept.next_months, kept.next_on],
    )
