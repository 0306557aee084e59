"""A practice's way back in a browser: shares made, rehearsed, replaced when a holder leaves, and the real case."""

import re
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from serment import installation as one
from serment.clients import new_client, sign_up
from serment.configuration import Settings
from serment.prove import stage
from serment_client import Client
from serment_protocol.kit import propose_words, read_share

from ..started import temporary
from .conftest import House, visited
from .looking import problems
from .people import new_patient, open_account, sign_in
from .test_officers import Officer

SECONDS = 30_000
TABS = 30
PAGE = re.compile(rb"/Type\s*/Page\b")
EPOCHS = re.compile(r"/practices/[0-9a-f]{32}/epochs$")
SHARES, RECOVER = "#/practice/shares", "#/practice/recover"


class Colleague(NamedTuple):
    """Somebody who works at a practice; their browser was not opened yet."""

    name: str
    email: str
    passphrase: str


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> Generator[Settings]:
    """An installation of its own, whose custodian decides without delay."""
    settings = temporary(tmp_path_factory.mktemp("lost"), demo=True)._replace(decision_seconds=0.0)
    with one.running(settings, lambda _line: None):
        yield settings


@pytest.fixture
def house(lost: Settings, browser: Browser, tmp_path: Path) -> Generator[House]:
    """Browsers to enter with."""
    with visited(House(lost, browser, tmp_path)) as opened:
        yield opened


def found(settings: Settings, *others: tuple[str, bool]) -> list[Colleague]:
    """Who works at a new practice of Dr Tilleul's: each of the others is an officer, or not."""
    with ExitStack() as stack:
        tilleul, officer = _person(settings, "Dr Tilleul", stack)
        practice, people = officer.team.open(stage.draft(), tilleul.name), [tilleul]
        for name, leads in others:
            person, client = _person(settings, name, stack)
            client.team.answer(officer.team.invite(practice, "secretary", officer=leads), name)
            [answered] = [each.invitation for each in officer.team.invitations(practice) if each.answered == name]
            officer.team.rotate(practice, admit=[answered])
            people.append(person)
        return people


def _person(settings: Settings, name: str, stack: ExitStack) -> tuple[Colleague, Client]:
    person = Colleague(name, new_patient().email, propose_words("fr"))
    client = new_client(settings)
    stack.callback(client.close)
    sign_up(client, settings, person.email, person.passphrase, "staff")
    return person, client


def look_after(house: House, person: Colleague, script: Path | None = None) -> Page:
    """The page of recovery shares in a colleague's browser."""
    context = house.profile()
    if script is not None:
        context.add_init_script(path=script)
    page = context.new_page()
    page.goto(f"{house.app}/{SHARES}")
    sign_in(house, page, person.email, person.passphrase)
    expect(page.get_by_role("heading", name="Parts de secours", exact=True)).to_be_visible()
    return page


def words_of(page: Page, number: int) -> str:
    """What stands on a sheet."""
    written = page.get_by_role("region", name=f"Part de secours {number}").get_by_role("listitem")
    expect(written).to_have_count(24, timeout=SECONDS)
    return " ".join(line.split()[-1] for line in written.all_inner_texts())


def show_own(page: Page) -> str:
    """A colleague's share, as it is said to whoever recovers."""
    page.get_by_role("button", name="Afficher ma part").click()
    written = page.get_by_role("list", name="Votre part").get_by_role("listitem")
    expect(written).to_have_count(24)
    return " ".join(line.split()[-1] for line in written.all_inner_texts())


def type_back(page: Page, sheets: dict[int, str]) -> None:
    """New sheets, as they were written down."""
    page.get_by_role("button", name="essayer").click()
    for number, words in sheets.items():
        page.get_by_label(f"Retapez les vingt-quatre mots de la part {number}").fill(words)
    page.get_by_role("button", name=re.compile("^Vérifier( l|$)")).click()


def test_two_shares_open_a_practice_whose_officer_lost_everything(house: House, lost: Settings, axe: Path) -> None:
    tilleul, orme, camille = found(lost, ("Dr Orme", True), ("Camille Aubépine", False))
    page, looks = look_after(house, tilleul, axe), list[str]()
    looks += problems(page, "no shares yet")
    page.get_by_role("radio", name="Dr Orme").check()
    page.get_by_role("button", name="Faire les parts").click()
    sheet = words_of(page, 1)
    looks += problems(page, "sheet")
    type_back(page, {1: sheet.rsplit(" ", 1)[0]})
    expect(page.get_by_text("Ces mots ne forment pas une part de secours.")).to_be_visible()
    looks += problems(page, "typed back, with an error")
    page.get_by_label("Retapez les vingt-quatre mots de la part 1").fill(sheet)
    page.get_by_role("button", name="Vérifier la feuille").click()
    expect(page.get_by_text("le gardien vient de le prouver")).to_be_visible(timeout=SECONDS)
    expect(page.get_by_role("listitem").filter(has_text="feuille")).to_contain_text("par Dr Tilleul")
    looks += problems(page, "shares")

    second = look_after(house, orme, axe)
    own = rehearse(second, sheet, looks)
    recover(house, new_browser(house, axe), sheet, own, camille, looks)

    # Who had the keys has them no more, and neither do the shares of before.
    second.reload()
    sign_in(house, second, orme.email, orme.passphrase)
    expect(second.get_by_text("Vous ne travaillez encore dans aucun cabinet.")).to_be_visible()
    second.goto(f"{house.app}/{RECOVER}/some-share")
    second.get_by_label("Les vingt-quatre mots d’une part").fill(sheet)
    assert second.url == f"{house.app}/{RECOVER}"
    second.get_by_role("button", name="Continuer").click()
    expect(second.get_by_text("Aucun cabinet n’a de part comme celle-ci.")).to_be_visible()
    assert looks == []


def rehearse(page: Page, sheet: str, looks: list[str]) -> str:
    """Whoever keeps a share shows it, and opens the way back with the sheet; the own share."""
    own = show_own(page)
    looks += problems(page, "own share")
    page.get_by_role("button", name="Faire un exercice").click()
    other = page.get_by_label("Les vingt-quatre mots d’une autre part")
    other.fill(own)
    page.get_by_role("button", name="Ouvrir avec les deux parts").click()
    expect(page.get_by_text("C’est deux fois la même part.")).to_be_visible()
    looks += problems(page, "rehearsal")
    other.fill(sheet)
    page.get_by_role("button", name="Ouvrir avec les deux parts").click()
    expect(page.get_by_text("Les deux parts rouvrent le cabinet.")).to_be_visible()
    expect(page.get_by_text("Tout est en ordre.")).to_be_visible()
    return own


def new_browser(house: House, script: Path) -> Page:
    context = house.profile()
    context.add_init_script(path=script)
    return context.new_page()


def recover(house: House, page: Page, sheet: str, own: str, kept: Colleague, looks: list[str]) -> None:
    """From a new account, by the sheet and what the colleague says."""
    page.goto(f"{house.app}/{RECOVER}")
    page.get_by_role("link", name="Créer un compte").click()
    open_account(house, page, new_patient().email)
    page.get_by_role("button", name="Reprendre").click()
    page.get_by_label("Les vingt-quatre mots d’une part").fill(sheet)
    looks += problems(page, "first share")
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_text("Cette part est celle de « Cabinet de la preuve (fictif) ».")).to_be_visible()
    expect(page.get_by_role("heading", name="Une deuxième part")).to_be_focused()
    looks += problems(page, "second share")
    page.get_by_label("Les vingt-quatre mots d’une autre part").fill(own)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Votre nom, tel que vos collègues le verront").fill("Dr Tilleul")
    page.get_by_role("checkbox", name=kept.name).check()
    looks += problems(page, "taking up")
    page.get_by_role("button", name="Reprendre le cabinet").click()
    expect(page.get_by_text("« Cabinet de la preuve (fictif) » est de nouveau à vous.")).to_be_visible(timeout=SECONDS)
    new = {number: words_of(page, number) for number in (1, 2)}
    looks += problems(page, "new sheets")
    type_back(page, new)
    members = page.get_by_role("region", name="Membres").get_by_role("listitem")
    expect(members).to_have_count(2)
    expect(members.filter(has_text=kept.name)).to_be_visible()


class Troubles:
    """The platform begins each epoch; its answer is lost, asked again an error, then a lie, and true from then on."""

    def __init__(self) -> None:
        self.left = [(409, "epoch_conflict"), (503, "log_not_witnessed"), (0, "")]

    def __call__(self, route: Route) -> None:
        answer = route.fetch()
        status, code = self.left.pop() if self.left else (answer.status, "")
        if not status:
            route.abort()
        elif code:
            route.fulfill(response=answer, status=status, json={"code": code})
        else:
            route.fulfill(response=answer)


def test_shares_are_replaced_when_a_holder_leaves(house: House, lost: Settings, axe: Path) -> None:
    """Those that nobody printed, because an answer was lost or the page was, are replaced as well."""
    tilleul, camille, sacha = found(lost, ("Camille Aubépine", False), ("Sacha Bouleau", False))
    page = look_after(house, tilleul, axe)
    page.get_by_role("radio", name=camille.name).check()
    page.get_by_role("button", name="Faire les parts").click()
    old = words_of(page, 1)
    type_back(page, {1: old})
    expect(page.get_by_role("listitem").filter(has_text=camille.name)).to_be_visible()

    page.get_by_role("link", name="Équipe").click()
    page.get_by_role("button", name=f"Retirer {camille.name}").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"{camille.name} garde une part de secours.")
    dialog.get_by_role("radio", name=sacha.name).check()
    looks = problems(page, "removal of a holder")
    troubles = Troubles()
    page.context.route(EPOCHS, troubles)
    dialog.get_by_role("button", name="Retirer").click()
    resume = page.get_by_role("button", name="Reprendre")
    expect(resume).to_be_visible(timeout=SECONDS)
    resume.click()
    made = words_of(page, 1)
    assert troubles.left == []
    page.context.unroute(EPOCHS)
    page.reload()
    sign_in(house, page, tilleul.email, tilleul.passphrase)
    looks += problems(page, "interrupted")
    resume.click()
    new = words_of(page, 1)
    assert len({old, made, new}) == 3
    type_back(page, {1: new})
    expect(page.get_by_text(camille.name)).to_be_hidden()
    expect(resume).to_be_hidden()
    page.get_by_role("link", name="Parts de secours").click()
    expect(page.get_by_role("listitem").filter(has_text=sacha.name)).to_be_visible()
    expect(page.get_by_text("Parts n° 5")).to_be_visible()
    page.get_by_role("button", name="Retaper la part 1").click()
    page.get_by_label("Retapez les vingt-quatre mots de la feuille").fill(old)
    page.get_by_role("button", name=re.compile("^Vérifier( l|$)")).click()
    expect(page.get_by_text("Cette part n’est pas l’une de celles qui valent maintenant")).to_be_visible()
    looks += problems(page, "an old sheet")
    assert looks == []


def test_the_custodian_s_share_is_rehearsed_too(house: House, lost: Settings, axe: Path) -> None:
    [tilleul] = found(lost)
    page = look_after(house, tilleul, axe)
    expect(page.get_by_role("radio")).to_be_checked()
    page.get_by_role("button", name="Faire les parts").click()
    sheets = {number: words_of(page, number) for number in (1, 2)}
    assert len(PAGE.findall(page.pdf(prefer_css_page_size=True))) == len(sheets)
    type_back(page, sheets)
    page.get_by_role("button", name="Faire un exercice").click()
    page.get_by_label("Les vingt-quatre mots d’une part").fill(sheets[2])
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("tab", name="Demander celle du gardien").click()
    looks = problems(page, "asking the custodian")
    page.get_by_role("button", name="Demander la part du gardien").click()
    mark = page.locator(".mark").inner_text()
    looks += problems(page, "asked")

    with ExitStack() as stack:
        # Somebody else who saw the sheet asks as well: whoever decides sees that there are two.
        _, other = _person(lost, "Quelqu’un", stack)
        other.recovery.ask_custodian(read_share(sheets[1]), "drill")
        officers = [Officer(house, lost, name, stack, axe) for name in ("Ada", "Basile")]
        for officer in officers:
            officer.come()
            officer.make_passkey()
            expect(officer.page.get_by_text("vous êtes officier")).to_be_visible()
        for officer in officers:
            officer.sign_in()
            expect(officer.waiting(mark)).to_contain_text("Remettre notre part")
            expect(officer.waiting(mark)).to_contain_text("Autres demandes ouvertes pour ce même cabinet : 1.")
            looks += problems(officer.page, "two requests at once")
            officer.approve(mark)
        officers[1].expect_settled("Remettre notre part")

    page.get_by_role("button", name="Où en est-on ?").click()
    expect(page.get_by_text("Le gardien a remis sa part à ce compte.")).to_be_visible()
    looks += problems(page, "released")
    page.get_by_role("button", name="Ouvrir avec les deux parts").click()
    expect(page.get_by_text("Les deux parts rouvrent le cabinet.")).to_be_visible()
    assert looks == []


def test_a_practice_that_is_not_lost_objects(house: House, lost: Settings) -> None:
    [tilleul] = found(lost)
    page = look_after(house, tilleul)
    page.get_by_role("button", name="Faire les parts").click()
    sheet = words_of(page, 1)
    page.get_by_role("button", name="les vérifier plus tard").click()

    thief = house.profile().new_page()
    thief.goto(f"{house.app}/{RECOVER}")
    thief.get_by_role("link", name="Créer un compte").click()
    open_account(house, thief, new_patient().email)
    thief.get_by_role("button", name="Reprendre").click()
    thief.get_by_label("Les vingt-quatre mots d’une part").fill(sheet)
    thief.get_by_role("button", name="Continuer").click()
    thief.get_by_role("tab", name="Demander celle du gardien").click()
    thief.get_by_role("button", name="Demander la part du gardien").click()
    mark = thief.locator(".mark").inner_text()

    page.reload()
    sign_in(house, page, tilleul.email, tilleul.passphrase)
    expect(page.get_by_text("pour reprendre le cabinet")).to_be_visible()
    expect(page.locator(".mark")).to_have_text(mark)
    page.get_by_role("button", name="Refuser cette demande").click()
    expect(page.get_by_text("pour reprendre le cabinet")).to_be_hidden()
    thief.get_by_role("button", name="Où en est-on ?").click()
    expect(thief.get_by_text("Le cabinet s’est opposé à votre demande.")).to_be_visible()


def test_everything_is_done_by_keyboard(house: House, lost: Settings) -> None:
    [tilleul] = found(lost)
    page = look_after(house, tilleul)
    expect(page.get_by_role("radio")).to_be_checked()
    press(page, "Faire les parts")
    sheets = [words_of(page, number) for number in (1, 2)]
    press(page, "Je les ai, essayer")
    for sheet in sheets:
        write(page, sheet)
    press(page, "Vérifier les feuilles")
    expect(page.get_by_text("le gardien vient de le prouver")).to_be_visible(timeout=SECONDS)
    press(page, "Faire un exercice")
    write(page, sheets[0])
    press(page, "Continuer")
    expect(page.get_by_role("tab", name="J’ai une autre part")).to_be_visible()
    write(page, sheets[1])
    press(page, "Ouvrir avec les deux parts")
    expect(page.get_by_text("Les deux parts rouvrent le cabinet.")).to_be_visible()


def press(page: Page, name: str) -> None:
    """Go by Tab to the button of this name, and press it."""
    button = page.get_by_role("button", name=name)
    expect(button).to_be_enabled()
    _go_to(page, button)
    page.keyboard.press("Enter")


def write(page: Page, text: str) -> None:
    """Go by Tab to the first field that is empty, and write in it."""
    expect(page.locator("textarea").first).to_be_visible()
    _go_to(page, next(field for field in page.locator("textarea").all() if not field.input_value()))
    page.keyboard.insert_text(text)


def _go_to(page: Page, target: Locator) -> None:
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            return
    pytest.fail(f"Tab does not come to {target}")
