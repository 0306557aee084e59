"""SQL of ends that wait: one function, one statement."""

from datetime import date

import msgspec
from psycopg.rows import class_row

from serment_custodian.people.types import Ending, PersonId
from serment_kernel.database import Tx


async def day_of(tx: Tx, request: bytes) -> date | None:
    """The day that the end waits for which was asked for by this request."""
    cursor = await tx.execute("SELECT takes_effect FROM people.ending WHERE request = %s", [request])
    row = await cursor.fetchone()
    return row[0] if row else None


async def ending_of(tx: Tx, person: PersonId) -> Ending | None:
    """The end that waits for this person."""
    cursor = tx.cursor(row_factory=class_row(Ending))
    await cursor.execute(
        """
        SELECT ending, person, device, request, wish_sealed, takes_effect, letters
          FROM people.ending
         WHERE person = %s
        """,
        [person],
    )
    return await cursor.fetchone()


async def endings(tx: Tx) -> list[Ending]:
    """All that wait."""
    cursor = tx.cursor(row_factory=class_row(Ending))
    await cursor.execute(
        """
        SELECT ending, person, device, request, wish_sealed, takes_effect, letters
          FROM people.ending
        """
    )
    return await cursor.fetchall()


async def add_ending(tx: Tx, ending: Ending) -> None:
    """Let an end wait."""
    await tx.execute(
        """
        INSERT INTO people.ending (ending, person, device, request, wish_sealed, takes_effect, letters)
        VALUES (%(ending)s, %(person)s, %(device)s, %(request)s, %(wish_sealed)s, %(takes_effect)s, 0)
        """,
        msgspec.structs.asdict(ending),
    )
