"""A person's data in the app: everything taken away in one file, and the end of the account with its receipts."""

import json
import re
import zipfile
from pathlib import Path

from playwright.sync_api import Page, expect

from .conftest import House
from .looking import problems
from .people import enter_new, receive_code, sign_in
from .test_addresses import letters


def take(page: Page, folder: Path) -> Path:
    """Press the button, and keep what comes."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Rassembler et télécharger").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def test_everything_is_taken_away_in_one_file(house: House, tmp_path: Path, axe: Path) -> None:
    page, email, _, _ = enter_new(house, axe)
    page.goto(f"{house.app}/#/keys")
    page.get_by_role("link", name="Mes données : tout emporter").click()
    expect(page.get_by_role("heading", name="Mes données", exact=True)).to_be_visible()
    assert problems(page, "my data") == []

    sealed = take(page, tmp_path)
    assert sealed.read_bytes().startswith(b"age-encryption.org/v1\n-> scrypt ")
    shown = page.locator("code").first
    expect(shown).to_be_visible()
    assert len(shown.inner_text().split("-")) == 8
    assert problems(page, "my data, taken") == []

    page.get_by_label("Ouvert").check()
    with zipfile.ZipFile(take(page, tmp_path)) as archive:
        raw = json.loads(archive.read("serment.json"))
        text = archive.read("index.html").decode()
        assert json.loads(archive.read("bundle.json"))["type"] == "collection"
    assert raw["custodian"]["asked"]
    assert email in text
    assert "Ce que la plateforme conserve de votre compte" in text
    expect(page.get_by_text("Ce fichier est ouvert.")).to_be_visible()


def test_the_account_ends_with_receipts(house: House, tmp_path: Path, axe: Path) -> None:
    page, email, passphrase, _ = enter_new(house, axe)
    page.goto(f"{house.app}/#/my-data")
    page.get_by_role("link", name="Effacer mon compte").click()
    expect(page.get_by_role("heading", name="Ce qui disparaît")).to_be_visible()
    assert problems(page, "erasing") == []
    page.get_by_role("button", name="Effacer pour toujours").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Rien ni personne ne les rendra.")).to_be_visible()
    dialog.get_by_role("button", name="Effacer pour toujours").click()

    expect(page.get_by_text("Votre compte est effacé")).to_be_visible()
    expect(page.get_by_role("heading", name="Reçu de la plateforme")).to_be_visible()
    expect(page.get_by_role("heading", name="Reçu du gardien")).to_be_visible()
    assert problems(page, "erased") == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger le reçu").click()
    file = tmp_path / "receipt.json"
    download.value.save_as(file)
    written = json.loads(file.read_text())
    assert {"platform", "custodian", "nonce", "logs"} <= set(written)
    assert written["address"] == email

    # After a reload the page still has them, until the person says that they do.
    page.reload()
    expect(page.get_by_role("heading", name="Reçu du gardien")).to_be_visible()
    page.get_by_role("button", name="J’ai le reçu : oublier cette page").click()
    expect(page.get_by_role("button", name="Chercher")).to_be_visible()
    page.goto(f"{house.app}/#/erase")
    expect(page.get_by_text("Connectez-vous d’abord")).to_be_visible()
    page.goto(f"{house.app}/#/sign-in")
    sign_in(house, page, email, passphrase)
    expect(page.get_by_role("alert")).to_be_visible()


def test_who_proves_a_mailbox_alone_waits_and_a_letter_stops_it(house: House, axe: Path) -> None:
    _, email, passphrase, _ = enter_new(house)
    page = house.profile().new_page()
    page.add_init_script(path=axe)
    page.goto(f"{house.app}/#/erase")
    page.get_by_role("main").get_by_role("link", name="Se connecter").click()
    sign_in(house, page, email, passphrase)
    expect(page.get_by_text("Le gardien attendra 7 jours")).to_be_visible()
    assert problems(page, "erasing, after a wait") == []
    page.get_by_role("button", name="Effacer pour toujours").click()
    page.get_by_role("dialog").get_by_role("button", name="Effacer pour toujours").click()
    expect(page.get_by_text("La plateforme a effacé ; le gardien effacera le")).to_be_visible()
    expect(page.get_by_role("heading", name="Reçu de la plateforme")).to_be_visible()
    assert problems(page, "an end that waits") == []
    page.reload()
    page.get_by_role("button", name="Demander le reçu du gardien").click()
    expect(page.get_by_text("La plateforme a effacé ; le gardien effacera le")).to_be_visible()

    link = re.search(r"\S+/#/keep/\S+", letters(house, email, "effacée")[0])
    assert link is not None
    owner = house.profile().new_page()
    owner.add_init_script(path=axe)
    owner.goto(link.group(0))
    expect(owner.get_by_role("heading", name="Arrêter un effacement")).to_be_visible()
    assert problems(owner, "a letter that stops an end") == []
    owner.get_by_role("button", name="Garder mon adresse").click()
    expect(owner.get_by_text("L’effacement est arrêté.")).to_be_visible()

    page.get_by_role("button", name="Demander le reçu du gardien").click()
    expect(page.get_by_text("L’effacement chez le gardien a été arrêté")).to_be_visible()
    assert problems(page, "an end that was stopped") == []
    # Whoever wants it all the same says so, and may think better of it.
    page.get_by_role("button", name="Redemander l’effacement").click()
    page.get_by_label("Code reçu par e-mail").fill(receive_code(house, page, email))
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_text("La plateforme a effacé ; le gardien effacera le")).to_be_visible()
    page.get_by_role("button", name="Garder mon adresse").click()
    expect(page.get_by_text("Votre compte est effacé")).to_be_visible()
