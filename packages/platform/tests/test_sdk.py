"""The SDK against a running platform: what clients do, in their own words, over real HTTP."""

import secrets

import msgspec
import pytest

from serment_client.errors import Refused
from serment_client.state import State
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.vault import Identity

from .clients import NewClient, draft, signed_up, wish
from .installation import Installed

PASSPHRASE = "six words that nobody drew by lot"
OTHER = "six other words that nobody else drew"


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


class TestSeries:
    def test_is_booked_whole_or_not_at_all(self, client: NewClient, platform: Installed) -> None:
        officer, patient = signed_up(client), signed_up(client, "patient")
        practice = officer.team.open(draft(), "Dr Tilleul")
        platform.custodian.endorse(officer.practices.look_again(practice).root)
        wishes = [wish(patient, practice, number) for number in (0, 5, 10)]
        visits = patient.visits.book_series(wishes)
        assert [visit.last.start for visit in visits] == [each.start for each in wishes]
        rights = len(patient.context.state.content.tokens)
        with pytest.raises(Refused) as refused:
            patient.visits.book_series([wish(patient, practice, 30), wishes[0]])
        assert refused.value.code == "series_refused"
        assert len(patient.context.state.content.tokens) == rights
        assert len(patient.visits.list_all().visits) == 3
