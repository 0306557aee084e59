"""SQL of how the service answered, day by day: one function, one statement. No address, no path, nobody."""

from collections.abc import Sequence
from datetime import date

from serment_kernel.database import Tx
from serment_kernel.meter import Counted


async def add_answers(tx: Tx, day: date, counted: Sequence[Counted]) -> None:
    """Add to a day."""
    async with tx.cursor() as cursor:
        await cursor.executemany(
            """
            INSERT INTO compliance.answered (day, bound, answers, faults) VALUES (%s, %s, %s, %s)
                ON CONFLICT (day, bound) DO UPDATE
               SET answers = answered.answers + excluded.answers, faults = answered.faults + excluded.faults
            """,
            [(day, *each) for each in counted],
        )


async def answers_of(tx: Tx, first: date, end: date) -> list[Counted]:
    """How it answered from a day until before another."""
    cursor = await tx.execute(
        """
        SELECT bound, sum(answers)::bigint, sum(faults)::bigint
          FROM compliance.answered WHERE day >= %s AND day < %s GROUP BY bound ORDER BY bound
        """,
        [first, end],
    )
    return [Counted(int(bound), int(answers), int(faults)) for bound, answers, faults in await cursor.fetchall()]


async def forget_answers(tx: Tx, before: date) -> None:
    """Delete what is older."""
    await tx.execute("DELETE FROM compliance.answered WHERE day < %s", [before])
