"""Whether every column that there is has a class, a purpose and a period."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import LiteralString

from serment_kernel.checks.broken import broken_in_the_database
from serment_kernel.checks.hand import Hand
from serment_kernel.checks.types import Result, Title, check, none_of
from serment_kernel.retention import BASES, classes_of

COLUMNS: LiteralString = """
SELECT nspname || '.' || relname, attname
  FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
 WHERE relkind IN ('r', 'p') AND relpersistence = 'p' AND attnum > 0 AND NOT attisdropped
       AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%'
 ORDER BY 1, 2
"""


@check(
    "C03",
    Title("Chaque colonne a sa classe, sa finalité et sa durée", "Every column has a class, a purpose and a period"),
    period=timedelta(hours=6),
    fresh=timedelta(hours=13),
    refs=("A.5.9", "A.5.12", "EXI 04"),
    severity="medium",
)
async def data_map(hand: Hand) -> Result:
    """The live catalogue against the classes of retention: each column in exactly one, which says why and how long."""
    async with hand.any_database.transaction() as tx:
        cursor = await tx.execute(COLUMNS)
        live = [(str(table), str(column)) for table, column in await cursor.fetchall()]
    whole = {each.name for each in hand.classes if each.purpose and each.starts and each.basis in BASES}
    faults = [f"{table}.{column}" for table, column in live if not _is_in_one(table, column, hand, whole)]
    return none_of(COLUMNS, len(live), "unclassed", *faults)


def _is_in_one(table: str, column: str, hand: Hand, whole: set[str]) -> bool:
    found = classes_of((table, column), hand.classes)
    return len(found) == 1 and found[0] in whole


@data_map.broken_by
@asynccontextmanager
async def _with_a_table_that_nobody_declared(hand: Hand) -> AsyncGenerator[Hand]:
    async with broken_in_the_database(
        hand, "CREATE SCHEMA checks_drill", "CREATE TABLE checks_drill.names (name text)"
    ) as broken:
        yield broken
