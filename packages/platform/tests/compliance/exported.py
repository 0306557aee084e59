"""An installation to export, without a database: what a fresh one finds in its registers, and checks in every state."""

from collections.abc import Iterable

from serment_platform.compliance.exchange.types import Colour, Installation, Measure, Run
from serment_platform.compliance.registers.seeds import seeds
from serment_platform.compliance.registers.types import Language, Version, snapshot, words
from serment_platform.retention import CLASSES
from serment_protocol.evidence import Outcome

from .builders import NOW, version

ORIGIN = "platform.test/log"
FINDING = {
    "title": "Constat fictif",
    "grade": "minor",
    "source": "contradiction",
    "what": "Fictif.\nSur deux lignes.",
    "check": "C20",
    "state": "open",
    "correct_until": "2026-12-24",
}
ACTION = {
    "title": "Action fictive",
    "finding": "finding-1",
    "what": "Mettre à jour.",
    "owner": "operator",
    "until": "2026-12-20",
    "state": "planned",
}
EXCLUDED = {
    "applicable": False,
    "reason": "Aucun développement externalisé.",
    "responsibility": "us",
    "status": "none",
    "state": "approved",
}


def installation(language: Language = "fr", *more: Version, evidence: tuple[str, str] | None = None) -> Installation:
    """A fresh one, with a finding, its action, and a control that does not apply."""
    seeded = (version(each.kind, each.id, each.fields) for each in seeds(CLASSES))
    own = (
        version("finding", "finding-1", FINDING),
        version("action", "action-1", ACTION),
        Version("control", "A.8.30", 2, EXCLUDED, bytes(16), "op-00000003", "director", NOW),
    )
    rows = snapshot([*seeded, *own, *more])
    return Installation(ORIGIN, "1.4.0", rows, tuple(measures()), NOW, language, evidence=evidence)


def measures() -> Iterable[Measure]:
    """One check of each colour, and one that never ran."""
    yield _measure("C25", "green", "pass", 1, "A.8.24")
    yield _measure("C20", "red", "fail", 2, "A.8.8")
    yield _measure("C17", "error", "error", 3, "A.8.24", "EXI 23")
    yield _measure("C35", "grey", "pass", 4, "A.8.13", "EXI 28")
    yield _measure("C05", "not_applicable", "not_applicable", 5, "A.5.14")
    yield Measure("C36", words("Restauration répétée", "Restore rehearsed"), ("A.5.30", "A.8.13"), 21600, "grey")


def _measure(name: str, colour: Colour, result: Outcome, event: int, *refs: str) -> Measure:
    run = Run(
        started="2026-11-26T08:00:00Z",
        ended="2026-11-26T08:00:01Z",
        result=result,
        fresh_until="2026-11-27T20:00:01Z",
        population="1-9",
        sample=0,
        event=event,
        hash=f"{event:064x}",
        seen_failing="2026-11-01T08:00:00Z",
    )
    return Measure(name, words("Essai fictif", "Fictitious trial"), refs, 86400, colour, run)
