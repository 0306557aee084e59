"""The publisher as an ASGI application: GET and HEAD of known paths, and nothing else.

Routes of the app live behind the `#` of its address, so they never arrive here.
"""

import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from serment_web.access import log_access
from serment_web.bundle import ASK_FIRST, CODINGS, Resource, resource
from serment_web.config import Installation, Release
from serment_web.headers import Header, security_headers, transport_headers

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

PAGE = "/"
INSTALLATION, RELEASE = "/installation.json", "/release.json"


@dataclass(frozen=True)
class Answer:
    """A status, its own headers and a body."""

    status: HTTPStatus
    headers: tuple[Header, ...]
    body: bytes = b""


class Publisher:
    """Hands out the bundle, installation.json and release.json."""

    def __init__(
        self, bundle: Mapping[str, Resource], installation: Installation, release: Release, *, https: bool
    ) -> None:
        self._resources = {
            **bundle,
            INSTALLATION: resource(installation.body, ".json", ASK_FIRST),
            RELEASE: resource(release.body, ".json", ASK_FIRST),
        }
        transport = transport_headers() if https else ()
        self._page_headers = (*security_headers(installation.api_origins, webassembly=False), *transport)
        self._file_headers = (*security_headers(installation.api_origins, webassembly=True), *transport)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        if scope["type"] != "http":
            raise NotImplementedError(scope["type"])
        started = time.perf_counter()
        method, path = str(scope["method"]), str(scope["path"])
        found = self._resources.get(path)
        answer = answer_to(method, found, scope["headers"])
        common = self._page_headers if path == PAGE else self._file_headers
        await reply(send, answer, common, with_body=method != "HEAD")
        # An unknown path is whatever somebody typed, so it is not written down.
        log_access(method, path if found else "(unknown)", answer.status, time.perf_counter() - started)


def answer_to(method: str, found: Resource | None, headers: Iterable[Header]) -> Answer:
    """The answer to a request for this resource."""
    if method not in {"GET", "HEAD"}:
        return sentence(HTTPStatus.METHOD_NOT_ALLOWED, "Only GET and HEAD are answered here.", (b"allow", b"GET, HEAD"))
    if found is None:
        return sentence(HTTPStatus.NOT_FOUND, "There is nothing at this address.")
    asked = {name.lower(): value.decode("latin-1") for name, value in headers}
    common = (
        (b"cache-control", found.cache_control.encode()),
        (b"etag", found.etag.encode()),
        (b"vary", b"accept-encoding"),
    )
    if found.etag in etags(asked.get(b"if-none-match", "")):
        return Answer(HTTPStatus.NOT_MODIFIED, common)
    coding = choose_coding(asked.get(b"accept-encoding", ""), found.bodies)
    encoding = ((b"content-encoding", coding.encode()),) if coding else ()
    return Answer(
        HTTPStatus.OK,
        (*common, (b"content-type", found.media_type.encode()), *encoding),
        found.bodies[coding],
    )


def sentence(status: HTTPStatus, text: str, *headers: Header) -> Answer:
    """A refusal in one sentence."""
    return Answer(
        status,
        ((b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"), *headers),
        text.encode(),
    )


def etags(header: str) -> set[str]:
    """The tags of If-None-Match, compared weakly (RFC 9110, section 13.1.2); `*` is not used by browsers."""
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}


def choose_coding(header: str, bodies: Mapping[str, bytes]) -> str:
    """The best coding we hold that the client accepts (RFC 9110, section 12.5.3)."""
    accepted: set[str] = set()
    for part in header.split(","):
        coding, _, weight = part.partition(";")
        if weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            accepted.add(coding.strip().lower())
    return next((coding for coding in CODINGS if coding in accepted and coding in bodies), "")


async def reply(send: Send, answer: Answer, common: tuple[Header, ...], *, with_body: bool) -> None:
    """Send the answer; to HEAD, with the length the body would have had."""
    length = () if answer.status == HTTPStatus.NOT_MODIFIED else ((b"content-length", b"%d" % len(answer.body)),)
    headers = [*answer.headers, *length, *common]
    await send({"type": "http.response.start", "status": int(answer.status), "headers": headers})
    await send({"type": "http.response.body", "body": answer.body if with_body else b""})
