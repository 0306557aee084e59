"""Registers at the console: who reads, who writes, and a second person's passkey."""

import hashlib
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from serment_platform.compliance.registers.actions import Registers
from serment_platform.compliance.registers.rules import step_hash
from serment_platform.compliance.staff.types import Scope
from serment_platform.retention import CLASSES

from ..world import World
from .builders import RISK
from .colleagues import Colleague, Founded, enrol, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")
WANTED = {"title": "Acceptation fictive", "risk": "risk-A", "reason": "Essai fictif.", "until": "2030-01-01"}


async def seeded(world: World) -> Registers:
    registers = Registers(world.service.db("compliance"), world.service.evidence)
    await registers.prepare(CLASSES, {}, world.service.now())
    return registers


async def officer(world: World, founders: Founded) -> Colleague:
    found = await enrol(world, "Sofia Blanc", ["security_officer"])
    assert (await founders.director.confirm(found)).status_code == 204
    return found


async def proposed(world: World, founders: Founded) -> dict[str, Any]:
    await seeded(world)
    answer = await (await officer(world, founders)).ask("POST", "/registers/acceptance", {"fields": WANTED})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def decide(registers: Registers, by: Colleague, row: dict[str, Any], state: str) -> Any:
    await by.sign_in()
    seen = (await registers.history(row["kind"], row["id"]))[-1]
    step = await by.step("approve", step_hash(seen, state))
    body = {"version": row["version"], "changes": {"state": state}, "step": step}
    return await by.ask("POST", f"/registers/{row['kind']}/rows/{row['id']}", body)


async def spoil(world: World, row: str, change: str) -> None:
    """A row edited by the owner of the tables: one text for another."""
    fields = f"convert_to(replace(convert_from(fields, 'UTF8'), {change}), 'UTF8')"
    await world.sql("ALTER TABLE compliance.register_row DISABLE TRIGGER USER")
    await world.sql(f"UPDATE compliance.register_row SET fields = {fields} WHERE id = %s", [row])  # noqa: S608
    await world.sql("ALTER TABLE compliance.register_row ENABLE TRIGGER USER")


class TestASecondPerson:
    async def test_accepts_by_their_passkey(self, world: World, founders: Founded) -> None:
        row = await proposed(world, founders)
        answer = await decide(await seeded(world), founders.director, row, "accepted")
        assert answer.status_code == 200, answer.text
        done = answer.json()
        assert (done["state"], done["by"], done["role"]) == ("accepted", founders.director.staff, "director")
        told = (await founders.director.ask("GET", f"/registers/acceptance/rows/{row['id']}")).json()["versions"]
        assert [each["version"] for each in told] == [1, 2]

    async def test_does_not_by_a_session_alone(self, world: World, founders: Founded) -> None:
        row = await proposed(world, founders)
        body = {"version": 1, "changes": {"state": "accepted"}}
        answer = await founders.director.ask("POST", f"/registers/acceptance/rows/{row['id']}", body)
        assert refused(answer) == (403, "register_passkey_needed")

    async def test_signs_this_very_version(self, world: World, founders: Founded) -> None:
        row, registers = await proposed(world, founders), await seeded(world)
        other = await proposed(world, founders)
        await founders.director.sign_in()
        step = await founders.director.step(
            "approve", step_hash((await registers.history("acceptance", other["id"]))[-1], "accepted")
        )
        body = {"version": 1, "changes": {"state": "accepted"}, "step": step}
        answer = await founders.director.ask("POST", f"/registers/acceptance/rows/{row['id']}", body)
        assert refused(answer) == (401, "staff_step_refused")

    async def test_is_in_the_office_that_the_step_asks_for(self, world: World, founders: Founded) -> None:
        row = await proposed(world, founders)
        other = await officer(world, founders)
        assert refused(await decide(await seeded(world), other, row, "accepted")) == (403, "register_not_yours")


class TestReading:
    async def test_is_of_no_concern_to_whoever_takes_letters_in(self, world: World) -> None:
        intake = await enrol(world, "Ines", ["intake"])
        for path in ("", "/risk", "/risk/rows/risk-A", "/control/export/fr", "/control/pdf/fr"):
            assert refused(await intake.ask("GET", f"/registers{path}")) == (403, "role_missing")

    async def test_takes_a_session(self, world: World) -> None:
        for path in (
            "registers",
            "registers/risk",
            "calendar",
            "calendar/fr",
            "registers-verified",
            "reviews/inputs/fr",
        ):
            assert refused(await world.http.get(f"/v1/console/{path}")) == (401, "staff_session_refused")

    async def test_of_a_guest_ends_with_their_period_and_writes_nothing(self, world: World, founders: Founded) -> None:
        await seeded(world)
        row = await proposed(world, founders)
        today = world.service.now().date()
        await spoil(world, row["id"], "'Acceptation fictive', 'Acceptation forgée'")
        later = await enrol(world, "Gil", ["auditor"], scope=Scope(date(2026, 1, 1), today), until=today)
        before = await enrol(world, "Gus", ["auditor"], scope=Scope(date(2025, 1, 1), date(2025, 12, 31)), until=today)
        listed = {
            each["id"]: each["state"] for each in (await later.ask("GET", "/registers/acceptance")).json()["rows"]
        }
        assert listed[row["id"]] == "altered"
        kinds = {each["id"]: each for each in (await later.ask("GET", "/registers")).json()["registers"]}
        assert kinds["acceptance"]["altered"] == 1
        fault = {"kind": "acceptance", "id": row["id"], "version": 1, "how": "changed", "day": today.isoformat()}
        assert (await later.ask("GET", "/registers-verified")).json() == {"faults": [fault]}
        assert (await before.ask("GET", "/registers-verified")).json() == {"faults": []}
        await spoil(world, row["id"], "'Acceptation forgée', 'Acceptation fictive'")
        assert (await before.ask("GET", "/registers/acceptance")).json() == {"rows": []}
        assert refused(await before.ask("GET", f"/registers/acceptance/rows/{row['id']}"))[1] == "register_row_unknown"
        assert refused(await later.ask("POST", "/registers/risk", {"fields": RISK})) == (403, "register_not_yours")
        change = {"version": 1, "changes": {"title": "x"}}
        answer = await later.ask("POST", f"/registers/acceptance/rows/{row['id']}", change)
        assert refused(answer) == (403, "register_not_yours")

    async def test_shows_kinds_rows_calendar_and_exports(self, world: World, founders: Founded) -> None:
        await seeded(world)
        ask = founders.legal.ask
        kinds = {each["id"]: each for each in (await ask("GET", "/registers")).json()["registers"]}
        assert kinds["incident"]["name"] == {"fr": "Incidents", "en": "Incidents"}
        assert {name: kinds["control"][name] for name in ("rows", "altered", "findings")} == {
            "rows": 93,
            "altered": 0,
            "findings": 0,
        }
        assert kinds["data_map"]["rows"] > 100
        assert len((await ask("GET", "/registers/control")).json()["rows"]) == 93
        assert [
            each
            for each in (await ask("GET", "/registers/data_map")).json()["rows"]
            if not each["fields"]["data_class"]
        ] == []
        csv = await ask("GET", "/registers/control/export/fr")
        assert csv.headers["content-type"] == "text/csv; charset=utf-8"
        assert "cryptographie et clés" in csv.text
        assert (await ask("GET", "/registers/control/export/xx")).status_code == 404
        pdf = await ask("GET", "/registers/control/pdf/fr")
        assert (pdf.headers["content-type"], pdf.content[:8]) == ("application/pdf", b"%PDF-1.7")
        assert hashlib.sha256(csv.content).hexdigest() in PdfReader(BytesIO(pdf.content)).pages[0].extract_text()
        assert (await ask("GET", "/registers-verified")).json() == {"faults": []}
        assert "Situation au" in (await ask("GET", "/reviews/inputs/fr")).json()["text"]

    async def test_counts_the_findings_about_a_register(self, world: World, founders: Founded) -> None:
        registers = await seeded(world)
        row = await proposed(world, founders)
        await spoil(world, row["id"], "'Acceptation fictive', 'Acceptation forgée'")
        await registers.open_findings({}, world.service.now())
        kinds = {each["id"]: each for each in (await founders.legal.ask("GET", "/registers")).json()["registers"]}
        assert kinds["acceptance"]["findings"] == 1
        await spoil(world, row["id"], "'Acceptation forgée', 'Acceptation fictive'")

    async def test_tells_the_clocks_of_an_incident(self, world: World, founders: Founded) -> None:
        await seeded(world)
        aware = f"{world.service.now():%Y-%m-%dT%H:%M:%SZ}"
        said = {"title": "Panne fictive", "awareness_at": aware, "aware_who": "operator", "severity": "serious"}
        fields = {**said, "what": "Fictif.", "personal_data": True}
        row = (await founders.legal.ask("POST", "/registers/incident", {"fields": fields})).json()
        due = (await founders.legal.ask("GET", "/calendar")).json()["due"]
        file = await founders.legal.ask("GET", "/calendar/fr")
        assert file.headers["content-type"].startswith("text/calendar")
        assert file.text.startswith("BEGIN:VCALENDAR")
        assert "gdpr_authority" in {each["deadline"] for each in due if each["row"] == row["id"]}
        draft = (await founders.legal.ask("GET", f"/incidents/{row['id']}/drafts/gdpr/en")).json()
        assert "Notification of a breach" in draft["text"]
        assert len(draft["text_hash"]) == 64
