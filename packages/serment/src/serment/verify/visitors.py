"""What different browsers are answered at the same address: a publisher may try to tell them apart.

Every visitor asks by itself, follows no redirect, keeps no cookie, and reads no more than a release can hold.
"""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

import httpx

from serment.errors import CannotVerify
from serment.verify.codings import LIMIT, Undecodable, decode
from serment_client.transport import direct
from serment_protocol.primitives import sha256
from serment_protocol.releases import PAGE

TIMEOUT_SECONDS = 30.0
OK = 200
OPENED = {"sec-fetch-dest": "document", "sec-fetch-mode": "navigate", "sec-fetch-site": "none", "sec-fetch-user": "?1"}
FETCHED = {"sec-fetch-dest": "script", "sec-fetch-mode": "cors", "sec-fetch-site": "same-origin"}
ANYTHING, PAGES = "*/*", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class Visitor(NamedTuple):
    """Somebody who asks, as their browser would."""

    name: str
    agent: str
    language: str
    coding: str

    def headers(self, path: str) -> dict[str, str]:
        """What is sent along."""
        common = {"user-agent": self.agent, "accept-language": self.language, "accept-encoding": self.coding}
        return common | ({"accept": PAGES} | OPENED if path == PAGE else {"accept": ANYTHING} | FETCHED)


CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36"
)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/26.0 Mobile/15E148 Safari/604.1"
)
VISITORS = (
    Visitor("Chrome", CHROME, "fr-FR,fr;q=0.9", "br"),
    Visitor("Firefox", FIREFOX, "en-US,en;q=0.5", "gzip"),
    Visitor("Safari", SAFARI, "fr-FR,fr;q=0.9", "identity"),
)
"""One for each coding that a publisher has a copy in."""


class Answer(NamedTuple):
    """What came back; `undecodable` says why there is no body."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    undecodable: str = ""

    @property
    def is_read(self) -> bool:
        """Whether there is a file."""
        return self.status == OK and not self.undecodable

    def __str__(self) -> str:
        if self.undecodable:
            return self.undecodable
        if self.status != OK:
            return f"status {self.status}" + (f", to {where}" if (where := self.headers.get("location")) else "")
        return f"{len(self.body)} bytes with {sha256(self.body).hex()}"


Answers = Mapping[str, Mapping[str, Answer]]
"""By visitor, then by path."""


def visit(origin: str, paths: Iterable[str]) -> Answers:
    """What each visitor is answered at these addresses."""
    ask = partial(_ask, origin, tuple(paths))
    with ThreadPoolExecutor(len(VISITORS)) as pool:
        return {visitor.name: found for visitor, found in zip(VISITORS, pool.map(ask, VISITORS), strict=True)}


def answers_at(answers: Answers, path: str) -> Iterator[tuple[str, Answer]]:
    """Who was answered what at this address."""
    return ((who, found[path]) for who, found in answers.items())


def _ask(origin: str, paths: Iterable[str], visitor: Visitor) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    # Its own connection, and no cookie of another time.
    with httpx.Client(base_url=origin, timeout=TIMEOUT_SECONDS, follow_redirects=False, mounts=direct()) as http:
        for path in paths:
            try:
                with http.stream("GET", path, headers=visitor.headers(path)) as response:
                    found[path] = _read(response)
            except httpx.TransportError as error:
                raise CannotVerify(f"{origin} does not answer at {path}.") from error
    return found


def _read(response: httpx.Response) -> Answer:
    raw = bytearray()
    for piece in response.iter_raw():
        raw += piece
        if len(raw) >= LIMIT:
            break
    headers = {name.lower(): value for name, value in response.headers.items()}
    try:
        body = decode(bytes(raw), headers.get("content-encoding", "identity").strip().lower())
        return Answer(response.status_code, headers, body)
    except Undecodable as error:
        return Answer(response.status_code, headers, b"", str(error))
