"""SQL of numbers for SMS: one function, one statement."""

from datetime import datetime

import msgspec
from psycopg.rows import class_row

from serment_custodian.people.types import PersonId, Phone, PhoneCode, PhoneId
from serment_kernel.database import Tx


async def lock_person(tx: Tx, person: PersonId) -> None:
    """Keep this person from being erased until the end; before any row of theirs, as `people.erase` takes them."""
    await tx.execute("SELECT FROM people.person WHERE person = %s FOR KEY SHARE", [person])


async def lock_stopped(tx: Tx, stop_hash: bytes) -> None:
    """The same of whoever has a number that this ends."""
    await tx.execute(
        """
        SELECT FROM people.person
         WHERE person IN (SELECT person FROM people.phone WHERE stop_hash = %s)
         ORDER BY person
           FOR KEY SHARE
        """,
        [stop_hash],
    )


async def save_code(tx: Tx, code: PhoneCode) -> None:
    """Let this be the number that waits for the person; the code of one before counts no more."""
    await tx.execute(
        """
        INSERT INTO people.phone_code (person, number_sealed, agreed, nonce, tries_left, expires)
        VALUES (%(person)s, %(number_sealed)s, %(agreed)s, %(nonce)s, %(tries_left)s, %(expires)s)
            ON CONFLICT (person) DO UPDATE
           SET number_sealed = excluded.number_sealed, agreed = excluded.agreed, nonce = excluded.nonce,
               tries_left = excluded.tries_left, expires = excluded.expires
        """,
        msgspec.structs.asdict(code),
    )


async def use_try(tx: Tx, person: PersonId, now: datetime) -> PhoneCode | None:
    """Take one try of the code that waits, if it has any left."""
    cursor = tx.cursor(row_factory=class_row(PhoneCode))
    await cursor.execute(
        """
        UPDATE people.phone_code
           SET tries_left = tries_left - 1
         WHERE person = %s AND expires > %s AND tries_left > 0
        RETURNING person, number_sealed, agreed, nonce, tries_left, expires
        """,
        [person, now],
    )
    return await cursor.fetchone()


async def delete_code(tx: Tx, person: PersonId, nonce: bytes) -> bool:
    """Consume a code; false if another request has just done so."""
    cursor = await tx.execute("DELETE FROM people.phone_code WHERE person = %s AND nonce = %s", [person, nonce])
    return cursor.rowcount == 1


async def drop_code(tx: Tx, person: PersonId) -> None:
    """Let no code wait."""
    await tx.execute("DELETE FROM people.phone_code WHERE person = %s", [person])


async def phone_of(tx: Tx, person: PersonId) -> Phone | None:
    """The number of this person."""
    cursor = tx.cursor(row_factory=class_row(Phone))
    await cursor.execute(
        "SELECT phone, person, number_sealed, agreed, instead, stop_hash FROM people.phone WHERE person = %s",
        [person],
    )
    return await cursor.fetchone()


async def add_phone(tx: Tx, phone: Phone) -> None:
    """Keep a number."""
    await tx.execute(
        """
        INSERT INTO people.phone (phone, person, number_sealed, agreed, instead, stop_hash)
        VALUES (%(phone)s, %(person)s, %(number_sealed)s, %(agreed)s, %(instead)s, %(stop_hash)s)
        """,
        msgspec.structs.asdict(phone),
    )


async def choose(tx: Tx, person: PersonId, *, instead: bool) -> bool:
    """Note whether SMS take the place of mail; false where there is no number."""
    cursor = await tx.execute("UPDATE people.phone SET instead = %s WHERE person = %s", [instead, person])
    return cursor.rowcount == 1


async def remove(tx: Tx, person: PersonId) -> PhoneId | None:
    """Forget the number of this person; what its row was called."""
    cursor = await tx.execute("DELETE FROM people.phone WHERE person = %s RETURNING phone", [person])
    row = await cursor.fetchone()
    return PhoneId(bytes(row[0])) if row else None


async def forget_unfounded(tx: Tx, newest: int, *, offered: bool) -> None:
    """Forget every number whose text was followed, or that no gateway is there for."""
    await tx.execute("DELETE FROM people.phone WHERE agreed < %s OR NOT %s", [newest, offered])


async def stop(tx: Tx, stop_hash: bytes) -> list[tuple[PersonId, PhoneId]]:
    """Forget whatever this ends: whose it was, and what its row was called."""
    cursor = await tx.execute("DELETE FROM people.phone WHERE stop_hash = %s RETURNING person, phone", [stop_hash])
    return [(PersonId(bytes(row[0])), PhoneId(bytes(row[1]))) for row in await cursor.fetchall()]
