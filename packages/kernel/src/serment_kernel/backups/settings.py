"""What a hand's configuration says of its backups, and what else of the hand a backup is about."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec

from serment_kernel.backups.errors import CannotBackUp
from serment_kernel.erasures import Erasures, Kinds
from serment_kernel.witness_at import WitnessAt
from serment_protocol.notes import write_log_key

Positive = Annotated[int, msgspec.Meta(ge=1)]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[backup]`."""

    dsn: str
    """A role that may replicate, and run three functions (`docs/operators/backups.md`)."""
    folder: str = "backups"
    """Where archives are written: in production another machine's, mounted here."""
    recipient_file: str = "backup.recipient"
    """To whom they are encrypted. Who can open them is not on this machine."""
    state: str = "backup"
    """What this machine remembers of its backups: nothing of their content."""
    keep: Positive = 4
    """How many chains stay, each of them a full backup and the incremental ones on it."""
    chain: Positive = 7
    """How many backups are in a chain before a full one begins the next."""
    programs: str = ""
    """The folder of PostgreSQL's programs; without it those that come as a package, or those in PATH."""


class Witnessed(NamedTuple):
    """What a hand cosigned of others' logs: the schema of the table, and the file that remembers more than a backup."""

    schema: str
    file: Path


class Site(NamedTuple):
    """One hand, as far as its backups are concerned."""

    hand: str
    settings: Settings
    owner: str
    """The connection string of who owns the tables."""
    schema: int
    """The number of the newest migration that this version knows."""
    log_schema: str
    log_origin: str
    log_seed: bytes
    witnesses: Sequence[WitnessAt]
    journal: Erasures
    kinds: Kinds
    backup_days: int
    """After how many days no backup may hold what was erased, as receipts of erasure say."""
    witnessed: Witnessed | None = None
    """What it cosigned of others' logs."""
    ends: Sequence[str] = ()
    """SQL functions that end what a restore must not bring back: whatever was open, or waited, at the backup."""

    @property
    def verifier(self) -> str:
        """By which everybody knows the hand's log, and a restore its backups."""
        return write_log_key(self.log_origin, self.log_seed)

    @property
    def folder(self) -> Path:
        """Where archives are."""
        return Path(self.settings.folder)

    @property
    def state(self) -> Path:
        """What is remembered here."""
        return Path(self.settings.state)


def beside(settings: Settings | None, folder: Path) -> Settings | None:
    """The same with absolute file names."""
    if settings is None:
        return None
    names = ("folder", "recipient_file", "state", *(("programs",) if settings.programs else ()))
    return msgspec.structs.replace(settings, **{name: str(folder / getattr(settings, name)) for name in names})


def required(settings: Settings | None) -> Settings:
    """The settings, or a sentence."""
    if settings is None:
        raise CannotBackUp("The configuration says nothing of backups: it needs a table [backup].")
    return settings
