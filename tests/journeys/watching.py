"""What no page of Serment may ever do, observed in a real browser."""

from collections.abc import Iterable

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

OWN_SCHEMES = ("data:", "blob:")
# The browser says so of every answer from 400 on; a journey that provokes a refusal checks what the page makes of it.
REFUSED = "Failed to load resource: the server responded with a status of"
# We forbid more than this browser knows of: WebRTC by policy, two features.
AHEAD = (
    "Unrecognized Content-Security-Policy directive 'webrtc'",
    "Error with Permissions-Policy header: Unrecognized feature",
)


class Watch:
    """Listens to one browser profile from its first page to its last."""

    def __init__(self, context: BrowserContext, origins: Iterable[str]) -> None:
        self.context = context
        self._origins = tuple(f"{origin}/" for origin in origins)
        self._seen: list[str] = []
        context.on("request", self._on_request)
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)

    def end(self) -> list[str]:
        """Close the profile; everything it did that it must not."""
        cookies = [f"cookie {cookie.get('name')} of {cookie.get('domain')}" for cookie in self.context.cookies()]
        # What is still being answered by a liar has nobody left to lie to.
        self.context.unroute_all(behavior="ignoreErrors")
        self.context.close()
        return self._seen + cookies

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((*self._origins, *OWN_SCHEMES)):
            self._seen.append(f"request to {request.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith((REFUSED, *AHEAD)):
            self._seen.append(f"console: {message.text}")

    def _on_error(self, error: WebError) -> None:
        self._seen.append(f"error: {error.error}")
