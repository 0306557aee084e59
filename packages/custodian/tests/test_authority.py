"""A request of an authority to the custodian, from the letter to the refusal, or to the person who is told of it."""

import hashlib
import json
from dataclasses import dataclass
from errno import ENOSPC
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from serment.verify.package import OFFICERS, verify_package
from serment.verify.staff import Staff
from serment_custodian.compliance.authority import package
from serment_custodian.compliance.authority.desk import OfficersDesk, desk_of
from serment_custodian.compliance.authority.naming import name_of
from serment_custodian.compliance.authority.table import BY_TIME, DISCLOSING, STEPS
from serment_custodian.people.rules import normalise
from serment_kernel.authority import actions
from serment_kernel.authority.errors import CountDiffers, NotNow, SignaturesMissing
from serment_kernel.authority.types import RequestId
from serment_protocol.authority_reports import REPORT, AuthorityReport
from serment_protocol.disclosure import read_addresses
from serment_protocol.notes import read_log_key
from serment_protocol.signing import Signed, verify

from .house import PATIENT, House, refused, text_of
from .officials import Official, admitted, ceremony

LETTER = hashlib.sha256(b"a letter").hexdigest()
UNKNOWN = "nobody@example.org"
YES = dict.fromkeys(("agreement", "chapter_v", "necessary", "proportionate", "professional_secrecy"), True)
HEARD = {"verdict": "genuine", "number_from": "official_directory", "evidence": LETTER}


@dataclass
class Bench:
    """Three officers, of whom one proposes and two sign."""

    house: House
    officers: tuple[Official, Official, Official]
    desk: OfficersDesk

    async def ask(self, who: Official, method: str, path: str, body: object = None) -> httpx.Response:
        """A request in an officer's session."""
        headers = {"Authorization": f"Bearer {who.session or await who.sign_in()}"}
        return await self.house.http.request(method, f"/v1/console/authority{path}", json=body, headers=headers)

    async def take(self, who: Official, request: str, act: str, **facts: Any) -> httpx.Response:
        """A step."""
        return await self.ask(who, "POST", f"/requests/{request}/steps", {"act": act, "facts": facts})

    async def steps(self, request: str, *steps: tuple[int, str, dict[str, Any]]) -> None:
        """Several, one after the other."""
        for who, act, facts in steps:
            answer = await self.take(self.officers[who], request, act, **facts)
            assert answer.status_code == 200, (act, answer.text)

    async def qualified(self, persons: list[str], *, secrecy: bool = False, channel: str = "letter") -> str:
        """A letter that two officers found genuine."""
        first, *_ = self.officers
        answer = await self.ask(first, "POST", "/requests", {"channel": channel, "letter": LETTER})
        assert answer.status_code == 201, answer.text
        request = str(answer.json()["request"])
        order = {"country": "FR", "kind": "criminal_court", "text": "CPP 60-1", "binding": True, "secrecy": secrecy}
        order |= {"deadline": "", "through": "directly", "scope": {"persons": persons}}
        await self.steps(request, (0, "authenticate", {}), (0, "attest", HEARD), (1, "attest", HEARD))
        await self.steps(request, (0, "qualify", order), (0, "review", {}), (0, "opine", {"opinion": LETTER} | YES))
        return request

    async def proposed(self, persons: list[str], *, secrecy: bool = False) -> str:
        """A lawful request, whose decision waits."""
        request = await self.qualified(persons, secrecy=secrecy)
        await self.steps(request, (0, "propose", {"outcome": "comply", "query": {"persons": persons}}))
        return request

    async def whole(self, request: str) -> dict[str, Any]:
        """A request as it is shown."""
        answer = await self.ask(self.officers[0], "GET", f"/requests/{request}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def sign(self, who: int, request: str) -> httpx.Response:
        """A signature over the decision."""
        officer, digest = self.officers[who], (await self.whole(request))["decision_hash"]
        if not officer.session:
            await officer.sign_in()
        step = await officer.step("approve", digest)
        return await self.ask(self.officers[who], "POST", f"/requests/{request}/signatures", step)

    async def approved(self, persons: list[str], *, secrecy: bool = False) -> str:
        """One that two officers signed, after the while in which any other may refuse."""
        request = await self.proposed(persons, secrecy=secrecy)
        assert (await self.sign(1, request)).json()["state"] == "DECISION_PENDING"
        assert (await self.sign(2, request)).json()["state"] == "APPROVED"
        self.later(days=1)
        return request

    async def build(self, request: str, folder: Path, *addresses: str) -> None:
        """What whoever has the machine does, with the letter in their hand."""
        run = self.house.running
        service = run.service
        site = package.Site(service.sealing, run.ledger, service.uses, run.changes.standing_at, folder)
        named = [normalise(each) for each in addresses]
        await package.build(self.desk, site, RequestId(bytes.fromhex(request)), named)

    def name(self, address: str) -> str:
        """What stands for an address."""
        return name_of(self.house.running.service.sealing, normalise(address))

    def later(self, **time: float) -> None:
        """Time passes; sessions end."""
        self.house.clock.advance(**time)
        for each in self.officers:
            each.session = ""


@pytest.fixture
async def bench(house: House) -> Bench:
    """A custodian with three officers."""
    first, second = await ceremony(house)
    third = await admitted(house, first, second)
    run = house.running
    desk = desk_of(run.rooms.compliance, run.service.evidence, run.decisions.office)
    return Bench(house, (first, second, third), desk)


async def evidence(house: House) -> str:
    """All that the evidence says of requests."""
    async with house.running.rooms.compliance.transaction() as tx:
        found = await house.running.service.evidence.events(tx, kind="authority")
    return json.dumps([each.content for each in found])


class TestTheTable:
    def test_only_refusal_and_telling_come_of_time(self) -> None:
        assert {each.after for each in STEPS if each.act in BY_TIME} == {"REFUSED", "SUBJECTS_TOLD"}
        assert {each.act for each in STEPS if not each.by} == BY_TIME | {"approve"}

    def test_only_an_approved_decision_is_carried_out(self) -> None:
        ways = {each.act: each.before for each in STEPS if each.after in DISCLOSING and each.act != "defer_telling"}
        assert ways == {
            "build": {"APPROVED"},
            "disclose": {"PACKAGE_BUILT"},
            "disclose_in_silence": {"PACKAGE_BUILT"},
        }

    def test_whoever_runs_the_machine_decides_nothing(self) -> None:
        assert {each.act for each in STEPS if "operator" in each.by} == {"receive", "build"}

    async def test_says_what_each_step_asks_for(self, bench: Bench) -> None:
        answer = await bench.ask(bench.officers[0], "GET", "/procedure")
        steps = {each["act"]: each for each in answer.json()["steps"]}
        assert set(steps) == {each.act for each in STEPS}
        [addresses] = [each for each in steps["propose"]["fields"] if each["id"] == "query.persons"]
        assert (addresses["type"], addresses["required"]) == ("persons", False)
        assert steps["build"]["by"] == ["operator"]


class TestAnswering:
    async def test_says_whether_an_address_opens_an_account_and_tells_the_person(
        self, bench: Bench, tmp_path: Path
    ) -> None:
        house, folder = bench.house, tmp_path / "answer"
        await house.enter(PATIENT)
        request = await bench.approved([bench.name(PATIENT), bench.name(UNKNOWN)])
        await bench.build(request, folder, PATIENT, UNKNOWN)
        found = {each.person: each.address for each in read_addresses((folder / "records.ndjson").read_bytes())}
        assert found == {bench.name(PATIENT): PATIENT, bench.name(UNKNOWN): ""}
        log = read_log_key(house.running.ledger.log.verifier)
        checked = verify_package(folder, log)
        assert (checked.ok, checked.count, checked.faults) == (True, 2, [])
        async with house.running.rooms.compliance.transaction() as tx:
            noted = [each async for each in house.running.service.evidence.walk(tx)]
        known = verify_package(folder, log, Staff(each for each in noted if each.kind == "authority"))
        assert (known.faults, known.unverified) == ([], [OFFICERS])
        assert len(verify_package(folder, log, Staff(())).faults) == 2
        (folder / "records.ndjson").write_bytes(b"")
        assert not verify_package(folder, log).ok

        house.mailbox.mails.clear()
        await house.job("authority")
        assert house.mailbox.mails == []
        await bench.steps(request, (0, "disclose", {"receipt": LETTER}))
        await house.job("authority")
        [letter] = house.mailbox.mails
        assert letter["To"] == PATIENT
        assert request in text_of(letter)
        assert (await bench.whole(request))["request"]["state"] == "SUBJECTS_TOLD"
        async with house.running.rooms.compliance.transaction() as tx:
            assert await (await tx.execute("SELECT FROM compliance.authority_person")).fetchall() == []
        await bench.steps(request, (0, "close", {"persons": "1-9"}))
        await self.is_reported(bench)

    async def is_reported(self, bench: Bench) -> None:
        """Once the half-year is over, as what it was."""
        bench.later(days=150)
        await bench.house.job("authority")
        [told] = (await bench.house.get("/v1/trust/authority-requests")).json()["reports"]
        signed = Signed(told["body"], told["signature"])
        report = verify(bench.house.running.ledger.log.public, REPORT, signed, AuthorityReport)
        assert (report.half, report.received, report.disclosed, report.clear_text) == ("2026-H1", 1, 1, 1)

    async def test_a_full_disk_leaves_no_address_behind(
        self, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await bench.house.enter(PATIENT)
        request, folder = await bench.approved([bench.name(PATIENT)]), tmp_path / "answer"
        write = Path.write_bytes

        def full(self: Path, data: bytes) -> int:
            if self.name == "schema.json":
                raise OSError(ENOSPC, "no space left")
            return write(self, data)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "write_bytes", full)
            with pytest.raises(OSError, match="no space"):
                await bench.build(request, folder, PATIENT)
        assert not folder.exists()
        assert (await bench.whole(request))["request"]["state"] == "APPROVED"
        await bench.build(request, folder, PATIENT)

    async def test_waits_until_the_ban_ends_and_no_longer(self, bench: Bench, tmp_path: Path) -> None:
        house = bench.house
        await house.enter(PATIENT)
        request = await bench.approved([bench.name(PATIENT)], secrecy=True)
        await bench.build(request, tmp_path / "answer", PATIENT)
        openly = await bench.take(bench.officers[0], request, "disclose", receipt=LETTER)
        assert refused(openly) == (409, "secrecy_forbids")
        ban = {"receipt": LETTER, "ground": LETTER}
        for_ever = await bench.take(bench.officers[0], request, "disclose_in_silence", **ban, until="9999-12-31")
        assert refused(for_ever) == (422, "silence_too_long")
        await bench.steps(request, (0, "disclose_in_silence", ban | {"until": "2026-04-01"}))
        house.mailbox.mails.clear()
        bench.later(days=20)
        await house.job("authority")
        assert house.mailbox.mails == []
        house.mailbox.is_busy = True
        bench.later(days=10)
        await house.job("authority")
        assert (await bench.whole(request))["request"]["state"] == "NOTICE_DEFERRED"
        house.mailbox.is_busy = False
        await house.job("authority")
        assert [each["To"] for each in house.mailbox.mails] == [PATIENT]
        assert (await bench.whole(request))["request"]["state"] == "SUBJECTS_TOLD"

    async def test_takes_the_addresses_of_the_decision_and_time_to_object(self, bench: Bench, tmp_path: Path) -> None:
        request = await bench.approved([bench.name(PATIENT)])
        for addresses in ([UNKNOWN], [PATIENT, UNKNOWN], [], [PATIENT, PATIENT]):
            with pytest.raises(CountDiffers):
                await bench.build(request, tmp_path / "answer", *addresses)
        early = await bench.proposed([bench.name(PATIENT)])
        for who in (1, 2):
            assert (await bench.sign(who, early)).status_code == 200
        with pytest.raises(NotNow):
            await bench.build(early, tmp_path / "answer", PATIENT)
        await bench.steps(early, (2, "refuse", {"reason": "other"}))
        await self.leaves_nothing_when_an_officer_left(bench, request, tmp_path / "answer")

    async def leaves_nothing_when_an_officer_left(self, bench: Bench, request: str, folder: Path) -> None:
        """What was signed by somebody who is no officer any more is signed by one alone."""
        async with bench.house.running.rooms.officers.transaction() as tx:
            me = bytes.fromhex((await bench.officers[2].look())["me"])
            await tx.execute("UPDATE officers.officer SET state = 'left' WHERE officer = %s", [me])
        with pytest.raises(SignaturesMissing):
            await bench.build(request, folder, PATIENT)
        assert not list(folder.parent.glob("answer"))


class TestRefusing:
    async def test_silence_means_refusal_and_one_officer_is_not_enough(self, bench: Bench) -> None:
        request = await bench.proposed([bench.name(PATIENT)])
        assert refused(await bench.sign(0, request)) == (403, "proposer_signs")
        assert (await bench.sign(1, request)).json()["state"] == "DECISION_PENDING"
        assert refused(await bench.sign(1, request)) == (409, "request_moved")
        bench.later(days=5)
        assert refused(await bench.sign(2, request)) == (409, "decision_expired")
        await bench.house.job("authority")
        assert (await bench.whole(request))["request"]["state"] == "REFUSED"

    async def test_everybody_is_nobody_in_particular(self, bench: Bench) -> None:
        request = await bench.qualified([])
        proposal = {"outcome": "comply", "query": {"persons": [bench.name(PATIENT)]}}
        answer = await bench.take(bench.officers[0], request, "propose", **proposal)
        assert refused(answer) == (409, "too_broad")
        await bench.steps(request, (0, "challenge", {"filing": LETTER}), (0, "withdraw", {"letter": LETTER}))

    async def test_nobody_else_looks_or_moves(self, bench: Bench) -> None:
        request = await bench.qualified([bench.name(PATIENT)])
        opened = await bench.house.enter(PATIENT)
        for path in ("requests", f"requests/{request}", "procedure"):
            answer = await bench.house.http.get(
                f"/v1/console/authority/{path}", headers={"Authorization": f"Bearer {opened.session}"}
            )
            assert refused(answer) == (401, "officer_session_refused")
        for act in ("approve", "expire", "build", "tell_persons"):
            assert (await bench.take(bench.officers[0], request, act)).status_code in {400, 404}, act

    async def test_a_row_changed_behind_its_back_stops_it(self, bench: Bench) -> None:
        request = await bench.proposed([bench.name(PATIENT)])
        site = bench.house.site
        with psycopg.connect(site.cluster.superuser_dsn(site.database), autocommit=True) as owner:
            owner.execute("ALTER TABLE compliance.authority_move DISABLE TRIGGER USER")
            owner.execute(
                """
                UPDATE compliance.authority_move
                   SET facts = replace(encode(facts, 'escape'), 'comply', 'partial')::bytea WHERE act = 'propose'
                """
            )
        answer = await bench.ask(bench.officers[0], "GET", f"/requests/{request}")
        assert refused(answer) == (503, "request_altered")
        found = await actions.everything(bench.desk)
        assert [each.request for each in found.altered] == [request]


async def test_an_address_is_named_in_a_file_as_in_no_row_of_a_person(bench: Bench) -> None:
    await bench.house.enter(PATIENT)
    answer = await bench.ask(bench.officers[0], "POST", "/names", {"address": f" {PATIENT.upper()} "})
    name = answer.json()["person"]
    assert name == bench.name(PATIENT)
    await bench.proposed([name])
    said = await evidence(bench.house)
    assert name not in said
    assert PATIENT not in said
    async with bench.house.running.rooms.people.transaction() as tx:
        [row] = await (await tx.execute("SELECT encode(address_hash, 'hex') FROM people.person")).fetchall()
    assert name not in row[0]
