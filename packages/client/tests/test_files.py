"""Files that a person takes away."""

import json
from pathlib import Path
from typing import Any

import pytest

from serment_client.cli.kit import write_own
from serment_client.export_page import page_of
from serment_protocol.exports import AccountExport
from serment_protocol.structure import convert

VECTORS = Path(__file__).resolve().parents[3] / "protocol" / "vectors" / "exports"


def exported(case: str) -> dict[str, Any]:
    """An export, as a program reads it."""
    return json.loads((VECTORS / f"{case}.json").read_text())["input"]["content"]


@pytest.fixture
def content() -> dict[str, Any]:
    """One with a visit."""
    return exported("bundle")


@pytest.mark.parametrize("zone", ["Europe/Lutèce", "", "Europe", "../etc/passwd"])
def test_a_clock_that_nobody_knows_is_read_as_utc(content: dict[str, Any], zone: str) -> None:
    [visit] = content["visits"]
    content["visits"] = [{**visit, "self_copy": {**visit["self_copy"], "time_zone": zone}}, visit]
    page = page_of(convert(content, AccountExport))
    assert (page.count("(UTC)"), page.count("(Europe/Paris)")) == (1, 1)


def test_a_visit_without_a_statement_spoils_no_other(content: dict[str, Any]) -> None:
    [visit] = content["visits"]
    content["visits"] = [{**visit, "statements": []}, visit]
    page = page_of(convert(content, AccountExport))
    assert f"<h3>{visit['appointment']}</h3>" in page
    assert page.count("(Europe/Paris)") == 1


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ("granted", "<td>accepté</td><td>20 novembre 2026</td><td>sharing 1</td>"),
        ("withdrawn", "<td>retiré</td><td>24 novembre 2026</td><td>sharing 1</td>"),
        ("of_another_key", "Les réponses à cette question ne tiennent pas ensemble"),
    ],
)
def test_what_a_practice_asked_stands_there_with_every_answer(case: str, told: str) -> None:
    page = page_of(convert(exported(f"bundle_of_an_agreement_{case}"), AccountExport))
    assert "<h3>Cabinet Exemple (fictif) demande à transmettre une lettre</h3>" in page
    assert "Un avis sur le cœur" in page
    assert told in page


def test_a_file_is_its_owner_s_also_where_one_was_before(tmp_path: Path) -> None:
    file = tmp_path / "serment.json"
    file.write_text("before")
    file.chmod(0o644)
    write_own(file, b"now")
    assert file.read_bytes() == b"now"
    assert file.stat().st_mode & 0o777 == 0o600
