"""What keeps the platform from starting, in the words its operator reads."""

from pathlib import Path


class CannotStart(Exception):
    """The platform cannot start."""


class ConfigurationUnreadable(CannotStart):
    """The configuration cannot be read."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The configuration cannot be read: {why}")


class KeyFileUnreadable(CannotStart):
    """A key file is missing, or is not one line of base64url of 32 bytes."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is not a key file; `serment-platform keygen` makes the missing ones.")
