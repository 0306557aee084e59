"""A register as a page to read and to print, in one file without a script and without anybody else's part. Pure.

People print it, or keep it as PDF, by their browser: a PDF library is 32 MB that the service would carry for that.
"""

from collections.abc import Iterable
from html import escape

from serment_platform.compliance.exchange.parts import CONFERS_NOTHING
from serment_platform.compliance.registers.exporting import lines
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
    head, *body = lines(kind, rows, language, states)
    filled = [at for at in range(len(head)) if at == 0 or any(line[at] for line in body)]
    name = escape(title or in_language(kind.name, language))
    said = f"{escape(origin)}, {made}. {in_language(CONFERS_NOTHING, language)}"
    heads = "".join(f'<th scope="col">{escape(head[at])}</th>' for at in filled)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{name}</title>\n'
        f"<style>{STYLE}</style>\n<h1>{name}</h1>\n<p>{said}</p>\n"
        f'<div tabindex="0" role="region" aria-label="{name}">\n<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n'
        + "".join(_row(line, filled) for line in body)
        + "</tbody>\n</table>\n</div>\n</html>\n"
    )


def _row(line: list[str], filled: list[int]) -> str:
    first, *rest = filled
    cells = "".join(f"<td>{escape(line[at])}</td>" for at in rest)
    return f'<tr><th scope="row">{escape(line[first])}</th>{cells}</tr>\n'
