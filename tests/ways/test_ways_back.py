"""Nothing that matters is begun from a terminal before a second way back was tried (docs/decisions/0009)."""

import json
import os
import pty
import re
import select
import subprocess

from msgspec import UNSET

from serment import mailbox
from serment.prove import stage
from serment_client import Client
from serment_client.account import ways_back
from serment_client.cli.session import LIGHT_ON_DARK, WIPED
from serment_protocol.kit import propose_words
from serment_protocol.vault import ListedWay

from .conftest import SECONDS, Terminal, Town, new_address

DAY = "2026-01-05"


def test_what_brings_somebody_back() -> None:
    kit, passkey = ListedWay("kit", "1", "", DAY), ListedWay("passkey", "2", "", DAY, credential="AAAA")
    elsewhere = ListedWay("browser", "3", "", DAY, used=DAY)
    unused, here = ListedWay("browser", "4", "", DAY), ListedWay("browser", "5", "", DAY, used=DAY)
    passphrase = ListedWay("passphrase", "6", "", DAY, used=DAY)
    assert ways_back((passphrase, unused, here, kit, passkey, elsewhere), "5") == (kit, passkey, elsewhere)
    assert unused.used is UNSET


class TestSigningUp:
    def test_ends_with_a_kit_that_was_typed_back(self, town: Town, office: tuple[Client, str]) -> None:
        terminal = town.terminal("portable")
        process, passphrase = begin(terminal), propose_words("fr")
        written = hear_kit(process, passphrase)
        said, complained = process.communicate(f"{written}\n", timeout=60)
        assert process.returncode == 0, complained
        assert "The kit opens your account" in said
        assert "kit " in terminal.run("ways")
        assert "Booked:" in terminal.run("book", *wish(town, office))

    def test_may_leave_the_kit_for_later_and_books_nothing_until_then(
        self, town: Town, office: tuple[Client, str]
    ) -> None:
        terminal = town.terminal("portable")
        process = begin(terminal)
        hear_kit(process, propose_words("fr"))
        said, complained = process.communicate("\n", timeout=60)
        assert process.returncode == 0, complained
        assert "nothing is booked" in said
        assert "no second way back" in terminal.run("ways")
        assert "no second way back" in terminal.refused("book", *wish(town, office))

        process = terminal.start("kit")
        process.communicate(f"{hear_words(process)}\n", timeout=60)
        assert process.returncode == 0
        assert "Booked:" in terminal.run("book", *wish(town, office))

    def test_opens_nothing_by_a_passphrase_that_was_mistyped(self, town: Town) -> None:
        process = begin(town.terminal("portable"))
        _, complained = process.communicate(f"{propose_words('fr')}\n{propose_words('fr')}\n", timeout=60)
        assert process.returncode == 1
        assert "not the same" in complained


class TestAPersonsScreen:
    def test_draws_the_code_shows_no_secret_typed_and_loses_the_words_before_they_are_tried(self, town: Town) -> None:
        terminal, passphrase = town.terminal("portable"), propose_words("fr")
        before = mailbox.names(town.settings.home.mailbox)
        screen = Screen(terminal.command("sign-up", f"--email={(email := new_address())}"))
        screen.type("Code from the message", mailbox.wait_for_code(town.settings.home.mailbox, email, before))
        screen.type("Passphrase: ", passphrase)
        screen.type("The same again: ", passphrase)
        shown = screen.type("once it is on paper: ", "")
        words = re.findall(r"^ ?\d+ (\S+)\r?$", shown, re.MULTILINE)
        assert len(words) == 12
        assert LIGHT_ON_DARK in shown
        assert WIPED in screen.type("from paper.*: ", " ".join(words))
        assert "The kit opens your account" in screen.end()
        assert passphrase not in screen.shown
        assert screen.shown.count(" ".join(words)) == 0


class TestWorkingInAPractice:
    def test_waits_for_a_second_way_back(self, town: Town) -> None:
        terminal = town.terminal("poste")
        terminal.sign_in(town.newcomer("staff", types=True))
        draft = terminal.state.parent / "draft.json"
        draft.write_text(json.dumps(stage.draft()), "utf-8")
        assert "no second way back" in terminal.refused("open-practice", str(draft), "--as=Dr Essai")
        assert "no second way back" in terminal.refused("join", "--as=Dr Essai", typed="practice/secret\n")


class Screen:
    """A command on a terminal, read as it is shown."""

    def __init__(self, command: list[str]) -> None:
        self._end, its_end = pty.openpty()
        self._process = subprocess.Popen(command, stdin=its_end, stdout=its_end, stderr=its_end, start_new_session=True)
        os.close(its_end)
        self.shown = ""

    def type(self, question: str, answer: str) -> str:
        """Answer a question once it is there; what was shown since the last one."""
        start = len(self.shown)
        while not re.search(question, self.shown[start:]):
            assert self._read(), self.shown
        os.write(self._end, f"{answer}\n".encode())
        return self.shown[start:]

    def end(self) -> str:
        """Everything, once the command has ended well."""
        while self._read():
            pass
        os.close(self._end)
        assert self._process.wait(SECONDS) == 0, self.shown
        return self.shown

    def _read(self) -> bool:
        assert select.select([self._end], [], [], SECONDS)[0], self.shown
        try:
            data = os.read(self._end, 65536)
        except OSError:  # So Linux says that the other end has gone.
            return False
        self.shown += data.decode(errors="replace")
        return bool(data)


def begin(terminal: Terminal) -> subprocess.Popen[str]:
    """As far as the passphrase."""
    email, before = new_address(), mailbox.names(terminal.settings.home.mailbox)
    process = terminal.start("sign-up", f"--email={email}")
    assert process.stdin is not None
    print(mailbox.wait_for_code(terminal.settings.home.mailbox, email, before), file=process.stdin, flush=True)
    return process


def hear_kit(process: subprocess.Popen[str], passphrase: str) -> str:
    """The words of the kit, once the passphrase was typed twice."""
    assert process.stdin is not None
    print(passphrase, passphrase, sep="\n", file=process.stdin, flush=True)
    return hear_words(process)


def hear_words(process: subprocess.Popen[str]) -> str:
    """Twelve, one a line."""
    assert process.stdout is not None
    words: list[str] = []
    while len(words) < 12:
        line = process.stdout.readline()
        assert line, process.communicate()[1]
        words += re.findall(r"^ ?\d+ (\S+)$", line)
    return " ".join(words)


def wish(town: Town, office: tuple[Client, str]) -> list[str]:
    """Of the next free time."""
    client, practice = town.client(), office[1]
    schedule, start = stage.schedule_of(client, practice), stage.free_times(client, practice)[0]
    return [practice, schedule, start, stage.MOTIVES[0], "--given=Ondine", "--family=Essai", "--birth-date=1950-03-01"]
