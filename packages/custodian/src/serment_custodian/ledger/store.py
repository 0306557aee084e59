"""SQL of the ledger room, but for the log itself: one function, one statement."""

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
