"""A publisher that lies: it serves what the true one does, but for what it changes for the visitors it picks."""

import gzip
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Protocol, cast

import brotli  # pyright: ignore[reportMissingTypeStubs]
import httpx

from serment_web.app import answer_to
from serment_web.bundle import ASK_FIRST, load_bundle, resource
from serment_web.config import load_installation
from serment_web.headers import security_headers

CARRIED = {"connection", "transfer-encoding", "content-length", "keep-alive", "date"}
FILES = {
    "index.html": b"""<!doctype html><html lang="fr"><head><link rel="icon" href="/seal.svg">
<link rel="stylesheet" href="/assets/a.css"><script type="module" src="/assets/a.js"></script></head>
<body></body></html>
""",
    "seal.svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "assets/a.css": b"body{background:url(/seal.svg)}",
    "assets/a.js": b'import{b}from"./b.js";b(new URL(`/installation.json`,self.location.origin))',
    "assets/b.js": b"export function b(){}",
}


@dataclass(frozen=True)
class Served:
    """One answer, its body as it travels."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def plain(self, body: bytes) -> "Served":
        """Another body, in no coding."""
        headers = {name: value for name, value in self.headers.items() if name != "content-encoding"}
        return replace(self, body=body, headers=headers)

    def with_headers(self, **changes: str) -> "Served":
        """Other headers; an underscore stands for a hyphen."""
        named = {name.replace("_", "-"): value for name, value in changes.items()}
        return replace(self, headers={**self.headers, **named})


Lie = Callable[[Served], Served]
Visitor = Mapping[str, str]
"""The headers of a request, by which visitors are told apart."""


def everybody(_visitor: Visitor) -> bool:
    """All are told the same."""
    return True


def iphone(visitor: Visitor) -> bool:
    """One of those who ask."""
    return "iPhone" in visitor["user-agent"]


class Truth(Protocol):
    """What the true publisher would answer."""

    def answer(self, path: str, coding: str) -> Served:
        """The answer in one coding, as it travels."""
        ...


class AskedTruth:
    """As a publisher that runs answers; asked once."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self._known: dict[tuple[str, str], Served] = {}

    def answer(self, path: str, coding: str) -> Served:
        """The answer in one coding, as it travels."""
        if (path, coding) not in self._known:
            with self._http.stream("GET", path, headers={"accept-encoding": coding}) as answer:
                kept = {name: value for name, value in answer.headers.items() if name not in CARRIED}
                self._known[path, coding] = Served(answer.status_code, kept, b"".join(answer.iter_raw()))
        return self._known[path, coding]


class SmallTruth:
    """A small app, answered as the true publisher answers."""

    def __init__(self, folder: Path, installation: Path) -> None:
        for name, body in FILES.items():
            write_in_all_codings(folder / name, body)
        self.bundle = load_bundle(folder)
        document = load_installation(installation)
        self._origins = document.api_origins
        beside = {"/installation.json": document.body, "/release.json": b"{}"}
        self._beside = {path: resource(body, ".json", ASK_FIRST) for path, body in beside.items()}

    def answer(self, path: str, coding: str) -> Served:
        """The answer in one coding, as it travels."""
        found = answer_to("GET", (self.bundle | self._beside).get(path), [(b"accept-encoding", coding.encode())])
        headers = [*found.headers, *security_headers(self._origins, webassembly=path != "/")]
        return Served(found.status, {name.decode(): value.decode() for name, value in headers}, found.body)


def write_in_all_codings(file: Path, body: bytes) -> None:
    """A file and its compressed copies, as the build makes them."""
    file.parent.mkdir(parents=True, exist_ok=True)
    packed = cast("bytes", brotli.compress(body))  # pyright: ignore[reportUnknownMemberType]
    for suffix, copy in {"": body, ".gz": gzip.compress(body), ".br": packed}.items():
        file.with_name(file.name + suffix).write_bytes(copy)


@dataclass
class FalsePublisher:
    """What it tells whom, by path."""

    truth: Truth
    url: str = ""
    asked: list[str] = field(default_factory=list[str])
    lies: dict[str, tuple[Callable[[Visitor], bool], Lie]] = field(
        default_factory=dict[str, tuple[Callable[[Visitor], bool], Lie]]
    )

    def tell(self, path: str, lie: Lie, to: Callable[[Visitor], bool] = everybody) -> None:
        """Change what is answered there."""
        self.lies[path] = to, lie

    def answer(self, path: str, visitor: Visitor) -> Served:
        """The truth, or what is told instead."""
        self.asked.append(path)
        true = self.truth.answer(path, visitor.get("accept-encoding", "identity"))
        to, lie = self.lies.get(path, (everybody, lambda served: served))
        return lie(true) if to(visitor) else true


@contextmanager
def publishing(publisher: FalsePublisher) -> Generator[FalsePublisher]:
    """The liar as an HTTP server."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet, or each answer waits for an acknowledgement

        def do_GET(self) -> None:
            told = publisher.answer(self.path, {name.lower(): value for name, value in self.headers.items()})
            self.send_response_only(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(told.body)))
            self.end_headers()
            self.wfile.write(told.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its own name
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    publisher.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield publisher
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
