"""Applies a service's numbered SQL files in order, each once, as the owner of its tables."""

import hashlib
from collections.abc import Iterable
from importlib.resources import files
from typing import LiteralString, NamedTuple, cast

import psycopg

# "serment" in ASCII: two starts at once take turns.
LOCK = 0x7365726D656E74
SETTINGS = "-c timezone=UTC -c lock_timeout=10s"


class Migration(NamedTuple):
    """One file: `0001_people.sql`."""

    number: int
    name: str
    sql: str

    @property
    def digest(self) -> str:
        """What tells a file that was changed after it was applied."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


class MigrationChanged(Exception):
    """A migration differs from what was applied to this database."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} was changed after it had been applied here; write a new migration instead.")


def migrations_of(package: str) -> list[Migration]:
    """The files in the folder `migrations` of a package, in order."""
    folder = files(package).joinpath("migrations")
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".sql"))
    return [
        Migration(int(name[:4]), name.removesuffix(".sql"), folder.joinpath(name).read_text("utf-8")) for name in names
    ]


def migrate(owner_dsn: str, migrations: Iterable[Migration]) -> list[str]:
    """Apply what is missing and return the names; a file that was changed since raises `MigrationChanged`."""
    with psycopg.connect(owner_dsn, options=SETTINGS, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        applied = _applied(connection)
        missing = [each for each in migrations if _is_missing(each, applied)]
        for each in missing:
            _apply(connection, each)
        return [each.name for each in missing]


def _applied(connection: psycopg.Connection) -> dict[int, str]:
    connection.execute(
        """
        CREATE SCHEMA IF NOT EXISTS kernel;
        CREATE TABLE IF NOT EXISTS kernel.migration (
            number integer PRIMARY KEY,
            name text NOT NULL,
            digest text NOT NULL
        )
        """
    )
    rows = connection.execute("SELECT number, digest FROM kernel.migration").fetchall()
    return {int(number): str(digest) for number, digest in rows}


def _is_missing(migration: Migration, applied: dict[int, str]) -> bool:
    known = applied.get(migration.number)
    if known is not None and known != migration.digest:
        raise MigrationChanged(migration.name)
    return known is None


def _apply(connection: psycopg.Connection, migration: Migration) -> None:
    with connection.transaction():
        # A file of the package, as trusted as code.
        connection.execute(cast("LiteralString", migration.sql))
        connection.execute(
            "INSERT INTO kernel.migration (number, name, digest) VALUES (%s, %s, %s)",
            [migration.number, migration.name, migration.digest],
        )
