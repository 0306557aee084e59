"""Where a register and a measurement cannot both be right."""

from datetime import timedelta

import pytest

from serment_kernel.checks.state import Colour, State
from serment_platform.compliance.registers.contradictions import contradictions
from serment_platform.compliance.registers.measured import measured
from serment_platform.compliance.registers.types import Measured, Version

from .builders import CERTIFICATE, INCIDENT, NOW, Row, version

MFA = {"state": "approved", "applicable": True, "responsibility": "us", "shown": "L", "checks": ["C14"]}
OWN = {"role": "own", "hds": False, "country": "FR", "state": "current", "secnumcloud": False, "purpose": "p"}


def keys(*rows: Version, **states: Measured) -> set[str]:
    return {each.key for each in contradictions(rows, states, NOW)}


class TestAClaim:
    """What a row says is done, its checks can contradict."""

    @pytest.mark.parametrize(
        ("state", "found"),
        [
            (Measured("fail"), True),
            (Measured("error"), True),
            (Measured("pass", fresh=False), True),
            (Measured("pass"), False),
            (Measured("not_applicable"), False),
            (Measured("unmeasured", fresh=False), False),
        ],
    )
    def test_of_strong_login_against_its_check(self, state: Measured, *, found: bool) -> None:
        row = version("control", "A.8.5", {**MFA, "status": "implemented"})
        assert ("control/A.8.5/C14" in keys(row, C14=state)) is found

    def test_that_is_not_made_is_not_contradicted(self) -> None:
        assert keys(version("control", "A.8.5", {**MFA, "status": "planned"}), C14=Measured("fail")) == set()

    def test_is_linked_by_what_the_check_says_of_itself(self) -> None:
        row = version("control", "A.8.13", {**MFA, "checks": [], "status": "implemented"})
        assert keys(row, C36=Measured("fail", refs=("A.8.13",))) == {"control/A.8.13/C36"}

    def test_of_deletion_after_so_many_months_against_late_rows(self) -> None:
        row = version("processing", "processing-service", {"state": "current", "checks": ["C29"]})
        assert keys(row, C29=Measured("fail")) == {"processing/processing-service/C29"}


class TestProcessors:
    """The register of processors holds against the law and against our certificates."""

    def test_outside_the_european_economic_area_without_an_answer(self) -> None:
        row = version("processor", "host", {**OWN, "role": "processor", "country": "US"})
        assert keys(row) == {"processor/host/outside", "processor/host/exi-29"}

    def test_that_supplies_and_receives_nothing_is_not_asked(self) -> None:
        assert keys(version("processor", "shop", {**OWN, "role": "supplier", "country": "US"})) == set()

    def test_says_certified_and_there_is_no_certificate(self) -> None:
        own = version("processor", "own", {**OWN, "hds": True})
        held = version("certificate", "certificate-1", {**CERTIFICATE, "state": "issued", "until": "2027-01-01"})
        assert keys(own) == {"processor/own/hds"}
        assert keys(own, held) == set()


def test_a_certificate_that_ran_out_and_is_still_held() -> None:
    row = version("certificate", "certificate-1", {**CERTIFICATE, "state": "surveillance_2", "until": "2026-11-25"})
    assert keys(row) == {"certificate/certificate-1/expired"}


def test_an_acceptance_that_ran_out() -> None:
    fields = {"state": "accepted", "until": "2026-11-25", "risk": "risk-1"}
    assert keys(version("acceptance", "acceptance-1", fields)) == {"acceptance/acceptance-1/expired"}


def test_a_serious_risk_that_nobody_treats() -> None:
    risks = [
        version("risk", f"risk-{each}", {"state": "assessed", "family": each, "severity": "g4"}) for each in "ABCDEFGH"
    ]
    treated = version("treatment", "treatment-1", {"state": "planned", "risks": [each.id for each in risks[1:]]})
    assert keys(*risks, treated) == {"risk/risk-A/untreated"}


def test_a_family_that_nobody_assessed() -> None:
    rows = [version("risk", f"risk-{each}", {"state": "assessed", "family": each}) for each in "ABCDEFG"]
    rows.append(version("risk", "risk-H", {"state": "seeded", "family": "H"}))
    assert keys(*rows) == {"risk/family-H"}


def test_a_telling_that_is_written_down_days_later() -> None:
    row = Row("incident", INCIDENT)
    row.change(now=NOW + timedelta(days=9), gdpr_told_at="2026-11-28T08:00:00Z")
    row.change(now=NOW + timedelta(days=9), practices_told_at="2026-12-05T08:00:00Z")
    assert keys(*row.history) == {"incident/incident-1/gdpr_told_at"}


def test_a_month_that_missed_what_was_promised() -> None:
    promised = version("sla", "sla-1", {"state": "current", "indicator": "availability", "target": 9990})
    kept = version(
        "sla_measure", "sla_measure-1", {"state": "final", "sla": "sla-1", "month": "2026-10-01", "measured": 9991}
    )
    missed = version(
        "sla_measure", "sla_measure-2", {"state": "final", "sla": "sla-1", "month": "2026-11-01", "measured": 9989}
    )
    assert keys(promised, kept, missed) == {"sla_measure/sla_measure-2/missed"}


@pytest.mark.parametrize(
    ("colour", "ran", "until", "heard"),
    [
        ("green", "2026-11-26T08:00:00Z", "2026-11-26T10:00:00Z", Measured("pass")),
        ("red", "2026-11-26T08:00:00Z", "2026-11-26T10:00:00Z", Measured("fail")),
        ("error", "2026-11-26T08:00:00Z", "2026-11-26T10:00:00Z", Measured("error")),
        ("not_applicable", "2026-11-26T08:00:00Z", "2026-11-26T10:00:00Z", Measured("not_applicable")),
        ("grey", "2026-11-26T08:00:00Z", "2026-11-26T09:00:00Z", Measured("pass", fresh=False)),
        ("grey", "2026-11-26T08:00:00Z", "2026-11-26T10:00:00Z", Measured("unmeasured")),
        ("grey", "", "", Measured("unmeasured")),
    ],
)
def test_a_check_is_heard_by_its_colour(colour: Colour, ran: str, until: str, heard: Measured) -> None:
    state = State("C36", "x", "x", ("A.8.13", "EXI 28"), "high", colour, ran, "", 1, until, 1)
    found = measured([state], NOW)
    assert found == {"C36": Measured(heard.outcome, heard.fresh, ("A.8.13", "EXI-28"))}
