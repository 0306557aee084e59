"""Keys that others follow: each opens what it made, and goes once nothing of that can come back. Pure."""

from collections.abc import Sequence
from datetime import date


def first_of_month(day: date, later: int) -> date:
    """The first day of the month so many months later: a coarse date, which many things share."""
    months = day.year * 12 + day.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)


def outlived(followed: Sequence[tuple[bytes, date]], months: int, today: date) -> list[bytes]:
    """Keys of which nothing can come back: another followed them so many months ago. Given newest first, with their
    first days; the newest is always kept.
    """
    pairs = zip(followed[1:], followed, strict=False)
    return [key for (key, _), (_, since) in pairs if first_of_month(since, months) <= today]
