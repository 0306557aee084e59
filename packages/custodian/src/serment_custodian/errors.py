"""What keeps the custodian from starting, in the words its operator reads."""

from pathlib import Path


class CannotStart(Exception):
    """The custodian cannot start."""


class ConfigurationUnreadable(CannotStart):
    """The configuration cannot be read."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The configuration cannot be read: {why}")


class KeyFileUnreadable(CannotStart):
    """A key file is missing, or is not one line of base64url of 32 bytes."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is not a key file; `serment-custodian keygen` makes the missing ones.")


class KeyFileExists(CannotStart):
    """A key file is never overwritten."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} exists already and is left as it is.")
