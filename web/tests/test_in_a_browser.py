"""The headers at work in Chromium: the app loads under them, and what they forbid does not happen."""

import socket
from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from .conftest import RunningPublisher

EMPTY_MODULE = "new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])"


class Visit:
    """A page, and what the browser complained of while it was open."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.violations: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.note(message.text))
        page.on("pageerror", lambda error: self.note(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))

    def note(self, text: str) -> None:
        if any(sign in text for sign in ("Content Security Policy", "Trusted", "Refused to")):
            self.violations.append(text)


@pytest.fixture
def visit(browser: Browser, publisher: RunningPublisher) -> Generator[Visit]:
    """The app, opened by somebody new."""
    context = browser.new_context()
    opened = Visit(context.new_page())
    opened.page.goto(f"http://localhost:{publisher.port}/")
    opened.page.wait_for_load_state("load")
    yield opened
    context.close()


class TestThePolicy:
    def test_lets_the_app_start(self, visit: Visit) -> None:
        expect(visit.page.get_by_role("main")).not_to_be_empty()
        assert visit.violations == []

    def test_keeps_requests_to_the_three_origins(self, visit: Visit, publisher: RunningPublisher) -> None:
        expect(visit.page.get_by_role("main")).not_to_be_empty()
        origin = f"http://localhost:{publisher.port}/"
        assert [url for url in visit.requests if not url.startswith((origin, "http://localhost:18000/"))] == []

    def test_refuses_markup_from_text(self, visit: Visit) -> None:
        with pytest.raises(Error, match="TrustedHTML"):
            visit.page.evaluate("document.body.innerHTML = '<img src=x onerror=alert(1)>'")

    def test_refuses_inline_scripts(self, visit: Visit) -> None:
        visit.page.evaluate(
            """() => {
                const button = document.createElement("button");
                try { button.setAttribute("onclick", "window.ran = true"); } catch { return; }
                document.body.append(button);
                button.click();
            }"""
        )
        assert visit.page.evaluate("'ran' in window") is False

    def test_refuses_webassembly_on_the_page(self, visit: Visit) -> None:
        with pytest.raises(Error, match="Content Security Policy"):
            visit.page.evaluate(f"WebAssembly.compile({EMPTY_MODULE})")

    def test_refuses_a_third_party(self, visit: Visit) -> None:
        with socket.create_server(("127.0.0.1", 0)) as stranger:
            stranger.settimeout(0.5)
            address = f"http://localhost:{stranger.getsockname()[1]}/"
            asked = f"fetch({address!r}).then(() => 'reached', () => 'refused')"
            assert visit.page.evaluate(asked) == "refused"
            visit.page.evaluate(f"navigator.sendBeacon({address!r}, 'x'); new Image().src = {address!r}")
            with pytest.raises(TimeoutError):
                stranger.accept()

    def test_keeps_no_cookie(self, visit: Visit) -> None:
        assert visit.page.context.cookies() == []
