"""What stops a command, in one sentence each."""

from pathlib import Path


class CannotStart(Exception):
    """The installation cannot start here; the message says why and what to do."""


class OfficersVouch(CannotStart):
    """Nobody would vouch for the practice that a command makes, so nobody could book there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The installation on {folder} is no demonstration: the custodian's officers vouch for its practices, and "
            "for none that a command makes up, so nobody could book there. Nothing was written. "
            "Use --fresh, which starts a demonstration of its own and removes it."
        )


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
