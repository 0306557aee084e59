"""How long tickets live and how often they serve. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

TICKET_BYTES = 1436
MOST_AT_ONCE = 12
# Confirmation, reminder, and a few moves that ask for both again.
USES = 8
# A visit lies at most a year ahead, and a ticket waits in the stock for some weeks before.
MONTHS_VALID = 15
# A contact is sealed to a key that a client may have read a while ago.
MONTHS_OF_A_CONTACT = MONTHS_VALID + 1
RELAY_SKEW = timedelta(minutes=5)


def first_of_month(day: date, later: int) -> date:
    """The first day of the month so many months later: a coarse date, which many tickets share."""
    months = day.year * 12 + day.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)


def expiry(day: date) -> date:
    """When tickets made today stop working."""
    return first_of_month(day, MONTHS_VALID)


def outlived(followed: Sequence[tuple[bytes, date]], months: int, today: date) -> list[bytes]:
    """Keys of which nothing can come back: another followed them so many months ago. Given newest first, with their
    first days; the newest is always kept.
    """
    pairs = zip(followed[1:], followed, strict=False)
    return [key for (key, _), (_, since) in pairs if first_of_month(since, months) <= today]
