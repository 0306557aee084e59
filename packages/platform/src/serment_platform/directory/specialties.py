"""The canonical professions and specialties: one code for the several the official lists give the same work.

Codes are the State's (Agence du numérique en santé, Nomenclatures des objets de santé). Who has a specialty has its
code in TRE_R38 (edition of 2026-09-28: SM… physicians, SCD… dentists, SI… nurses, SP… pharmacists), anybody else that
of the profession in TRE_G15 or of the title in TRE_R95. Options and what a reform renamed are aliases of what a
patient looks for; what nobody books, as a dental assistant, is left out. `related` names those who treat some of the
same, for a search that finds nobody; `also` has other words that people type.
"""

import csv
from functools import cache
from importlib.resources import files

import msgspec

from serment_platform.directory.folding import begins_a_word, fold

MOST = 8


class Labels(msgspec.Struct, frozen=True):
    """A word in both languages."""

    fr: str
    en: str


class Specialty(msgspec.Struct, frozen=True):
    """One kind of practitioner."""

    code: str
    profession: str
    labels: Labels
    aliases: tuple[str, ...]
    related: tuple[str, ...]
    also: str


PHYSICIAN_CODE = "10"
PHYSICIAN = Labels("Médecin", "Physician")
ANYBODY = Labels("Professionnel de santé", "Health professional")


@cache
def specialties() -> tuple[Specialty, ...]:
    """All of them, the most asked for first."""
    text = files("serment_platform.directory").joinpath("specialties.csv").read_text(encoding="utf-8")
    return tuple(
        Specialty(
            row["code"],
            row["profession"],
            Labels(row["fr"], row["en"]),
            tuple(row["aliases"].split()),
            tuple(row["related"].split()),
            row["also"],
        )
        for row in csv.DictReader(text.splitlines())
    )


@cache
def _by_any_code() -> dict[str, Specialty]:
    return {code: specialty for specialty in specialties() for code in (specialty.code, *specialty.aliases)}


def canonical(profession: str, specialty: str) -> str:
    """The code a practitioner is found by; an unknown code stands for itself."""
    code = specialty or profession
    known = _by_any_code().get(code)
    return known.code if known else code


def labels(code: str, profession: str = "") -> Labels:
    """What a code is called; an unknown one by the profession, and never by itself: it says nothing to a patient."""
    known = _by_any_code().get(code) or _by_any_code().get(profession)
    if known:
        return known.labels
    return PHYSICIAN if PHYSICIAN_CODE in (code, profession) else ANYBODY


def related(code: str) -> tuple[str, ...]:
    """Who treats some of the same."""
    known = _by_any_code().get(code)
    return known.related if known else ()


def find_specialties(query: str) -> list[Specialty]:
    """Specialties of which some words begin so, of their labels or of what people say."""
    folded = fold(query)
    if not folded:
        return []
    return [specialty for specialty, called in _called() if begins_a_word(called, folded)][:MOST]


@cache
def _called() -> list[tuple[Specialty, str]]:
    return [(each, fold(f"{each.labels.fr} {each.labels.en} {each.also}")) for each in specialties()]
