"""What the keeper of a log cosigned of others' logs: the table `witnessed` of its schema, and a file beside the keys.

A database that was restored has forgotten what was cosigned since. The file has not, and whichever goes further counts.
"""

import asyncio
import fcntl
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from psycopg import sql

from serment_kernel import cosigned_file
from serment_kernel.database import Database, Tx
from serment_kernel.witness import Held, Witness
from serment_protocol.cosignatures import witness_name, witness_seed, write_witness_key
from serment_protocol.merkle import EMPTY_ROOT
from serment_protocol.notes import Checkpoint, LogKey


class MemoryUnreadable(Exception):
    """What was cosigned cannot be read, so nothing is cosigned."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}, what this hand cosigned, cannot be read ({why}): put its newest copy there.")


def beside(
    db: Database, schema: str, origin: str, log_seed: bytes, logs: Mapping[str, LogKey], file: Path | None = None
) -> Witness:
    """The witness that the keeper of this log is of others' logs (SPEC 9)."""
    name, seed = witness_name(origin), witness_seed(log_seed)
    return Witness(Table(db, schema, write_witness_key(name, seed), file), name, seed, logs)


class Table:
    """The memory of a witness, by the schema that holds it and the file that outlives it."""

    def __init__(self, db: Database, schema: str, verifier: str, file: Path | None) -> None:
        self._db = db
        self._schema = sql.Identifier(schema)
        self._verifier = verifier
        self._file = file

    @asynccontextmanager
    async def hold(self, origin: str) -> AsyncGenerator[Held]:
        """The row of a log, locked until the transaction ends."""
        async with self._db.transaction() as tx:
            seen = await self._lock(tx, origin)
            if self._file is not None:
                kept = (await asyncio.to_thread(kept_in, self._file, self._verifier)).get(origin, seen)
                seen = kept if kept.size >= seen.size else seen

            async def advance(checkpoint: Checkpoint) -> None:
                if self._file is not None:
                    await asyncio.to_thread(_keep, self._file, self._verifier, checkpoint)
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


def kept_in(file: Path, verifier: str) -> dict[str, Checkpoint]:
    """What the file remembers; nothing where there is none, or where it is of another key's witness."""
    try:
        content = cosigned_file.read(file)
        return content.checkpoints() if content.witness == verifier else {}
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.MsgspecError, ValueError) as error:
        raise MemoryUnreadable(file, str(error)) from error


def _keep(file: Path, verifier: str, checkpoint: Checkpoint) -> None:
    """Processes that cosign different logs write one after another."""
    with file.with_name(f"{file.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        seen = {**kept_in(file, verifier), checkpoint.origin: checkpoint}
        cosigned_file.write(file, verifier, seen)
