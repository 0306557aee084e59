"""Public holidays of a country or a part of it, by its ISO 3166 code. Pure: the package knows the rules, not a server.

In Alsace and Moselle, Good Friday is one where a Protestant church stands; here it is one everywhere, and a
practice that opens says so by a dated opening.
"""

import re
from datetime import date
from functools import lru_cache

from holidays import country_holidays

from serment_platform.scheduling.errors import RegionUnknown

_REGION = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")
_YEAR = re.compile(r"20[0-9]{2}")
# The package has Moselle apart and Alsace as a whole.
SPELT = {"FR-67": "6AE", "FR-68": "6AE"}


def is_holiday(region: str, day: date) -> bool:
    """Whether this day is a public holiday; nowhere there is none."""
    return bool(region) and day in holidays_of(region, day.year)


def find(region: str, year: str) -> dict[date, str]:
    """Those that somebody asks for; raise `RegionUnknown` where nothing is known."""
    if not (_YEAR.fullmatch(year) and _REGION.fullmatch(region) and is_known(region)):
        raise RegionUnknown
    return holidays_of(region, int(year))


@lru_cache(maxsize=1024)
def holidays_of(region: str, year: int) -> dict[date, str]:
    """The public holidays of a year with their names, in order."""
    country, _, part = region.partition("-")
    subdivision = SPELT.get(region, part) or None
    # Named in the language of the place; the package would take that of whoever started this process.
    own = country_holidays(country, subdiv=subdivision).default_language
    found = country_holidays(country, subdiv=subdivision, years=year, language=own)
    return dict(sorted((day, name) for day, name in found.items() if day.year == year))


@lru_cache(maxsize=1024)
def is_known(region: str) -> bool:
    """Whether there are rules for it; a part that has none of its own is not known."""
    try:
        holidays_of(region, 2026)
    except NotImplementedError:
        return False
    return True
