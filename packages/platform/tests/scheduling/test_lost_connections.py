"""Connections die in the middle of a rush: whatever was acknowledged is there, and nothing is there by half."""

import asyncio

import psycopg

from ..world import Patient, World, new_token


async def kill_connections(world: World, stop: asyncio.Event) -> None:
    """End every connection of the room of times, again and again."""
    # A role may end what is its own.
    async with await psycopg.AsyncConnection.connect(world.times.dsn, autocommit=True) as connection:
        while not stop.is_set():
            await connection.execute(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE usename = current_user AND datname = current_database() AND pid <> pg_backend_pid()
                """
            )
            await asyncio.sleep(0.05)


async def test_nothing_acknowledged_is_lost(world: World) -> None:
    clocks = ("08:00", "08:20", "09:00", "09:20")
    starts = [f"2026-12-{day:02d}T{clock}:00Z" for day in range(2, 8) for clock in clocks]
    patients = {start: Patient() for start in starts}
    bodies = {start: patient.booking(start, new_token()) for start, patient in patients.items()}
    stop = asyncio.Event()
    killer = asyncio.create_task(kill_connections(world, stop))
    answers = [await world.http.post("/v1/appointments", json=bodies[start]) for start in starts]
    stop.set()
    await killer
    booked = {start for start, answer in zip(starts, answers, strict=True) if answer.status_code == 201}
    assert {answer.status_code for answer in answers} <= {201, 500}
    # Whoever got no answer asks again, and is booked once whether or not the first request had come through.
    for start in set(starts) - booked:
        again = await world.http.post("/v1/appointments", json=bodies[start])
        while again.status_code == 500:
            again = await world.http.post("/v1/appointments", json=bodies[start])
        assert again.status_code == 201
    counts = {"appointments": len(starts), "statements": len(starts), "tokens": len(starts), "busy": 4 * len(starts)}
    assert await world.counts() == counts
    for patient in patients.values():
        assert len(await world.chain(patient)) == 1
