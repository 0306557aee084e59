"""Free starts of a day as positions, until somebody wants to read them. Pure."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

import msgspec

from serment_platform.scheduling.availability import POSITION, WIDTH, moments
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
        known = _written(self.begins)
        pieces = [known[place << 8 | byte] for place, byte in enumerate(self.bits.to_bytes(_BYTES, "little")) if byte]
        return msgspec.Raw(b"[" + b",".join(pieces) + b"]")


def first_of(days: Iterable[Starts]) -> datetime | None:
    """The first start of these days."""
    for one in days:
        if one.bits:
            return one.begins + ((one.bits & -one.bits).bit_length() - 1) * POSITION
    return None


_NONE = msgspec.Raw(b"[]")
_BYTES = -(-WIDTH // 8)


class _Pieces(dict[int, bytes]):
    """A day's starts as they travel, eight positions at a time: the place of the byte, and its bits, say which. All
    calendars of a zone have them in common, and few patterns come up.
    """

    def __init__(self, begins: datetime) -> None:
        super().__init__()
        self._begins = begins

    def __missing__(self, key: int) -> bytes:
        found = moments(self._begins + (key >> 8) * 8 * POSITION, key & 0xFF)
        self[key] = b",".join([f'"{write_time(moment)}"'.encode() for moment in found])
        return self[key]


@lru_cache(maxsize=512)
def _written(begins: datetime) -> _Pieces:
    return _Pieces(begins)
