"""The agenda in a real browser, from the request to the first picture that shows every visit.

The moment of the request is the browser's own (resource timing); that of the picture is the first one drawn after the
last visit came into the page.
"""

import statistics
import time
from collections.abc import Generator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from serment import mailbox
from serment.benching.week import Painted, Week
from serment.configuration import Settings

PATIENCE = 120_000.0
SIZE = (1280, 900)
VISIT = "[role=gridcell].visit"
SEEN = """
window.sermentSeen = { count: 0, at: 0 };
new MutationObserver(() => {
  const count = document.querySelectorAll("VISIT").length;
  if (count === window.sermentSeen.count) return;
  window.sermentSeen = { count, at: 0 };
  requestAnimationFrame(() => setTimeout(() => {
    if (window.sermentSeen.count === count) window.sermentSeen.at = performance.timeOrigin + performance.now();
  }));
}).observe(document, { subtree: true, childList: true });
""".replace("VISIT", VISIT)
"""After the next frame a task runs: what is drawn is drawn."""
FILES_SECONDS = 60.0


def look(chromium: str, settings: Settings, week: Week, visits: int, times: int) -> Painted:
    """Open the week in two browsers one after the other, and come back to it."""
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=chromium) as browser:
        with _signed_in(browser, settings, week) as page:
            filings = _Filings(page)
            first = _turned(page, "Semaine suivante", visits)
            filings.wait(visits)
        with _signed_in(browser, settings, week) as page:
            filed = _turned(page, "Semaine suivante", visits)
            again: list[float] = []
            for _ in range(times):
                page.get_by_role("button", name="Semaine précédente").click()
                expect(page.locator(VISIT)).to_have_count(0)
                again.append(_turned(page, "Semaine suivante", visits))
        name = f"Chromium {browser.version}"
    return Painted(name, round(first, 1), round(filed, 1), round(statistics.median(again), 1))


@contextmanager
def _signed_in(browser: Browser, settings: Settings, week: Week) -> Generator[Page]:
    """A browser that knows nothing, with this week's agenda open for all practitioners; it is empty."""
    width, height = SIZE
    context = browser.new_context(
        locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": width, "height": height}
    )
    context.set_default_timeout(PATIENCE)
    context.add_init_script(SEEN)
    page = context.new_page()
    page.goto(f"{settings.origins.app}/#/practice/agenda")
    before = mailbox.names(settings.home.mailbox)
    page.locator("input[type=email]").fill(week.email)
    page.locator("form button[type=submit]").click()
    page.locator("input[inputmode=numeric]").fill(mailbox.wait_for_code(settings.home.mailbox, week.email, before))
    page.locator("input[type=password]").fill(week.passphrase)
    page.locator("form button[type=submit]").click()
    page.locator("label.people select").select_option("")
    yield page
    context.close()


def _turned(page: Page, button: str, visits: int) -> float:
    """Milliseconds from the request to the picture."""
    asked: list[Request] = []

    def note(request: Request) -> None:
        if "/agenda?" in request.url:
            asked.append(request)

    page.on("request", note)
    page.get_by_role("button", name=button).click()
    expect(page.locator(VISIT)).to_have_count(visits, timeout=PATIENCE)
    page.wait_for_timeout(500)
    page.remove_listener("request", note)
    return float(page.evaluate("window.sermentSeen.at")) - float(asked[0].timing["startTime"])


class _Filings:
    """Counts what a page files: one envelope after the other, once the week is on the screen."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._count = 0
        page.on("requestfinished", self._note)

    def wait(self, visits: int) -> None:
        """Return once as many are filed."""
        until = time.monotonic() + FILES_SECONDS
        while self._count < visits and time.monotonic() < until:
            self._page.wait_for_timeout(100)

    def _note(self, request: Request) -> None:
        self._count += "/filings/" in request.url and request.method == "PUT"
