"""A witness of other logs (C2SP tlog-witness): cosigns a checkpoint only when it continues the last one cosigned.

The schema has the table `witnessed`; what was cosigned is written down before anybody is told. The witness's key is not
in the database.
"""

from collections.abc import Mapping
from typing import NamedTuple

from psycopg import sql

from serment_kernel.clock import Clock
from serment_kernel.database import Database, Tx
from serment_kernel.errors import Refusal
from serment_protocol.cosignatures import (
    Submission,
    cosign,
    read_submission,
    witness_name,
    witness_seed,
    write_witness_key,
)
from serment_protocol.errors import BadStructure, LogForked
from serment_protocol.errors import CheckpointForged as Forged
from serment_protocol.merkle import EMPTY_ROOT, is_consistent
from serment_protocol.notes import Checkpoint, LogKey, open_checkpoint

TEXT = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"


class Malformed(Refusal):
    """The request is not in the form that this address expects."""

    code = "bad_request"
    status = 400


class CheckpointForged(Refusal):
    """The log did not sign this checkpoint."""

    code = "checkpoint_forged"
    status = 403


class LogUnknown(Refusal):
    """There is nothing at this address."""

    code = "not_found"
    status = 404


class Answer(NamedTuple):
    """What a log is answered: a signature line, or the size it must start from."""

    status: int
    media_type: str
    text: str


class Witness:
    """The witness that the keeper of one log is for others."""

    def __init__(self, db: Database, schema: str, origin: str, log_seed: bytes, logs: Mapping[str, LogKey]) -> None:
        self.name = witness_name(origin)
        self._db = db
        self._schema = schema
        self._seed = witness_seed(log_seed)
        self._logs = dict(logs)

    @property
    def verifier(self) -> str:
        """What the policies of others name."""
        return write_witness_key(self.name, self._seed)

    async def add_checkpoint(self, body: bytes, now: Clock) -> Answer:
        """Cosign, or say how much of this log was cosigned before."""
        submission, checkpoint = self._read(body)
        async with self._db.transaction() as tx:
            seen = await self._hold(tx, checkpoint.origin)
            if submission.old != seen.size or (seen.size == checkpoint.size and seen.root != checkpoint.root):
                return Answer(409, SIZE, f"{seen.size}\n")
            if not is_consistent(seen.size, seen.root, checkpoint.size, checkpoint.root, submission.proof):
                raise LogForked
            await self._advance(tx, checkpoint)
        return Answer(200, TEXT, cosign(submission.note, self.name, self._seed, now()))

    def _read(self, body: bytes) -> tuple[Submission, Checkpoint]:
        try:
            submission = read_submission(body)
        except BadStructure as error:
            raise Malformed from error
        origin = submission.note.partition("\n")[0]
        if origin not in self._logs:
            raise LogUnknown
        try:
            checkpoint = open_checkpoint(submission.note, origin, self._logs[origin])
        except Forged as error:
            raise CheckpointForged from error
        if submission.old > checkpoint.size:
            raise Malformed
        return submission, checkpoint

    async def _hold(self, tx: Tx, origin: str) -> Checkpoint:
        """The last checkpoint cosigned, held until the next one is written; the empty tree before the first."""
        begin = sql.SQL("INSERT INTO {}.witnessed (origin, size, root) VALUES (%s, 0, %s) ON CONFLICT DO NOTHING")
        await tx.execute(begin.format(sql.Identifier(self._schema)), [origin, EMPTY_ROOT])
        query = sql.SQL("SELECT origin, size, root FROM {}.witnessed WHERE origin = %s FOR UPDATE")
        cursor = await tx.execute(query.format(sql.Identifier(self._schema)), [origin])
        row = await cursor.fetchone()
        if row is None:
            raise LookupError("a row that was just written is not there")
        return Checkpoint(str(row[0]), int(row[1]), bytes(row[2]))

    async def _advance(self, tx: Tx, checkpoint: Checkpoint) -> None:
        query = sql.SQL("UPDATE {}.witnessed SET size = %s, root = %s WHERE origin = %s")
        values = [checkpoint.size, checkpoint.root, checkpoint.origin]
        await tx.execute(query.format(sql.Identifier(self._schema)), values)
