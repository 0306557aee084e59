"""`serment up`: what keeps it from starting is one sentence, what ends it is told, and nothing keeps running."""

import json
import os
import re
import signal
import socket
import subprocess
import sysconfig
import time
from collections.abc import Generator
from itertools import takewhile
from pathlib import Path
from typing import Self

import psycopg
import pytest

from serment.configuration import Settings
from serment.places import free_ports
from serment_kernel.embedded import Cluster

RESTART_SECONDS = 10
CANNOT_START, FAILED = 2, 1
POSTGRESQL = ("platform", "custodian")


def restart_seconds() -> float:
    """Ten seconds on a machine of our own; in proportion on one that works for others as well."""
    return RESTART_SECONDS * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


class Up:
    """One `serment up --empty`."""

    def __init__(self, data: Path, ports: list[str]) -> None:
        command = [str(Path(sysconfig.get_path("scripts")) / "serment"), "up", "--empty", f"--data={data}", *ports]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let nothing run on where a test failed."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.communicate(timeout=60)

    def ready(self) -> int:
        """Seconds until it was ready."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if found := re.match(r"Ready after (\d+) s", line):
                return int(found[1])
        pytest.fail(self.process.communicate()[1])

    def child(self, name: str) -> int:
        """The process of one part."""
        for pid in self.children():
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if any(word.endswith(name.encode()) for word in words):
                return pid
        raise LookupError(name)

    def children(self) -> list[int]:
        """All its processes but PostgreSQL's, which are nobody's children."""
        pid = self.process.pid
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def end(self) -> tuple[int, str, str]:
        """Code, output and errors, once it has ended."""
        said, complained = self.process.communicate(timeout=30)
        return self.process.returncode, said, complained


@pytest.fixture(scope="module")
def ports() -> list[str]:
    """Options for ports that are free."""
    return [f"--{name}-port={port}" for name, port in free_ports()._asdict().items()]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Generator[Path]:
    """A data folder; whatever a test leaves running there is stopped."""
    folder = tmp_path_factory.mktemp("up") / "data"
    yield folder
    for part in POSTGRESQL:
        Cluster(folder / part / "cluster").stop()


def is_alive(pid: int) -> bool:
    """Whether a process still runs; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_gone(pids: list[int]) -> None:
    deadline = time.monotonic() + 10
    while any(map(is_alive, pids)):
        assert time.monotonic() < deadline, pids
        time.sleep(0.05)


def clusters_run(data: Path) -> bool:
    """Whether one of the two answers."""
    for part in POSTGRESQL:
        try:
            psycopg.connect(Cluster(data / part / "cluster").superuser_dsn()).close()
        except psycopg.OperationalError:
            continue
        return True
    return False


class TestStart:
    def test_a_taken_port_is_a_sentence(self, tmp_path: Path, ports: list[str]) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            complained = self.complaint(tmp_path / "data", *ports, f"--custodian-port={port}")
        sentence = f"Port {port} is taken. Stop what uses it, or choose another with --custodian-port."
        assert complained == f"serment: {sentence}\n"

    def test_a_folder_that_cannot_be_written_is_a_sentence(self, tmp_path: Path, ports: list[str]) -> None:
        (tmp_path / "file").touch()
        complained = self.complaint(tmp_path / "file" / "data", *ports)
        assert "Choose another folder with --data." in complained
        assert len(complained.splitlines()) == 1

    def test_a_second_one_on_the_same_folder_is_a_sentence(self, installation: Settings, ports: list[str]) -> None:
        assert "Another `serment up` already runs" in self.complaint(installation.home.root, *ports)

    def test_an_address_with_a_path_is_wrong_usage(self, tmp_path: Path) -> None:
        assert "is not an origin" in self.complaint(tmp_path / "data", "--public-url-app=https://app.example.org/path")

    @staticmethod
    def complaint(data: Path, *options: str) -> str:
        """What one says that cannot start."""
        with Up(data, list(options)) as up:
            code, _, complained = up.end()
        assert code == CANNOT_START
        return complained


class TestLife:
    def test_a_crash_is_survived_and_nothing_is_lost(self, data: Path, ports: list[str]) -> None:
        with Up(data, ports) as up:
            up.ready()
            children = up.children()
            before = (data / "publisher" / "installation.json").read_bytes()
            up.process.kill()
            up.end()
        wait_until_gone(children)
        assert clusters_run(data), "the crash left its clusters behind"

        with Up(data, ports) as again:
            assert again.ready() < restart_seconds()
            assert (data / "publisher" / "installation.json").read_bytes() == before
            again.process.send_signal(signal.SIGINT)
            code, said, complained = again.end()
        assert (code, complained) == (0, "")
        assert said.endswith("Stopped.\n")
        assert not clusters_run(data)

    def test_a_part_that_dies_ends_it_and_is_named(self, data: Path, ports: list[str]) -> None:
        with Up(data, ports) as up:
            up.ready()
            children = up.children()
            os.kill(up.child("serment-custodian"), signal.SIGKILL)
            code, _, complained = up.end()
        assert code == FAILED
        log = data / "custodian" / "custodian.log"
        assert complained == f"serment: The custodian has ended; {log} says why. The others are stopped.\n"
        wait_until_gone(children)
        assert not clusters_run(data)

    def test_without_a_demonstration_there_is_nobody(self, data: Path) -> None:
        assert json.loads((data / "publisher" / "installation.json").read_text())["demo"] is False
        assert not list((data / "demo").iterdir())


@pytest.mark.usefixtures("softhsm")
class TestHsm:
    def test_holds_the_custodian_s_keys_from_the_first_start_on(
        self, tmp_path_factory: pytest.TempPathFactory, ports: list[str]
    ) -> None:
        data = tmp_path_factory.mktemp("up-hsm") / "data"
        custodian = data / "custodian"
        said = self.started_and_stopped(data, *ports, "--hsm")
        assert f"protects nothing from whoever reads {custodian / 'softhsm'}." in said
        verifiers = (data / "publisher" / "installation.json").read_bytes()
        self.started_and_stopped(data, *ports)
        assert (data / "publisher" / "installation.json").read_bytes() == verifiers
        assert len(list(custodian.glob("ceremony-*.txt"))) == 1
        assert not list(custodian.glob("sealing.key*"))
        assert "HSM" not in (custodian / "custodian.log").read_text().replace("SoftHSM", "")

    def test_is_not_for_keys_that_lie_in_files(self, data: Path, ports: list[str]) -> None:
        (data / "custodian").mkdir(parents=True, exist_ok=True)
        (data / "custodian" / "log.key").touch()
        said = TestStart.complaint(data, *ports, "--hsm")
        assert said == "serment: The custodian's keys lie in files here already. Try --hsm with another --data.\n"

    @staticmethod
    def started_and_stopped(data: Path, *options: str) -> str:
        """What it said until it was ready and stopped again."""
        with Up(data, list(options)) as up:
            assert up.process.stdout is not None
            said = "".join(takewhile(lambda line: line != "\n", up.process.stdout))
            up.process.send_signal(signal.SIGINT)
            code, _, complained = up.end()
        assert (code, complained) == (0, "")
        return said
