"""The SDK against a running platform: what clients do, in their own words, over real HTTP."""

import secrets
from collections.abc import Callable, Generator
from typing import Any

import msgspec
import pytest

from serment_client.client import Client
from serment_client.errors import Refused
from serment_client.installation import Installation, Party
from serment_client.state import State
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.hardening import UNSAFE_TEST_COST
from serment_protocol.notes import read_log_key
from serment_protocol.vault import Identity

from .installation import PLATFORM_LOG, Installed
from .scheduling.builders import publication
from .stand_in import LOG, NAME

PASSPHRASE = "six words that nobody drew by lot"
OTHER = "six other words that nobody else drew"
HEAD = ("v", "type", "practice", "epoch", "revision", "previous")


NewClient = Callable[..., Client]


@pytest.fixture
def client(platform: Installed) -> Generator[NewClient]:
    """Clients of people who have proved an address to the custodian."""
    custodian, opened = platform.custodian, list[Client]()

    def open_client(state: State | None = None) -> Client:
        parties = (
            Party(platform.url, PLATFORM_LOG, platform.log_key, platform.witnesses),
            Party(custodian.url, LOG, read_log_key(custodian.verifier), platform.witnesses),
        )
        made = Client(Installation(NAME, True, *parties), state, cost=UNSAFE_TEST_COST)
        opened.append(made)
        made.enter_code("zoe@example.org", "123456")
        return made

    yield open_client
    for each in opened:
        each.close()


def draft() -> dict[str, Any]:
    """A practice to publish, with identifiers of its own."""
    drawn = {name: value for name, value in publication().items() if name not in HEAD}
    person, schedule = secrets.token_hex(16), secrets.token_hex(16)
    drawn["practitioners"][0]["practitioner"] = person
    drawn["schedules"][0] |= {"practitioner": person, "schedule": schedule}
    return drawn


@pytest.fixture
def passphrase() -> str:
    """The stand-in hardens everybody under one key, so each test has a passphrase of its own."""
    return f"{PASSPHRASE} {secrets.token_hex(8)}"


class TestAccount:
    def test_opens_and_is_opened_again(self, client: NewClient, passphrase: str) -> None:
        first = client()
        account = first.sign_up(passphrase)
        account.vault.change(lambda vault: msgspec.structs.replace(vault, profile=Identity(given="Zoé")))
        again = client().sign_in(passphrase)
        assert again.session.account == account.session.account
        assert again.vault.read().profile.given == "Zoé"

    def test_a_wrong_passphrase_opens_nothing(self, client: NewClient, passphrase: str) -> None:
        client().sign_up(passphrase)
        with pytest.raises(Refused, match="open") as refused:
            client().sign_in(f"{OTHER} {secrets.token_hex(8)}")
        assert refused.value.code == "sign_in_refused"

    def test_a_changed_passphrase_is_the_only_one(self, client: NewClient, passphrase: str) -> None:
        account = client().sign_up(passphrase)
        other = f"{OTHER} {secrets.token_hex(8)}"
        account.change_passphrase(other)
        assert client().sign_in(other).session.account == account.session.account
        with pytest.raises(Refused):
            client().sign_in(passphrase)

    def test_a_remembered_device_opens_it(self, client: NewClient, passphrase: str) -> None:
        state = State()
        account = client(state).sign_up(passphrase)
        account.remember("ordinateur")
        assert client(state).sign_in_remembered().session.account == account.session.account


class TestPractice:
    def test_is_opened_joined_rotated_and_closed(self, client: NewClient, passphrase: str) -> None:
        officer, colleague = client(), client()
        officer.sign_up(passphrase, "staff")
        colleague.sign_up(f"{OTHER} {secrets.token_hex(8)}", "staff")
        practice = officer.team.open(draft(), "Dr Tilleul")
        link = officer.team.invite(practice, "secretary")
        assert colleague.team.answer(link, "Camille") == practice
        [invitation] = officer.team.invitations(practice)
        assert invitation.answered == "Camille"
        officer.team.rotate(practice, admit=[invitation.invitation])
        [access] = colleague.memberships.list()
        assert (access.self.name, access.epoch.epoch, set(access.secrets)) == ("Camille", 2, {1, 2})
        officer.team.rotate(practice, remove=[access.self.member])
        with pytest.raises(Refused) as refused:
            colleague.memberships.renew(practice)
        assert refused.value.code == "not_a_member"
        known = officer.practices.get(practice)
        assert (known.epoch.epoch, known.publication.revision) == (3, 3)
        officer.desk.publish(practice, 3, draft())
        officer.team.close(practice)
        with pytest.raises((Refused, ProtocolRefusal)):
            officer.practices.refresh(practice)
