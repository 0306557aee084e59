"""One installation for all tests of this folder: what `serment up` starts, with its demonstration."""

import signal
import subprocess
import sysconfig
import time
from collections.abc import Generator
from pathlib import Path

import httpx
import pytest

from serment import running
from serment.configuration import Settings
from serment.demo.record import Person, Record
from serment.errors import CannotStart

from . import started

# These files take minutes and hold few tests: begun last, one process would be left alone with them.
LONGEST = ("test_leaks", "test_prove", "test_backups", "test_endings", "test_up")
START_SECONDS = 300.0
STOP_SECONDS = 30.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files; all others keep their order."""
    items.sort(key=lambda item: item.path.stem not in LONGEST)


def serment(*arguments: str) -> list[str]:
    """A command line of `serment`."""
    return [str(Path(sysconfig.get_path("scripts")) / "serment"), *arguments]


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Generator[Settings]:
    """A running installation with fictitious people.

    `.origins.platform`, `.custodian`, `.app` are its addresses, `.home.root` its data, `.home.mailbox` its mail.
    """
    folder = tmp_path_factory.mktemp("installation")
    started.temporary(folder, demo=True)
    said = folder.with_suffix(".said")
    with said.open("wb") as out:
        process = subprocess.Popen(started.command(folder), stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        yield wait_until_ready(process, folder, said)
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(STOP_SECONDS)
    assert code == 0, said.read_text()


@pytest.fixture(scope="session")
def people(installation: Settings) -> list[Person]:
    """The fictitious people who can sign in: practitioners, secretaries, one patient (the last)."""
    return Record(installation.home.demo).content.people


@pytest.fixture(scope="session")
def http() -> Generator[httpx.Client]:
    """Asks as anybody could; it keeps no cookie and follows no redirect."""
    with httpx.Client(trust_env=False) as client:
        yield client


def wait_until_ready(process: subprocess.Popen[bytes], folder: Path, said: Path) -> Settings:
    """The settings, once everything answers and the demonstration is complete."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"`serment up` ended: {said.read_text()}")
        if "Ready after" in said.read_text():
            return running.found(folder)
        time.sleep(0.2)
    process.kill()
    raise CannotStart(f"`serment up` takes too long: {said.read_text()}")
