"""Periodic work: by one process at a time, failures survived and told without values."""

import asyncio
import logging
from collections.abc import AsyncGenerator

import psycopg
import pytest

from serment_kernel.database import Database, opened
from serment_kernel.periodic import Job, run_for_ever, run_once


@pytest.fixture
async def databases(owner_dsn: str) -> AsyncGenerator[tuple[Database, Database]]:
    """Two processes' pools on one database."""
    one, other = Database(owner_dsn), Database(owner_dsn)
    async with opened(one, other):
        yield one, other


class Gate:
    """Work that lasts until a test lets it end."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()
        self.times = 0

    async def work(self) -> None:
        self.times += 1
        self.begun.set()
        await self.may_end.wait()


async def test_one_process_at_a_time(databases: tuple[Database, Database]) -> None:
    one, other = databases
    gate = Gate()
    job = Job("nudges", 1, gate.work)
    running = asyncio.create_task(run_once(one, job))
    await gate.begun.wait()
    assert await run_once(other, job) == "elsewhere"
    gate.may_end.set()
    assert await running == "done"
    assert await run_once(other, job) == "done"
    assert gate.times == 2


async def test_jobs_of_other_names_do_not_wait(databases: tuple[Database, Database]) -> None:
    one, other = databases
    gate, free = Gate(), Gate()
    free.may_end.set()
    running = asyncio.create_task(run_once(one, Job("rewrite", 1, gate.work)))
    await gate.begun.wait()
    assert await run_once(other, Job("purge", 1, free.work)) == "done"
    gate.may_end.set()
    await running


async def test_a_failure_is_told_by_its_class_and_place(
    databases: tuple[Database, Database], caplog: pytest.LogCaptureFixture
) -> None:
    async def fail() -> None:
        raise ValueError("lea@example.org")

    assert await run_once(databases[0], Job("nudges", 1, fail)) == "failed"
    (record,) = caplog.records
    assert "nudges failed (ValueError: " in record.getMessage()
    assert "fail" in record.getMessage()
    assert "lea@example.org" not in caplog.text
    assert record.exc_info is None


async def test_work_returns_for_ever_and_failures_do_not_end_it(
    databases: tuple[Database, Database], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    enough = asyncio.Event()
    times = 0

    async def work() -> None:
        nonlocal times
        times += 1
        if times == 3:
            enough.set()
        raise RuntimeError

    loop = asyncio.create_task(run_for_ever(databases[0], [Job("upkeep", 0.01, work)]))
    await asyncio.wait_for(enough.wait(), 10)
    loop.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loop


async def test_a_cancellation_that_a_driver_answered_for_itself_is_obeyed(databases: tuple[Database, Database]) -> None:
    begun = asyncio.Event()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError as error:
            raise psycopg.OperationalError from error

    loop = asyncio.create_task(run_for_ever(databases[0], [Job("upkeep", 60, work)]))
    await asyncio.wait_for(begun.wait(), 10)
    loop.cancel()
    await asyncio.wait([loop], timeout=10)
    assert loop.cancelled()
