"""Every page, for everybody: nothing serious to say for axe-core, no sideways scrolling at 360 px, light and dark."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from serment.demo.record import Person

from .conftest import House
from .looking import problems
from .people import agenda, choose, go_to_work, open_account, pick_motive, sign_in, take_time


@pytest.fixture
def visitor(house: House, axe: Path) -> Page:
    """A browser that can check its own pages."""
    context = house.profile()
    context.add_init_script(path=axe)
    return context.new_page()


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_public_site(house: House, visitor: Page, language: str) -> None:
    found: list[str] = []
    for path in ("/", "/comment-ca-marche", "/securite", "/no-such-page"):
        visitor.goto(f"{house.platform}{language}{path}")
        found += problems(visitor, path)
    visitor.goto(f"{house.platform}{language}/")
    visitor.locator("#place").fill("Lyon")
    visitor.locator("form.search button").click()
    visitor.wait_for_url("**/recherche/*")
    assert visitor.locator("html").get_attribute("lang") == (language[1:] or "fr")
    found += problems(visitor, "results")
    visitor.get_by_role("heading", level=2).get_by_role("link").first.click()
    visitor.wait_for_url("**/praticien/*")
    found += problems(visitor, "practitioner")
    assert found == []


def test_the_app_before_signing_in(house: House, visitor: Page) -> None:
    found: list[str] = []
    for path in ("sign-in", "sign-up", "practice/agenda", "elements", "app", "who-can-read", "privacy", "no-such-page"):
        visitor.goto(f"{house.app}/#/{path}")
        expect(visitor.get_by_role("heading", level=1).first).to_be_visible()
        found += problems(visitor, path)
    visitor.goto(house.app)
    expect(visitor.get_by_role("heading", level=1)).to_be_visible()
    found += problems(visitor, "home")
    choose(visitor, "Où ?", "Lyon", "Lyon")
    visitor.get_by_role("button", name="Chercher").click()
    expect(visitor.get_by_role("article").first).to_be_visible()
    found += problems(visitor, "results")
    visitor.set_viewport_size({"width": 1280, "height": 800})
    visitor.get_by_role("article").first.get_by_role("link").first.click()
    expect(visitor.get_by_role("heading", name="Prochaines heures libres")).to_be_visible()
    found += problems(visitor, "practitioner")
    assert found == []


def test_signing_up_and_booking(house: House, visitor: Page) -> None:
    """Each step of both, as it stands on the screen."""
    found: list[str] = []
    visitor.goto(f"{house.app}/#/sign-up")
    open_account(house, visitor, "pages@exemple.example", at_each=lambda step: found.extend(problems(visitor, step)))
    found += problems(visitor, "signed up")
    visitor.set_viewport_size({"width": 1280, "height": 800})
    visitor.get_by_role("button", name="Terminer").click()
    visitor.get_by_role("link", name="Chercher", exact=True).first.click()
    visitor.get_by_role("button", name="Chercher").click()
    visitor.get_by_role("article").first.get_by_role("link").first.click()
    visitor.get_by_role("link", name="Prendre rendez-vous").click()
    expect(visitor.get_by_role("radio").first).to_be_visible()
    found += problems(visitor, "motive")
    pick_motive(visitor, re.compile("."))
    visitor.set_viewport_size({"width": 1280, "height": 800})
    take_time(visitor)
    expect(visitor.get_by_label("Prénom")).to_be_visible()
    found += problems(visitor, "for whom")
    visitor.get_by_role("button", name="Continuer").last.click()
    found += problems(visitor, "for whom, with errors")
    assert found == []


def test_what_a_patient_keeps(house: House, visitor: Page, cast: dict[str, Person]) -> None:
    zoe = cast["zoe.myosotis"]
    visitor.goto(f"{house.app}/#/appointments")
    sign_in(house, visitor, zoe.email, zoe.passphrase)
    expect(visitor.get_by_role("heading", name="Le prochain")).to_be_visible()
    found = problems(visitor, "appointments")
    visitor.set_viewport_size({"width": 1280, "height": 800})
    visitor.get_by_role("link", name="Déplacer").click()
    expect(visitor.get_by_role("heading", name="Déplacer un rendez-vous")).to_be_visible()
    found += problems(visitor, "move")
    visitor.get_by_role("link", name="Garder l’heure actuelle").click()
    expect(visitor.get_by_role("heading", name="Historique")).to_be_visible()
    found += problems(visitor, "appointment")
    visitor.get_by_role("button", name="Annuler le rendez-vous").click()
    found += problems(visitor, "before cancelling")
    visitor.get_by_role("button", name="Le garder").click()
    visitor.set_viewport_size({"width": 1280, "height": 800})
    visitor.get_by_role("link", name="Mes clés").click()
    expect(visitor.get_by_role("heading", name="Entrer")).to_be_visible()
    found += problems(visitor, "keys")
    visitor.get_by_role("button", name="English").click()
    expect(visitor.get_by_role("heading", name="My keys")).to_be_visible()
    assert visitor.locator("html").get_attribute("lang") == "en"
    found += problems(visitor, "keys in English")
    assert found == []


def test_the_practice(house: House, axe: Path, cast: dict[str, Person]) -> None:
    page = go_to_work(house, cast["medecin.lyon"], script=axe)
    expect(agenda(page).locator("[aria-busy=true]")).to_have_count(0)
    found = problems(page, "agenda")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name="Semaine suivante").click()
    expect(agenda(page).locator("[aria-busy=true]")).to_have_count(0)
    for key, what in (("n", "new visit"), ("b", "absence"), ("f", "find"), ("?", "keys")):
        page.keyboard.press("Escape")
        page.keyboard.press(key)
        found += problems(page, what, "[role=grid]")
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1280, "height": 800})
    agenda(page).get_by_role("gridcell", name=re.compile(r", \d+\smin, ")).first.click()
    found += problems(page, "a visit", "[role=grid]")
    for link, heading in (("Réglages", "Réglages du cabinet"), ("Équipe", "Membres")):
        page.set_viewport_size({"width": 1280, "height": 800})
        page.get_by_role("link", name=link).click()
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        found += problems(page, heading)
    assert found == []
