"""A busy week of a practice: whose it is, and how long it took to see it."""

from datetime import date, timedelta
from typing import NamedTuple

import msgspec

from serment_protocol.encoding import write_day

DAYS = 7


class Week(NamedTuple):
    """Who reads, and from which Monday on."""

    practice: str
    email: str
    passphrase: str
    first: date

    @property
    def days(self) -> tuple[str, str]:
        """From and to."""
        return write_day(self.first), write_day(self.first + timedelta(days=DAYS - 1))

    @property
    def path(self) -> str:
        """Where the platform has it."""
        first, last = self.days
        return f"/practices/{self.practice}/agenda?from={first}&to={last}"


class Painted(msgspec.Struct, frozen=True):
    """From the request to the picture, in milliseconds."""

    browser: str
    first_ms: float
    """Every envelope opened."""
    filed_ms: float
    """By a browser that reads the week for the first time after it was filed by another one."""
    again_ms: float
    """When one comes back to a week that this browser has read before, at the median."""
