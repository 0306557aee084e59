"""Deadlocks, whichever part of an attempt they end: whoever lost one has lost nothing but a second."""

import psycopg
import pytest

from serment_kernel.database import Tx
from serment_kernel.errors import Refusal
from serment_platform.scheduling.attempts import ATTEMPTS, REFUSED, SecondLook, persist
from serment_platform.scheduling.errors import TooLate

from ..world import World


async def refused(tx: Tx) -> None:
    """Work that takes nothing."""
    await tx.execute("DO $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = 'SR001'; END $$")


def loses(times: int, looks: list[str]) -> SecondLook:
    """A second look that PostgreSQL ends so often."""

    async def look(tx: Tx, state: str) -> Refusal | None:
        looks.append(state)
        if len(looks) <= times:
            await tx.execute("DO $$ BEGIN RAISE EXCEPTION 'rival' USING ERRCODE = '40P01'; END $$")
        return TooLate()

    return look


async def test_a_second_look_that_lost_one_looks_again(world: World) -> None:
    looks: list[str] = []
    assert isinstance(await persist(world.times, refused, loses(ATTEMPTS - 1, looks)), TooLate)
    assert looks == [REFUSED] * ATTEMPTS


async def test_but_not_for_ever(world: World) -> None:
    looks: list[str] = []
    with pytest.raises(psycopg.errors.DeadlockDetected):
        await persist(world.times, refused, loses(ATTEMPTS, looks))
    assert looks == [REFUSED] * ATTEMPTS
