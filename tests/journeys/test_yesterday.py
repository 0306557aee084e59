"""A platform that shows genuine things of yesterday: nothing goes back on a browser that saw today's, reload or not."""

from collections.abc import Generator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from serment.clients import new_client, sign_up
from serment.configuration import Settings
from serment.prove import stage
from serment_client import Client, Wish
from serment_client.visits import Visit
from serment_protocol.encoding import read_time, write_day
from serment_protocol.kit import propose_words
from serment_protocol.vault import Identity

from ..malicious.liar import Liar
from .conftest import House
from .lying import listen, refusal, sentence
from .people import agenda, new_patient, sign_in

CALLED = "06 99 00 45 67"


class Colleague(NamedTuple):
    """A practice of its own, and its doctor on another device, who is told the truth."""

    client: Client
    practice: str
    email: str
    passphrase: str

    @property
    def path(self) -> str:
        """Where the practice is."""
        return f"/v1/practices/{self.practice}"

    def wishes(self, *families: str) -> list[Wish]:
        """A visit for each, on one day."""
        schedule, times = stage.schedule_of(self.client, self.practice), stage.free_times(self.client, self.practice)
        starts = [time for time in times if time[:10] == times[-1][:10]]
        return [
            Wish(self.practice, schedule, start, stage.MOTIVES[0], who(family))
            for start, family in zip(starts, families, strict=False)
        ]

    def booking_page(self, house: House) -> str:
        """Where the doctor is booked."""
        known = self.client.practices.refresh(self.practice).publication
        return f"{house.app}/#/book/{known.practitioners[0].practitioner}"


@pytest.fixture
def liar(installation: Settings) -> Liar:
    return Liar(installation.origins.platform)


@pytest.fixture(scope="module")
def colleague(installation: Settings) -> Generator[Colleague]:
    client, email, passphrase = new_client(installation), new_patient().email, propose_words("fr")
    sign_up(client, installation, email, passphrase, "staff")
    practice = client.team.open(stage.draft(), "Dr Essai")
    yield Colleague(client, practice, email, passphrase)
    client.close()


@pytest.fixture
def patient(installation: Settings) -> Generator[tuple[Client, str, str]]:
    """Somebody with an account: another device of theirs, address and passphrase."""
    client, email, passphrase = new_client(installation), new_patient().email, propose_words("fr")
    sign_up(client, installation, email, passphrase, "patient")
    yield client, email, passphrase
    client.close()


class Before:
    """Remembers what the agenda said of some visits, to say it again later."""

    def __init__(self, appointments: list[str]) -> None:
        self._wanted = appointments
        self._rows: dict[str, Any] = {}

    def remember(self, answer: dict[str, Any]) -> dict[str, Any]:
        self._rows |= {row["appointment"]: row for row in answer["appointments"] if row["appointment"] in self._wanted}
        return answer

    def repeat(self, answer: dict[str, Any]) -> dict[str, Any]:
        assert set(self._rows) == set(self._wanted)
        return {**answer, "appointments": [self._rows.get(row["appointment"], row) for row in answer["appointments"]]}


def test_a_record_of_yesterday_after_a_reload(house: House, colleague: Colleague, liar: Liar, root: Path) -> None:
    """A record, a clinical note and a cancellation that the platform keeps to itself; the rest of the agenda stays."""
    client, practice = colleague.client, colleague.practice
    families = [f"Essai-{letter}{new_patient().family[6:]}" for letter in "ABCD"]
    wishes = colleague.wishes(*families)
    visits = [client.desk.book(wish) for wish in wishes]
    filed, noted, moved, left = (visit.appointment for visit in visits)
    client.desk.clinical_note(practice, noted, "Pénicilline : bien tolérée")
    day, before = write_day(read_time(wishes[0].start).date()), Before([filed, noted, moved])
    liar.tell(f"{colleague.path}/agenda", before.remember)

    context = house.profile()
    listen(context, liar)
    page = context.new_page()
    page.goto(f"{house.app}/#/practice/agenda/{day}")
    sign_in(house, page, colleague.email, colleague.passphrase)
    for family in families:
        expect(visit_of(page, family)).to_be_visible()
    liar.repent()
    client.desk.note(practice, filed, "Allergique à la pénicilline")
    client.desk.clinical_note(practice, noted, "Choc à la pénicilline")
    client.desk.set_state(practice, moved, "cancelled")
    visit_of(page, families[0]).click()
    expect(page.get_by_label("Note du cabinet")).to_have_value("Allergique à la pénicilline")
    visit_of(page, families[1]).click()
    expect(page.get_by_label("Ce que note le praticien")).to_have_value("Choc à la pénicilline")
    expect(visit_of(page, families[2])).to_have_count(0)

    liar.tell(f"{colleague.path}/agenda", before.repeat)
    page.reload()
    sign_in(house, page, colleague.email, colleague.passphrase)
    expect(agenda(page)).to_be_visible()
    expect(page.get_by_text("Un rendez-vous ne peut pas être cru.")).to_be_visible()
    page.get_by_text(sentence(root, "doubtful-more", "practice")).click()
    expect(page.get_by_text(sentence(root, "doubtful-older", "practice"))).to_be_visible()
    page.get_by_text(sentence(root, "doubtful-more", "practice")).click()
    visit_of(page, families[1]).click()
    expect(page.get_by_text(sentence(root, "clinical-note-older-why", "practice"))).to_be_visible()
    expect(page.get_by_label("Ce que note le praticien")).to_have_count(0)
    agenda(page).get_by_role("gridcell", name="Illisible").click()
    expect(page.get_by_text(sentence(root, "visit-older-why", "practice"))).to_be_visible()
    expect(visit_of(page, families[3])).to_be_visible()
    assert client.agendas.find(left).last.state == "booked"


def test_a_history_and_a_publication_of_yesterday(
    house: House, colleague: Colleague, patient: tuple[Client, str, str], liar: Liar, root: Path
) -> None:
    """A cancelled visit shown as if it stood, a practice as it was: the patient is told whom to telephone."""
    client, email, passphrase = patient
    one, other = (book(client, wish) for wish in colleague.wishes("Essai", "Essai"))
    client.visits.cancel(one.appointment)
    older = httpx.get(f"{liar.truth}{colleague.path}", trust_env=False).json()["publication"]
    colleague.client.desk.publish(colleague.practice, *colleague.client.desk.draft(colleague.practice))

    context = house.profile()
    listen(context, liar)
    page = context.new_page()
    page.goto(f"{house.app}/#/appointments")
    sign_in(house, page, email, passphrase)
    expect(page.get_by_role("heading", name="Le prochain")).to_be_visible()
    page.goto(colleague.booking_page(house))
    expect(page.get_by_role("radio").first).to_be_visible()

    liar.tell(f"/v1/appointments/{one.appointment}", lambda told: {**told, "statements": told["statements"][:1]})
    liar.tell(colleague.path, lambda told: {**told, "publication": older})
    page.goto(f"{house.app}/#/appointments")
    page.reload()
    sign_in(house, page, email, passphrase)
    doubt = page.get_by_role("status").filter(has_text="que nous ne pouvons pas vous confirmer")
    expect(doubt).to_contain_text(one.told.practitioner_name)
    expect(doubt).to_contain_text(refusal(root, "statement_rolled_back"))
    expect(doubt.get_by_role("link", name="Téléphoner au cabinet")).to_be_visible()
    expect(page.get_by_role("heading", name="Le prochain")).to_be_visible()
    expect(page.get_by_role("link", name="Ouvrir")).to_have_attribute("href", f"#/appointments/{other.appointment}")

    page.goto(colleague.booking_page(house))
    expect(page.get_by_text(refusal(root, "publication_rolled_back"))).to_be_visible()
    expect(page.get_by_role("radio")).to_have_count(0)


def book(client: Client, wish: Wish) -> Visit:
    return client.visits.book(wish)


def who(family: str) -> Identity:
    return Identity(given="Ysolde", family=family, birth_date="1950-03-01", phone=CALLED, email="")


def visit_of(page: Page, family: str) -> Locator:
    """A visit in the grid."""
    return agenda(page).get_by_role("gridcell", name=family)
