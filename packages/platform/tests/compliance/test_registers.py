"""Registers on a real database: every version stays and has its event, and what was edited by hand is named."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import LiteralString

import msgspec
import psycopg
import pytest
from psycopg import sql

from serment_kernel.database import Database, opened
from serment_kernel.embedded import Cluster, Credentials
from serment_kernel.evidence import Chain
from serment_kernel.evidence.keys import prepare
from serment_kernel.merkle_log import MerkleLog
from serment_kernel.migrate import migrate, migrations_of
from serment_kernel.processors import Processor, Words
from serment_platform.compliance.registers import store
from serment_platform.compliance.registers.actions import Registers
from serment_platform.compliance.registers.certificates import held
from serment_platform.compliance.registers.errors import FieldRefused, RowChanged, RowUnknown
from serment_platform.compliance.registers.exporting import table
from serment_platform.compliance.registers.holding import Holding
from serment_platform.compliance.registers.kinds import REGISTERS
from serment_platform.compliance.registers.looking import due
from serment_platform.compliance.registers.types import Fields, Measured, Version
from serment_platform.config import ROOMS
from serment_platform.retention import CLASSES
from serment_protocol.encoding import canonical, parse

from ..installation import OWNER, PASSWORD
from .builders import ACCEPTANCE, ADA, BEA, CERTIFICATE, CHIEF, INCIDENT, NOW, RISK, SALT
from .forging import forge

DATABASE = "registers_under_test"
SAID = Words("x", "x")
HOST = Processor("processor", (SAID,), SAID, date(2026, 11, 26), hds=True, name="Hébergeur fictif", country="FR")
FILE = {"host": HOST}
ISSUED = (
    (ADA, {"state": "stage_1", "stage_1_on": "2026-10-01", "body": "Fictif."}),
    (ADA, {"state": "stage_2", "stage_2_on": "2026-10-15"}),
    (ADA, {"number": "1", "issued_on": "2026-11-01", "until": "2029-10-31", "document_hash": "0" * 64}),
    (BEA, {"state": "issued"}),
)
"""How a certificate comes to be held."""


@dataclass
class Office:
    """The registers, and somebody who owns the machine they are on."""

    registers: Registers
    owner: str
    superuser: str

    async def told(self, version: Version) -> list[object]:
        """What the chain says of a row."""
        async with self.registers.db.transaction() as tx:
            events = await self.registers.chain.newest(tx, "register")
        bodies = [event.content for event in reversed(events)]
        return [
            body
            for body in bodies
            if isinstance(body, dict) and (body["register"], body["row"]) == (version.kind, version.id)
        ]

    @contextmanager
    def edited(
        self,
        change: LiteralString,
        back: LiteralString,
        about: str | dict[str, object],
        before: dict[str, object] | None = None,
    ) -> Generator[None]:
        """The database with a row edited by its owner, and as it was afterwards."""
        parameters = [about] if isinstance(about, str) else about
        self.tamper(change, parameters)
        try:
            yield
        finally:
            self.tamper(back, before or parameters)

    def tamper(
        self, statement: LiteralString, parameters: list[str] | dict[str, object], table: str = "register_row"
    ) -> None:
        """What somebody does who owns the tables: first they take the trigger away."""
        triggers = sql.SQL("ALTER TABLE compliance.{} {} TRIGGER USER")
        with psycopg.connect(self.owner) as connection:
            connection.execute(triggers.format(sql.Identifier(table), sql.SQL("DISABLE")))
            connection.execute(statement, parameters)
            connection.execute(triggers.format(sql.Identifier(table), sql.SQL("ENABLE")))


def written(version: Version) -> dict[str, object]:
    """A version as its row has it."""
    return {"fields": canonical(version.fields), "hash": version.hash, "row": version.id}


def forged(kind: str, name: str, fields: Fields) -> Version:
    """A row that nobody wrote by the registers."""
    return Version(kind, name, 1, fields, SALT, ADA.pseudonym, "security_officer", NOW)


def told(version: Version) -> bytes:
    """What its event says."""
    return canonical(
        {"register": version.kind, "row": version.id, "version": version.version, "hash": version.hash.hex()}
    )


def hand_at(cluster: Cluster) -> tuple[Database, Database, MerkleLog, Chain]:
    db, keys = (Database(cluster.dsn(room, PASSWORD, DATABASE), size=4) for room in ("compliance", "keys"))
    log = MerkleLog(keys, "keys", "platform.test", bytes(range(32)))
    return db, keys, log, Chain.of(log, bytes(range(1, 33)))


@pytest.fixture(scope="module")
def installation(cluster: Cluster) -> None:
    """A platform's database, prepared as at its first start."""
    cluster.create_database(DATABASE, OWNER, [Credentials(room, PASSWORD) for room in ROOMS])
    migrate(cluster.dsn(*OWNER, DATABASE), migrations_of("serment_platform"))

    async def begin() -> None:
        db, keys, log, chain = hand_at(cluster)
        async with opened(db, keys):
            await prepare(db, chain, log, NOW)
            assert await Registers(db, chain).prepare(CLASSES, FILE, NOW) > 140

    asyncio.run(begin())


@pytest.fixture
async def office(cluster: Cluster, installation: None) -> AsyncGenerator[Office]:  # noqa: ARG001
    db, keys, _, chain = hand_at(cluster)
    async with opened(db, keys):
        yield Office(Registers(db, chain), cluster.dsn(*OWNER, DATABASE), cluster.superuser_dsn(DATABASE))


class TestAFreshInstallation:
    async def test_is_seeded_once_and_says_so(self, office: Office) -> None:
        assert await office.registers.prepare(CLASSES, FILE, NOW + timedelta(days=1)) == 0
        controls = await office.registers.rows("control")
        assert len(controls) == 93
        assert {(each.state, each.by, each.role) for each in controls} == {("seeded", "serment", "measure")}
        assert await office.registers.verify() == []

    async def test_has_no_certificate(self, office: Office) -> None:
        assert await office.registers.rows("certificate") == []


class TestARow:
    async def test_keeps_every_version_and_each_has_its_event(self, office: Office) -> None:
        registers = office.registers
        row = await registers.add("risk", RISK, ADA, NOW)
        later = await registers.change("risk", row.id, 1, {"title": "Autre essai fictif"}, BEA, NOW)
        history = await registers.history("risk", row.id)
        assert history == [row, later]
        assert [each.fields["title"] for each in history] == ["Essai fictif", "Autre essai fictif"]
        assert await office.told(row) == [
            {"register": "risk", "row": row.id, "version": each.version, "hash": each.hash.hex()} for each in history
        ]

    async def test_of_somebody_who_saw_an_older_version_is_not_changed(self, office: Office) -> None:
        registers = office.registers
        row = await registers.add("risk", RISK, ADA, NOW)
        await registers.change("risk", row.id, 1, {"title": "Fictif 2"}, ADA, NOW)
        with pytest.raises(RowChanged):
            await registers.change("risk", row.id, 1, {"title": "Fictif 3"}, BEA, NOW)

    async def test_of_several_at_once_have_ids_of_their_own(self, office: Office) -> None:
        rows = await asyncio.gather(*(office.registers.add("risk", RISK, ADA, NOW) for _ in range(6)))
        assert len({row.id for row in rows}) == 6

    async def test_that_two_change_at_once_is_changed_by_one(self, office: Office) -> None:
        registers = office.registers
        row = await registers.add("risk", RISK, ADA, NOW)
        both = (registers.change("risk", row.id, 1, {"title": f"Fictif {n}"}, ADA, NOW) for n in range(2))
        done = await asyncio.gather(*both, return_exceptions=True)
        assert sorted(type(each).__name__ for each in done) == ["RowChanged", "Version"]

    async def test_that_there_is_not(self, office: Office) -> None:
        with pytest.raises(RowUnknown):
            await office.registers.change("risk", "risk-999", 1, {}, ADA, NOW)

    async def test_refers_to_rows_that_there_are(self, office: Office) -> None:
        with pytest.raises(FieldRefused):
            await office.registers.add("acceptance", {**ACCEPTANCE, "risk": "risk-999"}, ADA, NOW)

    async def test_is_written_with_its_event_or_not_at_all(self, office: Office) -> None:
        registers = Registers(office.registers.db, Chain("platform.test", bytes(32), bytes(32)))
        before = await registers.rows("risk")
        with pytest.raises(Exception, match="key of the evidence"):
            await registers.add("risk", RISK, ADA, NOW)
        assert await registers.rows("risk") == before

    async def test_is_accepted_by_a_second_person(self, office: Office) -> None:
        row = await office.registers.add("acceptance", {**ACCEPTANCE, "risk": "risk-A"}, ADA, NOW)
        done = await office.registers.change("acceptance", row.id, 1, {"state": "accepted"}, CHIEF, NOW)
        assert (done.by, done.role) == (CHIEF.pseudonym, "director")


class TestAnOperatorAtTheDatabase:
    """Is caught, and the row is named."""

    @pytest.mark.parametrize(
        ("change", "back"),
        [
            (
                (
                    "UPDATE compliance.register_row SET fields = convert_to(replace(convert_from(fields, 'UTF8'),"
                    " '08:00:00Z', '08:59:00Z'), 'UTF8') WHERE kind = 'incident' AND id = %s"
                ),
                (
                    "UPDATE compliance.register_row SET fields = convert_to(replace(convert_from(fields, 'UTF8'),"
                    " '08:59:00Z', '08:00:00Z'), 'UTF8') WHERE kind = 'incident' AND id = %s"
                ),
            ),
            (
                "UPDATE compliance.register_row SET by = 'op-2' WHERE kind = 'incident' AND id = %s",
                "UPDATE compliance.register_row SET by = 'op-00000001' WHERE kind = 'incident' AND id = %s",
            ),
            (
                "UPDATE compliance.register_row SET at = at - interval '1 day' WHERE kind = 'incident' AND id = %s",
                "UPDATE compliance.register_row SET at = at + interval '1 day' WHERE kind = 'incident' AND id = %s",
            ),
        ],
        ids=["what it says", "who wrote it", "when it was written"],
    )
    async def test_edits_a_version(self, office: Office, change: LiteralString, back: LiteralString) -> None:
        row = await office.registers.add("incident", INCIDENT, ADA, NOW)
        with office.edited(change, back, row.id):
            assert [fault.key for fault in await office.registers.verify()] == [f"register/incident/{row.id}/1/changed"]
        assert await office.registers.verify() == []

    async def test_takes_one_away_and_puts_one_there(self, office: Office) -> None:
        registers = office.registers
        row = await registers.add("incident", INCIDENT, ADA, NOW)
        await registers.change("incident", row.id, 1, {"cause": "fictive"}, ADA, NOW)
        with office.edited(
            "UPDATE compliance.register_row SET version = version + 1 WHERE id = %s AND version = 2",
            "UPDATE compliance.register_row SET version = version - 1 WHERE id = %s AND version = 3",
            row.id,
        ):
            found = {fault.key for fault in await registers.verify()}
            assert found == {f"register/incident/{row.id}/2/removed", f"register/incident/{row.id}/3/added"}

    async def test_writes_what_is_no_row_at_all(self, office: Office) -> None:
        row = await office.registers.add("risk", RISK, ADA, NOW)
        with office.edited(
            "UPDATE compliance.register_row SET fields = '[' || fields WHERE id = %s",
            "UPDATE compliance.register_row SET fields = substring(fields FROM 2) WHERE id = %s",
            row.id,
        ):
            assert [fault.id for fault in await office.registers.verify()] == [row.id]

    async def test_edits_the_hash_and_then_the_event_as_well(self, office: Office) -> None:
        registers = office.registers
        row = await registers.add("incident", INCIDENT, ADA, NOW)
        moved = msgspec.structs.replace(row, fields={**row.fields, "awareness_at": "2026-11-26T08:59:00Z"})
        event = "UPDATE compliance.event SET body = %(body)s WHERE body = %(was)s"
        rewrite = "UPDATE compliance.register_row SET fields = %(fields)s, hash = %(hash)s WHERE id = %(row)s"
        with office.edited(rewrite, rewrite, written(moved), written(row)):
            assert [fault.how for fault in await registers.verify()] == ["changed"]
            office.tamper(event, {"body": told(moved), "was": told(row)}, "event")
            try:
                assert [fault.how for fault in await registers.verify()] == ["added"]
            finally:
                office.tamper(event, {"body": told(row), "was": told(moved)}, "event")
        assert await registers.verify() == []

    async def test_writes_an_event_that_nobody_signed(self, office: Office) -> None:
        registers = office.registers
        fields = {**CERTIFICATE, "state": "issued", "issued_on": "2026-11-01", "until": "2029-11-01"}
        row = forged("certificate", "certificate-x", fields)
        async with registers.db.transaction() as tx:
            event = await forge(tx, registers.chain, "register", parse(told(row)))
            assert await store.add_version(tx, row)
        try:
            assert [fault.key for fault in await registers.verify()] == ["register/certificate/certificate-x/1/added"]
            assert row.id in {each.id for each in await registers.rows("certificate")}
            assert held(await registers.sound("certificate"), NOW) == []
            seen = await registers.shown("certificate")
            assert [each.state for each in seen if each.id == row.id] == ["altered"]
            assert "modifiée hors du registre" in table(REGISTERS["certificate"], seen, "fr")
        finally:
            office.tamper("DELETE FROM compliance.register_row WHERE id = %s", [row.id])
            office.tamper("DELETE FROM compliance.event WHERE hash = %(hash)s", {"hash": event.hash}, "event")
        assert await registers.verify() == []

    async def test_edits_a_version_and_has_it_told_again(self, office: Office) -> None:
        registers = office.registers
        row = await registers.add("incident", INCIDENT, ADA, NOW)
        moved = msgspec.structs.replace(row, fields={**row.fields, "awareness_at": "2026-11-26T08:59:00Z"})
        rewrite = "UPDATE compliance.register_row SET fields = %(fields)s, hash = %(hash)s WHERE id = %(row)s"
        with office.edited(rewrite, rewrite, written(moved), written(row)):
            async with registers.db.transaction() as tx:
                event = await registers.chain.append(tx, "register", parse(told(moved)), NOW)
            assert [fault.how for fault in await registers.verify()] == ["changed", "retold"]
        assert [fault.how for fault in await registers.verify()] == ["retold"]
        office.tamper("DELETE FROM compliance.event WHERE hash = %(hash)s", {"hash": event.hash}, "event")
        assert await registers.verify() == []

    async def test_opens_a_finding_that_stays(self, office: Office) -> None:
        registers = office.registers
        await registers.open_findings({}, NOW)
        row = await registers.add("risk", RISK, ADA, NOW)
        with office.edited(
            "UPDATE compliance.register_row SET by = 'x' WHERE id = %s",
            "UPDATE compliance.register_row SET by = 'op-00000001' WHERE id = %s",
            row.id,
        ):
            opened = await registers.open_findings({}, NOW)
            assert [each.fields["contradicts"] for each in opened] == [f"register/risk/{row.id}/1/changed"]
            assert (opened[0].state, opened[0].by, opened[0].fields["grade"]) == ("open", "serment", "major")
            assert await registers.open_findings({}, NOW) == []

    async def test_hides_no_finding_behind_a_name_of_a_mile(self, office: Office) -> None:
        registers, name = office.registers, "a\n " * 90
        await registers.open_findings({}, NOW)
        limits = "register_row_id_check"
        with psycopg.connect(office.owner) as connection:
            kept = connection.execute(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [limits]
            )
            (limit,) = kept.fetchone() or ("",)
            connection.execute(f"ALTER TABLE compliance.register_row DROP CONSTRAINT {limits}".encode())
            connection.execute(
                """
                INSERT INTO compliance.register_row
                SELECT kind, %s, version, fields, salt, hash, by, role, at
                  FROM compliance.register_row WHERE id = 'risk-A'
                """,
                [name],
            )
        try:
            assert len(await registers.open_findings({}, NOW)) == 1
            assert await registers.open_findings({}, NOW) == []
        finally:
            office.tamper("DELETE FROM compliance.register_row WHERE id = %s", [name])
            with psycopg.connect(office.owner) as connection:
                again = f"ALTER TABLE compliance.register_row ADD CONSTRAINT {limits} {limit}"
                connection.execute(again.encode())

    async def test_issues_no_certificate(self, office: Office) -> None:
        registers = office.registers
        first, second = [await registers.add("certificate", CERTIFICATE, ADA, NOW) for _ in range(2)]
        await registers.change("certificate", second.id, 1, {"title": "Certificat fictif 2"}, ADA, NOW)
        fields = canonical({**first.fields, "state": "issued", "until": "2029-11-01"})
        with office.edited(
            "UPDATE compliance.register_row SET fields = %(fields)s WHERE id = %(row)s",
            "UPDATE compliance.register_row SET fields = %(written)s WHERE id = %(row)s",
            {"fields": fields, "written": canonical(first.fields), "row": first.id},
        ):
            assert len(held(await registers.rows("certificate"), NOW)) == 1
            assert held(await registers.sound("certificate"), NOW) == []
        with office.edited(
            "UPDATE compliance.register_row SET version = 9 WHERE id = %s AND version = 2",
            "UPDATE compliance.register_row SET version = 2 WHERE id = %s AND version = 9",
            second.id,
        ):
            assert second.id not in {each.id for each in await registers.sound("certificate")}
        assert {first.id, second.id} <= {each.id for each in await registers.sound("certificate")}

    async def test_is_read_once_a_minute_whoever_asks_how_often(self, office: Office) -> None:
        registers, clock = office.registers, [NOW]
        holding = Holding(registers, lambda: clock[0])
        before = await holding.certificates()
        row = await registers.add("certificate", CERTIFICATE, ADA, NOW)
        for who, changes in ISSUED:
            row = await registers.change("certificate", row.id, row.version, changes, who, NOW)
        assert await asyncio.gather(*(holding.certificates() for _ in range(3))) == [before] * 3
        clock[0] += timedelta(minutes=1)
        assert len(await holding.certificates()) == len(before) + 1
        await registers.change("certificate", row.id, row.version, {"state": "withdrawn", "notes": "x"}, ADA, NOW)

    async def test_breaks_nothing_by_nonsense(self, office: Office) -> None:
        registers = office.registers
        row = await registers.add("certificate", CERTIFICATE, ADA, NOW)
        nonsense = b'{"state":"issued","until":"soon","issued_on":true,"standard":7,"activities":1}'
        written = canonical(row.fields)
        with office.edited(
            "UPDATE compliance.register_row SET fields = %(nonsense)s WHERE id = %(row)s",
            "UPDATE compliance.register_row SET fields = %(written)s WHERE id = %(row)s",
            {"nonsense": nonsense, "written": written, "row": row.id},
        ):
            opened = await registers.open_findings({}, NOW)
            assert f"register/certificate/{row.id}/1/changed" in {each.fields["contradicts"] for each in opened}
            rows, kind = await registers.rows("certificate"), REGISTERS["certificate"]
            assert due({"certificate": {each.id: each for each in rows}}, NOW) == []
            assert "soon" in table(kind, rows, "fr")
            assert held(await registers.sound("certificate"), NOW) == []
        assert await registers.verify() == []

    @pytest.mark.parametrize("statement", ["UPDATE {} SET version = 9", "DELETE FROM {}", "TRUNCATE {}"])
    @pytest.mark.parametrize("table", ["compliance.register_row", "compliance.register_hand"])
    def test_is_stopped_by_a_trigger_at_first(self, office: Office, statement: str, table: str) -> None:
        query = (
            statement.format(table)
            if table.endswith("row")
            else statement.replace("version = 9", "name = 'x'").format(table)
        )
        with psycopg.connect(office.owner) as connection, pytest.raises(psycopg.errors.RaiseException):
            connection.execute(query.encode())

    async def test_has_a_role_that_only_appends(self, office: Office) -> None:
        for statement in (
            "UPDATE compliance.register_row SET by = 'x'",
            "INSERT INTO compliance.register_hand VALUES ('a', 'b')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                async with office.registers.db.transaction() as tx:
                    await tx.execute(statement)


class TestAContradiction:
    """Opens a finding by itself, once; a person closes it, and it comes again where it was not mended."""

    async def test_between_a_claim_and_a_check(self, office: Office) -> None:
        registers, fails = office.registers, {"C14": Measured("fail")}
        await registers.open_findings(fails, NOW)
        before = await registers.history("control", "A.8.5")
        row = await registers.change(
            "control", "A.8.5", len(before), {"status": "implemented", "state": "draft"}, ADA, NOW
        )
        opened = await registers.open_findings(fails, NOW)
        assert [(each.fields["contradicts"], each.fields["check"]) for each in opened] == [("control/A.8.5/C14", "C14")]
        assert await registers.open_findings(fails, NOW) == []
        finding = opened[0]
        mended = {
            "state": "corrected",
            "cause": "c",
            "correction": "c",
            "corrected_on": "2026-11-26",
            "owner": "director",
        }
        await registers.change("finding", finding.id, 1, mended, ADA, NOW)
        await registers.change(
            "finding", finding.id, 2, {"effective_on": "2026-11-26", "effectiveness": "vu"}, ADA, NOW
        )
        assert await registers.open_findings(fails, NOW) == []
        await registers.change("finding", finding.id, 3, {"state": "closed"}, BEA, NOW)
        again = await registers.open_findings(fails, NOW)
        assert [each.fields["contradicts"] for each in again] == ["control/A.8.5/C14"]
        await registers.change("control", row.id, row.version, {"status": "none"}, ADA, NOW)


class TestProcessors:
    """What the file says is mirrored, with history."""

    async def test_change_with_their_file(self, office: Office) -> None:
        registers = office.registers
        assert [row.fields["name"] for row in await registers.rows("processor")] == ["Hébergeur fictif"]
        assert await registers.prepare(CLASSES, {}, NOW) == 1
        assert await registers.prepare(CLASSES, FILE, NOW) == 1
        assert [each.state for each in await registers.history("processor", "host")] == [
            "current",
            "retired",
            "current",
        ]


class TestTheCalendar:
    async def test_counts_what_applies_here(self, office: Office) -> None:
        registers, now = office.registers, datetime(2026, 11, 26, 10, tzinfo=UTC)
        row = await registers.add("incident", INCIDENT, ADA, NOW)
        assert {each.deadline for each in due(await registers.snapshot(), now) if each.row == row.id} == {
            "gdpr_authority",
            "practices",
            "nis2_warning",
            "nis2_notification",
        }
        law = frozenset({"legal"})
        decided = {"applies": False, "reason": "Fictif : trop petit.", "state": "current"}
        await registers.change("regime", "nis2", 1, decided, ADA._replace(roles=law), now)
        assert {each.deadline for each in due(await registers.snapshot(), now) if each.row == row.id} == {
            "gdpr_authority",
            "practices",
        }


class TestAHandAtTheCommandLine:
    async def test_has_one_pseudonym(self, office: Office) -> None:
        first, again = await office.registers.hand("Ada Essai"), await office.registers.hand("Ada Essai")
        assert first == again
        assert first.startswith("op-")
        assert "Ada" not in first
        assert (await office.registers.hands())[first] == "Ada Essai"
