"""Times that a practice keeps for its patients: who was there asks for its word, and books where others cannot."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from serment.configuration import Settings
from serment.prove import stage
from serment_client import Client, Wish
from serment_client.account import new_kit
from serment_protocol.vault import Identity

from .conftest import House
from .looking import problems
from .people import CLOCK, Somebody, opened, pick_motive, reached, sign_in, somebody

WHO = Identity(given="Ysolde", family="Essai", birth_date="1950-03-01", phone="06 99 00 45 67", email="")
KEPT = "réservé aux patients du cabinet"


@pytest.fixture
def doctor(installation: Settings) -> Generator[Somebody]:
    with somebody(installation, "staff") as one:
        yield one


@pytest.fixture
def patient(installation: Settings) -> Generator[Somebody]:
    """With a way back."""
    with somebody(installation, "patient") as one:
        kit, words = new_kit("fr")
        one.account.add_kit(kit, " ".join(words))
        yield one


def test_who_was_there_asks_for_the_word_and_books_with_it(
    house: House, doctor: Somebody, patient: Somebody, axe: Path
) -> None:
    practice, practitioner = attended(doctor.client, patient.client)
    desk = opened(house, doctor, "practice/settings", axe)
    keep_times(desk)

    page = reached(house, f"book/{practitioner}", axe)
    unlock(house, page, patient)
    notice = page.get_by_role("status").filter(has_text="Réservé aux patients du cabinet")
    expect(notice).to_contain_text("Motif suivi")
    expect(page.get_by_role("radio", name="Motif suivi")).to_have_count(0)
    assert problems(page, "times kept for others") == []
    notice.get_by_role("button", name="Demander au cabinet").click()
    expect(notice).to_contain_text("Votre demande est chez le cabinet")

    desk.get_by_role("link", name="Demandes").first.click()
    card = desk.get_by_role("region", name="À répondre").get_by_role("article")
    expect(card).to_contain_text("Ce rendez-vous a eu lieu.")
    assert problems(desk, "who asks to be known") == []
    card.get_by_role("button", name="Reconnaître ce patient").click()
    expect(desk.get_by_text("Ce mois-ci, un rendez-vous a apporté le mot du cabinet.")).to_be_visible()

    page.reload()
    unlock(house, page, patient)
    pick_motive(page, "Motif suivi")
    expect(page.locator("label").filter(has_text="Motif suivi")).to_contain_text(KEPT)
    assert problems(page, "times kept for oneself") == []
    # The rest on a phone.
    page.set_viewport_size({"width": 360, "height": 760})
    page.get_by_role("button", name="Continuer").first.click()
    page.get_by_text("Me prévenir si une autre se libère").click()
    page.get_by_role("button", name="Me mettre sur la liste").click()
    expect(page.get_by_text("Vous êtes sur la liste.")).to_be_visible()
    assert problems(page, "waiting with the word") == []
    page.get_by_role("group", name="Heures libres").get_by_role("button", name=CLOCK).first.click()
    fill(page)
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_text("Un mot du cabinet a servi.")).to_be_visible()
    assert problems(page, "booked with the word") == []
    kept = [visit.told for visit in patient.client.visits.list().visits if visit.told.motive == "suivi"]
    assert [told.practice for told in kept] == [practice]
    # The visit took the other of the two words, so the line is kept.
    page.get_by_role("link", name="Mes rendez-vous").first.click()
    expect(page.get_by_role("button", name="Quitter la liste")).to_be_visible()


def attended(doctor: Client, patient: Client) -> tuple[str, str]:
    """A visit that took place before the practice kept times for anybody: it asked for nothing."""
    draft: dict[str, Any] = stage.draft()
    draft["motives"].append(
        {**draft["motives"][0], "motive": "suivi", "labels": {"fr": "Motif suivi", "en": "Follow-up"}}
    )
    practice = doctor.team.open(draft, "Dr Essai")
    schedule, start = stage.schedule_of(doctor, practice), stage.free_times(doctor, practice)[0]
    visit = patient.visits.book(Wish(practice, schedule, start, stage.MOTIVES[0], WHO))
    doctor.agendas.read(practice, start[:10], start[:10])
    for state in ("arrived", "fulfilled"):
        doctor.desk.set_state(practice, visit.appointment, state)
    return practice, draft["practitioners"][0]["practitioner"]


def unlock(house: House, page: Page, who: Somebody) -> None:
    """From what is said to whoever has no keys here."""
    page.get_by_role("link", name="Se connecter pour le demander").click()
    sign_in(house, page, who.email, who.passphrase)


def keep_times(desk: Page) -> None:
    """A kind of visit for patients whom the practice knows, and a motive that is seen in it."""
    desk.get_by_role("button", name="Ajouter un genre").click()
    kinds = desk.get_by_role("region", name="Genres de visite").get_by_role("listitem")
    kinds.last.get_by_label("Qui réserve").select_option(label="patients déjà connus du cabinet")
    kind = desk.get_by_role("region", name="Motifs").get_by_role("listitem").last.get_by_label("Genre de visite")
    kind.select_option(label="30 min, au cabinet, patients déjà connus du cabinet")
    assert problems(desk, "settings of times that are kept") == []
    desk.get_by_role("button", name="Publier", exact=True).click()
    expect(desk.get_by_role("status").get_by_text("Réglages publiés.").first).to_be_visible()


def fill(page: Page) -> None:
    """For oneself."""
    page.get_by_label("Prénom").fill(WHO.given)
    page.get_by_label("Nom", exact=True).fill(WHO.family)
    page.get_by_label("Date de naissance").fill(WHO.birth_date)
    page.get_by_label("Téléphone").fill(WHO.phone)
    page.get_by_role("button", name="Continuer").last.click()
