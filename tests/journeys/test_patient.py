"""The patient's main job: find, book, see it from another browser, move it, cancel it."""

import re
import time

from playwright.sync_api import Page, Route, expect

from serment import mailbox
from serment.demo.record import Person

from .conftest import House
from .people import (
    CLOCK,
    Patient,
    choose,
    fill_person,
    monday_after_next,
    new_patient,
    open_account,
    pick_motive,
    sign_in,
    take_time,
    times_from,
)

TIMES = "**/v1/times"
NUDGE_SECONDS = 90.0


def test_somebody_without_script_finds_the_way_into_the_app(house: House) -> None:
    page = house.profile(java_script_enabled=False).new_page()
    page.goto(house.platform)
    page.get_by_label("Profession ou spécialité").select_option(label="Médecin généraliste")
    page.get_by_label("Où").fill("Lyon")
    page.get_by_role("button", name="Rechercher").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lyon")
    assert re.fullmatch(rf"{house.platform}/recherche/[\w-]+", page.url)
    found = page.get_by_role("listitem").get_by_role("heading", level=2).all_inner_texts()
    page.get_by_role("listitem").get_by_role("heading", level=2).get_by_role("link").first.click()
    name = page.get_by_role("heading", level=1).inner_text()
    address = page.get_by_role("link", name="Prendre rendez-vous").get_attribute("href") or ""
    assert address.startswith(f"{house.app}/#/book/")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lyon")
    assert page.get_by_role("listitem").get_by_role("heading", level=2).all_inner_texts() == found

    with_script = house.profile().new_page()
    with_script.goto(address)
    expect(with_script.get_by_role("heading", level=1, name=f"Rendez-vous avec {name}")).to_be_visible()


def test_searching_in_the_app(house: House) -> None:
    page = house.profile().new_page()
    page.goto(house.app)
    choose(page, "Qui, ou quoi ?", "dermato", "Dermatologue")
    choose(page, "Où ?", "69003", "Lyon")
    page.get_by_role("button", name="Chercher").click()
    found = page.get_by_role("article")
    expect(page.get_by_role("heading", name=re.compile("praticiens? près de Lyon"))).to_be_visible()
    expect(found.first).to_contain_text("Dermatologue")

    page.get_by_label("Quand ?").select_option(label="À partir d’un jour")
    later = page.evaluate("new Date(Date.now() + 20 * 86400e3).toISOString().slice(0, 10)")
    page.get_by_label("À partir du").fill(later)
    page.get_by_role("button", name="Chercher").click()
    expect(found.first.get_by_role("group", name="Heures libres")).to_be_visible()
    assert "dermato" not in page.url.lower()


def test_a_day_asked_for_outlasts_the_times_that_were_under_way(house: House, cast: dict[str, Person]) -> None:
    page = house.profile().new_page()
    page.goto(house.app)
    name = cast["medecin.lyon"].name.removeprefix("Dr ")
    page.get_by_role("combobox", name="Qui, ou quoi ?").press_sequentially(name)
    page.get_by_role("option", name=name).click()
    expect(page.get_by_role("button", name=CLOCK).first).to_be_visible()
    page.get_by_role("link", name="Prendre rendez-vous").click()

    held: list[Route] = []
    page.route(TIMES, lambda route: route.fallback() if held else held.append(route))
    pick_motive(page, "Vaccination")
    day = monday_after_next(page)
    times = times_from(page, day)
    heard = times.first.get_attribute("aria-label")
    with page.expect_response(TIMES):
        held[0].fallback()
    page.evaluate("new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))")
    expect(page.get_by_label("À partir du")).to_have_value(day)
    expect(times.first).to_have_accessible_name(heard or "")


def test_the_main_job(house: House, cast: dict[str, Person]) -> None:
    doctor = cast["medecin.lyon"]
    patient = new_patient()
    page = house.profile().new_page()
    page.goto(house.app)
    page.get_by_role("combobox", name="Qui, ou quoi ?").press_sequentially(doctor.name.removeprefix("Dr "))
    page.get_by_role("option", name=doctor.name.removeprefix("Dr ")).click()
    expect(page.get_by_role("heading", level=1, name=doctor.name)).to_be_visible()
    expect(page.get_by_text("Personne ne lit les réservations")).to_be_hidden()
    page.get_by_role("link", name="Prendre rendez-vous").click()

    passphrase, kit = book(house, page, patient, "Certificat médical")
    moment = page.get_by_text(CLOCK).first.inner_text()
    page.get_by_role("link", name="Voir mes rendez-vous").click()
    expect_visit(page, moment, doctor, patient)

    # Another browser knows nothing; a new code and the passphrase bring everything there.
    elsewhere = house.profile().new_page()
    elsewhere.goto(f"{house.app}/#/appointments")
    sign_in(house, elsewhere, patient.email, passphrase)
    expect_visit(elsewhere, moment, doctor, patient)

    by_kit = house.profile().new_page()
    by_kit.goto(f"{house.app}/#/appointments")
    by_kit.get_by_role("button", name="Entrer avec mon kit de papier").click()
    by_kit.get_by_label("Les douze mots").fill(kit)
    by_kit.get_by_role("button", name="Se connecter").click()
    expect_visit(by_kit, moment, doctor, patient)

    wait_for_nudge(house, patient)

    moved = move(elsewhere)
    assert moved != moment
    cancel(by_kit)
    page.get_by_role("link", name="Chercher").click()
    page.get_by_role("link", name="Mes rendez-vous", exact=True).click()
    expect(page.get_by_text("Aucun rendez-vous à venir")).to_be_visible()
    page.get_by_text("Un rendez-vous passé ou annulé").click()
    expect(page.get_by_role("listitem").filter(has_text=doctor.name)).to_contain_text("Rendez-vous annulé")


def book(house: House, page: Page, patient: Patient, motive: str) -> tuple[str, str]:
    """Motive, time, an account opened on the way, the person, and the last look."""
    pick_motive(page, motive)
    take_time(page)
    page.get_by_role("link", name="Créer un compte").click()
    secrets = open_account(house, page, patient.email)
    expect(page.get_by_text("Votre kit vous ramènera")).to_be_visible()
    page.get_by_role("button", name="Reprendre mon rendez-vous").click()
    fill_person(page, patient)
    confirm = page.get_by_role("button", name="Confirmer le rendez-vous")
    expect(page.get_by_text("Ni par qui, ni pourquoi.")).to_be_visible()
    confirm.click()
    expect(page.get_by_role("heading", name="Votre rendez-vous est pris")).to_be_visible()
    return secrets


def expect_visit(page: Page, moment: str, doctor: Person, patient: Patient) -> None:
    expect(page.get_by_role("heading", name="Mes rendez-vous")).to_be_visible()
    for text in (moment, doctor.name, patient.name, "Certificat médical"):
        expect(page.get_by_role("main").get_by_text(text).first).to_be_visible()


def move(page: Page) -> str:
    """To the last time that is shown."""
    page.get_by_role("link", name="Déplacer").click()
    take_time(page)
    page.get_by_role("dialog").get_by_role("button", name="Déplacer", exact=True).click()
    expect(page.get_by_role("status").get_by_text("Déplacé :")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Déplacé")).to_contain_text("par vous")
    return page.get_by_text(CLOCK).first.inner_text()


def cancel(page: Page) -> None:
    page.get_by_role("link", name="Ouvrir").click()
    page.get_by_role("button", name="Annuler le rendez-vous").click()
    page.get_by_role("dialog").get_by_role("button", name="Annuler le rendez-vous").click()
    expect(page.get_by_role("heading", name="Rendez-vous annulé")).to_be_visible()


def wait_for_nudge(house: House, patient: Patient) -> None:
    """The mail that says something waits, and nothing else."""
    deadline = time.monotonic() + NUDGE_SECONDS
    while not (nudges := [mail for mail in mailbox.read(house.mail, patient.email) if "attend" in mail.text]):
        assert time.monotonic() < deadline, "no nudge came"
        time.sleep(0.2)
    [nudge] = nudges
    said = f"{nudge.subject}\n{nudge.text}"
    assert not re.search(r"docteur|Dr\b|certificat|\d+ ?h|Lyon|Coquelicot|Ondine|Essai", said, re.IGNORECASE), said
