"""Migrations: in order, each once, never changed afterwards."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from serment_kernel.migrate import Migration, MigrationChanged, migrate, migrations_of

FIRST = Migration(1, "0001_first", "CREATE TABLE step (name text); INSERT INTO step VALUES ('first')")
SECOND = Migration(2, "0002_second", "INSERT INTO step VALUES ('second')")
THIRD = Migration(3, "0003_third", "INSERT INTO step VALUES ('third'); SELECT 1 / 0")


def steps(dsn: str) -> list[str]:
    with psycopg.connect(dsn) as connection:
        return [row[0] for row in connection.execute("SELECT name FROM step").fetchall()]


def test_files_are_applied_in_order_and_once(owner_dsn: str) -> None:
    assert migrate(owner_dsn, [FIRST]) == ["0001_first"]
    assert migrate(owner_dsn, [FIRST, SECOND]) == ["0002_second"]
    assert migrate(owner_dsn, [FIRST, SECOND]) == []
    assert steps(owner_dsn) == ["first", "second"]


def test_a_file_changed_afterwards_stops_everything(owner_dsn: str) -> None:
    migrate(owner_dsn, [FIRST])
    with pytest.raises(MigrationChanged, match="0001_first"):
        migrate(owner_dsn, [FIRST._replace(sql=FIRST.sql + " "), SECOND])
    assert steps(owner_dsn) == ["first"]


def test_a_file_that_fails_leaves_nothing_of_itself(owner_dsn: str) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(owner_dsn, [FIRST, THIRD, SECOND])
    assert steps(owner_dsn) == ["first"]
    assert migrate(owner_dsn, [FIRST, SECOND]) == ["0002_second"]


def test_two_starts_at_once_take_turns(owner_dsn: str) -> None:
    slow = FIRST._replace(sql=FIRST.sql + "; SELECT pg_sleep(0.2)")
    with ThreadPoolExecutor(2) as pool:
        applied = list(pool.map(migrate, [owner_dsn] * 2, [[slow, SECOND]] * 2))
    assert sorted(applied) == [[], ["0001_first", "0002_second"]]
    assert steps(owner_dsn) == ["first", "second"]


def test_the_files_of_a_package_are_found_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "some_service" / "migrations"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    (folder / "0010_later.sql").write_text("SELECT 10")
    (folder / "0002_early.sql").write_text("SELECT 2 -- é")
    (folder / "README.md").write_text("not SQL")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert migrations_of("some_service") == [
        Migration(2, "0002_early", "SELECT 2 -- é"),
        Migration(10, "0010_later", "SELECT 10"),
    ]
