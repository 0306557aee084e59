"""Rows and people of registers. Nothing here is about anybody."""

from collections.abc import Mapping
from datetime import UTC, datetime

from serment_platform.compliance.registers import rules
from serment_platform.compliance.registers.kinds import REGISTERS
from serment_platform.compliance.registers.types import SALT_BYTES, Actor, Version

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
ADA, BEA = Actor("op-00000001", frozenset({"security_officer"})), Actor("op-00000002", frozenset({"security_officer"}))
CHIEF = Actor("op-00000003", frozenset({"director"}))
PRIVATE = Actor("op-00000004", frozenset({"data_protection_officer"}))
ON_CALL = Actor("op-00000005", frozenset({"operator"}))
AUDITOR = Actor("op-00000006", frozenset({"auditor"}))
SALT = bytes(SALT_BYTES)

RISK = {"title": "Essai fictif", "family": "D", "feared_event": "Un accès reste ouvert."}
ACCEPTANCE = {"title": "Essai fictif", "risk": "risk-1", "reason": "Coût.", "until": "2027-05-01"}
INCIDENT = {
    "title": "Essai fictif",
    "awareness_at": "2026-11-26T08:00:00Z",
    "aware_who": "operator",
    "severity": "serious",
    "what": "Une panne fictive.",
    "personal_data": True,
    "significant": True,
}
CERTIFICATE = {"title": "Certificat fictif", "standard": "hds", "holder": "us", "scope": "Fictif."}


class Row:
    """A row and its history, as the rules let it grow."""

    def __init__(self, kind: str, fields: Mapping[str, object], actor: Actor = ADA, now: datetime = NOW) -> None:
        self.kind, self.history = REGISTERS[kind], list[Version]()
        self._add(rules.added(self.kind, fields, actor, now), actor, now)

    def change(
        self, actor: Actor = ADA, now: datetime = NOW, wanted: Mapping[str, object] | None = None, **more: object
    ) -> "Row":
        changes = {**(wanted or {}), **more}
        self._add(rules.changed(self.kind, self.history, changes, actor, now), actor, now)
        return self

    @property
    def newest(self) -> Version:
        return self.history[-1]

    def _add(self, fields: Mapping[str, object], actor: Actor, now: datetime) -> None:
        number = len(self.history) + 1
        row, role = f"{self.kind.id}-1", rules.office(self.kind, fields, actor)  # pyright: ignore[reportArgumentType]
        self.history.append(
            Version(self.kind.id, row, number, fields, SALT, actor.pseudonym, role, now)  # pyright: ignore[reportArgumentType]
        )


def version(kind: str, row: str, fields: Mapping[str, object], now: datetime = NOW) -> Version:
    """A row as it stands."""
    return Version(kind, row, 1, fields, SALT, ADA.pseudonym, "security_officer", now)  # pyright: ignore[reportArgumentType]
