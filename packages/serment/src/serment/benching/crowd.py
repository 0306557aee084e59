"""A crowd that comes at its own pace: so many a second whatever the answers, each coming again when it was told to.

wrk asks again as soon as it is answered, so that a slow server is asked less; who waits for a place does not wait for
others. It runs as a process of its own and writes a line for each moment: who, when (microseconds since it began), the
status of the answer (0 where somebody comes for the first time), and the visit that was booked, if one was.
"""

import asyncio
import heapq
import sys
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, cast
from urllib.parse import urlsplit

import msgspec

from serment.benching.client import LENGTH_DIGITS, MICRO

TICK_SECONDS = 0.002
QUEUED = 503
END_OF_HEAD = b"\r\n\r\n"


class Pace(NamedTuple):
    """Who comes, how often, and for how long."""

    url: str
    requests: Path
    answers: Path
    clients: int
    per_second: float
    seconds: float


class Told(msgspec.Struct):
    """What of an answer counts here."""

    appointment: str = ""
    place: str = ""
    retry_after: int = 1


class _Asked(NamedTuple):
    who: int
    request: bytes


class _Line(asyncio.Protocol):
    """A connection, for one request after the other."""

    def __init__(self, crowd: "_Crowd") -> None:
        self._crowd = crowd
        self._data = b""
        self._asked: _Asked | None = None
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Be free."""
        self._transport = cast("asyncio.Transport", transport)
        self._crowd.free.append(self)

    def ask(self, asked: _Asked) -> None:
        """Send it."""
        self._asked, self._data = asked, b""
        self._transport.write(asked.request)

    def data_received(self, data: bytes) -> None:
        """Take the answer, once it is whole."""
        self._data += data
        head, separator, body = self._data.partition(END_OF_HEAD)
        if not separator or self._asked is None or len(body) < _length(head):
            return
        asked, self._asked = self._asked, None
        self._crowd.free.append(self)
        self._crowd.answered(asked, int(head[9:12]), body)

    def connection_lost(self, exc: Exception | None) -> None:
        """Be of no more use."""
        del exc
        if self in self._crowd.free:
            self._crowd.free.remove(self)

    def close(self) -> None:
        """Go."""
        self._transport.close()


class _Crowd:
    """All of them."""

    def __init__(self, pace: Pace) -> None:
        self.free: deque[_Line] = deque()
        self._pace = pace
        self._coming: list[tuple[float, _Asked]] = []
        self._waiting: deque[_Asked] = deque()
        self._lines: list[str] = []
        self._started = 0.0

    async def run(self) -> None:
        """Come, and come again, until the time is over."""
        place, loop = urlsplit(self._pace.url), asyncio.get_running_loop()
        host, port = place.hostname or "", place.port or 0
        made = [(await loop.create_connection(lambda: _Line(self), host, port))[1] for _ in range(self._pace.clients)]
        requests, came = _requests(self._pace.requests), 0
        self._started = time.perf_counter()
        while (now := self._now()) < self._pace.seconds:
            while self._coming and self._coming[0][0] <= now:
                self._waiting.append(heapq.heappop(self._coming)[1])
            while came < now * self._pace.per_second and (request := next(requests, None)):
                self._waiting.append(_Asked(came, request))
                self._note(came, now, 0)
                came += 1
            while self._waiting and self.free:
                self.free.popleft().ask(self._waiting.popleft())
            await asyncio.sleep(TICK_SECONDS)
        for each in made:
            each.close()
        self._pace.answers.write_text("".join(self._lines))

    def answered(self, asked: _Asked, status: int, body: bytes) -> None:
        """Write it down; come again when told to."""
        now, told = self._now(), msgspec.json.decode(body, type=Told)
        self._note(asked.who, now, status, told.appointment)
        if status == QUEUED:
            heapq.heappush(
                self._coming, (now + told.retry_after, _Asked(asked.who, with_place(asked.request, told.place)))
            )

    def _now(self) -> float:
        return time.perf_counter() - self._started

    def _note(self, who: int, now: float, status: int, appointment: str = "") -> None:
        self._lines.append(f"{who} {now * MICRO:.0f} {status} {appointment}\n")


def with_place(request: bytes, place: str) -> bytes:
    """The same request with a place in the queue."""
    head, _, body = request.partition(END_OF_HEAD)
    asked = msgspec.json.decode(body)
    body = msgspec.json.encode(asked | {"place": place})
    first, *fields = head.split(b"\r\n")
    kept = [field for field in fields if not field.lower().startswith(b"content-length:")]
    return b"\r\n".join([first, *kept, b"Content-Length: %d" % len(body)]) + END_OF_HEAD + body


def _length(head: bytes) -> int:
    fields = (line.lower().partition(b": ") for line in head.split(b"\r\n"))
    return next((int(value) for name, _, value in fields if name == b"content-length"), 0)


def _requests(file: Path) -> Iterator[bytes]:
    with file.open("rb") as prepared:
        while length := prepared.read(LENGTH_DIGITS):
            yield prepared.read(int(length))


if __name__ == "__main__":
    url, requests, answers, clients, per_second, seconds = sys.argv[1:]
    asyncio.run(_Crowd(Pace(url, Path(requests), Path(answers), int(clients), float(per_second), float(seconds))).run())
