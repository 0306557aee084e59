"""What this witness cosigned of each log: one file, written whole and to the disk before anybody is told.

It only goes forward, and it is never begun anew by itself: a witness that forgot could cosign another history.
"""

import asyncio
import fcntl
import os
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import msgspec

from serment_kernel import cosigned_file
from serment_kernel.witness import Held
from serment_protocol.merkle import EMPTY_ROOT
from serment_protocol.notes import Checkpoint
from serment_witness.errors import CannotStart, MemoryInUse, MemoryMissing, MemoryUnreadable


class File:
    """The memory in a file, which this process alone holds."""

    def __init__(self, path: Path, verifier: str) -> None:
        self._path = path
        self._verifier = verifier
        self._seen = read(path, verifier)
        self._turn = asyncio.Lock()

    @property
    def seen(self) -> dict[str, Checkpoint]:
        """The last checkpoint of each log that was ever cosigned."""
        return dict(self._seen)

    @asynccontextmanager
    async def hold(self, origin: str) -> AsyncGenerator[Held]:
        """One after another: compare, write, answer."""
        async with self._turn:
            yield Held(self._seen.get(origin, Checkpoint(origin, 0, EMPTY_ROOT)), self._advance)

    async def _advance(self, checkpoint: Checkpoint) -> None:
        before = self._seen.get(checkpoint.origin)
        if before is not None and checkpoint.size < before.size:
            raise ValueError("a witness never takes back what it cosigned")
        after = {**self._seen, checkpoint.origin: checkpoint}
        await asyncio.to_thread(cosigned_file.write, self._path, self._verifier, after)
        self._seen = after


def begin(path: Path, verifier: str) -> None:
    """The memory of a witness that has cosigned nothing yet."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        cosigned_file.write(path, verifier, {})
    except OSError as error:
        raise CannotStart(f"{path}: {error.strerror}") from error


def read(path: Path, verifier: str) -> dict[str, Checkpoint]:
    """The last checkpoint of each log."""
    try:
        content = cosigned_file.read(path)
        found = content.checkpoints()
    except FileNotFoundError as error:
        raise MemoryMissing(path) from error
    except OSError as error:
        raise MemoryUnreadable(path, error.strerror or "it cannot be read") from error
    except (msgspec.MsgspecError, ValueError) as error:
        raise MemoryUnreadable(path, "it was damaged") from error
    if content.witness != verifier:
        raise MemoryUnreadable(path, f"it belongs to {content.witness}")
    return found


@contextmanager
def alone(path: Path) -> Generator[None]:
    """Keep every other process away for as long as the block lasts."""
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise MemoryInUse(path) from error
        yield
