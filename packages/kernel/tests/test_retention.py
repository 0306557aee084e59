"""A clock that leapt deletes nothing, until an operator says which day it is."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

import pytest

from serment_kernel.database import Database, opened
from serment_kernel.embedded import Cluster, Credentials
from serment_kernel.periodic import Job
from serment_kernel.retention import LEAP, ClockLeapt, believe_day, last_runs, noted, unless_leapt

OWNER = Credentials("retention_owner", "x")
NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)


@pytest.fixture
async def db(cluster: Cluster) -> AsyncGenerator[Database]:
    """A database with the table of last runs."""
    cluster.create_database("retention", OWNER, [])
    database = Database(cluster.dsn(*OWNER, "retention"), size=2)
    async with opened(database):
        async with database.transaction() as tx:
            await tx.execute("CREATE SCHEMA keys")
            await tx.execute("CREATE TABLE keys.performed (job text PRIMARY KEY, day date NOT NULL)")
        yield database


async def test_what_is_deleted_waits_while_the_clock_is_far_from_the_last_run(db: Database) -> None:
    clock, runs = [NOW], list[datetime]()

    async def work() -> None:
        runs.append(clock[0])

    job = noted(db, "keys", unless_leapt(db, "keys", Job("retention", 1.0, work), lambda: clock[0]), lambda: clock[0])
    await job.work()
    clock[0] += LEAP
    await job.work()
    assert len(runs) == 2

    right = clock[0]
    for wrong in (right + timedelta(days=20 * 365), right + LEAP + timedelta(days=1), right - LEAP - timedelta(days=1)):
        clock[0] = wrong
        with pytest.raises(ClockLeapt):
            await job.work()
    assert len(runs) == 2
    assert await last_runs(db, "keys") == {"retention": right.date()}

    clock[0] = right + timedelta(days=200)
    await believe_day(db, "keys", "retention", clock[0].date())
    await job.work()
    assert runs[-1] == clock[0]
