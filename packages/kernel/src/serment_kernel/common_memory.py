"""Some bytes that several processes have in common, and one of them at a time.

They lie in memory and in no file. The lock is one on a file without a name, which a process has from its parent: it
ends with whoever holds it, so a process that is killed stops no other.
"""

import fcntl
import os
import tempfile
import weakref
from collections.abc import Generator
from contextlib import contextmanager
from mmap import mmap


class CommonMemory:
    """To be made before the processes part (`workers.spread`)."""

    def __init__(self, size: int) -> None:
        self._bytes = mmap(-1, size)
        with tempfile.TemporaryFile() as file:
            self._lock = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._lock)

    @contextmanager
    def alone(self) -> Generator[mmap]:
        """The bytes, for as long as the block lasts; at first they are zeros."""
        fcntl.lockf(self._lock, fcntl.LOCK_EX)
        try:
            yield self._bytes
        finally:
            fcntl.lockf(self._lock, fcntl.LOCK_UN)
