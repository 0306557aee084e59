"""SQL of the endorsements room: one function, one statement."""

from datetime import date

from psycopg.rows import class_row

from serment_custodian.endorsements.types import Standing, Unlogged
from serment_kernel.database import Tx
from serment_protocol.transparency import EntryKind


async def hold_practice(tx: Tx, practice: bytes) -> None:
    """Let nobody else say anything of this practice until we commit."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [practice.hex()])


async def standing_of(tx: Tx, practice: bytes) -> Standing | None:
    """The root of a practice that the custodian stands by, held."""
    cursor = tx.cursor(row_factory=class_row(Standing))
    await cursor.execute(
        """
        SELECT practice, root, name, checked, until, replacement
          FROM endorsements.standing WHERE practice = %s FOR UPDATE
        """,
        [practice],
    )
    return await cursor.fetchone()


async def ending(tx: Tx, until: date) -> list[Standing]:
    """Those whose newest endorsement ends by this day."""
    cursor = tx.cursor(row_factory=class_row(Standing))
    await cursor.execute(
        """
        SELECT practice, root, name, checked, until, replacement
          FROM endorsements.standing
         WHERE until <= %s
         ORDER BY practice
        """,
        [until],
    )
    return await cursor.fetchall()


async def save_standing(tx: Tx, standing: Standing) -> None:
    """Stand by this root of the practice, and by no other."""
    await tx.execute(
        """
        INSERT INTO endorsements.standing (practice, root, name, checked, until, replacement)
        VALUES (%s, %s, %s, %s, %s, %s)
            ON CONFLICT (practice) DO UPDATE
           SET root = excluded.root, name = excluded.name, checked = excluded.checked, until = excluded.until,
               replacement = excluded.replacement
        """,
        [standing.practice, standing.root, standing.name, standing.checked, standing.until, standing.replacement],
    )


async def drop_standing(tx: Tx, practice: bytes) -> None:
    """Stand by no root of the practice."""
    await tx.execute("DELETE FROM endorsements.standing WHERE practice = %s", [practice])


async def is_closed(tx: Tx, practice: bytes) -> bool:
    """Whether a practice has said its last word."""
    cursor = await tx.execute("SELECT 1 FROM endorsements.closed WHERE practice = %s", [practice])
    return await cursor.fetchone() is not None


async def add_closed(tx: Tx, practice: bytes) -> None:
    """Remember a practice's last word."""
    await tx.execute("INSERT INTO endorsements.closed (practice) VALUES (%s) ON CONFLICT DO NOTHING", [practice])


async def add_unlogged(tx: Tx, kind: EntryKind, body: bytes, signature: bytes) -> None:
    """Put a record on its way into the log."""
    await tx.execute(
        "INSERT INTO endorsements.unlogged (kind, body, signature) VALUES (%s, %s, %s)", [kind, body, signature]
    )


async def hold_way(tx: Tx) -> None:
    """Let nobody else take records off their way into the log until we commit."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('endorsements.unlogged', 0))")


async def leaving(tx: Tx, kind: EntryKind) -> list[Unlogged]:
    """Records of this kind on their way into the log."""
    cursor = tx.cursor(row_factory=class_row(Unlogged))
    await cursor.execute(
        "SELECT number, kind, body, signature FROM endorsements.unlogged WHERE kind = %s ORDER BY number", [kind]
    )
    return await cursor.fetchall()


async def take_unlogged(tx: Tx) -> Unlogged | None:
    """Take the oldest record off its way into the log: it is a leaf when this transaction ends."""
    cursor = tx.cursor(row_factory=class_row(Unlogged))
    await cursor.execute(
        """
        DELETE FROM endorsements.unlogged
         WHERE number = (SELECT min(number) FROM endorsements.unlogged)
        RETURNING number, kind, body, signature
        """
    )
    return await cursor.fetchone()
