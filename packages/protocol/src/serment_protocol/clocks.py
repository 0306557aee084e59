"""How long a practice has to answer what a person asks of it (SPEC 19). Pure: days in, days out.

Sources: L. 1111-7 of the French public health code (medical information: eight days, two months where it is older than
five years, nothing before forty-eight hours); article 12(3) of the GDPR (one month, two more with reasons told in the
first). How months count, and what a weekend does to their end: Regulation (EEC, Euratom) 1182/71, article 3.
"""

import calendar
from datetime import date, datetime, timedelta
from functools import cache
from typing import Literal

Clock = Literal["none", "eight_days", "one_month", "two_months"]
"""What runs since a letter; all that a server is told of what was asked."""

DAY = timedelta(days=1)
EIGHT_DAYS = timedelta(days=8)
REFLECTION = timedelta(hours=48)
EXTENDED_MONTHS = 3
MEDICAL: frozenset[Clock] = frozenset({"eight_days", "two_months"})
SATURDAY = 5
# L. 3133-1 of the French labour code; those that Easter moves are counted from it.
HOLIDAYS = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
AFTER_EASTER = (1, 39, 50)


def due(clock: Clock, asked: date, *, extended: bool = False) -> date | None:
    """The last day for the answer; none where no clock runs.

    National law's own periods end on the day that they name. Those of the GDPR go on to the next working day: a
    practice that answers by the earlier of two readings is never late by the other.
    """
    if clock == "none":
        return None
    if clock == "eight_days":
        return asked + EIGHT_DAYS
    if clock == "two_months":
        return months_later(asked, 2)
    return next_working_day(months_later(asked, EXTENDED_MONTHS if extended else 1))


def may_extend(clock: Clock, asked: date, today: date) -> bool:
    """Whether more time can be taken still: once, of one month, before that is over."""
    last = due(clock, asked)
    return clock == "one_month" and last is not None and today <= last


def opens(clock: Clock, asked: datetime) -> datetime:
    """From when on an answer may be given: medical information waits two days, in which a person may think again."""
    return asked + REFLECTION if clock in MEDICAL else asked


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or the last of one that is shorter (article 3(2)(c))."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def next_working_day(day: date) -> date:
    """This day, or the first after it that is neither Saturday, Sunday nor holiday (article 3(4))."""
    while day.weekday() >= SATURDAY or day in holidays(day.year):
        day += DAY
    return day


@cache
def holidays(year: int) -> frozenset[date]:
    """The public holidays of France without those of Alsace, Moselle and overseas, which only some have."""
    fixed = {date(year, month, day) for month, day in HOLIDAYS}
    return frozenset(fixed | {easter(year) + timedelta(days=days) for days in AFTER_EASTER})


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    skipped, corrected = divmod(century, 4)
    moon = (century + 8) // 25
    epact = (19 * golden + century - skipped - (century - moon + 1) // 3 + 15) % 30
    leap, rest = divmod(of_century, 4)
    weekday = (32 + 2 * corrected + 2 * leap - epact - rest) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
