"""What keeps a witness from starting, in the words its keeper reads."""

from pathlib import Path


class CannotStart(Exception):
    """The witness cannot start."""


class ConfigurationUnreadable(CannotStart):
    """The configuration cannot be read."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The configuration cannot be read: {why}")


class MemoryMissing(CannotStart):
    """A witness that forgot what it cosigned could cosign another history of the same log."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path}, the memory of this witness, is missing. A witness that forgot what it cosigned must not go on "
            "under the same key: bring the newest copy back, or make a new key and have it put in the place of the old."
        )


class MemoryUnreadable(CannotStart):
    """The memory cannot be read, or is another witness's."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} is not the memory of this witness: {why}.")


class MemoryInUse(CannotStart):
    """Two processes with one memory could each cosign another history."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"Another process holds {path}. A witness runs once.")
