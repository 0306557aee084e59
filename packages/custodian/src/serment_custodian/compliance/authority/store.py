"""SQL of whoever is to be told: one function, one statement."""

from psycopg.rows import class_row

from serment_custodian.compliance.authority.types import Concerned
from serment_kernel.database import Tx


async def add_concerned(tx: Tx, new: Concerned) -> None:
    """Remember somebody until they are told."""
    await tx.execute(
        "INSERT INTO compliance.authority_person (concerned, request, person_locked) VALUES (%s, %s, %s)",
        [new.concerned, new.request, new.person_locked],
    )


async def concerned(tx: Tx, request: bytes) -> list[Concerned]:
    """Whoever is to be told that they were asked about."""
    cursor = tx.cursor(row_factory=class_row(Concerned))
    await cursor.execute(
        """
        SELECT concerned, request, person_locked
          FROM compliance.authority_person WHERE request = %s ORDER BY authority_person.concerned
        """,
        [request],
    )
    return await cursor.fetchall()


async def forget_concerned(tx: Tx, concerned: bytes) -> None:
    """Somebody was told, or is not there any more."""
    await tx.execute("DELETE FROM compliance.authority_person WHERE concerned = %s", [concerned])
