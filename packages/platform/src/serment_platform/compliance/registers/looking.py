"""What somebody of the console sees of the registers: everything, or for a guest what stood in their period. Pure."""

from collections.abc import Iterable
from datetime import datetime

from serment_platform.compliance.registers.due import Due, calendar
from serment_platform.compliance.registers.kinds import REGISTERS
from serment_platform.compliance.registers.types import ALTERED, Kind, Snapshot, Version, snapshot, text_of
from serment_platform.compliance.staff import Role, Scope

READERS: tuple[Role, ...] = (
    *("security_officer", "data_protection_officer", "legal", "director", "operator", "witness", "auditor"),
)
"""Whoever takes letters in looks at no register."""


def seen(versions: Iterable[Version], scope: Scope) -> list[Version]:
    """Versions of the period, and what each row said when it began; nothing that was written later."""
    until = [each for each in versions if scope.last is None or each.at.date() <= scope.last]
    first = scope.first
    if first is None:
        return until
    stood = snapshot(each for each in until if each.at.date() < first)
    return [each for each in until if each.at.date() >= first or stood[each.kind][each.id] == each]


def newest(versions: Iterable[Version], kind: str) -> list[Version]:
    """The newest version of every row of a register."""
    return list(snapshot(versions).get(kind, {}).values())


def count(kind: Kind, found: Snapshot, mapped: int) -> dict[str, int]:
    """How many rows a register has, how many of them were edited past it, and how many findings about it are open."""
    rows = found.get(kind.id, {}).values()
    altered = sum(row.state == ALTERED for row in rows)
    open_ones = (row for row in found.get("finding", {}).values() if row.state == "open")
    findings = sum(text_of(row.fields, "contradicts").startswith(_keys_of(kind)) for row in open_ones)
    return {"rows": mapped if kind.origin == "schema" else len(rows), "altered": altered, "findings": findings}


def _keys_of(kind: Kind) -> tuple[str, str]:
    """How the keys of contradictions begin that are about a register."""
    return f"{kind.id}/", f"register/{kind.id}/"


def due(found: Snapshot, now: datetime) -> list[Due]:
    """The calendar of these rows, under the regimes that they say apply."""
    rows = ((REGISTERS[kind], row) for kind, each in found.items() if kind in REGISTERS for row in each.values())
    return calendar(rows, regimes_of(found), now)


def regimes_of(found: Snapshot) -> set[str]:
    """Under which regimes this installation is."""
    return {name for name, row in found.get("regime", {}).items() if row.fields.get("applies") is True}
