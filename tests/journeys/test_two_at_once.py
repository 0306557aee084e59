"""Two patients want the same time: one gets it, the other a clear sentence and times that are really free."""

from playwright.sync_api import Locator, Page, expect

from serment.demo.record import Person

from .conftest import House
from .people import CLOCK, Patient, fill_person, new_patient, open_account, pick_motive


def test_two_patients_want_the_same_time(house: House, cast: dict[str, Person]) -> None:
    first, second = house.profile().new_page(), house.profile().new_page()
    patients = [reach_the_times(house, page, cast["dentiste.nantes"]) for page in (first, second)]
    times = [
        page.get_by_role("group", name="Heures libres").get_by_role("button", name=CLOCK) for page in (first, second)
    ]
    wanted = times[0].last.get_attribute("aria-label") or ""
    assert times[1].last.get_attribute("aria-label") == wanted

    # Whoever chose first has it while they type; the other is told before they type in vain.
    times[0].last.click()
    expect(first.get_by_role("complementary").get_by_text("Gardée pour vous jusqu’à")).to_be_visible()
    times[1].last.click()
    told = second.get_by_role("alert").filter(has_text="vient d’être prise")
    expect(told).to_contain_text("Rien n’a été réservé.")
    expect(second.get_by_role("button", name=wanted, exact=True)).to_be_hidden()
    expect(second.get_by_role("complementary").get_by_text("prise", exact=True)).to_be_visible()
    proposed = told.get_by_role("button", name=CLOCK)
    expect(proposed).to_have_count(3)
    other = proposed.first.inner_text()
    assert other != wanted
    # On a phone, too, they are told where they type, and keep what they have typed.
    second.set_viewport_size({"width": 360, "height": 740})
    second.get_by_label("Prénom").fill("Apolline")
    expect(told).to_be_visible()
    proposed.first.click()
    expect(told).to_be_hidden()
    expect(second.get_by_label("Prénom")).to_have_value("Apolline")
    second.set_viewport_size({"width": 1280, "height": 720})
    for page, patient, moment in ((second, patients[1], other), (first, patients[0], wanted)):
        fill_person(page, patient)
        page.get_by_role("button", name="Confirmer le rendez-vous").click()
        expect(page.get_by_role("heading", name="Votre rendez-vous est pris")).to_be_visible()
        expect(page.get_by_role("main").get_by_text(moment, exact=False).first).to_be_visible()


def reach_the_times(house: House, page: Page, dentist: Person) -> Patient:
    """Somebody with an account of their own, who looks at the times."""
    patient = new_patient()
    page.goto(f"{house.app}/#/sign-up")
    open_account(house, page, patient.email)
    page.get_by_role("button", name="Terminer").click()
    page.get_by_role("link", name="Chercher", exact=True).first.click()
    page.get_by_role("combobox", name="Qui, ou quoi ?").press_sequentially(dentist.name.removeprefix("Dr "))
    page.get_by_role("option", name=dentist.name.removeprefix("Dr ")).click()
    page.get_by_role("link", name="Prendre rendez-vous").click()
    pick_motive(page, "Douleur dentaire")
    expect(free(page).last).to_be_visible()
    return patient


def free(page: Page) -> Locator:
    """The times that can be chosen."""
    return page.get_by_role("group", name="Heures libres").get_by_role("button", name=CLOCK)
