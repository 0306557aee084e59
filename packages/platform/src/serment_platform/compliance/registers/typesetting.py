"""A table set on pages of paper: letters, lines, columns and where a page ends. Pure.

In Windows-1252, which has every letter of French and English. What it lacks is written with what it has, or as `?`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from serment_platform.compliance.registers.helvetica import Face, width

CODEC = "cp1252"
LACKING = "?"
WRITTEN = str.maketrans({"\u202f": "\xa0", "\t": " ", "→": "->", "←": "<-", "≥": ">=", "≤": "<=", "−": "-", "≠": "<>"})  # noqa: RUF001
BREAK = re.compile(rb"[-_./,;:]")
LINE, WORD, PIECE = (
    re.compile(rb"[^\n]+"),
    re.compile(rb"[^ \n]+"),
    re.compile(rb"[^ \n\-_./,;:]+[-_./,;:]*|[-_./,;:]+"),
)
# Nothing is narrower: of a word that has no room, a few letters stay together.
NARROWEST = 22.0
WIDEST = 330.0
FEWEST = 2
"""Lines of a row that may stand alone at the end of a page."""

Text: TypeAlias = bytes
Lines: TypeAlias = tuple[Text, ...]
Row: TypeAlias = tuple[Lines, ...]
"""The lines of each of its cells."""


class Cell(NamedTuple):
    """A text, and the face it stands in."""

    text: Text
    face: Face


class Part(NamedTuple):
    """Some lines of a row, counted in each of its cells: a row that is longer than a page goes on upon the next."""

    row: int
    first: int
    end: int


def letters(text: str) -> Text:
    """A text in what the font has."""
    return "".join(_letter(each) for each in text.translate(WRITTEN)).encode(CODEC)


def lacks(text: str) -> bool:
    """Whether letters of it are shown as `?`."""
    return letters(text).count(LACKING.encode()) > text.count(LACKING)


def wrapped(cell: Cell, size: float, room: float) -> Lines:
    """Lines that have room; a word that has none is cut, behind a sign where there is one."""
    return tuple(line for each in cell.text.split(b"\n") for line in _wrap(each, cell.face, size, room))


def columns(table: Sequence[Sequence[Cell]], size: float, room: float, pad: float) -> list[float]:
    """How wide each column is: no word is cut where there is room for all, and what is left goes to longer texts."""
    by_column = list(zip(*table, strict=True))
    words, pieces = (
        [max(_longest(cell, size, parts) for cell in column) + pad for column in by_column] for parts in (WORD, PIECE)
    )
    least = words if sum(words) <= room else pieces
    if sum(least) > room:
        return _squeezed(least, room, NARROWEST + pad)
    most = [
        max(low, min(WIDEST, max(_longest(cell, size, LINE) for cell in column)) + pad)
        for low, column in zip(least, by_column, strict=True)
    ]
    asked = sum(most) - sum(least)
    share = min(1.0, (room - sum(least)) / asked) if asked else 0.0
    found = [low + (high - low) * share for low, high in zip(least, most, strict=True)]
    over = (room - sum(found)) / len(found)
    return [each + over for each in found]


def pages(heights: Iterable[int], first: int, others: int) -> Iterator[list[Part]]:
    """Which rows stand on which page. Heights are in lines, and so is the room; below each row half a line stays free.

    A row stays together where a page has room for it.
    """
    page: list[Part] = []
    left = 2 * first
    for row, height in enumerate(heights):
        done = 0
        while done < height:
            rest, fit = height - done, (left - 1) // 2
            if page and rest > fit and (rest <= others or fit <= FEWEST):
                yield page
                page, left = [], 2 * others
                continue
            end = done + min(rest, max(fit, 1))
            page.append(Part(row, done, end))
            left -= 2 * (end - done) + 1
            done = end
    yield page


def _letter(each: str) -> str:
    if _has(each):
        return each
    plain = "".join(part for part in unicodedata.normalize("NFKD", each) if not unicodedata.combining(part))
    return plain if plain and _has(plain) else LACKING


def _has(text: str) -> bool:
    try:
        text.encode(CODEC)
    except UnicodeEncodeError:
        return False
    return True


def _wrap(text: Text, face: Face, size: float, room: float) -> Iterator[Text]:
    line = b""
    for word in text.split(b" "):
        longer = line + b" " + word if line else word
        if width(longer, face, size) <= room:
            line = longer
            continue
        if line:
            yield line
        *whole, line = _cut(word, face, size, room)
        yield from whole
    yield line


def _cut(word: Text, face: Face, size: float, room: float) -> Iterator[Text]:
    while width(word, face, size) > room and len(word) > 1:
        fits = max(1, sum(1 for end in range(1, len(word) + 1) if width(word[:end], face, size) <= room))
        signs = [found.end() for found in BREAK.finditer(word[:fits])]
        end = signs[-1] if signs else fits
        yield word[:end]
        word = word[end:]
    yield word


def _longest(cell: Cell, size: float, parts: re.Pattern[bytes]) -> float:
    return max((width(each, cell.face, size) for each in parts.findall(cell.text)), default=0.0)


def _squeezed(least: Sequence[float], room: float, narrowest: float) -> list[float]:
    """The widest give first: as many as it takes come down to the same width."""
    down = sorted(least, reverse=True)
    for count, (high, low) in enumerate(pairwise([*down, narrowest]), 1):
        level = (room - sum(down[count:])) / count
        if low <= level <= high:
            return [min(each, level) for each in least]
    return [room / len(least)] * len(least)
