"""SQL of what replaces roots: one function, one statement."""

from datetime import date

from psycopg.rows import class_row

from serment_custodian.endorsements.types import Replaced, Wish
from serment_kernel.database import Tx


async def replacements_of(tx: Tx, practice: bytes) -> list[Replaced]:
    """Every replacement of a practice's root, in order."""
    cursor = tx.cursor(row_factory=class_row(Replaced))
    await cursor.execute(
        """
        SELECT practice, number, root, decision, body
          FROM endorsements.replacement WHERE practice = %s ORDER BY number
        """,
        [practice],
    )
    return await cursor.fetchall()


async def add_replacement(tx: Tx, new: Replaced) -> None:
    """Keep a replacement; a second one of the same number is none."""
    await tx.execute(
        """
        INSERT INTO endorsements.replacement (practice, number, root, decision, body) VALUES (%s, %s, %s, %s, %s)
        """,
        [new.practice, new.number, new.root, new.decision, new.body],
    )


async def add_wish(tx: Tx, new: Wish) -> None:
    """Keep a wish; asked again, it is the same."""
    await tx.execute(
        """
        INSERT INTO endorsements.wish (request, practice, body, signature, asked) VALUES (%s, %s, %s, %s, %s)
            ON CONFLICT DO NOTHING
        """,
        [new.request, new.practice, new.body, new.signature, new.asked],
    )


async def note_decision(tx: Tx, request: bytes, decision: bytes, asked: date) -> None:
    """Note what the officers were asked; whoever asks anew after a veto has not been objected to yet."""
    await tx.execute(
        """
        UPDATE endorsements.wish SET decision = %(decision)s, asked = %(asked)s, objected = false
         WHERE request = %(request)s AND decision IS DISTINCT FROM %(decision)s
        """,
        {"request": request, "decision": decision, "asked": asked},
    )


async def find_wish(tx: Tx, request: bytes) -> Wish | None:
    """A wish, held."""
    cursor = tx.cursor(row_factory=class_row(Wish))
    await cursor.execute(
        """
        SELECT request, practice, body, signature, decision, objected, asked
          FROM endorsements.wish WHERE request = %s FOR UPDATE
        """,
        [request],
    )
    return await cursor.fetchone()


async def wishes_of(tx: Tx, practice: bytes) -> list[Wish]:
    """What was asked about a practice's root."""
    cursor = tx.cursor(row_factory=class_row(Wish))
    await cursor.execute(
        """
        SELECT request, practice, body, signature, decision, objected, asked
          FROM endorsements.wish WHERE practice = %s ORDER BY asked, request
        """,
        [practice],
    )
    return await cursor.fetchall()


async def note_objection(tx: Tx, request: bytes) -> None:
    """Note that the practice's present root objects."""
    await tx.execute("UPDATE endorsements.wish SET objected = true WHERE request = %s", [request])


async def purge(tx: Tx, before: date) -> None:
    """Forget wishes that are long over."""
    await tx.execute("DELETE FROM endorsements.wish WHERE asked < %s", [before])
