"""Every column of both databases has its line in docs/security/who-can-read.md, and every line its column."""

import re
from collections.abc import Sequence
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from serment.hands import CUSTODIAN_ROOMS, PLATFORM_ROOMS
from serment_custodian.compliance.checks.hand import SEALED as CUSTODIAN_SEALED
from serment_kernel.checks.hand import Sealed
from serment_kernel.embedded import Cluster
from serment_kernel.migrate import migrate, migrations_of
from serment_platform.compliance.checks.hand import SEALED as PLATFORM_SEALED

PAGE = "docs/security/who-can-read.md"
READERS = re.compile(r"(everybody|platform|custodian|custodian at work|patient|practice|nobody)(, |$)")
SEALED_TO = {"patient", "practice", "custodian at work"}
SEALED_BY_NAME = re.compile(r"(^|_)(sealed|locked)($|_)")
CHECKED: dict[str, Sequence[Sealed]] = {"platform": PLATFORM_SEALED, "custodian": CUSTODIAN_SEALED}
ROOMS = {"platform": PLATFORM_ROOMS, "custodian": CUSTODIAN_ROOMS}


def documented(root: Path, part: str) -> dict[tuple[str, str], tuple[str, str]]:
    """(table, column) → (who reads it, why), of one part of the page."""
    text = (root / PAGE).read_text(encoding="utf-8")
    section = text.split(f"## {part.capitalize()}\n")[1].split("\n## ")[0]
    lines: dict[tuple[str, str], tuple[str, str]] = {}
    table = ""
    for line in section.splitlines():
        if line.startswith("### "):
            table = line.split()[1]
        elif line.startswith("| ") and not line.startswith(("| column", "| ---")):
            column, who, why = (cell.strip() for cell in line.strip("|").split("|"))
            assert (table, column) not in lines, f"{table}.{column} has two lines"
            lines[table, column] = who, why
    return lines


def live(cluster: Cluster, part: str) -> set[tuple[str, str]]:
    """(table, column) of a database that was just migrated."""
    database = f"who_can_read_{part}"
    with psycopg.connect(cluster.superuser_dsn(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(database)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        for role in ROOMS[part]:
            have_role(connection, role)
    migrate(cluster.superuser_dsn(database), migrations_of(f"serment_{part}"))
    with psycopg.connect(cluster.superuser_dsn(database)) as connection:
        rows = connection.execute(
            """
            SELECT table_schema || '.' || table_name, column_name
              FROM information_schema.columns
             WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
            """
        ).fetchall()
    return {(str(table), str(column)) for table, column in rows}


def have_role(connection: psycopg.Connection, role: str) -> None:
    """A role that the migrations grant to; other tests may already sign in as it."""
    if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
        connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))


@pytest.mark.parametrize("part", ROOMS)
class TestWhoCanRead:
    def test_every_column_has_its_line(self, cluster: Cluster, root: Path, part: str) -> None:
        assert live(cluster, part) - documented(root, part).keys() == set()

    def test_every_line_has_its_column(self, cluster: Cluster, root: Path, part: str) -> None:
        assert documented(root, part).keys() - live(cluster, part) == set()

    def test_names_a_reader_and_a_reason(self, root: Path, part: str) -> None:
        for place, (who, why) in documented(root, part).items():
            assert re.fullmatch(f"({READERS.pattern})+", who), place
            assert why, place

    def test_what_it_calls_sealed_is_looked_at_by_the_check_of_ciphertext(self, root: Path, part: str) -> None:
        sealed = {place for place, (who, _) in documented(root, part).items() if is_sealed(place[1], who)}
        assert (
            sealed - {(f"{each.column.room}.{each.column.table}", each.column.name) for each in CHECKED[part]} == set()
        )


def is_sealed(column: str, readers: str) -> bool:
    """Whether only who has a key reads it; whoever sees a signature can check it, but what it signs is not there."""
    return column != "signature" and (set(readers.split(", ")) <= SEALED_TO or bool(SEALED_BY_NAME.search(column)))
