"""What we export, by NIST's own schema, by our check of references, and by what an auditor looks for in it."""

import hashlib
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from msgspec.structs import replace

from serment_platform.compliance.exchange import documents, faults
from serment_platform.compliance.exchange.documents import written
from serment_platform.compliance.exchange.parts import everything_in
from serment_platform.compliance.registers.types import Language, marked, snapshot

from .builders import NOW, version
from .exported import EXCLUDED, installation

SCHEMA = Path(__file__).parent / "oscal" / "oscal_complete_schema.json"
DIGEST = "f53c67f5f64cc49c9b3512834d2baa2f8da841cf2cc0c361e6d77ecce0f3d077"
MODELS = {
    "catalog.json": "catalog",
    "profile.json": "profile",
    "component-definition.json": "component-definition",
    "system-security-plan.json": "system-security-plan",
    "assessment-plan.json": "assessment-plan",
    "assessment-results.json": "assessment-results",
    "poam.json": "plan-of-action-and-milestones",
}
LATER = NOW.replace(day=27)
# Reads and validates each file as the tool's own command does, in one process.
TRESTLE = """
import importlib, sys
from argparse import Namespace
from pathlib import Path
import trestle.core.validator_factory as factory
validator = factory.validator_factory.get(Namespace(mode="all", quiet=True))
for line in sys.stdin.read().splitlines():
    file, module, model = line.split()
    read = getattr(importlib.import_module("trestle.oscal." + module), model).oscal_read(Path(file))
    print(file, read is not None and validator.model_is_valid(read, True, Path.cwd()))
"""
CLASSES = {
    "catalog.json": "catalog Catalog",
    "profile.json": "profile Profile",
    "component-definition.json": "component ComponentDefinition",
    "system-security-plan.json": "ssp SystemSecurityPlan",
    "assessment-plan.json": "assessment_plan AssessmentPlan",
    "assessment-results.json": "assessment_results AssessmentResults",
    "poam.json": "poam PlanOfActionAndMilestones",
}


@pytest.fixture(scope="module")
def schema() -> jsonschema_rs.Validator:
    data = SCHEMA.read_bytes()
    assert hashlib.sha256(data).hexdigest() == DIGEST
    return jsonschema_rs.validator_for(json.loads(data), validate_formats=True)


@pytest.fixture
def made() -> dict[str, Any]:
    """Documents that a test may spoil."""
    return json.loads(json.dumps(dict(documents(installation()))))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_document_is_as_nist_wants_it(schema: jsonschema_rs.Validator, language: Language) -> None:
    made = documents(installation(language, evidence=("evidence.jsonl", "0" * 64)))
    assert {name: next(iter(each)) for name, each in made.items()} == MODELS
    for name, each in made.items():
        assert [f"{name}: {error.instance_path} {error.message}" for error in schema.iter_errors(each)] == []
    assert faults(made) == []


def test_schema_refuses_what_is_no_oscal(schema: jsonschema_rs.Validator, made: dict[str, Any]) -> None:
    made["assessment-results.json"]["assessment-results"]["results"][0]["start"] = "26/11/2026"
    assert not schema.is_valid(made["assessment-results.json"])


def test_trestle_reads_every_document(tmp_path: Path, trestle: str) -> None:
    (tmp_path / ".trestle").mkdir()  # Then it looks for profile and catalog as well, and resolves them.
    for name, each in documents(installation()).items():
        (tmp_path / name).write_bytes(written(each))
    asked = "\n".join(f"{name} {said}" for name, said in CLASSES.items())
    done = subprocess.run(
        [trestle, "-c", TRESTLE], cwd=tmp_path, input=asked, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == [f"{name} True" for name in CLASSES], done.stderr


class TestTheResults:
    def test_are_satisfied_by_what_passed_lately_alone(self, made: dict[str, Any]) -> None:
        result = made["assessment-results.json"]["assessment-results"]["results"][0]
        stands = {each["title"]: each["target"]["status"] for each in result["findings"]}
        assert {name: (each["state"], each["reason"]) for name, each in stands.items()} == {
            "A.5.30": ("not-satisfied", "other"),
            "A.8.8": ("not-satisfied", "fail"),
            "A.8.13": ("not-satisfied", "other"),
            "A.8.24": ("not-satisfied", "other"),  # One of its two checks is in error.
            "EXI-23": ("not-satisfied", "other"),
            "EXI-28": ("not-satisfied", "other"),
        }

    def test_name_the_event_of_each_run(self, made: dict[str, Any]) -> None:
        result = made["assessment-results.json"]["assessment-results"]["results"][0]
        seen = {each["title"].split()[0]: each for each in result["observations"]}
        assert "C36" not in seen
        proof = {each["name"]: each["value"] for each in seen["C25"]["relevant-evidence"][0]["props"]}
        assert proof == {"chain": "platform.test/log", "event": "1", "event-hash": f"{1:064x}"}
        assert (seen["C25"]["collected"], seen["C25"]["expires"]) == ("2026-11-26T08:00:01Z", "2026-11-27T20:00:01Z")
        assert seen["C25"]["methods"] == ["TEST"]

    def test_name_the_extract_that_lies_beside_them(self) -> None:
        made: Any = documents(installation(evidence=("evidence.jsonl", "ab" * 32)))
        (resource,) = made["assessment-results.json"]["assessment-results"]["back-matter"]["resources"]
        hashes = [{"algorithm": "SHA-256", "value": "ab" * 32}]
        assert resource["rlinks"] == [{"href": "evidence.jsonl", "hashes": hashes}]


class TestThePlan:
    def test_claims_nothing_for_what_was_only_seeded(self, made: dict[str, Any]) -> None:
        plan = made["system-security-plan.json"]["system-security-plan"]
        wanted = plan["control-implementation"]["implemented-requirements"]
        states = {each["statements"][0]["by-components"][0]["implementation-status"]["state"] for each in wanted}
        assert (len(wanted), states) == (92 + 31, {"not-implemented"})

    def test_leaves_out_what_does_not_apply_and_says_why(self, made: dict[str, Any]) -> None:
        profile = made["profile.json"]["profile"]
        assert "A.8.30" not in profile["imports"][0]["include-controls"][0]["with-ids"]
        why = [each for each in profile["metadata"]["props"] if each["name"] == "soa-exclusion"]
        assert [(each["value"], each["remarks"]) for each in why] == [("A.8.30", EXCLUDED["reason"])]

    def test_of_action_follows_a_finding_to_its_check_and_its_action(self, made: dict[str, Any]) -> None:
        poam = made["poam.json"]["plan-of-action-and-milestones"]
        (item,), (risk,), (observed,) = poam["poam-items"], poam["risks"], poam["observations"]
        assert item["related-risks"] == [{"risk-uuid": risk["uuid"]}]
        assert item["related-observations"] == [{"observation-uuid": observed["uuid"]}]
        assert (risk["deadline"], [each["title"] for each in risk["remediations"]]) == (
            "2026-12-24T00:00:00Z",
            ["Action fictive"],
        )

    def test_of_action_is_not_there_without_a_finding(self) -> None:
        inputs = installation()
        rows = {kind: each for kind, each in inputs.rows.items() if kind != "finding"}
        assert "poam.json" not in documents(replace(inputs, rows=rows))


def test_what_was_edited_past_the_registers_holds_nowhere(schema: jsonschema_rs.Validator) -> None:
    sound = installation()
    strange = {("control", "A.8.24"), ("control", "A.8.30"), ("finding", "finding-1"), ("action", "action-1")}
    strange |= {("asset", each.id) for each in sound.register("asset")}
    rows = marked((each for kind in sound.rows.values() for each in kind.values()), strange)
    made = documents(replace(sound, rows=snapshot(rows)))
    assert faults(made) == []
    assert [error.message for each in made.values() for error in schema.iter_errors(each)] == []
    plan: Any = made["system-security-plan.json"]["system-security-plan"]
    stands = {each["control-id"]: each for each in plan["control-implementation"]["implemented-requirements"]}
    # Its own word that it does not apply takes no control out.
    for name in ("A.8.24", "A.8.30"):
        (by,) = stands[name]["statements"][0]["by-components"]
        assert by["implementation-status"] == {"state": "not-implemented"}
        assert "altered" in {each["value"] for each in stands[name]["props"]}
    assert {each["status"]["state"] for each in plan["system-implementation"]["components"][1:]} == {"other"}


class TestTwoExports:
    def test_of_the_same_rows_are_the_same_bytes(self) -> None:
        assert list(map(written, documents(installation()).values())) == list(
            map(written, documents(installation()).values())
        )

    def test_name_the_same_things_by_the_same_ids_in_both_languages(self) -> None:
        french, english = documents(installation("fr")), documents(installation("en"))
        assert [_uuids(french, name) for name in french] == [_uuids(english, name) for name in english]

    def test_of_two_days_differ_in_what_changed(self) -> None:
        first, inputs = documents(installation()), installation()
        second = documents(replace(inputs, now=LATER))
        same = [name for name in first if _uuids(first, name) == _uuids(second, name)]
        assert same == [name for name in first if name != "assessment-results.json"]  # A result has its own time.


def test_text_of_a_row_on_many_lines_stays_valid(schema: jsonschema_rs.Validator) -> None:
    row = {"title": "Bien fictif", "sort": "place", "sensitivity": "health", "owner": "op-1", "state": "current"}
    made = documents(installation("fr", version("asset", "asset-x", row | {"notes": " a \n\n b ", "place": "x"})))
    assert schema.is_valid(made["system-security-plan.json"])


def _results(made: Any) -> Any:
    return made["assessment-results.json"]["assessment-results"]["results"][0]


def _observation_nowhere(made: Any) -> None:
    _results(made)["findings"][0]["related-observations"] = [
        {"observation-uuid": "00000000-0000-4000-8000-000000000000"}
    ]


def _target_unknown(made: Any) -> None:
    _results(made)["findings"][0]["target"]["target-id"] = "A.9.99_smt"


def _twice(made: Any) -> None:
    _results(made)["observations"][0]["uuid"] = _results(made)["observations"][1]["uuid"]


def _backwards(made: Any) -> None:
    _results(made)["end"] = "2026-11-25T08:00:00Z"


def _expired_before(made: Any) -> None:
    _results(made)["observations"][0]["expires"] = "2026-11-25T08:00:00Z"


def _method(made: Any) -> None:
    _results(made)["observations"][0]["methods"] = ["GUESS"]


def _evidence_nowhere(made: Any) -> None:
    _results(made)["observations"][0]["relevant-evidence"][0]["href"] = "#00000000-0000-4000-8000-000000000000"


def _control_unknown(made: Any) -> None:
    made["profile.json"]["profile"]["imports"][0]["include-controls"][0]["with-ids"][0] = "A.9.99"


def _plan_missing(made: Any) -> None:
    del made["assessment-plan.json"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_observation_nowhere, "is nothing"),
        (_target_unknown, "is in no catalog"),
        (_control_unknown, "is in no catalog"),
        (_twice, "is used 2 times"),
        (_backwards, "comes before"),
        (_expired_before, "comes before"),
        (_method, "is no method"),
        (_evidence_nowhere, "is not in it"),
        (_plan_missing, "is not there"),
    ],
)
def test_faults_that_the_schema_misses_are_found(
    spoil: Callable[[Any], None],
    said: str,
    schema: jsonschema_rs.Validator,
    made: dict[str, Any],
) -> None:
    spoil(made)
    assert all(schema.is_valid(each) for each in made.values())
    assert any(said in fault for fault in faults(made))


def _uuids(made: Any, name: str) -> list[object]:
    return [each["uuid"] for each in everything_in(made[name]) if "uuid" in each]
