"""Checks of the custodian pass on what is well, and each fails on what was really broken."""

import csv
import json
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import LiteralString
from zipfile import ZipFile

import psycopg
import pytest
import pytest_asyncio

from serment.verify.kit import verify_kit
from serment_custodian.at_work import write_auditor_kit
from serment_custodian.compliance.checks.at_work import Checks
from serment_custodian.compliance.checks.locked import IN_CLEAR
from serment_custodian.compliance.checks.officials import UNDECIDED, UNKEYED
from serment_custodian.compliance.checks.rights import TOO_MANY
from serment_custodian.compliance.doors import DOORS
from serment_custodian.main import Custodian, assemble
from serment_custodian.rooms import rooms_of
from serment_kernel.checks.command import find
from serment_kernel.clock import utc_now
from serment_kernel.database import Database, opened
from serment_kernel.evidence.roots import publish_days
from serment_protocol.evidence import CheckBody

from .conftest import copied
from .house import OWNER, Clock, Mailbox, Site, living

pytestmark = pytest.mark.asyncio(loop_scope="module")

# What a process of tests, which was given no HSM, no feed, no backup and no log file, cannot measure or pass.
NOT_HERE = {"C05", "C14", "C19", "C20", "C22", "C24", "C27", "C33", "C34", "C35", "C36", "C42", "C43", "C46", "C49"}


@dataclass(frozen=True)
class Measured:
    """Its checks, and who owns the machine."""

    custodian: Custodian
    superuser: str

    @property
    def checks(self) -> Checks:
        return self.custodian.checks

    async def run(self, name: str) -> CheckBody:
        """One of them, now."""
        return await self.checks.engine.run(find(self.checks.engine.checks, name))

    @contextmanager
    def broken(self, breaks: LiteralString, mends: LiteralString) -> Generator[None]:
        """For as long as the block lasts."""
        with psycopg.connect(self.superuser, autocommit=True) as connection:
            connection.execute(breaks)
            try:
                yield
            finally:
                connection.execute(mends)


@pytest.fixture(scope="module")
def kept(prepared: Site) -> Generator[Site]:
    with copied(prepared) as name:
        yield replace(prepared, database=name)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def measured(kept: Site, relay: tuple[Mailbox, int]) -> AsyncGenerator[Measured]:
    """A custodian beside the one that serves, as a command of its operator is."""
    owner = Database(kept.cluster.dsn(*OWNER, kept.database), size=1)
    async with living(kept, relay[0], Clock(utc_now())) as house:
        config = kept.config(house.url)
        rooms = rooms_of(config.databases)
        beside = assemble(config, rooms, utc_now, serving=False, owner=owner)
        async with opened(*rooms, owner):
            await publish_days(rooms.compliance, beside.service.evidence, beside.ledger.log, utc_now())
            yield Measured(beside, kept.cluster.superuser_dsn(kept.database))
            await beside.ledger.log.aclose()


async def test_all_that_can_be_measured_here_pass(measured: Measured) -> None:
    records = [await measured.run(each.id) for each in measured.checks.engine.checks if each.id not in NOT_HERE]
    assert [(each.check, each.observed) for each in records if each.result != "pass"] == []
    assert len(records) >= 15


async def test_a_drill_makes_each_fail(measured: Measured) -> None:
    for each in measured.checks.engine.checks:
        record = await measured.checks.engine.drill(each)
        assert record is not None, each.id
        assert record.result == "fail", (each.id, record.observed)


async def test_an_auditor_gets_all_of_it_in_one_file(measured: Measured, tmp_path: Path) -> None:
    today, file = utc_now().date(), tmp_path / "kit.zip"
    said = await write_auditor_kit(measured.custodian, file, (today - timedelta(days=2), today), utc_now())
    assert said.startswith(f"{file} holds 9 files and ")
    found = verify_kit(file)
    assert (found.ok, found.origin) == (True, measured.custodian.service.evidence.origin)
    assert found.evidence.kinds["check"] >= 15
    with ZipFile(file) as archive:
        checks = {each["check"]: each for each in json.loads(archive.read("checks.json"))}
        rows = list(csv.DictReader(archive.read("checks.fr.csv").decode().splitlines()))
        assert "DOSSIER D’AUDIT du dépositaire" in archive.read("README.fr.txt").decode()
    assert {each["contrôle"]: each["événement"] for each in rows}["C25"] == str(checks["C25"]["event"])
    with pytest.raises(FileExistsError):
        await write_auditor_kit(measured.custodian, file, (today - timedelta(days=2), today), utc_now())


async def test_every_address_has_its_door(measured: Measured) -> None:
    assert set(measured.checks.routes) == set(DOORS)


SEED_IN_CLEAR: LiteralString = """
INSERT INTO hardening.person
VALUES (substr(sha256(''), 1, 16), substr(sha256(''), 1, 16), convert_to(repeat('in clear ', 9), 'UTF8'))
"""
BROKEN: list[tuple[str, LiteralString, LiteralString]] = [
    ("C02", UNDECIDED, "DELETE FROM officers.decision"),
    ("C03", "CREATE TABLE people.names (name text)", "DROP TABLE people.names"),
    ("C17", "GRANT DELETE ON ledger.leaf TO ledger", "REVOKE DELETE ON ledger.leaf FROM ledger"),
    (
        "C25",
        SEED_IN_CLEAR,
        "DELETE FROM hardening.person",
    ),
    (
        "C29",
        "INSERT INTO people.challenge VALUES (sha256('late'), '2000-01-01 00:00:00Z')",
        "DELETE FROM people.challenge",
    ),
    (
        "C47",
        """
        INSERT INTO people.person VALUES (substr(sha256('one'), 1, 16), '', '', 'fr');
        INSERT INTO tickets.used VALUES (substr(sha256('one'), 1, 16), 1, '2026-12-01')
        """,
        "DELETE FROM people.person; DELETE FROM tickets.used",
    ),
    ("C54", IN_CLEAR, "DELETE FROM tickets.ticket_key WHERE key_locked = 'clear'"),
    ("C53", TOO_MANY, "DELETE FROM tokens.issued"),
]


@pytest.mark.parametrize(("check", "breaks", "mends"), BROKEN)
async def test_fails_when_the_database_is_broken(
    measured: Measured, check: str, breaks: LiteralString, mends: LiteralString
) -> None:
    with measured.broken(breaks, mends):
        assert (await measured.run(check)).result == "fail"
    assert (await measured.run(check)).result == "pass"


async def test_the_second_factor_fails_when_an_officer_has_none(measured: Measured) -> None:
    assert (await measured.run("C14")).result == "not_applicable"
    with measured.broken(UNKEYED, "DELETE FROM officers.officer"):
        assert (await measured.run("C14")).result == "fail"


async def test_the_sealing_key_in_a_file_is_no_key_in_an_hsm(measured: Measured) -> None:
    assert (await measured.run("C27")).observed["kept"] == "files"
