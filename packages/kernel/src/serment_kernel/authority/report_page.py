"""The reports as a page for people, in French and English; no script, no style, nothing from elsewhere."""

from collections.abc import Iterable, Sequence
from html import escape

from serment_protocol.authority_reports import AuthorityReport, Cell

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Demandes d’autorités", "Requests of authorities"),
    "none": ("Aucun semestre n’est encore achevé.", "No half-year is over yet."),
    "rule": (
        "Les totaux sont exacts ; ailleurs, moins de dix s’écrit « 1-9 ». Les exercices ne comptent pas.",
        "Totals are exact; elsewhere, fewer than ten is written “1-9”. Drills do not count.",
    ),
    "received": ("Reçues", "Received"),
    "disclosed": ("Données remises", "Data handed over"),
    "clear_text": ("Données en clair remises", "Clear text handed over"),
    "contested": ("Contestées", "Contested"),
    "secrecy_orders": ("Avec interdiction d’informer", "With a ban on telling"),
    "open": ("En cours", "Open"),
    "median_days": ("Durée médiane, en jours", "Median, in days"),
    "by_country": ("Par pays", "By country"),
    "by_kind": ("Par type", "By kind"),
    "by_outcome": ("Par issue", "By outcome"),
    "contests": ("Contestations", "Contests"),
    "persons": ("Personnes concernées", "Persons concerned"),
}
CELLS: dict[str, tuple[str, str]] = {
    "FR": ("France", "France"),
    "EU": ("Union européenne, EEE", "European Union, EEA"),
    "adequate": ("pays adéquat", "adequate country"),
    "unqualified": ("pas encore qualifiée", "not qualified yet"),
    "criminal_court": ("juridiction pénale", "criminal court"),
    "police": ("police", "police"),
    "administrative": ("administration", "administration"),
    "intelligence": ("renseignement", "intelligence"),
    "foreign": ("autorité étrangère", "foreign authority"),
    "other": ("autre", "other"),
    "forged": ("fausse", "forged"),
    "withdrawn": ("retirée", "withdrawn"),
    "refused": ("refusée", "refused"),
    "ciphertext_disclosed": ("données chiffrées remises", "ciphertext handed over"),
    "clear_text_disclosed": ("adresses remises en clair", "addresses handed over in clear"),
    "redirected": ("renvoyée au cabinet", "sent on to the practice"),
    "narrowed": ("restreinte", "narrowed"),
    "upheld": ("confirmée", "upheld"),
    "open": ("en cours", "open"),
}
TOTALS = ("received", "disclosed", "clear_text", "contested", "secrecy_orders", "open", "median_days")
GROUPS = ("by_country", "by_kind", "by_outcome", "contests", "persons")


def page(reports: Sequence[AuthorityReport], language: str) -> str:
    """All of them, newest first."""
    at = 1 if language == "en" else 0
    title = WORDS["title"][at]
    parts = [_report(each, at) for each in reversed(reports)] or [f"<p>{WORDS['none'][at]}</p>"]
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title></head>'
        f"<body><main><h1>{title}</h1><p>{WORDS['rule'][at]}</p>{''.join(parts)}</main></body></html>"
    )


def _report(report: AuthorityReport, at: int) -> str:
    totals = _table(WORDS["title"][at], ((WORDS[name][at], _number(getattr(report, name))) for name in TOTALS))
    groups = "".join(_table(WORDS[name][at], _rows(getattr(report, name), at)) for name in GROUPS)
    return f"<section><h2>{escape(report.half)}</h2>{totals}{groups}</section>"


def _rows(cells: Iterable[Cell], at: int) -> Iterable[tuple[str, str]]:
    return ((CELLS.get(each.name, (each.name, each.name))[at], str(each.count)) for each in cells)


def _number(value: object) -> str:
    return "–" if value == -1 else str(value)


def _table(caption: str, rows: Iterable[tuple[str, str]]) -> str:
    cells = "".join(f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in rows)
    return f"<table><caption>{escape(caption)}</caption><tbody>{cells}</tbody></table>"
