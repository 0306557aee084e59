"""Acts of the operator's staff: in the log with the act itself, named to nobody, proved to whoever is told."""

from collections.abc import Sequence

import psycopg
import pytest

from serment_protocol.encoding import canonical, from_b64
from serment_protocol.errors import BadStructure, NotCanonical
from serment_protocol.signing import Signed, verify
from serment_protocol.staff import STAFF_ACT, StaffAct, staff_commitment
from serment_protocol.structure import convert, read
from serment_protocol.transparency import Entry

from ..installation import Installed
from ..people import Somebody
from ..practices import Office

KIND = b'"kind":"staff_act"'
NAME = "Ada Essai-Opératrice"
LISTED = ("--reason", "checked", "--by", NAME)
ASKED = ("--reason", "asked", "--by", NAME)


@pytest.fixture
def office(platform: Installed) -> Office:
    """A practice that has published, and that the custodian stands by."""
    return Office(Somebody(platform, "staff").open()).open().vouch()


def acts(platform: Installed) -> list[StaffAct]:
    """What the log says, its signatures checked."""
    rows = platform.sql("SELECT entry FROM keys.leaf WHERE position(%s IN entry) > 0 ORDER BY index", [KIND])
    entries = (read(bytes(row[0]), Entry) for row in rows)
    return [
        verify(platform.log_key.public, STAFF_ACT, Signed(entry.body, entry.signature), StaffAct) for entry in entries
    ]


def about(found: Sequence[StaffAct], office: Office) -> list[tuple[str, str]]:
    subject = canonical({"practice": office.id}).decode()
    return [(act.act, act.reason) for act in found if act.subject == subject]


def test_are_in_the_log_with_the_act(platform: Installed, office: Office) -> None:
    assert platform.command("list", "--practice", office.id, *LISTED).returncode == 0
    assert platform.command("list", "--practice", office.id, *LISTED).returncode == 0
    assert about(acts(platform), office) == [("list", "checked")]  # Listing again is no act.
    assert platform.command("unlist", "--practice", office.id, *ASKED).returncode == 0
    assert about(acts(platform), office) == [("list", "checked"), ("unlist", "asked")]


def test_are_one_leaf_for_each_practice_that_was_not_listed(platform: Installed, office: Office) -> None:
    why = ("--reason", "demonstration", "--by", NAME)
    assert platform.command("list", "--all", *why).returncode == 0
    assert platform.command("list", "--all", *why).returncode == 0
    assert about(acts(platform), office) == [("list", "demonstration")]
    assert platform.command("unlist", "--practice", office.id, *ASKED).returncode == 0


def test_name_nobody_but_to_whoever_is_told_the_salt(platform: Installed, office: Office) -> None:
    for command, why in (("list", LISTED), ("unlist", ASKED)):
        assert platform.command(command, "--practice", office.id, *why).returncode == 0
    first, second = acts(platform)[-2:]
    assert first.by != second.by
    assert platform.sql("SELECT FROM keys.leaf WHERE position(%s IN entry) > 0", [b"Ada"]) == []
    shown = platform.command("acts")
    assert shown.returncode == 0, shown.stderr
    told = [line.split(" ", 6) for line in shown.stdout.splitlines()][-2:]
    assert [line[2] for line in told] == ["list", "unlist"]
    for act, (*_, salt, name) in zip((first, second), told, strict=True):
        assert (name, act.by) == (NAME, staff_commitment(from_b64(salt), NAME))


def test_an_act_that_cannot_be_logged_is_not_done(platform: Installed, office: Office) -> None:
    platform.sql("REVOKE EXECUTE ON FUNCTION keys.append_staff_act(bytea, bytea, text) FROM directory")
    try:
        assert platform.command("list", "--practice", office.id, *LISTED).returncode == 2
    finally:
        platform.sql("GRANT EXECUTE ON FUNCTION keys.append_staff_act(bytea, bytea, text) TO directory")
    assert platform.sql("SELECT listed FROM directory.practice WHERE practice = %s", [bytes.fromhex(office.id)]) == [
        (False,)
    ]
    assert about(acts(platform), office) == []


@pytest.mark.parametrize("query", ["UPDATE keys.staff_act SET name = 'x'", "DELETE FROM keys.staff_act"])
def test_nobody_takes_one_back(platform: Installed, office: Office, query: str) -> None:
    assert platform.command("list", "--practice", office.id, *LISTED).returncode == 0
    with pytest.raises(psycopg.errors.RaiseException):
        platform.sql(query)  # pyright: ignore[reportArgumentType]
    assert platform.command("unlist", "--practice", office.id, *ASKED).returncode == 0


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"reason": "Because Ada"}, BadStructure),
        ({"act": ""}, BadStructure),
        ({"subject": "[]"}, BadStructure),
        ({"subject": '{"practice": ""}'}, NotCanonical),
        ({"by": "Ada"}, BadStructure),
        ({"day": "today"}, BadStructure),
    ],
)
def test_an_act_of_another_form_is_refused(change: dict[str, str], refusal: type[Exception]) -> None:
    good = {"v": 1, "type": "staff_act", "act": "list", "reason": "checked", "subject": "{}"}
    with pytest.raises(refusal):
        convert({**good, "by": "0" * 64, "day": "2026-12-01", **change}, StaffAct)
