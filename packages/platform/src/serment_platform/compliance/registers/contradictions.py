"""Where a register and a measurement, or two registers, contradict each other. Pure: rows and states of checks in,
contradictions out. Each has a key, so that the same one is found once.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from serment_kernel.processors import EEA, Words
from serment_platform.compliance.registers.due import done_at, moment_of
from serment_platform.compliance.registers.kinds import REGISTERS
from serment_platform.compliance.registers.kinds.assurance import HELD
from serment_platform.compliance.registers.kinds.incidents import AWARE, TOLD
from serment_platform.compliance.registers.requirements import FAMILIES
from serment_platform.compliance.registers.types import (
    Measured,
    Snapshot,
    States,
    Version,
    list_of,
    snapshot,
    text_of,
    words,
)

Grade = Literal["major", "minor", "observation"]
# What was said to somebody is written down within a day, or nobody can tell when it was said.
PROMPT = timedelta(days=1)
HIGH = ("g3", "g4")


class Contradiction(msgspec.Struct, frozen=True):
    """Two things that cannot both be so."""

    key: str
    kind: str
    row: str
    what: Words
    grade: Grade = "minor"
    check: str = ""
    once: bool = False
    """Cannot be undone: found once, and not again after its finding was closed."""


Rule = Callable[[Sequence[Version], Snapshot, States, datetime], Iterator[Contradiction]]


def contradictions(history: Iterable[Version], states: States, now: datetime) -> list[Contradiction]:
    """All of them, each key once."""
    versions = list(history)
    rows = snapshot(versions)
    found = (each for rule in RULES for each in rule(versions, rows, states, now))
    return list({each.key: each for each in found}.values())


def claims(_: Sequence[Version], rows: Snapshot, states: States, __: datetime) -> Iterator[Contradiction]:
    """A row says that something is done, and a check that it is linked to is not green."""
    for kind in REGISTERS.values():
        claim = kind.claim
        if claim is None:
            continue
        for row in rows.get(kind.id, {}).values():
            if row.fields.get(claim.field) not in claim.values:
                continue
            linked = {
                *list_of(row.fields, claim.checks),
                *(name for name, each in states.items() if row.id in each.refs),
            }
            for check in sorted(linked & {name for name, each in states.items() if not _is_green(each)}):
                yield Contradiction(
                    f"{kind.id}/{row.id}/{check}",
                    kind.id,
                    row.id,
                    words(
                        f"{row.id} dit que c’est fait ; le contrôle {check} dit : {_said_fr(states[check])}.",
                        f"{row.id} says that it is done; check {check} says: {_said_en(states[check])}.",
                    ),
                    "major" if states[check].outcome == "fail" else "minor",
                    check,
                )


def certificates(_: Sequence[Version], rows: Snapshot, __: States, now: datetime) -> Iterator[Contradiction]:
    """A certificate that the register holds for valid has run out."""
    for row in rows.get("certificate", {}).values():
        if row.state in HELD and now > moment_of(row.fields, "until"):
            yield Contradiction(
                f"certificate/{row.id}/expired",
                "certificate",
                row.id,
                words(
                    f"Le certificat {row.id} a expiré le {row.fields['until']} et le registre le dit détenu.",
                    f"Certificate {row.id} ran out on {row.fields['until']}, and the register says that it is held.",
                ),
                "major",
            )


def claimed_hosting(_: Sequence[Version], rows: Snapshot, __: States, now: datetime) -> Iterator[Contradiction]:
    """The register of processors says that we are HDS certified, and there is no such certificate."""
    held = any(
        row.state in HELD
        and row.fields.get("standard") == "hds"
        and row.fields.get("holder") == "us"
        and now <= moment_of(row.fields, "until")
        for row in rows.get("certificate", {}).values()
    )
    for row in _processors(rows):
        if row.fields.get("role") == "own" and row.fields.get("hds") is True and not held:
            yield Contradiction(
                f"processor/{row.id}/hds",
                "processor",
                row.id,
                words(
                    f"{row.id} se dit certifié HDS ; aucun certificat HDS en cours n’est au registre.",
                    f"{row.id} says that it is HDS certified; no current HDS certificate is in the register.",
                ),
                "major",
            )


def transfers(_: Sequence[Version], rows: Snapshot, __: States, ___: datetime) -> Iterator[Contradiction]:
    """Whoever gets anything answers the questions of EXI 28 to 30; outside the EEA nobody hosts."""
    for row in _processors(rows):
        if row.fields.get("role") == "supplier":
            continue
        country = text_of(row.fields, "country")
        if country not in {"", *EEA}:
            yield Contradiction(
                f"processor/{row.id}/outside",
                "processor",
                row.id,
                words(
                    f"{row.id} est hors de l’Espace économique européen ({country}), où EXI 28 veut les données.",
                    f"{row.id} lies outside the European Economic Area ({country}), where EXI 28 wants the data.",
                ),
                "major",
            )
            if "access" not in row.fields:
                yield Contradiction(
                    f"processor/{row.id}/exi-29",
                    "processor",
                    row.id,
                    words(
                        f"{row.id} est hors de l’Espace économique européen et n’a pas répondu à EXI 29.",
                        f"{row.id} lies outside the European Economic Area and has not answered EXI 29.",
                    ),
                    "major",
                )


def acceptances(_: Sequence[Version], rows: Snapshot, __: States, now: datetime) -> Iterator[Contradiction]:
    """An acceptance counts until its day."""
    for row in rows.get("acceptance", {}).values():
        if row.state == "accepted" and now > moment_of(row.fields, "until"):
            yield Contradiction(
                f"acceptance/{row.id}/expired",
                "acceptance",
                row.id,
                words(
                    f"L’acceptation {row.id} du risque {row.fields['risk']} a pris fin le {row.fields['until']}.",
                    f"Acceptance {row.id} of risk {row.fields['risk']} ended on {row.fields['until']}.",
                ),
            )


def families(_: Sequence[Version], rows: Snapshot, __: States, ___: datetime) -> Iterator[Contradiction]:
    """No family of events without a risk that somebody assessed (EXI 05)."""
    risks = rows.get("risk", {}).values()
    assessed = {text_of(row.fields, "family") for row in risks if row.state == "assessed"}
    for family, name in FAMILIES.items():
        if risks and family not in assessed:
            yield Contradiction(
                f"risk/family-{family}",
                "risk",
                f"family-{family}",
                words(
                    f"EXI 05, famille {family} ({name.fr}) : aucun risque apprécié.",
                    f"EXI 05, family {family} ({name.en}): no risk was assessed.",
                ),
                "observation",
            )


def high_risks(_: Sequence[Version], rows: Snapshot, __: States, now: datetime) -> Iterator[Contradiction]:
    """A serious risk has a treatment under way, or an acceptance that still counts."""
    treated = {
        risk
        for row in rows.get("treatment", {}).values()
        if row.state != "dropped"
        for risk in list_of(row.fields, "risks")
    }
    accepted = {
        text_of(row.fields, "risk")
        for row in rows.get("acceptance", {}).values()
        if row.state == "accepted" and now <= moment_of(row.fields, "until")
    }
    for row in rows.get("risk", {}).values():
        if row.state == "assessed" and row.fields.get("severity") in HIGH and row.id not in treated | accepted:
            yield Contradiction(
                f"risk/{row.id}/untreated",
                "risk",
                row.id,
                words(
                    f"Le risque {row.id} est grave, sans traitement ni acceptation en cours.",
                    f"Risk {row.id} is serious, and has no treatment and no current acceptance.",
                ),
            )


def told_late(versions: Sequence[Version], _: Snapshot, __: States, ___: datetime) -> Iterator[Contradiction]:
    """When somebody was told is written down within a day; so is when we became aware."""
    seen: set[tuple[str, str]] = set()
    for row in versions:
        if row.kind != "incident":
            continue
        for name in (AWARE, *TOLD):
            if name not in row.fields or (row.id, name) in seen:
                continue
            seen.add((row.id, name))
            if row.at - done_at(row.fields, name) > PROMPT:
                yield Contradiction(
                    f"incident/{row.id}/{name}",
                    "incident",
                    row.id,
                    words(
                        f"{row.id} : « {name} » a été écrit plus d’un jour après le moment qu’il dit.",
                        f"{row.id}: “{name}” was written more than a day after the moment that it says.",
                    ),
                    once=True,
                )


def levels(_: Sequence[Version], rows: Snapshot, __: States, ___: datetime) -> Iterator[Contradiction]:
    """A monthly measure misses what was promised."""
    promised = rows.get("sla", {})
    for row in rows.get("sla_measure", {}).values():
        sla = promised.get(text_of(row.fields, "sla"))
        if row.state != "final" or sla is None or _is_kept(sla, row):
            continue
        yield Contradiction(
            f"sla_measure/{row.id}/missed",
            "sla_measure",
            row.id,
            words(
                f"L’engagement {sla.id} n’a pas été tenu au mois de {text_of(row.fields, 'month')[:7]}.",
                f"Service level {sla.id} was not kept in the month {text_of(row.fields, 'month')[:7]}.",
            ),
            once=True,
        )


RULES: tuple[Rule, ...] = (
    claims,
    certificates,
    claimed_hosting,
    transfers,
    acceptances,
    families,
    high_risks,
    told_late,
    levels,
)


def _processors(rows: Snapshot) -> list[Version]:
    return [row for row in rows.get("processor", {}).values() if row.state == "current"]


def _is_kept(sla: Version, measure: Version) -> bool:
    target, measured = int(str(sla.fields["target"])), int(str(measure.fields["measured"]))
    return measured >= target if sla.fields.get("indicator") == "availability" else measured <= target


def _is_green(check: Measured) -> bool:
    """What was never measured contradicts nobody, though it is not green on the board either."""
    if check.outcome in {"unmeasured", "not_applicable"}:
        return True
    return check.outcome == "pass" and check.fresh


def _said_fr(check: Measured) -> str:
    return {"fail": "échec", "error": "erreur"}.get(check.outcome, "plus mesuré à temps")


def _said_en(check: Measured) -> str:
    return {"fail": "failed", "error": "error"}.get(check.outcome, "no longer measured in time")
