"""What the keeper of a log cosigned of others' logs: the table `witnessed` of its schema."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager

from psycopg import sql

from serment_kernel.database import Database, Tx
from serment_kernel.witness import Held, Witness
from serment_protocol.cosignatures import witness_name, witness_seed
from serment_protocol.merkle import EMPTY_ROOT
from serment_protocol.notes import Checkpoint, LogKey


def beside(db: Database, schema: str, origin: str, log_seed: bytes, logs: Mapping[str, LogKey]) -> Witness:
    """The witness that the keeper of this log is of others' logs (SPEC 9)."""
    return Witness(Table(db, schema), witness_name(origin), witness_seed(log_seed), logs)


class Table:
    """The memory of a witness, by the schema that holds it."""

    def __init__(self, db: Database, schema: str) -> None:
        self._db = db
        self._schema = sql.Identifier(schema)

    @asynccontextmanager
    async def hold(self, origin: str) -> AsyncGenerator[Held]:
        """The row of a log, locked until the transaction ends."""
        async with self._db.transaction() as tx:
            seen = await self._lock(tx, origin)

            async def advance(checkpoint: Checkpoint) -> None:
                query = sql.SQL("UPDATE {}.witnessed SET size = %s, root = %s WHERE origin = %s")
                await tx.execute(query.format(self._schema), [checkpoint.size, checkpoint.root, origin])

            yield Held(seen, advance)

    async def _lock(self, tx: Tx, origin: str) -> Checkpoint:
        begin = sql.SQL("INSERT INTO {}.witnessed (origin, size, root) VALUES (%s, 0, %s) ON CONFLICT DO NOTHING")
        await tx.execute(begin.format(self._schema), [origin, EMPTY_ROOT])
        query = sql.SQL("SELECT origin, size, root FROM {}.witnessed WHERE origin = %s FOR UPDATE")
        cursor = await tx.execute(query.format(self._schema), [origin])
        row = await cursor.fetchone()
        if row is None:
            raise LookupError("a row that was just written is not there")
        return Checkpoint(str(row[0]), int(row[1]), bytes(row[2]))
