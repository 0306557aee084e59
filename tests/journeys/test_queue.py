"""Waiting: in a line for a time that becomes free; and in the queue of a rush, through a reload, to the very visit."""

from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, Page, expect

from serment import installation
from serment.clients import new_client, sign_up
from serment.configuration import Settings
from serment.prove import stage
from serment_client import Client, Refused
from serment_client.account import new_kit
from serment_client.booking import Wish
from serment_protocol.hardening import UNSAFE_TEST_COST
from serment_protocol.kit import propose_words
from serment_protocol.vault import Identity

from ..started import temporary
from .conftest import House, visited
from .looking import problems
from .people import sign_in, take_time

SECONDS_A_BOOKING = 12
EMAIL = "presse@exemple.example"


@dataclass
class Rush:
    """An installation that serves one booking in twelve seconds, and somebody whose rights fill the queue."""

    settings: Settings
    other: Client
    practice: str
    practitioner: str
    schedule: str
    times: list[str]
    passphrase: str

    def crowd(self, count: int) -> None:
        """So many more come, each with a right."""
        for _ in range(count):
            token = self.other.account.rights.take("booking")
            body = {"schedule": self.schedule, "class": stage.CLASS, "start": self.times.pop(), "token": token.token}
            with suppress(Refused):
                self.other.context.transport.send("POST", self.other.context.platform_url("/holds"), body)


@pytest.fixture(scope="module")
def rush(tmp_path_factory: pytest.TempPathFactory) -> Generator[Rush]:
    settings = temporary(tmp_path_factory.mktemp("rush"), demo=True)
    settings = settings._replace(bookings_per_second=1 / SECONDS_A_BOOKING)
    with installation.running(settings, lambda _line: None):
        officer, other = (new_client(settings, cost=UNSAFE_TEST_COST) for _ in range(2))
        patient = new_client(settings)
        sign_up(officer, settings, "cabinet@exemple.example", propose_words("fr"), "staff")
        practice = officer.team.open(stage.draft(), "Dr Essai")
        sign_up(other, settings, "foule@exemple.example", propose_words("fr"), "patient")
        passphrase = propose_words("fr")
        account = sign_up(patient, settings, EMAIL, passphrase, "patient")
        kit, words = new_kit("fr")
        account.add_kit(kit, " ".join(words))
        who = Identity("Ondine", "Essai-Presse", "1950-03-01", phone="06 99 00 12 34")
        account.vault.change(lambda vault: msgspec.structs.replace(vault, profile=who))
        published = officer.practices.refresh(practice).publication
        person, calendar = published.practitioners[0].practitioner, published.schedules[0].schedule
        yield Rush(settings, other, practice, person, calendar, stage.free_times(officer, practice), passphrase)
        for client in (officer, other, patient):
            client.close()


@pytest.fixture(scope="module")
def hall(rush: Rush, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Generator[House]:
    with visited(House(rush.settings, browser, tmp_path_factory.mktemp("hall"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def page(hall: House, rush: Rush, axe: Path) -> Page:
    """Of the patient, signed in: a person is given few rights, so that both journeys share them."""
    context = hall.profile()
    context.add_init_script(path=axe)
    page = context.new_page()
    page.goto(f"{hall.app}/#/appointments")
    sign_in(hall, page, EMAIL, rush.passphrase)
    expect(page.get_by_text("Aucun rendez-vous à venir")).to_be_visible()
    return page


def test_an_offered_time(hall: House, rush: Rush, page: Page) -> None:
    who = Identity("Basile", "Essai-Foule", "1950-03-01", phone="06 99 00 12 35")
    wishes = [Wish(rush.practice, rush.schedule, rush.times[at], stage.MOTIVES[0], who) for at in (30, 31)]
    first, second = rush.other.visits.book_series(wishes)
    page.goto(f"{hall.app}/#/book/{rush.practitioner}?motive={stage.MOTIVES[0]}")
    page.get_by_text("Me prévenir si une autre se libère").click()
    page.get_by_role("button", name="Me mettre sur la liste").click()
    expect(page.get_by_text("Vous êtes en tête de la liste.")).to_be_visible()
    found = problems(page, "waiting list")
    page.set_viewport_size({"width": 1280, "height": 900})

    rush.other.visits.cancel(first.appointment)
    page.get_by_role("link", name="Voir mes listes d’attente").click()
    lists = page.get_by_role("region", name="Listes d’attente")
    expect(lists.get_by_role("heading", name="Une heure s’est libérée")).to_be_visible()
    found += problems(page, "offer")
    page.set_viewport_size({"width": 1280, "height": 900})
    lists.get_by_role("button", name="Non merci").click()
    expect(lists.get_by_role("button", name="Quitter la liste")).to_be_visible()
    rush.other.visits.cancel(second.appointment)
    page.get_by_role("link", name="Chercher").first.click()
    page.get_by_role("link", name="Mes rendez-vous").first.click()
    lists.get_by_role("button", name="Prendre cette heure").click()
    lists.get_by_role("button", name="Continuer").click()
    lists.get_by_role("button", name="Confirmer cette heure").click()
    expect(page.get_by_role("heading", name="Le prochain")).to_be_visible()
    expect(lists).to_be_hidden()
    assert found == []

    # So that the other journey finds nobody's visit.
    page.get_by_role("link", name="Ouvrir").click()
    page.get_by_role("button", name="Annuler le rendez-vous").click()
    page.get_by_role("dialog").get_by_role("button", name="Annuler le rendez-vous").click()
    expect(page.get_by_role("heading", name="Rendez-vous annulé")).to_be_visible()


def test_a_place_in_the_queue(hall: House, rush: Rush, page: Page) -> None:
    rush.crowd(2)
    confirm(page, rush, at=0)
    page.get_by_role("button", name="Confirmer le rendez-vous").click()
    waiting = page.get_by_role("region", name="Vous êtes dans la file")
    expect(waiting).to_contain_text("avant la vôtre")
    expect(waiting.get_by_role("status")).to_contain_text("Votre tour vient dans")
    found = problems(page, "queue")
    page.set_viewport_size({"width": 1280, "height": 900})

    # Left in one act, and nothing was booked; whoever comes back queues anew.
    waiting.get_by_role("button", name="Quitter la file").click()
    expect(page.get_by_text("Vous avez quitté la file.")).to_be_visible()
    page.get_by_role("button", name="Confirmer le rendez-vous").click()
    expect(waiting).to_be_visible()

    # The page goes, the place stays with the browser: more who came meanwhile pass later.
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    rush.crowd(2)
    expect(page.get_by_text("Votre place dans la file est gardée.")).to_be_visible()
    page.get_by_role("link", name="J’ai déjà un compte").click()
    sign_in(hall, page, EMAIL, rush.passphrase)
    page.get_by_role("button", name="Continuer").last.click()
    page.get_by_role("button", name="Confirmer le rendez-vous").click()
    expect(page.get_by_role("heading", name="Votre rendez-vous est pris")).to_be_visible(timeout=60_000)

    # A move queues as well, and keeps the visit until its turn.
    page.get_by_role("link", name="Voir mes rendez-vous").click()
    page.get_by_role("link", name="Déplacer").click()
    take_time(page)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Déplacer", exact=True).click()
    expect(dialog.get_by_role("region", name="Vous êtes dans la file")).to_contain_text("reste où il est")
    found += problems(page, "queue of a move")
    assert found == []
    dialog.get_by_role("button", name="Quitter la file").click()
    expect(dialog.get_by_text("Votre rendez-vous n’a pas bougé.")).to_be_visible()


def confirm(page: Page, rush: Rush, at: int) -> None:
    """As far as the last look, at a time of tomorrow."""
    page.goto(f"{page.url.partition('#')[0]}#/book/{rush.practitioner}?motive={stage.MOTIVES[0]}&time={rush.times[at]}")
    page.get_by_role("button", name="Continuer").last.click()
    expect(page.get_by_role("button", name="Confirmer le rendez-vous")).to_be_visible()
