"""A practice that asks for more than a passphrase: switched on by its officer, met by a colleague, lifted again."""

from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from serment import installation as one
from serment.configuration import Settings

from ..started import temporary
from .conftest import House, visited
from .looking import problems
from .people import AGENDA, agenda, receive_code, sign_in
from .test_way_back import Colleague, found
from .test_ways import add_passkey, authenticator, leave

SECONDS = 30_000
TEAM = "#/practice/team"
REFUSED = "Ce cabinet demande plus qu’une phrase de passe."


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Generator[Settings]:
    """An installation of its own."""
    settings = temporary(tmp_path_factory.mktemp("guarded"), demo=True)
    with one.running(settings, lambda _line: None):
        yield settings


@pytest.fixture
def house(guarded: Settings, browser: Browser, tmp_path: Path) -> Generator[House]:
    """Browsers to enter with."""
    with visited(House(guarded, browser, tmp_path)) as opened:
        yield opened


def test_a_practice_asks_for_more_than_a_passphrase(house: House, guarded: Settings, axe: Path) -> None:
    tilleul, camille = found(guarded, ("Camille Aubépine", False))
    page, looks = arrive(house, tilleul, TEAM, axe), list[str]()

    # Nobody shuts themselves out.
    page.get_by_role("button", name="Demander plus qu’une phrase de passe").click()
    expect(page.get_by_role("dialog")).to_contain_text("Vous seriez refusé vous-même.")
    expect(page.get_by_role("dialog").get_by_role("button", name="Le demander")).to_be_hidden()
    looks += problems(page, "refused to oneself")
    page.get_by_role("dialog").get_by_role("link", name="Mes clés").click()
    expect(page.get_by_text("rien n’est compté")).to_be_visible()
    looks += problems(page, "keys of staff")
    with authenticator(page, prf=True):
        add_passkey(page, "Mon téléphone")
        leave(page)
        page.goto(f"{house.app}/{TEAM}")
        expect(page.get_by_role("link", name="Équipe")).to_have_attribute("aria-current", "page")
        page.get_by_role("button", name="Entrer avec une clé d’accès").click()
        page.get_by_role("button", name="Demander plus qu’une phrase de passe").click()
        expect(page.get_by_role("dialog")).to_contain_text("Prévenez d’abord Camille Aubépine.")
        looks += problems(page, "asking for more")
        page.get_by_role("dialog").get_by_role("button", name="Le demander").click()
        expect(page.get_by_text("jamais avec une phrase de passe seule")).to_be_visible(timeout=SECONDS)
        looks += problems(page, "asked for more")

        meet(house, camille, axe, looks)

        # The colleague has nothing else; the officer lifts the rule.
        page.get_by_role("button", name="Ne plus le demander").click()
        expect(page.get_by_text("Une phrase de passe seule ouvre de nouveau le cabinet.")).to_be_visible(
            timeout=SECONDS
        )
    expect(agenda(arrive(house, camille, AGENDA))).to_be_visible()
    assert looks == []


def arrive(house: House, person: Colleague, place: str, script: Path | None = None) -> Page:
    """A browser that knows nothing, and somebody with their passphrase."""
    context = house.profile()
    if script is not None:
        context.add_init_script(path=script)
    page = context.new_page()
    page.goto(f"{house.app}/{place}")
    sign_in(house, page, person.email, person.passphrase)
    expect(page.get_by_role("heading", name="Se connecter")).to_be_hidden()
    return page


def sign_in_and_remember(house: House, page: Page, person: Colleague) -> None:
    """With the box ticked that has the browser remembered."""
    page.get_by_label("Code reçu par e-mail").fill(receive_code(house, page, person.email))
    page.get_by_label("Phrase de passe").fill(person.passphrase)
    page.get_by_label("Mémoriser ce navigateur").check()
    page.get_by_role("button", name="Se connecter", exact=True).click()


def meet(house: House, colleague: Colleague, axe: Path, looks: list[str]) -> None:
    """What a colleague meets who has a passphrase alone."""
    page = arrive(house, colleague, AGENDA, axe)
    expect(page.get_by_text(REFUSED)).to_be_visible()
    expect(agenda(page)).to_be_hidden()
    looks += problems(page, "refused")

    # What a passphrase adds would be worth no more.
    page.get_by_role("link", name="Mes clés").click()
    page.get_by_role("button", name="Mémoriser ce navigateur").click()
    expect(page.get_by_role("alert")).to_contain_text("demande plus qu’une phrase de passe")
    page.get_by_role("link", name="Agenda", exact=True).click()
    page.get_by_role("button", name="Entrer autrement").click()
    expect(page.get_by_role("heading", name="Se connecter")).to_be_visible()

    # Neither does the box beside the passphrase let anybody in.
    sign_in_and_remember(house, page, colleague)
    expect(page.get_by_text(REFUSED)).to_be_visible()


def test_a_passphrase_enters_where_the_browser_is_known(house: House, guarded: Settings) -> None:
    [tilleul] = found(guarded)
    page = arrive(house, tilleul, TEAM)
    page.get_by_role("link", name="Mes clés").click()
    page.get_by_role("button", name="Mémoriser ce navigateur").click()
    expect(page.get_by_text("Ce navigateur est mémorisé.")).to_be_visible()
    page.get_by_role("link", name="Équipe").click()
    page.get_by_role("button", name="Demander plus qu’une phrase de passe").click()
    page.get_by_role("dialog").get_by_role("button", name="Le demander").click()
    expect(page.get_by_text("jamais avec une phrase de passe seule")).to_be_visible(timeout=SECONDS)

    # The last way that is more than a passphrase stays.
    page.get_by_role("link", name="Mes clés").click()
    page.get_by_role("button", name="Retirer : Ce navigateur").click()
    page.get_by_role("dialog").get_by_role("button", name="Retirer", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("votre dernier moyen d’y entrer")

    # The passphrase, in the browser that is known.
    leave(page)
    page.goto(f"{house.app}/{AGENDA}")
    sign_in(house, page, tilleul.email, tilleul.passphrase)
    expect(agenda(page)).to_be_visible()
