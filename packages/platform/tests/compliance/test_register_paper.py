"""Registers on paper, read back with a reader of PDF that others wrote."""

import hashlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from serment_platform.compliance.exchange.types import measured_states
from serment_platform.compliance.registers.exporting import lines, table, without_empty
from serment_platform.compliance.registers.helvetica import width
from serment_platform.compliance.registers.kinds import REGISTERS
from serment_platform.compliance.registers.printing import paper_of
from serment_platform.compliance.registers.types import Language, Version
from serment_platform.compliance.registers.typesetting import Cell, Part, columns, lacks, letters, pages, wrapped

from .builders import NOW, RISK, version
from .exported import ORIGIN, installation

INPUTS = installation()
STATES = measured_states(INPUTS.checks)


def paper(kind: str, language: Language = "fr", rows: Iterable[Version] | None = None) -> bytes:
    found = INPUTS.register(kind) if rows is None else list(rows)
    return paper_of(REGISTERS[kind], found, language, STATES, ORIGIN, NOW)


def opened(data: bytes) -> PdfReader:
    return PdfReader(BytesIO(data), strict=True)


def text_of(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def packed(text: str) -> str:
    """Without the places where a line or a word may end."""
    return "".join(text.split())


def elements(reader: PdfReader) -> Iterator[DictionaryObject]:
    root = cast("DictionaryObject", reader.root_object["/StructTreeRoot"])
    waiting = [cast("DictionaryObject", root["/K"])]
    while waiting:
        each = waiting.pop()
        yield each
        children = (child.get_object() for child in cast("ArrayObject", each["/K"]))
        waiting += [child for child in children if isinstance(child, DictionaryObject) and "/S" in child]


class TestARegister:
    @pytest.mark.parametrize("language", ["fr", "en"])
    @pytest.mark.parametrize("kind", ["control", "risk", "processing", "requirement"])
    def test_is_there_with_every_cell(self, kind: str, language: Language) -> None:
        found = packed(text_of(opened(paper(kind, language))))
        cells = without_empty(lines(REGISTERS[kind], INPUTS.register(kind), language, STATES))
        missing = [cell for row in cells for cell in row if packed(letters(cell).decode("cp1252")) not in found]
        assert missing == []

    @pytest.mark.parametrize(
        ("language", "title"), [("fr", "Déclaration d’applicabilité"), ("en", "Statement of Applicability")]
    )
    def test_says_what_it_is_and_of_when(self, language: Language, title: str) -> None:
        reader = opened(paper("control", language))
        csv = table(REGISTERS["control"], INPUTS.register("control"), language, STATES).encode()
        (first, *_) = reader.pages
        said = first.extract_text()
        assert said.startswith(title)
        assert hashlib.sha256(csv).hexdigest() in said
        assert "2026-11-26T09:00:00Z" in said
        assert ("93 lignes" if language == "fr" else "93 rows") in said
        assert ("ne confère aucun" if language == "fr" else "confers no certificate") in said
        assert reader.metadata is not None
        assert (reader.metadata.title, reader.root_object["/Lang"]) == (title, language)
        assert reader.metadata.creation_date == NOW

    def test_has_numbers_and_heads_on_every_page(self) -> None:
        reader = opened(paper("control"))
        assert len(reader.pages) > 3
        for number, page in enumerate(reader.pages, 1):
            said = page.extract_text()
            assert f"page {number} / {len(reader.pages)}" in said
            assert "responsabilité" in said
            assert (page.mediabox.width, page.mediabox.height) == (pytest.approx(841.89), pytest.approx(595.28))

    def test_tells_a_screen_reader_its_structure(self) -> None:
        reader = opened(paper("control"))
        tags = [str(each["/S"]) for each in elements(reader)]
        head, *_ = without_empty(lines(REGISTERS["control"], INPUTS.register("control"), "fr", STATES))
        assert (tags.count("/H1"), tags.count("/Table"), tags.count("/TR")) == (1, 1, 94)
        assert tags.count("/TH") == len(head) + 93
        assert tags.count("/TD") == 93 * (len(head) - 1)
        assert reader.root_object["/MarkInfo"] == {"/Marked": True}

    def test_of_the_same_rows_is_the_same_bytes(self) -> None:
        rows = INPUTS.register("control")
        assert paper("control", rows=rows) == paper("control", rows=reversed(rows))

    def test_without_a_row_says_so(self) -> None:
        assert "Aucune ligne." in text_of(opened(paper("incident", rows=[])))

    def test_goes_on_upon_the_next_page_where_a_row_is_longer_than_one(self) -> None:
        told = [f"Phrase {number} sur ce qui est craint." for number in range(300)]
        rows = [version("risk", "risk-1", {**RISK, "feared_event": "\n".join(told), "state": "seeded"})]
        reader = opened(paper("risk", rows=rows))
        assert len(reader.pages) > 3
        found = packed(text_of(reader))
        assert [each for each in told if packed(each) not in found] == []

    @pytest.mark.parametrize(("said", "shown"), [("Ένα Řád (\\essai)", "??? Rád (\\essai)"), ("≥ 3 → 4", ">= 3 -> 4")])
    def test_shows_what_its_letters_can_and_says_where_not(self, said: str, shown: str) -> None:
        text = text_of(opened(paper("risk", rows=[version("risk", "risk-1", {**RISK, "title": said})])))
        assert packed(shown) in packed(text)
        assert ("police n’a pas" in text) == lacks(said)


class TestSetting:
    @given(st.text(alphabet="aéW _-.\n", max_size=80), st.floats(25, 200))
    def test_lines_have_room_and_lose_no_letter(self, text: str, room: float) -> None:
        found = wrapped(Cell(letters(text), "bold"), 7.0, room)
        assert all(width(line.rstrip(), "bold", 7.0) <= room for line in found)
        assert packed(b"".join(found).decode("cp1252")) == packed(text)

    @given(st.lists(st.lists(st.text("aé _", max_size=90), min_size=14, max_size=14), min_size=1, max_size=4))
    def test_columns_fill_the_page(self, table: list[list[str]]) -> None:
        cells = [[Cell(letters(each), "regular") for each in row] for row in table]
        found = columns(cells, 7.0, 770.0, 6.0)
        assert sum(found) == pytest.approx(770.0)
        assert min(found) > 0

    @given(st.lists(st.integers(1, 120), max_size=40), st.integers(5, 20), st.integers(20, 60))
    def test_pages_hold_every_line_once(self, heights: list[int], first: int, others: int) -> None:
        found = list(pages(heights, first, others))
        seen = [(part.row, line) for page in found for part in page for line in range(part.first, part.end)]
        assert seen == [(row, line) for row, height in enumerate(heights) for line in range(height)]
        rooms = [first, *[others] * (len(found) - 1)]
        assert all(_lines(page) <= 2 * room for page, room in zip(found, rooms, strict=True))


def _lines(page: list[Part]) -> int:
    return sum(2 * (part.end - part.first) + 1 for part in page)
