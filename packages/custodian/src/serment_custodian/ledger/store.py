"""SQL of the ledger room, but for the log itself: one function, one statement."""

from collections.abc import Iterable
from datetime import date

from psycopg.rows import class_row

from serment_custodian.ledger.types import LoggedRelease
from serment_kernel.database import Tx


async def releases(tx: Tx, most: int) -> list[LoggedRelease]:
    """The newest releases, newest first."""
    cursor = tx.cursor(row_factory=class_row(LoggedRelease))
    await cursor.execute(
        "SELECT release, body, signature, leaf FROM ledger.release ORDER BY release DESC LIMIT %s", [most]
    )
    return await cursor.fetchall()


async def add_release(tx: Tx, release: LoggedRelease) -> bool:
    """Keep a release; false if there is one of this number."""
    cursor = await tx.execute(
        """
        INSERT INTO ledger.release (release, body, signature, leaf)
        VALUES (%s, %s, %s, %s)
            ON CONFLICT (release) DO NOTHING
        """,
        [release.release, release.body, release.signature, release.leaf],
    )
    return cursor.rowcount == 1


async def count_use(tx: Tx, day: date, use: str, reason: str, times: int) -> None:
    """Count uses."""
    await tx.execute(
        """
        INSERT INTO ledger.use (day, use, reason, count) VALUES (%s, %s, %s, %s)
            ON CONFLICT (day, use, reason) DO UPDATE SET count = use.count + excluded.count
        """,
        [day, use, reason, times],
    )


async def begin_day(tx: Tx, day: date, pairs: Iterable[tuple[str, str]]) -> None:
    """Let a day be counted, though nothing is used on it."""
    uses, reasons = zip(*pairs, strict=True)
    await tx.execute(
        """
        INSERT INTO ledger.use (day, use, reason, count)
        SELECT %s, use, reason, 0 FROM unnest(%s::text[], %s::text[]) AS pair (use, reason)
            ON CONFLICT DO NOTHING
        """,
        [day, list(uses), list(reasons)],
    )


async def last_day(tx: Tx) -> date | None:
    """The last day that the log tells."""
    cursor = await tx.execute("SELECT max(day) FROM ledger.day")
    row = await cursor.fetchone()
    return row[0] if row else None


async def first_counted(tx: Tx) -> date | None:
    """The first day that was counted."""
    cursor = await tx.execute("SELECT min(day) FROM ledger.use")
    row = await cursor.fetchone()
    return row[0] if row else None


async def uses_of(tx: Tx, day: date) -> dict[tuple[str, str], int]:
    """The counts of a day."""
    cursor = await tx.execute("SELECT use, reason, count FROM ledger.use WHERE day = %s", [day])
    return {(str(use), str(reason)): int(count) for use, reason, count in await cursor.fetchall()}


async def add_day(tx: Tx, day: date) -> bool:
    """Note that the log tells a day; false if another process has just seen to it."""
    cursor = await tx.execute("INSERT INTO ledger.day (day) VALUES (%s) ON CONFLICT DO NOTHING", [day])
    return cursor.rowcount == 1


async def forget_uses(tx: Tx, day: date) -> None:
    """Forget counts that the log has."""
    await tx.execute("DELETE FROM ledger.use WHERE day <= %s", [day])


async def leaves_with(tx: Tx, part: bytes) -> list[tuple[int, bytes]]:
    """Index and entry of the leaves that have these bytes somewhere, in their order."""
    cursor = await tx.execute(
        "SELECT index, entry FROM ledger.leaf WHERE position(%s IN entry) > 0 ORDER BY index", [part]
    )
    return [(int(index), bytes(entry)) for index, entry in await cursor.fetchall()]


async def leaves_after(tx: Tx, index: int, part: bytes) -> list[tuple[int, bytes | None]]:
    """Every leaf after this one in its order; its entry only where it has these bytes somewhere."""
    cursor = await tx.execute(
        """
        SELECT index, CASE WHEN position(%s IN entry) > 0 THEN entry END
          FROM ledger.leaf WHERE index > %s ORDER BY index
        """,
        [part, index],
    )
    return [(int(row[0]), None if row[1] is None else bytes(row[1])) for row in await cursor.fetchall()]
