"""What keeps a backup from being made, or restored, in the words its operator reads."""

from collections.abc import Sequence
from pathlib import Path


class CannotBackUp(Exception):
    """A backup cannot be made, read or restored."""


class NoRecipient(CannotBackUp):
    """Nothing says to whom backups are encrypted."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no recipient in {path}: `backup key` makes an identity, and keeps only that here.")


class RecipientThere(CannotBackUp):
    """A recipient is not replaced by accident."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} names a recipient already; --replace makes a new identity, for backups from now on.")


class NoBackup(CannotBackUp):
    """There is no backup."""

    def __init__(self, folder: Path | None, name: str = "") -> None:
        which = f"backup {name}" if name else "backup"
        where = f" in {folder}" if folder else ""
        if folder is None or folder.is_dir():
            super().__init__(f"There is no {which}{where}.")
        else:
            super().__init__(f"There is no {which}: the folder {folder} is missing. `backup make` makes it.")


class NotTheNewest(CannotBackUp):
    """A younger backup was made than any that is there."""

    def __init__(self, missing: Sequence[str], newest: str) -> None:
        super().__init__(
            f"{missing[-1]} was made as well, by the journal of erasures, and is not there: whoever keeps the archives "
            f"may have taken it away. Look for it. To go on without it, say --backup {newest}."
        )


class Busy(CannotBackUp):
    """Another backup is under way."""

    def __init__(self) -> None:
        super().__init__("Another backup of this hand is under way.")


class Interrupted(CannotBackUp):
    """Somebody ended it before it was done."""

    def __init__(self) -> None:
        super().__init__("It was ended before it was done; nothing of it counts.")


class NotAtRest(CannotBackUp):
    """The moment that a restore aims at could not be marked."""

    def __init__(self) -> None:
        super().__init__("The tables were in use for too long to mark a moment between two transactions; try again.")


class ToolFailed(CannotBackUp):
    """A program of PostgreSQL failed."""

    def __init__(self, program: str, said: str) -> None:
        super().__init__(f"`{program}` failed: {said or 'it said nothing'}")


class NoTools(CannotBackUp):
    """PostgreSQL's programs are not on this machine."""

    def __init__(self, program: str) -> None:
        super().__init__(f"`{program}` is not on this machine: name the folder of PostgreSQL's programs in [backup].")


class Torn(CannotBackUp):
    """A file of a backup is not as it was written."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is torn or was changed: it is not as it was when the backup was made.")


class ChainBroken(CannotBackUp):
    """A backup stands on one that is not there, or not as it was."""

    def __init__(self, backup: str, parent: str) -> None:
        super().__init__(f"The chain is broken: {backup} needs {parent}, which is not there as it was.")


class Foreign(CannotBackUp):
    """A backup is of another hand."""

    def __init__(self, hand: str, wanted: str) -> None:
        super().__init__(f"This is a backup of the {hand}, not of the {wanted}.")


class KeysDoNotFit(CannotBackUp):
    """The keys of this machine are not those that the backup goes with."""

    def __init__(self, log: str) -> None:
        super().__init__(
            f"The log's key here is not the one of this backup, which goes with {log}: put that hand's key files in "
            "their place first, or name the archive of this hand."
        )


class KeysMissing(CannotBackUp):
    """A key of the hand is not there."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} A backup goes with the keys of its hand, and new ones would not fit: put them back.")


class WrongIdentity(CannotBackUp):
    """The identity does not open the backup."""

    def __init__(self, recipient: str) -> None:
        super().__init__(f"This identity does not open the backup, which was made to {recipient}.")


class NotAnIdentity(CannotBackUp):
    """A file has no identity."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} holds no identity of age (a line that begins with AGE-SECRET-KEY-1).")


class TooNew(CannotBackUp):
    """A backup is of a newer version than this one."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The backup is of a newer version than this one ({what}): restore it with that version.")


class OtherPostgres(CannotBackUp):
    """A physical backup needs the same major version."""

    def __init__(self, made: str, here: str) -> None:
        super().__init__(f"The backup was made by PostgreSQL {made}, and this is {here}: the major version must agree.")


class NotEmpty(CannotBackUp):
    """A restore writes over nothing."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is there already. A restore writes into an empty place only; move it away first.")


class Differs(CannotBackUp):
    """What came back is not what was recorded."""

    def __init__(self, what: str) -> None:
        super().__init__(f"What the backup holds is not what was recorded when it was made: {what}.")
