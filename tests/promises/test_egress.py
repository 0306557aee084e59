"""A dependency that phones home, in the real servers of an installation: refused, told, counted; and reached its
stranger where the guard was left out, so that this test can fail.
"""

import json
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Generator
from pathlib import Path
from typing import NamedTuple

import pytest

from serment import installation, toml
from serment.installation import Installation

from ..started import temporary

START_SECONDS = 40.0

# A hand's own `serve`, with one job more: it calls a stranger in every way it knows, and writes down what came of it.
COMPROMISED = """
import asyncio, importlib, json, socket, subprocess, sys
from pathlib import Path
import httpx
from serment_kernel.periodic import Job

hand, guarded, stranger, config, told = sys.argv[1], sys.argv[2] == "guarded", int(sys.argv[3]), *sys.argv[4:]
cli, main = (importlib.import_module(f"serment_{hand}.{name}") for name in ("cli", "main"))
url = f"http://127.0.0.1:{stranger}/"

async def by_httpx():
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
        await client.get(url)

async def by_socket():
    with socket.create_connection(("127.0.0.1", stranger), 5) as sock:
        sock.sendall(b"GET / HTTP/1.0\\r\\n\\r\\n")
        sock.recv(1)

async def by_program():
    subprocess.run(["curl", "--silent", "--max-time", "5", url], check=True)

async def phone_home():
    outcomes = {}
    for attempt in (by_httpx, by_socket, by_program):
        try:
            await attempt()
            outcomes[attempt.__name__] = "reached"
        except Exception as error:
            outcomes[attempt.__name__] = type(error).__name__
    Path(told + ".part").write_text(json.dumps(outcomes))
    Path(told + ".part").rename(told)

before = main.jobs
main.jobs = lambda *parts: [*before(*parts), Job("phone home", 3600.0, phone_home)]
if not guarded:
    cli.egress.arm = lambda _addresses: None
sys.exit(cli.main(["serve", "--config", config]))
"""


class Stranger:
    """Somebody outside, who answers whoever calls and counts them."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self.port = int(self._socket.getsockname()[1])
        self.calls = 0

    def listen(self) -> None:
        """Answer those who have called."""
        while True:
            try:
                calling, _ = self._socket.accept()
            except BlockingIOError:
                return
            with calling:
                calling.setblocking(True)
                calling.settimeout(5)
                calling.recv(4096)
                calling.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok")
            self.calls += 1

    def close(self) -> None:
        """Listen no more."""
        self._socket.close()


class Ended(NamedTuple):
    """What became of a compromised server's calls."""

    outcomes: dict[str, str]
    calls: int
    log: str


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Generator[Installation]:
    """An installation on its own ports."""
    settings = temporary(tmp_path_factory.mktemp("egress"), demo=True)
    with installation.running(settings, lambda _line: None) as found:
        yield found


def compromised(installed: Installation, hand: str, folder: Path, *, guarded: bool) -> Ended:
    """Start a second process of a hand, with the additional job, until its job is done."""
    home: Path = getattr(installed.settings.home, hand)
    config, told, log = home / "compromised.toml", folder / "told.json", folder / "compromised.log"
    table = tomllib.loads((home / f"{hand}.toml").read_text())
    toml.write(config, "A test's.", {**table, "bind_port": 0, "log_file": str(log)})
    stranger = Stranger()
    words = [sys.executable, "-c", COMPROMISED, hand, "guarded" if guarded else "unguarded"]
    process = subprocess.Popen([*words, str(stranger.port), str(config), str(told)], stderr=subprocess.PIPE)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not told.exists() and process.poll() is None and time.monotonic() < deadline:
            stranger.listen()
            time.sleep(0.02)
    finally:
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=20)
        stranger.listen()
        stranger.close()
    assert told.exists(), said.decode()
    return Ended(json.loads(told.read_text()), stranger.calls, log.read_text())


@pytest.mark.parametrize("hand", ["platform", "custodian"])
class TestACompromisedDependency:
    def test_is_refused_and_told(self, installed: Installation, hand: str, tmp_path: Path) -> None:
        ended = compromised(installed, hand, tmp_path, guarded=True)
        assert ended.outcomes == {
            "by_httpx": "ConnectError",
            "by_socket": "EgressRefused",
            "by_program": "EgressRefused",
        }
        assert ended.calls == 0
        refused = [line.partition(" ERROR ")[2] for line in ended.log.splitlines() if "egress guard" in line]
        assert len(refused) == 2
        assert refused[0].startswith("the egress guard refused a connection to 127.0.0.1 port ")
        assert refused[1] == "the egress guard refused to start the program 'curl'"


class TestWithoutTheGuard:
    def test_a_compromised_dependency_would_reach_its_stranger(self, installed: Installation, tmp_path: Path) -> None:
        ended = compromised(installed, "platform", tmp_path, guarded=False)
        assert ended.outcomes == dict.fromkeys(("by_httpx", "by_socket", "by_program"), "reached")
        assert ended.calls == 3
        assert "egress guard" not in ended.log


class TestTheServers:
    def test_live_a_normal_life_under_the_guard(self, installed: Installation) -> None:
        for home in ("platform", "custodian", "publisher"):
            folder: Path = getattr(installed.settings.home, home)
            assert "egress guard" not in (folder / f"{home}.log").read_text()

    @pytest.mark.parametrize(
        ("hand", "old", "sentence"),
        [
            ("platform", 'processor = "custodian"', "custodian.url does not say who is behind"),
            ("custodian", 'processor = "mailbox"', "smtp.host does not say who is behind"),
            ("platform", 'processors = "processors.toml"', "Nothing says who is behind the addresses"),
        ],
    )
    def test_do_not_start_for_a_stranger(self, installed: Installation, hand: str, old: str, sentence: str) -> None:
        home: Path = getattr(installed.settings.home, hand)
        config = home / "unbound.toml"
        config.write_text((home / f"{hand}.toml").read_text().replace(old, "", 1))
        words = [sys.executable, "-m", f"serment_{hand}.cli", "serve", "--config", str(config)]
        done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
        assert sentence in done.stderr
