"""The demonstration's mailbox: a real SMTP server that keeps mail in a folder, and a page to read it.

It plays the recipients. It belongs neither to the platform nor to the custodian, and does not
exist in production, where the custodian's `smtp` setting names a real relay.
"""

import asyncio
import email
import email.policy
import html
import re
import secrets
import time
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import uvicorn
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

KEPT = 500
HOST = "127.0.0.1"
CODE_SECONDS = 20.0
POLL_SECONDS = 0.02
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
STYLE = """
:root { color-scheme: light dark; }
body { font: 17px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
article { border-top: 1px solid #8887; padding: .75rem 0; }
h1 { font-size: 1.44rem; } h2 { font-size: 1rem; margin: 0; }
pre { white-space: pre-wrap; font: inherit; margin: .5rem 0 0; }
.muted { opacity: .8; overflow-wrap: anywhere; }
"""


class Mail(NamedTuple):
    """One message as the page shows it."""

    to: str
    subject: str
    received: str
    text: str


class Keeper:
    """Writes each accepted message to one file, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the message (called by aiosmtpd once DATA is complete)."""
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else bytes(content or b"")
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
        path = self._folder / f"{stamp}-{secrets.token_hex(3)}.eml"
        partial = path.with_suffix(".part")
        partial.write_bytes(raw)
        partial.rename(path)
        return "250 kept"


def read(folder: Path, recipient: str = "") -> Iterator[Mail]:
    """Messages newest first, all or those to one address."""
    for path in sorted(folder.glob("*.eml"), reverse=True)[:KEPT]:
        raw = path.read_bytes()
        # To read a message takes a hundred times as long as to see that it names somebody else.
        if recipient.lower().encode() in raw.lower() and recipient.lower() in (mail := _opened(path, raw)).to.lower():
            yield mail


def _opened(path: Path, raw: bytes) -> Mail:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(("plain",))
    text = body.get_content() if body else ""
    return Mail(str(message["To"] or ""), str(message["Subject"] or ""), path.name[:15], str(text))


def newest_code(folder: Path, recipient: str, after: str = "") -> str | None:
    """The six digits of the newest message to this address received after `after` (YYYYMMDDTHHMMSS)."""
    for mail in read(folder, recipient):
        if mail.received < after:
            return None
        if code := _code_in(mail, recipient):
            return code
    return None


def wait_for_code(folder: Path, recipient: str, before: AbstractSet[str], seconds: float = CODE_SECONDS) -> str:
    """The six digits of a message to this address that was not there `before`; TimeoutError when none comes."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for path in sorted(folder.glob("*.eml"), reverse=True):
            if path.name not in before and (code := _code_in(_opened(path, path.read_bytes()), recipient)):
                return code
        time.sleep(POLL_SECONDS)
    raise TimeoutError


def names(folder: Path) -> AbstractSet[str]:
    """What lies in the mailbox now."""
    return {path.name for path in folder.glob("*.eml")}


def _code_in(mail: Mail, recipient: str) -> str | None:
    found = re.search(r"\b(\d{6})\b", mail.text) if recipient.lower() in mail.to.lower() else None
    return found.group(1) if found else None


def _clock(received: str) -> str:
    return f"{received[9:11]}:{received[11:13]}:{received[13:15]}"


def app(folder: Path) -> Starlette:
    """The page: the newest messages, refreshed by reloading."""

    async def page(_request: Request) -> Response:
        rows = "".join(
            f"<article><h2>{html.escape(mail.subject)}</h2>"
            f"<p class='muted'>à {html.escape(mail.to)} · {_clock(mail.received)} UTC</p>"
            f"<pre>{html.escape(mail.text)}</pre></article>"
            for mail in read(folder)
        )
        body = rows or "<p>Aucun message pour l’instant. / No mail yet.</p>"
        return HTMLResponse(
            "<!doctype html><html lang='fr'><meta charset='utf-8'>"
            "<meta name='viewport' content='width=device-width'><title>Courrier de démonstration</title>"
            "<link rel='stylesheet' href='/style.css'><main><h1>Courrier de démonstration</h1>"
            "<p class='muted'>Les messages envoyés par le gardien arrivent ici. "
            f"Rechargez la page pour voir les nouveaux.</p>{body}</main></html>",
            headers=HEADERS,
        )

    async def style(_request: Request) -> Response:
        return Response(STYLE, media_type="text/css", headers=HEADERS)

    # A page elsewhere that lets its own name lead here is refused by that name.
    own_names = Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])
    return Starlette(routes=[Route("/", page), Route("/style.css", style)], middleware=[own_names])


def address(port: int) -> str:
    """Where the page is read."""
    return f"http://{HOST}:{port}"


def serve(folder: Path, smtp_port: int, http_port: int) -> None:
    """Run both servers until SIGINT or SIGTERM; codes are nobody's on another machine, whatever else listens there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    controller = Controller(Keeper(folder), hostname=HOST, port=smtp_port)
    controller.start()
    server = uvicorn.Server(
        uvicorn.Config(app(folder), host=HOST, port=http_port, access_log=False, log_level="warning")
    )
    try:
        asyncio.run(server.serve())
    finally:
        controller.stop()
