"""One process at a time for one state file: two that each wrote what they had read would lose what the other wrote.

The lock is the kernel's, so a crash lets it go. It lies beside the file, which is replaced whenever it is written.
"""

import fcntl
import os
import time
from pathlib import Path

from serment_client.errors import StateBusy

PATIENCE = 10.0
"""Seconds that a command waits for another to end."""
PAUSE = 0.1


class Turn:
    """Held from its making until it is given up."""

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._beside = path.with_name(f".{path.name}.lock")
        self._path = path
        self._descriptor: int | None = self._wait(patience)

    def give_up(self) -> None:
        """Let others go on, and leave nothing where there is nothing to guard."""
        if self._descriptor is None:
            return
        if not self._path.exists():
            self._beside.unlink(missing_ok=True)
        os.close(self._descriptor)
        self._descriptor = None

    def _wait(self, patience: float) -> int:
        until = time.monotonic() + patience
        while (descriptor := self._try()) is None:
            if time.monotonic() > until:
                raise StateBusy(str(self._path))
            time.sleep(PAUSE)
        return descriptor

    def _try(self) -> int | None:
        descriptor = os.open(self._beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        if not self._is_there(descriptor):  # Whoever had it took it away as they left, and a third may hold another.
            os.close(descriptor)
            return None
        return descriptor

    def _is_there(self, descriptor: int) -> bool:
        try:
            return os.path.samestat(os.fstat(descriptor), self._beside.stat())
        except FileNotFoundError:
            return False
