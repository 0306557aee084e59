"""Work that returns every so often, by one process at a time.

A loop under an advisory lock and no row in a job table: such a row would carry times that a dump could join.
"""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Literal, NamedTuple

from serment_kernel.database import Database
from serment_kernel.failures import where
from serment_kernel.loops import obey

# A nightly job that met a lock must not leave its work for a whole day.
RETRY_SECONDS = 60.0
logger = logging.getLogger(__name__)

Work = Callable[[], Awaitable[None]]
Outcome = Literal["done", "elsewhere", "failed"]
"""Done here; another process is at it; or neither."""


class Job(NamedTuple):
    """What to do, and how many seconds to wait in between; the first time comes right after the start."""

    name: str
    seconds: float
    work: Work


async def run_for_ever(db: Database, jobs: Sequence[Job]) -> None:
    """All jobs, each on its own interval, until cancelled."""
    async with asyncio.TaskGroup() as group:
        for job in jobs:
            group.create_task(_repeat(db, job))


async def _repeat(db: Database, job: Job) -> None:
    while True:
        outcome = await run_once(db, job)
        obey()
        await asyncio.sleep(min(job.seconds, RETRY_SECONDS) if outcome == "failed" else job.seconds)


async def run_once(db: Database, job: Job) -> Outcome:
    """Do the work unless another process is at it; a failure is logged by its class and does not stop the loop."""
    try:
        # The lock is the connection's own until the transaction ends, which is when the work is done.
        async with db.transaction() as tx:
            await tx.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor = await tx.execute("SELECT pg_try_advisory_xact_lock(%s)", [_lock_of(job.name)])
            row = await cursor.fetchone()
            if not row or not row[0]:
                return "elsewhere"
            await job.work()
    except asyncio.CancelledError:
        raise
    except Exception as error:  # noqa: BLE001 -- whatever it is, the next round may succeed
        # No traceback: values stand in it.
        logger.error("%s failed (%s: %s)", job.name, type(error).__name__, where(error))  # noqa: TRY400
        return "failed"
    return "done"


def _lock_of(name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"serment/job/{name}".encode()).digest()[:8], signed=True)
