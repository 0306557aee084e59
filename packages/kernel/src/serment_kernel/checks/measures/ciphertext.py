"""Whether columns that must hold ciphertext hold nothing else: of each a sample, drawn by the last witnessed root."""

import re
import zlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from psycopg import sql

from serment_kernel.checks.broken import broken_in_the_database
from serment_kernel.checks.hand import Column, Hand, Sealed
from serment_kernel.checks.types import NotMeasured, Result, Title, band, check, none_of

SAMPLE = 200
# One of 200 values of 32 KiB has so long a run of letters by accident less often than once in a million years of days.
READABLE = re.compile(rb"[\x20-\x7e\n\r\t]{32}")
# What is shorter does not shrink even where it is text.
SHORTEST = 64
QUERY = "SELECT {1}, {2} FROM {0} WHERE octet_length({2}) > 0 ORDER BY sha256(%s || {1}) LIMIT %s"
COUNT = "SELECT count(*) FROM {0} WHERE octet_length({1}) > 0"


@check(
    "C25",
    Title("Les colonnes chiffrées ne contiennent que du chiffré", "Sealed columns hold ciphertext and nothing else"),
    period=timedelta(days=1),
    fresh=timedelta(hours=36),
    refs=("A.8.24",),
    severity="high",
)
async def ciphertext(hand: Hand) -> Result:
    """Of each column a sample that nobody here chose: no value that shrinks, reads as text, or has no version."""
    if hand.draw.root is None:
        raise NotMeasured
    rows = looked_at = 0
    faults: list[str] = []
    for each in hand.sealed:
        counted, values = await _drawn(hand, each)
        rows, looked_at = rows + counted, looked_at + len(values)
        faults += [each.column.told for value in values if not is_sealed(value, each)]
    return none_of(QUERY, band(rows), "columns_in_clear", *faults, sample=band(looked_at))


async def _drawn(hand: Hand, sealed: Sealed) -> tuple[int, list[bytes]]:
    column = sealed.column
    table, key, name = column.place, sql.Identifier(sealed.key), sql.Identifier(column.name)
    async with hand.databases[column.room].transaction() as tx:
        row = await (await tx.execute(sql.SQL(COUNT).format(table, name))).fetchone()
        cursor = await tx.execute(sql.SQL(QUERY).format(table, key, name), [hand.draw.seed, SAMPLE])
        return int(row[0]) if row else 0, [bytes(each[1]) for each in await cursor.fetchall()]


def is_sealed(value: bytes, sealed: Sealed) -> bool:
    """Whether this is as ciphertext is: without any order, and behind the version where there is one."""
    if not value.startswith(sealed.version) or READABLE.search(value):
        return False
    body = value[len(sealed.version) :]
    return len(body) < SHORTEST or len(zlib.compress(body)) > len(body)


@ciphertext.broken_by
@asynccontextmanager
async def _with_a_name_in_it(hand: Hand) -> AsyncGenerator[Hand]:
    """A canary in a scratch table, among the columns that must hold ciphertext."""
    room = next(iter(hand.databases))
    column = Column(room, "checks_drill", "value", schema="checks_drill")
    async with broken_in_the_database(
        hand,
        "CREATE SCHEMA checks_drill",
        "CREATE TABLE checks_drill.checks_drill (row bytea, value bytea)",
        r"INSERT INTO checks_drill.checks_drill VALUES ('\x01', convert_to(repeat('Serin des Canaries, ', 9), 'UTF8'))",
    ) as broken:
        yield replace(broken, sealed=[Sealed(column, "row", b"")])
