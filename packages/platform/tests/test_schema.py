"""What each room's role may touch, and how exact a time may be where a person is concerned."""

import re

import psycopg
import pytest

from serment_platform.config import ROOMS
from serment_protocol.lifecycle import LIFE

from .installation import Installed

TIMES = ("timestamp with time zone", "timestamp without time zone", "time with time zone", "time without time zone")

# Times finer than a day, each for a reason: the visit itself is what the platform is for; sessions lie on a grid and
# challenges and meetings name nobody; the rest concerns no person.
ALLOWED = {
    "identity.session.expires",
    "identity.challenge.expires",
    "identity.rendezvous.expires",
    "identity.issuer_key.redeem_until",
    "scheduling.appointment.start",
    "scheduling.resource_use.start",
    "scheduling.absence.start",
    "scheduling.hold.start",
    "scheduling.hold.expires",
    "scheduling.passed.start",
    "scheduling.absence.until",
    "scheduling.turn.expires",
    "compliance.event.at",
    "compliance.authority_move.at",
    "compliance.invitation.expires",
    "compliance.challenge.expires",
    "compliance.session.expires",
    "compliance.register_row.at",
    "scheduling.occupancy.begins",
    "scheduling.next_free.bound",
    "scheduling.next_free.due",
}
# A function of another room that is its front door for this one.
DOORS = {
    "identity.spend_token": {"identity", "scheduling"},
    "identity.is_spent": {"scheduling"},
    "keys.append_leaf": {"keys", "practice"},
    "keys.append_staff_act": {"directory"},
    "vault.open_vault": {"identity"},
    "practice.employs": {"identity"},
    "compliance.disclose": {"disclosure"},
}


class TestRoles:
    @pytest.mark.parametrize("room", ROOMS)
    def test_sees_no_table_but_its_own(self, platform: Installed, room: str) -> None:
        rows = platform.sql(
            """
            SELECT DISTINCT n.nspname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
               AND n.nspname NOT LIKE 'pg_toast%%'
               AND (has_table_privilege(%(role)s, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')
                    OR has_any_column_privilege(%(role)s, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))
            """,
            {"role": room},
        )
        # The nudges room has no table: it works through the scheduling room's front door.
        assert {row[0] for row in rows} <= {room}

    @pytest.mark.parametrize("room", ROOMS)
    def test_owns_nothing(self, platform: Installed, room: str) -> None:
        rows = platform.sql(
            """
            SELECT relname FROM pg_class WHERE relowner = %(role)s::regrole
             UNION ALL SELECT nspname FROM pg_namespace WHERE nspowner = %(role)s::regrole
             UNION ALL SELECT proname FROM pg_proc WHERE proowner = %(role)s::regrole
            """,
            {"role": room},
        )
        assert rows == []

    def test_calls_no_function_but_its_own_and_the_front_doors(self, platform: Installed) -> None:
        rows = platform.sql(
            """
            SELECT n.nspname || '.' || p.proname, n.nspname, r.rolname
              FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace, pg_roles AS r
             WHERE n.nspname = ANY (%(rooms)s) AND r.rolname = ANY (%(rooms)s)
               AND has_function_privilege(r.oid, p.oid, 'EXECUTE') AND has_schema_privilege(r.oid, n.oid, 'USAGE')
            """,
            {"rooms": list(ROOMS)},
        )
        strange = [(function, role) for function, room, role in rows if role not in DOORS.get(function, {room})]
        assert strange == []

    def test_definers_pin_where_names_are_looked_up(self, platform: Installed) -> None:
        rows = platform.sql(
            """
            SELECT p.oid::regprocedure::text FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
             WHERE n.nspname = ANY (%s) AND prosecdef
               AND NOT coalesce(proconfig::text, '') LIKE '%%search_path=%%'
            """,
            [list(ROOMS)],
        )
        assert rows == []

    def test_a_room_is_refused_anothers_table(self, platform: Installed) -> None:
        with platform.as_role("scheduling") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT FROM identity.account")
        with platform.as_role("identity") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT FROM vault.vault")

    @pytest.mark.parametrize("table", ["scheduling.statement", "scheduling.overbooking"])
    def test_what_was_done_to_a_visit_is_written_once(self, platform: Installed, table: str) -> None:
        rows = platform.sql(
            """
            SELECT privilege FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS privilege
             WHERE has_table_privilege('scheduling', %(table)s, privilege)
                OR privilege = 'UPDATE' AND has_any_column_privilege('scheduling', %(table)s, privilege)
            """,
            {"table": table},
        )
        assert {row[0] for row in rows} == {"SELECT", "INSERT"}


class TestTimes:
    def test_none_is_finer_than_a_day_but_for_a_reason(self, platform: Installed) -> None:
        rows = platform.sql(
            """
            SELECT table_schema || '.' || table_name || '.' || column_name FROM information_schema.columns
             WHERE table_schema = ANY (%s) AND data_type = ANY (%s)
            """,
            [list(ROOMS), list(TIMES)],
        )
        assert {row[0] for row in rows} == ALLOWED

    def test_no_default_writes_the_time(self, platform: Installed) -> None:
        rows = platform.sql(
            """
            SELECT table_name, column_name FROM information_schema.columns
             WHERE table_schema = ANY (%s) AND column_default ~* 'now|current_|clock|timestamp|uuidv7'
            """,
            [list(ROOMS)],
        )
        assert rows == []


class TestLife:
    """The database's own rules about states are those of the table (`serment_protocol.lifecycle`)."""

    def test_it_knows_the_same_states(self, platform: Installed) -> None:
        rows = platform.sql(
            """
            SELECT pg_get_constraintdef(oid) FROM pg_constraint
             WHERE conrelid = 'scheduling.appointment'::regclass AND contype = 'c'
                   AND pg_get_constraintdef(oid) LIKE '%%state%%'
            """
        )
        assert [set(re.findall(r"'([a-z]+)'::text", row[0])) for row in rows] == [set(LIFE)]

    def test_a_time_is_taken_in_the_same_states(self, platform: Installed) -> None:
        rows = platform.sql("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'no_overlap'")
        free = {state for state, stage in LIFE.items() if not stage.takes_time}
        assert [set(re.findall(r"state <> '([a-z]+)'::text", row[0])) for row in rows] == [free]


class TestRewrite:
    def test_forgets_the_order_of_rows(self, platform: Installed) -> None:
        ids = [bytes([number]) * 16 for number in (9, 3, 7, 1)]
        for ident in ids:
            platform.sql("INSERT INTO identity.account VALUES (%s, 'patient')", [ident])
        done = platform.command("rewrite")
        assert done.returncode == 0, done.stderr
        rows = platform.sql("SELECT account FROM identity.account ORDER BY ctid")
        assert [row[0] for row in rows] == sorted(row[0] for row in rows)
