"""The trust page, which anybody reads; the console: an auditor walks from a control to its signed measurement, staff
writes registers, decides about a request of an authority, and lets colleagues in; and the custodian's officers, who
answer an authority themselves.
"""

import json
import re
import shutil
import subprocess
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from serment import installation as one
from serment.configuration import CUSTODIAN_FILE, PLATFORM_FILE, Settings
from serment.drill.office import Colleague, Office, confirm, open_office
from serment.drill.scenes import PAPER, Playing, order, receive
from serment.hands import program

from ..started import temporary
from .conftest import House, visited
from .looking import problems
from .test_officers import Officer
from .test_ways import Device, authenticator

PATIENCE_SECONDS = 60.0
DOCUMENT = "a document"
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
    # In earnest a day passes between what officers decide and the deed.
    settings = temporary(tmp_path_factory.mktemp("trust"), demo=True)._replace(decision_seconds=0.0)
    with one.running(settings, lambda _line: None):
        commanded(settings, "checks", "--run", "C26")
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
        wait_until_shown(fresh, "C26")
        enter(page, house)
        expect(page.get_by_role("heading", name="Tableau de contrôle")).to_be_visible()
        find_a_control(page)
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


def find_a_control(page: Page) -> None:
    """By words and by state, with a count that is read aloud; nothing of it is in the address."""
    asked = page.get_by_role("searchbox", name="Chercher une mesure")
    count, rows = page.get_by_role("search").get_by_role("status"), page.get_by_role("table").get_by_role("row")
    asked.fill("C26 a.8.24")
    expect(count).to_have_text("Une mesure")
    expect(rows).to_have_count(2)
    # Which states there are depends on what was measured by now; after "all" comes one that there is.
    page.get_by_label("État").select_option(index=1)
    asked.fill("zzz")
    expect(count).to_have_text("Aucune mesure")
    assert page.url.endswith("#/console")
    page.get_by_role("button", name="Tout montrer").click()
    expect(page.get_by_role("link", name="A.8.24", exact=True)).to_be_visible()


def test_staff(house: House, fresh: Settings, office: Office, axe: Path) -> None:
    """Two colleagues: one lets the other begin, they write a register together, and sign a decision."""
    with (
        entered(house, fresh, axe, "Dino Costa", "--role", "director") as (dino, _),
        entered(house, fresh, axe, "Line Aubert", "--role", "legal") as (line, device),
    ):
        confirm(office["director"], staff_of(office["director"], "Dino Costa"))
        enter(dino, house)
        let_in(dino, line, device, house)
        invite(dino, line, house, axe)
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


def invite(dino: Page, line: Page, house: House, axe: Path) -> None:
    """By a link that is shown once: a guest comes at once, a director once another confirms; a third is taken back."""
    dino.get_by_role("link", name="Collègues").click()
    expect(dino.get_by_text("Aucun lien n’attend de réponse.")).to_be_visible()
    dino.get_by_text("Inviter quelqu’un").click()
    dino.get_by_role("button", name="Faire le lien avec ma clé d’accès").click()
    expect(dino.get_by_label("Nom", exact=True)).to_be_focused()
    found = problems(dino, "nobody invited")
    make_link(dino, "Aude Invitée", "auditeur extérieur", **{"Preuves à partir du": "2026-01-01"})
    expect(dino.get_by_text("Un auditeur extérieur est admis pour une période")).to_have_count(2)
    found += problems(dino, "a guest without an end")
    dino.get_by_label("Preuves jusqu’au").fill("2099-12-31")
    dino.get_by_label("Dernier jour d’accès").fill("2099-12-31")
    dino.get_by_role("button", name="Faire le lien avec ma clé d’accès").click()
    with arrived(house, axe, link_of(dino)) as guest:
        expect(guest.get_by_text("Vous pouvez entrer")).to_be_visible()
    waiting = dino.get_by_role("table", name="Invitations en attente")
    expect(waiting.get_by_role("row").filter(has_text="Aude Invitée")).to_contain_text("Dino Costa")
    found += problems(dino, "link")
    dino.get_by_role("button", name="Fait, je l’ai remis").click()
    dino.get_by_text("Inviter quelqu’un").click()
    make_link(dino, "Paule Roy", "direction")
    link = link_of(dino)
    dino.get_by_role("button", name="Fait, je l’ai remis").click()
    with arrived(house, axe, link) as page:
        let_begin(dino, line, page)
    take_back(dino)
    assert found + problems(dino, "taken back") == []


def make_link(page: Page, name: str, role: str, **days: str) -> None:
    """Ask for one."""
    page.get_by_label("Nom", exact=True).fill(name)
    page.get_by_role("group", name="Rôles").get_by_label(role).check()
    for label, day in days.items():
        page.get_by_label(label).fill(day)
    page.get_by_role("button", name="Faire le lien avec ma clé d’accès").click()


def link_of(page: Page) -> str:
    """It has the focus once it is there, and is there once."""
    shown = page.get_by_label("Lien", exact=True)
    expect(shown).to_be_focused()
    return shown.input_value()


@contextmanager
def arrived(house: House, axe: Path, link: str) -> Generator[Page]:
    """Whoever was invited makes a passkey."""
    context = house.profile()
    context.add_init_script(path=axe)
    page = context.new_page()
    with authenticator(page, prf=False):
        page.goto(link)
        page.get_by_label("Nom de la clé").fill("Clé bleue")
        page.get_by_role("button", name="Faire ma clé d’accès").click()
        expect(page.get_by_text("Votre clé est faite")).to_be_visible()
        yield page


def let_begin(dino: Page, line: Page, page: Page) -> None:
    """Whoever invited finds no button; the other colleague does."""
    dino.get_by_role("link", name="Registres").click()
    dino.get_by_role("link", name="Collègues").click()
    row = dino.get_by_role("row").filter(has_text="Paule Roy").first
    expect(row).to_contain_text("Qui a invité ne confirme pas")
    expect(row.get_by_role("button", name="Confirmer")).to_have_count(0)
    line.get_by_role("link", name="Collègues").click()
    line.get_by_role("row").filter(has_text="Paule Roy").get_by_role("button", name="Confirmer").click()
    dialog = line.get_by_role("dialog", name="Confirmer Paule Roy ?")
    expect(dialog.locator(".mark")).to_have_text(page.locator(".mark").inner_text())
    dialog.get_by_label("J’ai entendu ce repère").check()
    dialog.get_by_role("button", name="Confirmer avec ma clé").click()
    expect(line.get_by_role("row").filter(has_text="Paule Roy")).to_contain_text("travaille ici")


def take_back(page: Page) -> None:
    """A third link is void before anybody comes by it."""
    page.get_by_text("Inviter quelqu’un").click()
    make_link(page, "Inès Faux", "courrier")
    link_of(page)
    page.get_by_role("button", name="Fait, je l’ai remis").click()
    page.get_by_role("button", name="Retirer l’invitation pour Inès Faux").click()
    page.get_by_role("dialog").get_by_role("button", name="Signer avec ma clé d’accès").click()
    expect(page.get_by_text("Aucun lien n’attend de réponse.")).to_be_visible()


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
    line.get_by_label("La demande reçue").set_input_files(
        {"name": "lettre.pdf", "mimeType": "application/pdf", "buffer": b"fictif"}
    )
    line.get_by_role("button", name="Inscrire une demande").click()
    expect(line.get_by_text("État : reçue")).to_be_visible()
    line.get_by_role("button", name="Vérifier l’authenticité").click()
    line.get_by_role("dialog").get_by_role("button", name="Vérifier l’authenticité").click()
    expect(line.get_by_text("État : authenticité en cours")).to_be_visible()
    assert found == []


class Case:
    """A request of an authority on the officers' page, as one of them works on it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, request: str = "") -> None:
        """The list, or the request that is open there."""
        self.page.get_by_role("navigation").get_by_role("link", name="Demandes d’autorités").click()
        expect(self.page.get_by_role("heading", name="Demandes d’autorités")).to_be_visible()
        if request:
            self.page.get_by_role("link", name=f"Demande {request[:8]}").click()
            expect(self.page.get_by_role("heading", name="Journal")).to_be_visible()

    def take(self, act: str, state: str, **fields: str) -> None:
        """One step: a file where a document is asked for, the text of an option where one is chosen."""
        self.page.get_by_role("button", name=act, exact=True).click()
        dialog = self.page.get_by_role("dialog", name=act)
        for label, value in fields.items():
            self.fill(dialog.get_by_label(label, exact=True), value)
        dialog.get_by_role("button", name=act, exact=True).click()
        expect(dialog).to_have_count(0)
        expect(self.page.get_by_text(f"État : {state}")).to_be_visible()

    def fill(self, field: Locator, value: str) -> None:
        """As somebody would."""
        if value == DOCUMENT:
            field.set_input_files({"name": "note.pdf", "mimeType": "application/pdf", "buffer": b"fictif"})
        elif field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)


def test_officers_answer_an_authority(house: House, fresh: Settings, axe: Path, tmp_path: Path) -> None:
    """A letter comes to the custodian: three officers, each by their passkey, from the empty list to the answer."""
    with ExitStack() as stack:
        ada, basile, clemence = three_officers(house, fresh, stack, axe)
        mine, found = Case(ada.page), list[str]()
        mine.open()
        expect(ada.page.get_by_text("Aucune demande. Quand un courrier arrive")).to_be_visible()
        found += problems(ada.page, "no request")
        request = authentic(mine, Case(basile.page))
        propose(mine, found)
        found += sign_all(mine, basile, clemence, request)
        folder = build(fresh, request, tmp_path)
        hand_over(mine, request, folder, found)
        assert found == []


def three_officers(house: House, fresh: Settings, stack: ExitStack, axe: Path) -> list[Officer]:
    """Two of the ceremony, and a third whom they admit."""
    people = [Officer(house, fresh, name, stack, axe) for name in ("Ada", "Basile", "Clémence")]
    for officer in people:
        officer.come()
        officer.make_passkey()
        expect(officer.page.get_by_text("vous êtes officier").or_(officer.page.locator(".mark"))).to_be_visible()
    for officer in people[:2]:
        officer.sign_in()
        officer.approve("Clémence")
        expect(officer.waiting("Clémence").get_by_role("button", name="Approuver")).to_have_count(0)
    people[2].sign_in()
    return people


def authentic(mine: Case, theirs: Case) -> str:
    """A letter is registered by its hash, and two officers call back."""
    page = mine.page
    page.get_by_role("button", name="Inscrire").click()
    dialog = page.get_by_role("dialog", name="Inscrire")
    dialog.get_by_role("button", name="Inscrire").click()
    expect(dialog.get_by_label("Comment elle est venue")).to_be_focused()
    mine.fill(dialog.get_by_label("Comment elle est venue"), "courrier")
    mine.fill(dialog.get_by_label("La demande reçue", exact=True), DOCUMENT)
    dialog.get_by_role("button", name="Inscrire").click()
    expect(page.get_by_text("État : reçue")).to_be_visible()
    expect(page.get_by_text("À faire : accuser réception")).to_be_visible()
    request = page.url.rpartition("/")[2]
    mine.take("Vérifier l’authenticité", "authenticité en cours")
    heard = {"Ce qui a été entendu": "authentique", "Où le numéro a été trouvé": "annuaire officiel"}
    mine.take("Noter un rappel de l’autorité", "authenticité en cours", **heard, **{"Note de l’appel": DOCUMENT})
    theirs.open(request)
    theirs.take("Noter un rappel de l’autorité", "authenticité en cours", **heard, **{"Note de l’appel": DOCUMENT})
    return request


def propose(mine: Case, found: list[str]) -> None:
    """What is asked for, the opinion, and what is to be handed over: addresses are typed, and hashes are kept."""
    order = {
        "D’où vient l’autorité": "France",
        "Quelle autorité": "juridiction pénale",
        "Texte invoqué (facultatif)": "CPP 60-1",
        "Obligatoire pour le gardien": "oui",
        "Avec interdiction d’informer": "non",
        "Par quel chemin": "directement",
        "Adresses que le courrier nomme": "jeanne@example.org",
    }
    mine.take("Qualifier", "qualifiée", **order)
    mine.take("Passer à l’examen juridique", "avis juridique")
    answers = ("Un accord international l’impose (RGPD 48)", "Le chapitre V du RGPD permet le transfert")
    answers += ("Nécessaire", "Proportionnée", "Le secret professionnel est respecté")
    mine.take(
        "Joindre l’avis juridique",
        "avis juridique",
        **{"Avis juridique écrit": DOCUMENT} | dict.fromkeys(answers, "oui"),
    )
    mine.page.get_by_role("button", name="Proposer une décision").click()
    dialog = mine.page.get_by_role("dialog")
    expect(dialog.get_by_label("Adresses que le courrier nomme")).to_have_value(re.compile("^[0-9a-f]{64}$"))
    dialog.get_by_label("Issue").select_option(label="Remise")
    dialog.get_by_label("Adresses que le courrier nomme").fill("somebody.else@example.org")
    dialog.get_by_role("button", name="Proposer une décision").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Cela dépasse ce qui a été demandé")
    found += problems(mine.page, "proposing")
    dialog.get_by_label("Adresses que le courrier nomme").fill("Jeanne@example.org")
    dialog.get_by_role("button", name="Proposer une décision").click()
    expect(mine.page.get_by_text("Vous l’avez proposée")).to_be_visible()


def sign_all(mine: Case, basile: Officer, clemence: Officer, request: str) -> list[str]:
    """Two sign by their passkeys, who compare the letter before; whoever proposed cannot."""
    found: list[str] = []
    for number, officer in enumerate((basile, clemence), 1):
        case, page = Case(officer.page), officer.page
        case.open(request)
        expect(page.get_by_text("dire si une adresse, que le courrier nomme")).to_be_visible()
        page.get_by_text("Les adresses, par leur empreinte").click()
        page.get_by_label("Adresse du courrier").fill("jeanne@example.org")
        page.get_by_role("button", name="Comparer").click()
        expect(page.get_by_text("Cette adresse est dans la décision")).to_be_visible()
        found += problems(page, "decision") if number == 1 else []
        page.get_by_role("button", name="Signer cette décision").click()
        expect(page.get_by_text(f"Signatures : {number} sur 2")).to_be_visible()
    expect(basile.page.get_by_text("Vous avez signé. Il faut encore")).to_be_visible()
    mine.open(request)
    expect(mine.page.get_by_text("État : approuvée")).to_be_visible()
    return found


def build(fresh: Settings, request: str, folder: Path) -> Path:
    """Whoever has the machine types the addresses of the letter."""
    letter, out = folder / "letter", folder / "answer"
    letter.write_text("jeanne@example.org\n")
    file = fresh.home.custodian / CUSTODIAN_FILE
    line = [program("serment-custodian"), "authority", "--config", str(file), "build", "--request", request]
    line += ["--persons", str(letter), "--out", str(out)]
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return out


def hand_over(mine: Case, request: str, folder: Path, found: list[str]) -> None:
    """The bytes in somebody's folder are those that the journal names, or not; then the answer leaves."""
    page = mine.page
    mine.open(request)
    files = sorted(each for each in folder.iterdir() if each.name != "manifest.sig")
    page.get_by_label("Comparer un paquet").set_input_files(files)
    expect(page.get_by_text("Ce sont les octets qui ont été préparés : 5 fichiers")).to_be_visible()
    other = folder.with_name("other")
    shutil.copytree(folder, other)
    (other / "records.ndjson").write_bytes(b"{}")
    page.get_by_label("Comparer un paquet").set_input_files([other / each.name for each in files])
    expect(page.get_by_text("Pas comme le manifeste le dit : records.ndjson")).to_be_visible()
    found += problems(page, "package")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Télécharger le journal").click()
    assert [each["act"] for each in json.loads(saved.value.path().read_bytes())["steps"]][-2:] == ["approve", "build"]
    mine.take("Remettre la réponse", "remise", **{"Reçu de l’autorité": DOCUMENT})
    expect(page.get_by_text("Remettre la réponse").first).to_be_visible()
