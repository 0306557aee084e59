"""Periodic work of the vault room."""

from serment_kernel.database import Database
from serment_platform.vault import store


async def rewrite(db: Database) -> None:
    """Put the rows in the order of their random ids."""
    async with db.transaction() as tx:
        await store.rewrite(tx)
