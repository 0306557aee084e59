"""The practice's day: two colleagues, each with a browser of their own, keep one agenda that nobody else can read."""

import re
from collections.abc import Callable, Generator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Locator, Page, expect

from serment.clients import new_client, prove_address
from serment.configuration import Settings
from serment.demo.record import Person
from serment_protocol.encoding import write_day, write_time

from .conftest import House
from .looking import problems
from .people import (
    agenda,
    book_vaccination,
    go_to_work,
    new_patient,
    open_account,
)

SECONDS = 20_000
"""Within which a change shows at the other desk."""
VISIT = re.compile(r", \d+\smin, ")
REASON = re.compile("Consultation|Vaccination|Téléconsultation|Certificat")


class Colleagues(NamedTuple):
    """Two open agendas of one practice, both at the same week."""

    doctor: Page
    secretary: Page

    def see(self, name: str | re.Pattern[str]) -> None:
        """Both have it before them within seconds."""
        for page in self:
            expect(cell(page, name)).to_be_visible(timeout=SECONDS)

    def miss(self, name: str | re.Pattern[str]) -> None:
        """It is gone from both."""
        for page in self:
            expect(cell(page, name)).to_have_count(0, timeout=SECONDS)

    def go_to_this_week(self) -> None:
        """Both look at it."""
        for page in self:
            page.get_by_role("button", name="Aujourd’hui").click()

    def go_to_empty_week(self) -> None:
        """Both look at one that the demonstration left empty."""
        self.go_to_this_week()
        for page in self:
            for _ in range(2):
                page.get_by_role("button", name="Semaine suivante").click()


@pytest.fixture(scope="module")
def signed_in(open_house: House, cast: dict[str, Person], axe: Path) -> Colleagues:
    doctor, secretary = (go_to_work(open_house, cast[who], axe) for who in ("medecin.lyon", "secretariat.lyon"))
    return Colleagues(doctor, secretary)


@pytest.fixture
def colleagues(signed_in: Colleagues) -> Colleagues:
    """At rest, with a week open that the demonstration left empty."""
    for page in signed_in:
        page.get_by_role("link", name="Agenda", exact=True).click()
        page.keyboard.press("Escape")
    signed_in.go_to_empty_week()
    return signed_in


@pytest.fixture(scope="module")
def begin(installation: Settings, cast: dict[str, Person]) -> Generator[Callable[[str], None]]:
    """Lets the visit of a family begin now, whatever lies there: until then nobody has missed it."""
    who = cast["secretariat.lyon"]
    with closing(new_client(installation)) as client:
        prove_address(client, installation, who.email)
        client.sign_in(who.passphrase, "staff")
        [practice] = [access.practice for access in client.memberships.list()]

        def begin_now(family: str) -> None:
            now = datetime.now(UTC)
            first, last = write_day(now.date()), write_day(now.date() + timedelta(weeks=5))
            visits = client.agendas.read(practice, first, last).visits
            [mine] = [each for each in visits if each.content and each.content.patient.family == family]
            start = now.replace(minute=now.minute // 5 * 5, second=0, microsecond=0)
            client.desk.move(practice, mine.appointment, write_time(start), overbook=True)

        yield begin_now


def test_both_read_names_and_reasons(colleagues: Colleagues) -> None:
    """Of next week: the demonstration books for eight days, of which on a Saturday none is left in this one."""
    for page in colleagues:
        week = page.get_by_role("heading", level=1)
        before = week.inner_text()
        page.get_by_role("button", name="Aujourd’hui").click()
        page.get_by_role("button", name="Semaine suivante").click()
        expect(week).not_to_have_text(before)
        expect(cell(page, VISIT).first).to_be_visible()
    read = [sorted(cell(page, VISIT).all_text_contents()) for page in colleagues]
    assert read[0] == read[1]
    assert all("Illisible" not in label and "Sans nom" not in label for label in read[0])
    assert all(REASON.search(label) for label in read[0])


def test_what_a_patient_books_appears(
    colleagues: Colleagues, open_house: House, cast: dict[str, Person], begin: Callable[[str], None]
) -> None:
    patient = new_patient("Aliénor")
    page = open_house.profile().new_page()
    page.goto(f"{open_house.app}/#/sign-up")
    open_account(open_house, page, patient.email)
    page.get_by_role("button", name="Terminer").click()
    book_vaccination(page, patient, cast["medecin.lyon"].name)

    colleagues.see(re.compile(rf"{patient.family} Aliénor.*Vaccination"))
    cell(colleagues.secretary, patient.family).click()
    desk = colleagues.secretary
    expect(desk.get_by_text("Je viens avec ma sœur.")).to_be_visible()
    expect(desk.get_by_role("link", name="06 99 00 12 34")).to_be_visible()

    # Who did not come, and books again, is known to the practice alone, which may refuse.
    expect(desk.get_by_role("button", name="Absent", exact=True)).to_have_count(0)
    begin(patient.family)
    colleagues.go_to_this_week()
    colleagues.see(patient.family)
    cell(desk, patient.family).click()
    desk.get_by_role("button", name="Absent", exact=True).click()
    colleagues.see(re.compile(f"{patient.family}.*Absent"))
    colleagues.go_to_empty_week()
    book_vaccination(page, patient, cast["medecin.lyon"].name)
    colleagues.see(re.compile(rf"^(?!.*Absent).*{patient.family}"))
    cell(desk, re.compile(rf"^(?!.*Absent).*{patient.family}")).click()
    expect(desk.get_by_text("N’est pas venu à un rendez-vous")).to_be_visible()
    assert problems(desk, "did not come", "[role=grid]") == []
    desk.get_by_role("button", name="Refuser ce rendez-vous").click()
    desk.get_by_role("button", name="Annuler tout de suite").click()
    colleagues.miss(re.compile(rf"^(?!.*Absent).*{patient.family}"))


def test_a_visit_by_telephone_moved_and_cancelled(colleagues: Colleagues) -> None:
    desk = colleagues.secretary
    patient = new_patient("Ysolde")
    take_by_telephone(desk, patient.family)
    colleagues.see(patient.family)
    before = heard(cell(desk, patient.family))

    cell(desk, patient.family).click()
    desk.get_by_role("button", name="Déplacer").click()
    free(desk, "Déplacer ici").last.click()
    expect(told(desk, "déplacé à")).to_be_visible()
    moved = heard(cell(desk, patient.family))
    assert moved != before
    colleagues.see(moved)

    cell(desk, patient.family).click()
    desk.get_by_role("button", name="Annuler le rendez-vous").click()
    desk.get_by_role("button", name="Annuler tout de suite").click()
    colleagues.miss(patient.family)


def test_arrived_absent_and_taken_back(colleagues: Colleagues, begin: Callable[[str], None]) -> None:
    desk = colleagues.secretary
    patient = new_patient("Ysolde")
    take_by_telephone(desk, patient.family)
    begin(patient.family)
    colleagues.go_to_this_week()
    cell(desk, patient.family).click()
    desk.get_by_role("button", name="Arrivé", exact=True).click()
    colleagues.see(re.compile(f"{patient.family}.*Arrivé, attend"))

    desk.get_by_role("button", name="Absent", exact=True).click()
    colleagues.see(re.compile(f"{patient.family}.*Absent"))
    told(desk, "absent").get_by_role("button", name="Annuler").click()
    colleagues.see(re.compile(f"{patient.family}.*Arrivé, attend"))


def test_who_put_a_visit_on_top_of_another_is_told(colleagues: Colleagues, cast: dict[str, Person]) -> None:
    doctor, desk = colleagues
    first, second = new_patient("Ysolde"), new_patient("Ysolde")
    take_by_telephone(desk, first.family, free(desk, "Libre : jeudi").first)
    hour, minute = re.findall(r"^(\d+)\sh(?:\s(\d+))?", heard(cell(desk, first.family)))[0]
    free(desk, "Libre : jeudi").last.click()
    desk.get_by_role("combobox", name="Patient").fill(f"{second.family}, Ysolde")
    desk.get_by_label("Heure", exact=True).fill(f"{hour:>02}:{minute:0>2}")
    desk.get_by_role("button", name="Enregistrer le rendez-vous").click()
    desk.get_by_role("button", name="Placer en surnombre").click()
    colleagues.see(re.compile(f"{second.family}.*En surnombre"))

    cell(doctor, second.family).click()
    doctor.get_by_text("Historique").click()
    expect(doctor.get_by_text("Pris par le cabinet pour")).to_be_visible()
    expect(doctor.get_by_text(f"Placé en surnombre par {cast['secretariat.lyon'].name}, le ")).to_be_visible()


def test_an_absence_blocks_time(colleagues: Colleagues) -> None:
    doctor = colleagues.doctor
    reason = f"Réunion {new_patient().family}"
    free(doctor, "Libre : jeudi").first.focus()
    doctor.keyboard.press("b")
    doctor.get_by_label("Raison").fill(reason)
    doctor.get_by_role("button", name="Bloquer", exact=True).click()
    colleagues.see(reason)
    cell(colleagues.secretary, reason).click()
    colleagues.secretary.get_by_role("button", name="Rouvrir ce temps").click()
    colleagues.miss(reason)


def test_visits_make_way_for_an_absence(colleagues: Colleagues) -> None:
    # Other journeys leave visits at the end of the weeks before, of which some have arrived.
    for page in colleagues:
        for _ in range(2):
            page.get_by_role("button", name="Semaine suivante").click()
    desk = colleagues.secretary
    patient, reason = new_patient("Ysolde"), f"Congé {new_patient().family}"
    take_by_telephone(desk, patient.family)
    before = heard(cell(desk, patient.family))
    free(desk, "Libre").last.focus()
    desk.keyboard.press("b")
    desk.get_by_label("Raison").fill(reason)
    desk.get_by_label("Heure de début").fill("00:05")
    desk.get_by_label("Heure de fin").fill("23:55")
    desk.get_by_role("button", name="Bloquer", exact=True).click()
    expect(desk.get_by_role("checkbox", name=patient.family)).to_be_checked()
    expect(desk.get_by_text("Nouvel horaire").first).to_be_visible()
    assert problems(desk, "visits in the way", "[role=grid]") == []
    desk.get_by_role("button", name=re.compile(r"^Déplacer .*, puis bloquer$")).click()
    colleagues.see(reason)
    expect(cell(desk, before)).to_have_count(0)


def test_everything_by_keyboard(colleagues: Colleagues) -> None:
    desk = colleagues.secretary
    patient = new_patient("Ysolde")
    press = desk.keyboard.press
    press("?")
    expect(desk.get_by_role("dialog", name="Touches de l’agenda")).to_be_visible()
    press("Escape")

    # From place to place, then a new visit there: name, Enter.
    free(desk, "Libre").first.focus()
    here = focused(desk)
    press("ArrowDown")
    below = focused(desk)
    press("ArrowRight")
    beside = focused(desk)
    assert len({here, below, beside}) == 3
    press("n")
    desk.keyboard.type(f"{patient.family}, Ysolde")
    press("Enter")
    colleagues.see(patient.family)

    # Found again by name; arrived; back; moved by arrow and Enter.
    press("Escape")
    press("f")
    desk.keyboard.type(patient.family[-6:])
    expect(desk.get_by_role("status").get_by_text("Un rendez-vous", exact=True)).to_be_visible()
    press("Enter")
    expect(cell(desk, patient.family)).to_be_focused()
    press("a")
    colleagues.see(re.compile(f"{patient.family}.*Arrivé, attend"))
    press("Control+z")
    expect(cell(desk, re.compile(f"{patient.family}.*Arrivé"))).to_have_count(0)
    before = focused(desk)
    press("m")
    press("ArrowDown")
    press("Enter")
    expect(told(desk, "déplacé à")).to_be_visible()
    assert focused(desk) != before


def take_by_telephone(page: Page, family: str, place: Locator | None = None) -> None:
    """At this place, or at the last free one of the week that is shown."""
    (place or free(page, "Libre").last).click()
    page.get_by_role("combobox", name="Patient").fill(f"{family}, Ysolde")
    page.get_by_label("Téléphone").fill("0699001234")
    page.get_by_role("button", name="Enregistrer le rendez-vous").click()
    expect(cell(page, family)).to_be_visible()


def cell(page: Page, name: str | re.Pattern[str]) -> Locator:
    """Something that lies in the agenda."""
    return agenda(page).get_by_role("gridcell", name=name)


def free(page: Page, what: str) -> Locator:
    """The free places of the days that are shown."""
    return agenda(page).get_by_role("gridcell", name=re.compile(f"^{what}"))


def heard(one: Locator) -> str:
    """What a screen reader says of it."""
    return one.aria_snapshot().partition('"')[2].rpartition('"')[0]


def told(page: Page, text: str) -> Locator:
    """A short message about what was just done."""
    return page.get_by_role("status").locator("div").filter(has_text=text)


def focused(page: Page) -> str:
    """The name of what the keyboard is on."""
    return heard(page.locator(":focus"))
