"""The trust page, which anybody reads; and the console, where staff walks from a control to the signed measurement."""

import subprocess
import time
from collections.abc import Generator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from serment import installation as one
from serment.configuration import PLATFORM_FILE, Settings
from serment.hands import program
from serment.installation import temporary

from .conftest import House, visited
from .looking import problems
from .test_ways import authenticator

MEASURED_SECONDS = 60.0


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Generator[Settings]:
    """An installation of its own, empty."""
    settings = temporary(tmp_path_factory.mktemp("trust"), demo=True)
    with one.running(settings, lambda _line: None):
        yield settings


@pytest.fixture
def house(fresh: Settings, browser: Browser, tmp_path: Path) -> Generator[House]:
    """Browsers to enter with."""
    with visited(House(fresh, browser, tmp_path)) as opened:
        yield opened


def test_trust_page(house: House, axe: Path) -> None:
    context = house.profile()
    context.add_init_script(path=axe)
    page = context.new_page()
    page.goto(f"{house.app}/#/privacy")
    page.get_by_role("link", name="L’état mesuré en ce moment").click()
    expect(page.get_by_role("heading", name="Confiance")).to_be_visible()

    # Nothing is green that was not measured, and no certificate comes with the software.
    page.get_by_text("contrôles, un par un").first.click()
    checks = page.get_by_role("table", name="Plateforme")
    expect(checks.get_by_role("row").filter(has_text="C25")).to_contain_text("non mesuré, ou trop ancien")
    expect(page.get_by_text("Aucun. L’exploitant")).to_be_visible()
    expect(page.get_by_text("rien ne peut être déclaré")).to_be_visible()
    # Both logs, and both newest days of evidence, verified by this browser.
    expect(page.get_by_text("Signé par le journal. Contresigné par 1 des témoins")).to_have_count(2)
    expect(page.get_by_text("a retrouvé cette empreinte dans le journal")).to_have_count(2)
    found = problems(page, "trust")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Live checks")).to_be_visible()
    assert found + problems(page, "trust in English") == []


def invitation(fresh: Settings, *words: str) -> str:
    """A link to the console."""
    file = fresh.home.platform / PLATFORM_FILE
    line = [program("serment-platform"), "staff", "--config", str(file), "invite", *words]
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[0]


def wait_until_measured(house: House, check: str) -> None:
    """A service that has just begun measures one thing after the other."""
    until = time.monotonic() + MEASURED_SECONDS
    while time.monotonic() < until:
        shown = httpx.get(f"{house.platform}/v1/trust/checks", trust_env=False).json()["checks"]
        if any(each["check"] == check and each["at"] for each in shown):
            return
        time.sleep(0.5)
    pytest.fail(f"{check} was not measured")


def test_console(house: House, fresh: Settings, axe: Path) -> None:
    """Somebody is invited, makes a passkey, and walks from a control to the signed measurement in three clicks."""
    wait_until_measured(house, "C03")
    context = house.profile()
    context.add_init_script(path=axe)
    page = context.new_page()
    with authenticator(page, prf=False):
        page.goto(invitation(fresh, "--name", "Sofia Blanc", "--role", "security_officer"))
        expect(page.get_by_role("heading", name="Sofia Blanc, faites votre clé")).to_be_visible()
        found = problems(page, "join")
        page.get_by_label("Nom de la clé").fill("Clé bleue")
        page.get_by_role("button", name="Faire ma clé d’accès").click()
        page.get_by_role("link", name="Console").click()
        found += problems(page, "outside")
        page.get_by_role("button", name="Entrer avec ma clé d’accès").click()
        expect(page.get_by_role("heading", name="Tableau de contrôle")).to_be_visible()
        found += problems(page, "board")

        page.get_by_role("link", name="A.5.12", exact=True).click()
        expect(page.get_by_role("table")).to_be_visible()
        found += problems(page, "control")
        page.get_by_role("link", name="Chaque colonne a sa classe").click()
        expect(page.get_by_role("img", name="90 jours")).to_be_visible()
        found += problems(page, "check")
        page.get_by_role("link", name="Preuve n°").first.click()
        expect(page.get_by_text("Signé par la clé de preuves n° 1")).to_be_visible()
        expect(page.get_by_text("Le jour n’est pas encore clos")).to_be_visible()
        found += problems(page, "record")

        page.get_by_role("link", name="Registres").click()
        page.get_by_role("link", name="Déclaration d").click()
        page.get_by_role("link", name="A.8.24", exact=True).click()
        expect(page.get_by_role("table", name="Versions")).to_be_visible()
        found += problems(page, "row")
        for name in ("Échéances", "Demandes d’autorités"):
            page.get_by_role("link", name=name).click()
            expect(page.get_by_role("heading", name=name)).to_be_visible()
            found += problems(page, name)
        page.get_by_role("button", name="Se déconnecter").click()
        expect(page.get_by_role("button", name="Entrer avec ma clé d’accès")).to_be_visible()
    assert found == []
