"""A register as PDF. Pure: the same rows at the same moment give the same bytes.

It names the hash of the CSV of the same rows: whoever has both sees that they say the same.
"""

import hashlib
from collections.abc import Collection
from datetime import datetime

from serment_platform.compliance.registers.exporting import CONFERS_NOTHING, lines, table, without_empty
from serment_platform.compliance.registers.paper import Paper, printed
from serment_platform.compliance.registers.types import Kind, Language, States, Version, in_language, words
from serment_platform.compliance.registers.typesetting import lacks
from serment_protocol.encoding import write_day, write_time

MADE = words("{origin}, fait le {made}.", "{origin}, made on {made}.")
NOBODY = words("Aucune ligne.", "No row.")
WRITTEN = words(
    "{count} lignes, écrites entre le {first} et le {last}, chacune dans sa dernière version.",
    "{count} rows, written from {first} to {last}, each in its newest version.",
)
HASH = words("SHA-256 des mêmes lignes en CSV ({file}) : {hash}", "SHA-256 of the same rows as CSV ({file}): {hash}")
LACKS = words(
    "Les lettres que cette police n’a pas sont des « ? » ici ; le CSV les a.",
    "Letters that this typeface lacks are ? here; the CSV has them.",
)
PAGE = words("page", "page")


def paper_of(
    kind: Kind, rows: Collection[Version], language: Language, states: States | None, origin: str, now: datetime
) -> bytes:
    """Columns in which nothing stands are left out."""
    head, *body = without_empty(lines(kind, rows, language, states))
    name = in_language(kind.name, language)
    csv = hashlib.sha256(table(kind, rows, language, states).encode()).hexdigest()
    said = [
        in_language(MADE, language).format(origin=origin, made=write_time(now)),
        _written(rows, language),
        in_language(HASH, language).format(file=f"{kind.id}.csv", hash=csv),
        *([in_language(LACKS, language)] if any(lacks(cell) for row in body for cell in row) else []),
        in_language(CONFERS_NOTHING, language),
    ]
    foot = f"{name}, {origin}, {write_day(now.date())}, {in_language(PAGE, language)}"
    return printed(Paper(name, said, head, body, foot, language, now))


def _written(rows: Collection[Version], language: Language) -> str:
    if not rows:
        return in_language(NOBODY, language)
    days = [row.at.date() for row in rows]
    first, last = write_day(min(days)), write_day(max(days))
    return in_language(WRITTEN, language).format(count=len(rows), first=first, last=last)
