"""What a database holds about somebody, row by row, for nobody but them."""

from collections.abc import Mapping
from typing import LiteralString, TypeAlias

from psycopg.rows import dict_row

from serment_kernel.database import Database
from serment_protocol.exports import HeldRow, held_row

Queries: TypeAlias = Mapping[str, LiteralString]
"""By table, how the rows of a `%(key)s` are read: ids as text, and as bytes what tells nobody anything."""


async def held(db: Database, queries: Queries, key: bytes) -> list[HeldRow]:
    """Every row of this key."""
    rows: list[HeldRow] = []
    async with db.transaction() as tx:
        cursor = tx.cursor(row_factory=dict_row)
        for table, query in queries.items():
            await cursor.execute(query, {"key": key})
            rows += [held_row(table, row) for row in await cursor.fetchall()]
    return rows
