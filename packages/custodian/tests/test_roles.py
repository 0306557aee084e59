"""What each database role may do, and what a dump shows after the tables were written anew."""

import asyncio
from dataclasses import replace

import psycopg
import pytest
from psycopg import sql

from serment_custodian.jobs import purge, rewrite
from serment_custodian.retention import report
from serment_protocol.encoding import from_b64

from .house import OWNER, PATIENT, ROOMS, Clock, House, Mailbox, Site, dump, living

A_TABLE = {
    "people": "person",
    "hardening": "person",
    "tokens": "issued",
    "tickets": "used",
    "ledger": "leaf",
    "witness": "witnessed",
    "officers": "decision",
    "shares": "share",
    "endorsements": "standing",
    "compliance": "event",
}
NAMES = [each.role for each in ROOMS]


def rows(site: Site, role: str, query: str) -> list[tuple[object, ...]]:
    password = next(each.password for each in (*ROOMS, OWNER) if each.role == role)
    with psycopg.connect(site.cluster.dsn(role, password, site.database)) as connection:
        return connection.execute(query.encode()).fetchall()


@pytest.mark.parametrize("role", NAMES)
class TestRole:
    def test_sees_its_own_schema_and_no_other(self, prepared: Site, role: str) -> None:
        query = """
            SELECT nspname FROM pg_namespace
             WHERE has_schema_privilege(oid, 'USAGE') AND nspname !~ '^pg_' AND nspname <> 'information_schema'
               AND nspname <> 'public'
        """
        assert rows(prepared, role, query) == [(role,)]
        query = """
            SELECT DISTINCT table_schema FROM information_schema.tables
             WHERE table_schema !~ '^(pg_|information_)'
        """
        assert rows(prepared, role, query) == [(role,)]

    def test_owns_nothing_and_creates_nothing(self, prepared: Site, role: str) -> None:
        query = """
            SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = current_user
             UNION ALL SELECT proname FROM pg_proc WHERE pg_get_userbyid(proowner) = current_user
             UNION ALL SELECT nspname FROM pg_namespace
                       WHERE has_schema_privilege(oid, 'CREATE') OR pg_get_userbyid(nspowner) = current_user
             UNION ALL SELECT 'database' WHERE has_database_privilege(current_database(), 'CREATE, TEMPORARY')
        """
        assert rows(prepared, role, query) == []

    def test_reads_no_other_room(self, prepared: Site, role: str) -> None:
        for other in set(NAMES) - {role}:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                rows(prepared, role, f"SELECT * FROM {other}.{A_TABLE[other]}")  # noqa: S608

    def test_calls_no_function_of_another_room(self, prepared: Site, role: str) -> None:
        query = """
            SELECT nspname || '.' || proname FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace
             WHERE nspname !~ '^(pg_|information_)' AND has_function_privilege(pg_proc.oid, 'EXECUTE')
             ORDER BY 1
        """
        own = {"ledger": ["ledger.append_leaf", "ledger.append_once"]}
        own |= {"people": ["people.append_erasure", "people.erase", "people.rewrite"]}
        written = ("event", "root", "signer", "stamp", "witnessed")
        reading = ("compliance.lock_head", "compliance.said")
        own |= {"compliance": [*(f"compliance.append_{each}" for each in written), *reading]}
        own |= {"tickets": ["tickets.rewrite", "tickets.wait"]}
        own |= {room: [] for room in ("witness", "officers", "shares", "endorsements")}
        assert rows(prepared, role, query) == [(each,) for each in own.get(role, [f"{role}.rewrite"])]


class TestLog:
    @pytest.mark.parametrize(
        "change",
        [
            "INSERT INTO ledger.leaf VALUES (99, 'x')",
            "UPDATE ledger.leaf SET entry = 'x'",
            "DELETE FROM ledger.leaf",
            "TRUNCATE ledger.leaf",
        ],
    )
    def test_cannot_be_changed_by_the_service(self, prepared: Site, change: str) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            rows(prepared, "ledger", change)


def order_of(site: Site, table: str, key: str) -> list[bytes]:
    """The keys of a table as they lie in its file."""
    query = sql.SQL("SELECT {} FROM {} ORDER BY ctid").format(sql.Identifier(key), sql.Identifier(*table.split(".")))
    with psycopg.connect(site.cluster.superuser_dsn(site.database)) as connection:
        return [bytes(row[0]) for row in connection.execute(query).fetchall()]


async def orders_of(site: Site, tables: dict[str, str]) -> list[list[bytes]]:
    """Those of several; in a thread, for the service under test must go on meanwhile."""
    return [await asyncio.to_thread(order_of, site, *each) for each in tables.items()]


async def test_after_a_rewrite_no_table_shows_who_came_first(house: House) -> None:
    tables = {"people.person": "person", "people.session": "session_hash", "hardening.person": "person"}
    for number in range(12):
        await house.enter(f"p{number}@example.org")
    before = await orders_of(house.site, tables)
    assert any(order != sorted(order) for order in before)
    await rewrite(house.running.rooms)
    assert await orders_of(house.site, tables) == [sorted(order) for order in before]


async def test_a_purge_leaves_persons_and_takes_what_has_run_out(house: House) -> None:
    tables = {
        "people.person": "person",
        "people.session": "session_hash",
        "people.code": "handle_hash",
        "people.challenge": "challenge_hash",
    }
    await house.enter()
    await house.ask_code("other@example.org")
    await house.post("/v1/device-challenges", {})
    house.clock.advance(days=1)
    await purge(house.running.rooms, house.clock())
    assert [len(order) for order in await orders_of(house.site, tables)] == [1, 0, 0, 0]


async def test_the_report_of_retention_counts_what_a_purge_takes(house: House) -> None:
    await house.ask_code("other@example.org")
    house.clock.advance(days=3)
    rooms = house.running.rooms
    before = {each.name: each for each in await report(rooms, house.clock)}
    assert (before["code"].due, before["code"].late) == (1, 1)
    await house.job("purge")
    after = {each.name: each for each in await report(rooms, house.clock)}
    assert (after["code"].due, after["code"].last_run) == (0, house.clock().date().isoformat())
    assert [each.name for each in after.values() if each.late and each.job == "purge"] == []


async def test_at_work_it_begins_its_rounds_by_itself(site: Site, mailbox: Mailbox) -> None:
    async with living(replace(site, periodic=True), mailbox, Clock()) as house, asyncio.timeout(60):
        for left in ("SELECT FROM compliance.witnessed", "SELECT FROM ledger.performed WHERE job = 'purge'"):
            while not house.seen(left):  # noqa: ASYNC110 -- the database tells nobody
                await asyncio.sleep(0.02)


async def test_a_dump_has_no_address_no_code_and_no_bearer(house: House) -> None:
    proof = await house.proof("other@example.org")
    opened = await house.enter()
    found = await asyncio.to_thread(dump, house.site)
    assert len(found) > 1000
    addresses = (PATIENT, PATIENT.encode().hex(), "lea.martin")
    codes = (f'"{proof.code}"', proof.code.encode().hex(), proof.handle, from_b64(proof.handle).hex())
    for secret in (*addresses, *codes, opened.session, from_b64(opened.session).hex()):
        assert secret not in found
