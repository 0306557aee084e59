"""Opened over plain HTTP from another machine, the app says why it cannot run there, instead of failing later."""

from urllib.parse import urlsplit

from playwright.sync_api import Browser, expect

from serment.configuration import Settings

ELSEWHERE = "other-machine.example"


def test_the_app_says_why_it_cannot_run_here(installation: Settings, browser: Browser) -> None:
    port = urlsplit(installation.origins.app).port
    # The browser finds this name on this machine (see the root's conftest), but has no reason to trust it.
    address = f"http://{ELSEWHERE}:{port}"
    context = browser.new_context(locale="fr-FR", viewport={"width": 360, "height": 740})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto(f"{address}/#/book/anybody")
    expect(page.get_by_role("heading", name="Cette adresse n’est pas protégée")).to_be_visible()
    expect(page.get_by_text("Sans connexion sécurisée")).to_contain_text(address)
    expect(page.get_by_role("link", name=f"http://localhost:{port}/")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)
    assert not [path for path in asked if path.startswith("/v1/")]
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    context.close()
