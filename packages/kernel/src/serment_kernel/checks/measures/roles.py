"""Whether each room's role may do its own work and nothing else: read from the catalogue, and tried."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import LiteralString

import psycopg
from psycopg import sql

from serment_kernel.checks.broken import broken_in_the_database
from serment_kernel.checks.hand import Hand
from serment_kernel.checks.types import Result, Title, check, none_of
from serment_kernel.database import Database, Tx

MAY_TOO_MUCH: LiteralString = """
SELECT rolname || ' may too much'
  FROM pg_roles
 WHERE rolname = %(room)s
       AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls
            OR has_database_privilege(oid, current_database(), 'CREATE')
            OR EXISTS (SELECT FROM pg_namespace WHERE has_schema_privilege(pg_roles.oid, pg_namespace.oid, 'CREATE'))
            OR EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid)
            OR EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid))
"""
SEES_OTHERS: LiteralString = """
SELECT %(room)s || ' sees ' || nspname || '.' || relname
  FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
 WHERE relkind IN ('r', 'v', 'm', 'p') AND nspname <> %(room)s
       AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%%'
       AND (has_table_privilege(%(room)s, pg_class.oid,
                                'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
            OR has_any_column_privilege(%(room)s, pg_class.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))
"""
TABLES: LiteralString = """
SELECT nspname, relname
  FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
 WHERE relkind IN ('r', 'p') AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%'
 ORDER BY 1, 2
"""
# What no application changes: the leaves of a log, and the events of the chain.
WRITTEN_ONCE = {"leaf": "entry", "event": "body"}


@check(
    "C17",
    Title(
        "Chaque rôle de base de données ne voit que sa pièce, et aucun ne peut modifier le journal ni la chaîne",
        "Each database role sees its own room alone, and none can alter the log or the chain",
    ),
    period=timedelta(hours=6),
    fresh=timedelta(hours=13),
    refs=("A.5.15", "A.8.2", "A.8.3", "EXI 23"),
    severity="high",
)
async def roles(hand: Hand) -> Result:
    """Privileges of every role, and for each role the attempts that must be refused, as that role."""
    faults: list[str] = []
    for room, database in hand.databases.items():
        async with database.transaction() as tx:
            for query in (MAY_TOO_MUCH, SEES_OTHERS):
                cursor = await tx.execute(query, {"room": room})
                faults += [str(row[0]) for row in await cursor.fetchall()]
        faults += await _not_refused(hand, room, database)
    return none_of(MAY_TOO_MUCH + SEES_OTHERS, len(hand.databases), "beyond_its_room", *faults)


async def _not_refused(hand: Hand, room: str, database: Database) -> list[str]:
    """What this role could do when it tried."""
    async with database.transaction() as tx:
        tables = [(str(schema), str(table)) for schema, table in await (await tx.execute(TABLES)).fetchall()]
    return await _alters(room, database, tables) + await _reads(hand, room, database, tables)


async def _alters(room: str, database: Database, tables: Sequence[tuple[str, str]]) -> list[str]:
    found: list[str] = []
    for schema, table in tables:
        if table in WRITTEN_ONCE:
            changes = _changes(schema, table, WRITTEN_ONCE[table])
            found += [f"{room} alters {schema}.{table}" for each in changes if await _may(database, each)]
    return found


async def _reads(hand: Hand, room: str, database: Database, tables: Sequence[tuple[str, str]]) -> list[str]:
    """Of each other room one table is tried, which changes with the root."""
    found: list[str] = []
    for schema in sorted({name for name, _ in tables} - {room}):
        drawn = hand.draw.picks([table.encode() for name, table in tables if name == schema], 1)
        table = drawn[0].decode()
        look = sql.SQL("SELECT FROM {} LIMIT 0").format(sql.Identifier(schema, table))
        found += [f"{room} reads {schema}.{table}"] if await _may(database, look) else []
    return found


def _changes(schema: str, table: str, column: str) -> tuple[sql.Composed, ...]:
    place, name = sql.Identifier(schema, table), sql.Identifier(column)
    return (
        sql.SQL("UPDATE {} SET {} = {} WHERE false").format(place, name, name),
        sql.SQL("DELETE FROM {} WHERE false").format(place),
    )


class _Undone(Exception):
    """Ends an attempt, so that nothing is left of it."""


async def _may(database: Database, attempt: sql.Composed) -> bool:
    """Whether the database lets this role do so."""
    try:
        async with database.transaction() as tx:
            await _try(tx, attempt)
    except psycopg.errors.InsufficientPrivilege:
        return False
    except (_Undone, psycopg.errors.RaiseException):
        # A trigger that refuses is the second wall; the first has a hole.
        return True
    return True


async def _try(tx: Tx, attempt: sql.Composed) -> None:
    await tx.execute(attempt)
    raise _Undone


@roles.broken_by
@asynccontextmanager
async def _with_the_owner_in_their_place(hand: Hand) -> AsyncGenerator[Hand]:
    """Every attempt is made by somebody who may."""
    async with broken_in_the_database(hand) as broken:
        yield broken
