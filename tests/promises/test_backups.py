"""Backups of a whole installation, as its operator makes and restores them: each hand by its own command and key."""

import json
import subprocess
import sysconfig
import tomllib
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest

from serment import installation
from serment.clients import new_client, sign_up
from serment.configuration import CUSTODIAN_FILE, PLATFORM_FILE, Settings, near
from serment.keys import SEALING_KEY
from serment.prove import stage
from serment_client import Client, Refused
from serment_protocol.kit import propose_words

from ..conftest import serment
from ..started import temporary

LEAVING = "leaving@exemple.example"


def silent(line: str) -> None:
    """Nobody is told of progress."""


def run(settings: Settings, *words: str) -> "subprocess.CompletedProcess[str]":
    """A command on this installation."""
    command = [*serment(*words), "--data", str(settings.home.root)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def restore_log(settings: Settings, *words: str) -> "subprocess.CompletedProcess[str]":
    program = Path(sysconfig.get_path("scripts")) / "serment-platform"
    command = [str(program), "restore-log", *words, "--config", str(settings.home.platform / PLATFORM_FILE)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@contextmanager
def an_officer(settings: Settings, email: str) -> Generator[Client]:
    officer = new_client(settings)
    try:
        sign_up(officer, settings, email, propose_words("fr"), "staff")
        yield officer
    finally:
        officer.close()


def open_practice(officer: Client) -> str:
    """Two leaves of the platform's log."""
    return officer.team.open(stage.draft(), "Dr Essai")


def test_a_hand_comes_back_and_its_log_is_brought_forward(tmp_path: Path) -> None:
    with ExitStack() as ends:
        come_back(tmp_path, ends)


def come_back(tmp_path: Path, ends: ExitStack) -> None:
    """Its whole story, as one installation costs seconds to start."""
    settings = temporary(tmp_path / "data", demo=True)
    away, copy = tmp_path / "away", tmp_path / "copy"
    with installation.running(settings, silent):
        officer = ends.enter_context(an_officer(settings, "officer@exemple.example"))
        first = open_practice(officer)
        leaving = ends.enter_context(an_officer(settings, LEAVING))
        assert "There is no recipient" in run(settings, "backup", "--hand", "platform").stderr
        assert run(settings, "backup", "key", "--identity", str(away)).returncode == 0
        made = run(settings, "backup")
        assert made.returncode == 0, made.stderr
        opened = run(settings, "backup", "verify", "--hand", "platform", "--identity", str(away))
        assert opened.returncode == 0, opened.stderr
        assert "1 opened, and every file in them is as it was written." in opened.stdout
        rehearsed = run(settings, "backup", "rehearse", "--hand", "custodian", "--identity", str(away), "--json")
        assert json.loads(rehearsed.stdout)["ok"], rehearsed.stderr
        leaving.erase()
        # What the backup does not know of: the custodian has seen these leaves.
        open_practice(officer)
        platform = near(settings, settings.ports.platform)
        assert run_mirror(platform, copy).returncode == 0
        assert "Stop it" in run(settings, "restore", "platform", "--identity", str(away / "platform.identity")).stderr

    refuse_without_its_keys(settings, away)
    (settings.home.platform / "cluster").rename(tmp_path / "broken")
    restored = run(settings, "restore", "platform", "--identity", str(away / "platform.identity"))
    # Nobody could be asked, so nothing may be appended yet.
    assert restored.returncode == 1, restored.stderr
    assert "THE LOG IS HELD: serment-custodian/witness did not answer." in restored.stdout
    assert "1 erasures done again" in restored.stdout

    with installation.running(settings, silent):
        told = restore_log(settings)
        assert (told.returncode, "THE LOG IS BEHIND: a witness has cosigned 3 more leaves" in told.stdout) == (1, True)
        assert accounts(settings) == 1
        again = ends.enter_context(an_officer(settings, "another@exemple.example"))
        with pytest.raises(Refused) as refused:
            open_practice(again)
        assert (refused.value.status, refused.value.code) == (503, "log_held")
        released = restore_log(settings, "--from", str(copy))
        assert released.returncode == 0, released.stdout
        assert "1 erasures done again." in released.stdout
        open_practice(again)
        # The same client as before: it remembers the log, and finds that it goes on.
        assert officer.practices.refresh(first).publication.name
        assert run(settings, "backup", "--hand", "platform").returncode == 0


def accounts(settings: Settings) -> int:
    """How many there are: the officer's, and not that of who left after the backup."""
    configuration = tomllib.loads((settings.home.platform / PLATFORM_FILE).read_text())
    with psycopg.connect(configuration["databases"]["owner"]) as connection:
        row = connection.execute("SELECT count(*) FROM identity.account").fetchone()
        return int(row[0]) if row else -1


def run_mirror(url: str, copy: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(serment("mirror", url, str(copy)), capture_output=True, text=True, check=False, timeout=60)


def refuse_without_its_keys(settings: Settings, away: Path) -> None:
    """A custodian's backup without the sealing key is refused before anything is opened."""
    key, cluster = settings.home.custodian / SEALING_KEY, settings.home.custodian / "cluster"
    key.rename(away / SEALING_KEY)
    cluster.rename(away / "cluster")
    refused = run(settings, "restore", "custodian", "--identity", str(away / "custodian.identity"))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "A backup goes with the keys of its hand" in refused.stderr
    assert not cluster.exists()
    (away / SEALING_KEY).rename(key)
    (away / "cluster").rename(cluster)
    assert (settings.home.custodian / CUSTODIAN_FILE).exists()
