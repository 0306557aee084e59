"""A pool of connections to PostgreSQL as one role, and transactions on it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool

Tx = AsyncConnection[TupleRow]
"""A connection inside a transaction."""

# Nothing here takes seconds; a statement that does is stuck behind a lock and better fails.
SETTINGS = "-c timezone=UTC -c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=120s"


class Database:
    """One role's connections."""

    def __init__(self, dsn: str, size: int = 8) -> None:
        self.dsn = dsn
        self._pool: AsyncConnectionPool[Tx] = AsyncConnectionPool(
            dsn, min_size=1, max_size=size, open=False, kwargs={"options": SETTINGS, "autocommit": False}
        )

    async def open(self) -> None:
        """Connect; raise `PoolTimeout` when nobody answers."""
        await self._pool.open(wait=True, timeout=30.0)

    async def close(self) -> None:
        """Disconnect."""
        await self._pool.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Tx]:
        """A READ COMMITTED transaction: committed at the end, rolled back by an exception."""
        async with self._pool.connection() as connection:
            yield connection


@asynccontextmanager
async def opened(*databases: Database) -> AsyncGenerator[None]:
    """Several pools, open for as long as the block lasts."""
    try:
        for database in databases:
            await database.open()
        yield
    finally:
        for database in reversed(databases):
            await database.close()
