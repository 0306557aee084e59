"""The register of processors as everybody is told it: no address, and with each entry what it is there for."""

from datetime import date

import msgspec

from serment_kernel import egress
from serment_kernel.processors import Processor, Words
from serment_kernel.surroundings import Surroundings, settings_of


class ToldProcessor(msgspec.Struct, frozen=True):
    """An entry of the register."""

    id: str
    name: str
    role: str
    country: str
    receives: tuple[Words, ...]
    purpose: Words
    transfers: Words | None
    hds: bool
    since: date
    settings: list[str]
    """Which settings of the configuration lead there; none for whoever is not connected to."""


class ToldProcessors(msgspec.Struct, frozen=True):
    """The register, and whether this process is held to it."""

    processors: list[ToldProcessor]
    guarded: bool
    refused: int
    """Connections and other ways out that were refused since this process began."""


def told(found: Surroundings) -> ToldProcessors:
    """What is answered now."""
    standing = egress.standing()
    entries = [_told(name, each, settings_of(name, found.addresses)) for name, each in found.register.items()]
    return ToldProcessors(entries, standing.armed, standing.refused)


def _told(name: str, each: Processor, settings: list[str]) -> ToldProcessor:
    return ToldProcessor(
        name,
        each.name,
        each.role,
        each.country,
        each.receives,
        each.purpose,
        each.transfers,
        each.hds,
        each.since,
        settings,
    )
