"""SQL of changes of address: one function, one statement."""

import msgspec
from psycopg.rows import class_row

from serment_custodian.people.types import Change, PersonId
from serment_kernel.database import Tx


async def move_person(
    tx: Tx, person: PersonId, address_hash: bytes, address_sealed: bytes, address_hashes: list[bytes]
) -> bool:
    """Let this be the person's address; false while it is another's, or another person's change waits for it."""
    cursor = await tx.execute(
        """
        UPDATE people.person
           SET address_hash = %(new)s, address_sealed = %(sealed)s
         WHERE person = %(person)s
           AND NOT EXISTS (SELECT FROM people.change WHERE address_hash = ANY(%(any)s))
           AND NOT EXISTS (
                   SELECT FROM people.person AS other
                    WHERE other.address_hash = ANY(%(any)s) AND other.person <> %(person)s)
        """,
        {"new": address_hash, "sealed": address_sealed, "person": person, "any": address_hashes},
    )
    return cursor.rowcount == 1


async def change_of(tx: Tx, person: PersonId) -> Change | None:
    """The change that waits for this person."""
    cursor = tx.cursor(row_factory=class_row(Change))
    await cursor.execute(
        """
        SELECT change, person, device, address_hash, address_sealed, takes_effect, letters
          FROM people.change
         WHERE person = %s
        """,
        [person],
    )
    return await cursor.fetchone()


async def changes(tx: Tx) -> list[Change]:
    """All that wait."""
    cursor = tx.cursor(row_factory=class_row(Change))
    await cursor.execute(
        """
        SELECT change, person, device, address_hash, address_sealed, takes_effect, letters
          FROM people.change
        """
    )
    return await cursor.fetchall()


async def add_change(tx: Tx, change: Change, address_hashes: list[bytes]) -> bool:
    """Let a change wait; false if the address is somebody's, or about to be."""
    cursor = await tx.execute(
        """
        INSERT INTO people.change (change, person, device, address_hash, address_sealed, takes_effect, letters)
        SELECT %(change)s, %(person)s, %(device)s, %(address_hash)s, %(address_sealed)s, %(takes_effect)s, 0
         WHERE NOT EXISTS (SELECT FROM people.person WHERE address_hash = ANY(%(any)s))
           AND NOT EXISTS (SELECT FROM people.change WHERE address_hash = ANY(%(any)s))
            ON CONFLICT DO NOTHING
        """,
        msgspec.structs.asdict(change) | {"any": address_hashes},
    )
    return cursor.rowcount == 1
