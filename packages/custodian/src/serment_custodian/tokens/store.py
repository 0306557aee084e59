"""SQL of the tokens room: one function, one statement."""

from datetime import date, datetime

from psycopg.rows import class_row

from serment_custodian.people import PersonId
from serment_custodian.tokens.types import IssuerKey, Purpose
from serment_kernel.database import Tx
from serment_kernel.holdings import Queries

HELD: Queries = {
    "tokens.issued": """
        SELECT person, purpose, week, count FROM tokens.issued WHERE person = %(key)s ORDER BY week, purpose
    """,
}
"""What is stored of a person."""


async def key_of(tx: Tx, key_id: bytes) -> IssuerKey | None:
    """The issuer key with this id."""
    cursor = tx.cursor(row_factory=class_row(IssuerKey))
    await cursor.execute(
        """
        SELECT key_id, purpose, issue_from, issue_until, redeem_until, body, signature, leaf, private_locked
          FROM tokens.issuer_key
         WHERE key_id = %s
        """,
        [key_id],
    )
    return await cursor.fetchone()


async def redeemable_keys(tx: Tx, now: datetime) -> list[IssuerKey]:
    """Every key whose tokens are still taken, oldest first, next week's included."""
    cursor = tx.cursor(row_factory=class_row(IssuerKey))
    await cursor.execute(
        """
        SELECT key_id, purpose, issue_from, issue_until, redeem_until, body, signature, leaf, private_locked
          FROM tokens.issuer_key
         WHERE redeem_until > %s
         ORDER BY issue_from, purpose
        """,
        [now],
    )
    return await cursor.fetchall()


async def add_key(tx: Tx, key: IssuerKey) -> None:
    """Keep a key, unless another process made that week's meanwhile."""
    await tx.execute(
        """
        INSERT INTO tokens.issuer_key
               (key_id, purpose, issue_from, issue_until, redeem_until, body, signature, private_locked)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT (purpose, issue_from) DO NOTHING
        """,
        [
            key.key_id,
            key.purpose,
            key.issue_from,
            key.issue_until,
            key.redeem_until,
            key.body,
            key.signature,
            key.private_locked,
        ],
    )


async def note_leaf(tx: Tx, key_id: bytes, leaf: int) -> None:
    """Note where in the log the key's record is."""
    await tx.execute("UPDATE tokens.issuer_key SET leaf = %s WHERE key_id = %s", [leaf, key_id])


async def forget_private_keys(tx: Tx, now: datetime) -> None:
    """Destroy the private half of every key that issues no more."""
    await tx.execute(
        "UPDATE tokens.issuer_key SET private_locked = NULL WHERE issue_until <= %s AND private_locked IS NOT NULL",
        [now],
    )


async def take_from_budget(tx: Tx, person: PersonId, purpose: Purpose, week: date, count: int, budget: int) -> bool:
    """Count a batch into the person's week; false if it does not fit any more. `count` itself fits the budget."""
    cursor = await tx.execute(
        """
        INSERT INTO tokens.issued (person, purpose, week, count)
        VALUES (%(person)s, %(purpose)s, %(week)s, %(count)s)
            ON CONFLICT (person, purpose, week) DO UPDATE
           SET count = issued.count + excluded.count
         WHERE issued.count + excluded.count <= %(budget)s
        """,
        {"person": person, "purpose": purpose, "week": week, "count": count, "budget": budget},
    )
    return cursor.rowcount == 1


async def purge(tx: Tx, before: date) -> None:
    """Forget weeks that no budget counts any more."""
    await tx.execute("DELETE FROM tokens.issued WHERE week < %s", [before])


async def rewrite(tx: Tx) -> None:
    """Write the tables anew in the order of their random keys."""
    await tx.execute("SELECT tokens.rewrite()")
