"""Periodic work of the vault room."""

from serment_kernel.database import Database
from serment_platform.vault import store

TABLES_OF_PERSONS = ("vault",)


async def rewrite(db: Database) -> None:
    """Put the rows in the order of their random ids, one table at a time."""
    for table in TABLES_OF_PERSONS:
        async with db.transaction() as tx:
            await store.rewrite(tx, table)
