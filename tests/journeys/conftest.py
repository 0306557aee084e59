"""Browser journeys against a running installation. Whatever a journey is about, its browsers are watched all the way:
nothing is asked of a stranger, no cookie is kept, no policy is broken and nothing fails unseen.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from serment.configuration import Settings
from serment.demo.record import Person

from .watching import Watch

DESKTOP = (1280, 900)
PATIENCE = 20_000
# Hardening a passphrase takes seconds, and a busy machine makes many of them.
expect.set_options(timeout=PATIENCE)


class House:
    """The installation as visitors know it: addresses, mail, and browsers to enter with."""

    def __init__(self, settings: Settings, browser: Browser, folder: Path) -> None:
        self.platform, self.custodian, self.app = settings.origins
        self.mail = settings.home.mailbox
        self._browser = browser
        self._folder = folder
        self._watches: list[Watch] = []

    def profile(self, size: tuple[int, int] = DESKTOP, language: str = "fr-FR", **options: Any) -> BrowserContext:
        """A browser that knows nothing yet; further options are Playwright's."""
        width, height = size
        context = self._browser.new_context(
            viewport={"width": width, "height": height}, locale=language, timezone_id="Europe/Paris", **options
        )
        context.set_default_timeout(PATIENCE)
        self._watches.append(Watch(context, (self.platform, self.custodian, self.app)))
        return context

    def take_pictures(self) -> Iterator[Path]:
        """What every open page shows."""
        pages = [page for watch in self._watches for page in watch.context.pages]
        for number, page in enumerate(pages, 1):
            picture = self._folder / f"page-{number}.png"
            page.screenshot(path=picture)
            yield picture

    def leave(self) -> list[str]:
        """Close every browser; what the watches saw."""
        seen = [line for watch in self._watches for line in watch.end()]
        self._watches.clear()
        return seen


OPEN: list[House] = []


@contextmanager
def visited(house: House) -> Generator[House]:
    """A house, and afterwards the bill."""
    OPEN.append(house)
    try:
        yield house
    finally:
        OPEN.remove(house)
        seen = house.leave()
    assert seen == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Of a journey that fails, pictures."""
    report = yield
    if call.when == "call" and report.failed:
        pictures = [str(picture) for house in OPEN for picture in house.take_pictures()]
        report.sections.append(("What the pages showed", "\n".join(pictures)))
    return report


@pytest.fixture
def house(installation: Settings, browser: Browser, tmp_path: Path) -> Generator[House]:
    """For one journey."""
    with visited(House(installation, browser, tmp_path)) as opened:
        yield opened


@pytest.fixture(scope="module")
def open_house(installation: Settings, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Generator[House]:
    """For journeys of one module that share who is signed in."""
    with visited(House(installation, browser, tmp_path_factory.mktemp("house"))) as opened:
        yield opened


@pytest.fixture(scope="session")
def cast(people: list[Person]) -> dict[str, Person]:
    """The fictitious people by the part of their address before the @."""
    return {person.email.partition("@")[0]: person for person in people}


@pytest.fixture(scope="session")
def axe(root: Path) -> Path:
    """The accessibility checker, one of the front end's development packages."""
    script = root / "web" / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        pytest.fail("axe-core is missing: run `make test`, which installs the front end's packages.")
    return script
