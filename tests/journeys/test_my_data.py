"""A person's data in the app: everything taken away in one file, and the page that says so."""

import json
import zipfile
from pathlib import Path

from playwright.sync_api import Page, expect

from .conftest import House
from .looking import problems
from .people import enter_new


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
