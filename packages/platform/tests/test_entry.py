"""A practice that wants more than a passphrase, by the SDK: who enters, who changes that, and who is not locked out."""

import json
from pathlib import Path

import pytest

from serment_client.account import new_kit
from serment_client.client import Client
from serment_client.errors import LastStrongWay
from serment_client.state import State
from serment_protocol.errors import WayTooWeak
from serment_protocol.kit import kit_words
from serment_protocol.primitives import random_bytes

from .clients import NewClient, command_line, draft, join, words
from .installation import Installed


class Person:
    """Somebody with an account, a passphrase, and a client for each device."""

    def __init__(self, new: NewClient) -> None:
        self._new = new
        self.passphrase = words()
        self.client = new()
        self.client.sign_up(self.passphrase, "staff")
        self.kit = self._take_kit()

    def elsewhere(self) -> Client:
        """By the passphrase, on a device that knows nothing."""
        found = self._new()
        found.sign_in(self.passphrase, "staff")
        return found

    def with_the_kit(self) -> Client:
        """By the kit, on a device that knows nothing."""
        found = self._new()
        found.sign_in_with_kit(self.kit, "staff")
        return found

    def _take_kit(self) -> str:
        kit, written = new_kit("fr")
        self.client.account.add_kit(kit, " ".join(written))
        return " ".join(written)


@pytest.fixture
def officer(client: NewClient) -> Person:
    """Who opened a practice on a device that is remembered."""
    person = Person(client)
    person.client.account.remember("Poste 1")
    return person


@pytest.fixture
def practice(officer: Person) -> str:
    """It wants more than a passphrase."""
    opened = officer.client.team.open(draft(), "Dr Tilleul")
    officer.client.team.rotate(opened, entry="strong")
    return opened


def test_a_passphrase_on_an_unknown_device_does_not_open_it(officer: Person, practice: str) -> None:
    with pytest.raises(WayTooWeak):
        officer.elsewhere().memberships.access(practice)
    # The account itself is open, and so is what does not need the practice's keys.
    assert len(officer.elsewhere().account.ways()) == 3


def test_a_known_device_does_and_a_kit(officer: Person, practice: str) -> None:
    assert officer.client.memberships.renew(practice).self.officer
    assert officer.with_the_kit().memberships.access(practice).self.officer


def test_it_stays_with_every_change_of_keys(client: NewClient, officer: Person, practice: str) -> None:
    colleague = Person(client)
    join(officer.client, practice, colleague.with_the_kit(), "Camille")
    with pytest.raises(WayTooWeak):
        colleague.elsewhere().memberships.access(practice)
    assert not colleague.with_the_kit().memberships.access(practice).self.officer


def test_a_session_that_is_refused_cannot_let_itself_in(officer: Person, practice: str) -> None:
    thief = officer.elsewhere()
    ways = thief.account.ways()
    for act in (
        lambda: thief.account.remember("Un appareil"),
        lambda: thief.account.add_kit(kit := random_bytes(16), " ".join(kit_words(kit, "fr"))),
        lambda: thief.account.change_passphrase(words()),
        *(lambda locator=each.locator: thief.account.remove_way(locator) for each in ways),
    ):
        with pytest.raises(WayTooWeak):
            act()
    assert thief.account.ways() == ways
    with pytest.raises(WayTooWeak):
        thief.team.rotate(practice, entry="any")


def test_who_switches_it_on_must_be_let_in(client: NewClient) -> None:
    person = Person(client)
    opened = person.client.team.open(draft(), "Dr Orme")
    with pytest.raises(WayTooWeak):
        person.client.team.rotate(opened, entry="strong")
    assert person.client.team.interrupted() == []
    person.with_the_kit().team.rotate(opened, entry="strong")
    with pytest.raises(WayTooWeak):
        person.client.memberships.renew(opened)


def test_an_officer_lifts_it(officer: Person, practice: str) -> None:
    officer.client.team.rotate(practice, entry="any")
    assert officer.elsewhere().memberships.access(practice).self.officer


def test_the_last_way_that_opens_it_stays(officer: Person, practice: str) -> None:
    account = officer.client.account
    [kit, browser] = [each.locator for each in account.ways() if each.kind != "passphrase"]
    account.remove_way(kit)
    with pytest.raises(LastStrongWay):
        account.forget_device()
    with pytest.raises(LastStrongWay):
        account.remove_way(browser)
    assert officer.client.memberships.renew(practice).self.officer


def test_a_device_taken_away_opens_it_no_more(officer: Person, practice: str) -> None:
    """Its file may still be there: what counts is what the vault lists."""
    lost = officer.elsewhere()
    lost.context.state.content.remembered = officer.client.context.state.content.remembered
    assert lost.memberships.access(practice)
    kept = officer.with_the_kit()
    [browser] = [each.locator for each in kept.account.ways() if each.kind == "browser"]
    kept.account.remove_way(browser)
    lost.account.vault.read()
    with pytest.raises(WayTooWeak):
        lost.memberships.renew(practice)


def test_two_shares_leave_it_out(client: NewClient, officer: Person, practice: str) -> None:
    """Nobody recovers a practice in order to be refused by it."""
    papers: list[bytes] = []
    officer.client.shares.make(practice, lambda made: papers.extend(made.papers))
    again = Person(client)
    again.client.recovery.take_up(papers, "Dr Tilleul", lambda _made: None)
    assert again.client.memberships.renew(practice).self.officer


def test_the_command_line_switches_it_and_says_it(
    client: NewClient, platform: Installed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ask = command_line(client(State(tmp_path / "state")), platform, tmp_path, capsys)
    (tmp_path / "draft.json").write_text(json.dumps(draft()), "utf-8")
    practice = ask("open-practice", str(tmp_path / "draft.json"), "--as", "Dr Tilleul")["practice"]
    for entry in ("strong", "any"):
        ask("rotate", practice, "--entry", entry)
        assert [row["entry"] for row in ask("practices")] == [entry]
