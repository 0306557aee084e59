"""What a practice asks in the app: either answer alike, what a yes shares, and taking it back."""

from collections.abc import Generator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from serment.clients import new_client, sign_up
from serment.configuration import Settings
from serment.prove import stage
from serment_client import Client, Wish
from serment_client.questions import Asked
from serment_client.visits import Visit
from serment_protocol.consents import read_receipt
from serment_protocol.kit import propose_words
from serment_protocol.terms import Project
from serment_protocol.vault import Identity

from .conftest import House
from .looking import problems
from .people import new_patient, sign_in

WHO = Identity(given="Ysolde", family="Essai", birth_date="1950-03-01", phone="06 99 00 45 67", email="")
LOOK = "(one) => [one.className, one.offsetWidth, one.offsetHeight, one.offsetTop]"


class Asking(NamedTuple):
    """A practice that asks, another one, and a patient's visit."""

    doctor: Client
    practice: str
    other: str
    visit: Visit


@pytest.fixture(scope="module")
def doctor(installation: Settings) -> Generator[Client]:
    client = new_client(installation)
    sign_up(client, installation, new_patient().email, propose_words("fr"), "staff")
    yield client
    client.close()


@pytest.fixture
def person(installation: Settings) -> Generator[tuple[Client, str, str]]:
    client, email, passphrase = new_client(installation), new_patient().email, propose_words("fr")
    sign_up(client, installation, email, passphrase, "patient")
    yield client, email, passphrase
    client.close()


def test_a_question_is_answered_on_one_page_and_taken_back_there(
    house: House, doctor: Client, person: tuple[Client, str, str], axe: Path, tmp_path: Path
) -> None:
    client, email, passphrase = person
    asking = ask(doctor, client)
    sharing = asking.doctor.questions.list(asking.practice)[0]
    context = house.profile()
    context.add_init_script(path=axe)
    page = context.new_page()
    page.goto(f"{house.app}/#/consents")
    sign_in(house, page, email, passphrase)

    card = page.get_by_role("article", name="demande à transmettre une lettre")
    research = page.get_by_role("article", name="pour une recherche")
    expect(card).to_contain_text("Un avis sur le cœur")
    expect(research).to_contain_text("Toux 2026")
    answers = [card.get_by_role("button", name=name, exact=True) for name in ("Accepter", "Refuser")]
    looks = [each.evaluate(LOOK) for each in answers]
    assert looks[0] == looks[1]
    assert problems(page, "questions") == []
    research.get_by_role("button", name="Refuser", exact=True).click()
    expect(research).to_contain_text("Refusé le")
    answers[0].press("Enter")
    expect(card).to_contain_text("Accepté le")

    share(asking, sharing)
    page.reload()
    sign_in(house, page, email, passphrase)
    expect(card).to_contain_text("Une lettre a été transmise.")
    with page.expect_download() as download:
        card.get_by_role("button", name="Télécharger le récépissé").click()
    download.value.save_as(tmp_path / "receipt.txt")
    assert [each.decision for each in read_receipt((tmp_path / "receipt.txt").read_bytes())] == ["granted"]
    assert problems(page, "questions, answered") == []
    card.get_by_role("button", name="Retirer l’accord").press("Enter")
    expect(card).to_contain_text("Retiré le")
    assert not standing(asking, sharing).course.handed
    [received] = doctor.referrals.list(asking.other).received
    assert received.withdrawn
    look_at_the_letters(page, asking)


def look_at_the_letters(page: Page, asking: Asking) -> None:
    """Below the visit, where the practice's letters are."""
    page.goto(page.url.split("#")[0] + f"#/appointments/{asking.visit.appointment}")
    expect(page.get_by_text("Le cabinet vous demande votre accord.").first).to_be_visible()
    assert problems(page, "a visit with questions") == []


def ask(doctor: Client, patient: Client) -> Asking:
    """Two questions about a visit: may a letter go to a colleague, may it be counted."""
    practice = doctor.team.open(stage.draft(), "Dr Essai")
    other = doctor.team.open(stage.draft(), "Dr Voisin")
    schedule, start = stage.schedule_of(doctor, practice), stage.free_times(doctor, practice)[0]
    visit = patient.visits.book(Wish(practice, schedule, start, stage.MOTIVES[0], WHO))
    day = visit.last.start[:10]
    doctor.agendas.read(practice, day, day)
    [colleague] = doctor.practices.get(other).publication.practitioners
    seen = doctor.agendas.find(visit.appointment)
    doctor.questions.ask_sharing(practice, seen, other, colleague.practitioner, "Un avis sur le cœur")
    doctor.questions.set_project(practice, Project("Toux 2026", "recherche@exemple.example"))
    doctor.questions.ask_research(practice, seen, "Compter les toux de l’hiver")
    return Asking(doctor, practice, other, visit)


def standing(asking: Asking, asked: Asked) -> Asked:
    """As the practice reads it now."""
    found = asking.doctor.questions.list(asking.practice)
    return next(each for each in found if each.course.scope == asked.course.scope)


def share(asking: Asking, asked: Asked) -> None:
    """What the patient agreed to."""
    assert asking.doctor.questions.share(asking.practice, asked, "Cher confrère,").course.handed
