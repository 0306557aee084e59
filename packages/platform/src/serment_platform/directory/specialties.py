"""The canonical professions and specialties: one code for the several the official lists give the same work.

A physician's code is that of TRE_R38 (SM…), any other professional's that of TRE_G15. `related` names those who
treat some of the same, for a search that finds nobody.
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


def labels(code: str) -> Labels:
    """What a code is called; an unknown one is shown as it is."""
    known = _by_any_code().get(code)
    return known.labels if known else Labels(code, code)


def related(code: str) -> tuple[str, ...]:
    """Who treats some of the same."""
    known = _by_any_code().get(code)
    return known.related if known else ()


def find_specialties(query: str) -> list[Specialty]:
    """Specialties one of whose labels has words that begin so."""
    folded = fold(query)
    if not folded:
        return []
    return [specialty for specialty, called in _called() if begins_a_word(called, folded)][:MOST]


@cache
def _called() -> list[tuple[Specialty, str]]:
    return [(each, fold(f"{each.labels.fr} {each.labels.en}")) for each in specialties()]
