"""What stops a command, in one sentence each."""

from pathlib import Path


class CannotStart(Exception):
    """The installation cannot start here; the message says why and what to do."""


class ChildEnded(Exception):
    """One of the processes is no longer running."""

    def __init__(self, name: str, log: Path) -> None:
        super().__init__(f"The {name} has ended; {log} says why. The others are stopped.")


class CannotProve(Exception):
    """The proof could not be carried out, which is no result; the message says where it stopped."""


class NotAsBefore(Exception):
    """What is to be verified is judged by other keys than before; the message says what changed."""


class CannotVerify(Exception):
    """There is nothing to verify; the message says what is missing."""
