"""Role separation on a real installation: two clusters, and a role for each room that sees its own schema alone."""

import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from serment.configuration import CUSTODIAN_FILE, PLATFORM_FILE, PUBLISHER_FILE, Settings
from serment.hands import CUSTODIAN_ROOMS, PLATFORM_ROOMS

ROOMS = [("platform", room) for room in PLATFORM_ROOMS] + [("custodian", room) for room in CUSTODIAN_ROOMS]
FILES = {"platform": PLATFORM_FILE, "custodian": CUSTODIAN_FILE}
# A front door is a function; the room that may call it needs the schema's name and no table in it.
MAY_DO = "SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER"


def configuration(installation: Settings, part: str) -> dict[str, Any]:
    """What a service is told."""
    return tomllib.loads((installation.home.root / part / FILES[part]).read_text())


def connect(installation: Settings, part: str, room: str) -> psycopg.Connection:
    """As that room connects."""
    return psycopg.connect(configuration(installation, part)["databases"][room])


def secret_files(installation: Settings) -> Iterator[Path]:
    """Files that hold a password or a key."""
    home = installation.home
    yield from home.root.glob("*/*.key")
    yield from (home.platform / PLATFORM_FILE, home.custodian / CUSTODIAN_FILE, home.publisher / PUBLISHER_FILE)
    yield from home.root.glob("*/cluster/superuser.password")
    yield from home.demo.glob("*.json")


@pytest.mark.parametrize(("part", "room"), ROOMS)
class TestRoom:
    def test_may_nothing_but_its_work(self, installation: Settings, part: str, room: str) -> None:
        with connect(installation, part, room) as connection:
            row = connection.execute(
                """
                SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls
                       OR has_database_privilege(current_database(), 'CREATE')
                       OR EXISTS (SELECT FROM pg_namespace WHERE has_schema_privilege(oid, 'CREATE'))
                       OR pg_has_role(current_user, 'owner', 'MEMBER')
                  FROM pg_roles WHERE rolname = current_user
                """
            ).fetchone()
        assert row == (False,)

    def test_owns_nothing(self, installation: Settings, part: str, room: str) -> None:
        with connect(installation, part, room) as connection:
            owned = connection.execute(
                "SELECT relname FROM pg_class WHERE relowner = current_user::regrole"
                " UNION ALL SELECT nspname FROM pg_namespace WHERE nspowner = current_user::regrole"
            ).fetchall()
        assert owned == []

    def test_sees_no_table_of_another_room(self, installation: Settings, part: str, room: str) -> None:
        with connect(installation, part, room) as connection:
            seen = connection.execute(
                """
                SELECT nspname || '.' || relname
                  FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
                 WHERE relkind IN ('r', 'v', 'm', 'p') AND nspname <> %s
                       AND nspname NOT IN ('pg_catalog', 'information_schema') AND nspname NOT LIKE 'pg_%%'
                       AND (has_table_privilege(pg_class.oid, %s)
                            OR has_any_column_privilege(pg_class.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))
                """,
                [room, MAY_DO],
            ).fetchall()
        assert seen == []

    def test_is_unknown_to_the_other_hand(self, installation: Settings, part: str, room: str) -> None:
        other = "custodian" if part == "platform" else "platform"
        mine = conninfo_to_dict(configuration(installation, part)["databases"][room])
        theirs = configuration(installation, other)["databases"]["owner"]
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(make_conninfo(theirs, user=mine["user"], password=mine["password"]))


@pytest.mark.parametrize("part", FILES)
class TestCluster:
    def test_asks_everybody_for_a_password(self, installation: Settings, part: str) -> None:
        hba = (installation.home.root / part / "cluster" / "pgdata" / "pg_hba.conf").read_text()
        rules = [line.split() for line in hba.splitlines() if line and not line.startswith("#")]
        assert rules == [["local", each, "all", "scram-sha-256"] for each in ("all", "replication")]

    def test_listens_on_no_network(self, installation: Settings, part: str) -> None:
        with connect(installation, part, ROOMS[0][1] if part == "platform" else "people") as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)

    def test_is_closed_to_others(self, installation: Settings, part: str) -> None:
        folder = installation.home.root / part
        for path in (folder, folder / "cluster", folder / "cluster" / "pgdata"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o700, path


class TestSecrets:
    def test_are_readable_by_their_owner_alone(self, installation: Settings) -> None:
        files = list(secret_files(installation))
        assert len(files) >= 9
        for path in files:
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path

    def test_no_hand_is_told_anothers(self, installation: Settings) -> None:
        for part, other in (("platform", "custodian"), ("custodian", "platform")):
            mine = (installation.home.root / part / FILES[part]).read_text()
            databases = configuration(installation, other)["databases"]
            theirs = [dsn for name, dsn in databases.items() if name != "processor"]
            keys = [path.read_text().strip() for path in (installation.home.root / other).glob("*.key")]
            passwords = [str(conninfo_to_dict(dsn)["password"]) for dsn in theirs]
            assert not [secret for secret in (*keys, *passwords) if secret in mine]
