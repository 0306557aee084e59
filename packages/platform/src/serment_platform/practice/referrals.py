"""Letters from practice to practice, and what research a practice does: sealed, so only sizes are looked at here."""

from datetime import date

import msgspec
from psycopg.rows import class_row

from serment_kernel.database import Database, Tx
from serment_platform.practice.errors import BadSize, EpochRetired, InboxFull, PracticeUnknown, ReferralTaken
from serment_platform.practice.types import Membership
from serment_protocol.padding import ABSENCE_BUCKETS, LETTER_BUCKETS

# What sealing and locking add (SPEC 2.1 and 2.2): version, encapsulated key or nonce, tag.
REFERRAL_SIZES = frozenset(bucket + 1 + 1120 + 16 for bucket in LETTER_BUCKETS)
PROJECT_SIZES = frozenset(bucket + 1 + 12 + 16 for bucket in ABSENCE_BUCKETS)
MOST_LYING = 1000
"""Letters that lie at one practice: whoever reads them keeps room for others."""
LEFT_FOR_WITHDRAWALS = 200
"""Beyond them, for what is said to be a withdrawal."""
PAGE = 50
FIRST = "0" * 32


class Referral(msgspec.Struct, frozen=True):
    """A letter as it lies at a practice."""

    referral: str
    practice: str
    epoch: int
    sealed: bytes
    day: date


class Project(msgspec.Struct, frozen=True):
    """A practice's research, under the filing key of an epoch."""

    epoch: int
    sealed: bytes


async def send(db: Database, new: Referral, *, withdrawal: bool = False) -> None:
    """Put a letter where it is to lie; the same letter twice is one."""
    most = MOST_LYING + (LEFT_FOR_WITHDRAWALS if withdrawal else 0)
    if len(new.sealed) not in REFERRAL_SIZES:
        raise BadSize("sealed")
    async with db.transaction() as tx:
        epoch = await _hold_epoch(tx, new.practice)
        if epoch is None:
            raise PracticeUnknown
        if epoch != new.epoch:
            raise EpochRetired(epoch)
        if await _count(tx, new.practice) >= most:
            raise InboxFull
        if not await _add(tx, new) and await _sealed_at(tx, new) != new.sealed:
            raise ReferralTaken


async def page(db: Database, by: Membership, after: str) -> list[Referral]:
    """What lies at a practice, in the order of its random ids, from after this one on."""
    async with db.transaction() as tx:
        cursor = tx.cursor(row_factory=class_row(Referral))
        await cursor.execute(
            """
            SELECT encode(referral, 'hex') AS referral, encode(practice, 'hex') AS practice, epoch, sealed, day
              FROM practice.referral WHERE practice = decode(%s, 'hex') AND referral > decode(%s, 'hex')
             ORDER BY referral LIMIT %s
            """,
            [by.practice, after, PAGE + 1],
        )
        return await cursor.fetchall()


async def drop(db: Database, by: Membership, referral: str) -> None:
    """Remove one that lies at this practice; one that is gone already is no error."""
    async with db.transaction() as tx:
        query = "DELETE FROM practice.referral WHERE practice = decode(%s, 'hex') AND referral = decode(%s, 'hex')"
        await tx.execute(query, [by.practice, referral])


async def find_project(db: Database, by: Membership) -> Project | None:
    """The research of a practice, if it does any."""
    async with db.transaction() as tx:
        cursor = tx.cursor(row_factory=class_row(Project))
        query = "SELECT epoch, sealed FROM practice.project WHERE practice = decode(%s, 'hex')"
        await cursor.execute(query, [by.practice])
        return await cursor.fetchone()


async def set_project(db: Database, by: Membership, project: Project) -> None:
    """Say what research a practice does."""
    if len(project.sealed) not in PROJECT_SIZES:
        raise BadSize("sealed")
    async with db.transaction() as tx:
        if (epoch := await _hold_epoch(tx, by.practice)) != project.epoch:
            raise EpochRetired(epoch or 0)
        await tx.execute(
            """
            INSERT INTO practice.project (practice, epoch, sealed) VALUES (decode(%s, 'hex'), %s, %s)
                ON CONFLICT (practice) DO UPDATE SET epoch = excluded.epoch, sealed = excluded.sealed
            """,
            [by.practice, project.epoch, project.sealed],
        )


async def end_project(db: Database, by: Membership) -> None:
    """Say that it does none."""
    async with db.transaction() as tx:
        await tx.execute("DELETE FROM practice.project WHERE practice = decode(%s, 'hex')", [by.practice])


async def purge(tx: Tx, today: date) -> None:
    """Forget what nobody has dropped for twelve months."""
    query = "DELETE FROM practice.referral WHERE day < (%s::date - interval '12 months')::date"
    await tx.execute(query, [today])


async def _hold_epoch(tx: Tx, practice: str) -> int | None:
    """The epoch now valid, which stays so until we commit."""
    query = "SELECT epoch FROM practice.practice WHERE practice = decode(%s, 'hex') FOR SHARE"
    row = await (await tx.execute(query, [practice])).fetchone()
    return row[0] if row else None


async def _count(tx: Tx, practice: str) -> int:
    query = "SELECT count(*) FROM practice.referral WHERE practice = decode(%s, 'hex')"
    row = await (await tx.execute(query, [practice])).fetchone()
    return row[0] if row else 0


async def _add(tx: Tx, new: Referral) -> bool:
    cursor = await tx.execute(
        """
        INSERT INTO practice.referral (referral, practice, epoch, sealed, day)
        VALUES (decode(%s, 'hex'), decode(%s, 'hex'), %s, %s, %s) ON CONFLICT DO NOTHING
        """,
        [new.referral, new.practice, new.epoch, new.sealed, new.day],
    )
    return cursor.rowcount == 1


async def _sealed_at(tx: Tx, new: Referral) -> bytes | None:
    query = "SELECT sealed FROM practice.referral WHERE referral = decode(%s, 'hex') AND practice = decode(%s, 'hex')"
    row = await (await tx.execute(query, [new.referral, new.practice])).fetchone()
    return row[0] if row else None
