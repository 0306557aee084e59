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

PLANNED_ONCE = f"{SETTINGS} -c plan_cache_mode=force_generic_plan"


class Database:
    """One role's connections."""

    def __init__(self, dsn: str, size: int = 8, looks: int = 0) -> None:
        self.dsn = dsn
        self._pool = _pool(dsn, size, SETTINGS, autocommit=False)
        self._looks = _pool(dsn, looks, SETTINGS, autocommit=True) if looks else None
        self._planned = _pool(dsn, looks, PLANNED_ONCE, autocommit=True) if looks else None

    async def open(self) -> None:
        """Connect; raise `PoolTimeout` when nobody answers."""
        for pool in self._pools():
            await pool.open(wait=True, timeout=30.0)

    async def close(self) -> None:
        """Disconnect."""
        for pool in self._pools():
            await pool.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Tx]:
        """A READ COMMITTED transaction: committed at the end, rolled back by an exception."""
        async with self._pool.connection() as connection:
            yield connection

    @asynccontextmanager
    async def looking(self, *, planned_once: bool = False) -> AsyncGenerator[Tx]:
        """For single statements that stand for themselves; without a word to begin and another to end.

        `planned_once` is for those whose plan is the same whatever they ask for: an index is looked into.
        """
        pool = self._planned if planned_once else self._looks
        async with (pool or self._pool).connection() as connection:
            yield connection

    def _pools(self) -> tuple[AsyncConnectionPool[Tx], ...]:
        return tuple(pool for pool in (self._pool, self._looks, self._planned) if pool is not None)


def _pool(dsn: str, size: int, options: str, *, autocommit: bool) -> AsyncConnectionPool[Tx]:
    settings = {"options": options, "autocommit": autocommit}
    return AsyncConnectionPool(dsn, min_size=1, max_size=size, open=False, kwargs=settings)


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
