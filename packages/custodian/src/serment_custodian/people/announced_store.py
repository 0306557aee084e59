"""SQL of what waits for its letters: one function, one statement. Each table's key column has the table's name."""

from datetime import date
from typing import Literal

from psycopg import sql

from serment_custodian.people.types import Language, PersonId
from serment_kernel.database import Tx

Table = Literal["change", "ending"]


async def address_of(tx: Tx, person: PersonId) -> tuple[bytes, Language]:
    """The sealed address of a person, and the language."""
    cursor = await tx.execute("SELECT address_sealed, language FROM people.person WHERE person = %s", [person])
    row = await cursor.fetchone()
    if row is None:
        raise LookupError("a session of nobody")
    return bytes(row[0]), row[1]


async def note_letter(tx: Tx, table: Table, key: bytes, letters: int, takes_effect: date) -> None:
    """So many letters have left, and from when on it may take effect."""
    query = sql.SQL("UPDATE {} SET letters = greatest(letters, %s), takes_effect = %s WHERE {} = %s")
    await tx.execute(_filled(query, table), [letters, takes_effect, key])


async def drop(tx: Tx, table: Table, key: bytes) -> bool:
    """Let this wait no longer; false if it does not."""
    cursor = await tx.execute(_filled(sql.SQL("DELETE FROM {} WHERE {} = %s"), table), [key])
    return cursor.rowcount == 1


async def drop_of(tx: Tx, table: Table, person: PersonId) -> None:
    """Let nothing of this kind wait for the person."""
    query = sql.SQL("DELETE FROM {} WHERE person = %s").format(sql.Identifier("people", table))
    await tx.execute(query, [person])


def _filled(query: sql.SQL, table: Table) -> sql.Composed:
    return query.format(sql.Identifier("people", table), sql.Identifier(table))
