"""`serment prove`, both ways: it holds on a fresh and on a running installation, and fails where it was sabotaged."""

import json
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from serment.configuration import Settings

HELD, BROKEN = 0, 1
ENOUGH_TO_PAIR = 20
A_CROWD, THE_CROWD = 40, 200
"""How many the linkage attacker gets here, and in the proof that takes minutes (which is the command's default)."""


def prove(*options: str, code: int) -> dict[str, Any]:
    """The JSON of a proof that ended with this code."""
    command = [str(Path(sysconfig.get_path("scripts")) / "serment"), "prove", "--json", *options]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr + done.stdout
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def test_the_promises_hold() -> None:
    report = prove("--fresh", f"--patients={A_CROWD}", code=HELD)
    assert report["ok"]
    assert report["journey"]
    assert not report["sabotaged"]
    assert report["platform"]["canaries_found"] == 0
    assert report["custodian"]["canaries_found"] == 0
    assert report["custodian"]["foreign_ids_found"] == 0
    assert report["logs"]["canaries_found"] == 0
    # It looked at something.
    assert report["platform"]["tables"] > 20
    assert report["platform"]["rows"] > 50
    assert report["platform"]["exchanges"] > 50
    assert report["linkage"]["patients"] == A_CROWD
    assert report["linkage"]["hits"] <= report["linkage"]["bound"]


@pytest.mark.long
def test_nobody_is_paired_in_a_larger_crowd() -> None:
    linkage = prove("--fresh", code=HELD)["linkage"]
    assert linkage["patients"] == THE_CROWD
    assert linkage["hits"] <= linkage["bound"]


@pytest.mark.long
def test_they_hold_where_people_are(installation: Settings) -> None:
    """The same search as on a fresh one, in what the demonstration and other journeys left."""
    report = prove(f"--data={installation.home.root}", code=HELD)
    assert report["ok"]
    assert report["linkage"] is None


def test_a_canary_in_clear_and_a_shared_identifier_are_found() -> None:
    report = prove("--sabotage=canary", "--sabotage=linkage", f"--patients={ENOUGH_TO_PAIR}", code=BROKEN)
    assert not report["ok"]
    assert report["sabotaged"]
    assert report["platform"]["places"]
    assert all("directory.practice" in place for place in report["platform"]["places"] if "/" not in place)
    assert report["linkage"]["hits"] == ENOUGH_TO_PAIR > report["linkage"]["bound"]


@pytest.mark.parametrize("option", [("--sabotage=nothing",), ("--patients=many",)])
def test_wrong_usage_is_2(option: tuple[str, ...]) -> None:
    command = [str(Path(sysconfig.get_path("scripts")) / "serment"), "prove", *option]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 2
