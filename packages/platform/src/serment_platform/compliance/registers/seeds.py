"""What a fresh installation finds in its registers: rows that somebody must look at, marked as seeded. Nothing here
says that anything was done, and no certificate is among it. Pure.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from serment_kernel.retention import DataClass
from serment_platform.compliance.registers.controls import CONTROLS
from serment_platform.compliance.registers.requirements import FAMILIES, REQUIREMENTS
from serment_platform.compliance.registers.types import STATE, Value, both

SEEDED = {STATE: "seeded"}

_LINKS = """
C02 A.5.3 A.8.32
C03 A.5.9 A.5.12 EXI-04
C05 A.5.14 A.8.21
C07 A.5.15 A.8.3
C14 A.8.2 A.8.5
C16 A.7.7 A.8.5
C17 A.5.15 A.8.2 A.8.3 EXI-23
C19 A.5.21 A.8.19
C20 A.8.8
C21 A.5.32
C22 A.8.9
C24 A.8.31 A.8.33
C25 A.8.24
C26 A.8.24
C27 A.8.24
C29 A.5.34 A.8.10
C32 A.8.12 A.8.26
C33 A.8.12 A.8.15
C34 A.8.20 A.8.23
C35 A.8.13
C36 A.5.30 A.8.13
C37 A.5.28 A.5.33 A.8.15
C41 A.8.17
C42 A.8.6 EXI-21
C43 A.8.20 A.8.22
C45 A.5.34
C46 A.5.36 A.8.34
C47 A.5.34 A.8.11 A.8.12
C48 A.5.28 A.8.15
C49 A.8.6 A.8.16
C50 A.8.12 A.8.29
C51 A.8.6 A.8.16
C52 A.5.28 A.5.33
C53 A.8.3 A.8.16
C54 A.8.24
C55 A.8.15 A.8.26
"""
"""Which checks of both hands show a control or a requirement; a test compares it with what they declare."""

_FEARED = {
    "A": both("Un disque ou une sauvegarde ne se lit plus.", "A disk or a backup can no longer be read."),
    "B": both(
        "Une copie, un papier ou un support réattribué sort de nos mains.",
        "A copy, paper or a reallocated medium leaves our hands.",
    ),
    "C": both(
        "Des billets ou des rappels se perdent entre les mains.", "Tickets or nudges are lost between the hands."
    ),
    "D": both(
        "Un droit est donné, gardé ou repris à tort ; une trace manque.",
        "A right is given, kept or taken wrongly; a trace is missing.",
    ),
    "E": both("Une intervention abîme ou révèle des données.", "An intervention damages or reveals data."),
    "F": both("Les données servent à autre chose que le soin.", "Data is used for something else than care."),
    "G": both("Le service s’arrête plus longtemps que promis.", "The service stops for longer than was promised."),
    "H": both("Une autorité étrangère exige des données.", "A foreign authority demands data."),
}

_ACTIVITIES = {
    "service": (both("Tenir les rendez-vous", "Keeping appointments"), "processor", "patients"),
    "care": (both("Garder les dossiers des cabinets", "Keeping records for practices"), "processor", "patients"),
    "accounts_of_practices": (
        both("Tenir les comptes des cabinets", "Keeping practices’ accounts"),
        "controller",
        both("personnel", "staff"),
    ),
    "security": (
        both("Protéger le service", "Protecting the service"),
        "controller",
        both("patients, personnel", "patients, staff"),
    ),
    "proof": (both("Prouver qui a décidé quoi", "Proving who decided what"), "controller", both("personnel", "staff")),
    "openness": (
        both("Tenir le journal public", "Keeping the public log"),
        "controller",
        both("cabinets", "practices"),
    ),
}
"""Processing activities by the basis of the data classes that they use."""

_REGIMES = {
    "gdpr": both("Données personnelles : s’applique toujours.", "Personal data: always applies."),
    "nis2": both(
        "Selon la taille et le secteur ; compté tant que personne n’a décidé.",
        "By size and sector; counted until somebody decides.",
    ),
    "health_fr": both(
        "Selon les cabinets servis ; compté tant que personne n’a décidé.",
        "By the practices served; counted until somebody decides.",
    ),
    "contract": both("Chaque contrat nomme un référent (EXI 20).", "Each contract names a contact (EXI 20)."),
}

_ASSETS = {
    "platform": (both("Plateforme", "Platform"), "software", "health"),
    "database": (both("Base de données de la plateforme", "Database of the platform"), "software", "health"),
    "backups": (both("Sauvegardes", "Backups"), "medium", "health"),
    "log": (both("Journal de transparence et clés", "Transparency log and keys"), "software", "internal"),
    "directory": (both("Annuaire public", "Public directory"), "business", "public"),
    "appointments": (both("Rendez-vous", "Appointments"), "business", "health"),
}


class Seed(NamedTuple):
    """A row that is there from the beginning."""

    kind: str
    id: str
    fields: dict[str, Value]


def seeds(classes: Iterable[DataClass]) -> Iterator[Seed]:
    """All of them; processing activities follow from what is kept."""
    for number, control in CONTROLS.items():
        hand = "host" if control.shown == "I" else "us"
        fields: dict[str, Value] = {
            "applicable": True,
            "responsibility": hand,
            "status": "none",
            "shown": "R" if control.shown == "L" and not linked_checks(number) else control.shown,
        }
        yield Seed("control", number, {**SEEDED, **fields, **_linked(number)})
    for number, requirement in REQUIREMENTS.items():
        fields = {"extent": requirement.extent, "registers": list(requirement.registers), "status": "open"}
        yield Seed("requirement", number, {**SEEDED, **fields, **_linked(number)})
    for family, name in FAMILIES.items():
        fields = {"title": both(name.fr, name.en), "family": family, "feared_event": _FEARED[family]}
        yield Seed("risk", f"risk-{family}", {**SEEDED, **fields})
    for regime, reason in _REGIMES.items():
        yield Seed("regime", regime, {**SEEDED, "applies": True, "reason": reason})
    for asset, (title, sort, sensitivity) in _ASSETS.items():
        fields = {"title": title, "sort": sort, "sensitivity": sensitivity, "owner": "security_officer"}
        yield Seed("asset", f"asset-{asset}", {**SEEDED, **fields})
    yield from _activities(list(classes))


def linked_checks(number: str) -> list[str]:
    """The checks that show a control or a requirement."""
    lines = (line.split() for line in _LINKS.strip().splitlines())
    return [check for check, *shown in lines if number in shown]


def _linked(number: str) -> dict[str, Value]:
    checks = linked_checks(number)
    return {"checks": checks} if checks else {}


def _activities(classes: list[DataClass]) -> Iterator[Seed]:
    for basis, (title, capacity, persons) in _ACTIVITIES.items():
        used = [each for each in classes if each.basis == basis]
        if not used:
            continue
        fields: dict[str, Value] = {
            "title": title,
            "capacity": capacity,
            "purpose": "\n".join(f"{each.name}: {each.purpose}" for each in used),
            "basis": basis,
            "persons": [persons],
            "data_classes": [each.name for each in used],
            "period": "\n".join(f"{each.name}: {each.period}, {each.starts}" for each in used),
            "owner": "data_protection_officer",
            "checks": ["C29"],
        }
        yield Seed("processing", f"processing-{basis.replace('_', '-')}", {**SEEDED, **fields})
