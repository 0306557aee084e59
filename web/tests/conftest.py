"""A publisher as its own process, on a free port, with the bundle that was built."""

import base64
import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from serment_web.bundle import load_bundle
from serment_web.manifest import manifest_of

PLATFORM = "http://localhost:18000"
CUSTODIAN = "https://custodian.example"
PATIENCE = 20_000
# A browser starts slowly where others work.
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class RunningPublisher:
    """Where it listens, and the file its log goes to."""

    port: int
    log: Path

    def ask(self, method: str, target: str, headers: dict[str, str] | None = None) -> "Reply":
        """Send a request target as it is; http.client, unlike most, does not tidy it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, target, headers=headers or {})
            answer = connection.getresponse()
            return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


def write_config(folder: Path, port: int, public_url: str = "http://localhost:8002") -> Path:
    """A configuration, and the installation and the release it names."""
    installation = {"v": 1, "platform": {"url": PLATFORM}, "custodian": {"url": CUSTODIAN}}
    (folder / "installation.json").write_text(json.dumps(installation))
    write_release(folder, manifest_of(load_bundle()))
    config = folder / "publisher.toml"
    lines = ('host = "127.0.0.1"', f"port = {port}", f'public_url = "{public_url}"')
    config.write_text("\n".join([*lines, 'installation = "installation.json"', 'release = "release.json"', ""]))
    return config


def write_release(folder: Path, manifest: bytes) -> None:
    """A release.json; what is signed in it is nothing to the publisher."""
    text = base64.urlsafe_b64encode(manifest).rstrip(b"=").decode()
    release = {"v": 1, "manifest": text, "release": {"body": "", "signature": ""}}
    (folder / "release.json").write_text(json.dumps(release))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


def run_publisher(config: Path) -> "subprocess.CompletedProcess[str]":
    """For the starts that fail."""
    command = [sys.executable, "-m", "serment_web.cli", "serve", "--config", str(config)]
    return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)


@pytest.fixture(scope="module")
def publisher(tmp_path_factory: pytest.TempPathFactory) -> Generator[RunningPublisher]:
    folder = tmp_path_factory.mktemp("publisher")
    yield from serve(folder, "http://localhost:8002")


@pytest.fixture(scope="module")
def publisher_over_tls(tmp_path_factory: pytest.TempPathFactory) -> Generator[RunningPublisher]:
    folder = tmp_path_factory.mktemp("publisher-tls")
    yield from serve(folder, "https://app.example")


def serve(folder: Path, public_url: str) -> Generator[RunningPublisher]:
    running = RunningPublisher(free_port(), folder / "log")
    command = [sys.executable, "-m", "serment_web.cli", "serve", "--config"]
    with running.log.open("w") as log:
        process = subprocess.Popen([*command, str(write_config(folder, running.port, public_url))], stdout=log)
    wait_until_it_answers(process, running)
    yield running
    process.terminate()
    process.wait(10)


def wait_until_it_answers(process: "subprocess.Popen[bytes]", running: RunningPublisher) -> None:
    for _ in range(200):
        assert process.poll() is None, "the publisher stopped; is the web app built?"
        try:
            running.ask("HEAD", "/")
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the publisher does not answer")
