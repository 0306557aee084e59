"""One launcher at a time for one data folder. The lock is the kernel's: a crash lets it go."""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from serment.errors import CannotStart


@contextmanager
def held(folder: Path) -> Generator[None]:
    """Hold the folder, or raise CannotStart."""
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(
                f"Another `serment up` already runs on {folder}. Stop it, or choose another folder with --data."
            ) from None
        yield
    finally:
        os.close(descriptor)
