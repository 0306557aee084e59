"""Whether there is room left: on the disk, in memory, and among the connections of the database."""

import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import LiteralString

from serment_kernel.checks.hand import Hand
from serment_kernel.checks.types import NotMeasured, Result, Title, check, judged

LEAST_FREE = {"disk": 10, "memory": 5, "connections": 10}
"""In percent."""
MEMORY = Path("/proc/meminfo")
CONNECTIONS: LiteralString = """
SELECT 100 - 100 * count(*) / current_setting('max_connections')::integer FROM pg_stat_activity
"""


@check(
    "C42",
    Title("Il reste de la place : disque, mémoire, connexions", "There is room left: disk, memory, connections"),
    period=timedelta(minutes=15),
    fresh=timedelta(minutes=45),
    refs=("A.8.6", "EXI 21"),
    severity="medium",
)
async def capacity(hand: Hand) -> Result:
    """What is free, in percent, of the machine as this service sees it."""
    async with hand.any_database.transaction() as tx:
        row = await (await tx.execute(CONNECTIONS)).fetchone()
    disk = shutil.disk_usage(hand.files.folder)
    free = {
        "disk": 100 * disk.free // disk.total if disk.total else 0,
        "memory": _memory(),
        "connections": int(row[0]) if row else 0,
    }
    short = [name for name, least in LEAST_FREE.items() if free[name] < least]
    enough = dict.fromkeys(LEAST_FREE, True)
    found = {name: name not in short for name in LEAST_FREE}
    return judged(CONNECTIONS, len(free), enough, found, *short)


def _memory() -> int:
    try:
        lines = MEMORY.read_text("ascii").splitlines()
    except OSError as error:
        raise NotMeasured from error
    kilobytes = {name: int(rest.split()[0]) for name, _, rest in (each.partition(":") for each in lines)}
    return 100 * kilobytes["MemAvailable"] // kilobytes["MemTotal"]


@capacity.broken_by
@asynccontextmanager
async def _on_a_disk_without_room(hand: Hand) -> AsyncGenerator[Hand]:
    # A file system of the kernel has no block to give.
    yield replace(hand, files=replace(hand.files, folder=Path("/proc")))
