"""A proxy that the browser uses for everything: it passes on what is ours, and writes down what is not."""

import hashlib
import http.client
import threading
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import urlsplit

HOST = "127.0.0.1"
REPORTS = "/serment-proof/csp"
POLICY = "content-security-policy"
HOP_BY_HOP = frozenset({"connection", "keep-alive", "proxy-connection", "transfer-encoding", "te", "upgrade"})
PIXEL = b'<img src="http://pixel.tracker.example/p.gif" alt="">'
PATIENCE = 60.0
# Accounts, autofill and updates, which no option turns off altogether.
BROWSER_S_OWN = (".google.com", ".googleapis.com", ".gvt1.com")


class Asked(NamedTuple):
    """One request, as it left the browser."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def address(self) -> str:
        """Scheme, host and port."""
        return origin_of(self.url)


def origin_of(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def is_browsers_own(address: str) -> bool:
    """Whether the browser itself speaks to this host, whatever page is open."""
    return (urlsplit(address).hostname or "").endswith(BROWSER_S_OWN)


class Recorder:
    """What went through, and what is changed on its way back.

    `policy`: whether the answers' Content-Security-Policy is left in place (its reports then come here) or taken out.
    `pixel`: whether every page is given a foreign image, as an advertiser's tag manager would.
    """

    def __init__(self, origins: Iterable[str], *, policy: bool, pixel: bool = False) -> None:
        self.origins = frozenset(origins)
        self.policy = policy
        self.pixel = pixel
        self.asked: list[Asked] = []
        self.foreign: list[str] = []
        self.reports: list[bytes] = []
        self._lock = threading.Lock()

    def note(self, asked: Asked) -> bool:
        """Write it down; whether it is ours and may go on."""
        with self._lock:
            if asked.url.endswith(REPORTS):
                self.reports.append(asked.body)
                return False
            if asked.address not in self.origins:
                self.foreign.append(asked.address)
                return False
            self.asked.append(asked)
        return True

    def digest(self) -> str:
        """A hash over every request and every foreign host, which evidence can name."""
        lines = [f"{one.method} {one.url}" for one in self.asked] + self.foreign
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@contextmanager
def recording(recorder: Recorder) -> Generator[str]:
    """The proxy's address, for as long as the block lasts."""
    server = _Server((HOST, 0), _Handler)
    server.recorder = recorder
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Streams of events are open for as long as their page is; nobody waits for them.
    block_on_close = False
    recorder: Recorder


class _Handler(BaseHTTPRequestHandler):
    server: _Server  # pyright: ignore[reportIncompatibleVariableOverride]

    def pass_on(self) -> None:
        """Ask the server that is meant, if it is ours."""
        length = int(self.headers.get("content-length") or 0)
        asked = Asked(self.command, self.path, tuple(self.headers.items()), self.rfile.read(length))
        if not self.server.recorder.note(asked):
            self.send_response(204 if asked.url.endswith(REPORTS) else 502)
            self.end_headers()
            return
        try:
            self._exchange(asked)
        except (OSError, http.client.HTTPException):
            self.close_connection = True

    def refuse_tunnel(self) -> None:
        """A tunnel leads to a TLS host, and none of ours speaks TLS here."""
        self.server.recorder.note(Asked("CONNECT", f"https://{self.path}", (), b""))
        self.send_error(502)

    do_GET = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_HEAD = do_PATCH = pass_on  # noqa: N815
    do_CONNECT = refuse_tunnel  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class's name
        """What passed is in the recorder."""

    def _exchange(self, asked: Asked) -> None:
        parts = urlsplit(asked.url)
        connection = http.client.HTTPConnection(HOST, parts.port or 80, timeout=PATIENCE)
        try:
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            kept = {name: value for name, value in asked.headers if self._goes_on(name)}
            connection.request(asked.method, path or "/", asked.body or None, kept)
            self._answer(asked, connection.getresponse())
        finally:
            connection.close()

    def _goes_on(self, name: str) -> bool:
        # A page that is to be changed must come as it was written.
        return name.lower() not in HOP_BY_HOP | ({"accept-encoding"} if self.server.recorder.pixel else set())

    def _answer(self, asked: Asked, answer: http.client.HTTPResponse) -> None:
        body = None
        if self.server.recorder.pixel and answer.headers.get_content_type() == "text/html":
            body = answer.read().replace(b"</body>", PIXEL + b"</body>")
        self.send_response(answer.status)
        for name, value in self._headers(answer, origin_of(asked.url)):
            if body is None or name.lower() != "content-length":
                self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        if body is not None:
            self.wfile.write(body)
        while body is None and (piece := answer.read1(65536)):
            self.wfile.write(piece)

    def _headers(self, answer: http.client.HTTPResponse, origin: str) -> Iterable[tuple[str, str]]:
        for name, value in answer.getheaders():
            if name.lower() == POLICY:
                if self.server.recorder.policy:
                    yield name, f"{value}; report-uri {origin}{REPORTS}"
            elif name.lower() not in HOP_BY_HOP:
                yield name, value
