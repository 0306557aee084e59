"""What every command needs: the client, questions to the person, and answers in text or JSON."""

import contextlib
import getpass
import io
import json
import os
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import segno

from serment_client.client import Client
from serment_client.errors import ClientError, InstallationUnnamed, NotAgreed
from serment_client.state import State
from serment_client.turns import PATIENCE

STATE_PASSPHRASE = "SERMENT_STATE_PASSPHRASE"  # noqa: S105 - the name of a variable
SHORT_DIGITS = 12
LIGHT_ON_DARK, PLAIN = "\x1b[97;40m", "\x1b[0m"
WIPED = "\x1b[3J\x1b[2J\x1b[H"
YES = frozenset({"y", "yes", "o", "oui"})

Row = Mapping[str, object]


class Commands(Protocol):
    """What argparse gives to add commands to."""

    def add_parser(self, name: str, *, help: str) -> "Parser":  # noqa: A002 - argparse's own name
        """Add a command."""
        ...


class Parser(Protocol):
    """What argparse gives for one command."""

    def add_argument(self, *names: str, **options: object) -> object:
        """Add an argument."""
        ...

    def set_defaults(self, **values: object) -> None:
        """Say what the command runs."""
        ...

    def add_subparsers(self, *, metavar: str, required: bool) -> Commands:
        """Let the command have commands of its own."""
        ...


class Terminal:
    """One run of the command line."""

    def __init__(self, installation: str, state: Path, *, as_json: bool) -> None:
        self.installation = installation
        self._path = state
        self._state: State | None = None
        self._as_json = as_json
        self._client: Client | None = None

    @property
    def client(self) -> Client:
        """The client of the installation named now or remembered."""
        if self._client is None:
            self._state = self._state or State(self._path, os.environ.get(STATE_PASSPHRASE, ""), PATIENCE)
            source = self.installation or self._state.content.source
            if not source:
                raise InstallationUnnamed
            self._client = Client.connect(source, self._state)
        return self._client

    def signed_in(self) -> Client:
        """The client with the remembered account open."""
        self.client.sign_in_remembered()
        return self.client

    def settled(self) -> Client:
        """The same, for what must not be lost with the passphrase."""
        client = self.signed_in()
        client.account.require_way_back()
        return client

    def close(self) -> None:
        """Close what was opened."""
        if self._client is not None:
            self._client.close()
        if self._state is not None:
            self._state.close()

    def ask(self, question: str) -> str:
        """A line from the person."""
        if sys.stdin.isatty():
            return input(f"{question}: ").strip()
        return sys.stdin.readline().strip()

    def ask_secret(self, question: str) -> str:
        """A line that is not shown."""
        if sys.stdin.isatty():
            return getpass.getpass(f"{question}: ")
        return sys.stdin.readline().rstrip("\n")

    def agree(self, question: str) -> None:
        """Go on only if the person says yes."""
        if self.ask(f"{question} (yes/no)").lower() not in YES:
            raise NotAgreed

    def say(self, sentence: str, **facts: object) -> None:
        """Tell what was done."""
        self._print(json.dumps(facts, ensure_ascii=False) if self._as_json else sentence)

    def draw(self, text: str) -> None:
        """A picture for cameras, where there is a screen to point them at."""
        if not self._as_json and sys.stdout.isatty():
            self._print(picture(text))

    def wipe(self, question: str) -> None:
        """Take what was shown off a person's screen, with what can be scrolled back to, once they have it."""
        if sys.stdin.isatty() and sys.stdout.isatty():
            input(f"{question}: ")
            self._print(WIPED)

    def tell(self, sentence: str) -> None:
        """A remark for people only."""
        if not self._as_json:
            self._print(sentence)

    def progress(self, what: str) -> Callable[[int, int], None]:
        """How far a long act has come, on one line of a person's screen."""

        def advance(done: int, total: int) -> None:
            if not self._as_json and sys.stderr.isatty():
                print(f"\r{what}: {done} of {total}", end="\n" if done == total else "", file=sys.stderr, flush=True)

        return advance

    def show(self, rows: Sequence[Row], line: Callable[[Row], str], empty: str) -> None:
        """Show a list."""
        if self._as_json:
            self._print(json.dumps(list(rows), ensure_ascii=False))
            return
        for row in rows:
            self._print(line(row))
        if not rows:
            self._print(empty)

    def refuse(self, code: str, sentence: str) -> None:
        """Say what was refused, on standard error."""
        text = json.dumps({"code": code, "detail": sentence}, ensure_ascii=False) if self._as_json else sentence
        print(text, file=sys.stderr)

    @staticmethod
    def _print(text: str) -> None:
        print(text, flush=True)


def picture(text: str) -> str:
    """A QR code in half blocks, dark on light whatever the screen's colours: not every camera reads the other way."""
    drawn = io.StringIO()
    segno.make(text, micro=False, error="m").terminal(drawn, border=4, compact=True)
    return "\n".join(f"{LIGHT_ON_DARK}{line}{PLAIN}" for line in drawn.getvalue().splitlines())


@contextlib.contextmanager
def ending(end: Callable[[], None]) -> Generator[None]:
    """Whoever gives up leaves no meeting behind."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(ClientError):
            end()
        raise


def short(identifier: object) -> str:
    """Enough of an id to type it."""
    return str(identifier)[:SHORT_DIGITS]
