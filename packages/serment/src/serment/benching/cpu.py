"""How much of the processors each part of a measurement used, from /proc: it tells where the time goes even while the
machine works for others as well.
"""

import os
from collections.abc import Iterable
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")
# Fields of /proc/<pid>/stat after the name, which alone may hold spaces (proc(5)).
PARENT, USER, SYSTEM = 1, 11, 12


def seconds_of(roots: Iterable[int]) -> float:
    """What these processes and all below them have used so far."""
    stats = _stats()
    return sum(int(stats[pid][USER]) + int(stats[pid][SYSTEM]) for pid in _below(roots, stats) if pid in stats) / TICKS


def processes_of(roots: Iterable[int]) -> set[int]:
    """These processes and all below them."""
    return _below(roots, _stats())


def _stats() -> dict[int, list[str]]:
    return {int(each.name): found for each in PROC.iterdir() if each.name.isdecimal() and (found := _stat(each))}


def _below(roots: Iterable[int], stats: dict[int, list[str]]) -> set[int]:
    wanted = set(roots)
    while more := {pid for pid, stat in stats.items() if int(stat[PARENT]) in wanted and pid not in wanted}:
        wanted |= more
    return wanted


def _stat(process: Path) -> list[str] | None:
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None  # It has ended.
