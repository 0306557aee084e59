"""The journal of erasures: private, on the disk before anybody relies on it, whole after a crash, and replayed."""

import asyncio
import stat
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import psycopg
import pytest

from serment_kernel.database import Database, opened
from serment_kernel.erasing import settle_journal
from serment_kernel.erasures import Erasure, Erasures, ErasureUnknown, JournalDamaged, replay

KIND, DAY = "identity.account", date(2026, 11, 26)


def append_many(path: Path, first: int) -> None:
    for number in range(first, first + 50):
        Erasures(path).append(KIND, number.to_bytes(16), DAY)


@pytest.fixture
def journal(tmp_path: Path) -> Erasures:
    return Erasures(tmp_path / "erasures.journal")


class TestDaysThatAreOver:
    def test_have_no_order_and_the_present_one_has_its_own(self, journal: Erasures) -> None:
        keys = [bytes([number]) * 16 for number in (9, 2, 7, 4)]
        for key in keys:
            journal.append("people.device", key, DAY)
        journal.settle(DAY, (), DAY)
        assert [each.key for each in journal.entries()] == keys
        assert journal.archived() == b"".join(sorted(journal.content().splitlines(keepends=True)))
        journal.append(KIND, b"next day", DAY + timedelta(days=1))
        journal.settle(DAY + timedelta(days=1), (), DAY)
        assert [each.key for each in journal.entries()] == [*sorted(keys), b"next day"]
        assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600
        assert list(journal.path.parent.iterdir()) == [journal.path]

    def test_are_let_go_of_where_no_backup_brings_anything_back(self, journal: Erasures) -> None:
        for age in (38, 37, 0):
            for kind in (KIND, "people.device"):
                journal.append(kind, bytes([age]) * 16, DAY - timedelta(days=age))
        asyncio.run(settle_journal(journal, {"people.device"}, 30, datetime.combine(DAY, time(3), UTC)))
        left = [((DAY - each.day).days, each.kind) for each in journal.entries()]
        assert left == [(38, KIND), (37, KIND), (37, "people.device"), (0, KIND), (0, "people.device")]

    def test_lose_nothing_that_is_written_meanwhile(self, journal: Erasures) -> None:
        journal.append(KIND, b"first", DAY - timedelta(days=1))
        with ProcessPoolExecutor(2) as pool:
            written = [pool.submit(append_many, journal.path, first) for first in (0, 50)]
            while not all(each.done() for each in written):
                journal.settle(DAY + timedelta(days=1), (), DAY)
            for each in written:
                each.result()
        assert {each.key for each in journal.entries()} == {b"first", *(n.to_bytes(16) for n in range(100))}

    def test_stay_as_they_are_where_a_line_cannot_be_read_and_where_there_is_no_file(self, journal: Erasures) -> None:
        journal.settle(DAY, (), DAY)
        assert not journal.path.exists()
        journal.path.write_bytes(b"2026-11-26 what is this\n")
        with pytest.raises(JournalDamaged):
            journal.settle(DAY + timedelta(days=9), (), DAY)
        assert journal.content() == b"2026-11-26 what is this\n"


class TestJournal:
    def test_is_empty_before_the_first(self, journal: Erasures) -> None:
        assert journal.entries() == []
        assert not journal.path.exists()

    def test_says_what_day_and_nothing_else(self, journal: Erasures) -> None:
        journal.append(KIND, bytes(16), DAY)
        assert journal.path.read_text() == f"2026-11-26 identity.account {'A' * 22}\n"
        assert journal.entries() == [Erasure(KIND, bytes(16), DAY)]
        assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600

    @pytest.mark.parametrize(("kind", "key"), [("account", b"k"), ("Léa.x", b"k"), (KIND, b""), (KIND, bytes(65))])
    def test_takes_only_random_identifiers_of_a_room(self, journal: Erasures, kind: str, key: bytes) -> None:
        with pytest.raises(ValueError, match="drawn at random"):
            journal.append(kind, key, DAY)

    @pytest.mark.parametrize("torn", [b"2", b"2026-11-26 identity.acc", bytes(700)])
    def test_bears_a_line_that_a_crash_tore(self, journal: Erasures, torn: bytes) -> None:
        journal.append(KIND, b"before", DAY)
        journal.path.write_bytes(journal.path.read_bytes() + torn)
        assert [each.key for each in journal.entries()] == [b"before"]
        journal.append(KIND, b"after", DAY)
        assert [each.key for each in journal.entries()] == [b"before", b"after"]
        assert len(journal.path.read_bytes().splitlines()) == 2

    def test_bears_a_first_line_that_a_crash_tore(self, journal: Erasures) -> None:
        journal.path.write_bytes(b"2026-11")
        journal.append(KIND, b"after", DAY)
        assert [each.key for each in journal.entries()] == [b"after"]

    def test_of_which_somebody_changed_a_line_is_not_read_on(self, journal: Erasures) -> None:
        journal.append(KIND, b"one", DAY)
        journal.path.write_bytes(b"2026-11-26 what is this\n" + journal.path.read_bytes())
        with pytest.raises(JournalDamaged, match="Line 1"):
            journal.entries()

    def test_is_written_by_several_at_once(self, journal: Erasures) -> None:
        with ProcessPoolExecutor(4) as pool:
            list(pool.map(append_many, [journal.path] * 4, range(0, 200, 50)))
        assert sorted(each.key for each in journal.entries()) == [number.to_bytes(16) for number in range(200)]


class TestReplay:
    @pytest.fixture
    def rows(self, owner_dsn: str) -> str:
        """A database with three rows, and a function that erases one."""
        with psycopg.connect(owner_dsn) as connection:
            connection.execute("CREATE SCHEMA identity")
            connection.execute("CREATE TABLE identity.account (id bytea PRIMARY KEY)")
            connection.execute("INSERT INTO identity.account VALUES ('one'), ('two'), ('three')")
            connection.execute(
                "CREATE FUNCTION identity.erase_account(bytea) RETURNS void LANGUAGE sql "
                "AS $$ DELETE FROM identity.account WHERE id = $1 $$"
            )
        return owner_dsn

    def test_erases_again_whatever_a_backup_brought_back(self, rows: str, journal: Erasures) -> None:
        for key in (b"two", b"three", b"four"):
            journal.append(KIND, key, DAY)
        assert self.replayed(rows, journal) == 3
        assert self.replayed(rows, journal) == 3
        with psycopg.connect(rows) as connection:
            assert connection.execute("SELECT id FROM identity.account").fetchall() == [(b"one",)]

    def test_of_a_newer_journal_erases_nothing(self, rows: str, journal: Erasures) -> None:
        journal.append(KIND, b"one", DAY)
        journal.append("people.person", b"two", DAY)
        with pytest.raises(ErasureUnknown, match=r"people\.person"):
            self.replayed(rows, journal)
        with psycopg.connect(rows) as connection:
            assert connection.execute("SELECT count(*) FROM identity.account").fetchone() == (3,)

    def replayed(self, dsn: str, journal: Erasures) -> int:
        db = Database(dsn, size=1)

        async def run() -> int:
            async with opened(db):
                return await replay(db, journal, {KIND: "identity.erase_account"})

        return asyncio.run(run())
