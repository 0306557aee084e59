"""Who is called so, while it is being typed (decision 0050).

`directory.known_by` has a row for each word of a name, in the order in which people are proposed: by the word, then by
the whole name. What begins with some letters is a stretch of it, of which the first few are read. Where several words
were typed, the stretch of the rarest is read, and whoever does not fit the others is passed over.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from psycopg import sql
from psycopg.rows import class_row

from serment_kernel.database import Tx
from serment_platform.directory.listing import OWN
from serment_platform.directory.types import Named

MOST_COMMON = 5000
"""Rows that are counted to see which word is rarer."""
_BEFORE_LETTERS, _BEHIND_LETTERS = "\x01", "\U0010ffff"


class Spelling(NamedTuple):
    """A folded word of a name, or how it begins."""

    text: str
    whole: bool = False

    @property
    def until(self) -> str:
        """All that is spelled so stands before this in the order of words."""
        return self.text + (_BEFORE_LETTERS if self.whole else _BEHIND_LETTERS)

    @property
    def pattern(self) -> str:
        """What is spelled so, for LIKE: folded words have no letter that means anything there."""
        return self.text if self.whole else f"{self.text}%"

    @property
    def inside(self) -> str:
        """A name with such a word, between spaces."""
        return f"% {self.text} %" if self.whole else f"% {self.text}%"


Typed = Sequence[Spelling]
"""A word that was typed: each spelling of it that will do."""


async def called(tx: Tx, typed: Sequence[Typed], most: int, *, own: bool) -> list[Named]:
    """The first of those who have a word of each kind in their own name, or, where that need not be, in the practice's.

    The order is that of the rarest word.
    """
    rarest = await _rarest(tx, typed, own) if len(typed) > 1 else 0
    others = [one for place, one in enumerate(typed) if place != rarest]
    cursor = tx.cursor(row_factory=class_row(Named))
    values: dict[str, object] = {**_stretches([typed[rarest]], own), "fit": _patterns(typed[rarest], own)}
    for place, one in enumerate(others):
        values |= {f"inside_{place}": [each.inside for each in one], f"fit_{place}": _patterns(one, own)}
    await cursor.execute(_calling(len(others), most), values)
    return await cursor.fetchall()


async def _rarest(tx: Tx, typed: Sequence[Typed], own: bool) -> int:
    cursor = await tx.execute(_COUNTING, _stretches(typed, own))
    rows = {int(place): int(count) for place, count in await cursor.fetchall()}
    return min(rows, key=lambda place: (rows[place], -len(typed[place][0].text)))


def _stretches(typed: Sequence[Typed], own: bool) -> dict[str, object]:
    rows = list(_rows(typed, own))
    return {
        "places": [place for place, _, _ in rows],
        "owns": [is_own for _, is_own, _ in rows],
        "firsts": [each.text for _, _, each in rows],
        "untils": [each.until for _, _, each in rows],
    }


def _rows(typed: Sequence[Typed], own: bool) -> Iterator[tuple[int, bool, Spelling]]:
    for place, spellings in enumerate(typed):
        for each in spellings:
            yield place, True, each
            if not own:
                yield place, False, each


def _patterns(one: Typed, own: bool) -> list[str]:
    return [OWN + each.pattern if own else each.pattern for each in one]


_STRETCHES = sql.SQL(
    """
    unnest(%(places)s::integer[], %(owns)s::boolean[], %(firsts)s::text[], %(untils)s::text[])
        AS s (place, own, first, until)
    """
)
_WITHIN = sql.SQL("k.own = s.own AND k.word >= s.first AND k.word < s.until")
_COUNTING = (
    sql.SQL(
        """
        SELECT place, sum(counted.rows)
          FROM {stretches} CROSS JOIN LATERAL (
            SELECT count(*) AS rows FROM (SELECT FROM directory.known_by AS k WHERE {within} LIMIT {most}) AS seen
               ) AS counted
         GROUP BY place
        """
    )
    .format(stretches=_STRETCHES, within=_WITHIN, most=sql.Literal(MOST_COMMON))
    .as_bytes()
)


@cache
def _calling(others: int, most: int) -> bytes:
    """Whoever has two words that fit is found by the first of them alone."""
    return (
        sql.SQL(
            """
        SELECT encode(practitioner, 'hex') AS practitioner, given, family, specialty, town
          FROM {stretches} CROSS JOIN LATERAL (
            SELECT k.word, k.folded, k.practitioner, d.given, d.family, d.code AS specialty, p.town
              FROM directory.known_by AS k
              JOIN directory.practitioner AS d ON d.practitioner = k.practitioner
              JOIN directory.practice AS p ON p.practice = d.practice
             WHERE {within} {others}
                   AND k.word = (SELECT min(ltrim(word, '=') COLLATE "C") FROM unnest(d.words) AS word
                                  WHERE word LIKE ANY (%(fit)s::text[]))
             ORDER BY k.word, k.folded, k.practitioner LIMIT {most}) AS found
         ORDER BY word, folded, found.practitioner LIMIT {most}
        """
        )
        .format(
            stretches=_STRETCHES,
            within=_WITHIN,
            others=sql.SQL(" ").join(_other(place) for place in range(others)),
            most=sql.Literal(most),
        )
        .as_bytes()
    )


def _other(place: int) -> sql.Composed:
    """What stands in the index says who may fit, without a look at anybody's row."""
    return sql.SQL(
        """
        AND ' ' || k.folded || ' ' LIKE ANY ({inside}::text[])
        AND EXISTS (SELECT FROM unnest(d.words) AS word WHERE word LIKE ANY ({fit}::text[]))
        """
    ).format(inside=sql.Placeholder(f"inside_{place}"), fit=sql.Placeholder(f"fit_{place}"))
