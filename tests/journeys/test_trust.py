"""The trust page, which anybody reads; and the console: an auditor walks from a control to the signed measurement, and
staff writes registers, decides about a request of an authority, and lets colleagues in.
"""

import subprocess
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from serment import installation as one
from serment.configuration import PLATFORM_FILE, Settings
from serment.drill.office import Colleague, Office, confirm, open_office
from serment.drill.scenes import PAPER, Playing, order, receive
from serment.hands import program
from serment.installation import temporary

from .conftest import House, visited
from .looking import problems
from .test_ways import Device, authenticator

PATIENCE_SECONDS = 60.0
SCOPE: dict[str, Any] = {"practice": "ab" * 16, "first": "2026-12-01", "last": "2026-12-04", "appointments": []}


def commanded(fresh: Settings, command: str, *words: str) -> str:
    """What a command of the platform says."""
    file = fresh.home.platform / PLATFORM_FILE
    line = [program("serment-platform"), command, "--config", str(file), *words]
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Generator[Settings]:
    """An installation of its own, empty."""
    settings = temporary(tmp_path_factory.mktemp("trust"), demo=True)
    with one.running(settings, lambda _line: None):
        commanded(settings, "checks", "--run", "C26")
        wait_until_shown(settings, "C26")
        yield settings


def wait_until_shown(fresh: Settings, check: str) -> None:
    """The board is read once in a while, and a check of our own front door may have read it just before."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        told = httpx.get(f"{fresh.origins.platform}/v1/trust/checks", trust_env=False).json()["checks"]
        if any(each["check"] == check and each["at"] for each in told):
            return
        time.sleep(0.2)
    pytest.fail(f"{check} was measured, and the board does not say so.")


@pytest.fixture(scope="module")
def office(fresh: Settings) -> Generator[Office]:
    """Colleagues with passkeys in software, who were there first."""
    file = fresh.home.platform / PLATFORM_FILE
    with httpx.Client(base_url=fresh.origins.platform, trust_env=False, timeout=60) as http:
        # A browser's loop runs in this thread.
        with ThreadPoolExecutor(1) as aside:
            opened = aside.submit(open_office, file, http, fresh.origins.app).result()
        yield opened


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
    expect(page.get_by_text("contrôles, un par un")).to_have_count(2)
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
    return commanded(fresh, "staff", "invite", *words).splitlines()[0]


@contextmanager
def entered(house: House, fresh: Settings, axe: Path, name: str, *words: str) -> Generator[tuple[Page, Device]]:
    """Somebody who was invited makes a passkey; if they may begin at once, they are in."""
    context = house.profile()
    context.add_init_script(path=axe)
    page = context.new_page()
    with authenticator(page, prf=False) as device:
        page.goto(invitation(fresh, "--name", name, *words))
        page.get_by_label("Nom de la clé").fill("Clé bleue")
        page.get_by_role("button", name="Faire ma clé d’accès").click()
        expect(page.get_by_text("Votre clé est faite")).to_be_visible()
        yield page, device


def enter(page: Page, house: House) -> None:
    """Show the passkey."""
    page.goto(f"{house.app}/#/console")
    page.get_by_role("button", name="Entrer avec ma clé d’accès").click()
    expect(page.get_by_role("navigation", name="Console")).to_be_visible()


def test_auditor(house: House, fresh: Settings, axe: Path) -> None:
    """An auditor of a period walks from A.8.24 to the signed measurement in three clicks, and writes nothing."""
    period = ("--from", "2026-01-01", "--to", "2099-12-31", "--until", "2099-12-31")
    with entered(house, fresh, axe, "Aude Legrand", "--role", "auditor", *period) as (page, _):
        found = problems(page, "join")
        page.goto(f"{house.app}/#/console")
        found += problems(page, "outside")
        enter(page, house)
        expect(page.get_by_role("heading", name="Tableau de contrôle")).to_be_visible()
        found += problems(page, "board")

        # Three clicks.
        page.get_by_role("link", name="A.8.24", exact=True).click()
        page.get_by_role("row").filter(has_text="C26").get_by_role("link").click()
        page.get_by_role("link", name="Preuve n°").first.click()
        expect(page.get_by_text("Signé par la clé de preuves n° 1")).to_be_visible()
        expect(page.get_by_text("Le jour n’est pas encore clos")).to_be_visible()
        found += problems(page, "record")
        page.go_back()
        expect(page.get_by_role("img", name="90 jours")).to_be_visible()
        found += problems(page, "check")
        page.go_back()
        expect(page.get_by_role("table")).to_be_visible()
        found += problems(page, "control")

        page.get_by_role("link", name="Registres").click()
        page.get_by_role("link", name="Déclaration d").click()
        expect(page.get_by_role("link", name="Nouvelle ligne")).to_have_count(0)
        with page.expect_download() as coming:
            page.get_by_role("button", name="Télécharger le PDF").click()
        kept = coming.value
        assert (kept.suggested_filename, kept.path().read_bytes()[:5]) == ("control.pdf", b"%PDF-")
        found += problems(page, "register")
        page.get_by_role("link", name="A.8.24", exact=True).click()
        expect(page.get_by_role("table", name="Versions")).to_be_visible()
        expect(page.get_by_role("link", name="Modifier")).to_have_count(0)
        found += problems(page, "row")
        for name in ("Échéances", "Demandes d’autorités", "Collègues"):
            page.get_by_role("link", name=name).click()
            expect(page.get_by_role("heading", name=name)).to_be_visible()
            found += problems(page, name)
        page.get_by_role("button", name="Se déconnecter").click()
        expect(page.get_by_role("button", name="Entrer avec ma clé d’accès")).to_be_visible()
        assert found == []


def test_staff(house: House, fresh: Settings, office: Office, axe: Path) -> None:
    """Two colleagues: one lets the other begin, they write a register together, and sign a decision."""
    with (
        entered(house, fresh, axe, "Dino Costa", "--role", "director") as (dino, _),
        entered(house, fresh, axe, "Line Aubert", "--role", "legal") as (line, device),
    ):
        confirm(office["director"], staff_of(office["director"], "Dino Costa"))
        enter(dino, house)
        let_in(dino, line, device, house)
        write_together(dino, line, house)
        sign_together(dino, line, waiting(office))


def staff_of(somebody: Colleague, name: str) -> str:
    """By which number a colleague is known."""
    listed = somebody.ask("GET", "/staff").json()["staff"]
    return next(each["staff"] for each in listed if each["name"] == name)


def let_in(dino: Page, line: Page, device: Device, house: House) -> None:
    """One hears the other's mark and confirms; then each keeps a second passkey."""
    dino.get_by_role("link", name="Collègues").click()
    dino.get_by_role("row").filter(has_text="Line Aubert").get_by_role("button", name="Confirmer").click()
    dialog = dino.get_by_role("dialog", name="Confirmer Line Aubert ?")
    expect(dialog.locator(".mark")).to_have_text(line.locator(".mark").inner_text())
    found = problems(dino, "confirm")
    expect(dialog.get_by_role("button", name="Confirmer avec ma clé")).to_be_disabled()
    dialog.get_by_label("J’ai entendu ce repère").check()
    dialog.get_by_role("button", name="Confirmer avec ma clé").click()
    expect(dino.get_by_role("row").filter(has_text="Line Aubert")).to_contain_text("travaille ici")
    enter(line, house)
    line.get_by_role("link", name="Line Aubert").click()
    expect(line.get_by_role("row").filter(has_text="Clé bleue")).to_be_visible()
    another_passkey(line, device)
    found += problems(line, "own passkeys")
    line.get_by_role("button", name="Retirer « Clé de secours »").click()
    line.get_by_role("dialog").get_by_role("button", name="Retirer").click()
    expect(line.get_by_role("row").filter(has_text="Clé de secours")).to_have_count(0)
    assert found == []


def another_passkey(page: Page, first: Device) -> None:
    """Another device makes one; then the first vouches for it. A finger is on one of them at a time."""
    second = Device(first.session, prf=False, transport="usb")
    first.touched(always=False)
    asked: list[Route] = []

    def change_hands(route: Route) -> None:
        asked.append(route)
        second.touched(always=len(asked) == 1)
        first.touched(always=len(asked) > 1)
        route.continue_()

    page.route("**/v1/console/staff/challenges", change_hands)
    page.get_by_label("Nom de la clé").fill("Clé de secours")
    page.get_by_role("button", name="Ajouter une clé d’accès").click()
    expect(page.get_by_role("row").filter(has_text="Clé de secours")).to_be_visible()
    page.unroute_all()


def write_together(dino: Page, line: Page, house: House) -> None:
    """One writes; what is wrong stands beside its field; the other approves by their passkey, over what they read."""
    dino.get_by_role("link", name="Registres").click()
    expect(dino.get_by_role("row").filter(has_text="Déclaration d")).to_contain_text("93")
    found = problems(dino, "registers")
    dino.get_by_role("link", name="Documents").click()
    dino.get_by_role("link", name="Nouvelle ligne").click()
    dino.get_by_label("Intitulé").fill("Politique fictive")
    dino.get_by_role("button", name="Enregistrer").click()
    expect(dino.get_by_label("Version")).to_be_focused()
    expect(dino.get_by_text("Un champ obligatoire est vide")).to_have_count(4)
    found += problems(dino, "new row")
    dino.get_by_label("Version").fill("1")
    dino.get_by_label("Empreinte").fill("ab" * 32)
    dino.get_by_label("Responsable").select_option(label="direction")
    dino.get_by_label("À revoir le").fill("2030-01-01")
    dino.get_by_role("button", name="Enregistrer").click()
    expect(dino.get_by_role("table", name="Versions")).to_be_visible()
    row = dino.url.rpartition("#")[2]
    dino.get_by_role("button", name="Passer à « approuvé »").click()
    expect(dino.get_by_text("Il faut une seconde personne")).to_be_visible()
    dino.get_by_role("button", name="Annuler").click()

    line.goto(f"{house.app}/#{row}")
    line.get_by_role("button", name="Passer à « approuvé »").click()
    found += problems(line, "move")
    line.get_by_role("button", name="Signer avec ma clé d’accès").click()
    expect(line.get_by_role("row").filter(has_text="juriste")).to_contain_text("approuvé")
    assert found == []


def waiting(office: Office) -> str:
    """A request whose decision waits to be signed."""
    playing = Playing(office)
    receive(office, playing)
    playing.authenticate()
    playing.take("legal", "qualify", **order(scope=SCOPE))
    playing.take("legal", "tell_controller", proof=PAPER)
    playing.review()
    playing.take("security", "propose", outcome="comply", query={**SCOPE, "appointments": ["01" * 32]})
    assert playing.wrong == []
    return playing.request


def sign_together(dino: Page, line: Page, request: str) -> None:
    """The browser shows what it signs; the second signature approves, and the first may not be given twice."""
    for page in (dino, line):
        page.get_by_role("link", name="Demandes d’autorités").click()
        page.get_by_role("link", name=request[:8]).click()
        expect(page.get_by_role("heading", name="La décision à signer")).to_be_visible()
        expect(page.get_by_text("Remise : 1 rendez-vous du cabinet")).to_be_visible()
    found = problems(line, "request")
    line.get_by_role("button", name="Signer avec ma clé d’accès").click()
    expect(line.get_by_text("Vous avez signé ; il faut une autre personne.")).to_be_visible()
    dino.get_by_role("button", name="Signer avec ma clé d’accès").click()
    expect(dino.get_by_text("État : approuvée")).to_be_visible()
    # What cannot be undone is asked twice.
    dino.get_by_role("button", name="Refuser").click()
    expect(dino.get_by_text("Cela ne se défait pas.")).to_be_visible()
    dino.get_by_role("dialog").get_by_role("button", name="Refuser").click()
    expect(dino.get_by_text("Un champ obligatoire est vide")).to_be_visible()
    dino.get_by_label("Motif").select_option(label="autre")
    found += problems(dino, "refusing")
    dino.get_by_role("dialog").get_by_role("button", name="Refuser").click()
    expect(dino.get_by_text("État : refusée")).to_be_visible()

    line.get_by_role("link", name="Demandes d’autorités").first.click()
    line.get_by_role("link", name="Inscrire une demande").click()
    found += problems(line, "register")
    line.get_by_label("Comment elle est venue").select_option(label="courrier")
    line.get_by_label("Courrier").set_input_files(
        {"name": "lettre.pdf", "mimeType": "application/pdf", "buffer": b"fictif"}
    )
    line.get_by_role("button", name="Inscrire une demande").click()
    expect(line.get_by_text("État : reçue")).to_be_visible()
    line.get_by_role("button", name="Vérifier l’authenticité").click()
    line.get_by_role("dialog").get_by_role("button", name="Vérifier l’authenticité").click()
    expect(line.get_by_text("État : authenticité en cours")).to_be_visible()
    assert found == []
