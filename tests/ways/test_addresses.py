"""Another e-mail address by the SDK and the command line."""

import re
import time
from dataclasses import replace

import msgspec
import pytest

from serment import mailbox
from serment_client.errors import Refused

from .conftest import Person, Terminal, Town, new_address

PATIENCE, POLL = 30.0, 0.1
VETO = re.compile(r"\S+/#/veto/([A-Za-z0-9_-]{43})")


def send_code(town: Town, person: Person, email: str) -> str:
    """A code as it arrives at this address."""
    before = mailbox.names(town.settings.home.mailbox)
    person.client.send_code(email)
    return mailbox.wait_for_code(town.settings.home.mailbox, email, before)


def letters(town: Town, email: str, subject: str) -> list[str]:
    """What the custodian wrote to an address, once it has come: the post goes out after the answer."""
    deadline = time.monotonic() + PATIENCE
    while True:
        found = [mail.text for mail in mailbox.read(town.settings.home.mailbox, email) if subject in mail.subject]
        if found or time.monotonic() > deadline:
            return found
        time.sleep(POLL)


class TestWithBothMailboxes:
    def test_the_passphrase_opens_the_account_by_the_new_address(self, town: Town) -> None:
        person, email = town.newcomer(), new_address()
        codes = [send_code(town, person, each) for each in (email, person.email)]
        assert person.account.change_address(email, *codes).email == email
        again = town.enter(replace(person, email=email))
        assert again.account.session.account == person.account.session.account
        assert len(letters(town, person.email, "a changé")) == 1

    def test_practices_are_given_the_new_one(self, town: Town) -> None:
        person, email = town.newcomer(), new_address()
        person.account.change_address(email, *[send_code(town, person, each) for each in (email, person.email)])
        assert person.account.vault.read().profile.email == email

    def test_but_for_one_that_was_written_for_them(self, town: Town) -> None:
        person, email = town.newcomer(), new_address()
        person.account.vault.change(
            lambda vault: msgspec.structs.replace(
                vault, profile=msgspec.structs.replace(vault.profile, email="bureau@exemple.example")
            )
        )
        person.account.change_address(email, *[send_code(town, person, each) for each in (email, person.email)])
        assert person.account.vault.read().profile.email == "bureau@exemple.example"


class TestWithTheNewMailboxAlone:
    def test_it_waits_and_can_be_ended(self, town: Town) -> None:
        person, email = town.newcomer(), new_address()
        answer = person.account.change_address(email, send_code(town, person, email))
        assert (answer.email, answer.change and answer.change.email) == (person.email, email)
        person.client.custodian.keep_address()
        assert person.client.custodian.address().change is None

    def test_the_old_mailbox_stops_it_without_signing_in(self, town: Town) -> None:
        person, email = town.newcomer(), new_address()
        person.account.change_address(email, send_code(town, person, email))
        [letter] = letters(town, person.email, "va changer")
        found = VETO.search(letter)
        assert found is not None
        anybody = town.client()
        anybody.custodian.veto_change(found.group(1))
        assert person.client.custodian.address().change is None
        with pytest.raises(Refused) as refusal:
            anybody.custodian.veto_change(found.group(1))
        assert refusal.value.code == "change_unknown"

    def test_no_second_account_grows_at_the_address_that_waits(self, town: Town) -> None:
        person, email = town.newcomer(), new_address()
        person.account.change_address(email, send_code(town, person, email))
        other = town.newcomer()
        with pytest.raises(Refused) as refusal:
            other.client.enter_code(email, send_code(town, other, email))
        assert refusal.value.code == "address_awaited"


class TestCommandLine:
    def test_shows_and_changes_the_address(self, town: Town) -> None:
        person, email = town.newcomer(types=True), new_address()
        terminal = town.terminal("portable")
        terminal.sign_in(person)
        assert terminal.run("email") == f"Codes and nudges go to {person.email}.\n"
        assert f"go to {email}." in change(terminal, town, email, person.email)

    def test_waits_without_the_old_mailbox_and_takes_a_veto(self, town: Town) -> None:
        person, email = town.newcomer(types=True), new_address()
        terminal = town.terminal("portable")
        terminal.sign_in(person)
        assert f"they go to {email}, unless that is stopped." in change(terminal, town, email)
        assert "unless that is stopped" in terminal.run("email")
        [letter] = letters(town, person.email, "va changer")
        link = VETO.search(letter)
        assert link is not None
        assert "is stopped" in town.terminal("other").run("veto-email", typed=f"{link.group(0)}\n")
        assert "any more" in terminal.refused("veto-email", typed=f"{link.group(0)}\n")
        change(terminal, town, email)
        assert terminal.run("keep-email") == f"Codes and nudges go to {person.email}.\n"


def change(terminal: Terminal, town: Town, email: str, old: str = "") -> str:
    """Change the address, with codes out of the mailboxes."""
    folder = town.settings.home.mailbox
    before = mailbox.names(folder)
    process = terminal.start("change-email", email, *(() if old else ("--mailbox-lost",)))
    codes = [mailbox.wait_for_code(folder, each, before) for each in (email, old) if each]
    said, complained = process.communicate("".join(f"{code}\n" for code in codes), timeout=60)
    assert process.returncode == 0, complained
    return said
