"""Whether the service's own log tells of nobody."""

import asyncio
import re
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from serment_kernel.checks.hand import Hand
from serment_kernel.checks.types import NotMeasured, Result, Title, check, none_of

MOST_BYTES = 1 << 20
TELLING = {
    "e-mail": re.compile(rb"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z]{2,}"),
    "IPv4 address": re.compile(rb"(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9.])"),
    "IPv6 address": re.compile(rb"(?<![0-9a-fA-F:])(?:[0-9a-fA-F]{1,4}:){4,7}[0-9a-fA-F]{1,4}(?![0-9a-fA-F:])"),
    "query": re.compile(rb" /[^ ]*\?[^ ]"),
    "id": re.compile(rb"(?<![0-9a-f])[0-9a-f]{32,}(?![0-9a-f])"),
    "bearer": re.compile(rb"[Bb]earer "),
}
# Which address was refused is the guard's to say, at the head of a line; it is that of a server, and not of a visitor.
GUARD = re.compile(rb"[0-9-]{10} [0-9:]{8},[0-9]{3} serment_kernel\.egress ")
SPARED = {"IPv4 address", "IPv6 address"}


@check(
    "C33",
    Title("Le journal technique ne parle de personne", "The service’s log tells of nobody"),
    period=timedelta(hours=1),
    fresh=timedelta(hours=3),
    refs=("A.8.12", "A.8.15"),
    severity="high",
)
async def log_hygiene(hand: Hand) -> Result:
    """The newest mebibyte of the file: no address of anybody, no query, no id as it was typed."""
    if hand.files.log is None or not hand.files.log.exists():
        raise NotMeasured
    lines = await asyncio.to_thread(_tail, hand.files.log)
    found = {each for line in lines for each in _tales(line)}
    return none_of("the newest mebibyte of the log", len(lines), "kinds_of_tales", *found)


def _tales(line: bytes) -> set[str]:
    found = {name for name, telling in TELLING.items() if telling.search(line)}
    return found - SPARED if GUARD.match(line) else found


def _tail(path: Path) -> list[bytes]:
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - MOST_BYTES))
        return file.read(MOST_BYTES).splitlines()


@log_hygiene.broken_by
@asynccontextmanager
async def _with_an_address_in_it(hand: Hand) -> AsyncGenerator[Hand]:
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "service.log"
        log.write_bytes(
            b"2026-01-01 12:00:00,000 serment.access INFO GET /v1/vault?of=lea@exemple.example 200 1.0 ms\n"
        )
        yield replace(hand, files=replace(hand.files, log=log))
