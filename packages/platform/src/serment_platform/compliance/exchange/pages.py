"""A register as a page to read on a screen, in one file without a script and without anybody else's part. Pure."""

from collections.abc import Iterable
from html import escape

from serment_platform.compliance.registers.exporting import CONFERS_NOTHING, lines, without_empty
from serment_platform.compliance.registers.types import Kind, Language, States, Version, in_language

STYLE = """
@page { size: A4 landscape; margin: 12mm; }
:root { color-scheme: light dark; }
body { font: 0.75rem/1.4 system-ui, sans-serif; margin: 1rem; }
div { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid; padding: 0.25rem 0.4rem; text-align: start; vertical-align: top; }
th, td { overflow-wrap: break-word; }
td { white-space: pre-line; min-width: 4rem; }
tbody th { white-space: nowrap; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
@media print { body { margin: 0; font-size: 6.5pt; } div { overflow: visible; } td { min-width: 0; } }
"""


def page(
    kind: Kind, rows: Iterable[Version], language: Language, states: States, origin: str, made: str, title: str = ""
) -> str:
    """A register as HTML; columns in which nothing stands are left out."""
    head, *body = without_empty(lines(kind, rows, language, states))
    name = escape(title or in_language(kind.name, language))
    said = f"{escape(origin)}, {made}. {in_language(CONFERS_NOTHING, language)}"
    heads = "".join(f'<th scope="col">{escape(each)}</th>' for each in head)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{name}</title>\n'
        f"<style>{STYLE}</style>\n<h1>{name}</h1>\n<p>{said}</p>\n"
        f'<div tabindex="0" role="region" aria-label="{name}">\n<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n'
        + "".join(_row(line) for line in body)
        + "</tbody>\n</table>\n</div>\n</html>\n"
    )


def _row(line: list[str]) -> str:
    first, *rest = line
    cells = "".join(f"<td>{escape(each)}</td>" for each in rest)
    return f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>\n'
