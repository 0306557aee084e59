"""The benchmark of bookings books what it says; whoever sends its load sends each request once and loses no answer."""

import json
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from serment import bench_rush
from serment.bench_booking import Wanted, bench, tell
from serment.benching import client
from serment.benching.bookings import request

REQUESTS = 60


def test_books_and_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    found = bench(Wanted(seconds=2, clients=4, schedules=300, rate=40), print)
    assert (found.double_bookings, found.lost, found.refused, found.failed) == (0, 0, 0, 0)
    assert found.acknowledged > 20
    assert min(found.bookings_per_second, found.p50_ms, found.p99_ms, found.floor_per_second, found.server_ms) > 0
    assert len(tell(found).splitlines()) == 6


@pytest.mark.long
def test_a_rush_sells_each_place_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    crowd = {"places": 8, "attempts": 160, "clients": 4, "others": 2}
    wanted = bench_rush.Wanted(**crowd, seconds=1, longest=10, schedules=300, rate=20)
    found = bench_rush.bench(wanted, print)
    assert (found.places, found.sold, found.sold_twice, found.lost, found.other_answers) == (8, 8, 0, 0, 0)
    assert found.attempts >= found.taken > 100
    assert min(found.attempts_per_second, found.others_p99_calm_ms, found.others_ratio) > 0
    assert len(bench_rush.tell(found).splitlines()) == 5


class Echo(BaseHTTPRequestHandler):
    """Answers what it is sent, every third time by a refusal."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.send_response(409 if json.loads(body)["number"] % 3 == 0 else 201)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name that the library has
        """Be silent."""


@pytest.fixture(scope="module")
def echo() -> Generator[str]:
    """Where it answers."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("program", ["wrk", "no such program"])
def test_each_request_is_sent_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, echo: str, program: str) -> None:
    monkeypatch.setattr(client, "WRK", program)
    prepared, answers = tmp_path / "requests", tmp_path / "answers"
    prepared.write_bytes(b"".join(request(echo, b'{"number":%d}' % number) for number in range(REQUESTS)))
    sent = client.send(client.Load(f"http://{echo}", prepared, answers, clients=3, seconds=20))
    numbers = [(status, json.loads(body)["number"]) for status, body in sent.lines()]
    assert all((status == 409) == (number % 3 == 0) for status, number in numbers)
    assert len({number for _, number in numbers}) == len(numbers)
    # wrk makes the first request once to look at it, and may stop while the last ones are under way.
    assert REQUESTS - 4 <= len(numbers) <= REQUESTS
    assert sent.failed == 0
    assert sent.p99_ms >= sent.p50_ms > 0
