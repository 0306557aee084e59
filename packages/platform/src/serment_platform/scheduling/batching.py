"""Bookings that arrive while a commit is under way share the next one (decision 0036).

A commit waits for the disk, and those that tell others of a change wait for each other, whoever books where. Within a
batch each booking stands for itself: it is taken or refused as if it were alone, and is answered once all are on disk.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from serment_kernel.database import Database, Tx
from serment_platform.scheduling import holds_store, lines, store
from serment_platform.scheduling.attempts import attempt
from serment_platform.scheduling.reasons import Reasons
from serment_platform.scheduling.types import Booking

MOST = 60
"""PostgreSQL keeps 64 sub-transactions of a session at hand; beyond that everybody's look at rows becomes slower."""


class Asked(NamedTuple):
    """A booking, and who waits for its outcome: none, or the SQLSTATE of a refusal."""

    booking: Booking
    last: bytes
    now: datetime
    outcome: asyncio.Future[str | None]


class Batches:
    """Gathers the bookings of a process."""

    def __init__(self, db: Database, most: int = MOST) -> None:
        self._db = db
        self._most = most
        self.reasons = Reasons()
        self._waiting: deque[Asked] = deque()
        self._work: asyncio.Task[None] | None = None

    async def book(self, booking: Booking, last: bytes, now: datetime) -> str | None:
        """Book in the next batch; return once that is on disk. None, or why PostgreSQL refused."""
        asked = Asked(booking, last, now, asyncio.get_running_loop().create_future())
        self._waiting.append(asked)
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._send_all())
        return await asked.outcome

    async def _send_all(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
            if len(batch) == 1 or not await self._send(batch):
                # One after the other, each fails or succeeds by itself.
                for asked in batch:
                    await self._send_alone(asked)

    async def _send(self, batch: Sequence[Asked]) -> bool:
        """False where nothing came of the whole batch, or nobody knows what: a repetition is answered alike."""
        try:
            async with self._db.transaction() as tx:
                outcomes = await store.book_each(tx, [(each.booking, each.last, each.now) for each in batch])
                booked = [each for each, outcome in zip(batch, outcomes, strict=True) if outcome is None]
                await holds_store.leave_with(tx, [lines.digest(each.booking.token) for each in booked], batch[0].now)
        except Exception:  # noqa: BLE001 -- whatever it is, nobody waits without end
            return False
        for asked, outcome in zip(batch, outcomes, strict=True):
            _tell(asked, outcome)
        return True

    async def _send_alone(self, asked: Asked) -> None:
        async def work(tx: Tx) -> None:
            await store.book(tx, asked.booking, asked.last, asked.now)
            await holds_store.leave_with(tx, [lines.digest(asked.booking.token)], asked.now)

        try:
            _tell(asked, await attempt(self._db, work))
        except Exception as error:  # noqa: BLE001 -- it is the asker's, and the others must be asked
            if not asked.outcome.done():
                asked.outcome.set_exception(error)


def _tell(asked: Asked, outcome: str | None) -> None:
    # Whoever asked may have gone.
    if not asked.outcome.done():
        asked.outcome.set_result(outcome)
