"""What an export is made from: rows, checks with their newest run, and who we are. All of it plain data."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal, TypeAlias

import msgspec

from serment_kernel.processors import Words
from serment_platform.compliance.registers.types import Language, Measured, Snapshot, Version, heard
from serment_protocol.evidence import Amount, Outcome

Colour = Literal["red", "error", "grey", "not_applicable", "green"]
Document: TypeAlias = dict[str, object]
Documents: TypeAlias = Mapping[str, Document]
"""By file name."""


class Run(msgspec.Struct, frozen=True):
    """One run of a check, as its event in the chain says."""

    started: str
    ended: str
    result: Outcome
    fresh_until: str
    population: Amount
    sample: Amount
    event: int
    hash: str
    seen_failing: str = ""
    """When the check last found the fault that was made for it; empty for never."""


class Measure(msgspec.Struct, frozen=True):
    """A check: what it is called, what it measures, and how it stands."""

    id: str
    title: Words
    refs: tuple[str, ...]
    period_seconds: int
    colour: Colour
    run: Run | None = None
    """None where it never ran."""

    @property
    def controls(self) -> list[str]:
        """The controls and requirements that it measures, under the names of the registers."""
        return [ref.replace(" ", "-") for ref in self.refs]


class Installation(msgspec.Struct, frozen=True):
    """Everything that goes into an export."""

    origin: str
    """Of its log and evidence."""
    release: str
    rows: Snapshot
    checks: tuple[Measure, ...]
    now: datetime
    language: Language = "fr"
    demonstration: bool = False
    evidence: tuple[str, str] | None = None
    """An extract of the chain beside the files: its name and its SHA-256."""

    def in_its_language(self) -> "Installation":
        """The same, with every text in this language alone."""
        rows = {
            kind: {name: _heard(row, self.language) for name, row in each.items()} for kind, each in self.rows.items()
        }
        return msgspec.structs.replace(self, rows=rows)

    def register(self, kind: str) -> list[Version]:
        """The newest version of every row of a register."""
        return list(self.rows.get(kind, {}).values())

    def measures_of(self, control: str) -> list[Measure]:
        """The checks that measure a control or a requirement."""
        return [each for each in self.checks if control in each.controls]


def _heard(row: Version, language: Language) -> Version:
    """For texts alone: its hash is another one."""
    fields = {name: heard(value, language) if isinstance(value, str) else value for name, value in row.fields.items()}
    return msgspec.structs.replace(row, fields=fields)


def measured_states(checks: Iterable[Measure]) -> dict[str, Measured]:
    """How checks stand, as registers show it beside what they claim."""
    return {
        each.id: Measured(
            outcome=each.run.result if each.run else "unmeasured",
            fresh=each.colour not in {"grey", "error"},
            refs=tuple(each.controls),
        )
        for each in checks
    }
