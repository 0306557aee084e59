"""What a hand's configuration says of its evidence."""

from pathlib import Path

import msgspec


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[evidence]`."""

    key_file: str
    """The key that signs events; the log names its public half."""


def beside(settings: Settings, folder: Path) -> Settings:
    """The same with absolute file names."""
    return msgspec.structs.replace(settings, key_file=str(folder / settings.key_file))
