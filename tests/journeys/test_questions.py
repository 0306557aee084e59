"""What a practice asks in the app: either answer alike, what a yes shares, what a colleague reads, taking it back."""

import re
import zipfile
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from serment.configuration import Settings
from serment.demo.record import Person
from serment.prove import stage
from serment_client import Client, Wish
from serment_client.visits import Visit
from serment_protocol.consents import read_receipt
from serment_protocol.encoding import read_time, write_day
from serment_protocol.vault import Identity

from .conftest import House
from .looking import look_alike, problems
from .people import Somebody, agenda, choose, go_to_work, opened, somebody
from .test_my_data import take

WHO = Identity(given="Ysolde", family="Essai", birth_date="1950-03-01", phone="06 99 00 45 67", email="")
LETTER = "Cher confrère, son cœur bat trop vite."
PURPOSE = "Un avis sur le cœur"
PROJECT = re.compile(r"/practices/[^/]+/project$")
SHARING = "demande à transmettre une lettre"


@pytest.fixture
def doctor(installation: Settings) -> Generator[Somebody]:
    with somebody(installation, "staff") as one:
        yield one


@pytest.fixture
def person(installation: Settings) -> Generator[Somebody]:
    with somebody(installation, "patient") as one:
        yield one


def test_from_the_question_to_the_letter_and_back(
    house: House, doctor: Somebody, person: Somebody, cast: dict[str, Person], axe: Path, tmp_path: Path
) -> None:
    visit = book(doctor.client, person.client)
    desk = at_the_visit(house, doctor, visit, axe)
    name_a_project(desk)
    ask(desk, cast["dentiste.nantes"])

    page = opened(house, person, "consents", axe)
    card, research = (page.get_by_role("article", name=name) for name in (SHARING, "pour une recherche"))
    answer(page, card, research)
    desk.get_by_role("link", name="Accords").click()
    share(desk)

    colleague = go_to_work(house, cast["dentiste.nantes"], axe)
    received = read(colleague)

    see_it_was_shared(page, card, tmp_path)
    card.get_by_role("button", name="Retirer l’accord").press("Enter")
    expect(card).to_contain_text("Retiré le")
    # The desk's app passes it on by itself.
    expect(of_sharing(desk)).to_contain_text("Retiré le", timeout=60_000)
    colleague.get_by_role("link", name="Agenda", exact=True).click()
    colleague.get_by_role("link", name=re.compile("^Accords")).click()
    expect(received).to_contain_text("Accord retiré le")
    expect(received).not_to_contain_text("Un avis")
    assert LETTER not in colleague.content()
    assert problems(colleague, "a letter taken back") == []
    received.get_by_role("button", name="J’en prends acte").press("Enter")
    expect(received).to_have_count(0)
    look_at_the_letters(page, visit)


def book(doctor: Client, patient: Client) -> Visit:
    """In a practice of its own."""
    practice = doctor.team.open(stage.draft(), "Dr Essai")
    schedule, start = stage.schedule_of(doctor, practice), stage.free_times(doctor, practice)[0]
    return patient.visits.book(Wish(practice, schedule, start, stage.MOTIVES[0], WHO))


def at_the_visit(house: House, doctor: Somebody, visit: Visit, axe: Path) -> Page:
    """The agenda, where nothing was asked yet."""
    day = write_day(read_time(visit.last.start).date())
    desk = opened(house, doctor, f"practice/agenda/{day}", axe)
    open_the_visit(desk)
    desk.get_by_role("button", name="Demander l’accord pour la recherche").click()
    expect(desk.get_by_text("Le cabinet n’a déclaré aucune recherche")).to_be_visible()
    return desk


def open_the_visit(desk: Page) -> None:
    """With what its patient agreed to."""
    agenda(desk).get_by_role("gridcell", name=WHO.family).click()
    desk.get_by_text("Accords du patient").click()


def name_a_project(desk: Page) -> None:
    """The practice's research."""
    desk.get_by_role("link", name="Accords").click()
    expect(desk.get_by_text("Aucun cabinet ne vous a transmis de lettre.")).to_be_visible()
    expect(desk.get_by_text("Rien n’a été demandé.")).to_be_visible()
    expect(desk.get_by_label("Titre, comme les patients le lisent")).to_be_visible()
    assert problems(desk, "no agreements") == []
    desk.get_by_label("Titre, comme les patients le lisent").fill("Toux 2026")
    desk.get_by_label("Qui répond aux questions").fill("recherche@exemple.example")
    desk.get_by_role("button", name="Déclarer cette recherche").click()
    expect(desk.get_by_role("heading", name="Toux 2026")).to_be_visible()
    expect(desk.get_by_text("L’extrait serait vide")).to_be_visible()
    assert problems(desk, "a project") == []


def ask(desk: Page, colleague: Person) -> None:
    """May a letter go to a colleague, may the visit be counted."""
    desk.go_back()
    open_the_visit(desk)
    ask_before_all_is_there(desk)
    expect(of_research(desk)).to_contain_text("Le patient n’a pas encore répondu.")

    desk.get_by_role("button", name="Demander l’accord pour partager avec un confrère").click()
    desk.get_by_role("button", name="Sceller et demander").click()
    expect(desk.get_by_text("Choisissez un confrère dans la liste proposée.")).to_be_visible()
    family = colleague.name.split()[-1]
    choose(desk, "Confrère", family, colleague.name.removeprefix("Dr "))
    desk.get_by_label("Raison, comme le patient la lira").fill(PURPOSE)
    desk.get_by_text("Ce que le patient lira").last.click()
    expect(desk.get_by_text(f"À {colleague.name}, ")).to_be_visible()
    assert problems(desk, "asking to share") == []
    desk.get_by_role("button", name="Sceller et demander").click()
    expect(of_sharing(desk)).to_contain_text(PURPOSE)
    assert problems(desk, "a visit with questions, at the desk") == []


def ask_before_all_is_there(desk: Page) -> None:
    """May the visit be counted: whoever is quicker than the network sees that it waits, and then is heard."""
    held: list[Route] = []
    desk.context.route(PROJECT, lambda route: route.fallback() if held else held.append(route))
    desk.get_by_role("button", name="Demander l’accord pour la recherche").click()
    desk.get_by_label("Raison, comme le patient la lira").fill("Compter les toux de l’hiver")
    send = desk.get_by_role("button", name="Sceller et demander")
    expect(send).to_be_disabled()
    held[0].fallback()
    send.click()


def of_sharing(desk: Page) -> Locator:
    """The question about a letter, as the practice sees it."""
    return desk.get_by_role("article", name="Transmettre une lettre")


def of_research(desk: Page) -> Locator:
    """The one about research."""
    return desk.get_by_role("article", name="Réutiliser pour la recherche")


def answer(page: Page, card: Locator, research: Locator) -> None:
    """Yes to the one and no to the other, by buttons that look alike."""
    expect(card).to_contain_text(PURPOSE)
    expect(research).to_contain_text("Toux 2026")
    answers = [card.get_by_role("button", name=name, exact=True) for name in ("Accepter", "Refuser")]
    assert look_alike(*answers)
    assert problems(page, "questions") == []
    research.get_by_role("button", name="Refuser", exact=True).click()
    expect(research).to_contain_text("Refusé le")
    answers[0].press("Enter")
    expect(card).to_contain_text("Accepté le")


def share(desk: Page) -> None:
    """What the patient agreed to, once it was read again."""
    expect(of_research(desk)).to_contain_text("La question n’est pas reposée avant le")
    card = of_sharing(desk)
    expect(card).to_contain_text("Accepté le")
    card.get_by_role("button", name="Écrire la lettre").click()
    card.get_by_label(re.compile("^Lettre à")).fill(LETTER)
    card.get_by_role("button", name="Relire avant l’envoi").click()
    dialog = desk.get_by_role("dialog", name="Envoyer cette lettre")
    expect(dialog).to_contain_text(LETTER)
    expect(dialog).to_contain_text(f"les coordonnées de {WHO.family} {WHO.given}")
    assert problems(desk, "a letter before it goes") == []
    dialog.get_by_role("button", name="Sceller et envoyer").click()
    expect(card).to_contain_text("Une lettre a été transmise")
    assert problems(desk, "agreements") == []


def read(colleague: Page) -> Locator:
    """At the other practice."""
    colleague.get_by_role("link", name=re.compile("^Accords")).click()
    received = colleague.get_by_role("article", name=f"{WHO.family} {WHO.given}, de la part de")
    expect(received).to_contain_text(PURPOSE)
    received.get_by_text("Lire la lettre").click()
    expect(received.get_by_text(LETTER)).to_be_visible()
    received.get_by_role("button", name="Verser dans une note clinique").click()
    expect(received).to_contain_text("Aucun rendez-vous de cette personne")
    assert problems(colleague, "a letter received") == []
    received.get_by_role("button", name="Renoncer").click()
    return received


def see_it_was_shared(page: Page, card: Locator, folder: Path) -> None:
    """The patient learns of it, has a receipt, and takes both answers away with their data."""
    page.get_by_role("link", name="Mes rendez-vous").first.click()
    page.go_back()
    expect(card).to_contain_text("Une lettre a été transmise.")
    with page.expect_download() as download:
        card.get_by_role("button", name="Télécharger le récépissé").click()
    download.value.save_as(folder / "receipt.txt")
    assert [each.decision for each in read_receipt((folder / "receipt.txt").read_bytes())] == ["granted"]
    assert problems(page, "questions, answered") == []
    page.goto(page.url.split("#")[0] + "#/my-data")
    page.get_by_label("Ouvert").check()
    with zipfile.ZipFile(take(page, folder)) as archive:
        text = archive.read("index.html").decode()
    assert [told for told in (SHARING, PURPOSE, "Accepté le", "Toux 2026", "Refusé le") if told not in text] == []
    page.goto(page.url.split("#")[0] + "#/consents")


def look_at_the_letters(page: Page, visit: Visit) -> None:
    """Below the visit, where the practice's letters are."""
    page.goto(page.url.split("#")[0] + f"#/appointments/{visit.appointment}")
    expect(page.get_by_text("Le cabinet vous demande votre accord.").first).to_be_visible()
    assert problems(page, "a visit with questions") == []
