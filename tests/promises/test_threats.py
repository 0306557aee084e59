"""docs/security/threats.md: every attacker has a row, and every row names tests that exist, or says "open"."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

PAGE = "docs/security/threats.md"
TEST = re.compile(r"`((?:tests|packages|web)/[^`:]+\.py)::(\w+)`")
# The attackers that the design was judged by.
ATTACKERS = (
    "Host snapshot",
    "Malicious host",
    "Malicious operator",
    "Custodian alone",
    "An officer of the custodian, or their passkey",
    "Whoever writes in the custodian's database",
    "Thief of the custodian's disks or backups",
    "Thief of a backup archive, or whoever keeps it",
    "Intruder in the running custodian",
    "Custodian and operator",
    "Operator and code origin",
    "Whoever saw a passphrase of staff, and reads the mailbox",
    "An authority that asks too much, or somebody who poses as one",
    "One of the operator’s staff, or their passkey",
    "Stolen laptop, locked",
    "Stolen laptop, unlocked",
    "Ex-employee of a practice",
    "Practice insider",
    "A practice that shares or reuses without asking, or after a no",
    "Holder of one share of a practice's recovery key: a found sheet, a colleague, the custodian with the operator",
    "Whoever saw the code of a second device",
    "Whoever found a paper kit",
    "Whoever found a kit's file",
    "Whoever finds a file that somebody took away",
    "Whoever would end somebody else's account: with a session, a device, or the row of a backup",
    "Whoever takes over a telephone number, or finds the telephone",
    "Whoever has a number of theirs added to somebody's account",
    "Whoever has SMS sent to numbers that earn by it, or to plague somebody",
    "The gateway for SMS, a carrier, and whoever reads along with them",
    "A gateway for SMS that hangs, or whoever sits before it",
    "Foreign authority, warrant to the host",
    "Foreign authority, warrant to the operator",
    "Warrant to the custodian",
    "Warrant to a practice",
    "A dependency of a server that was compromised and phones home",
    "Advertiser, analyst, content network: whoever a page could load something from",
    "Whoever uses the same browser afterwards, or has its history, or what it is synchronised to",
    "Quantum attacker, later",
    "Operator that invents a practice's root",
    "Whoever asks for another root in a practice's name",
    "Whoever saw the code at the counter",
    "Whoever found a claim code",
    "Somebody who passes for the patient at the counter",
    "Whoever kept the old seed of a visit that was handed over",
    "Whoever wants times that a practice keeps for patients whom it knows; and whoever wants to know who those are",
    "Whoever would hold everybody else up: costly questions, many requests, rights hoarded for a rush",
    "Whoever floods a practice's mailbox, or forges a request in it",
    "Whoever collects rights to book, and would keep a practice's times from others or stop its calendar",
    "A practice that lets a request lie, and a platform that hides one",
    "Whoever has the desk's key, and would make a visit vanish",
    "Operator who rewrites evidence, drops a day of it or back-dates an event",
    "Whoever writes events into the database and has not the key of the evidence",
    "Whoever puts another key in the place of the evidence's",
    "Operator who picks the rows that a check samples",
    "Whoever hands an auditor the evidence of another installation, or half of it",
    "Whoever changes an auditor kit on its way",
    "An operator who edits a register row in the database by hand",
    "Whoever moves the moment an incident became known, or back-dates whom they told",
    "Whoever approves or closes alone what takes two",
    "Operator who wants green checks",
    "Whoever reads the public page of the checks to learn where to attack",
)


def rows(root: Path) -> dict[str, str]:
    """Attacker → what backs the promise."""
    lines = (root / PAGE).read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return {row[0]: row[3] for row in cells[2:]}


@cache
def names_in(path: Path) -> frozenset[str]:
    """The names of the tests in a file."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_every_attacker_has_its_row(root: Path) -> None:
    assert rows(root).keys() == set(ATTACKERS)


@pytest.mark.parametrize("attacker", ATTACKERS)
def test_a_row_names_tests_that_exist_or_says_open(root: Path, attacker: str) -> None:
    backing = rows(root)[attacker]
    named = TEST.findall(backing)
    assert named or "*open*" in backing
    for path, name in named:
        assert name in names_in(root / path), f"{path}::{name} does not exist"
