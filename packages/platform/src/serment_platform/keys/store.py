"""SQL of the keys room beside the log's own: one function, one statement."""

from datetime import date

from psycopg.rows import class_row

from serment_kernel.database import Tx
from serment_platform.keys.types import Replaced, Standing


async def standing(tx: Tx, practice: str, root: bytes, origin: str) -> Standing:
    """The custodian's word for a practice's root, and how much of its log is known here."""
    cursor = tx.cursor(row_factory=class_row(Standing))
    await cursor.execute(
        """
        SELECT e.leaf, e.until, coalesce((SELECT size FROM keys.followed), 0) AS followed,
               coalesce((SELECT size FROM keys.witnessed WHERE origin = %(origin)s), 0) AS witnessed
          FROM (SELECT) AS always
               LEFT JOIN keys.endorsement AS e ON e.practice = %(practice)s AND e.root = %(root)s
        """,
        {"practice": bytes.fromhex(practice), "root": root, "origin": origin},
    )
    found = await cursor.fetchone()
    if found is None:
        raise LookupError("a query that always has a row has none")
    return found


async def endorsed(tx: Tx, today: date) -> set[str]:
    """Every practice that the custodian stands by."""
    cursor = await tx.execute("SELECT encode(practice, 'hex') FROM keys.endorsement WHERE until >= %s", [today])
    return {row[0] for row in await cursor.fetchall()}


async def endorse(tx: Tx, practice: str, root: bytes, leaf: int, until: date) -> None:
    """Note the custodian's newest word for a root."""
    await tx.execute(
        """
        INSERT INTO keys.endorsement (practice, root, leaf, until) VALUES (%s, %s, %s, %s)
        ON CONFLICT (practice, root) DO UPDATE SET leaf = excluded.leaf, until = excluded.until
        """,
        [bytes.fromhex(practice), root, leaf, until],
    )


async def withdraw(tx: Tx, practice: str) -> None:
    """Forget what the custodian took back: it stands by no root of the practice any more."""
    await tx.execute("DELETE FROM keys.endorsement WHERE practice = %s", [bytes.fromhex(practice)])


async def replacements(tx: Tx, practice: str) -> list[Replaced]:
    """Every replacement of a practice's root, in order."""
    cursor = tx.cursor(row_factory=class_row(Replaced))
    await cursor.execute(
        "SELECT number, root, leaf, body, signature FROM keys.replacement WHERE practice = %s ORDER BY number",
        [bytes.fromhex(practice)],
    )
    return await cursor.fetchall()


async def add_replacement(tx: Tx, practice: str, new: Replaced) -> None:
    """Note a replacement."""
    await tx.execute(
        """
        INSERT INTO keys.replacement (practice, number, root, leaf, body, signature) VALUES (%s, %s, %s, %s, %s, %s)
        """,
        [bytes.fromhex(practice), new.number, new.root, new.leaf, new.body, new.signature],
    )
