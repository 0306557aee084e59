"""Whose turn is next in a line that several processes serve: one moment, which all of them move on together.

It lies in a file without a name, which a process has from its parent. The lock on it ends with whoever holds it, so a
process that is killed stops no other.
"""

import fcntl
import os
import struct
import tempfile
import weakref
from collections.abc import Generator
from contextlib import contextmanager

MOMENT = struct.Struct("d")


class Turns:
    """To be made before the processes part (`workers.spread`)."""

    def __init__(self) -> None:
        with tempfile.TemporaryFile() as file:
            self._file = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._file)
        os.pwrite(self._file, MOMENT.pack(0.0), 0)

    def take(self, now: float, interval: float) -> float:
        """The next turn, in seconds since 1970: now, or `interval` seconds after the one that was taken last."""
        with self._alone() as file:
            (following,) = MOMENT.unpack(os.pread(file, MOMENT.size, 0))
            turn = max(now, following)
            os.pwrite(file, MOMENT.pack(turn + interval), 0)
        return turn

    @contextmanager
    def _alone(self) -> Generator[int]:
        fcntl.lockf(self._file, fcntl.LOCK_EX)
        try:
            yield self._file
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN)
