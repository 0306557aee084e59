"""How the service answers: counts of requests by outcome and by time, in memory, of no address and of nobody."""

import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import NamedTuple

SLICE_SECONDS = 60
SLICES = 60
BOUNDS_MS = (5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000)
SERVER_FAULT = 500
BEYOND = -1
"""In the place of a bound, of what took longer than all."""


class Measured(NamedTuple):
    """Of the last hour."""

    requests: int
    faults: int
    """Answers of 500 and above."""
    p95_ms: int
    """The bound under which 95 of 100 answers began and ended; beyond all bounds, -1."""


class Counted(NamedTuple):
    """Answers that ended under a bound, and how many of them were faults of the service."""

    bound: int
    """Milliseconds."""
    answers: int
    faults: int


class Meter:
    """Counts for an hour, in slices of a minute; and, for whoever keeps it longer, since the last time it was kept."""

    def __init__(self, seconds_now: Callable[[], float] = time.monotonic) -> None:
        self._now = seconds_now
        self._slices: deque[tuple[int, list[int], list[int]]] = deque(maxlen=SLICES)
        self._unkept: dict[int, Counted] = {}

    def note(self, status: int, seconds: float) -> None:
        """Count one answer."""
        counts, faults = self._slice()
        place, fault = _place(seconds * 1000), status >= SERVER_FAULT
        counts[place] += 1
        faults[0] += fault
        bound = BOUNDS_MS[place] if place < len(BOUNDS_MS) else BEYOND
        before = self._unkept.get(bound, Counted(bound, 0, 0))
        self._unkept[bound] = Counted(bound, before.answers + 1, before.faults + fault)

    def unkept(self) -> tuple[Counted, ...]:
        """What was counted since the last time it was kept."""
        return tuple(each for each in self._unkept.values() if each.answers)

    def kept(self, counted: Iterable[Counted]) -> None:
        """This much is kept elsewhere now."""
        for each in counted:
            now = self._unkept[each.bound]
            self._unkept[each.bound] = Counted(each.bound, now.answers - each.answers, now.faults - each.faults)

    def measured(self) -> Measured:
        """What was counted in the last hour."""
        oldest = int(self._now() // SLICE_SECONDS) - SLICES
        recent = [(counts, faults) for minute, counts, faults in self._slices if minute > oldest]
        totals = [sum(each) for each in zip(*(counts for counts, _ in recent), strict=True)]
        requests = sum(totals)
        return Measured(requests, sum(faults[0] for _, faults in recent), _bound(totals, requests))

    def _slice(self) -> tuple[list[int], list[int]]:
        minute = int(self._now() // SLICE_SECONDS)
        if not self._slices or self._slices[-1][0] != minute:
            self._slices.append((minute, [0] * (len(BOUNDS_MS) + 1), [0]))
        _, counts, faults = self._slices[-1]
        return counts, faults


def _place(milliseconds: float) -> int:
    return next((place for place, bound in enumerate(BOUNDS_MS) if milliseconds <= bound), len(BOUNDS_MS))


def _bound(totals: list[int], requests: int) -> int:
    wanted, seen = requests * 95, 0
    for place, count in enumerate(totals):
        seen += count * 100
        if seen >= wanted:
            return BOUNDS_MS[place] if place < len(BOUNDS_MS) else BEYOND
    return 0
