"""Where a server writes: every table, every file. Each scan says how much it looked at."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg import sql

from serment.prove.canaries import Pattern

# Small, because most of a WAL file is zeros, which need no search.
CHUNK = 256 * 1024


class Hit(NamedTuple):
    """One canary in one place; the value itself is not repeated."""

    canary: str
    place: str


class Scan(NamedTuple):
    """What was looked at and what was found."""

    tables: int
    rows: int
    files: int
    size: int
    hits: tuple[Hit, ...]

    def plus(self, other: "Scan") -> "Scan":
        """Both together."""
        return Scan(
            self.tables + other.tables,
            self.rows + other.rows,
            self.files + other.files,
            self.size + other.size,
            self.hits + other.hits,
        )


NOTHING = Scan(0, 0, 0, 0, ())


def tables(connection: psycopg.Connection) -> list[tuple[str, str]]:
    """(schema, table) of every table outside PostgreSQL's own catalogue."""
    rows = connection.execute(
        """
        SELECT table_schema, table_name
          FROM information_schema.tables
         WHERE table_type = 'BASE TABLE'
           AND table_schema NOT IN ('pg_catalog', 'information_schema')
         ORDER BY 1, 2
        """
    ).fetchall()
    return [(str(schema), str(table)) for schema, table in rows]


def scan_database(connection: psycopg.Connection, pattern: Pattern) -> Scan:
    """Every row of every table, as COPY writes it (bytea as hex)."""
    total = NOTHING
    for schema, table in tables(connection):
        total = total.plus(_scan_table(connection, schema, table, pattern))
    return total


def _scan_table(connection: psycopg.Connection, schema: str, table: str, pattern: Pattern) -> Scan:
    rows, size, hits = 0, 0, set[Hit]()
    statement = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(schema, table))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in copy:
            data = bytes(row)
            rows += data.count(b"\n")
            size += len(data)
            hits |= {Hit(name, f"{schema}.{table}") for name in pattern.found_in(data)}
    return Scan(1, rows, 0, size, tuple(sorted(hits)))


def scan_folders(folders: Iterable[Path], pattern: Pattern) -> Scan:
    """Every regular file of these folders, or these files: clusters with their WAL, logs, whatever was written."""
    total = NOTHING
    for folder in folders:
        for path in [folder] if folder.is_file() else sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                total = total.plus(_scan_file(path, folder.parent, pattern))
    return total


def _scan_file(path: Path, folder: Path, pattern: Pattern) -> Scan:
    size, names = 0, set[str]()
    try:
        for chunk in _chunks(path, pattern.longest):
            size += len(chunk)
            if chunk.strip(b"\0"):
                names |= pattern.found_in(chunk)
    except FileNotFoundError:
        return NOTHING
    place = f"{folder.name}/{path.relative_to(folder)}"
    return Scan(0, 0, 1, size, tuple(sorted(Hit(name, place) for name in names)))


def _chunks(path: Path, overlap: int) -> Iterator[bytes]:
    """The file in pieces that overlap, so that no needle falls between two of them."""
    tail = b""
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield tail + piece
            tail = piece[-overlap:]


def scan_bodies(bodies: Iterable[tuple[str, bytes]], pattern: Pattern) -> Scan:
    """Captured requests and responses: (name of the route, bytes)."""
    total = NOTHING
    for place, body in bodies:
        hits = tuple(sorted(Hit(name, place) for name in pattern.found_in(body)))
        total = total.plus(Scan(0, 0, 1, len(body), hits))
    return total
