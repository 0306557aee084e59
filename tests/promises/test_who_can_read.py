"""Every column of both databases has its line in docs/security/who-can-read.md, and every line its column."""

import re
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from serment.hands import CUSTODIAN_ROOMS, PLATFORM_ROOMS
from serment_kernel.embedded import Cluster
from serment_kernel.migrate import migrate, migrations_of

PAGE = "docs/security/who-can-read.md"
READERS = re.compile(r"(everybody|platform|custodian|custodian at work|patient|practice|nobody)(, |$)")
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
