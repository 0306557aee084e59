"""Bookings that arrive while a commit is under way share the next one (decision 0036).

A commit waits for the disk, and those that tell others of a change wait for each other, whoever books where. Within a
batch each booking stands for itself: it is taken or refused as if it were alone, and is answered once all are on disk.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from serment_kernel.database import Database, Tx
from serment_kernel.gathering import Gathering
from serment_platform.scheduling import holds_store, lines, store
from serment_platform.scheduling.attempts import attempt
from serment_platform.scheduling.reasons import Reasons
from serment_platform.scheduling.types import Booking

MOST = 60
"""PostgreSQL keeps 64 sub-transactions of a session at hand; beyond that everybody's look at rows becomes slower."""


class Asked(NamedTuple):
    """A booking, the hash of its statement, and when it came."""

    booking: Booking
    last: bytes
    now: datetime


class Batches:
    """Gathers the bookings of a process; a batch that comes to nothing is done one by one, and answered alike."""

    def __init__(self, db: Database, most: int = MOST) -> None:
        self._db = db
        self.reasons = Reasons()
        self._gathered = Gathering[Asked, str | None](self._book, most)

    async def book(self, booking: Booking, last: bytes, now: datetime) -> str | None:
        """Book in the next batch; return once that is on disk. None, or why PostgreSQL refused."""
        return await self._gathered.ask(Asked(booking, last, now))

    async def _book(self, batch: Sequence[Asked]) -> Sequence[str | None]:
        if len(batch) == 1:
            return [await self._book_alone(batch[0])]
        async with self._db.transaction() as tx:
            outcomes = await store.book_each(tx, batch)
            booked = [each for each, outcome in zip(batch, outcomes, strict=True) if outcome is None]
            await holds_store.leave_with(tx, [lines.digest(each.booking.token) for each in booked], batch[0].now)
        return outcomes

    async def _book_alone(self, asked: Asked) -> str | None:
        async def work(tx: Tx) -> None:
            await store.book(tx, *asked)
            await holds_store.leave_with(tx, [lines.digest(asked.booking.token)], asked.now)

        return await attempt(self._db, work)
