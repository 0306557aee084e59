"""What keeps the custodian from starting, in the words its operator reads."""

from pathlib import Path


class CannotStart(Exception):
    """The custodian cannot start."""


class ConfigurationUnreadable(CannotStart):
    """The configuration cannot be read."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The configuration cannot be read: {why}")


class PasswordFileUnreadable(CannotStart):
    """The file with the mail relay's password cannot be read."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"The file with the mail relay's password cannot be read: {path}: {why}")


class SealingKeyWrong(CannotStart):
    """The sealing key is not the one that locked this database."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is not the sealing key that locked what this database holds.")
