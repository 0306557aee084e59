"""How long patients wait for what they asked of practices, counted by days: all that the platform knows of it."""

from datetime import date

from serment_kernel.asked import SOON_DAYS, Waiting
from serment_kernel.database import Database


async def waiting(db: Database, today: date) -> list[tuple[str, Waiting]]:
    """Each practice that was asked anything, whoever is late first."""
    async with db.transaction() as tx:
        cursor = await tx.execute(
            """
            SELECT encode(practice, 'hex'),
                   count(*) FILTER (WHERE settled IS NULL),
                   count(*) FILTER (WHERE settled IS NULL AND due BETWEEN %(today)s AND %(today)s + %(soon)s),
                   count(*) FILTER (WHERE settled IS NULL AND due < %(today)s),
                   count(*) FILTER (WHERE settled IS NOT NULL),
                   count(*) FILTER (WHERE settled > due)
              FROM scheduling.letter
             WHERE due IS NOT NULL
             GROUP BY practice
             ORDER BY 4 DESC, 3 DESC, practice
            """,
            {"today": today, "soon": SOON_DAYS},
        )
        return [(str(row[0]), Waiting(*row[1:])) for row in await cursor.fetchall()]
