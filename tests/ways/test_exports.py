"""What a person takes away: complete, valid FHIR, opened by anybody's age, and with no key in it."""

import base64
import hashlib
import io
import json
import subprocess
import zipfile
from collections.abc import Generator
from html.parser import HTMLParser

import msgspec
import pytest
from fhir.resources.R4B.bundle import Bundle

from serment.clients import prove_address
from serment.configuration import Settings
from serment.prove import stage
from serment_client import Client
from serment_client.booking import Wish
from serment_client.exporting import make_archive
from serment_client.visits import Visit
from serment_protocol.encoding import b64, from_b64
from serment_protocol.exports import propose_passphrase
from serment_protocol.letters import attach
from serment_protocol.vault import Identity, Vault

from .conftest import Person, Terminal, Town

ENCRYPTED = b"age-encryption.org/v1\n-> scrypt "
ONDINE = Identity(given="Ondine", family="Essai", birth_date="1950-03-01", email="ondine@exemple.example")
ASKED, ANSWERED = "Je voudrais <tout> relire.", "Voici & voilà.\nC’est tout."
NOTE = "Je viens avec <ma> sœur & mon père."


def book(person: Person, office: tuple[Client, str], who: Identity) -> Visit:
    client, practice = person.client, office[1]
    schedule, start = stage.schedule_of(client, practice), stage.free_times(client, practice)[0]
    return client.visits.book(Wish(practice, schedule, start, stage.MOTIVES[0], who, NOTE))


def files_in(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


class Page(HTMLParser):
    """Nothing on the page is fetched or runs."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"script", "link", "img", "iframe", "a"}
        assert not {"src", "href", "style"} & {name for name, _ in attrs}
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def someone(
    installation: Settings, office: tuple[Client, str], tmp_path_factory: pytest.TempPathFactory
) -> Generator[tuple[Person, list[Visit]]]:
    """Somebody with a visit of their own, which has begun, and one of a child's."""
    person = Town(installation, tmp_path_factory.mktemp("exports")).newcomer()
    person.account.vault.change(lambda vault: msgspec.structs.replace(vault, profile=ONDINE))
    visits = [book(person, office, who) for who in (ONDINE, msgspec.structs.replace(ONDINE, given="Léo"))]
    officer, day = office[0], visits[0].last.start[:10]
    officer.agendas.read(office[1], day, day)
    officer.desk.set_state(office[1], visits[0].appointment, "arrived")
    client, appointment = person.client, visits[0].appointment
    client.mailboxes.ask(appointment, "access", ASKED)
    [demand] = [one for one in officer.demands.list(office[1]).demands if one.visit.appointment == appointment]
    officer.demands.answer(office[1], demand, "done", ANSWERED, [attach("../été.txt", b"Tension 12/8")])
    client.mailboxes.ask(appointment, "objection", ASKED)
    yield person, visits
    person.client.close()


def over(vault: Vault, seed: str) -> Vault:
    """As it is once a visit lies in the past."""
    pools = (
        msgspec.structs.replace(
            pool,
            seeds=tuple(
                msgspec.structs.replace(kept, state="spent") if kept.seed == seed else kept for kept in pool.seeds
            ),
        )
        for pool in vault.pools
    )
    return msgspec.structs.replace(vault, pools=tuple(pools))


def test_everything_is_there_and_no_key(someone: tuple[Person, list[Visit]]) -> None:
    person, visits = someone
    person.account.vault.change(lambda vault: over(vault, visits[1].seed))
    told: list[tuple[int, int]] = []
    content = person.client.gather("fr", lambda done, total: told.append((done, total)))
    files = files_in(make_archive(content))
    named = [name for name in files if name.startswith("files/")]
    assert sorted(files) == sorted(("bundle.json", *named, "index.html", "manifest.json", "serment.json"))
    assert [(name[22:], files[name]) for name in named] == [("-.._été.txt".replace("é", "_"), b"Tension 12/8")]
    assert told[0][0] == 0
    assert told[-1] == (16, 16)

    raw = json.loads(files["serment.json"])
    assert {each["appointment"] for each in raw["visits"]} == {visit.appointment for visit in visits}
    assert raw["platform"]["rows"][0]["table"] == "identity.account"
    assert person.email in json.dumps(raw["custodian"])
    everything = b"".join(files.values()).decode()
    for secret in (*(visit.seed for visit in visits), b64(person.account.session.root), person.account.session.bearer):
        assert secret not in everything
        assert from_b64(secret).hex() not in everything

    for each in json.loads(files["manifest.json"])["files"]:
        data = files[each["path"]]
        assert (len(data), hashlib.sha256(data).hexdigest()) == (each["bytes"], each["sha256"])


def test_the_bundle_is_fhir(someone: tuple[Person, list[Visit]]) -> None:
    bundle = Bundle.model_validate_json(files_in(make_archive(someone[0].client.gather()))["bundle.json"])
    kinds = [type(entry.resource).__name__ for entry in bundle.entry or []]
    twice = ("Appointment", "Patient", "Provenance")
    letters = ("Communication",) * 3
    assert sorted(kinds) == sorted((*twice, *twice, *letters, "Organization", "Practitioner"))


def test_letters_are_in_the_bundle_with_what_they_answer(someone: tuple[Person, list[Visit]]) -> None:
    bundle = json.loads(files_in(make_archive(someone[0].client.gather()))["bundle.json"])
    written = {
        entry["resource"]["topic"]["text"]: entry["resource"]
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] == "Communication"
    }
    assert sorted(written) == ["access", "answer done", "objection"]
    names = {entry["resource"]["id"]: entry["fullUrl"] for entry in bundle["entry"] if "id" in entry["resource"]}
    answer = written["answer done"]
    assert answer["inResponseTo"] == [{"reference": names[written["access"]["id"]]}]
    assert answer["payload"][1]["contentAttachment"]["data"] == base64.b64encode(b"Tension 12/8").decode()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_is_readable_and_fetches_nothing(someone: tuple[Person, list[Visit]], language: str) -> None:
    content = someone[0].client.gather("en" if language == "en" else "fr")
    text = Page(files_in(make_archive(content))["index.html"].decode()).text
    assert NOTE in text
    assert text.count(ASKED) == 2
    assert text.index(ASKED) < text.index(ANSWERED)
    assert {"fr": "Une opposition à un usage", "en": "An objection to a use"}[language] in text
    assert {"fr": "Ce que la plateforme conserve", "en": "What the platform stores"}[language] in text
    assert "sealed_root" in text
    assert ("le cabinet" if language == "fr" else "the practice") in text


def test_any_program_that_speaks_age_opens_it(someone: tuple[Person, list[Visit]], town: Town, age: str) -> None:
    passphrase = propose_passphrase("fr")
    locked, opened = town.folder / "data.age", town.folder / "data.zip"
    locked.write_bytes(make_archive(someone[0].client.gather(), passphrase))
    assert locked.read_bytes().startswith(ENCRYPTED)
    assert passphrase.isascii()
    # It asks for the passphrase at a terminal, and at nothing else.
    at_a_terminal = ["script", "--quiet", "--return", "--command", f"{age} -d -o {opened} {locked}", "/dev/null"]
    subprocess.run(at_a_terminal, input=f"{passphrase}\n", text=True, check=True, timeout=60, capture_output=True)
    assert "bundle.json" in files_in(opened.read_bytes())


class TestCommandLine:
    def test_writes_a_file_for_its_owner(self, town: Town) -> None:
        person = town.newcomer(types=True)
        terminal, file = town.terminal("portable"), town.folder / "data.age"
        terminal.sign_in(person)
        said = terminal.run("export", str(file), "--language", "en")
        assert "nobody else has" in said
        assert len(said.strip().splitlines()[-1].split("-")) == 8
        assert file.stat().st_mode & 0o777 == 0o600
        assert file.read_bytes().startswith(ENCRYPTED)

    def test_says_that_a_plain_zip_is_open(self, town: Town) -> None:
        person = town.newcomer(types=True)
        terminal: Terminal = town.terminal("portable")
        terminal.sign_in(person)
        file = town.folder / "data.zip"
        assert "open to whoever finds it" in terminal.run("export", str(file), "--plain")
        assert "serment.json" in files_in(file.read_bytes())


def test_the_custodian_is_asked_only_once_it_knows_the_person(town: Town) -> None:
    person = town.newcomer()
    words, elsewhere = town.give_kit(person), town.client()
    elsewhere.sign_in_with_kit(words)
    assert not elsewhere.gather().custodian.asked
    prove_address(elsewhere, town.settings, person.email)
    assert elsewhere.gather().custodian.asked
