"""What is due when: calendar, alarms and legal clocks. Pure: rows and a time in, a list out."""

from calendar import monthrange
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from serment_kernel.processors import Words
from serment_platform.compliance.registers.types import Deadline, Fields, Kind, Span, Version, text_of
from serment_protocol.encoding import read_day, read_time
from serment_protocol.errors import BadStructure

Standing = Literal["done", "done_late", "ahead", "soon", "late"]
DAY_LENGTH = len("2026-11-26")


class Due(msgspec.Struct, frozen=True):
    """One line of the calendar."""

    kind: str
    row: str
    deadline: str
    name: Words
    at: datetime
    standing: Standing
    alarm: str
    """How long before it was said, where it is near."""


def due_of(kind: Kind, row: Version, regimes: Collection[str], now: datetime) -> list[Due]:
    """What a row makes due; a row that somebody edited past us, until it is no time any more, makes nothing due."""
    if kind.state(row.state).over:
        return []
    counted = (each for each in kind.deadlines if _counts(each, row.fields, regimes))
    try:
        return [_due(kind, row, each, now) for each in counted]
    except BadStructure:
        return []


def calendar(rows: Iterable[tuple[Kind, Version]], regimes: Collection[str], now: datetime) -> list[Due]:
    """Everything that is due, the next first."""
    found = [each for kind, row in rows for each in due_of(kind, row, regimes, now)]
    return sorted(found, key=lambda each: (each.at, each.kind, each.row, each.deadline))


def alarms(found: Iterable[Due]) -> list[Due]:
    """What somebody should look at now."""
    return [each for each in found if each.standing in {"soon", "late"}]


def moment_of(fields: Fields, name: str) -> datetime:
    """A day or a moment of a row; a day lasts until its end."""
    text = text_of(fields, name)
    if len(text) == DAY_LENGTH:
        return read_time(f"{read_day(text)}T23:59:59Z")
    return read_time(text)


def later(moment: datetime, span: Span) -> datetime:
    """A span later; a month that is too short ends on its last day, as courts count."""
    return _months(moment, span.months) + timedelta(days=span.days, hours=span.hours)


def earlier(moment: datetime, span: Span) -> datetime:
    """A span before."""
    return _months(moment, -span.months) - timedelta(days=span.days, hours=span.hours)


def said(span: Span) -> str:
    """A span in digits, as ISO 8601 writes it."""
    date = "".join(f"{number}{unit}" for number, unit in ((span.months, "M"), (span.days, "D")) if number)
    return f"P{date}" + (f"T{span.hours}H" if span.hours else "")


def _counts(deadline: Deadline, fields: Fields, regimes: Collection[str]) -> bool:
    if deadline.regime and deadline.regime not in regimes:
        return False
    return bool(text_of(fields, deadline.start)) and (not deadline.only_if or fields.get(deadline.only_if) is True)


def _due(kind: Kind, row: Version, deadline: Deadline, now: datetime) -> Due:
    at = later(moment_of(row.fields, deadline.start), deadline.after)
    passed = [span for span in deadline.ahead if now >= earlier(at, span)]
    standing = _standing(row.fields, deadline, at, now, near=bool(passed) or not deadline.ahead)
    alarm = said(passed[-1]) if passed and standing == "soon" else ""
    return Due(kind.id, row.id, deadline.id, deadline.name, at, standing, alarm)


def _standing(fields: Fields, deadline: Deadline, at: datetime, now: datetime, *, near: bool) -> Standing:
    if deadline.done and text_of(fields, deadline.done):
        return "done" if done_at(fields, deadline.done) <= at else "done_late"
    if now > at:
        return "late"
    return "soon" if near else "ahead"


def done_at(fields: Fields, name: str) -> datetime:
    """When something is said to have been done; of a day, its beginning."""
    text = text_of(fields, name)
    return read_time(f"{read_day(text)}T00:00:00Z" if len(text) == DAY_LENGTH else text)


def _months(moment: datetime, months: int) -> datetime:
    if not months:
        return moment
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
