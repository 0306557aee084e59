"""The embedded cluster: private, silent on the network, asking everybody for a password, and keeping what it has."""

import os
import signal
import stat
import time
from collections.abc import Generator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from serment_kernel.embedded import Cluster, Credentials

OWNER = Credentials("home_owner", "o'w\"ner \\ password")
ROOM = Credentials("home_room", "room")
STRANGER = Credentials("stranger", "stranger")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Generator[Cluster]:
    """A cluster of our own, since the session's must not be stopped."""
    made = Cluster(tmp_path_factory.mktemp("home"))
    made.start()
    made.create_database("home", OWNER, [ROOM])
    made.create_database("elsewhere", STRANGER, [])
    yield made
    made.stop()


def ask(dsn: str, query: str) -> object:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(query.encode()).fetchone()
        return row[0] if row else None


class TestPrivacy:
    def test_its_folders_are_for_one_user(self, home: Cluster) -> None:
        for folder in (home.folder, home.data):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        password = home.folder / "superuser.password"
        assert stat.S_IMODE(password.stat().st_mode) == 0o600

    def test_it_listens_on_no_network(self, home: Cluster) -> None:
        dsn = home.superuser_dsn()
        assert ask(dsn, "SHOW listen_addresses") == ""
        assert ask(dsn, "SHOW unix_socket_permissions") == "0700"
        # Line 6 of the file is the first TCP address it listens on (PostgreSQL, miscadmin.h).
        assert (home.data / "postmaster.pid").read_text().split("\n")[5] == ""

    def test_every_password_is_scram(self, home: Cluster) -> None:
        query = "SELECT bool_and(rolpassword LIKE 'SCRAM-SHA-256$%') FROM pg_authid WHERE rolcanlogin"
        assert ask(home.superuser_dsn(), query) is True
        assert (home.data / "pg_hba.conf").read_text().splitlines() == [
            "local all all scram-sha-256",
            "local replication all scram-sha-256",
        ]

    @pytest.mark.parametrize("password", ["", "wrong", "owner"])
    def test_nobody_enters_without_it(self, home: Cluster, password: str) -> None:
        for role in (OWNER.role, "postgres"):
            with pytest.raises(psycopg.OperationalError):
                psycopg.connect(home.dsn(role, password, "home"), connect_timeout=5)

    def test_it_logs_no_statement(self, home: Cluster) -> None:
        with psycopg.connect(home.superuser_dsn()) as connection, pytest.raises(psycopg.Error):
            connection.execute("SELECT 'lea@example.org'::integer")
        assert "lea@example.org" not in (home.folder / "postgresql.log").read_text()


class TestRoles:
    def test_a_strange_password_works(self, home: Cluster) -> None:
        assert ask(home.dsn(*OWNER, "home"), "SELECT current_user::text") == OWNER.role

    def test_nobody_enters_another_database(self, home: Cluster) -> None:
        assert ask(home.dsn(*ROOM, "home"), "SELECT current_user::text") == ROOM.role
        for dsn in (home.dsn(*STRANGER, "home"), home.dsn(*ROOM, "elsewhere")):
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                psycopg.connect(dsn)

    def test_they_may_nothing_beyond(self, home: Cluster) -> None:
        more = "rolsuper OR rolcreaterole OR rolcreatedb OR rolinherit"
        query = f"SELECT bool_or({more}) FROM pg_roles WHERE rolname LIKE 'home%'"  # noqa: S608
        assert ask(home.superuser_dsn(), query) is False

    def test_doing_it_again_sets_the_password_anew(self, home: Cluster) -> None:
        home.create_database("home", OWNER, [ROOM._replace(password="new")])
        assert ask(home.dsn(ROOM.role, "new", "home"), "SELECT 1") == 1
        home.create_database("home", OWNER, [ROOM])
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(home.dsn(ROOM.role, "new", "home"))


class TestRestart:
    def test_keeps_the_data_and_can_be_asked_twice(self, home: Cluster) -> None:
        with psycopg.connect(home.dsn(*OWNER, "home")) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
        home.stop()
        home.stop()
        again = Cluster(home.folder)
        again.start()
        assert ask(again.dsn(*OWNER, "home"), "SELECT number FROM kept") == 42

    def test_comes_after_a_crash(self, home: Cluster) -> None:
        with psycopg.connect(home.dsn(*OWNER, "home")) as connection:
            connection.execute("CREATE TABLE survived AS SELECT 7 AS number")
        kill(int((home.data / "postmaster.pid").read_text().split("\n")[0]))
        Cluster(home.folder).stop()
        Cluster(home.folder).start()
        assert ask(home.dsn(*OWNER, "home"), "SELECT number FROM survived") == 7


def kill(process: int) -> None:
    """Kill a process and wait until its children have ended too; a zombie still holds its number."""
    family = {process, *(number for number, parent in processes() if parent == process)}
    os.kill(process, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and family & {number for number, _ in processes()}:
        time.sleep(0.05)


def processes() -> list[tuple[int, int]]:
    """Number and parent of every process."""
    found: list[tuple[int, int]] = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            found.append((int(status.parent.name), int(status.read_text().rpartition(")")[2].split()[1])))
        except OSError:
            continue
    return found


class TestSocket:
    def test_has_a_short_path_even_where_the_folder_has_a_long_one(self, tmp_path: Path) -> None:
        made = Cluster(tmp_path / ("long" * 25))
        made.start()
        folder = Path(str(conninfo_to_dict(made.superuser_dsn())["host"]))
        try:
            assert len(str(folder)) < 80
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
            assert ask(made.superuser_dsn(), "SELECT 1") == 1
        finally:
            made.stop()
            folder.rmdir()
