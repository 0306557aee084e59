"""A key of the day and that of the day before, the same in every process of a server.

They lie in memory alone. Whatever was sealed earlier, or before the server was begun anew, nobody opens any more.
"""

import secrets
import struct
from datetime import date
from typing import NamedTuple

from serment_kernel.common_memory import CommonMemory

KEYS = struct.Struct("q32s32s")
KEY_BYTES = 32


class Pair(NamedTuple):
    """The keys of two days."""

    today: bytes
    before: bytes


class DailyKeys:
    """To be made before the processes part (`workers.spread`)."""

    def __init__(self) -> None:
        self._memory = CommonMemory(KEYS.size)

    def of(self, day: date) -> Pair:
        """The keys of this day. A process that is late at midnight is given those of the day that has begun."""
        with self._memory.alone() as common:
            held, today, before = KEYS.unpack(common[:])
            passed = day.toordinal() - held
            if passed not in {-1, 0}:
                today, before = secrets.token_bytes(KEY_BYTES), today if passed == 1 else secrets.token_bytes(KEY_BYTES)
                common[:] = KEYS.pack(day.toordinal(), today, before)
        return Pair(today, before)
