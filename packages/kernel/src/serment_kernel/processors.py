"""The register of processors: who, beside the people concerned, gets anything from this hand, and what.

One TOML file per hand, a table per entry. Every outward address of the configuration names an entry
(`surroundings.py`), so that nothing leaves for somebody who is not in the register. It is shown to everybody: no
address stands in it.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import msgspec

# The European Economic Area (ISO 3166): elsewhere a transfer needs a basis (GDPR, chapter V).
EEA = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO".split()  # noqa: SIM905
)

Id = Annotated[str, msgspec.Meta(pattern=r"\A[a-z][a-z0-9-]{0,40}\Z")]
Country = Annotated[str, msgspec.Meta(pattern=r"\A([A-Z]{2})?\Z")]
Elsewhere = Annotated[str, msgspec.Meta(pattern=r"\A[A-Z]{2}\Z")]
# Of the French code of public health (R1111-9): sites, machines, virtual machines, platform, operation, backups.
Activity = Annotated[int, msgspec.Meta(ge=1, le=6)]
Name = Annotated[str, msgspec.Meta(max_length=200)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=600)]
Role = Literal["own", "processor", "sub-processor", "supplier"]
"""`own` is the hand itself, or another that the same people run; a supplier gets nothing about anybody."""


class RegisterRefused(Exception):
    """The register of processors cannot be used."""


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing said in both languages."""

    fr: Text
    en: Text


class Abroad(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An answer about countries outside the European Economic Area: which, and what holds there; none is an answer."""

    countries: tuple[Elsewhere, ...]
    why: Words | None = None
    """Safeguards, or laws with what mitigates them."""


class Processor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of the register."""

    role: Role
    receives: tuple[Words, ...]
    """Classes of data; none for a supplier."""
    purpose: Words
    since: date
    hds: bool
    """Whether it is certified to host health data in France."""
    name: Name = ""
    """The legal name; empty as long as nobody has said who runs a hand, or who a supplier is."""
    country: Country = ""
    """ISO 3166; empty likewise."""
    transfers: Words | None = None
    """The basis of transfers out of the European Economic Area, where there are any."""
    parent_country: Country = ""
    """Where whoever owns it sits."""
    secnumcloud: bool = False
    """Whether it is qualified under SecNumCloud 3.2."""
    activities: tuple[Activity, ...] = ()
    """Which activities of hosting health data it does here."""
    access: Abroad | None = None
    """From where it is reached outside the European Economic Area (HDS v2, EXI 29); missing until somebody answers."""
    exposure: Abroad | None = None
    """Whose laws bind it outside the European Economic Area (EXI 30); likewise."""


Register = Mapping[str, Processor]
"""By id."""


def read_register(path: Path) -> Register:
    """Read and check the file."""
    try:
        register = msgspec.toml.decode(path.read_bytes(), type=dict[Id, Processor])
    except OSError as error:
        raise RegisterRefused(f"The register of processors cannot be read: {path}: {error.strerror}.") from error
    except msgspec.MsgspecError as error:
        raise RegisterRefused(f"The register of processors cannot be read: {path}: {error}.") from error
    for name, processor in register.items():
        if fault := fault_of(processor):
            raise RegisterRefused(f"{path}: [{name}] {fault}")
    return register


def fault_of(processor: Processor) -> str:
    """What an entry may not leave open; empty for a good one."""
    if processor.role == "supplier" and processor.receives:
        return 'receives something about people: its role is "processor" or "sub-processor", or `receives` is empty.'
    if processor.role != "supplier" and not processor.receives:
        return "says in no word what it receives: name the classes of data, in fr and en."
    if processor.role in {"processor", "sub-processor"} and not (processor.name and processor.country):
        return "needs a name and a country: its legal name, and two letters (ISO 3166)."
    if fault := _fault_abroad(processor):
        return fault
    outside = processor.country not in {"", *EEA}
    if outside and processor.receives and processor.transfers is None:
        return (
            "lies outside the European Economic Area: say in `transfers`, in fr and en, on which basis data goes there."
        )
    return ""


def _fault_abroad(processor: Processor) -> str:
    for name, answer in (("access", processor.access), ("exposure", processor.exposure)):
        if answer is None:
            continue
        if EEA.intersection(answer.countries):
            return f"names in `{name}` a country of the European Economic Area: only others belong there."
        if answer.countries and answer.why is None:
            return f"names countries in `{name}`: say in `why`, in fr and en, what holds there."
    return ""
