"""The officers' page: a frame in two languages and a few static files, from our own origin and for nobody else's."""

from collections.abc import Awaitable, Callable
from functools import cache
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from serment_custodian.http import NothingHere, route
from serment_custodian.officers.api import language_of
from serment_kernel.edge import FEATURES
from serment_kernel.look import static_files

ROOM = "serment_custodian.officers"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
OWN = frozenset({"publickey-credentials-create", "publickey-credentials-get"})
PERMISSIONS = ", ".join(f"{feature}={'(self)' if feature in OWN else '()'}" for feature in FEATURES)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Resource-Policy": "same-origin",
}
FOR_EVER = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FRAME = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} · Serment</title>
<link rel="icon" href="/officers/static/{tag}/seal.svg" type="image/svg+xml">
<link rel="stylesheet" href="/officers/static/{tag}/tokens.css">
<link rel="stylesheet" href="/officers/static/{tag}/page.css">
<link rel="stylesheet" href="/officers/static/{tag}/officers.css">
<script type="module" src="/officers/static/{tag}/page.js"></script>
</head>
<body>
<a class="skip" href="#main">{skip}</a>
<header class="bar">
  <p class="brand"><img src="/officers/static/{tag}/seal.svg" alt="" width="24" height="24">Serment</p>
  <div id="who"></div>
  <a href="/officers/{other}" hreflang="{other}" lang="{other}">{switch}</a>
</header>
<main id="main"><noscript><p>{noscript}</p></noscript></main>
<p id="said" class="unseen" role="status"></p>
</body>
</html>
"""
WORDS = {
    "fr": {
        "lang": "fr",
        "title": "Officiers du gardien",
        "skip": "Aller au contenu",
        "other": "en",
        "switch": "English",
        "noscript": "Cette page signe avec votre clé d’accès : elle a besoin de JavaScript.",
    },
    "en": {
        "lang": "en",
        "title": "The custodian’s officers",
        "skip": "To the content",
        "other": "fr",
        "switch": "Français",
        "noscript": "This page signs with your passkey: it needs JavaScript.",
    },
}


@cache
def tag() -> str:
    """Stands for all of them, in their path: a browser keeps them for ever, and never mixes two versions."""
    whole = "".join(f"{name} {file.tag}\n" for name, file in sorted(static_files(ROOM).items()))
    return sha256(whole.encode()).hexdigest()[:32]


def routes() -> list[Route]:
    """The page and its files."""

    async def negotiated(request: Request) -> Response:
        return _page(language_of(request), {"Vary": "Accept-Language, Origin"})

    async def file(request: Request) -> Response:
        return _file(request)

    return [
        route("GET", "/officers", negotiated),
        route("GET", "/officers/fr", _in("fr")),
        route("GET", "/officers/en", _in("en")),
        route("GET", "/officers/static/{tag}/{name}", file),
    ]


def _in(language: str) -> Callable[[Request], Awaitable[Response]]:
    async def page(_request: Request) -> Response:
        return _page(language, {})

    return page


def _page(language: str, more: dict[str, str]) -> Response:
    text = FRAME.format(**WORDS[language], tag=tag())
    return Response(text, media_type="text/html", headers={**HEADERS, **more})


def _file(request: Request) -> Response:
    found = static_files(ROOM).get(request.path_params["name"])
    if found is None or request.path_params["tag"] != tag():
        raise NothingHere
    return Response(found.content, media_type=found.kind, headers=FOR_EVER)
