"""Anybody can copy both logs of an installation and check them offline; the commands say what they found."""

import json
import subprocess
from pathlib import Path

import pytest

from serment.configuration import Settings

from ..conftest import serment


def run(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(serment(*words), capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("hand", ["platform", "custodian"])
def test_a_copy_holds_and_a_changed_one_does_not(installation: Settings, tmp_path: Path, hand: str) -> None:
    address = getattr(installation.origins, hand)
    app = ("--installation", installation.origins.app)
    copied = run("mirror", address, str(tmp_path / "copy"))
    assert copied.returncode == 0, copied.stderr
    found = run("verify", "log", str(tmp_path / "copy"), *app, "--json")
    assert found.returncode == 0, found.stdout + found.stderr
    report = json.loads(found.stdout)
    assert report["size"] == sum(report["records"].values()) > 0
    assert report["cosigned"]

    # Copying again brings the folder up to date and changes nothing that was there.
    assert run("mirror", address, str(tmp_path / "copy")).returncode == 0
    entries = next((tmp_path / "copy" / "tile" / "entries").rglob("000*"))
    tile = entries if entries.is_file() else next(each for each in entries.iterdir())
    data = bytearray(tile.read_bytes())
    data[-2] ^= 1
    tile.write_bytes(bytes(data))
    broken = run("verify", "log", str(tmp_path / "copy"), *app)
    assert (broken.returncode, "THE LOG DOES NOT HOLD" in broken.stdout) == (1, True)


def test_the_platform_is_verified_where_it_is(installation: Settings) -> None:
    found = run("verify", "log", "--data", str(installation.home.root))
    assert (found.returncode, found.stdout.splitlines()[-1]) == (0, "The log holds.")
