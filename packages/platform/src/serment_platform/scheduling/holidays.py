"""Public holidays of a country or a part of it, by its ISO 3166 code. Pure: the package knows the rules, not a server.

In Alsace and Moselle, Good Friday is one where a Protestant church stands; here it is one everywhere, and a
practice that opens says so by a dated opening.
"""

from datetime import date
from functools import lru_cache

from holidays import country_holidays

# The package has Moselle apart and Alsace as a whole.
SPELT = {"FR-67": "6AE", "FR-68": "6AE"}


def is_holiday(region: str, day: date) -> bool:
    """Whether this day is a public holiday; nowhere there is none."""
    return bool(region) and day in holidays_of(region, day.year)


@lru_cache(maxsize=1024)
def holidays_of(region: str, year: int) -> dict[date, str]:
    """The public holidays of a year with their names, in order."""
    country, _, part = region.partition("-")
    found = country_holidays(country, subdiv=SPELT.get(region, part) or None, years=year)
    return dict(sorted((day, name) for day, name in found.items() if day.year == year))


@lru_cache(maxsize=1024)
def is_known(region: str) -> bool:
    """Whether there are rules for it; a part that has none of its own is not known."""
    try:
        holidays_of(region, 2026)
    except NotImplementedError:
        return False
    return True
