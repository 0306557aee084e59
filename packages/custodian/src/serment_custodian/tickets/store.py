"""SQL of the tickets room: one function, one statement."""

from collections.abc import Sequence
from datetime import date

from psycopg.rows import class_row

from serment_custodian.people import PersonId
from serment_custodian.tickets.types import ContactKey, TicketKey
from serment_kernel.database import Tx
from serment_kernel.holdings import Queries

HELD: Queries = {
    "tickets.waiting": "SELECT person FROM tickets.waiting WHERE person = %(key)s",
}
"""What is stored of a person."""


async def ticket_keys(tx: Tx) -> list[TicketKey]:
    """Keys that may have made a ticket still about, newest first."""
    cursor = tx.cursor(row_factory=class_row(TicketKey))
    await cursor.execute("SELECT ticket_key, since, key_locked FROM tickets.ticket_key ORDER BY number DESC")
    return await cursor.fetchall()


async def newest_ticket_key(tx: Tx) -> int:
    """The number of the key that makes tickets; 0 before there is one."""
    cursor = await tx.execute("SELECT coalesce(max(number), 0) FROM tickets.ticket_key")
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def add_ticket_key(tx: Tx, key: TicketKey) -> None:
    """Keep a new ticket key."""
    await tx.execute(
        "INSERT INTO tickets.ticket_key (ticket_key, since, key_locked) VALUES (%s, %s, %s)",
        [key.ticket_key, key.since, key.key_locked],
    )


async def contact_keys(tx: Tx) -> list[ContactKey]:
    """Keys that a contact slip still about may be sealed to, newest first."""
    cursor = tx.cursor(row_factory=class_row(ContactKey))
    await cursor.execute(
        """
        SELECT contact_key, since, body, signature, leaf, seed_locked
          FROM tickets.contact_key
         ORDER BY number DESC
        """
    )
    return await cursor.fetchall()


async def add_contact_key(tx: Tx, key: ContactKey) -> None:
    """Keep a new contact key."""
    await tx.execute(
        """
        INSERT INTO tickets.contact_key (contact_key, since, body, signature, seed_locked)
        VALUES (%s, %s, %s, %s, %s)
        """,
        [key.contact_key, key.since, key.body, key.signature, key.seed_locked],
    )


async def forget_ticket_key(tx: Tx, ticket_key: bytes) -> None:
    """Destroy a ticket key."""
    await tx.execute("DELETE FROM tickets.ticket_key WHERE ticket_key = %s", [ticket_key])


async def forget_contact_key(tx: Tx, contact_key: bytes) -> None:
    """Destroy a contact key."""
    await tx.execute("DELETE FROM tickets.contact_key WHERE contact_key = %s", [contact_key])


async def note_leaf(tx: Tx, contact_key: bytes, leaf: int) -> None:
    """Note where in the log the key's record is."""
    await tx.execute("UPDATE tickets.contact_key SET leaf = %s WHERE contact_key = %s", [leaf, contact_key])


async def use(tx: Tx, ticket_hash: bytes, most: int, expires: date) -> bool:
    """Count one use; false if the ticket has had all of its."""
    cursor = await tx.execute(
        """
        INSERT INTO tickets.used (ticket_hash, uses, expires)
        VALUES (%s, 1, %s)
            ON CONFLICT (ticket_hash) DO UPDATE SET uses = used.uses + 1
         WHERE used.uses < %s
        """,
        [ticket_hash, expires, most],
    )
    return cursor.rowcount == 1


async def let_wait(tx: Tx, person: PersonId) -> None:
    """Write to this person with the next batch, once however many tickets there were; to nobody who was erased."""
    await tx.execute("SELECT tickets.wait(%s)", [person])


async def waiting(tx: Tx) -> list[PersonId]:
    """Who gets the next batch."""
    cursor = await tx.execute("SELECT person FROM tickets.waiting ORDER BY person")
    return [PersonId(bytes(row[0])) for row in await cursor.fetchall()]


async def let_go(tx: Tx, persons: Sequence[PersonId]) -> None:
    """Forget who was written to."""
    await tx.execute("DELETE FROM tickets.waiting WHERE person = ANY(%s)", [list(persons)])


async def purge(tx: Tx, today: date) -> None:
    """Forget tickets that would be refused for their age."""
    await tx.execute("DELETE FROM tickets.used WHERE expires <= %s", [today])


async def rewrite(tx: Tx) -> None:
    """Write the tables anew in the order of their random keys."""
    await tx.execute("SELECT tickets.rewrite()")
