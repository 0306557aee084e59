"""Keys of a practice, as its people meet them: a clinical note that the desk cannot open, and keys that change under a
patient about to book.
"""

import re
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from serment.demo.record import Person

from .conftest import House
from .people import agenda, fill_person, go_to_work, new_patient, open_account, pick_motive, take_time

SECONDS = 20_000
"""Within which a change shows at the other desk."""
VISIT = re.compile(r", \d+\smin, ")


class Colleagues(NamedTuple):
    """A practitioner who is an officer, and a secretary."""

    doctor: Page
    secretary: Page


@pytest.fixture(scope="module")
def colleagues(open_house: House, cast: dict[str, Person]) -> Colleagues:
    return Colleagues(*(go_to_work(open_house, cast[who]) for who in ("medecin.lyon", "secretariat.lyon")))


def open_first_visit(page: Page) -> None:
    """The first visit of the week that is shown."""
    page.get_by_role("link", name="Agenda", exact=True).click()
    agenda(page).get_by_role("gridcell", name=VISIT).first.click()


def change_keys(page: Page, press: str, confirm: str = "") -> None:
    """On the page of the team, until it tells of another set of keys."""
    page.get_by_role("link", name="Équipe", exact=True).click()
    number = page.get_by_text("jeu de clés n°")
    before = number.inner_text()
    page.get_by_role("button", name=re.compile(press)).first.click()
    if confirm:
        page.get_by_role("dialog").get_by_role("button", name=confirm, exact=True).click()
    expect(number).not_to_have_text(before, timeout=SECONDS)


def test_a_clinical_note_opens_to_the_desk_by_a_grant_alone(colleagues: Colleagues) -> None:
    doctor, secretary = colleagues
    open_first_visit(doctor)
    doctor.get_by_label("Ce que note le praticien").fill("Toux sèche depuis huit jours")
    doctor.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(doctor.get_by_role("status").filter(has_text="Note clinique enregistrée.")).to_be_visible()

    open_first_visit(secretary)
    expect(secretary.get_by_text("des clés que vous n’avez pas")).to_be_visible()
    expect(secretary.get_by_label("Ce que note le praticien")).to_have_count(0)

    change_keys(doctor, "^Ouvrir les notes cliniques à", "Donner l’accès")
    # The open agenda takes up the new keys by itself.
    noted = secretary.get_by_label("Ce que note le praticien")
    expect(noted).to_have_value("Toux sèche depuis huit jours", timeout=SECONDS)

    change_keys(doctor, "^Fermer les notes cliniques à", "Retirer l’accès")
    expect(noted).to_have_count(0, timeout=SECONDS)
    expect(secretary.get_by_text("des clés que vous n’avez pas")).to_be_visible()


def test_keys_that_change_under_a_patient_cost_nothing(
    colleagues: Colleagues, open_house: House, cast: dict[str, Person]
) -> None:
    """The request is refused, sealed again and sent again with the same right: the patient notices nothing."""
    patient = new_patient("Aliénor")
    page = open_house.profile().new_page()
    page.goto(f"{open_house.app}/#/sign-up")
    open_account(open_house, page, patient.email)
    page.get_by_role("button", name="Terminer").click()
    page.get_by_role("link", name="Chercher", exact=True).first.click()
    name = cast["medecin.lyon"].name.removeprefix("Dr ")
    page.get_by_role("combobox", name="Qui, ou quoi ?").press_sequentially(name)
    page.get_by_role("option", name=name).click()
    page.get_by_role("link", name="Prendre rendez-vous").click()
    pick_motive(page, "Vaccination")
    take_time(page)
    fill_person(page, patient)

    change_keys(colleagues.doctor, "^Changer de clés maintenant$")
    sent: list[str] = []
    page.on(
        "request",
        lambda request: sent.append(request.post_data or "") if request.url.endswith("/v1/appointments") else None,
    )
    page.get_by_role("button", name="Confirmer le rendez-vous").click()
    expect(page.get_by_role("heading", name="Votre rendez-vous est pris")).to_be_visible()
    tokens = [re.search(r'"token":"([^"]+)"', body) for body in sent if body]
    assert len(tokens) == 2
    assert len({found.group(1) for found in tokens if found}) == 1
