"""Runs checks on their period, each under a time-out, and writes every run into the evidence chain."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, NamedTuple, Protocol

from serment_kernel.checks.draw import Draw
from serment_kernel.checks.records import DRILLED, RAN, Origin, Timing, record_of
from serment_kernel.checks.state import State, is_fresh, state_of
from serment_kernel.checks.types import Check, H, Result
from serment_kernel.clock import Clock
from serment_protocol.encoding import read_time
from serment_protocol.evidence import CheckBody

TIMEOUT_SECONDS = 60.0
# All of them at once would be felt; a service that has just begun measures them one after the other.
MOST_AT_ONCE = 3
# What could not be measured is tried again before its period is over.
SOON = timedelta(minutes=15)


class Last(NamedTuple):
    """What the chain has of a check: its newest run, with the event's number, and when it was last seen failing."""

    run: CheckBody | None
    event: int
    failing: str


class Book(Protocol):
    """The chain, as far as checks are concerned."""

    async def append(self, kind: str, record: CheckBody, now: datetime) -> int:
        """Add an event; its number."""
        ...

    async def last(self, checks: Sequence[tuple[str, str]], until: datetime | None = None) -> dict[str, Last]:
        """What there is of these checks, each named with the digest of its source; runs of later are left out."""
        ...

    async def draw(self, check: str) -> Draw:
        """By which a check draws its sample now."""
        ...


@dataclass(frozen=True)
class Engine(Generic[H]):
    """The checks of one hand."""

    checks: Sequence[Check[H]]
    hand: Callable[[Draw], H]
    """What they measure, with the draw of the run."""
    book: Book
    now: Clock
    by: Origin
    timeout: float = TIMEOUT_SECONDS

    async def run_due(self) -> list[CheckBody]:
        """Some of those whose period is over, the longest waiting first."""
        known = await self._last()
        due = {each.id: due_at(each, known[each.id], self.now()) for each in self.checks}
        waiting = sorted((each for each in self.checks if due[each.id] <= self.now()), key=lambda each: due[each.id])
        return [await self.run(each) for each in waiting[:MOST_AT_ONCE]]

    async def run(self, check: Check[H]) -> CheckBody:
        """Measure now, whatever the period, and write it down."""
        draw = await self.book.draw(check.id)
        return await self._keep(RAN, check, await self._measured(check, self.hand(draw), draw))

    async def drill(self, check: Check[H]) -> CheckBody | None:
        """Break what a check is about, see what it finds, and write that down; None where nobody declared how."""
        if check.sabotage is None:
            return None
        draw = await self.book.draw(check.id)
        async with check.sabotage(self.hand(draw)) as broken:
            found = await self._measured(check, broken, draw)
        # Only now: what was broken may have held the chain.
        return await self._keep(DRILLED, check, found)

    async def states(self) -> list[State]:
        """How every check stands."""
        return self._states(await self._last(), self.now())

    async def states_at(self, then: datetime) -> list[State]:
        """How every check stood at a moment that is past."""
        return self._states(await self._last(then), then)

    def _states(self, known: Mapping[str, Last], now: datetime) -> list[State]:
        found = [(each, known[each.id]) for each in self.checks]
        return [state_of(each, last.run, last.event, last.failing, now) for each, last in found]

    async def _last(self, until: datetime | None = None) -> dict[str, Last]:
        return await self.book.last([(each.id, each.code) for each in self.checks], until)

    async def _measured(self, check: Check[H], hand: H, draw: Draw) -> "_Found":
        started = self.now()
        result, failure = await self._measure(check, hand)
        return _Found(result, Timing(started, max(started, self.now())), draw, failure)

    async def _measure(self, check: Check[H], hand: H) -> tuple[Result, str]:
        try:
            async with asyncio.timeout(self.timeout):
                return await check.measure(hand), ""
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is no pass; its words may quote a value
            return Result("error", 0, "", {}, {}), type(error).__name__

    async def _keep(self, kind: str, check: Check[H], found: "_Found") -> CheckBody:
        failing = (await self.book.last([(check.id, check.code)]))[check.id].failing
        record = record_of(
            check, found.result, found.timing, by=self.by, draw=found.draw, seen_failing=failing, failure=found.failure
        )
        await self.book.append(kind, record, self.now())
        return record


class _Found(NamedTuple):
    """A run that was not written down yet."""

    result: Result
    timing: Timing
    draw: Draw
    failure: str


def due_at(check: Check[H], last: Last, now: datetime) -> datetime:
    """When a check should run next: at once, where its last run is of another source or does not count any more."""
    run = last.run
    if run is None or run.code != check.code or (run.result != "error" and not is_fresh(run, check.fresh, now)):
        return datetime.min.replace(tzinfo=now.tzinfo)
    return read_time(run.started) + (min(check.period, SOON) if run.result == "error" else check.period)
