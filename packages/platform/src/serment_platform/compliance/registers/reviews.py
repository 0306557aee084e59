"""What a management review looks at (clause 9.3), counted from the registers and the checks as they are now. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from serment_platform.compliance.registers.due import Due, moment_of
from serment_platform.compliance.registers.types import Language, Snapshot, States, in_language, text_of, words
from serment_protocol.encoding import write_time


def inputs(rows: Snapshot, states: States, due: Sequence[Due], now: datetime, language: Language) -> str:
    """The inputs as text, to be put before the review and kept in its row."""
    lines = [
        (words("Situation au", "As of"), write_time(now)),
        (words("Dernière revue", "Last review"), _last(rows)),
        (words("Mesures", "Checks"), _counted(_outcome(each.outcome, fresh=each.fresh) for each in states.values())),
        (words("Constats ouverts", "Open findings"), _by(rows, "finding", "grade", {"open", "corrected"})),
        (
            words("Risques appréciés, par gravité", "Assessed risks, by severity"),
            _by(rows, "risk", "severity", {"assessed"}),
        ),
        (words("Traitements", "Treatments"), _by_state(rows, "treatment")),
        (words("Acceptations", "Acceptances"), _by_state(rows, "acceptance")),
        (words("Incidents, par gravité", "Incidents, by severity"), _by(rows, "incident", "severity", None)),
        (words("Engagements de service non tenus", "Service levels missed"), _missed(rows)),
        (words("Objectifs", "Objectives"), _by_state(rows, "objective")),
        (words("Audits", "Audits"), _by_state(rows, "audit")),
        (words("Certificats", "Certificates"), _by_state(rows, "certificate")),
        (words("Échéances dépassées", "Overdue"), str(sum(each.standing == "late" for each in due))),
        (words("Échéances proches", "Due soon"), str(sum(each.standing == "soon" for each in due))),
    ]
    return "\n".join(f"{in_language(name, language)} : {value or '0'}" for name, value in lines)


def _outcome(outcome: str, *, fresh: bool) -> str:
    return outcome if fresh or outcome == "unmeasured" else "stale"


def _counted(found: Iterable[object]) -> str:
    counts = Counter(map(str, found))
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items()))


def _by(rows: Snapshot, kind: str, field: str, states: set[str] | None) -> str:
    found = rows.get(kind, {}).values()
    return _counted(each.fields.get(field, "?") for each in found if states is None or each.state in states)


def _by_state(rows: Snapshot, kind: str) -> str:
    return _counted(each.state for each in rows.get(kind, {}).values())


def _missed(rows: Snapshot) -> str:
    found = rows.get("finding", {}).values()
    return str(sum(text_of(each.fields, "contradicts").startswith("sla_measure/") for each in found))


def _last(rows: Snapshot) -> str:
    held = [moment_of(each.fields, "held_on") for each in rows.get("review", {}).values() if each.state == "held"]
    return f"{max(held):%Y-%m-%d}" if held else ""
