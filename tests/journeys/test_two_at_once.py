"""Two patients want the same time: one gets it, the other a clear sentence and times that are really free."""

import re

from playwright.sync_api import Page, expect

from serment.demo.record import Person

from .conftest import House
from .people import CLOCK, fill_person, new_patient, open_account, pick_motive


def test_two_patients_want_the_same_time(house: House, cast: dict[str, Person]) -> None:
    first, second = house.profile().new_page(), house.profile().new_page()
    for page in (first, second):
        reach_the_last_look(house, page, cast["dentiste.nantes"])
    wanted, also = (page.get_by_role("complementary").get_by_text(CLOCK).inner_text() for page in (first, second))
    assert wanted == also

    # Both press before either has an answer.
    for page in (first, second):
        page.get_by_role("button", name="Confirmer le rendez-vous").dispatch_event("click")
    winner, loser = winner_and_loser(first, second)
    expect(winner.get_by_role("main").get_by_text(wanted).first).to_be_visible()

    told = loser.get_by_role("alert").filter(has_text="vient d’être prise")
    expect(told).to_contain_text("Rien n’a été réservé.")
    proposed = told.get_by_role("button", name=CLOCK)
    expect(proposed).to_have_count(3)
    taken = proposed.first.inner_text()
    assert taken != wanted
    proposed.first.click()
    loser.get_by_role("button", name="Confirmer le rendez-vous").click()
    expect(loser.get_by_role("heading", name="Votre rendez-vous est pris")).to_be_visible()
    expect(loser.get_by_role("main").get_by_text(taken, exact=False).first).to_be_visible()


def reach_the_last_look(house: House, page: Page, dentist: Person) -> None:
    """Somebody with an account of their own, about to confirm the last time that the page shows."""
    patient = new_patient()
    page.goto(f"{house.app}/#/sign-up")
    open_account(house, page, patient.email)
    page.get_by_role("button", name="Terminer").click()
    page.get_by_role("link", name="Chercher", exact=True).first.click()
    page.get_by_role("combobox", name="Qui, ou quoi ?").press_sequentially(dentist.name.removeprefix("Dr "))
    page.get_by_role("option", name=dentist.name.removeprefix("Dr ")).click()
    page.get_by_role("link", name="Prendre rendez-vous").click()
    pick_motive(page, "Douleur dentaire")
    page.get_by_role("group", name="Heures libres").get_by_role("button", name=CLOCK).last.click()
    fill_person(page, patient)


def winner_and_loser(one: Page, other: Page) -> tuple[Page, Page]:
    """Who got it, and who did not."""
    booked = "Votre rendez-vous est pris"
    for page in (one, other):
        expect(page.get_by_text(re.compile(f"{booked}|vient d’être prise"))).to_be_visible()
    return (one, other) if one.get_by_text(booked).is_visible() else (other, one)
