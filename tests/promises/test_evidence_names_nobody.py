"""Evidence of a running installation: nothing in it points at a person, and whoever has an extract verifies it."""

import re
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from serment.configuration import CUSTODIAN_FILE, PLATFORM_FILE, Settings
from serment.demo.record import Person
from serment_custodian.retention import CLASSES as CUSTODIAN_CLASSES
from serment_kernel.retention import DataClass
from serment_platform.retention import CLASSES as PLATFORM_CLASSES
from serment_protocol.encoding import b64

from ..conftest import serment

HANDS = {"platform": (PLATFORM_FILE, PLATFORM_CLASSES), "custodian": (CUSTODIAN_FILE, CUSTODIAN_CLASSES)}
# Shorter ones stand everywhere by chance.
SHORTEST = 8
WORD = re.compile(r"[a-z_]+")


def configuration(installation: Settings, hand: str) -> Path:
    """What the hand is told."""
    return installation.home.root / hand / HANDS[hand][0]


def owner(installation: Settings, hand: str) -> psycopg.Connection:
    """As the owner of all tables."""
    return psycopg.connect(tomllib.loads(configuration(installation, hand).read_text())["databases"]["owner"])


def bodies(connection: psycopg.Connection) -> str:
    """All that the events say."""
    rows = connection.execute("SELECT kind, body FROM compliance.event").fetchall()
    return "\n".join(f"{kind} {bytes(body).decode()}" for kind, body in rows)


def values_of(connection: psycopg.Connection, classes: tuple[DataClass, ...]) -> Iterator[tuple[str, str]]:
    """Where, and what stands there, of every column about persons: bytes as the two ways that they are written."""
    patients = [name for each in classes if each.about == "patient" for name in each.covers]
    for table in sorted({".".join(name.split(".")[:2]) for name in patients}):
        cursor = connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(*table.split("."))))
        names = [column.name for column in cursor.description or ()]
        for row in cursor:
            for name, value in zip(names, row, strict=True):
                if isinstance(value, bytes) and len(value) >= SHORTEST:
                    yield f"{table}.{name}", value.hex()
                    yield f"{table}.{name}", b64(value)
                elif isinstance(value, str) and len(value) >= SHORTEST and not WORD.fullmatch(value):
                    yield f"{table}.{name}", value


def test_there_are_some(installation: Settings) -> None:
    with owner(installation, "platform") as connection:
        assert bodies(connection)


@pytest.mark.parametrize("hand", HANDS)
class TestEvents:
    def test_hold_nothing_of_anybody_that_stands_elsewhere(self, installation: Settings, hand: str) -> None:
        with owner(installation, hand) as connection:
            said = bodies(connection)
            found = {place for place, value in values_of(connection, HANDS[hand][1]) if value in said}
        assert found == set()

    def test_name_nobody(self, installation: Settings, people: list[Person], hand: str) -> None:
        with owner(installation, hand) as connection:
            said = bodies(connection).casefold()
        names = {word for person in people for word in (person.email, *re.findall(r"\w{5,}", person.name))}
        assert [name for name in names if name.casefold() in said] == []
        assert re.findall(r"[\w.]+@[\w.]+|\b(?:\d{1,3}\.){3}\d{1,3}\b", said) == []


@pytest.mark.parametrize("hand", HANDS)
def test_an_extract_of_it_is_verified_by_anybody(installation: Settings, tmp_path: Path, hand: str) -> None:
    file, program = tmp_path / "evidence.jsonl", Path(sysconfig.get_path("scripts")) / f"serment-{hand}"
    command = [str(program), "evidence", "--config", str(configuration(installation, hand))]
    made = subprocess.run([*command, "export", "--file", str(file)], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr

    known = ["--installation", str(installation.home.publisher / "installation.json")]
    # The platform's log has every practice of the demonstration; another test reads it.
    log = ["--log", f"{installation.origins.custodian}/v1/log"] if hand == "custodian" else []
    verified = [*serment("verify", "evidence", str(file)), *known, *log]
    done = subprocess.run(verified, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ("✓ the log itself holds" in done.stdout) is bool(log)

    printed = subprocess.run(serment("verify", "evidence", "--stand-alone"), capture_output=True, check=True)
    (tmp_path / "verify.py").write_bytes(printed.stdout)
    alone = [sys.executable, "-I", "-S", str(tmp_path / "verify.py"), "--self-test", str(file), *known]
    done = subprocess.run(alone, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
