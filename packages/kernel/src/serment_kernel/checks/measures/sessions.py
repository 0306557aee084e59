"""Whether no session lasts longer than it may, and whether no key is older."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from psycopg import sql

from serment_kernel.checks.broken import broken_in_the_database
from serment_kernel.checks.hand import Column, Hand, Lasting
from serment_kernel.checks.types import Result, Title, band, check, none_of

LASTING = "SELECT count(*), count(*) FILTER (WHERE {1} > %s) FROM {0}"


@check(
    "C16",
    Title("Aucune session ne dure plus que prévu", "No session lasts longer than it may"),
    period=timedelta(hours=1),
    fresh=timedelta(hours=3),
    refs=("A.8.5", "A.7.7"),
    severity="medium",
)
async def sessions(hand: Hand) -> Result:
    """Every session that there is, by its end."""
    total, faults = 0, list[str]()
    for column, longest in hand.sessions:
        query = sql.SQL(LASTING).format(column.place, sql.Identifier(column.name))
        async with hand.databases[column.room].transaction() as tx:
            row = await (await tx.execute(query, [hand.now() + longest])).fetchone()
        total += int(row[0]) if row else 0
        faults += [column.told] if row and row[1] else []
    return none_of(LASTING, band(total), "too_long", *faults)


@check(
    "C26",
    Title("Aucune clé n’est trop vieille", "No key is too old"),
    period=timedelta(hours=6),
    fresh=timedelta(hours=13),
    refs=("A.8.24",),
    severity="medium",
)
async def key_ages(hand: Hand) -> Result:
    """Keys at work, by the day since which they are."""
    found, today = await hand.keys(), hand.now().date()
    old = [each.name for each in found if not 0 <= (today - each.since).days + 1 <= each.days + 1]
    return none_of("keys at work", len(found), "too_old", *old)


@sessions.broken_by
@asynccontextmanager
async def _with_one_that_lasts_a_year(hand: Hand) -> AsyncGenerator[Hand]:
    room = next(iter(hand.databases))
    async with broken_in_the_database(
        hand,
        "CREATE SCHEMA checks_drill",
        "CREATE TABLE checks_drill.session (expires timestamptz)",
        "INSERT INTO checks_drill.session VALUES (now() + interval '1 year')",
    ) as broken:
        column = Column(room, "session", "expires", schema="checks_drill")
        yield replace(broken, sessions=[Lasting(column, timedelta(hours=12))])


@key_ages.broken_by
@asynccontextmanager
async def _in_ten_years(hand: Hand) -> AsyncGenerator[Hand]:
    yield replace(hand, now=lambda: hand.now() + timedelta(days=3650))
