"""Notices: everybody who waits for a key is woken, nobody else, and a lost connection loses nothing."""

import asyncio
from collections.abc import AsyncGenerator

import psycopg
import pytest

from serment_kernel import notices
from serment_kernel.notices import Notices

CHANNEL = "practice_changed"


@pytest.fixture
async def listening(owner_dsn: str, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Notices]:
    monkeypatch.setattr(notices, "PAUSE_SECONDS", 0.05)
    made = Notices(owner_dsn, CHANNEL)
    task = asyncio.create_task(made.work())
    await until_listening(owner_dsn)
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def until_listening(dsn: str) -> None:
    """Return once the listening connection waits."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        while (await (await connection.execute(query)).fetchone()) != (1,):  # noqa: ASYNC110 -- not our event
            await asyncio.sleep(0.01)


def end_connections(dsn: str) -> None:
    """What a restart of the database does to the listening connection."""
    query = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = current_user AND query LIKE 'LISTEN%'"
    )
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(query)


async def notify(dsn: str, key: str) -> None:
    async with await psycopg.AsyncConnection.connect(dsn) as connection:
        await connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, key])


async def test_those_who_wait_for_a_key_are_woken_and_nobody_else(owner_dsn: str, listening: Notices) -> None:
    with listening.waiting("a") as first, listening.waiting("a") as second, listening.waiting("b") as other:
        await notify(owner_dsn, "a")
        await asyncio.wait_for(asyncio.gather(first.wait(), second.wait()), 5)
        assert not other.is_set()


async def test_whoever_left_is_forgotten(owner_dsn: str, listening: Notices) -> None:
    with listening.waiting("a") as gone:
        pass
    with listening.waiting("a") as here:
        await notify(owner_dsn, "a")
        await asyncio.wait_for(here.wait(), 5)
    assert not gone.is_set()


async def test_a_lost_connection_wakes_everybody_and_is_made_again(
    owner_dsn: str, listening: Notices, caplog: pytest.LogCaptureFixture
) -> None:
    with listening.waiting("a") as event:
        end_connections(owner_dsn)
        await asyncio.wait_for(event.wait(), 5)
        event.clear()
        await until_listening(owner_dsn)
        await notify(owner_dsn, "a")
        await asyncio.wait_for(event.wait(), 5)
    assert "the notices' connection was lost (OperationalError)" in caplog.text
