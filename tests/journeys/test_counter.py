"""The way back at the desk, on two screens: who lost everything, who telephoned, and what a camera reads."""

import re
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from serment.configuration import Settings
from serment.demo.record import Person

from .conftest import House, visited
from .looking import problems
from .people import (
    Patient,
    agenda,
    book_vaccination,
    go_to_work,
    new_patient,
    open_account,
)
from .test_practice import cell, free

PHONE = (360, 740)
DARK_MODULE = re.compile(r"M(\d+) (\d+)h1v1h-1z")
MODULE = 8


class Looks:
    """What is wrong with the pages that were looked at."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def at(self, page: Page, name: str) -> None:
        """In both sizes; behind a dialog nothing counts."""
        self.found += problems(page, name, "[role=grid]")


@pytest.fixture
def looks() -> Looks:
    return Looks()


@pytest.fixture(scope="module")
def signed_in(open_house: House, cast: dict[str, Person], axe: Path) -> Page:
    return go_to_work(open_house, cast["secretariat.lyon"], script=axe)


@pytest.fixture
def secretary(signed_in: Page) -> Page:
    """At the agenda, this week."""
    signed_in.get_by_role("link", name="Agenda", exact=True).click()
    signed_in.keyboard.press("Escape")
    signed_in.get_by_role("button", name="Aujourd’hui").click()
    return signed_in


def test_who_lost_everything_finds_a_visit_again(
    house: House, secretary: Page, cast: dict[str, Person], axe: Path, looks: Looks
) -> None:
    patient = new_patient("Aliénor")
    book_and_lose(house, patient, cast["medecin.lyon"])
    turn(secretary, 2)
    phone = at_the_counter(house, axe, looks)
    words = show_code(phone, patient, looks)
    desk = meet(secretary, patient, words, looks)

    expect(phone.get_by_role("heading", name="vous remet ce rendez-vous")).to_be_visible()
    looks.at(phone, "counter, proposal")
    phone.get_by_role("button", name="C’est mon rendez-vous").click()
    expect(phone.get_by_text("Faites lire ces six chiffres")).to_be_visible()
    looks.at(phone, "counter, digits")
    expect(desk.get_by_text("Le patient a accepté.")).to_be_visible()
    mark = desk.locator(".mark").inner_text()
    assert re.search(r"\d{3} \d{3}$", mark)
    assert phone.locator(".mark").inner_text() == mark
    looks.at(secretary, "handover, digits")
    desk.get_by_role("button", name="Les mêmes : remettre").click()

    expect(desk.get_by_role("heading", name="Un rendez-vous remis")).to_be_visible()
    looks.at(secretary, "handover, done")
    expect(phone.get_by_role("heading", name="Un rendez-vous retrouvé")).to_be_visible()
    looks.at(phone, "counter, done")
    phone.get_by_role("link", name="Voir mes rendez-vous").click()
    expect(phone.get_by_role("heading", name="Le prochain")).to_be_visible()
    expect(phone.get_by_text(patient.name)).to_be_visible()

    # The practice has kept what it knew, and its history says what happened.
    desk.get_by_role("button", name="Fermer").last.click()
    expect(secretary.get_by_text("Je viens avec ma sœur.")).to_be_visible()
    secretary.get_by_text("Historique").click()
    expect(secretary.get_by_text("Il a une nouvelle clé")).to_be_visible()
    expect(cell(secretary, patient.family)).to_have_count(1)
    looks.at(secretary, "a visit with a new key")
    assert looks.found == []


def show_code(phone: Page, patient: Patient, looks: Looks) -> list[str]:
    """A code on the patient's screen; its words."""
    looks.at(phone, "counter, before")
    phone.get_by_label("Prénom").fill(patient.given)
    phone.get_by_label("Nom", exact=True).fill(patient.family)
    phone.get_by_role("button", name="Montrer le code").click()
    expect(phone.get_by_role("img", name="Code pour le cabinet")).to_be_visible()
    phone.get_by_text("Le cabinet ne peut pas viser le code").click()
    words = phone.get_by_role("list").get_by_role("listitem")
    expect(words).to_have_count(12)
    looks.at(phone, "counter, code")
    return [line.split()[-1] for line in words.all_inner_texts()]


def meet(secretary: Page, patient: Patient, words: list[str], looks: Looks) -> Locator:
    """From the visit to the proposal."""
    select(secretary, patient)
    looks.at(secretary, "a visit")
    secretary.get_by_role("button", name="Remettre à un nouveau compte").click()
    desk = secretary.get_by_role("dialog", name="Remettre à un nouveau compte")
    expect(desk.get_by_role("checkbox")).to_be_checked()
    expect(desk.get_by_text("Recherche de ses autres rendez-vous")).to_be_hidden(timeout=60_000)
    looks.at(secretary, "handover, which")
    desk.get_by_role("button", name="Lire son code").click()
    looks.at(secretary, "handover, code")

    # Four letters of each word; a reader of codes would type an address and Enter in the same place.
    expect(desk.get_by_label("Code du patient")).to_be_focused()
    secretary.keyboard.type(" ".join(word[:4] for word in words))
    secretary.keyboard.press("Enter")
    expect(desk.get_by_text(f"{patient.family} {patient.given}")).to_have_count(2)
    expect(desk.get_by_role("button", name="Proposer au patient")).to_be_disabled()
    desk.get_by_role("checkbox", name="J’ai vu une pièce d’identité").check()
    looks.at(secretary, "handover, identity")
    desk.get_by_role("button", name="Proposer au patient").click()
    return desk


def test_a_proposal_that_is_refused_moves_nothing(house: House, secretary: Page, axe: Path, looks: Looks) -> None:
    patient = telephone(secretary)
    phone = at_the_counter(house, axe, looks)
    phone.get_by_label("Prénom").fill("Ysolde")
    phone.get_by_label("Nom", exact=True).fill(patient.family)
    phone.get_by_role("button", name="Montrer le code").click()
    phone.get_by_text("Le cabinet ne peut pas viser le code").click()
    address = phone.get_by_text(f"{house.app}/#/counter/").inner_text()
    select(secretary, patient)
    secretary.get_by_role("button", name="Remettre à un nouveau compte").click()
    secretary.get_by_role("button", name="Lire son code").click()
    secretary.keyboard.type(f"{address}\n")
    secretary.get_by_role("checkbox", name="J’ai vu une pièce d’identité").check()
    secretary.get_by_role("button", name="Proposer au patient").click()
    phone.get_by_role("button", name="Refuser").click()
    expect(secretary.get_by_text("Ce code a servi, ou ses cinq minutes sont passées.")).to_be_visible()
    secretary.get_by_role("dialog").get_by_role("button", name="Fermer").click()
    expect(cell(secretary, patient.family)).to_have_count(1)

    # The address, opened by whoever aims a telephone at it, says whom it is for.
    stranger = house.profile(PHONE).new_page()
    stranger.goto(address)
    expect(stranger.get_by_text("Ce code s’adresse au cabinet")).to_be_visible()
    assert looks.found == []


def test_a_code_on_paper_brings_a_visit_into_an_account(house: House, secretary: Page, axe: Path, looks: Looks) -> None:
    patient = telephone(secretary)
    select(secretary, patient)
    secretary.get_by_role("link", name="Imprimer le code").click()
    paper = secretary.get_by_role("article")
    expect(paper.get_by_role("img", name="Code du rendez-vous")).to_be_visible()
    expect(paper).not_to_contain_text(patient.family)
    looks.at(secretary, "slip")
    words = [line.split()[-1] for line in paper.get_by_role("list").get_by_role("listitem").all_inner_texts()]
    assert len(words) == 12

    # Signing up comes in between, and the code is not lost over it.
    context = house.profile(PHONE)
    context.add_init_script(path=axe)
    phone = context.new_page()
    phone.goto(f"{house.app}/#/claim")
    phone.get_by_role("link", name="Créer un compte").click()
    open_account(house, phone, patient.email)
    phone.get_by_role("button", name="Reprendre mon rendez-vous").click()
    phone.get_by_label("Code du papier").fill("un deux trois")
    phone.get_by_role("button", name="Chercher ce rendez-vous").click()
    expect(phone.get_by_text("Ce code n’est pas reconnu ici.")).to_be_visible()
    looks.at(phone, "claim")
    phone.get_by_label("Code du papier").fill(" ".join(words))
    phone.get_by_role("button", name="Chercher ce rendez-vous").click()
    expect(phone.get_by_role("heading", name="Est-ce bien votre rendez-vous ?")).to_be_visible()
    looks.at(phone, "claim, found")
    phone.get_by_role("button", name="Ajouter à mes rendez-vous").click()
    expect(phone.get_by_text("Le rendez-vous est dans votre compte.")).to_be_visible()
    expect(phone.get_by_role("heading", name="Historique")).to_be_visible()
    assert "/claim" not in phone.url

    phone.goto(f"{house.app}/#/claim")
    phone.get_by_label("Code du papier").fill(" ".join(words))
    phone.get_by_role("button", name="Chercher ce rendez-vous").click()
    expect(phone.get_by_text("Ce code a déjà servi")).to_be_visible()
    secretary.get_by_role("link", name="Revenir à l’agenda").click()
    expect(cell(secretary, patient.family)).to_have_count(1)
    cell(secretary, patient.family).click()
    expect(secretary.get_by_role("link", name="Imprimer le code")).to_have_count(0)
    assert looks.found == []


@pytest.fixture
def seeing(installation: Settings, browser: Browser, chromium: str, tmp_path: Path) -> Generator[tuple[House, Path]]:
    """A house whose browsers have a camera, and the film that it shows."""
    film = tmp_path / "film.y4m"
    options = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    options.append(f"--use-file-for-fake-video-capture={film}")
    with (
        browser.browser_type.launch(executable_path=chromium, args=options) as launched,
        visited(House(installation, launched, tmp_path)) as opened,
    ):
        yield opened, film


def test_a_camera_reads_the_code(seeing: tuple[House, Path], secretary: Page) -> None:
    house, film = seeing
    patient = telephone(secretary)
    select(secretary, patient)
    secretary.get_by_role("link", name="Imprimer le code").click()
    drawing = secretary.get_by_role("img", name="Code du rendez-vous").locator("path").get_attribute("d")
    film.write_bytes(film_of(drawing or ""))

    phone = house.profile(PHONE).new_page()
    phone.goto(f"{house.app}/#/sign-up?next=%23%2Fclaim")
    open_account(house, phone, patient.email)
    phone.get_by_role("button", name="Reprendre mon rendez-vous").click()
    phone.get_by_role("button", name="Ouvrir la caméra").click()
    expect(phone.get_by_role("heading", name="Est-ce bien votre rendez-vous ?")).to_be_visible()


def turn(page: Page, weeks: int) -> None:
    """To a week that the demonstration left empty."""
    for _ in range(weeks):
        page.get_by_role("button", name="Semaine suivante").click()
    expect(agenda(page).locator("[aria-busy=true]")).to_have_count(0)


def telephone(page: Page) -> Patient:
    """Somebody whom the desk has booked, in a week that other journeys leave alone."""
    patient = new_patient("Ysolde")
    turn(page, 3)
    free(page, "Libre").last.click()
    page.get_by_role("combobox", name="Patient").fill(f"{patient.family}, Ysolde")
    # As long as one place of the agenda, so that the one before it stays free.
    page.get_by_role("combobox", name="Motif").select_option(label="Vaccination")
    page.get_by_role("button", name="Enregistrer le rendez-vous").click()
    expect(cell(page, patient.family)).to_be_visible()
    return patient


def book_and_lose(house: House, patient: Patient, doctor: Person) -> None:
    """An account with a visit; nobody keeps its words, and its browser is thrown away."""
    page = house.profile().new_page()
    page.goto(f"{house.app}/#/sign-up")
    open_account(house, page, patient.email)
    page.get_by_role("button", name="Terminer").click()
    book_vaccination(page, patient, doctor.name)
    page.close()


def at_the_counter(house: House, axe: Path, looks: Looks) -> Page:
    """A new account on a telephone, at the page for the counter."""
    context = house.profile(PHONE)
    context.add_init_script(path=axe)
    phone = context.new_page()
    phone.goto(f"{house.app}/#/sign-up?next=%23%2Fappointments")
    open_account(house, phone, new_patient().email)
    phone.get_by_role("button", name="Reprendre mon rendez-vous").click()
    expect(phone.get_by_role("heading", name="Aucun rendez-vous à venir")).to_be_visible()
    looks.at(phone, "appointments, none")
    phone.get_by_role("link", name="Retrouver mes rendez-vous au guichet").click()
    expect(phone.get_by_role("heading", name="Au guichet d’un cabinet")).to_be_visible()
    return phone


def select(page: Page, patient: Patient) -> None:
    """Their visit beside the days."""
    expect(agenda(page).locator("[aria-busy=true]")).to_have_count(0)
    cell(page, patient.family).click()


def film_of(drawing: str) -> bytes:
    """A film of one picture: the code as it is drawn on the page, large enough for a camera."""
    dark = {(int(x), int(y)) for x, y in DARK_MODULE.findall(drawing)}
    width, height = 640, 480
    size = max(max(x, y) for x, y in dark) + 5
    left, top = (width - size * MODULE) // 2, (height - size * MODULE) // 2
    rows = (
        bytes(16 if ((column - left) // MODULE, (line - top) // MODULE) in dark else 235 for column in range(width))
        for line in range(height)
    )
    frame = b"FRAME\n" + b"".join(rows) + bytes([128]) * (width * height // 2)
    return f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 5
