"""Consents in the app: either answer alike, what a yes does, what taking it back does, and none asked for a booking."""

from pathlib import Path

from playwright.sync_api import Page, expect

from serment import mailbox
from serment.demo.record import Person
from serment_protocol.consents import read_receipt

from .conftest import House
from .looking import look_alike, problems
from .people import choose, enter_new, take_time

LEO = "Léo Essai-Proche"
CHOICES = "Accepter", "Refuser"


def fill_in(page: Page, given: str) -> None:
    """Who it is about, and whose word it is."""
    page.get_by_role("button", name="Noter la réponse d’un proche").click()
    page.get_by_label("Prénom").fill(given)
    page.get_by_label("Nom", exact=True).fill("Essai-Proche")
    page.get_by_label("Date de naissance").fill("2019-04-30")
    page.get_by_role("radio", name="Qui la représente légalement").check()


def sit_down(page: Page) -> None:
    """At a desk again, after what was looked at on a phone: there a booking is one page."""
    page.set_viewport_size({"width": 1280, "height": 900})


def open_consents(house: House, page: Page) -> None:
    """From My keys."""
    page.goto(f"{house.app}/#/keys")
    page.get_by_role("link", name="Mes consentements").click()
    expect(page.get_by_role("heading", name="Mes consentements")).to_be_visible()


def find(page: Page, house: House, doctor: Person) -> str:
    """Where one books with this doctor."""
    page.goto(f"{house.app}/#/")
    choose(page, "Qui, ou quoi ?", doctor.name.removeprefix("Dr "), doctor.name.removeprefix("Dr "))
    page.get_by_role("link", name="Prendre rendez-vous").click()
    expect(page.get_by_role("heading", name="Rendez-vous avec")).to_be_visible()
    return page.url


def ask_whom(page: Page) -> None:
    """Book as far as the question for whom; nothing on the way asks for a consent."""
    sit_down(page)
    page.get_by_role("radio", name="Certificat médical").check()
    take_time(page)
    expect(page.get_by_role("radio", name="quelqu’un d’autre")).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("consent")
    for choice in CHOICES:
        expect(page.get_by_role("button", name=choice)).to_have_count(0)


def test_either_answer_is_as_good_as_the_other(
    house: House, cast: dict[str, Person], tmp_path: Path, axe: Path
) -> None:
    page = enter_new(house, axe).page
    open_consents(house, page)
    assert problems(page, "consents") == []

    fill_in(page, "Léo")
    answers = [page.get_by_role("button", name=choice, exact=True) for choice in CHOICES]
    assert look_alike(*answers)
    expect(page.get_by_text("La personne qui tient ce compte peut prendre")).to_be_visible()
    assert problems(page, "consents, asking") == []
    answers[0].click()
    card = page.get_by_role("article", name=LEO)
    expect(card).to_contain_text("Accepté le")
    with page.expect_download() as download:
        card.get_by_role("button", name="Télécharger le récépissé").click()
    receipt = tmp_path / "receipt.txt"
    download.value.save_as(receipt)
    assert [each.decision for each in read_receipt(receipt.read_bytes())] == ["granted"]
    assert LEO in receipt.read_text()

    address = find(page, house, cast["medecin.lyon"])
    ask_whom(page)
    page.get_by_role("radio", name=LEO).check()
    expect(page.get_by_label("Prénom")).to_have_count(0)
    page.get_by_label("Téléphone").fill("01 99 00 00 00")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="Confirmer le rendez-vous").click()
    expect(page.get_by_role("heading", name="Votre rendez-vous est pris")).to_be_visible()

    open_consents(house, page)
    page.get_by_role("article", name=LEO).get_by_role("button", name="Retirer l’accord").click()
    expect(page.get_by_role("article", name="Une personne dont le nom n’est pas gardé")).to_contain_text("Retiré le")
    fill_in(page, "Léo")
    page.get_by_role("button", name="Refuser", exact=True).click()
    expect(page.get_by_text("la question n’est pas reposée avant le").first).to_be_visible()
    page.get_by_label("La personne est revenue d’elle-même").check()
    page.get_by_role("button", name="Refuser", exact=True).click()
    page.get_by_text("Historique et texte entier").click()
    expect(page.get_by_role("article")).to_contain_text("Refusé le")
    assert problems(page, "consents, decided") == []

    page.goto(address)
    ask_whom(page)
    expect(page.get_by_role("radio", name=LEO)).to_have_count(0)


def test_sms_are_refused_as_easily_as_accepted_and_end_in_one_act(house: House, axe: Path) -> None:
    page = enter_new(house, axe).page
    open_consents(house, page)
    section = page.get_by_role("region", name="Être prévenu par SMS")
    section.get_by_role("button", name="Lire le texte et choisir").click()
    answers = [section.get_by_role("button", name=choice, exact=True) for choice in CHOICES]
    assert look_alike(*answers)
    expect(section.get_by_text("Refuser ne change rien")).to_be_visible()
    assert problems(page, "sms, asking") == []
    answers[1].click()
    expect(section.get_by_text("la question n’est pas reposée avant le")).to_be_visible()
    expect(page.get_by_role("article", name="Être prévenu par SMS")).to_contain_text("Refusé le")

    section.get_by_role("button", name="Revenir sur ce choix").click()
    answers[0].click()
    section.get_by_label("Numéro de téléphone mobile").fill("06 39 98 01 07")
    section.get_by_role("radio", name="Par SMS seulement").check()
    assert problems(page, "sms, number") == []
    before = mailbox.names(house.mail)
    section.get_by_role("button", name="Envoyer un code par SMS").click()
    section.get_by_label("Code reçu par SMS").fill(mailbox.wait_for_code(house.mail, "33639980107", before))
    section.get_by_role("button", name="Continuer").click()
    expect(section.get_by_text("Les SMS vont au numéro qui finit par 07.")).to_be_visible()
    section.get_by_role("radio", name="Par e-mail et par SMS").check()
    expect(page.get_by_text("C’est noté.").first).to_be_visible()
    assert problems(page, "sms, agreed") == []

    card = page.get_by_role("article", name="Être prévenu par SMS")
    card.get_by_role("button", name="Retirer l’accord").click()
    expect(card).to_contain_text("Retiré le")
    expect(section.get_by_role("button", name="Revenir sur ce choix")).to_be_visible()
    expect(section).not_to_contain_text("qui finit par")
