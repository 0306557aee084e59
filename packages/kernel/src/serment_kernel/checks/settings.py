"""What a hand's configuration says of its checks."""

from pathlib import Path

import msgspec

from serment_kernel.checks.hand import Files


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[checks]`."""

    lock_file: str = ""
    """What is to be installed, with its digests; without it nobody knows what should run."""
    advisories_file: str = ""
    """Known weaknesses of packages (OSV), which the operator brings; without it nobody knows of any."""


def beside(settings: Settings, folder: Path) -> Settings:
    """The same with absolute file names."""
    named = {name: getattr(settings, name) for name in settings.__struct_fields__}
    return msgspec.structs.replace(settings, **{name: str(folder / each) for name, each in named.items() if each})


def files_of(settings: Settings, folder: Path, log_file: str) -> Files:
    """What there is to look at."""
    log, lock, advisories = (
        Path(each) if each else None for each in (log_file, settings.lock_file, settings.advisories_file)
    )
    return Files(folder, log, advisories, lock)
