"""Ways in and back by the SDK and the command line, against a running installation."""

import subprocess
import sysconfig
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from serment import mailbox
from serment.clients import new_client, prove_address
from serment.configuration import Settings
from serment.prove import stage
from serment_client import Client
from serment_client.account import Account, new_kit
from serment_protocol.accounts import Audience
from serment_protocol.hardening import PRODUCTION_COST, UNSAFE_TEST_COST, Hardening
from serment_protocol.kit import propose_words
from serment_protocol.primitives import random_bytes

SECONDS = 60.0


@dataclass
class Person:
    """Somebody new, with an account."""

    email: str
    passphrase: str
    client: Client

    @property
    def account(self) -> Account:
        """As it was opened at first."""
        return self.client.account


@dataclass
class Town:
    """The installation, people, and their command lines."""

    settings: Settings
    folder: Path
    opened: list[Client] = field(default_factory=list[Client])

    def client(self, cost: Hardening = UNSAFE_TEST_COST) -> Client:
        """A device that knows nobody yet."""
        made = new_client(self.settings, cost=cost)
        self.opened.append(made)
        return made

    def newcomer(self, audience: Audience = "patient", *, types: bool = False) -> Person:
        """Somebody who has just signed up; whoever `types` the passphrase at a terminal has it hardened as there."""
        email, passphrase = new_address(), propose_words("fr")
        client = self.client(PRODUCTION_COST if types else UNSAFE_TEST_COST)
        prove_address(client, self.settings, email)
        client.sign_up(passphrase, audience)
        return Person(email, passphrase, client)

    def enter(self, person: Person) -> Client:
        """The same person on another device, by code and passphrase."""
        client = self.client(person.client.context.cost)
        prove_address(client, self.settings, person.email)
        client.sign_in(person.passphrase, person.account.audience)
        return client

    def give_kit(self, person: Person) -> str:
        """The words of a paper kit, typed back once."""
        kit, words = new_kit("fr")
        person.account.add_kit(kit, typed := " ".join(words))
        return typed

    def terminal(self, name: str) -> "Terminal":
        """A command line with a state file of its own."""
        return Terminal(self.settings, self.folder / f"{name}.json", self.settings.origins.app)


@dataclass
class Terminal:
    """Runs `serment-client` as a person does who types what it asks for."""

    settings: Settings
    state: Path
    installation: str

    def command(self, *words: str) -> list[str]:
        """As it is typed."""
        program = str(Path(sysconfig.get_path("scripts")) / "serment-client")
        return [program, f"--installation={self.installation}", f"--state={self.state}", *words]

    def start(self, *words: str) -> subprocess.Popen[str]:
        """A command at work."""
        pipe = subprocess.PIPE
        return subprocess.Popen(self.command(*words), stdin=pipe, stdout=pipe, stderr=pipe, text=True)

    def run(self, *words: str, typed: str = "") -> str:
        """What a command prints; it must end well."""
        process = self.start(*words)
        said, complained = process.communicate(typed, timeout=SECONDS)
        assert process.returncode == 0, complained
        return said

    def refused(self, *words: str, typed: str = "") -> str:
        """What a command complains of."""
        process = self.start(*words)
        _, complained = process.communicate(typed, timeout=SECONDS)
        assert process.returncode == 1
        return complained

    def sign_in(self, person: Person) -> str:
        """By the code out of the mailbox, and the passphrase."""
        before = mailbox.names(self.settings.home.mailbox)
        process = self.start("sign-in", f"--email={person.email}", f"--audience={person.account.audience}")
        code = mailbox.wait_for_code(self.settings.home.mailbox, person.email, before)
        said, complained = process.communicate(f"{code}\n{person.passphrase}\n", timeout=SECONDS)
        assert process.returncode == 0, complained
        return said


def new_address() -> str:
    """Nobody's yet."""
    return f"personne.{random_bytes(6).hex()}@exemple.example"


@pytest.fixture
def town(installation: Settings, tmp_path: Path) -> Generator[Town]:
    made = Town(installation, tmp_path)
    yield made
    for client in made.opened:
        client.close()


@pytest.fixture(scope="module")
def office(installation: Settings) -> Generator[tuple[Client, str]]:
    """A practice, and its officer."""
    officer = new_client(installation, cost=UNSAFE_TEST_COST)
    prove_address(officer, installation, new_address())
    officer.sign_up(propose_words("fr"), "staff")
    yield officer, officer.team.open(stage.draft(), "Dr Essai")
    officer.close()
