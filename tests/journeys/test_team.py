"""A colleague comes and goes: invited by a link, admitted with new keys, and shut out of what is written afterwards."""

import re

from playwright.sync_api import Locator, Page, expect

from serment.demo.record import Person

from .conftest import House
from .people import agenda, go_to_work, new_patient, open_account

SECONDS = 30_000
WEEKS = 2


def test_a_colleague_comes_and_goes(house: House, cast: dict[str, Person]) -> None:
    dentist = go_to_work(house, cast["dentiste.nantes"])
    dentist.get_by_role("link", name="Équipe").click()
    dentist.get_by_role("button", name="Faire le lien").click()
    link = dentist.get_by_label("Lien d’invitation").input_value()

    colleague, name = house.profile().new_page(), f"Capucine {new_patient().family}"
    colleague.goto(link)
    colleague.get_by_role("link", name="Créer un compte").click()
    open_account(house, colleague, new_patient().email)
    colleague.get_by_role("button", name=re.compile("Terminer|Reprendre|Continuer")).click()
    colleague.get_by_label("Votre nom, tel que vos collègues le verront").fill(name)
    colleague.get_by_role("button", name="Répondre à l’invitation").click()
    expect(colleague.get_by_text("Votre réponse est partie.")).to_be_visible()

    dentist.get_by_role("listitem").filter(has_text=name).get_by_role("button", name="Admettre").click()
    expect(dentist.get_by_text(f"{name} fait partie du cabinet.")).to_be_visible(timeout=SECONDS)
    colleague.get_by_role("button", name="Suis-je admis ?").click()
    colleague.get_by_role("link", name="Ouvrir l’agenda").click()
    show_an_empty_week(colleague)
    before = take_a_visit(dentist, 0)
    expect(visit(colleague, before)).to_be_visible(timeout=SECONDS)

    dentist.get_by_role("link", name="Équipe").click()
    dentist.get_by_role("button", name=f"Retirer {name}").click()
    dentist.get_by_role("dialog").get_by_role("button", name="Retirer").click()
    expect(dentist.get_by_text(f"{name} ne fait plus partie du cabinet.")).to_be_visible(timeout=SECONDS)
    after = take_a_visit(dentist, -1)
    colleague.get_by_role("button", name="Semaine précédente").click()
    colleague.get_by_role("button", name="Semaine suivante").click()
    expect(colleague.get_by_role("status").get_by_text("Vous n’êtes pas membre de ce cabinet.")).to_be_visible()
    expect(visit(colleague, after)).to_have_count(0)


def show_an_empty_week(page: Page) -> None:
    """The demonstration fills only the next one."""
    page.get_by_role("button", name="Aujourd’hui").click()
    for _ in range(WEEKS):
        page.get_by_role("button", name="Semaine suivante").click()


def take_a_visit(page: Page, place: int) -> str:
    """By telephone, at the first or the last free place; the family name."""
    patient = new_patient()
    page.get_by_role("link", name="Agenda", exact=True).click()
    show_an_empty_week(page)
    agenda(page).get_by_role("gridcell", name=re.compile("^Libre")).nth(place).click()
    page.get_by_role("combobox", name="Patient").fill(f"{patient.family}, Ysolde")
    page.get_by_role("button", name="Enregistrer le rendez-vous").click()
    expect(visit(page, patient.family)).to_be_visible()
    return patient.family


def visit(page: Page, family: str) -> Locator:
    """Of this person, in the week that is shown."""
    return agenda(page).get_by_role("gridcell", name=family)
