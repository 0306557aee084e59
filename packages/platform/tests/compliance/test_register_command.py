"""Registers at the command line and over public HTTP, on a platform that runs."""

import hashlib
import json
from collections.abc import Callable
from io import BytesIO
from typing import NamedTuple

import pytest
from pypdf import PdfReader

from serment_platform import register_arguments
from serment_platform.cli import main
from serment_platform.compliance.registers import command

from ..installation import Installed

BY = ("--by", "Ada Essai-Responsable", "--role", "security_officer")
OTHER = ("--by", "Bea Essai-Directrice", "--role", "director")


class Answered(NamedTuple):
    """What a command printed."""

    stdout: str
    stderr: str


Ask = Callable[..., Answered]


@pytest.fixture
def asked(platform: Installed, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Runs `serment-platform register` here: a process of its own takes a second to begin."""

    def run(*words: str, code: int = 0) -> Answered:
        done = main(["register", *words, "--config", str(platform.config)])
        out, err = capsys.readouterr()
        said = Answered(out, err)
        assert done == code, said.stderr
        return said

    return run


def test_knows_every_action_it_offers() -> None:
    assert set(register_arguments.ACTIONS) == set(command.ACTIONS)


class TestARegister:
    def test_is_written_by_two_people_whose_names_stand_elsewhere(self, platform: Installed, asked: Ask) -> None:
        until = ("--set", "until=2030-01-01", "--set", "title=Acceptation fictive", "--set", "reason=Essai fictif")
        row = asked("acceptance", "add", "--set", "risk=risk-B", *until, *BY).stdout.strip()
        own = asked("acceptance", "change", row, "--version", "1", "--state", "accepted", *BY, code=2)
        assert "office" in own.stderr
        asked("acceptance", "change", row, "--version", "1", "--state", "accepted", *OTHER)
        history = json.loads(asked("acceptance", "history", row, "--json").stdout)
        assert [(each["version"], each["state"], each["role"]) for each in history] == [
            (1, "proposed", "security_officer"),
            (2, "accepted", "director"),
        ]
        assert "Essai-" not in json.dumps(history)
        hands = json.loads(asked("all", "hands", "--json").stdout)
        assert hands[history[0]["by"]] == "Ada Essai-Responsable"
        assert platform.sql("SELECT FROM compliance.event WHERE position(%s IN body) > 0", [b"Essai"]) == []
        assert f"acceptance {row}" in asked("acceptance", "calendar").stdout

    def test_says_which_fields_it_has(self, asked: Ask) -> None:
        lines = asked("acceptance", "fields", "--lang", "en").stdout.splitlines()
        assert any(line.startswith("risk ") and "reference of risk, required" in line for line in lines)
        assert any("--state accepted" in line and "a second person" in line for line in lines)

    def test_that_is_whole_is_said_to_be(self, asked: Ask) -> None:
        assert "Rien n’a été modifié" in asked("all", "verify").stdout

    def test_edited_by_the_owner_of_the_database_is_named(self, platform: Installed, asked: Ask) -> None:
        update = (
            "UPDATE compliance.register_row SET fields = convert_to(replace(convert_from(fields, 'UTF8'), {}), 'UTF8')"
        )
        change, back = update.format("'\"none\"', '\"implemented\"'"), update.format("'\"implemented\"', '\"none\"'")
        platform.sql("ALTER TABLE compliance.register_row DISABLE TRIGGER ALL")
        try:
            platform.sql(f"{change} WHERE id = 'A.8.24'")  # pyright: ignore[reportArgumentType]
            done = asked("control", "verify", "--lang", "en", code=1)
            assert (
                done.stdout.strip() == "Row control A.8.24, version 1, was changed in the database past the register."
            )
            for action in ("show", "history"):
                assert asked("control", action, "A.8.24").stdout.startswith(
                    "A.8.24, version 1, modifiée hors du registre"
                )
        finally:
            platform.sql(f"{back} WHERE id = 'A.8.24'")  # pyright: ignore[reportArgumentType]
            platform.sql("ALTER TABLE compliance.register_row ENABLE TRIGGER ALL")
        asked("all", "verify")

    @pytest.mark.parametrize(("language", "title"), [("fr", "cryptographie et clés"), ("en", "cryptography and keys")])
    def test_of_controls_is_a_statement_of_applicability(self, asked: Ask, language: str, title: str) -> None:
        lines = asked("control", "export", "--lang", language).stdout.splitlines()
        assert len(lines) == 94
        assert any(line.startswith(f"A.8.24,{title},") for line in lines)

    def test_on_paper_is_what_the_csv_says(
        self, platform: Installed, capsysbinary: pytest.CaptureFixture[bytes]
    ) -> None:
        assert main(["register", "risk", "export", "--pdf", "--language", "en", "--config", str(platform.config)]) == 0
        said = PdfReader(BytesIO(capsysbinary.readouterr().out)).pages[0].extract_text()
        assert said.startswith("Risks")
        assert main(["register", "risk", "export", "--lang", "en", "--config", str(platform.config)]) == 0
        assert hashlib.sha256(capsysbinary.readouterr().out).hexdigest() in said

    def test_of_data_is_made_from_the_schema(self, asked: Ask) -> None:
        rows = {each["id"]: each["fields"] for each in json.loads(asked("data_map", "list", "--json").stdout)}
        assert rows["scheduling.appointment.envelope"]["data_class"] == "envelope"
        listed = asked("data_map", "list", "--lang", "en").stdout.splitlines()
        assert len({line.index("  current  ") for line in listed}) == 1
        told = asked("data_map", "show", "scheduling.appointment.envelope", "--lang", "en").stdout
        assert "  at the end: the columns are emptied\n" in told
        assert "  serment (the software), 20" in told
        assert [name for name, fields in rows.items() if "data_class" not in fields] == []
        asked("data_map", "add", *BY, code=2)

    def test_of_processors_says_what_the_file_says(self, asked: Ask) -> None:
        assert "Essai" in asked("processor", "show", "own").stdout

    def test_drafts_and_inputs(self, asked: Ask) -> None:
        said = ("title=Panne fictive", "awareness_at=2026-11-20T08:00:00Z", "aware_who=operator", "severity=minor")
        fields = [part for each in (*said, "what=Fictif.", "personal_data=oui") for part in ("--set", each)]
        row = asked("incident", "add", *fields, *BY).stdout.strip()
        assert "RGPD" in asked("incident", "draft", row).stdout
        assert "Incidents" in asked("all", "inputs").stdout

    @pytest.mark.parametrize(
        "words",
        [
            ("cats", "list"),
            ("risk", "show"),
            ("risk", "show", "risk-999"),
            ("risk", "add", "--set", "title=x"),
            ("risk", "add", "--set", "colour=red", *BY),
            ("risk", "change", "risk-A", "--set", "title=x", *BY),
            ("incident", "draft", "incident-1", "--regime", "cats"),
        ],
    )
    def test_asked_for_what_is_not_is_one_sentence(self, asked: Ask, words: tuple[str, ...]) -> None:
        done = asked(*words, code=2)
        assert "Traceback" not in done.stderr
        assert done.stderr.strip().endswith(".")

    def test_names_the_registers_that_there_are(self, asked: Ask) -> None:
        said = asked("risks", "list", code=2).stderr
        assert "There is no register risks; there are " in said
        assert " risk, " in said

    def test_names_the_field_that_is_wrong(self, asked: Ask) -> None:
        assert asked("risk", "add", "--set", "colour=red", *BY, code=2).stderr.strip().endswith(": colour.")


class TestThePublic:
    def test_is_told_the_guarantees(self, platform: Installed) -> None:
        found = platform.ask("GET", "/trust/guarantees").json()
        assert found["statement"] == "incomplete"  # Nobody has answered for a trial.
        assert [each["id"] for each in found["table"]] == found["unanswered"] == ["own"]

    def test_is_told_of_no_certificate_on_a_fresh_installation(self, platform: Installed) -> None:
        assert platform.ask("GET", "/trust/certificates").json() == {"certificates": []}
