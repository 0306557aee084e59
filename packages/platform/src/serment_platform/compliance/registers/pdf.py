"""A PDF with its structure, so that a screen reader finds title, paragraphs, and heads of tables (ISO 32000-1, 14.7).

Pure: the same calls give the same bytes. Its letters are Helvetica's, which no file needs to carry.
"""

# pyright: reportUnknownMemberType=false
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from typing import TypeAlias

import pydyf  # pyright: ignore[reportMissingTypeStubs]

from serment_platform.compliance.registers.helvetica import Face
from serment_platform.compliance.registers.typesetting import Text

WIDE, HIGH = 841.89, 595.28
"""A4, lying, in points."""
FONTS: dict[Face, tuple[str, str]] = {"regular": ("F1", "/Helvetica"), "bold": ("F2", "/Helvetica-Bold")}


Element: TypeAlias = pydyf.Dictionary


class Sheet:
    """A page, and the element that each marked piece of it belongs to."""

    def __init__(self, page: pydyf.Dictionary, stream: pydyf.Stream) -> None:
        self.page = page
        self.stream = stream
        self.owners: list[bytes] = []

    def add(self, what: str | bytes) -> None:
        """An operator with its operands."""
        self.stream.stream.append(what)

    def write(self, text: Text, at: tuple[float, float], face: Face, size: float) -> None:
        """A line of text."""
        escaped = text.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        self.add(f"BT /{FONTS[face][0]} {size:g} Tf {at[0]:.2f} {at[1]:.2f} Td".encode() + b" (" + escaped + b") Tj ET")

    @contextmanager
    def part_of(self, element: Element | None) -> Generator[None]:
        """What is written meanwhile belongs to an element; to none, it is decoration."""
        if element is None:
            self.add("/Artifact BMC")
        else:
            number = len(self.owners)
            self.owners.append(element.reference)
            self.add(f"{element['S']} <</MCID {number}>> BDC")
            element["K"].append(pydyf.Dictionary({"Type": "/MCR", "Pg": self.page.reference, "MCID": number}).data)
        yield
        self.add("EMC")


class Pdf:
    """Pages and elements."""

    def __init__(self) -> None:
        self.whole = pydyf.PDF()
        self.root = self._object({"Type": "/StructTreeRoot"})
        self.document = self.element("Document", self.root)
        self.root["K"] = self.document.reference
        faces = (
            (name, {"Type": "/Font", "Subtype": "/Type1", "BaseFont": base, "Encoding": "/WinAnsiEncoding"})
            for name, base in FONTS.values()
        )
        self.fonts = pydyf.Dictionary({name: self._object(face).reference for name, face in faces})
        self.sheets: list[Sheet] = []

    def sheet(self) -> Sheet:
        """A new page."""
        stream = pydyf.Stream(compress=True)
        self.whole.add_object(stream)
        page = pydyf.Dictionary(
            {
                "Type": "/Page",
                "Parent": self.whole.pages.reference,
                "MediaBox": pydyf.Array([0, 0, WIDE, HIGH]),
                "Resources": pydyf.Dictionary({"Font": self.fonts}),
                "Contents": stream.reference,
                "StructParents": len(self.sheets),
                "Tabs": "/S",
            }
        )
        self.whole.add_page(page)
        self.sheets.append(Sheet(page, stream))
        return self.sheets[-1]

    def element(self, tag: str, parent: Element, scope: str = "") -> Element:
        """A part of the structure; a head says whether it is a column's or a row's."""
        made = self._object({"Type": "/StructElem", "S": f"/{tag}", "P": parent.reference, "K": pydyf.Array()})
        if scope:
            made["A"] = pydyf.Dictionary({"O": "/Table", "Scope": f"/{scope}"})
        if "K" in parent:
            parent["K"].append(made.reference)
        return made

    def file(self, title: str, language: str, made: datetime) -> bytes:
        """All of it."""
        self.root["ParentTree"] = pydyf.Dictionary({"Nums": pydyf.Array(self._owners())})
        self.whole.info["Title"] = pydyf.String(title)
        self.whole.info["CreationDate"] = pydyf.String(f"D:{made:%Y%m%d%H%M%S}Z")
        self.whole.catalog |= {
            "Lang": pydyf.String(language),
            "MarkInfo": pydyf.Dictionary({"Marked": "true"}),
            "StructTreeRoot": self.root.reference,
            "ViewerPreferences": pydyf.Dictionary({"DisplayDocTitle": "true"}),
        }
        out = BytesIO()
        self.whole.write(out, version=b"1.7", compress=True)
        return out.getvalue()

    def _owners(self) -> Iterable[int | pydyf.Array]:
        for number, sheet in enumerate(self.sheets):
            yield number
            yield pydyf.Array(sheet.owners)

    def _object(self, values: Mapping[str, object]) -> Element:
        made = pydyf.Dictionary(values)
        self.whole.add_object(made)
        return made
