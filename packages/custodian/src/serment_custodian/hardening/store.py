"""SQL of the hardening room: one function, one statement."""

from datetime import date

from serment_custodian.hardening.types import Counts
from serment_custodian.people import PersonId, SessionKind
from serment_kernel.database import Tx
from serment_kernel.holdings import Queries

HELD: Queries = {
    "hardening.person": "SELECT person, salt, seed_locked FROM hardening.person WHERE person = %(key)s",
    "hardening.evaluation": """
        SELECT person, kind, day, count FROM hardening.evaluation WHERE person = %(key)s ORDER BY day, kind
    """,
}
"""What is stored of a person."""


async def add_salt(tx: Tx, person: PersonId, salt: bytes, seed_locked: bytes) -> None:
    """Give a person a salt and a seed, unless they have them."""
    await tx.execute(
        """
        INSERT INTO hardening.person (person, salt, seed_locked)
        VALUES (%s, %s, %s)
            ON CONFLICT (person) DO NOTHING
        """,
        [person, salt, seed_locked],
    )


async def salt_of(tx: Tx, person: PersonId) -> bytes | None:
    """The salt of a person's passphrase."""
    cursor = await tx.execute("SELECT salt FROM hardening.person WHERE person = %s", [person])
    row = await cursor.fetchone()
    return bytes(row[0]) if row else None


async def lock_seed(tx: Tx, person: PersonId) -> bytes | None:
    """The locked seed; other evaluations of the person wait until we commit."""
    cursor = await tx.execute("SELECT seed_locked FROM hardening.person WHERE person = %s FOR UPDATE", [person])
    row = await cursor.fetchone()
    return bytes(row[0]) if row else None


async def counts(tx: Tx, person: PersonId, kind: SessionKind, day: date, since: date) -> Counts:
    """Evaluations today and since that day."""
    cursor = await tx.execute(
        """
        SELECT coalesce(sum(count) FILTER (WHERE day = %s), 0), coalesce(sum(count), 0)
          FROM hardening.evaluation
         WHERE person = %s AND kind = %s AND day BETWEEN %s AND %s
        """,
        [day, person, kind, since, day],
    )
    row = await cursor.fetchone()
    return Counts(int(row[0]), int(row[1])) if row else Counts(0, 0)


async def count_evaluation(tx: Tx, person: PersonId, kind: SessionKind, day: date) -> None:
    """Note one more answer on this day."""
    await tx.execute(
        """
        INSERT INTO hardening.evaluation (person, kind, day, count)
        VALUES (%s, %s, %s, 1)
            ON CONFLICT (person, kind, day) DO UPDATE SET count = evaluation.count + 1
        """,
        [person, kind, day],
    )


async def purge(tx: Tx, before: date) -> None:
    """Forget days that no budget counts any more."""
    await tx.execute("DELETE FROM hardening.evaluation WHERE day < %s", [before])


async def rewrite(tx: Tx) -> None:
    """Write the tables anew in the order of their random keys."""
    await tx.execute("SELECT hardening.rewrite()")
