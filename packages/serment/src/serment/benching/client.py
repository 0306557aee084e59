"""Who sends the load: wrk, where it is installed, else a client of our own in a process of its own."""

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, NamedTuple, cast
from urllib.parse import urlsplit

from serment.errors import CannotProve

WRK = "wrk"
SCRIPT = Path(__file__).with_name("post.lua")
MICRO = 1_000_000
LENGTH_DIGITS = 8
Read = Callable[[int], bytes]
Write = Callable[[bytes], object]


class Sent(NamedTuple):
    """What came of a load."""

    client: str
    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    failed: int
    """Connections that broke."""
    cpu_seconds: float
    answers: Path
    """A line for each answer: its status, a space, its body."""

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Status and body of each answer."""
        with self.answers.open("rb") as file:
            for line in file:
                status, _, body = line.rstrip(b"\n").partition(b" ")
                yield int(status), body


class Load(NamedTuple):
    """What is to be sent where."""

    url: str
    requests: Path
    answers: Path
    clients: int
    seconds: float


def send(load: Load) -> Sent:
    """Send, by as many connections as there are clients, until the time is over or nothing is left."""
    process, name = _started(load)
    with process:
        said = cast("IO[bytes]", process.stdout).read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    words = next((line.split() for line in said.splitlines() if line.startswith("measured ")), None)
    if process.returncode or words is None:
        raise CannotProve(f"The client that sends the load failed: {said.strip()}")
    requests, duration, p50, p99, failed = (int(word) for word in words[1:])
    cpu = usage.ru_utime + usage.ru_stime
    return Sent(name, requests, duration / MICRO, p50 / 1000, p99 / 1000, failed, cpu, load.answers)


def _started(load: Load) -> tuple[subprocess.Popen[bytes], str]:
    wrk = shutil.which(WRK)
    files = [str(load.requests), str(load.answers)]
    if wrk:
        options = ["-t1", f"-c{load.clients}", f"-d{load.seconds:.0f}s", "--timeout", "30s", "-s", str(SCRIPT)]
        command, name = [wrk, *options, load.url, "--", *files], "wrk"
    else:
        command = [sys.executable, "-m", __name__, load.url, *files, str(load.clients), str(load.seconds)]
        name = "asyncio"
    out = subprocess.PIPE
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT), name  # noqa: S603


class _Client:
    """The same as wrk with its script, for machines that have none."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._took: list[float] = []
        self._failed = 0
        self._until = time.perf_counter() + load.seconds

    async def run(self) -> None:
        """Send it all, and tell as the script does."""
        started = time.perf_counter()
        with self._load.requests.open("rb") as requests, self._load.answers.open("wb") as answers:
            prepared = self._prepared(requests.read)
            async with asyncio.TaskGroup() as group:
                for _ in range(self._load.clients):
                    group.create_task(self._work(prepared, answers.write))
        duration = (time.perf_counter() - started) * MICRO
        took = sorted(self._took) or [0.0]
        p50, p99 = (took[min(len(took) - 1, int(len(took) * share))] * MICRO for share in (0.5, 0.99))
        sys.stdout.write(f"measured {len(self._took)} {duration:.0f} {p50:.0f} {p99:.0f} {self._failed}\n")

    def _prepared(self, read: Read) -> Iterator[bytes]:
        while time.perf_counter() < self._until and (length := read(LENGTH_DIGITS)):
            yield read(int(length))

    async def _work(self, prepared: Iterator[bytes], write: Write) -> None:
        place = urlsplit(self._load.url)
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        for request in prepared:
            started = time.perf_counter()
            writer.write(request)
            try:
                status, body = await _answer(reader)
            except (OSError, asyncio.IncompleteReadError):
                self._failed += 1
                writer.close()
                reader, writer = await asyncio.open_connection(place.hostname, place.port)
                continue
            self._took.append(time.perf_counter() - started)
            write(b"%d %s\n" % (status, body))
        writer.close()
        await writer.wait_closed()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in head.splitlines() if b": " in line)
    return int(head.split(b" ", 2)[1]), await reader.readexactly(int(fields.get(b"content-length", b"0")))


if __name__ == "__main__":
    url, requests, answers, clients, seconds = sys.argv[1:]
    asyncio.run(_Client(Load(url, Path(requests), Path(answers), int(clients), float(seconds))).run())
