"""A witness of other logs (C2SP tlog-witness): cosigns a checkpoint only when it continues the last one cosigned.

What was cosigned is written down before anybody is told; where, is the memory's business: a table beside a log, or a
file of a witness that stands alone.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple, Protocol

from serment_kernel.clock import Clock
from serment_kernel.errors import Refusal
from serment_protocol.cosignatures import Submission, cosign, read_submission, write_witness_key
from serment_protocol.errors import BadStructure, LogForked
from serment_protocol.errors import CheckpointForged as Forged
from serment_protocol.merkle import is_consistent
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


class Held(NamedTuple):
    """The last checkpoint cosigned of a log, and how to write down the next one."""

    seen: Checkpoint
    advance: Callable[[Checkpoint], Awaitable[None]]


class Memory(Protocol):
    """What was cosigned of each log. It never goes back."""

    def hold(self, origin: str) -> AbstractAsyncContextManager[Held]:
        """Hold the last checkpoint of this log until the block ends; the empty tree before the first."""
        ...


class Witness:
    """A witness of these logs."""

    def __init__(self, memory: Memory, name: str, seed: bytes, logs: Mapping[str, LogKey]) -> None:
        self.name = name
        self._memory = memory
        self._seed = seed
        self._logs = dict(logs)

    @property
    def verifier(self) -> str:
        """What the policies of others name."""
        return write_witness_key(self.name, self._seed)

    async def add_checkpoint(self, body: bytes, now: Clock) -> Answer:
        """Cosign, or say how much of this log was cosigned before."""
        submission, checkpoint = self._read(body)
        async with self._memory.hold(checkpoint.origin) as (seen, advance):
            if submission.old != seen.size or (seen.size == checkpoint.size and seen.root != checkpoint.root):
                return Answer(409, SIZE, f"{seen.size}\n")
            if not is_consistent(seen.size, seen.root, checkpoint.size, checkpoint.root, submission.proof):
                raise LogForked
            await advance(checkpoint)
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
