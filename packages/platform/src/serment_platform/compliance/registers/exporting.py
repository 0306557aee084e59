"""Registers as CSV, in French and in English. Pure: the same rows always give the same bytes."""

import csv
import io
import re
from collections.abc import Iterable, Mapping

from serment_platform.compliance.registers.fields import shown
from serment_platform.compliance.registers.offices import office_name
from serment_platform.compliance.registers.types import (
    Kind,
    Language,
    Measured,
    States,
    Version,
    in_language,
    list_of,
    words,
)
from serment_protocol.encoding import write_time

# A spreadsheet would run a cell that begins so; one of a French machine begins a cell at every semicolon.
FORMULA = re.compile(r"(^|;)(\s*)(?=[=+\-@\t\r])")
OUTCOMES = {
    "pass": words("réussi", "passed"),
    "fail": words("échec", "failed"),
    "error": words("erreur", "error"),
    "not_applicable": words("sans objet", "not applicable"),
    "unmeasured": words("jamais mesuré", "never measured"),
}
STALE = words("périmé", "out of date")
CONFERS_NOTHING = words(
    "Utiliser Serment ne confère aucun certificat.",
    "Using Serment confers no certificate.",
)


def table(kind: Kind, rows: Iterable[Version], language: Language, states: States | None = None) -> str:
    """A register as CSV; with the last word of the checks that its rows are linked to, where it makes claims."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([_cell(each) for each in line] for line in lines(kind, rows, language, states))
    return out.getvalue()


def lines(kind: Kind, rows: Iterable[Version], language: Language, states: States | None = None) -> list[list[str]]:
    """The same as texts: a line with the names of the columns, and one for each row."""
    sorted_rows = sorted(rows, key=lambda each: order(each.id))
    return [_head(kind, language), *(_line(kind, row, language, states or {}) for row in sorted_rows)]


def without_empty(found: list[list[str]]) -> list[list[str]]:
    """Without the columns in which nothing stands, for pages that people read."""
    head, *body = found
    filled = [at for at in range(len(head)) if at == 0 or any(line[at] for line in body)]
    return [[line[at] for at in filled] for line in found]


def order(name: str) -> tuple[tuple[int, str], ...]:
    """By which ids are sorted: A.5.2 before A.5.10."""
    parts = name.replace("-", ".").split(".")
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)


def title_of(kind: Kind, row: Version, language: Language) -> str:
    """How a row is called."""
    if row.id in kind.titles:
        return in_language(kind.titles[row.id], language)
    field = kind.field(kind.title)
    return shown(field, row.fields.get(field.id), language) if field else row.id


def linked(kind: Kind, row: Version, states: States) -> Mapping[str, Measured]:
    """The checks that a row is linked to, by its own word or by theirs."""
    named = set(list_of(row.fields, kind.claim.checks)) if kind.claim else set[str]()
    return {name: each for name, each in sorted(states.items()) if name in named or row.id in each.refs}


def written_by(row: Version, language: Language) -> str:
    """Whose hand a version is, and in which office."""
    return f"{row.by} ({office_name(row.role, language)})"


def _head(kind: Kind, language: Language) -> list[str]:
    both = [words("n°", "id"), *([words("intitulé", "title")] if kind.titles else [])]
    both += [each.name for each in kind.fields]
    both += [words("état", "state"), words("version", "version"), words("par", "by"), words("le", "at")]
    both += [words("mesures", "measurements")] if kind.claim else []
    return [in_language(each, language) for each in both]


def _line(kind: Kind, row: Version, language: Language, states: States) -> list[str]:
    named = [title_of(kind, row, language)] if kind.titles else []
    fields = [shown(each, row.fields.get(each.id), language) for each in kind.fields]
    stands = in_language(kind.state(row.state).name, language)
    cells = [row.id, *named, *fields, stands, str(row.version), written_by(row, language), write_time(row.at)]
    if not kind.claim:
        return cells
    return [*cells, ", ".join(f"{name} {_said(each, language)}" for name, each in linked(kind, row, states).items())]


def _said(each: Measured, language: Language) -> str:
    outcome = in_language(OUTCOMES[each.outcome], language)
    return outcome if each.fresh or each.outcome == "unmeasured" else f"{outcome}, {in_language(STALE, language)}"


def _cell(text: str) -> str:
    return FORMULA.sub(r"\1\2'", text)
