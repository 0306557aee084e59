"""How all checks stand, for whoever asks: read once in a while, whoever asks how often."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import msgspec

from serment_kernel.checks.state import Colour, State
from serment_kernel.clock import Clock

OLDEST = timedelta(seconds=20)
# That something here has a known weakness is said once there was a day to mend it.
LATER = {"C20"}
DELAY = timedelta(days=1)


class Shown(msgspec.Struct, frozen=True):
    """What everybody may know of a check: no count and no fault, which would help whoever attacks."""

    check: str
    fr: str
    en: str
    state: Colour
    at: str
    """When it last ran; empty for never."""


class ShownChecks(msgspec.Struct, frozen=True):
    """All of them."""

    checks: list[Shown]


class Board:
    """The newest states."""

    def __init__(
        self,
        states: Callable[[], Awaitable[Sequence[State]]],
        states_at: Callable[[datetime], Awaitable[Sequence[State]]],
        now: Clock,
    ) -> None:
        self._states = states
        self._states_at = states_at
        self._now = now
        self._read: Sequence[State] = ()
        self._before: Sequence[State] = ()
        self._at: datetime | None = None

    async def states(self) -> Sequence[State]:
        """As they were a moment ago."""
        now = self._now()
        if self._at is None or not abs(now - self._at) < OLDEST:
            self._read, self._before = await self._states(), await self._states_at(now - DELAY)
            self._at = now
        return self._read

    async def shown(self) -> ShownChecks:
        """What is public of them."""
        newest = await self.states()
        before = {each.check: each for each in self._before}
        told = [before[each.check] if each.check in LATER else each for each in newest]
        return ShownChecks([Shown(each.check, each.fr, each.en, each.colour, each.at) for each in told])
