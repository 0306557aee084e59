"""Consents by the SDK and the command line: either answer alike, taken back everywhere, and none for a booking."""

import json
from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from fhir.resources.R4B.bundle import Bundle

from serment.configuration import Settings
from serment.prove import stage
from serment_client import Client
from serment_client.booking import Wish
from serment_client.errors import AskedLately, ConsentMissing, ConsentUnknown
from serment_client.export_page import page_of
from serment_protocol.consents import read_receipt
from serment_protocol.encoding import from_b64
from serment_protocol.errors import BadSignature
from serment_protocol.exports import fhir_of
from serment_protocol.signing import Signed
from serment_protocol.vault import Identity, Relative, Vault

from .conftest import Person, Terminal, Town

LEO = Relative("Léo", "Essai", "2019-04-30")
JEANNE = Relative("Jeanne", "Essai", "1941-02-01")


@pytest.fixture(scope="module")
def someone(installation: Settings, tmp_path_factory: pytest.TempPathFactory) -> Generator[Person]:
    person = Town(installation, tmp_path_factory.mktemp("consents")).newcomer()
    yield person
    person.client.close()


def wish(client: Client, practice: str) -> Wish:
    """A visit for nobody in particular, at the next free time."""
    who = Identity(given="Ondine", family="Essai", birth_date="1950-03-01", email="ondine@exemple.example")
    schedule, start = stage.schedule_of(client, practice), stage.free_times(client, practice)[0]
    return Wish(practice, schedule, start, stage.MOTIVES[0], who)


def answer(client: Client, relative: Relative, *, granted: bool) -> str:
    """The id of what was noted."""
    shown = client.consents.offer(relative, "fr", unasked=True)
    return client.consents.decide(relative, shown, "representative", granted=granted).scope


def test_a_relative_who_agrees_is_booked_for_by_name(someone: Person, office: tuple[Client, str]) -> None:
    client, (officer, practice) = someone.client, office
    consent = answer(client, LEO, granted=True)
    visit = client.visits.book(client.consents.wish_for(consent, wish(client, practice)))
    [seen] = officer.agendas.read(practice, visit.last.start[:10], visit.last.start[:10]).visits
    assert seen.content is not None
    patient = seen.content.patient
    assert (patient.given, patient.birth_date, patient.email) == ("Léo", LEO.birth_date, "ondine@exemple.example")


def test_taken_back_on_one_device_it_is_refused_on_another(
    someone: Person, town: Town, office: tuple[Client, str]
) -> None:
    consent = answer(someone.client, LEO, granted=True)
    elsewhere = town.enter(someone)
    elsewhere.consents.withdraw(consent)
    with pytest.raises(ConsentMissing):
        someone.client.consents.wish_for(consent, wish(someone.client, office[1]))
    assert "Léo" not in msgspec.json.encode(someone.account.vault.read()).decode()


def test_a_refusal_keeps_no_name_and_rests_for_six_months(someone: Person) -> None:
    client = someone.client
    consent = answer(client, JEANNE, granted=False)
    assert "Jeanne" not in msgspec.json.encode(someone.account.vault.read()).decode()
    with pytest.raises(ConsentMissing):
        client.consents.require(consent)
    with pytest.raises(AskedLately):
        client.consents.offer(JEANNE, "fr")
    now = client.context.clock
    client.context.clock = lambda: now() + timedelta(days=190)
    try:
        assert client.consents.offer(JEANNE, "fr").version == 1
    finally:
        client.context.clock = now


def test_booking_asks_for_no_consent(town: Town, office: tuple[Client, str]) -> None:
    client = town.newcomer().client
    client.visits.book(replace(wish(client, office[1]), patient=Identity(given="Nul", family="Essai")))
    assert client.consents.list() == []
    assert client.gather().consents is msgspec.UNSET


def test_what_was_decided_is_exported_as_fhir(someone: Person) -> None:
    consent = answer(someone.client, LEO, granted=True)
    content = someone.client.gather()
    assert content.consents is not msgspec.UNSET
    assert from_b64(content.consents.key) == someone.client.consents.key
    data = fhir_of(content)
    kinds = [type(entry.resource).__name__ for entry in Bundle.model_validate_json(data).entry or []]
    assert kinds.count("Consent") == len(someone.client.consents.list())
    assert b'"status":"active"' in data
    assert consent in {each.scope for each in content.consents.relatives}


def test_one_that_cannot_be_read_spoils_no_other(town: Town) -> None:
    """Neither the list nor the export; and nothing more is noted on it."""
    person = town.newcomer()
    client = person.client
    answer(client, JEANNE, granted=False)
    broken = answer(client, LEO, granted=True)
    person.account.vault.change(with_another_signature)
    [read] = client.consents.list()
    assert (read.last.decision, list(client.consents.broken())) == ("refused", [broken])
    gathered = client.gather("fr")
    kinds = [type(each.resource).__name__ for each in Bundle.model_validate_json(fhir_of(gathered)).entry or []]
    assert kinds.count("Consent") == 1
    assert "Un choix qui ne peut pas être lu" in page_of(gathered)
    with pytest.raises(ConsentUnknown):
        client.consents.withdraw(broken)
    with pytest.raises(BadSignature):
        answer(client, LEO, granted=False)


def with_another_signature(vault: Vault) -> Vault:
    """As a slip of another program would leave it."""
    assert vault.consents is not msgspec.UNSET
    *rest, last = vault.consents
    return msgspec.structs.replace(vault, consents=(*rest, Signed(last.body, rest[0].signature)))


def test_the_command_line_asks_shows_and_takes_back(town: Town) -> None:
    person, terminal = town.newcomer(types=True), town.terminal("consents")
    terminal.sign_in(person)
    town.give_kit(person)
    said = terminal.run("ask-relative", "Léo", "Essai", "2019-04-30", "--word", "representative", typed="accept\n")
    assert "Agir pour un proche" in said
    [row] = json.loads(terminal.run("--json", "consents"))
    assert (row["decision"], row["stands"], row["given"]) == ("granted", True, "Léo")

    file = town.folder / "receipt.txt"
    terminal.run("consent-receipt", row["consent"][:8], str(file))
    assert [each.decision for each in read_receipt(file.read_bytes())] == ["granted"]
    assert "Agir pour un proche" in file.read_text()

    assert "withdrawn" in terminal.run("withdraw-consent", row["consent"][:8])
    refused(terminal, row["consent"])
    assert "six months" in terminal.refused("ask-relative", "Léo", "Essai", "2019-04-30", typed="accept\n")
    again = terminal.run("ask-relative", "Léo", "Essai", "2019-04-30", "--unasked", typed="refuse\n")
    assert "refused" in again


def refused(terminal: Terminal, consent: str) -> None:
    """No visit is booked for somebody who took it back."""
    complaint = terminal.refused("book", "0" * 32, "0" * 32, "2030-01-01T09:00:00Z", "x", "--relative", consent)
    assert "Nobody has agreed" in complaint
