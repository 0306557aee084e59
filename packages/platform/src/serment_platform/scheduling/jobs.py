"""The room's periodic work: days come into the horizon, what is past goes; rows lose their order."""

from serment_kernel.clock import Clock
from serment_kernel.database import Database
from serment_kernel.erasing import forget_receipts
from serment_kernel.periodic import Job
from serment_platform.config import Intervals
from serment_platform.scheduling import finding, lines, mailbox_store, publishing, store, turns

TABLES_OF_PERSONS = (
    *("appointment", "statement", "filing", "note", "letter", "absence", "erased", "mailbox"),
    *("hold", "held_token", "waiting", "passed", "spent_credential"),
)


def jobs(db: Database, intervals: Intervals, now: Clock) -> list[Job]:
    """For `run_for_ever`."""

    async def upkeep() -> None:
        await publishing.extend(db, now())
        async with db.transaction() as tx:
            await store.forget_tickets(tx, now())
            await mailbox_store.forget_tickets(tx, now())
            await turns.purge(tx, now())
            await forget_receipts(tx, "scheduling", now())

    async def next_free() -> None:
        await finding.raise_bounds(db, now())

    return [
        Job("scheduling upkeep", intervals.upkeep, upkeep),
        Job("next free times", intervals.next_free, next_free),
        Job("held times", intervals.holds, lambda: lines.upkeep(db, now())),
    ]


async def rewrite(db: Database) -> None:
    """Write the tables of persons anew, one at a time, so that nobody who books waits for more than one of them."""
    for table in TABLES_OF_PERSONS:
        async with db.transaction() as tx:
            await store.rewrite(tx, table)
