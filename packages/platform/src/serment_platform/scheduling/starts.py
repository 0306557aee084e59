"""Free starts of a day as positions, until somebody wants to read them. Pure."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

import msgspec

from serment_platform.scheduling.availability import POSITION, WIDTH, moments, set_positions
from serment_protocol.encoding import write_time


class Starts(NamedTuple):
    """A local day, the instant it begins, and a bit for each position at which a visit may begin."""

    day: date
    begins: datetime
    bits: int

    def moments(self) -> list[datetime]:
        """Each start."""
        return moments(self.begins, self.bits)

    def written(self) -> msgspec.Raw:
        """Each start as it travels, in a JSON array."""
        if not self.bits:
            return _NONE
        texts = _texts(self.begins)
        return msgspec.Raw(b"[" + b",".join([texts[position] for position in set_positions(self.bits)]) + b"]")


def first_of(days: Iterable[Starts]) -> datetime | None:
    """The first start of these days."""
    for one in days:
        if one.bits:
            return one.begins + ((one.bits & -one.bits).bit_length() - 1) * POSITION
    return None


_NONE = msgspec.Raw(b"[]")


@lru_cache(maxsize=512)
def _texts(begins: datetime) -> tuple[bytes, ...]:
    """Every position of a day, which all calendars of a zone have in common."""
    return tuple(f'"{write_time(begins + position * POSITION)}"'.encode() for position in range(WIDTH))
