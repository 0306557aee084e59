"""A new sealing key takes over: nobody notices, nothing is left behind, and an interruption is made up for."""

import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from serment_custodian.errors import LockedByNobody, NotTheNextStep
from serment_custodian.log_key import version_of_log_key
from serment_custodian.rotation import Rotation
from serment_custodian.sealing_key import HEAD_BYTES, SealingKey, head
from serment_custodian.shelves import PASSING, SHELVES, Shelf
from serment_protocol.primitives import random_bytes

from .house import Clock, House, Mailbox, Site, living, refused
from .test_addresses import NEW, begin, days_later, notices, veto_in
from .test_cli import run, write_config
from .test_hardening import harden
from .test_relay import relay, relayed, tickets, waiting
from .test_ticket_keys import acts
from .test_tokens import fetch, issuer

MANY = 1500
AT_ONCE = "\n[intervals]\nsealing_key = 0.05\n"
# What is locked or hashed without the sealing key: under a bearer, or under nothing but its own randomness.
BY_BEARER = {"people.session.person_locked", "officers.session.officer_locked"}
WITHOUT_KEY = {
    "people.session.session_hash",
    "people.challenge.challenge_hash",
    "people.code.handle_hash",
    "people.phone.stop_hash",
    "officers.invitation.invitation_hash",
    "officers.challenge.nonce_hash",
    "officers.session.session_hash",
    # By the key of the ticket itself, which is on a shelf.
    "tickets.used.ticket_hash",
}


@pytest.fixture
async def house(own: Site, mailbox: Mailbox) -> AsyncGenerator[House]:
    """A running custodian with keys of its own."""
    async with living(own, mailbox, Clock()) as running:
        yield running


def rotation(house: House, say: Callable[[str], None] = lambda _line: None) -> Rotation:
    """As another process would begin it."""
    running = house.running
    return Rotation(house.site.config(), running.rooms, house.site.sealing, running.decisions, say, house.clock)


def columns_of(shelf: Shelf) -> list[str]:
    """What of a shelf begins with a version."""
    return [name for name in (shelf.column, shelf.hashed) if name]


def left_behind(site: Site, version: int) -> list[str]:
    """Columns in which something is still locked or hashed by another version."""
    columns = [(each.room, each.table, name) for each in SHELVES for name in columns_of(each)]
    query = sql.SQL("SELECT count(*) FROM {} WHERE substr({}, 1, %s) <> %s")
    found: list[str] = []
    with psycopg.connect(site.cluster.superuser_dsn(site.database)) as connection:
        for room, table, column in columns:
            composed = query.format(sql.Identifier(room, table), sql.Identifier(column))
            row = connection.execute(composed, [HEAD_BYTES, head(version)]).fetchone()
            found += [f"{room}.{table}.{column}"] if row and row[0] else []
    return found


def add_persons(site: Site, sealing: SealingKey, count: int) -> None:
    """So many persons with addresses and seeds."""
    with psycopg.connect(site.cluster.superuser_dsn(site.database)) as connection, connection.cursor() as cursor:
        for number in range(count):
            person, address = random_bytes(16), f"p{number}@example.org".encode()
            hashed, locked = (sealing.mac("people/address", address), sealing.lock("people/address", person, address))
            cursor.execute("INSERT INTO people.person VALUES (%s, %s, %s, 'fr')", [person, hashed, locked])
            seed = sealing.lock("hardening/seed", person, random_bytes(32))
            cursor.execute("INSERT INTO hardening.person VALUES (%s, %s, %s)", [person, bytes(16), seed])


class TestShelves:
    def test_hold_every_column_that_the_sealing_key_made(self, site: Site) -> None:
        query = """
            SELECT table_schema || '.' || table_name || '.' || column_name FROM information_schema.columns
             WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND data_type = 'bytea'
               AND (column_name ~ '_(locked|sealed)$' OR column_name ~ '_hash$')
        """
        with psycopg.connect(site.cluster.superuser_dsn(site.database)) as connection:
            present = {str(row[0]) for row in connection.execute(query)}
        shelved = {f"{each.room}.{each.table}.{name}" for each in SHELVES for name in columns_of(each)}
        passing = {f"{each.room}.{each.table}.{name}" for each in PASSING for name in (each.hashed, each.locked)}
        assert present == shelved | {each for each in passing if not each.endswith(".")} | BY_BEARER | WITHOUT_KEY

    def test_bind_each_purpose_once(self) -> None:
        assert len({each.purpose for each in SHELVES}) == len(SHELVES)


class TestRotation:
    async def test_is_noticed_by_nobody(self, house: House) -> None:
        person = await house.enter()
        secret = await harden(house, person.session)
        (ticket,) = await tickets(house)
        verifier = house.running.ledger.log.verifier
        await rotation(house).rotate()
        assert left_behind(house.site, 2) == []
        assert version_of_log_key(house.site.folder / "log.key") == 2
        await rotation(house).destroy_old()
        assert house.site.sealing.stages() == {2: "ready"}
        async with living(house.site, house.mailbox, house.clock) as restarted:
            for there in (house, restarted):
                again = await there.enter()
                assert (again.known, again.salt) == (True, person.salt)
                assert await harden(there, again.session) == secret
                assert await fetch(there, again.session, await issuer(there, "booking"), 1)
                await relay(there, relayed(there, ticket))
                await there.running.nudges.flush()
                assert await waiting(there) == 1
                assert there.running.ledger.log.verifier == verifier

    async def test_stands_in_the_log(self, house: House) -> None:
        await rotation(house).rotate()
        told = house.site.sealing.told()
        await rotation(house).destroy_old()
        found = [each for each in await acts(house) if each[0].startswith("sealing_key")]
        assert found[-2:] == [("sealing_key", told), ("sealing_key_gone", {"version": 1})]
        assert [each[1]["kept"] for each in found[:-2]] == (["hsm"] if house.site.soft else [])
        assert (told["version"], told["kept"]) == (2, "hsm" if house.site.soft else "files")
        async with living(house.site, house.mailbox, house.clock) as restarted:
            assert [each for each in await acts(restarted) if each[0].startswith("sealing_key")] == found

    async def test_finds_people_at_every_step(self, house: House) -> None:
        """Each line that the rotation says stands between two of its steps."""
        first = await house.enter()
        kept = iter(range(100))
        found: list[bool] = []

        async def again() -> None:
            house.clock.advance(minutes=10)
            opened = await house.enter()
            found.append(opened.known and opened.salt == first.salt)
            new = await house.enter(f"new{next(kept)}@example.org")
            found.append(not new.known)

        steps = rotation(house)
        old, new = steps.begin()
        await again()
        steps.sealing.hand_of(new).complete(new)
        await again()
        steps.sealing.look()
        await again()
        await steps.relock(SHELVES[0])
        await again()
        await steps.rotate()
        await again()
        await steps.destroy_old()
        await again()
        assert (old, new) == (1, 2)
        assert all(found)
        assert left_behind(house.site, 2) == []

    async def test_lets_a_code_that_is_on_its_way_arrive(self, house: House) -> None:
        proof = await house.proof()
        await rotation(house).rotate()
        answer = await house.post("/v1/sessions", proof)
        assert answer.status_code == 201

    async def test_lets_a_change_of_address_run_its_course(self, house: House) -> None:
        first, second = await house.enter(), await house.enter("other@example.org")
        await begin(house, first.session)
        await begin(house, second.session, "third@example.org")
        await rotation(house).rotate()
        assert refused(await house.post("/v1/sessions", await house.proof(NEW)))[1] == "address_awaited"
        assert refused(await begin(house, second.session))[1] == "address_taken"
        assert (await house.post("/v1/address/veto", {"veto": veto_in(notices(house)[0])})).status_code == 204
        with pytest.raises(NotTheNextStep, match=r"1 rows of people\.change"):
            await rotation(house).destroy_old()
        await days_later(house, 9)
        await rotation(house).destroy_old()
        assert (await house.enter("third@example.org")).salt == second.salt
        assert (await house.enter()).salt == first.salt

    async def test_takes_over_once_at_a_time(self, house: House) -> None:
        await rotation(house).rotate()
        said: list[str] = []
        await rotation(house, said.append).rotate()
        assert said[0] == "Going on: version 2 takes over from version 1."
        assert house.site.sealing.stages() == {1: "ready", 2: "ready"}

    async def test_leaves_what_opens_under_no_version(self, house: House) -> None:
        await house.enter()
        async with house.running.rooms.hardening.transaction() as tx:
            await tx.execute("UPDATE hardening.person SET seed_locked = set_byte(seed_locked, 30, 0) || '\\x01'")
        with pytest.raises(LockedByNobody, match=r"hardening\.person"):
            await rotation(house).rotate()


class TestDestroying:
    async def test_is_refused_before_there_is_another(self, house: House) -> None:
        with pytest.raises(NotTheNextStep, match="before 1"):
            await rotation(house).destroy_old()

    async def test_is_refused_while_the_other_is_coming(self, house: House) -> None:
        begun = rotation(house)
        begun.begin()
        with pytest.raises(NotTheNextStep, match="before 1"):
            await begun.destroy_old()

    async def test_waits_for_codes_that_are_on_their_way(self, house: House) -> None:
        await rotation(house).rotate()
        old = house.site.sealing.hands[0].mac(1, b"an address")
        async with house.running.rooms.people.transaction() as tx:
            values = [bytes(32), head(1) + old, bytes(16), house.clock() + timedelta(minutes=9)]
            await tx.execute("INSERT INTO people.code VALUES (%s, %s, %s, 5, 'fr', %s)", values)
        with pytest.raises(NotTheNextStep, match=r"1 rows of people\.code"):
            await rotation(house).destroy_old()
        house.clock.advance(minutes=10)
        await rotation(house).destroy_old()
        assert house.site.sealing.stages() == {2: "ready"}


class TestCommand:
    def test_goes_on_after_it_was_killed(self, own: Site) -> None:
        config = write_config(own.folder, own)
        config.write_text(config.read_text() + AT_ONCE)
        add_persons(own, own.sealing, MANY)
        kill_at(config, "people.person: 400 of")
        assert left_behind(own, 2)
        assert left_behind(own, 1)
        assert run("rotate-sealing-key", config).returncode == 0
        assert left_behind(own, 2) == []
        done = run("rotate-sealing-key", config, "--destroy-old")
        assert done.returncode == 0, done.stderr
        assert own.sealing.stages() == {2: "ready"}
        assert run("rotate-issuers", config).returncode == 0

    def test_says_what_comes_next(self, own: Site) -> None:
        config = write_config(own.folder, own)
        config.write_text(config.read_text() + AT_ONCE)
        done = run("rotate-sealing-key", config, "--destroy-old")
        assert (done.returncode, done.stderr) == (
            2,
            "serment-custodian: There is no version of the sealing key before 1.\n",
        )


def kill_at(config: Path, line: str) -> None:
    """Kill a rotation as soon as it has said a line."""
    arguments = [sys.executable, "-m", "serment_custodian.cli", "rotate-sealing-key", "--config", str(config)]
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        for said in process.stderr:
            if said.startswith(line):
                process.send_signal(signal.SIGKILL)
                break
    assert process.returncode == -signal.SIGKILL
