"""A moment between two transactions, marked in PostgreSQL's log, and what every table held then.

A base backup is consistent at the moment it ends, at which nobody could have looked at the tables. So a little later
all tables are locked against writing, for the milliseconds it takes to mark the log and to open a snapshot. A restore
goes up to the mark, so both sides can be compared row by row while the service goes on writing.
"""

import hashlib
import time
from collections.abc import Generator
from contextlib import contextmanager

import msgspec
import psycopg
from psycopg import sql

from serment_kernel.backups.base import position_of
from serment_kernel.backups.errors import NotAtRest

# A row is compared as text, which must not depend on who asks.
SETTINGS = (
    "-c timezone=UTC -c bytea_output=hex -c datestyle=ISO -c intervalstyle=postgres -c extra_float_digits=1 "
    "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c lock_timeout=2s"
)
TRIES, PAUSE_SECONDS = 10, 1.0
TABLES = """
    SELECT nspname, relname
      FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE relkind = 'r' AND relpersistence = 'p' AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%'
     ORDER BY nspname, relname
"""


class Table(msgspec.Struct, frozen=True):
    """What a table held."""

    name: str
    rows: int
    digest: str
    """Over all rows, in no order; computed by PostgreSQL, of the same major version on both sides."""


class Moment(msgspec.Struct, frozen=True):
    """What was recorded of the marked moment."""

    mark: str
    """The name of the restore point in PostgreSQL's log."""
    timeline: int
    position: int
    """Where in PostgreSQL's log it is."""
    tables: list[Table]
    log_size: int
    checkpoint: str


@contextmanager
def marked(owner: str, replica: psycopg.Connection, mark: str) -> Generator[tuple[psycopg.Connection, int]]:
    """Mark a moment; a connection that sees the tables as they were then, and the mark's position."""
    with psycopg.connect(owner, options=SETTINGS) as seeing:
        with psycopg.connect(owner, options=SETTINGS) as locking:
            _lock(locking)
            snapshot = _one(locking, "SELECT pg_export_snapshot()")
            seeing.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            seeing.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(sql.Literal(snapshot)))
            row = replica.execute("SELECT pg_create_restore_point(%s)::text", [mark]).fetchone()
            locking.rollback()
        yield seeing, position_of(str(row[0]) if row else "0/0")


def tables_of(connection: psycopg.Connection) -> list[Table]:
    """What every table holds, as this connection sees it."""
    names = connection.execute(TABLES).fetchall()
    return [_table(connection, str(schema), str(table)) for schema, table in names]


def log_of(connection: psycopg.Connection, schema: str) -> tuple[int, str]:
    """How many leaves the log has, and the newest checkpoint that was cosigned."""
    name = sql.Identifier(schema)
    size = _one(connection, sql.SQL("SELECT coalesce(max(index) + 1, 0)::text FROM {}.leaf").format(name))
    row = connection.execute(sql.SQL("SELECT note FROM {}.cosigned").format(name)).fetchone()
    return int(size), str(row[0]) if row else ""


def _lock(connection: psycopg.Connection) -> None:
    """Wait until nobody writes, and let nobody; the snapshot must be taken after."""
    names = [sql.Identifier(str(schema), str(table)) for schema, table in connection.execute(TABLES).fetchall()]
    connection.rollback()
    for attempt in range(TRIES):
        try:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            connection.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(sql.SQL(", ").join(names)))
        except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected):
            # Whoever waits for us goes first, then we try again.
            connection.rollback()
            time.sleep(PAUSE_SECONDS * (attempt + 1))
        else:
            return
    raise NotAtRest


def _table(connection: psycopg.Connection, schema: str, table: str) -> Table:
    query = sql.SQL(
        """
        SELECT count(*), coalesce(sum(hashtextextended(row::text, 0)::numeric), 0)::text,
               coalesce(sum(hashtextextended(row::text, 1)::numeric), 0)::text
          FROM {} AS row
        """
    )
    found = connection.execute(query.format(sql.Identifier(schema, table))).fetchone()
    count, *sums = found or (0, "", "")
    return Table(f"{schema}.{table}", int(count), hashlib.sha256(" ".join(map(str, sums)).encode()).hexdigest())


def _one(connection: psycopg.Connection, query: "sql.SQL | sql.Composed | str") -> str:
    row = connection.execute(query.encode() if isinstance(query, str) else query).fetchone()
    return str(row[0]) if row else ""
