"""Why a time could not be had, remembered for a moment: when everybody wants the same places, all hear the same.

Only the reason is remembered. Whether a time can be had the database decides anew each time.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from typing import NamedTuple

from serment_kernel.errors import Refusal
from serment_platform.scheduling.errors import TimeTaken

SECONDS = 1.0
MOST = 10_000


class _Look(NamedTuple):
    until: float
    found: "asyncio.Task[Refusal | None]"


class Reasons:
    """The looks of the last second. Whoever comes while one is under way waits for it."""

    def __init__(self, seconds_now: Callable[[], float] = time.monotonic) -> None:
        self._now = seconds_now
        self._looks: dict[Hashable, _Look] = {}

    async def of(self, key: Hashable, look: Callable[[], Awaitable[Refusal | None]]) -> Refusal | None:
        """What a look finds, or found a moment ago; none where nothing is in the way any more."""
        known = self._looks.get(key)
        if known is None or known.until <= self._now():
            known = self._begin(key, look)
        found: Refusal | None = None
        try:
            found = await asyncio.shield(known.found)
        finally:
            if not isinstance(found, TimeTaken):
                # Everything else may be mended by whoever asks next.
                self._looks.pop(key, None)
        # One refusal for each who hears it: what is raised carries whence.
        return TimeTaken(found.following) if isinstance(found, TimeTaken) else found

    def _begin(self, key: Hashable, look: Callable[[], Awaitable[Refusal | None]]) -> _Look:
        now = self._now()
        if len(self._looks) >= MOST:
            self._looks = {each: known for each, known in self._looks.items() if known.until > now}
        if len(self._looks) >= MOST:
            self._looks.clear()

        async def work() -> Refusal | None:
            return await look()

        self._looks[key] = known = _Look(now + SECONDS, asyncio.create_task(work()))
        return known
