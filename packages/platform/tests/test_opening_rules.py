"""Opening rules from the command line, against a running platform."""

import json
from pathlib import Path
from typing import Any

import pytest

from serment_client.cli import main
from serment_client.state import State

from .clients import NewClient, command_line, draft
from .installation import Installed


def test_by_command(client: NewClient, platform: Installed, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = command_line(client(State(tmp_path / "state")), platform, tmp_path, capsys)
    path, rules = tmp_path / "draft.json", tmp_path / "rules.json"
    path.write_text(json.dumps(draft()), "utf-8")
    practice = run("open-practice", str(path), "--as", "Dr Tilleul")["practice"]
    run("opening-rules", practice, "--file", str(rules))
    told: dict[str, Any] = json.loads(rules.read_text("utf-8"))
    [calendar] = told["schedules"]
    hours = [{"from": "20:00", "to": "21:00"}]
    told["schedules"][calendar] |= {"extra": [{"day": "2027-01-02", "windows": hours}]}
    rules.write_text(json.dumps(told | {"holidays": "FR-57"}), "utf-8")
    assert run("set-opening-rules", practice, str(rules)) == {"revision": 2}
    rows = run("opening-rules", practice)
    assert rows[-1] == {"schedule": calendar, "when": "extra 2027-01-02", "hours": "20:00-21:00", "for": "all"}
    assert [row["name"] for row in run("holidays", "FR-57", "2027")][1] == "Vendredi saint"
    told["schedules"][calendar]["windows"][0]["weeks"] = [2]
    rules.write_text(json.dumps(told), "utf-8")
    device = ["--state", str(tmp_path / "state")]
    assert main([*device, "set-opening-rules", practice, str(rules)]) == 1
    assert f"schedule {calendar}: the weeks of a window are some of the cycle's, each once." in capsys.readouterr().err
    told["schedules"][calendar]["windows"][0]["weekday"] = "Monday"
    rules.write_text(json.dumps(told), "utf-8")
    assert main([*device, "set-opening-rules", practice, str(rules)]) == 2
    said = capsys.readouterr().err
    assert " at schedule " in said
    assert said.endswith(", windows 1, weekday\n")
