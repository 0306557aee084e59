"""What a patient asks of a practice about their data: asked, seen in the queue, answered, read; and a restriction."""

import re
import tomllib
import zipfile
from pathlib import Path

import msgspec
import psycopg
import pytest
from playwright.sync_api import Page, expect

from serment.configuration import Settings
from serment.demo.record import Person
from serment_platform.compliance.authority.notices import Told

from .conftest import House
from .looking import problems
from .people import go_to_work, sign_in

SECRET = "Je voudrais tout relire avant l’opération."


@pytest.fixture
def patient(house: House, cast: dict[str, Person], axe: Path) -> Page:
    """Zoé, who looks at a visit of hers."""
    context = house.profile()
    context.add_init_script(path=axe)
    page = context.new_page()
    page.goto(f"{house.app}/#/appointments")
    sign_in(house, page, cast["zoe.myosotis"].email, cast["zoe.myosotis"].passphrase)
    page.get_by_role("link", name="Ouvrir").first.click()
    expect(page.get_by_role("heading", name="Vos demandes au cabinet")).to_be_visible()
    return page


def ask(page: Page, what: str, text: str) -> None:
    """Fill the form and send it."""
    page.get_by_role("button", name="Demander au cabinet").click()
    page.get_by_role("radio", name=what).check()
    page.get_by_label("Ce que le cabinet doit savoir").fill(text)
    page.get_by_role("button", name="Envoyer au cabinet").click()
    asked = page.get_by_role("article", name=re.compile(what)).filter(has_text=text)
    expect(asked).to_contain_text("Reçue")


def test_a_request_is_asked_answered_and_read(
    house: House, cast: dict[str, Person], patient: Page, axe: Path, tmp_path: Path
) -> None:
    patient.get_by_role("button", name="Demander au cabinet").click()
    assert problems(patient, "asking a practice") == []
    patient.get_by_role("button", name="Envoyer au cabinet").click()
    expect(patient.get_by_text("Écrivez en une phrase")).to_be_visible()
    patient.get_by_role("button", name="Renoncer").click()
    ask(patient, "Une copie de ce qu’il conserve", SECRET)
    ask(patient, "L’effacement", "Effacez ce rendez-vous.")
    assert problems(patient, "asked") == []

    seen = patient.get_by_role("main").inner_text()
    desk = go_to_work(house, next(one for one in cast.values() if one.role != "patient" and one.name in seen), axe)
    desk.get_by_role("link", name=re.compile(r"^Demandes \(\d+ à répondre\)$")).click()
    waiting = desk.get_by_role("region", name="À répondre")
    copy = waiting.get_by_role("article").filter(has_text=SECRET)
    expect(copy).to_contain_text("Zoé")
    copy.get_by_role("button", name="Répondre").click()
    assert problems(desk, "answering") == []
    copy.get_by_label("Texte prêt").select_option(label="Copie jointe")
    expect(copy.get_by_label("Joindre une copie")).to_be_checked()
    copy.get_by_role("button", name="Sceller et envoyer").click()
    expect(desk.get_by_role("region", name="Répondues")).to_contain_text(SECRET)

    erasure = waiting.get_by_role("article").filter(has_text="Effacez ce rendez-vous.")
    erasure.get_by_role("button", name="Limiter l’usage").click()
    expect(erasure.get_by_text("Usage limité depuis")).to_be_visible()
    erasure.get_by_role("button", name="Répondre").click()
    erasure.get_by_label("Texte prêt").select_option(label="Dossier à conserver : limité, pas effacé")
    expect(erasure.get_by_role("radio", name="Refusée, avec la raison")).to_be_checked()
    erasure.get_by_role("button", name="Sceller et envoyer").click()
    expect(waiting).to_have_count(0)
    assert problems(desk, "requests") == []

    patient.reload()
    sign_in(house, patient, cast["zoe.myosotis"].email, cast["zoe.myosotis"].passphrase)
    read = patient.get_by_role("article", name="Une copie de ce qu’il conserve").last
    expect(read).to_contain_text("Répondue")
    with patient.expect_download() as download:
        read.get_by_role("button", name="Enregistrer rendez-vous.txt").click()
    file = tmp_path / "copy.txt"
    download.value.save_as(file)
    assert "Nom : Myosotis\n" in file.read_text("utf-8")
    expect(patient.get_by_role("article", name="L’effacement").last).to_contain_text("R. 1112-7")
    assert problems(patient, "answered") == []
    takes_the_letters_away(house, patient, tmp_path)

    reads_nothing_of_what_is_restricted(desk)
    settled = (
        desk.get_by_role("region", name="Répondues").get_by_role("article").filter(has_text="Effacez ce rendez-vous.")
    )
    settled.get_by_role("button", name="Lever la limitation").click()
    expect(settled.get_by_text("Usage limité depuis")).to_have_count(0)


def takes_the_letters_away(house: House, page: Page, folder: Path) -> None:
    """What was asked and answered is in the person's own copy, with its files."""
    page.goto(f"{house.app}/#/my-data")
    page.get_by_label("Ouvert").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Rassembler et télécharger").click()
    download.value.save_as(folder / "data.zip")
    with zipfile.ZipFile(folder / "data.zip") as archive:
        text, bundle = archive.read("index.html").decode(), archive.read("bundle.json").decode()
        [told] = [name for name in archive.namelist() if name.endswith("-rendez-vous.txt")]
        assert "Nom : Myosotis" in archive.read(told).decode()
    assert SECRET in text
    assert told in text
    assert '"text":"answer done"' in bundle
    assert SECRET in bundle


def reads_nothing_of_what_is_restricted(desk: Page) -> None:
    """The agenda shows that it is, and the note of nobody."""
    desk.set_viewport_size({"width": 1280, "height": 900})
    desk.get_by_role("link", name="Agenda", exact=True).click()
    desk.get_by_role("button", name="Chercher un rendez-vous").click()
    desk.get_by_label("Nom, téléphone ou date de naissance").fill("Myosotis")
    desk.get_by_role("button", name=re.compile("Myosotis")).first.click()
    expect(desk.get_by_text("Usage limité depuis").last).to_be_visible()
    expect(desk.get_by_label("Note du cabinet")).to_have_count(0)
    assert problems(desk, "restricted") == []
    desk.get_by_role("link", name=re.compile(r"^Demandes( \(|$)")).first.click()


def test_a_practice_reads_of_an_authority_and_tells_the_person(
    house: House, cast: dict[str, Person], patient: Page, axe: Path, installation: Settings
) -> None:
    seen = patient.get_by_role("main").inner_text()
    appointment = patient.url.rpartition("/")[2]
    leave_a_notice(installation, appointment)
    desk = go_to_work(house, next(one for one in cast.values() if one.role != "patient" and one.name in seen), axe)
    desk.get_by_role("link", name=re.compile(r"^Demandes( \(|$)")).first.click()
    told = desk.get_by_role("region", name="Demandes d’autorités").get_by_role("article")
    expect(told).to_contain_text("Un rendez-vous a été remis, chiffré.")
    expect(told).to_contain_text("Une interdiction d’informer courait")
    expect(told).to_contain_text("Zoé")
    assert problems(desk, "told of an authority") == []
    told.get_by_role("button", name="Écrire à").click()
    expect(told.get_by_label("Lettre à")).to_have_value(re.compile("Elles sont chiffrées"))
    assert problems(desk, "writing to a person") == []
    told.get_by_role("button", name="Envoyer la lettre").click()
    expect(told).to_contain_text("La lettre est dans la boîte du rendez-vous.")

    patient.reload()
    sign_in(house, patient, cast["zoe.myosotis"].email, cast["zoe.myosotis"].passphrase)
    expect(patient.get_by_role("article", name="Le cabinet vous a écrit")).to_contain_text("Référence de la demande")
    assert problems(patient, "told by the practice") == []


def leave_a_notice(installation: Settings, appointment: str) -> None:
    """What the console leaves for a practice once a ban has ended (test_authority_rules.py says when)."""
    configured = tomllib.loads((installation.home.platform / "platform.toml").read_text("utf-8"))["databases"]
    ident = bytes.fromhex(appointment)
    with psycopg.connect(configured["scheduling"]) as connection:
        row = connection.execute(
            "SELECT practice, start::date FROM scheduling.appointment WHERE appointment = %s", [ident]
        ).fetchone()
    assert row is not None
    day = row[1].isoformat()
    body = Told("given", "cd" * 16, "FR", "criminal_court", "CPP 60-1", day, day, (appointment,), day, drill=False)
    with psycopg.connect(configured["compliance"]) as connection:
        connection.execute(
            "INSERT INTO compliance.authority_notice VALUES (%s, %s, current_date, %s)",
            [bytes(16), row[0], msgspec.json.encode(body)],
        )


def test_a_visit_that_did_not_take_place_is_erased(
    house: House, cast: dict[str, Person], patient: Page, axe: Path
) -> None:
    seen = patient.get_by_role("main").inner_text()
    ask(patient, "L’effacement", "Réservé par erreur.")
    patient.get_by_role("button", name="Annuler le rendez-vous").click()
    patient.get_by_role("dialog").get_by_role("button", name="Annuler le rendez-vous").click()
    expect(patient.get_by_role("heading", name="Rendez-vous annulé")).to_be_visible()

    desk = go_to_work(house, next(one for one in cast.values() if one.role != "patient" and one.name in seen), axe)
    desk.get_by_role("link", name=re.compile(r"^Demandes( \(|$)")).first.click()
    request = desk.get_by_role("article").filter(has_text="Réservé par erreur.")
    request.get_by_role("button", name="Effacer ce rendez-vous").click()
    dialog = desk.get_by_role("dialog")
    expect(dialog.get_by_text("Seulement pour un rendez-vous qui n’a pas eu lieu.")).to_be_visible()
    assert problems(desk, "erasing a visit") == []
    dialog.get_by_role("button", name="Effacer pour toujours").click()
    expect(request).to_have_count(0)

    patient.goto(f"{house.app}/#/appointments")
    patient.reload()
    sign_in(house, patient, cast["zoe.myosotis"].email, cast["zoe.myosotis"].passphrase)
    expect(patient.get_by_text("a effacé un rendez-vous le")).to_be_visible()
    assert problems(patient, "a visit was erased") == []
