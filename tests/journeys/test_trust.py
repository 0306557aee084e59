"""The trust page: what anybody reads of an installation that nobody has used yet, and what their browser verifies."""

from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from serment import installation as one
from serment.configuration import Settings
from serment.installation import temporary

from .conftest import House, visited
from .looking import problems


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Generator[Settings]:
    """An installation of its own, empty."""
    settings = temporary(tmp_path_factory.mktemp("trust"), demo=True)
    with one.running(settings, lambda _line: None):
        yield settings


@pytest.fixture
def house(fresh: Settings, browser: Browser, tmp_path: Path) -> Generator[House]:
    """Browsers to enter with."""
    with visited(House(fresh, browser, tmp_path)) as opened:
        yield opened


def test_trust_page(house: House, axe: Path) -> None:
    context = house.profile()
    context.add_init_script(path=axe)
    page = context.new_page()
    page.goto(f"{house.app}/#/privacy")
    page.get_by_role("link", name="L’état mesuré en ce moment").click()
    expect(page.get_by_role("heading", name="Confiance")).to_be_visible()

    # Nothing is green that was not measured, and no certificate comes with the software.
    checks = page.get_by_role("table", name="Plateforme")
    expect(checks.get_by_role("row").filter(has_text="C25")).to_contain_text("pas de mesure à jour")
    expect(page.get_by_text("Aucun. L’exploitant")).to_be_visible()
    expect(page.get_by_text("rien ne peut être déclaré")).to_be_visible()
    # Both logs, and both newest days of evidence, verified by this browser.
    expect(page.get_by_text("Signé par le journal. Contresigné par 1 des témoins")).to_have_count(2)
    expect(page.get_by_text("a retrouvé cette empreinte dans le journal")).to_have_count(2)
    found = problems(page, "trust")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Live checks")).to_be_visible()
    assert found + problems(page, "trust in English") == []
