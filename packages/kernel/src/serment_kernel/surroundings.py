"""Addresses that a service connects to by itself, each bound to an entry of the register of processors.

This list is all that a server process may reach: its guard (`egress.py`) and the rules of the machine
(`egress_rules.py`) are made from it.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from serment_kernel.processors import Register, RegisterRefused, read_register

PORTS = {"http": 80, "https": 443}


class Outward(NamedTuple):
    """One address: a host and a port, or the path of a Unix socket."""

    setting: str
    """Where it stands in the configuration."""
    processor: str
    """The id of who is behind it."""
    host: str
    port: int
    path: str = ""

    @property
    def told(self) -> str:
        """As people write it."""
        return self.path or (f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}")


class Surroundings(NamedTuple):
    """All that a hand connects to, and who they are."""

    addresses: tuple[Outward, ...]
    register: Register


NOWHERE = Surroundings((), {})
"""Of whoever connects to nothing."""


def of_url(setting: str, processor: str, url: str) -> Outward:
    """The address of an http or https URL."""
    parts = urlsplit(url)
    return Outward(setting, processor, parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0))


def of_authority(setting: str, processor: str, text: str) -> Outward:
    """The address of `host:port` or `[host]:port`."""
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or not port:
        raise RegisterRefused(f"{setting}: {text} is not an address such as hsm.example:1792.")
    return Outward(setting, processor, host, port)


def surroundings(file: str, addresses: Iterable[Outward]) -> Surroundings:
    """The addresses with their register; refused where one is nobody's."""
    found = tuple(addresses)
    if not file:
        raise RegisterRefused(
            "Nothing says who is behind the addresses of this configuration: write a register of processors, as in "
            'deploy/egress/platform/processors.toml, and name it at the top, as in: processors = "processors.toml"'
        )
    register = read_register(Path(file))
    for address in found:
        _require_bound(address, register, Path(file).name)
    return Surroundings(found, register)


def settings_of(processor: str, addresses: Sequence[Outward]) -> list[str]:
    """The settings whose addresses belong to an entry."""
    return sorted({each.setting for each in addresses if each.processor == processor})


def _require_bound(address: Outward, register: Register, file: str) -> None:
    known = ", ".join(sorted(register)) or "none yet"
    if not address.processor:
        raise RegisterRefused(
            f"{address.setting} does not say who is behind {address.told}: add the id of an entry of {file} "
            f"({known}). deploy/egress shows where it goes."
        )
    if address.processor not in register:
        raise RegisterRefused(
            f"{address.setting} says that {address.processor} is behind {address.told}, which {file} does not know "
            f"({known}): add [{address.processor}] there, or name another entry."
        )
