"""One round through every page in a real browser, as a stranger, a patient and a member of staff."""

import json
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Page, ProxySettings, Request, expect, sync_playwright
from playwright.sync_api import Error as BrowserError

from serment import mailbox
from serment.configuration import Settings
from serment.leaks.places import OFFICERS, PUBLIC, ROOMS, Stay, Who, fragment
from serment.prove.canaries import Canaries

LANGUAGES = ("", "/en")
PATIENCE = 60_000.0
# Long enough for what a page starts once it is drawn.
SETTLES = 200.0
OWN_SCHEMES = ("data:", "blob:", "about:")
# The browser's own conversations with its maker.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
)
VIOLATIONS = """addEventListener("securitypolicyviolation", ({blockedURI, violatedDirective}) =>
  console.error(`serment-proof: ${violatedDirective} blocked ${blockedURI}`));"""
REMEMBERED = "JSON.stringify([{...sessionStorage}, {...localStorage}, document.cookie, window.name, history.state])"


@dataclass
class Seen:
    """What the browser itself told, besides what went through the proxy."""

    pages: int = 0
    addresses: list[str] = field(default_factory=list[str])
    """Of pages, with their fragments."""
    titles: list[str] = field(default_factory=list[str])
    attempts: list[str] = field(default_factory=list[str])
    """Of reaching somebody else, whether they came to anything or not."""
    violations: list[str] = field(default_factory=list[str])
    cookies: list[str] = field(default_factory=list[str])
    stored: list[str] = field(default_factory=list[str])
    """Everything a profile keeps, one text each."""


@contextmanager
def browsing(chromium: str, proxy: str) -> Generator[Browser]:
    """A browser that reaches nothing but through the proxy, its own machine included."""
    through = ProxySettings(server=proxy, bypass="<-loopback>")
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=chromium, args=[*QUIET], proxy=through) as browser,
    ):
        yield browser


def look_everywhere(browser: Browser, settings: Settings, stay: Stay, canaries: Canaries) -> Seen:
    """Every public page in both languages with a search, the officers' page, and every room of the app."""
    seen = Seen()
    origins = tuple(f"{origin}/" for origin in settings.origins)
    with _profile(browser, seen, origins) as page:
        _public(page, seen, settings.origins.platform, stay, canaries, LANGUAGES)
        for path in OFFICERS:
            _go(page, seen, settings.origins.custodian + path)
        _search_in_the_app(page, seen, settings, canaries)
        _rooms(page, seen, settings, stay, "anybody")
    with _profile(browser, seen, origins) as page:
        _sign_in(page, settings, "appointments", stay.patient)
        _rooms(page, seen, settings, stay, "patient")
    with _profile(browser, seen, origins) as page:
        _sign_in(page, settings, "practice/agenda", stay.staff)
        _rooms(page, seen, settings, stay, "staff")
    return seen


def look_briefly(browser: Browser, settings: Settings, stay: Stay, canaries: Canaries) -> Seen:
    """The public pages in one language with a search, and what a stranger finds in the app."""
    seen = Seen()
    with _profile(browser, seen, tuple(f"{origin}/" for origin in settings.origins)) as page:
        _public(page, seen, settings.origins.platform, stay, canaries, LANGUAGES[:1])
        _search_in_the_app(page, seen, settings, canaries)
    return seen


@contextmanager
def _profile(browser: Browser, seen: Seen, origins: tuple[str, ...]) -> Generator[Page]:
    context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    context.add_init_script(VIOLATIONS)

    def asked(request: Request) -> None:
        if not request.url.startswith((*origins, *OWN_SCHEMES)):
            seen.attempts.append(request.url)

    context.on("request", asked)
    context.on("console", lambda said: seen.violations.append(said.text) if "serment-proof:" in said.text else None)
    page = context.new_page()
    yield page
    _remember(context, page, seen)
    context.close()


def _remember(context: BrowserContext, page: Page, seen: Seen) -> None:
    """What the profile would still know tomorrow."""
    seen.cookies += [f"{cookie.get('name')} of {cookie.get('domain')}" for cookie in context.cookies()]
    seen.stored.append(json.dumps(context.storage_state(indexed_db=True)))
    with suppress(BrowserError):
        seen.stored.append(str(page.evaluate(REMEMBERED)))


def _go(page: Page, seen: Seen, address: str) -> None:
    page.goto(address)
    _look(page, seen)


def _look(page: Page, seen: Seen) -> None:
    page.wait_for_timeout(SETTLES)
    seen.pages += 1
    seen.addresses.append(page.url)
    seen.titles.append(page.title())


def _public(page: Page, seen: Seen, platform: str, stay: Stay, canaries: Canaries, languages: tuple[str, ...]) -> None:
    for language in languages:
        for path in PUBLIC:
            _go(page, seen, f"{platform}{language}{path}")
        for name, place in ((canaries.search, ""), (canaries.search, canaries.address), ("", stay.town)):
            page.goto(f"{platform}{language}/")
            page.locator("#name").fill(name)
            page.locator("#place").fill(place)
            page.locator("form.search button").click()
            page.wait_for_url("**/recherche/*")
            _look(page, seen)
        found = page.locator("h2 a").first
        if found.count():
            found.click()
            page.wait_for_url("**/praticien/*")
            _look(page, seen)


def _search_in_the_app(page: Page, seen: Seen, settings: Settings, canaries: Canaries) -> None:
    for who, where in ((canaries.search, ""), (canaries.search, canaries.address)):
        page.goto(f"{settings.origins.app}/#/")
        form = page.locator("search form")
        fields = form.get_by_role("combobox")
        fields.nth(0).press_sequentially(who)
        fields.nth(1).press_sequentially(where)
        form.locator("button[type=submit]").click()
        _look(page, seen)


def _rooms(page: Page, seen: Seen, settings: Settings, stay: Stay, who: Who) -> None:
    for room in ROOMS:
        if room.who != who:
            continue
        page.goto(f"{settings.origins.app}/{fragment(room, stay)}")
        expect(page.get_by_role("heading").first).to_be_visible(timeout=PATIENCE)
        _look(page, seen)


def _sign_in(page: Page, settings: Settings, first: str, who: tuple[str, str]) -> None:
    email, passphrase = who
    page.goto(f"{settings.origins.app}/#/{first}")
    before = mailbox.names(settings.home.mailbox)
    page.locator("input[type=email]").fill(email)
    page.locator("form button[type=submit]").click()
    code = mailbox.wait_for_code(settings.home.mailbox, email, before)
    page.locator("input[inputmode=numeric]").fill(code)
    page.locator("input[type=password]").fill(passphrase)
    page.locator("form button[type=submit]").click()
    expect(page.locator("input[type=password]")).to_have_count(0, timeout=PATIENCE)
