"""Anybody can compare what a publisher serves with the log, and with a build of their own."""

import json
import subprocess
from pathlib import Path

from serment.configuration import Settings

from ..conftest import serment


def run(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        serment("verify", "release", *words), capture_output=True, text=True, check=False, timeout=300
    )


def test_the_app_is_the_published_one_and_the_one_that_is_built_here(
    installation: Settings, root: Path, tmp_path: Path
) -> None:
    data, memory = ("--data", str(installation.home.root)), ("--memory", str(tmp_path / "memory"))
    found = run(*data, *memory, "--source", str(root))
    assert (found.returncode, found.stdout.splitlines()[-1]) == (0, "This is the published app."), found.stdout
    assert installation.origins.app in found.stdout.splitlines()[0]

    static = tmp_path / "static"
    static.mkdir()
    (static / "index.html").write_text("<!doctype html>")
    other = run(*data, *memory, "--source", str(static), "--json")
    report = json.loads(other.stdout)
    assert (other.returncode, report["ok"]) == (1, False)
    assert [finding["what"] for finding in report["findings"] if finding["faults"]] == [
        f"the build in {static} gives the same release"
    ]
    assert run(*data, *memory, "--source", str(tmp_path)).returncode == 2


def test_the_log_shows_the_release(installation: Settings) -> None:
    command = serment("verify", "log", installation.origins.custodian, "--installation", installation.origins.app)
    found = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert found.returncode == 0, found.stdout
    assert "web_release: release 1, version " in found.stdout
