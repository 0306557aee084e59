"""What people do in the app, in the words that stand on the screen."""

import re
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Locator, Page, expect

from serment import mailbox
from serment.clients import new_client, sign_up
from serment.configuration import Settings
from serment.demo.record import Person
from serment_client import Client
from serment_client.account import Account
from serment_protocol.accounts import Audience
from serment_protocol.kit import propose_words
from serment_protocol.primitives import random_bytes

from .conftest import House

AGENDA = "#/practice/agenda"
KEYS = "#/keys"
LETTERS = "bcdfghjklmnpqrst"
CLOCK = re.compile(r"à \d+\sh")


class Patient(NamedTuple):
    """Somebody new."""

    given: str
    family: str
    email: str

    @property
    def name(self) -> str:
        """As patients write it."""
        return f"{self.given} {self.family}"


def new_patient(given: str = "Ondine") -> Patient:
    """A person nobody has heard of; the name is unlike any other in the agenda."""
    # Letters alone: digits would also find telephone numbers.
    mark = "".join(LETTERS[byte % len(LETTERS)] for byte in random_bytes(6))
    return Patient(given, f"Essai-{mark.upper()}", f"patient.{mark}@exemple.example")


class Somebody(NamedTuple):
    """Whoever has an account, on another device of theirs."""

    client: Client
    account: Account
    email: str
    passphrase: str


@contextmanager
def somebody(installation: Settings, audience: Audience) -> Generator[Somebody]:
    """Somebody new, who has no way back."""
    email, passphrase = new_patient().email, propose_words("fr")
    with closing(new_client(installation)) as client:
        yield Somebody(client, sign_up(client, installation, email, passphrase, audience), email, passphrase)


def opened(house: House, who: Somebody, room: str, script: Path) -> Page:
    """A room of the app, in a browser of theirs with their keys; `script` runs in each page."""
    page = reached(house, room, script)
    sign_in(house, page, who.email, who.passphrase)
    return page


def reached(house: House, room: str, script: Path) -> Page:
    """The same of whoever has not signed in."""
    context = house.profile()
    context.add_init_script(path=script)
    page = context.new_page()
    page.goto(f"{house.app}/#/{room}")
    return page


def receive_code(house: House, page: Page, email: str) -> str:
    """Ask for a code and read it in the mailbox, where it came by SMTP."""
    before = mailbox.names(house.mail)
    page.get_by_label("Adresse e-mail").fill(email)
    page.get_by_role("button", name="Recevoir un code").click()
    return mailbox.wait_for_code(house.mail, email, before)


def open_account(
    house: House, page: Page, email: str, at_each: Callable[[str], object] = lambda _step: None
) -> tuple[str, str]:
    """From the first page of the sign-up to its last: the passphrase and the words of the kit."""
    passphrase = begin_account(house, page, email, at_each)
    words = take_kit(page, at_each)
    return passphrase, words


class Newcomer(NamedTuple):
    """Somebody new, who looks at “My keys”."""

    page: Page
    email: str
    passphrase: str
    kit: str


def enter_new(house: House, script: Path | None = None) -> Newcomer:
    """My keys, of somebody new; `script` runs in each page."""
    context, patient = house.profile(), new_patient()
    if script is not None:
        context.add_init_script(path=script)
    page = context.new_page()
    page.goto(f"{house.app}/#/sign-up?next={KEYS.replace('#', '%23')}")
    passphrase, kit = open_account(house, page, patient.email)
    page.get_by_role("button", name="Reprendre mon rendez-vous").click()
    expect(page.get_by_role("heading", name="Mes clés")).to_be_visible()
    return Newcomer(page, patient.email, passphrase, kit)


def begin_account(house: House, page: Page, email: str, at_each: Callable[[str], object] = lambda _step: None) -> str:
    """An account with its passphrase, and no way back yet."""
    code = receive_code(house, page, email)
    at_each("code")
    page.get_by_label("Code reçu par e-mail").fill(code)
    page.get_by_role("button", name="Continuer").click()
    passphrase = propose(page)
    at_each("passphrase")
    take_passphrase(page, passphrase)
    return passphrase


def take_passphrase(page: Page, passphrase: str) -> None:
    """Type it back."""
    page.get_by_role("button", name="Je l’ai notée, essayer").click()
    page.get_by_label("Retapez la phrase de passe").fill(passphrase)
    page.get_by_role("button", name="Employer cette phrase").click()


def propose(page: Page) -> str:
    """The six words that the page proposes."""
    proposed = page.get_by_role("tabpanel", name="Proposée").locator("[translate=no]")
    expect(proposed).to_have_text(re.compile(r"^\S+( \S+){5}$"))
    return proposed.inner_text()


def take_kit(page: Page, at_each: Callable[[str], object]) -> str:
    """Read the twelve words and type them back."""
    expect(page.get_by_role("heading", name="Votre kit de papier")).to_be_visible()
    written = page.get_by_role("region", name="Votre kit de papier").get_by_role("listitem")
    expect(written).to_have_count(12)
    words = " ".join(line.split()[-1] for line in written.all_inner_texts())
    at_each("kit")
    page.get_by_role("button", name="Je les ai, essayer").click()
    page.get_by_label("Retapez les douze mots").fill(words)
    page.get_by_role("button", name="Vérifier le kit").click()
    return words


def sign_in(house: House, page: Page, email: str, passphrase: str) -> None:
    """Answer the page that asks for keys."""
    code = receive_code(house, page, email)
    page.get_by_label("Code reçu par e-mail").fill(code)
    page.get_by_label("Phrase de passe").fill(passphrase)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def go_to_work(house: House, person: Person, script: Path | None = None) -> Page:
    """A colleague's own browser, with the agenda open; `script` runs in each of its pages."""
    context = house.profile()
    if script is not None:
        context.add_init_script(path=script)
    page = context.new_page()
    page.goto(f"{house.app}/{AGENDA}")
    sign_in(house, page, person.email, person.passphrase)
    expect(agenda(page)).to_be_visible()
    return page


def agenda(page: Page) -> Locator:
    """The days."""
    return page.get_by_role("grid", name="Agenda.")


def choose(page: Page, label: str, typed: str, proposal: str) -> None:
    """Type the beginning and take what is proposed."""
    page.get_by_role("combobox", name=label).press_sequentially(typed)
    page.get_by_role("option", name=proposal).first.click()


def pick_motive(page: Page, motive: str | re.Pattern[str]) -> None:
    """The first question of a booking."""
    page.get_by_role("radio", name=motive).first.check()


def take_time(page: Page) -> None:
    """The last that is shown: the first falls below its notice while somebody looks around or opens an account."""
    page.get_by_role("group", name="Heures libres").get_by_role("button", name=CLOCK).last.click()


def fill_person(page: Page, patient: Patient) -> None:
    """For oneself, with a word for the practice."""
    page.get_by_label("Prénom").fill(patient.given)
    page.get_by_label("Nom", exact=True).fill(patient.family)
    page.get_by_label("Date de naissance").fill("1950-03-01")
    page.get_by_label("Téléphone").fill("06 99 00 12 34")
    page.get_by_label("Message au cabinet").fill("Je viens avec ma sœur.")
    page.get_by_role("button", name="Continuer").last.click()


def book_vaccination(page: Page, patient: Patient, doctor: str) -> None:
    """With the practitioner of this name, on the first Monday that is more than a week away."""
    name, who = doctor.removeprefix("Dr "), page.get_by_role("combobox", name="Qui, ou quoi ?")
    page.get_by_role("link", name="Chercher", exact=True).first.click()
    who.clear()
    who.press_sequentially(name)
    page.get_by_role("option", name=name).click()
    page.get_by_role("link", name="Prendre rendez-vous").click()
    pick_motive(page, "Vaccination")
    times_from(page, monday_after_next(page)).first.click()
    fill_person(page, patient)
    page.get_by_role("button", name="Confirmer le rendez-vous").click()
    expect(page.get_by_role("heading", name="Votre rendez-vous est pris")).to_be_visible()


def times_from(page: Page, day: str) -> Locator:
    """The free times from this day on, a Monday or Tuesday with free times, once the strip of before has gone."""
    page.get_by_label("À partir du").fill(day)
    times = page.get_by_role("group", name="Heures libres").get_by_role("button", name=CLOCK)
    expect(times.first).to_have_accessible_name(re.compile(rf"lundi {int(day[-2:])} |mardi {int(day[-2:])} "))
    return times


def monday_after_next(page: Page) -> str:
    """As the browser counts."""
    return str(
        page.evaluate("""() => {
            const day = new Date();
            day.setDate(day.getDate() + 15 - (day.getDay() || 7));
            return new Intl.DateTimeFormat("sv").format(day);
        }""")
    )
