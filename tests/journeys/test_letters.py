"""Letters of practices in the app: also of a visit that is long over, with what still waits."""

import re
from collections.abc import Generator
from pathlib import Path

import msgspec
import pytest
from msgspec import UNSET
from playwright.sync_api import Page, expect

from serment.configuration import Settings
from serment.prove import stage
from serment_client import Client, Wish
from serment_client.demand_words import ELSEWHERE
from serment_client.visits import Visit
from serment_protocol.appointments import PatientName
from serment_protocol.encoding import read_time, write_day
from serment_protocol.kit import code_words
from serment_protocol.letters import attach
from serment_protocol.vault import Identity, Vault

from ..malicious.liar import Liar
from .conftest import House
from .looking import problems
from .lying import listen, refusal
from .people import Somebody, agenda, sign_in, somebody

WHO = Identity(given="Ysolde", family="Essai", birth_date="1950-03-01", phone="06 99 00 45 67", email="")
FILE = b"Tension 12/8\n"
REPEATED = (
    ("patient", "Je voudrais une copie."),
    ("practice", "Voici la copie."),
    ("patient", "Pas de statistiques."),
    ("practice", "Le cabinet déménage."),
)


@pytest.fixture
def colleague(installation: Settings) -> Generator[Somebody]:
    """A doctor."""
    with somebody(installation, "staff") as one:
        yield one


@pytest.fixture
def doctor(colleague: Somebody) -> Client:
    return colleague.client


@pytest.fixture
def newcomer(installation: Settings) -> Generator[Client]:
    """Somebody who lost every key, with another account."""
    with somebody(installation, "patient") as one:
        yield one.client


@pytest.fixture
def patient(installation: Settings) -> Generator[Somebody]:
    with somebody(installation, "patient") as one:
        yield one


def test_letters_of_a_visit_that_is_over_are_read_and_kept(
    house: House, doctor: Client, patient: Somebody, installation: Settings, root: Path, axe: Path, tmp_path: Path
) -> None:
    liar = Liar(installation.origins.platform)
    page = open_letters(house, patient, liar, axe)
    expect(page.get_by_role("heading", name="Aucun cabinet ne vous a écrit")).to_be_visible()
    assert problems(page, "no letters") == []

    visit = write_letters(doctor, patient.client)
    page.goto(f"{house.app}/#/appointments")
    page.reload()
    sign_in(house, page, patient.email, patient.passphrase)
    expect(page.get_by_role("heading", name="Aucun rendez-vous à venir")).to_be_visible()
    page.get_by_role("link", name="Toutes les lettres des cabinets").press("Enter")

    letters = page.get_by_role("region", name="Reçues").get_by_role("article")
    expect(letters).to_have_count(2)
    answer = letters.filter(has_text="Voici la copie.")
    expect(answer).to_contain_text(visit.told.practice_name)
    expect(answer).to_contain_text("En réponse à votre demande : Une copie de ce qu’il conserve")
    expect(letters.filter(has_text="Le cabinet déménage.")).to_be_visible()
    waits = page.get_by_role("region", name="En attente de réponse").get_by_role("article")
    expect(waits).to_contain_text("Pas de statistiques.")
    assert problems(page, "letters") == []
    with page.expect_download() as download:
        answer.get_by_role("button", name="Enregistrer résultats.txt").press("Enter")
    download.value.save_as(tmp_path / "results.txt")
    assert (tmp_path / "results.txt").read_bytes() == FILE

    answer.get_by_role("link", name=re.compile("À propos du rendez-vous")).press("Enter")
    expect(page.get_by_role("heading", name="Vos demandes au cabinet")).to_be_visible()
    expect(page.get_by_role("button", name="Demander au cabinet")).to_be_visible()
    assert problems(page, "a visit that is long over") == []

    # A platform that keeps the last letter back: said, and what is left is shown.
    liar.tell(f"/v1/appointments/{visit.appointment}/letters", lambda told: {"letters": told["letters"][:-1]})
    page.get_by_role("link", name="Mes rendez-vous").first.click()
    page.get_by_role("link", name="Toutes les lettres des cabinets").click()
    warning = page.get_by_role("status").filter(has_text=refusal(root, "mailbox_rolled_back"))
    expect(warning).to_contain_text(visit.told.practice_name)
    expect(letters).to_have_count(1)
    assert problems(page, "letters withheld") == []


def test_letters_of_a_visit_that_is_handed_over_come_along(
    house: House, colleague: Somebody, patient: Somebody, newcomer: Client, axe: Path
) -> None:
    visit = write_letters(colleague.client, patient.client)
    context = house.profile()
    context.add_init_script(path=axe)
    desk = context.new_page()
    desk.goto(f"{house.app}/#/practice/agenda/{write_day(read_time(visit.last.start).date())}")
    sign_in(house, desk, colleague.email, colleague.passphrase)
    code = newcomer.counter.show(PatientName(WHO.given, WHO.family))
    agenda(desk).get_by_role("gridcell", name=WHO.family).click()
    desk.get_by_role("button", name="Remettre à un nouveau compte").click()
    dialog = desk.get_by_role("dialog", name="Remettre à un nouveau compte")
    dialog.get_by_role("button", name="Lire son code").click()
    expect(dialog.get_by_label("Code du patient")).to_be_focused()
    desk.keyboard.type(" ".join(code_words(code, "fr")))
    desk.keyboard.press("Enter")
    dialog.get_by_role("checkbox", name="J’ai vu une pièce d’identité").check()
    dialog.get_by_role("button", name="Proposer au patient").click()
    newcomer.counter.hear()
    newcomer.counter.accept()
    dialog.get_by_role("button", name="Les mêmes : remettre").click()
    expect(dialog.get_by_role("heading", name="Un rendez-vous remis")).to_be_visible()
    [found] = newcomer.counter.wait().visits
    assert told(newcomer, found) == [*REPEATED]
    dialog.get_by_role("button", name="Fermer").last.click()

    desk.get_by_role("link", name=re.compile("^Demandes")).first.click()
    waits = desk.get_by_role("region", name="À répondre").get_by_role("article")
    waits.get_by_role("button", name="Répondre").click()
    waits.get_by_label("Votre réponse").fill("C’est fait.")
    # Said before anything is sent: whoever reads it has another key than who asked.
    expect(waits.get_by_text("Ce rendez-vous a changé de mains")).to_be_visible()
    expect(waits.get_by_role("button", name="Sceller et envoyer")).to_be_disabled()
    assert problems(desk, "an answer to another key") == []
    waits.get_by_role("checkbox", name="J’ai vérifié de qui il s’agit").check()
    waits.get_by_role("button", name="Sceller et envoyer").click()
    expect(desk.get_by_role("region", name="Répondues").get_by_role("article")).to_have_count(2)
    assert told(newcomer, found) == [*REPEATED, ("", "C’est fait.")]
    # The old key, which may be a thief's, learns that there is an answer, and not what.
    [stopped] = patient.client.mailboxes.read(visit.appointment).requests[1].replies
    assert stopped.letter is not None
    assert (stopped.letter.text, stopped.letter.files) == (ELSEWHERE["fr"], ())


def told(client: Client, visit: Visit) -> list[tuple[str, str]]:
    """By whom an earlier letter was, and what a letter says."""
    letters = [one.letter for one in client.mailboxes.read(visit.appointment).told]
    return [("" if one.carried is UNSET else one.carried.by, one.text) for one in letters if one is not None]


def open_letters(house: House, patient: Somebody, liar: Liar, axe: Path) -> Page:
    """The page of letters, in a browser that reaches its platform through a liar."""
    context = house.profile()
    context.add_init_script(path=axe)
    listen(context, liar)
    page = context.new_page()
    page.goto(f"{house.app}/#/my-data")
    sign_in(house, page, patient.email, patient.passphrase)
    page.get_by_role("link", name="Lire leurs lettres").click()
    return page


def write_letters(doctor: Client, patient: Client) -> Visit:
    """Two requests of which one is answered, and a notice, about a visit whose seed is spent then."""
    practice = doctor.team.open(stage.draft(), "Dr Essai")
    schedule, start = stage.schedule_of(doctor, practice), stage.free_times(doctor, practice)[0]
    visit = patient.visits.book(Wish(practice, schedule, start, stage.MOTIVES[0], WHO))
    patient.mailboxes.ask(visit.appointment, "access", "Je voudrais une copie.")
    patient.mailboxes.ask(visit.appointment, "objection", "Pas de statistiques.")
    demand = doctor.demands.find(practice, visit.appointment, 0)
    doctor.demands.answer(practice, demand, "done", "Voici la copie.", [attach("résultats.txt", FILE)])
    doctor.demands.tell(practice, visit.appointment, "Le cabinet déménage.")
    patient.account.vault.change(lambda vault: over(vault, visit.seed))
    return visit


def over(vault: Vault, seed: str) -> Vault:
    """As it is once a visit lies in the past."""
    pools = (
        msgspec.structs.replace(
            pool,
            seeds=tuple(
                msgspec.structs.replace(kept, state="spent") if kept.seed == seed else kept for kept in pool.seeds
            ),
        )
        for pool in vault.pools
    )
    return msgspec.structs.replace(vault, pools=tuple(pools))
