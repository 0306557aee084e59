"""Whether the live tables let nobody join what must stay apart: no shared value, and no time finer than its grid."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from psycopg import sql

from serment_kernel.checks.broken import broken_in_the_database
from serment_kernel.checks.hand import Column, Grid, Hand
from serment_kernel.checks.types import NotMeasured, Result, Title, band, check, none_of

SAMPLE = 200
OFF_GRID = "SELECT count(*) FROM {0} WHERE mod(extract(epoch FROM {1}), %s) <> 0"
DRAWN = "SELECT {1} FROM {0} WHERE {1} IS NOT NULL ORDER BY sha256(%s || {1}) LIMIT %s"
SHARED = "SELECT count(*) FROM {0} WHERE {1} = ANY(%s)"


@check(
    "C47",
    Title("Rien dans les tables ne relie un compte à un rendez-vous", "No table joins what must stay apart"),
    period=timedelta(days=1),
    fresh=timedelta(hours=36),
    refs=("A.5.34", "A.8.11", "A.8.12"),
    severity="high",
)
async def linkage(hand: Hand) -> Result:
    """Ids of one world, drawn, looked for in the other; and every time of a row of somebody against its grid."""
    if hand.draw.root is None:
        raise NotMeasured
    faults = [f"{each.column.told} is off its grid" for each in hand.grids if await _off_grid(hand, each)]
    drawn = 0
    for one, others in hand.apart:
        values = await _values(hand, one)
        drawn += len(values)
        faults += [f"{one.told} stands in {other.told}" for other in others if await _has(hand, other, values)]
    places = len(hand.grids) + sum(len(others) for _, others in hand.apart)
    return none_of(f"{OFF_GRID}; {DRAWN}; {SHARED}", places, "links", *faults, sample=band(drawn))


async def _off_grid(hand: Hand, grid: Grid) -> int:
    query = sql.SQL(OFF_GRID).format(grid.column.place, sql.Identifier(grid.column.name))
    async with hand.databases[grid.column.room].transaction() as tx:
        row = await (await tx.execute(query, [grid.seconds])).fetchone()
    return int(row[0]) if row else 0


async def _values(hand: Hand, column: Column) -> list[bytes]:
    query = sql.SQL(DRAWN).format(column.place, sql.Identifier(column.name))
    async with hand.databases[column.room].transaction() as tx:
        cursor = await tx.execute(query, [hand.draw.seed, SAMPLE])
        return [bytes(row[0]) for row in await cursor.fetchall()]


async def _has(hand: Hand, column: Column, values: list[bytes]) -> bool:
    query = sql.SQL(SHARED).format(column.place, sql.Identifier(column.name))
    async with hand.databases[column.room].transaction() as tx:
        row = await (await tx.execute(query, [values])).fetchone()
    return bool(row and row[0])


@linkage.broken_by
@asynccontextmanager
async def _with_a_table_that_has_both(hand: Hand) -> AsyncGenerator[Hand]:
    """In a scratch table the same id twice, and a time to the second."""
    room = next(iter(hand.databases))
    one, other, at = (Column(room, "pair", name, schema="checks_drill") for name in ("one", "other", "at"))
    async with broken_in_the_database(
        hand,
        "CREATE SCHEMA checks_drill",
        "CREATE TABLE checks_drill.pair (one bytea, other bytea, at timestamptz)",
        r"INSERT INTO checks_drill.pair VALUES ('\x0102', '\x0102', '2026-01-01 12:00:01Z')",
    ) as broken:
        yield replace(broken, grids=[Grid(at, 900)], apart=[(one, [other])])
