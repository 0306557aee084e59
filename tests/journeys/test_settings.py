"""The practice says when it is open and what for; patients and colleagues see it at once."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from serment.clients import new_client, sign_up
from serment.configuration import Settings
from serment.demo.record import Person
from serment.prove import stage
from serment_protocol.kit import propose_words

from .conftest import House
from .looking import problems
from .people import agenda, go_to_work, new_patient, pick_motive, sign_in, times_from

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


def test_an_officer_chooses_how_long_past_visits_are_kept(house: House, cast: dict[str, Person], axe: Path) -> None:
    page = go_to_work(house, cast["kine.paris"], axe)
    page.get_by_role("link", name="Réglages").click()
    wanted = page.get_by_label("Garder les rendez-vous passés")
    expect(page.get_by_text("Un rendez-vous passé est gardé 12 mois")).to_be_visible()
    wanted.select_option("6")
    page.get_by_role("button", name="Choisir cette durée").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("un responsable peut revenir en arrière")).to_be_visible()
    assert problems(page, "a shorter period") == []
    dialog.get_by_role("button", name="Choisir cette durée").click()
    expect(page.get_by_text(re.compile(r"^À partir du .* : 6 mois seulement$")).first).to_be_visible()
    assert problems(page, "settings, a shorter period to come") == []
    page.get_by_role("button", name="Garder 12 mois").click()
    expect(page.get_by_role("button", name="Garder 12 mois")).to_have_count(0)
    wanted.select_option("24")
    page.get_by_role("button", name="Choisir cette durée").click()
    expect(page.get_by_text("Un rendez-vous passé est gardé 24 mois")).to_be_visible()
    wanted.select_option("12")


def test_a_practice_closes_for_whoever_types_its_name(house: House, installation: Settings, axe: Path) -> None:
    email, passphrase = new_patient().email, propose_words("fr")
    client = new_client(installation)
    sign_up(client, installation, email, passphrase, "staff")
    client.team.open(stage.draft(), "Dr Essai")
    name = client.memberships.list()[0].root.name
    client.close()
    page = house.profile().new_page()
    page.add_init_script(path=axe)
    page.goto(f"{house.app}/#/practice/settings")
    sign_in(house, page, email, passphrase)
    page.get_by_role("link", name="Réglages").click()
    page.get_by_role("button", name="Fermer pour toujours").click()
    dialog = page.get_by_role("dialog")
    assert problems(page, "closing a practice") == []
    dialog.get_by_label(re.compile("écrivez le nom du cabinet")).fill("autre")
    dialog.get_by_role("button", name="Fermer pour toujours").click()
    expect(dialog.get_by_text("Ce n’est pas le nom du cabinet.")).to_be_visible()
    dialog.get_by_label(re.compile("écrivez le nom du cabinet")).fill(name)
    dialog.get_by_role("button", name="Fermer pour toujours").click()
    expect(page.get_by_text(f"« {name} » est fermé.")).to_be_visible()
    expect(page.get_by_text("Les clés du cabinet naissent dans ce navigateur.")).to_be_visible()
