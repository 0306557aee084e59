"""The practice says when it is open and what for; patients and colleagues see it at once."""

import re

from playwright.sync_api import Page, expect

from serment.demo.record import Person

from .conftest import House
from .people import agenda, go_to_work, new_patient, pick_motive, times_from

SECONDS = 20_000


def test_hours_and_motives_that_change(house: House, cast: dict[str, Person]) -> None:
    doctor, secretary = (go_to_work(house, cast[who]) for who in ("kine.paris", "accueil.paris"))
    public = house.profile().new_page()
    motive = f"Séance d’essai {new_patient().family[-6:]}"
    day = a_tuesday(public)
    before = offered(house, public, cast["kine.paris"], "Séance de rééducation", day)
    assert before

    doctor.get_by_role("link", name="Réglages").click()
    doctor.get_by_role("button", name="Ajouter un jour").click()
    doctor.get_by_label("Jour différent").last.fill(day)
    doctor.get_by_role("button", name=re.compile("^Ajouter une plage : mardi ")).last.click()
    doctor.get_by_label(re.compile("plage 1, de$")).last.fill("21:00")
    doctor.get_by_label(re.compile("plage 1, à$")).last.fill("22:00")
    doctor.get_by_role("button", name="Ajouter un motif").click()
    doctor.get_by_label("Motif", exact=True).last.fill(motive)
    expect(doctor.get_by_text("Changements non publiés.")).to_be_visible()
    doctor.get_by_role("button", name="Publier", exact=True).click()
    expect(doctor.get_by_role("status").get_by_text("Réglages publiés.").first).to_be_visible()

    after = offered(house, public, cast["kine.paris"], motive, day)
    assert after
    assert all(re.search(r"à 21\sh", name) for name in after)

    # The colleague never left the agenda.
    turn_to(secretary, day)
    evening = agenda(secretary).get_by_role("gridcell", name=re.compile(r"^Libre : mardi .* à 21\sh"))
    expect(evening.first).to_be_visible(timeout=SECONDS)

    doctor.get_by_role("status").get_by_role("button", name="Annuler").click()
    expect(doctor.get_by_text("Les réglages précédents sont de nouveau publiés.")).to_be_visible()
    assert offered(house, public, cast["kine.paris"], "Séance de rééducation", day) == before


def turn_to(page: Page, day: str) -> None:
    """Week by week."""
    head = page.get_by_role("button", name=f"Ouvrir le mardi {int(day[-2:])} ")
    for _ in range(8):
        page.get_by_role("button", name="Semaine suivante").click()
        if head.is_visible():
            return
    raise AssertionError(day)


def offered(house: House, page: Page, practitioner: Person, motive: str, day: str) -> list[str]:
    """The times of this day that anybody may choose for this motive."""
    page.goto("about:blank")
    page.goto(house.app)
    name = practitioner.name.removeprefix("Dr ")
    page.get_by_role("combobox", name="Qui, ou quoi ?").press_sequentially(name)
    page.get_by_role("option", name=name).click()
    page.get_by_role("link", name="Prendre rendez-vous").click()
    pick_motive(page, motive)
    times = times_from(page, day)
    mine = re.compile(rf" {int(day[-2:])} ")
    # All at once: one by one they would vanish when the strip is drawn anew.
    return [name for name in times.evaluate_all("all => all.map(({ariaLabel}) => ariaLabel)") if mine.search(name)]


def a_tuesday(page: Page) -> str:
    """In three weeks."""
    return str(
        page.evaluate("""() => {
            const day = new Date();
            day.setDate(day.getDate() + 23 - (day.getDay() || 7));
            return new Intl.DateTimeFormat("sv").format(day);
        }""")
    )
