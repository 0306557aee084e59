"""Checks of the platform pass on what is well, and each fails on what was really broken."""

import hashlib
import json
import socket
from collections.abc import AsyncGenerator, Collection, Generator
from datetime import timedelta
from pathlib import Path
from typing import LiteralString

import pytest
import pytest_asyncio

from serment_kernel.checks.approvals import approve
from serment_kernel.checks.hand import Door
from serment_kernel.checks.measures.drift import digest_of
from serment_kernel.checks.redacted import redacted
from serment_kernel.checks.settings import Settings
from serment_kernel.clock import utc_now
from serment_kernel.edge import App, Message, Receive, Scope, Send
from serment_kernel.embedded import Cluster
from serment_kernel.proofs import Proof, note_proof
from serment_platform.compliance.checks.asked import FORGOTTEN
from serment_platform.compliance.checks.on_top import TWO_VISITS
from serment_platform.compliance.checks.queue import SCHEDULE, VISIT
from serment_platform.compliance.doors import DOORS
from serment_platform.config import load
from serment_protocol.evidence import Amount, CheckBody

from .measured import Measured, Site, made, measuring

pytestmark = pytest.mark.asyncio(loop_scope="module")

# What a process of tests, which serves nobody and was given no feed and no backup, cannot measure or pass.
NOT_HERE = {"C05", "C14", "C19", "C20", "C22", "C24", "C33", "C34", "C35", "C36", "C42", "C43", "C46", "C49", "C50"}
TEXT: LiteralString = r"'\x01' || convert_to(repeat('Léa Martin, migraine; ', 9), 'UTF8')"
LETTER: LiteralString = r"""
UPDATE scheduling.appointment SET ticket = NULL, remind_on = NULL;
INSERT INTO scheduling.letter (appointment, by_desk, number, practice, body, signature, sealed, copy, day)
SELECT appointment, false, 0, practice, '', '', convert_to(rpad('', 3185, 'Why was I not told? '), 'UTF8'),
       convert_to(rpad('', 2077, 'Why was I not told? '), 'UTF8'), '2026-01-01'
  FROM scheduling.appointment
"""
SHARED: LiteralString = r"""
UPDATE scheduling.appointment SET ticket = substr(sha256('shared'), 1, 16), remind_on = NULL;
INSERT INTO identity.account VALUES (substr(sha256('shared'), 1, 16), 'patient')
"""

# The newest run of a check once more, by whoever owns the machine and has no key of the evidence.
FORGED: LiteralString = """
SET session_replication_role = replica;
INSERT INTO compliance.event
SELECT seq + 1000000, at, kind, body, prev, sha256('forged'), signature
  FROM compliance.event WHERE kind = 'check' AND compliance.said(body, 'check') = 'C42' ORDER BY seq DESC LIMIT 1
"""
UNFORGED: LiteralString = """
SET session_replication_role = replica; DELETE FROM compliance.event WHERE seq >= 1000000
"""


@pytest.fixture(scope="module")
def site(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Generator[Site]:
    with made(cluster, "platform_checks", tmp_path_factory.mktemp("checks")) as found:
        yield found


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def shared(site: Site) -> AsyncGenerator[Measured]:
    async with measuring(site) as found:
        yield found


@pytest.fixture
def measured(shared: Measured) -> Generator[Measured]:
    """The same for all, whose answers and addresses are put back."""
    app, routes = shared.checks.front.app, list(shared.checks.routes)
    yield shared
    shared.checks.front.app, shared.checks.routes[:] = app, routes


def named(record: CheckBody) -> str:
    """What is at fault."""
    return str(record.observed.get("named", ""))


async def test_all_that_can_be_measured_here_pass(measured: Measured) -> None:
    records = [await measured.run(each.id) for each in measured.checks.engine.checks if each.id not in NOT_HERE]
    assert [(each.check, each.observed) for each in records if each.result != "pass"] == []
    assert len(records) >= 14


async def test_the_second_factor_is_looked_for_where_there_is_staff(measured: Measured) -> None:
    assert (await measured.run("C14")).result == "not_applicable"


async def test_a_drill_makes_each_fail_and_leaves_nothing(measured: Measured, site: Site) -> None:
    tables = "SELECT count(*) FROM pg_class WHERE relkind = 'r'"
    before = site.sql(tables)
    for each in measured.checks.engine.checks:
        record = await measured.checks.engine.drill(each)
        assert record is not None, each.id
        assert record.result == "fail", (each.id, record.observed)
    assert site.sql(tables) == before
    assert [each.check for each in await measured.checks.engine.states() if not each.seen_failing] == []


BROKEN: list[tuple[str, LiteralString, LiteralString, str]] = [
    ("C03", "CREATE TABLE vault.names (name text)", "DROP TABLE vault.names", "vault.names.name"),
    (
        "C16",
        "INSERT INTO identity.session VALUES (sha256('long'), '', '2100-01-01 00:00:00Z')",
        "DELETE FROM identity.session",
        "identity.session.expires",
    ),
    ("C17", "GRANT UPDATE ON keys.leaf TO keys", "REVOKE UPDATE ON keys.leaf FROM keys", "keys alters keys.leaf"),
    (
        "C17",
        "GRANT DELETE ON compliance.event TO compliance",
        "REVOKE DELETE ON compliance.event FROM compliance",
        "compliance alters compliance.event",
    ),
    (
        "C17",
        "GRANT USAGE ON SCHEMA identity TO nudges; GRANT SELECT ON identity.way TO nudges",
        "REVOKE SELECT ON identity.way FROM nudges; REVOKE USAGE ON SCHEMA identity FROM nudges",
        "nudges sees identity.way",
    ),
    ("C17", "ALTER ROLE vault CREATEROLE", "ALTER ROLE vault NOCREATEROLE", "vault may too much"),
    (
        "C25",
        "INSERT INTO vault.vault SELECT substr(sha256(''), 1, 16), 1, sha256(''), sha256(''), " + TEXT,
        "DELETE FROM vault.vault",
        "vault.vault.blob",
    ),
    (
        "C25",
        SCHEDULE + ";" + VISIT + ";" + LETTER,
        "DELETE FROM scheduling.appointment; DELETE FROM scheduling.schedule",
        "scheduling.letter.copy, scheduling.letter.sealed",
    ),
    (
        "C25",
        "INSERT INTO compliance.staff SELECT substr(sha256(''), 1, 16), 'Drill', 'left', '2026-01-01', " + TEXT,
        "DELETE FROM compliance.staff",
        "compliance.staff.grant_locked",
    ),
    (
        "C16",
        "INSERT INTO compliance.session VALUES (sha256('long'), '', now() + interval '1 hour')",
        "DELETE FROM compliance.session",
        "compliance.session.expires",
    ),
    (
        "C26",
        "INSERT INTO identity.issuer_key VALUES (sha256(''), '2020-01-01 00:00:00Z', '', '')",
        "DELETE FROM identity.issuer_key",
        "issuer",
    ),
    (
        "C29",
        "INSERT INTO identity.session VALUES (sha256('late'), '', '2000-01-01 00:00:00Z')",
        "DELETE FROM identity.session",
        "late: session",
    ),
    (
        "C37",
        r"SET session_replication_role = replica; UPDATE compliance.event SET at = at - interval '1 s' WHERE seq = 1",
        r"SET session_replication_role = replica; UPDATE compliance.event SET at = at + interval '1 s' WHERE seq = 1",
        "EvidenceBroken",
    ),
    (
        "C47",
        SCHEDULE + ";" + VISIT + ";" + SHARED,
        "DELETE FROM scheduling.appointment; DELETE FROM scheduling.schedule; DELETE FROM identity.account",
        "identity.account.account stands in scheduling.appointment.ticket",
    ),
    (
        "C48",
        "UPDATE keys.cosigned SET note = replace(note, '— custodian', '— somebody')",
        "UPDATE keys.cosigned SET note = replace(note, '— somebody', '— custodian')",
        "custodian.test/log/witness",
    ),
    ("C45", FORGOTTEN, "DELETE FROM keys.asked", ""),
    (
        "C51",
        f"{SCHEDULE}; {VISIT}",
        "DELETE FROM scheduling.appointment; DELETE FROM scheduling.schedule",
        "",
    ),
    (
        "C55",
        f"{SCHEDULE}; {TWO_VISITS}",
        "DELETE FROM scheduling.appointment; DELETE FROM scheduling.schedule",
        "",
    ),
]


@pytest.mark.parametrize(("check", "breaks", "mends", "fault"), BROKEN)
async def test_fails_when_the_database_is_broken(
    measured: Measured, site: Site, check: str, breaks: LiteralString, mends: LiteralString, fault: str
) -> None:
    with site.broken(breaks, mends):
        record = await measured.run(check)
    assert record.result == "fail"
    assert fault in named(record)
    assert (await measured.run(check)).result == "pass"


@pytest.mark.parametrize(("said", "population"), [("false", 0), ("number >= -2", "1-9"), ("true", 12)])
async def test_counts_who_was_put_on_top_and_of_few_only_that_there_are_some(
    measured: Measured, site: Site, said: LiteralString, population: Amount
) -> None:
    apart = TWO_VISITS.replace("1, 2)", "1, 12)").replace("3 days'", "3 days' + which * interval '1 hour'")
    put = "; UPDATE scheduling.appointment SET overbooked = "
    with site.broken(
        f"{SCHEDULE}; {apart}{put}{said}", "DELETE FROM scheduling.appointment; DELETE FROM scheduling.schedule"
    ):
        record = await measured.run("C55")
    assert (record.result, record.population.n) == ("pass", population)


async def test_a_row_that_somebody_wrote_is_no_run(measured: Measured, site: Site) -> None:
    before = await measured.run("C42")
    with site.broken(FORGED, UNFORGED):
        states = {each.check: each for each in await measured.checks.engine.states()}
        assert (states["C42"].colour, states["C42"].event) == ("grey", -1)
    [after] = [each for each in await measured.checks.engine.states() if each.check == "C42"]
    assert after.colour == ("green" if before.result == "pass" else "red")


class TestFrontDoor:
    async def test_fails_when_an_address_has_no_door(self, measured: Measured) -> None:
        measured.checks.routes.append(Door("POST", "/v1/everything"))
        assert named(await measured.run("C07")) == "POST /v1/everything has no door"

    async def test_fails_when_a_closed_door_is_open(self, measured: Measured) -> None:
        measured.checks.front.app = answering_all(measured.checks.front.app, methods={"GET"})
        assert "GET /v1/account is open" in named(await measured.run("C07"))

    async def test_fails_when_an_address_says_what_there_is_before_it_asks_who_that_is(
        self, measured: Measured
    ) -> None:
        measured.checks.front.app = answering_all(measured.checks.front.app, 404, b'{"code":"register_unknown"}')
        found = await measured.run("C07")
        assert found.result == "fail"
        assert found.observed["undeclared_or_open"] == len([1 for opens in DOORS.values() if opens != "everybody"])

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
    async def test_tries_every_method(self, measured: Measured, method: str) -> None:
        measured.checks.front.app = answering_all(measured.checks.front.app, methods={method})
        assert f"{method} /v1/" in named(await measured.run("C07"))

    async def test_a_stranger_hears_the_same_of_registers_that_are_there_and_that_are_not(
        self, measured: Measured
    ) -> None:
        ask = measured.checks.front.ask
        for end in ("", "/export/fr", "/export/xx", "/rows/r1"):
            answers = {(await ask("GET", f"/v1/console/registers/{name}{end}")).status for name in ("risk", "nothing")}
            assert answers == {401}

    async def test_names_no_door_that_is_not_there(self, measured: Measured) -> None:
        assert set(measured.checks.routes) == set(DOORS)

    @pytest.mark.parametrize("name", [b"content-security-policy", b"referrer-policy", b"cache-control"])
    async def test_fails_when_an_answer_lacks_a_header(self, measured: Measured, name: bytes) -> None:
        measured.checks.front.app = without(measured.checks.front.app, name)
        assert name.decode() in named(await measured.run("C32"))

    async def test_fails_when_people_come_in_without_tls(self, site: Site) -> None:
        async with measuring(site, public_url="https://serment.example") as found:
            assert (await found.run("C05")).result == "pass"
        async with measuring(site, public_url="http://serment.example") as found:
            assert (await found.run("C05")).result == "fail"


class TestFiles:
    async def test_fails_when_the_log_tells_of_somebody(self, site: Site, measured: Measured) -> None:
        log = site.config.parent / "platform.log"
        log.write_text("2026-11-26 12:00:00,000 serment.access INFO GET /v1/vault 200 1.0 ms\n")
        assert (await measured.run("C33")).result == "pass"
        with log.open("a") as file:
            file.write("2026-11-26 12:00:00,000 x ERROR lea@exemple.example from 198.51.100.7 at /v1/search?q=a\n")
        assert named(await measured.run("C33")) == "IPv4 address, e-mail, query"
        guard = "2026-11-26 12:00:00,000 serment_kernel.egress ERROR the egress guard refused 192.0.2.1:9"
        log.write_text(f"{guard}\n")
        assert (await measured.run("C33")).result == "pass"
        log.write_text(
            f"{guard} lea@exemple.example\n2026-11-26 12:00:00,000 x INFO serment_kernel.egress 198.51.100.7\n"
        )
        assert named(await measured.run("C33")) == "IPv4 address, e-mail"
        log.unlink()

    async def test_fails_when_what_runs_is_not_what_was_locked(self, site: Site, root: Path, tmp_path: Path) -> None:
        lock, other = root / "requirements/run.txt", tmp_path / "lock.txt"
        async with measuring(site, checks=Settings(lock_file=str(lock))) as found:
            assert (await found.run("C19")).result == "pass"
        other.write_text(lock.read_text().replace("msgspec==", "msgspec==0."))
        async with measuring(site, checks=Settings(lock_file=str(other))) as found:
            assert named(await found.run("C19")) == "msgspec"

    async def test_fails_when_a_weakness_of_it_is_known(self, site: Site, tmp_path: Path) -> None:
        feed = tmp_path / "advisories.json"
        async with measuring(site, checks=Settings(advisories_file=str(feed))) as found:
            feed.write_text(advisories("99.0", utc_now().date().isoformat()))
            assert (await found.run("C20")).result == "pass"
            feed.write_text(advisories("0", utc_now().date().isoformat()))
            assert named(await found.run("C20")) == "PYSEC-1 in msgspec"
            feed.write_text(advisories("99.0", "2020-01-01"))
            assert named(await found.run("C20")) == "old feed"
            feed.write_text(json.dumps({"date": utc_now().date().isoformat(), "vulns": []}))
            record = await found.run("C20")
            assert named(record) == "empty feed"
            assert record.observed["file"] == hashlib.sha256(feed.read_bytes()).hexdigest()
            assert record.observed["entries"] == 0

    async def test_a_feed_that_is_not_there_is_never_green(self, measured: Measured) -> None:
        await measured.run("C20")
        [state] = [each for each in await measured.checks.engine.states() if each.check == "C20"]
        assert state.colour == "grey"

    async def test_fails_when_a_proof_did_not_hold(self, site: Site, measured: Measured) -> None:
        file = measured_proofs(site)
        note_proof(file, "prove", Proof(utc_now(), holds=True))
        record = await measured.run("C50")
        assert (record.result, record.observed["entries"]) == ("pass", 1)
        assert record.observed["file"] == hashlib.sha256(file.read_bytes()).hexdigest()
        note_proof(file, "prove", Proof(utc_now(), holds=False))
        assert (await measured.run("C50")).result == "fail"
        note_proof(file, "prove", Proof(utc_now(), holds=True))


class TestSettings:
    async def test_fail_when_they_are_not_those_that_were_approved(self, site: Site, measured: Measured) -> None:
        room, chain = measured.service.db("compliance"), measured.service.evidence
        await approve(room, chain, digest_of(redacted(measured.service.config)), utc_now())
        assert (await measured.run("C22")).result == "pass"
        async with measuring(site, behind_proxy=False) as found:
            assert (await found.run("C22")).result == "fail"

    async def test_have_no_secret_in_what_is_approved(self, measured: Measured) -> None:
        assert "of a test" not in json.dumps(redacted(measured.service.config))

    async def test_fail_when_it_is_a_demonstration(self, site: Site) -> None:
        async with measuring(site, demonstration=True) as found:
            assert "demonstration" in named(await found.run("C24"))


class TestProcess:
    async def test_fails_when_it_reaches_a_stranger(self, site: Site) -> None:
        # No guard is armed in a process of tests.
        async with measuring(site, serving=True) as found:
            assert (await found.run("C34")).observed["refused"] is False

    async def test_fails_when_it_listens_elsewhere_too(self, site: Site) -> None:
        with socket.create_server(("127.0.0.1", 0)) as own:
            async with measuring(site, serving=True, bind_port=own.getsockname()[1]) as found:
                before = named(await found.run("C43"))
                with socket.create_server(("127.0.0.1", 0)) as other:
                    port = f"port {other.getsockname()[1]}"
                    assert port in named(await found.run("C43"))
        assert port not in before

    async def test_fails_when_it_listens_at_every_address_of_its_port(self, site: Site) -> None:
        with socket.create_server(("127.0.0.1", 0)) as own:
            port = own.getsockname()[1]
            async with measuring(site, serving=True, bind_port=port) as found:
                assert f"port {port} " not in named(await found.run("C43"))
        with socket.create_server(("0.0.0.0", port)):  # noqa: S104 -- what must be found
            async with measuring(site, serving=True, bind_port=port) as found:
                faults = named(await found.run("C43"))
        assert f"port {port} at another address" in faults
        assert "does not listen" in faults

    async def test_fails_when_its_clock_is_another(self, site: Site) -> None:
        async with measuring(site, lambda: utc_now() + timedelta(seconds=10)) as found:
            assert named(await found.run("C41")) == "another hand, the database"

    async def test_fails_when_answers_fail(self, site: Site) -> None:
        async with measuring(site, serving=True) as found:
            for _ in range(30):
                found.service.meter.note(200, 0.01)
            assert (await found.run("C49")).result == "pass"
            found.service.meter.note(500, 0.01)
            assert (await found.run("C49")).observed["answers"] is False

    async def test_fails_when_a_check_is_overdue(self, site: Site, measured: Measured) -> None:
        await measured.run("C03")
        async with measuring(site, lambda: utc_now() + timedelta(days=3)) as later:
            await later.run("C03")
            assert "C16 was not measured" in named(await later.run("C46"))


def measured_proofs(site: Site) -> Path:
    """Where proofs are noted."""
    return Path(load(site.config).proofs_file)


def advisories(introduced: str, day: str) -> str:
    """A feed about one package."""
    affected = {
        "package": {"name": "msgspec", "ecosystem": "PyPI"},
        "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": introduced}]}],
    }
    return json.dumps({"date": day, "vulns": [{"id": "PYSEC-1", "modified": "", "affected": [affected]}]})


def without(app: App | None, name: bytes) -> App:
    """The application behind something that drops a header."""
    assert app is not None

    async def behind(scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            kept = [each for each in message.get("headers", []) if each[0] != name]
            await send({**message, "headers": kept} if "headers" in message else message)

        await app(scope, receive, sending)

    return behind


def answering_all(
    app: App | None, status: int = 200, body: bytes = b"{}", methods: Collection[str] = ("GET", "POST", "PUT", "DELETE")
) -> App:
    """The application behind something that answers everybody so."""
    assert app is not None

    async def behind(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in methods:
            return await app(scope, receive, send)
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": body})
        return None

    return behind
