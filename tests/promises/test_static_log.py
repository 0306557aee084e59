"""The logs as files (C2SP tlog-tiles): what both servers answer, and a copy that anybody can serve and check."""

import os
import re
import signal
import subprocess
import threading
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from serment.configuration import Settings
from serment.places import free_ports
from serment.verify.mirror import mirror, tiles
from serment_kernel.tiles import write_tile_path

from ..conftest import serment
from .test_nginx import HTTP, find_nginx

CHECKPOINT = "text/plain; charset=utf-8"
TILE = "application/octet-stream"


@pytest.fixture(params=["platform", "custodian"])
def log(request: pytest.FixtureRequest, installation: Settings) -> str:
    """The prefix of a log."""
    return f"{getattr(installation.origins, request.param)}/v1/log"


def size_at(http: httpx.Client, prefix: str) -> int:
    return int(http.get(f"{prefix}/checkpoint").text.split("\n")[1])


class TestServer:
    def test_serves_a_checkpoint_that_nobody_keeps(self, http: httpx.Client, log: str) -> None:
        answer = http.get(f"{log}/checkpoint")
        assert (answer.headers["content-type"], answer.headers["cache-control"]) == (CHECKPOINT, "no-store")
        assert answer.text.count("\n\n\u2014 ") == 1

    def test_serves_every_tile_for_ever(self, http: httpx.Client, log: str) -> None:
        size = size_at(http, log)
        for tile in tiles(size):
            answer = http.get(f"{log}/tile/{write_tile_path(tile)}")
            assert answer.headers["content-type"] == TILE
            assert "immutable" in answer.headers["cache-control"]
            if tile.level is not None:
                assert len(answer.content) == 32 * tile.width

    @pytest.mark.parametrize(
        "path",
        ["0/000.p/0", "0/000.p/256", "0/000.p/01", "0/0", "00/000", "64/000", "63/000.p/1", "0/x000/001", "data/000"],
    )
    def test_serves_nothing_else(self, http: httpx.Client, log: str, path: str) -> None:
        assert http.get(f"{log}/tile/{path}").status_code == 404

    def test_serves_the_partial_tiles_of_every_size_before(self, http: httpx.Client, log: str) -> None:
        """Of an older checkpoint somebody may still want the proof."""
        for width in range(1, min(size_at(http, log), 256)):
            assert len(http.get(f"{log}/tile/0/000.p/{width}").content) == 32 * width


class TestCopy:
    @pytest.fixture
    def copy(self, log: str, tmp_path: Path) -> Path:
        """A copy of a log, and nothing besides."""
        assert mirror(log, tmp_path / "copy") == mirror(log.removesuffix("/v1/log"), tmp_path / "copy") > 0
        assert list((tmp_path / "copy").rglob(".*")) == []
        return tmp_path / "copy"

    def test_is_served_by_any_server_of_files(self, copy: Path, installation: Settings) -> None:
        with serving(copy) as url:
            assert verified(url, installation) == "The log holds."

    def test_is_served_by_nginx_as_the_specification_has_it(
        self, copy: Path, installation: Settings, root: Path, http: httpx.Client, tmp_path: Path
    ) -> None:
        with nginx(root, copy, tmp_path) as url:
            answer = http.get(f"{url}/checkpoint")
            assert (answer.headers["content-type"], answer.headers["cache-control"]) == (CHECKPOINT, "no-cache")
            path = next(write_tile_path(tile) for tile in tiles(size_at(http, url)))
            answer = http.get(f"{url}/tile/{path}", headers={"accept-encoding": "gzip"})
            assert (answer.headers["content-type"], answer.headers.get("content-encoding")) == (TILE, None)
            assert "immutable" in answer.headers["cache-control"]
            assert [http.get(f"{url}/{path}").status_code for path in ("", "tile/0/999", "x")] == [404] * 3
            assert verified(url, installation) == "The log holds."

    def test_that_was_changed_on_the_way_does_not_hold(self, copy: Path, installation: Settings) -> None:
        tile = next(path for path in (copy / "tile" / "entries").rglob("*") if path.is_file())
        tile.write_bytes(tile.read_bytes().replace(b"signature", b"signatuer", 1))
        with serving(copy) as url:
            assert verified(url, installation) == "THE LOG DOES NOT HOLD."


def verified(url: str, installation: Settings) -> str:
    """What `serment verify log` says at the end."""
    command = serment("verify", "log", url, "--installation", installation.origins.app)
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120).stdout.splitlines()[-1]


class Quiet(SimpleHTTPRequestHandler):
    """The standard library's server of files, without its log."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its own name
        """Keep quiet."""


@contextmanager
def serving(folder: Path) -> Generator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def nginx(root: Path, copy: Path, folder: Path) -> Generator[str]:
    """The example as it is, but for TLS and for where the copy lies."""
    port, text = free_ports().app, (root / "deploy" / "nginx" / "log-mirror.conf").read_text()
    text = re.sub(r"listen 443 ssl", f"listen 127.0.0.1:{port}", text)
    text = re.sub(r"(?m)^ *ssl_.*\n", "", text).replace("/var/lib/serment-mirror/platform", str(copy))
    user = "user root;" if os.geteuid() == 0 else ""
    file = folder / "nginx.conf"
    file.write_text(HTTP.format(folder=folder, user=user, servers=text))
    process = subprocess.Popen([find_nginx(), "-c", file, "-e", folder / "error.log"])
    try:
        until_it_answers(f"http://127.0.0.1:{port}/checkpoint")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def until_it_answers(url: str) -> None:
    for _ in range(100):
        try:
            httpx.get(url, trust_env=False)
        except httpx.TransportError:
            threading.Event().wait(0.1)
        else:
            return
    pytest.fail("nginx does not start.")
