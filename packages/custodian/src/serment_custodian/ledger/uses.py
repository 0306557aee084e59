"""Uses of keys for persons: counted by day, use and reason, and told by the log a day at a time.

A leaf for each use would publish when somebody comes. The counts of a day, over all persons, say that keys were used,
how often and why, and a day that is missing shows (docs/decisions/0011).
"""

from datetime import UTC, date, datetime, time, timedelta

from serment_custodian.ledger import store
from serment_custodian.ledger.log import Entry, Ledger
from serment_kernel.clock import Clock
from serment_kernel.database import Database
from serment_protocol.acts import DAY, USES, Use, UseDay
from serment_protocol.encoding import canonical

# A request that began before midnight has long been counted by then.
CLOSING = timedelta(hours=1)
ONE_DAY = timedelta(days=1)


class Uses:
    """Counts uses; the rooms call it when a key was used, before they answer."""

    def __init__(self, db: Database, now: Clock) -> None:
        self._db = db
        self._now = now

    async def count(self, use: str, reason: str, times: int = 1) -> None:
        """Count a use, or several at once."""
        if (use, reason) not in USES:
            raise LookupError(f"the protocol knows no use {use} for {reason}")
        async with self._db.transaction() as tx:
            await store.count_use(tx, self._now().date(), use, reason, times)


async def tell_days(db: Database, ledger: Ledger, now: datetime) -> None:
    """Have a leaf for every day that is over, none left out, though nothing ran on it."""
    async with db.transaction() as tx:
        await store.begin_day(tx, now.date(), USES)
        last = await store.last_day(tx)
        first = last + ONE_DAY if last else await store.first_counted(tx)
    for day in days_over(first or now.date(), now):
        await tell(db, ledger, day)


async def tell(db: Database, ledger: Ledger, day: date) -> None:
    """Append one day's counts, unless another process has just done so; both happen in one transaction."""
    async with db.transaction() as tx:
        if not await store.add_day(tx, day):
            return
        counted = dict.fromkeys(USES, 0) | await store.uses_of(tx, day)
        uses = tuple(Use(use, reason, count) for (use, reason), count in sorted(counted.items()))
        body = canonical(UseDay(day=day.isoformat(), uses=uses))
        entry = Entry("custodian_day", body, ledger.sign(DAY, body))
        await ledger.log.append(tx, entry.leaf())
        await store.forget_uses(tx, day)


def days_over(first: date, now: datetime) -> list[date]:
    """The days from the first on whose uses can grow no more."""
    days: list[date] = []
    while datetime.combine(first + ONE_DAY, time(), UTC) + CLOSING <= now:
        days.append(first)
        first += ONE_DAY
    return days
