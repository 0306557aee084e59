"""What a hand's configuration says of its evidence."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec

from serment_kernel.surroundings import Outward, of_url

Url = Annotated[str, msgspec.Meta(pattern=r"\Ahttps?://[^\s]+\Z")]


class TimeStamps(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[evidence.time_stamps]`: an outside authority that says when a day's root was there (RFC 3161)."""

    url: Url
    certificates_file: str
    """Where its certificates end (PEM): an answer that does not is not kept."""
    processor: str = ""
    """Who it is, in the register."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[evidence]`."""

    key_file: str
    """The key that signs events; the log names its public half."""
    time_stamps: TimeStamps | None = None
    """Without an authority, the other hand's cosignature says when a day was."""

    def outward(self) -> Iterator[Outward]:
        """What it takes to connect to."""
        if self.time_stamps:
            yield of_url("evidence.time_stamps.url", self.time_stamps.processor, self.time_stamps.url)


def beside(settings: Settings, folder: Path) -> Settings:
    """The same with absolute file names."""
    stamps = settings.time_stamps
    if stamps:
        stamps = msgspec.structs.replace(stamps, certificates_file=str(folder / stamps.certificates_file))
    return msgspec.structs.replace(settings, key_file=str(folder / settings.key_file), time_stamps=stamps)
