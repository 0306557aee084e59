"""Another e-mail address: at once with both mailboxes; else after a week, which the old mailbox can stop."""

import re
import time
from pathlib import Path

from playwright.sync_api import Page, expect

from serment import mailbox

from .conftest import House
from .looking import problems
from .people import KEYS, enter_new, new_patient, receive_code, sign_in


def test_both_mailboxes_change_the_address_at_once(house: House, axe: Path) -> None:
    page, email, passphrase, _ = enter_new(house, axe)
    new = new_patient().email
    ask_for(page, new)
    assert problems(page, "another address") == []
    before = mailbox.names(house.mail)
    page.get_by_role("button", name="Recevoir les deux codes").click()
    for each in (new, email):
        page.get_by_label(f"Code reçu par {each}").fill(mailbox.wait_for_code(house.mail, each, before))
    page.get_by_role("button", name="Changer d’adresse").click()
    expect(page.get_by_text("Votre adresse est changée.")).to_be_visible()
    expect(page.get_by_text(f"vos rappels à {new}.")).to_be_visible()
    assert len(letters(house, email, "a changé")) == 1

    # The same passphrase opens the same account by the new address, and practices are given it too.
    page.reload()
    sign_in(house, page, new, passphrase)
    page.get_by_role("button", name="Mes coordonnées pour les cabinets").click()
    expect(page.get_by_label("Adresse e-mail")).to_have_value(new)


def test_the_old_mailbox_stops_a_change_that_it_was_not_asked_for(house: House, axe: Path) -> None:
    page, email, _, _ = enter_new(house, axe)
    begin(house, page, new_patient().email)
    expect(page.get_by_text(re.compile("À partir du .* vos codes iront à"))).to_be_visible()
    assert problems(page, "an address that waits") == []
    link = re.search(r"\S+/#/veto/\S+", letters(house, email, "va changer")[0])
    assert link is not None

    owner = house.profile().new_page()
    owner.add_init_script(path=axe)
    owner.goto(link.group(0))
    expect(owner.get_by_role("heading", name="Arrêter un changement d’adresse")).to_be_visible()
    assert problems(owner, "a veto") == []
    owner.get_by_role("button", name="Arrêter le changement").click()
    expect(owner.get_by_text("Le changement est arrêté.")).to_be_visible()
    owner.reload()
    owner.get_by_role("button", name="Arrêter le changement").click()
    expect(owner.get_by_text("Ce changement d’adresse n’attend plus")).to_be_visible()


def test_a_change_that_waits_is_ended_in_the_app(house: House) -> None:
    page, email, _, _ = enter_new(house)
    begin(house, page, new_patient().email)
    page.get_by_role("button", name="Garder l’adresse présente").click()
    expect(page.get_by_text("Le changement est arrêté. Votre adresse reste la même.")).to_be_visible()
    expect(page.get_by_text(f"vos rappels à {email}.")).to_be_visible()


def test_an_address_is_shown_to_a_proven_person_alone(house: House) -> None:
    page, email, _, kit = enter_new(house)
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_text("Vous êtes déconnecté")).to_be_visible()
    page.goto(f"{house.app}/{KEYS}")
    page.get_by_role("button", name="Entrer avec mon kit de papier").click()
    page.get_by_label("Les douze mots").fill(kit)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page.get_by_text("Il ne la montre qu’à vous.")).to_be_visible()
    page.get_by_role("button", name="Voir ou changer mon adresse").click()
    code = receive_code(house, page, email)
    page.get_by_label("Code reçu par e-mail").fill(code)
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_text(f"vos rappels à {email}.")).to_be_visible()


def ask_for(page: Page, new: str) -> None:
    """Open the form and type the new address."""
    page.get_by_role("button", name="Changer d’adresse").click()
    page.get_by_label("Nouvelle adresse e-mail").fill(new)


def begin(house: House, page: Page, new: str) -> None:
    """Without the old mailbox."""
    ask_for(page, new)
    page.get_by_label("Non, je n’y ai plus accès").check()
    before = mailbox.names(house.mail)
    page.get_by_role("button", name="Recevoir un code").click()
    page.get_by_label(f"Code reçu par {new}").fill(mailbox.wait_for_code(house.mail, new, before))
    page.get_by_role("button", name="Changer d’adresse").click()
    expect(page.get_by_role("button", name="Garder l’adresse présente")).to_be_visible()


def letters(house: House, email: str, subject: str) -> list[str]:
    """What came to an address; the custodian writes after it has answered."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if found := [mail.text for mail in mailbox.read(house.mail, email) if subject in mail.subject]:
            return found
        time.sleep(0.1)
    raise TimeoutError
