"""Opening rules from the command line, against a running platform."""

import json
import re
import secrets
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


def documented(root: Path, known: dict[str, str]) -> str:
    """The file of `docs/practice/opening-rules.md`, with an id for each that it abbreviates; `known` is added to."""
    told = (root / "docs/practice/opening-rules.md").read_text("utf-8")
    [example] = re.findall(r"```json\n(.*?)```", told, re.DOTALL)
    for short in re.findall(r"\b[0-9a-f]{2}…", example):
        known.setdefault(short, secrets.token_hex(16))
    for short, ident in known.items():
        example = example.replace(short, ident)
    return example


def test_the_documented_file_is_set_as_it_stands(
    client: NewClient, platform: Installed, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = command_line(client(State(tmp_path / "state")), platform, tmp_path, capsys)
    made, path, rules = draft(), tmp_path / "draft.json", tmp_path / "rules.json"
    [schedule], [practitioner] = made["schedules"], made["practitioners"]
    for name, channel, audience in (
        ("visit-30", "office", "known"),
        ("home-40", "home", "public"),
        ("ultrasound-30", "office", "public"),
    ):
        duration = int(name[-2:])
        made["classes"].append({"class": name, "duration": duration, "channel": channel, "audience": audience})
        schedule["classes"].append(name)
    made["motives"].append(made["motives"][0] | {"motive": "follow-up"})
    path.write_text(json.dumps(made), "utf-8")
    practice = run("open-practice", str(path), "--as", "Dr Tilleul")["practice"]
    known = {"0f…": practitioner["practitioner"], "5c…": schedule["schedule"]}
    rules.write_text(documented(root, known), "utf-8")
    assert run("set-opening-rules", practice, str(rules)) == {"revision": 2}
    run("opening-rules", practice, "--file", str(tmp_path / "again.json"))
    wanted, told = (json.loads(each.read_text("utf-8")) for each in (rules, tmp_path / "again.json"))
    assert told["resources"] == wanted["resources"]
    assert all(
        told["schedules"][schedule["schedule"]][name] == wanted["schedules"][schedule["schedule"]][name]
        for name in ("step", "capacity", "quotas", "cycle", "windows")
    )
    ident = bytes.fromhex(schedule["schedule"])
    taken = platform.sql(
        "SELECT need, encode(resource, 'hex') FROM scheduling.need WHERE schedule = %s ORDER BY 1, 2", [ident]
    )
    assert taken == [*sorted((0, known[one]) for one in ("a1…", "a2…")), (1, known["d1…"])]
    quotas = platform.sql("SELECT class, per, most FROM scheduling.quota WHERE schedule = %s ORDER BY 1", [ident])
    assert quotas == [("", "day", 20), ("home-40", "week", 5)]
    places = "SELECT actor, capacity FROM scheduling.schedule WHERE schedule = ANY (%s) ORDER BY actor, capacity"
    every = [bytes.fromhex(one) for name, one in known.items() if name != "0f…"]
    assert platform.sql(places, [every]) == [("device", 2), ("location", 1), ("location", 1), ("practitioner", 3)]
    gone = {"resources": {known["d1…"]: None}, "classes": {"ultrasound-30": {"needs": [[known["a1…"], known["a2…"]]]}}}
    rules.write_text(json.dumps({"resources": gone["resources"]}), "utf-8")
    device = ["--state", str(tmp_path / "state")]
    assert main([*device, "set-opening-rules", practice, str(rules)]) == 1
    assert (
        "class ultrasound-30: a kind of visit takes rooms and devices that the practice has" in capsys.readouterr().err
    )
    rules.write_text(json.dumps(gone), "utf-8")
    assert run("set-opening-rules", practice, str(rules)) == {"revision": 3}
