"""The officers' page in a browser: a ceremony, decisions by passkeys, a veto, the switch; and what the log tells."""

import re
import subprocess
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from serment import installation as one
from serment.configuration import CUSTODIAN_FILE, Settings
from serment.hands import program
from serment.verify.log import trust_of, verify_log
from serment_client.installation import load_installation

from ..started import temporary
from .conftest import House, visited
from .looking import problems
from .people import enter_new
from .test_ways import authenticator, leave

TOUCH = "Présenter ma clé d’accès"


@pytest.fixture(scope="module")
def custody(tmp_path_factory: pytest.TempPathFactory) -> Generator[Settings]:
    """An installation of its own, empty: nobody decides here yet."""
    # As a demonstration it lets one network ask often, and nobody fills it here.
    settings = temporary(tmp_path_factory.mktemp("custody"), demo=True)
    with one.running(settings, lambda _line: None):
        yield settings


@pytest.fixture
def office(custody: Settings, browser: Browser, tmp_path: Path) -> Generator[House]:
    """Browsers to enter with."""
    with visited(House(custody, browser, tmp_path)) as opened:
        yield opened


def command(custody: Settings, *words: str) -> str:
    """What a command of the custodian prints."""
    file = custody.home.custodian / CUSTODIAN_FILE
    line = [program("serment-custodian"), *words, "--config", str(file)]
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


class Officer:
    """Somebody with a browser and an authenticator of their own."""

    def __init__(self, office: House, custody: Settings, name: str, stack: ExitStack, axe: Path | None = None) -> None:
        context = office.profile()
        if axe is not None:
            context.add_init_script(path=axe)
        self.name = name
        self.page: Page = context.new_page()
        stack.enter_context(authenticator(self.page, prf=False))
        self._custody = custody

    def come(self) -> None:
        """Open the invitation's link, and make a passkey."""
        self.page.goto(command(self._custody, "officers", "invite", "--name", self.name).splitlines()[0])
        expect(self.page.get_by_text(f"{self.name}, faites votre clé")).to_be_visible()

    def make_passkey(self) -> None:
        self.page.get_by_label("Nom de la clé").fill("Clé bleue")
        self.page.get_by_role("button", name="Faire ma clé d’accès").click()

    def sign_in(self) -> None:
        self.page.goto(f"{self._custody.origins.custodian}/officers")
        self.page.get_by_role("button", name=TOUCH).click()
        expect(self.page.get_by_role("heading", name="À décider")).to_be_visible()

    def waiting(self, text: str) -> Locator:
        """What waits for a decision."""
        return self.page.locator(".card").filter(has_text=text)

    def approve(self, text: str) -> None:
        self.waiting(text).get_by_role("button", name="Approuver").click()

    def expect_settled(self, text: str) -> None:
        settled = self.page.locator("#settled")
        if not settled.evaluate("one => one.open"):
            settled.locator("summary").click()
        expect(settled.get_by_role("listitem").filter(has_text=text).first).to_be_visible()


def test_officers_decide(office: House, custody: Settings, axe: Path) -> None:
    found: list[str] = []
    with ExitStack() as stack:
        ada, basile, clemence = (Officer(office, custody, name, stack, axe) for name in ("Ada", "Basile", "Clémence"))
        for officer in (ada, basile):
            officer.come()
            found += problems(officer.page, "invitation")
            officer.make_passkey()
            expect(officer.page.get_by_text("vous êtes officier")).to_be_visible()
        ada.page.goto(f"{office.custodian}/officers")
        found += problems(ada.page, "outside")
        ada.sign_in()

        found += change_language(ada.page, office)

        # A drill: asked by one, done once both have approved.
        ada.page.get_by_role("button", name="Demander un exercice").click()
        found += problems(ada.page, "dialog")
        ada.page.get_by_role("dialog").get_by_role("button", name="Le demander").click()
        ada.approve("Un exercice")
        expect(ada.waiting("Un exercice").get_by_text("Vous l’avez approuvé.")).to_be_visible()
        basile.sign_in()
        basile.approve("Un exercice")
        expect(basile.waiting("Un exercice")).to_have_count(0)
        basile.expect_settled("fait Un exercice")

        # A candidate: the mark is the same on both screens; the delay runs; a veto ends it.
        clemence.come()
        clemence.make_passkey()
        mark = clemence.page.locator(".mark b").inner_text().replace(" ", "")
        ada.sign_in()
        expect(ada.waiting("Clémence")).to_contain_text(mark)
        ada.approve("Clémence")
        expect(ada.waiting("Clémence").get_by_text("Vous l’avez approuvé.")).to_be_visible()
        basile.sign_in()
        basile.approve("Clémence")
        expect(basile.waiting("Clémence")).to_contain_text(re.compile(r"Sera fait dans 24\sheures, sauf veto"))
        found += problems(basile.page, "queue")
        clemence.page.goto(f"{office.custodian}/officers")
        clemence.page.get_by_role("button", name=TOUCH).click()
        expect(clemence.page.get_by_role("alert")).to_contain_text("ne parle pour aucun officier")
        basile.waiting("Clémence").get_by_role("button", name="Opposer mon veto").click()
        expect(basile.page.get_by_role("dialog")).to_contain_text("La décision s’arrête là")
        basile.page.get_by_role("dialog").get_by_role("button", name="Opposer mon veto").click()
        basile.expect_settled("veto Admettre Clémence")
        expect(basile.page.get_by_role("table")).to_contain_text("admettre un officier")

        stop_and_go_on(office, ada, basile)
        found += problems(ada.page, "afterwards")
    assert found == []
    found_installation, _ = load_installation(custody.origins.app)
    report = verify_log(f"{custody.origins.custodian}/v1/log", trust_of(found_installation))
    assert report.ok, report.findings
    assert report.records["custodian_act"] == 17


def change_language(page: Page, office: House) -> list[str]:
    """There and back, and nobody is signed out."""
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="To decide")).to_be_visible()
    assert page.url == f"{office.custodian}/officers/en"
    assert page.title() == "The custodian’s officers · Serment"
    assert page.locator("html").get_attribute("lang") == "en"
    found = problems(page, "in English")
    page.get_by_role("link", name="Français").click()
    expect(page.get_by_role("heading", name="À décider")).to_be_visible()
    return found


def stop_and_go_on(office: House, ada: Officer, basile: Officer) -> None:
    """One officer stops; a patient reads what still works, and finds that it does; two let go on."""
    patient = enter_new(office)
    leave(patient.page)
    basile.sign_in()
    basile.page.get_by_role("button", name="Tout arrêter").click()
    basile.page.get_by_role("dialog").get_by_role("button", name="Tout arrêter").click()
    expect(basile.page.get_by_text("Arrêté depuis")).to_be_visible()

    page = patient.page
    page.goto(f"{office.app}/#/keys")
    page.get_by_label("Adresse e-mail").fill(patient.email)
    page.get_by_role("button", name="Recevoir un code").click()
    expect(page.get_by_role("alert")).to_contain_text("votre kit de papier ouvrent toujours")
    page.get_by_role("button", name="Entrer avec mon kit de papier").click()
    page.get_by_label("Les douze mots").fill(patient.kit)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page.get_by_role("heading", name="Mes clés")).to_be_visible()

    basile.page.get_by_role("button", name="Demander la reprise").click()
    basile.page.get_by_role("dialog").get_by_role("button", name="Le demander").click()
    basile.approve("Reprendre")
    expect(basile.waiting("Reprendre").get_by_text("Vous l’avez approuvé.")).to_be_visible()
    ada.sign_in()
    ada.approve("Reprendre")
    expect(ada.page.get_by_text("En service")).to_be_visible()


def test_everything_is_done_by_keyboard(office: House, custody: Settings) -> None:
    with ExitStack() as stack:
        visitor = Officer(office, custody, "Nemo", stack)
        visitor.page.goto(f"{office.custodian}/officers/fr")
        expect(visitor.page.get_by_role("button", name=TOUCH)).to_be_visible()
        press_until(visitor.page, TOUCH)
        visitor.page.keyboard.press("Enter")
        # No passkey is here; the button keeps the focus, so that a second try takes one key.
        expect(visitor.page.get_by_role("alert")).to_contain_text("Aucune clé d’accès n’a été présentée")
        expect(visitor.page.get_by_role("button", name=TOUCH)).to_be_focused()


def press_until(page: Page, name: str) -> None:
    """Go by Tab to what has this name."""
    for _ in range(20):
        page.keyboard.press("Tab")
        focused: Any = page.evaluate("document.activeElement.textContent")
        if focused == name:
            return
    pytest.fail(f"Tab does not come to {name}")
