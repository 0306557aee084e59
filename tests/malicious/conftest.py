"""A practice and a patient of an installation, who reach its platform through a liar."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace

import pytest

from serment.clients import NearParty, new_client, prove_address, sign_up
from serment.configuration import Settings
from serment.prove import stage
from serment_client import Client
from serment_client.booking import Wish
from serment_client.state import State
from serment_client.visits import Visit
from serment_protocol.hardening import UNSAFE_TEST_COST
from serment_protocol.kit import propose_words
from serment_protocol.primitives import random_bytes
from serment_protocol.vault import Identity

from .liar import Liar, answering


@dataclass
class Office:
    """A practice, and its officer who is told the truth."""

    officer: Client
    practice: str
    email: str
    passphrase: str

    @property
    def path(self) -> str:
        """Where its keys are."""
        return f"/v1/practices/{self.practice}"


@dataclass
class Lied:
    """The liar, and clients that know the platform by the liar's address."""

    liar: Liar
    settings: Settings
    address: str
    opened: list[Client]

    def client(self, state: State | None = None) -> Client:
        """Somebody new, or the device of this state after a restart."""
        client = new_client(self.settings)
        party = client.context.installation.platform
        near = NearParty(self.address, party.log_origin, party.log_key, party.witnesses, party.origin)
        installation = replace(client.context.installation, platform=near)
        client.close()
        made = Client(installation, state, cost=UNSAFE_TEST_COST)
        self.opened.append(made)
        return made

    def office(self) -> Office:
        """A practice whose officer knows the platform by the liar's address."""
        return open_office(self.client(), self.settings)

    def patient(self) -> tuple[Client, str, str]:
        """With an account; its address and passphrase."""
        client, email, passphrase = self.client(), address("patient"), propose_words("fr")
        sign_up(client, self.settings, email, passphrase, "patient")
        return client, email, passphrase

    def enter(self, email: str, passphrase: str, audience: str = "patient", state: State | None = None) -> Client:
        """The same person elsewhere, or on the same device after a restart."""
        client = self.client(state)
        prove_address(client, self.settings, email)
        client.sign_in(passphrase, "staff" if audience == "staff" else "patient")
        return client

    def restart(self, office: Office) -> Office:
        """The officer's device, started again."""
        state = office.officer.context.state
        return replace(office, officer=self.enter(office.email, office.passphrase, "staff", state))


@pytest.fixture
def lied(installation: Settings) -> Generator[Lied]:
    liar = Liar(installation.origins.platform)
    with answering(liar) as url:
        made = Lied(liar, installation, url, [])
        yield made
        for client in made.opened:
            client.close()


NewOffice = Callable[[], Office]


@pytest.fixture(scope="session")
def new_office(installation: Settings) -> Generator[NewOffice]:
    clients: list[Client] = []

    def open_one() -> Office:
        clients.append(new_client(installation, cost=UNSAFE_TEST_COST))
        return open_office(clients[-1], installation)

    yield open_one
    for client in clients:
        client.close()


@pytest.fixture(scope="session")
def office(new_office: NewOffice) -> Office:
    return new_office()


def open_office(officer: Client, settings: Settings) -> Office:
    email, passphrase = address("officer"), propose_words("fr")
    sign_up(officer, settings, email, passphrase, "staff")
    return Office(officer, officer.team.open(stage.draft(), "Dr Essai"), email, passphrase)


def address(who: str) -> str:
    return f"{who}.{random_bytes(4).hex()}@exemple.example"


def book(patient: Client, office: Office, number: int = 0) -> Visit:
    """The next free time but so many."""
    start = stage.free_times(patient, office.practice)[number]
    schedule = stage.schedule_of(patient, office.practice)
    who = Identity(given="Ondine", family="Essai", birth_date="1950-03-01", phone="", email="")
    return patient.visits.book(Wish(office.practice, schedule, start, stage.MOTIVES[0], who))
