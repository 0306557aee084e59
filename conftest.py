"""What tests of several folders share: the repository's root, a real PostgreSQL and a real browser."""

import os
import shutil
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from serment_kernel.embedded import Cluster

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DESKTOP = (1280, 900)
PHONE = (360, 740)

NewProfile = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return Path(__file__).resolve().parent


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Generator[Cluster]:
    """A PostgreSQL for the whole session; what tests write need not survive a power cut."""
    started = Cluster(tmp_path_factory.mktemp("postgresql"), {"fsync": "off", "full_page_writes": "off"})
    started.start()
    yield started
    started.stop()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser `make test` found or installed; without one the journeys fail, they are never skipped."""
    found = os.environ.get("SERMENT_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.fail("There is no Chromium: run `make test`, or install the package chromium.")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Generator[Browser]:
    """One browser for the whole session; profiles keep visitors apart."""
    with sync_playwright() as playwright:
        # Background services of the browser would speak to its maker.
        arguments = ["--disable-background-networking", "--disable-component-update", "--no-first-run"]
        with playwright.chromium.launch(executable_path=chromium, args=arguments) as launched:
            yield launched


@pytest.fixture
def new_profile(browser: Browser) -> Generator[NewProfile]:
    """Open browsers that know nothing yet, one for each person: `new_profile(size=PHONE, language="en-GB")`."""
    opened: list[BrowserContext] = []

    def open_profile(size: tuple[int, int] = DESKTOP, language: str = "fr-FR") -> BrowserContext:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale=language, timezone_id="Europe/Paris"
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield open_profile
    for context in opened:
        context.close()
