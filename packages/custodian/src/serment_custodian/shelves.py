"""Every column that holds something made by the sealing key. A new key takes over along this list, so it must be whole.

A test compares it with the columns that there are (`tests/test_rotation.py`): whoever adds one adds its line here.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from psycopg import sql

from serment_custodian.hardening.actions import PURPOSE as SEED
from serment_custodian.officers.passkeys import PURPOSE as PASSKEY
from serment_custodian.people.actions import HELD
from serment_custodian.people.phones import NUMBER
from serment_custodian.sealing_key import HEAD_BYTES, head
from serment_custodian.shares.keys import SHARE_SEED
from serment_custodian.shares.release import SHARE
from serment_custodian.tickets.keys import CONTACT_SEED, TICKET_KEY
from serment_custodian.tokens.actions import PRIVATE
from serment_kernel.database import Tx

TOLD = "authority/told"
"""Who is to be told that an authority asked about them."""


class Shelf(NamedTuple):
    """A column of locked secrets, and beside it maybe one with a keyed hash of each."""

    room: str
    table: str
    row: str
    """The key column, to whose value the lock is bound."""
    column: str
    purpose: str
    hashed: str = ""
    """The column with the hash, for the same purpose."""


class Passing(NamedTuple):
    """A table whose rows run out by themselves within days, and are not locked anew: the old key waits for them."""

    room: str
    table: str
    hashed: str
    """A column that tells the version."""
    locked: str = ""
    expires: str = ""
    """Until when a row counts; always, where it is deleted once it has had its day."""


SHELVES = (
    Shelf("people", "person", "person", "address_sealed", HELD, "address_hash"),
    Shelf("people", "phone", "phone", "number_sealed", NUMBER),
    Shelf("hardening", "person", "person", "seed_locked", SEED),
    Shelf("tokens", "issuer_key", "key_id", "private_locked", PRIVATE),
    Shelf("tickets", "ticket_key", "ticket_key", "key_locked", TICKET_KEY),
    Shelf("shares", "share", "practice", "share_locked", SHARE),
    Shelf("shares", "share_key", "share_key", "seed_locked", SHARE_SEED),
    Shelf("officers", "passkey", "credential", "key_locked", PASSKEY),
    Shelf("tickets", "contact_key", "contact_key", "seed_locked", CONTACT_SEED),
    Shelf("compliance", "authority_person", "concerned", "person_locked", TOLD),
)
LIVES = sql.SQL("true")
PASSING = (
    Passing("people", "code", "address_hash", expires="expires"),
    # The letter about a change carries a keyed hash, too: by the version that was there when it was written.
    Passing("people", "change", "address_hash", "address_sealed"),
    Passing("people", "ending", "wish_sealed"),
    # The code is a keyed hash by the version that locked the number.
    Passing("people", "phone_code", "number_sealed", expires="expires"),
)


class Kept(NamedTuple):
    """One row of a shelf."""

    row: bytes
    locked: bytes


async def count_old(tx: Tx, shelf: Shelf, version: int) -> int:
    """How many rows another version locked."""
    query = sql.SQL("SELECT count(*) FROM {table} WHERE substr({column}, 1, {bytes}) <> {head}")
    cursor = await tx.execute(_filled(query, shelf, version))
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def old_rows(tx: Tx, shelf: Shelf, version: int, after: bytes, most: int) -> list[Kept]:
    """Some rows that another version locked, in the order of their keys; others wait until we commit."""
    query = sql.SQL(
        """
        SELECT {row}, {column}
          FROM {table}
         WHERE {row} > %s AND substr({column}, 1, {bytes}) <> {head}
         ORDER BY {row}
         LIMIT %s
           FOR UPDATE
        """
    )
    cursor = await tx.execute(_filled(query, shelf, version), [after, most])
    return [Kept(bytes(row[0]), bytes(row[1])) for row in await cursor.fetchall()]


async def put_back(tx: Tx, shelf: Shelf, renewed: Sequence[Kept], hashes: Sequence[bytes]) -> None:
    """Write rows that were locked anew, each with its hash where the shelf has one."""
    columns = [shelf.column, shelf.hashed] if shelf.hashed else [shelf.column]
    values = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(column)) for column in columns)
    query = sql.SQL("UPDATE {} SET {} WHERE {} = %s").format(
        sql.Identifier(shelf.room, shelf.table), values, sql.Identifier(shelf.row)
    )
    rows = [
        [kept.locked, *(hashes[place : place + 1] if shelf.hashed else ()), kept.row]
        for place, kept in enumerate(renewed)
    ]
    async with tx.cursor() as cursor:
        await cursor.executemany(query, rows)


async def count_passing(tx: Tx, passing: Passing, version: int, now: datetime) -> int:
    """How many rows of another version have not run out."""
    query = sql.SQL("SELECT count(*) FROM {} WHERE substr({}, 1, {}) <> {} AND {}").format(
        sql.Identifier(passing.room, passing.table),
        sql.Identifier(passing.hashed),
        sql.Literal(HEAD_BYTES),
        sql.Literal(head(version)),
        sql.SQL("{} > {}").format(sql.Identifier(passing.expires), sql.Literal(now)) if passing.expires else LIVES,
    )
    cursor = await tx.execute(query)
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


def _filled(query: sql.SQL, shelf: Shelf, version: int) -> sql.Composed:
    return query.format(
        table=sql.Identifier(shelf.room, shelf.table),
        row=sql.Identifier(shelf.row),
        column=sql.Identifier(shelf.column),
        bytes=sql.Literal(HEAD_BYTES),
        head=sql.Literal(head(version)),
    )
