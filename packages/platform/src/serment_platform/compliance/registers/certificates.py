"""Which certificates are held at a moment, as everybody is told. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from serment_platform.compliance.registers.due import moment_of
from serment_platform.compliance.registers.kinds.assurance import HELD
from serment_platform.compliance.registers.types import Version, list_of, text_of


class Certificate(msgspec.Struct, frozen=True):
    """A certificate."""

    standard: str
    holder: str
    """`us`, or a processor of the register."""
    processor: str
    title: str
    body: str
    number: str
    scope: str
    activities: Sequence[str]
    issued_on: str
    until: str
    state: str


def held(rows: Iterable[Version], now: datetime) -> list[Certificate]:
    """Those that were issued and have neither run out nor been suspended or withdrawn."""
    valid = (row for row in rows if row.state in HELD and now <= moment_of(row.fields, "until"))
    return sorted(map(_told, valid), key=lambda each: (each.holder != "us", each.standard, each.number))


def _told(row: Version) -> Certificate:
    names = ("standard", "holder", "processor", "title", "body", "number", "scope")
    standard, holder, processor, title, body, number, scope = (text_of(row.fields, name) for name in names)
    return Certificate(
        standard,
        holder,
        processor,
        title,
        body,
        number,
        scope,
        list_of(row.fields, "activities"),
        text_of(row.fields, "issued_on"),
        text_of(row.fields, "until"),
        row.state,
    )
