"""A table on paper: what stands where on which page. Pure: the same words and moment give the same bytes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import accumulate, pairwise
from typing import NamedTuple

from serment_platform.compliance.registers.helvetica import Face, width
from serment_platform.compliance.registers.pdf import HIGH, WIDE, Element, Pdf, Sheet
from serment_platform.compliance.registers.types import Language
from serment_platform.compliance.registers.typesetting import Cell, Part, Row, columns, letters, pages, wrapped

MARGIN, FOOT, PAD = 34.0, 22.0, 6.0
ROOM = WIDE - 2 * MARGIN
TITLE, SAID, CELL = 15.0, 8.0, 7.0
LINE = 1.25 * CELL
HAIR = 0.01
RULES, SHADE = "0.55 G 0.4 w", "0.92 g"


class Paper(NamedTuple):
    """What is printed."""

    title: str
    said: Sequence[str]
    """Under the title."""
    head: Sequence[str]
    body: Sequence[Sequence[str]]
    foot: str
    """At the bottom of each page, before its number."""
    language: Language
    made: datetime


class _Set(NamedTuple):
    """The table in lines: its head and its rows, and the left and right edge of each column."""

    head: Row
    rows: list[Row]
    edges: list[tuple[float, float]]


def printed(paper: Paper) -> bytes:
    """The file."""
    pdf = Pdf()
    sheet, top = pdf.sheet(), HIGH - MARGIN
    top = _paragraph(pdf, sheet, "H1", paper.title, top)
    for each in paper.said:
        top = _paragraph(pdf, sheet, "P", each, top)
    if paper.body:
        _table(pdf, sheet, _in_lines(paper), top - SAID)
    for number, each in enumerate(pdf.sheets, 1):
        _foot(each, f"{paper.foot} {number} / {len(pdf.sheets)}")
    return pdf.file(paper.title, paper.language, paper.made)


def _paragraph(pdf: Pdf, sheet: Sheet, tag: str, text: str, top: float) -> float:
    face, size = ("bold", TITLE) if tag == "H1" else ("regular", SAID)
    with sheet.part_of(pdf.element(tag, pdf.document)):
        for line in wrapped(Cell(letters(text), face), size, ROOM):
            top -= 1.25 * size
            sheet.write(line, (MARGIN, top), face, size)
    return top - size / 4


def _in_lines(paper: Paper) -> _Set:
    table = [
        [Cell(letters(text), _face(number, at)) for at, text in enumerate(row)]
        for number, row in enumerate((paper.head, *paper.body), -1)
    ]
    wide = columns(table, CELL, ROOM, PAD)
    # A hair more than the widest word that a column was made for: sums of halves are not exact.
    head, *rows = (
        tuple(wrapped(cell, CELL, room - PAD + HAIR) for cell, room in zip(row, wide, strict=True)) for row in table
    )
    edges = list(accumulate(wide, initial=MARGIN))
    return _Set(head, rows, list(pairwise(edges)))


def _table(pdf: Pdf, sheet: Sheet, table: _Set, top: float) -> None:
    element = pdf.element("Table", pdf.document)
    head = _row(pdf, element, ["Column"] * len(table.head))
    body = [_row(pdf, element, ["Row", *[""] * (len(row) - 1)]) for row in table.rows]
    above = _height(table.head)
    first, others = (int((each - MARGIN - FOOT) / LINE) - above - 1 for each in (top, HIGH - MARGIN))
    for number, parts in enumerate(pages(map(_height, table.rows), first, others)):
        if number:
            sheet, top = pdf.sheet(), HIGH - MARGIN
        # Repeated for the eye: a screen reader knows the heads from the first page.
        top = _part(sheet, table, Part(-1, 0, above), None if number else head, top)
        for part in parts:
            top = _part(sheet, table, part, body[part.row], top)


def _part(sheet: Sheet, table: _Set, part: Part, elements: Sequence[Element] | None, top: float) -> float:
    row = table.head if part.row < 0 else table.rows[part.row]
    tall = (part.end - part.first + 0.5) * LINE
    _frame(sheet, table.edges, (top - tall, tall), shaded=part.row < 0)
    for at, (cell, (left, _)) in enumerate(zip(row, table.edges, strict=True)):
        lines = cell[part.first : part.end]
        if not any(lines):
            continue
        with sheet.part_of(elements[at] if elements else None):
            for number, line in enumerate(lines, 1):
                sheet.write(line, (left + PAD / 2, top - number * LINE), _face(part.row, at), CELL)
    return top - tall


def _frame(sheet: Sheet, edges: Iterable[tuple[float, float]], at: tuple[float, float], *, shaded: bool) -> None:
    low, tall = at
    with sheet.part_of(None):
        sheet.add(f"q {RULES} {SHADE}")
        for left, right in edges:
            sheet.add(f"{left:.2f} {low:.2f} {right - left:.2f} {tall:.2f} re {'B' if shaded else 'S'}")
        sheet.add("Q")


def _foot(sheet: Sheet, text: str) -> None:
    line = letters(text)
    with sheet.part_of(None):
        sheet.write(line, (WIDE - MARGIN - width(line, "regular", CELL), MARGIN), "regular", CELL)


def _row(pdf: Pdf, table: Element, scopes: Sequence[str]) -> list[Element]:
    row = pdf.element("TR", table)
    return [pdf.element("TH" if scope else "TD", row, scope) for scope in scopes]


def _face(row: int, column: int) -> Face:
    return "bold" if row < 0 or column == 0 else "regular"


def _height(row: Row) -> int:
    return max(map(len, row))
