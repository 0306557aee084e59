"""Whose turn is next in a line that several processes serve: one moment, which all of them move on together."""

import struct

from serment_kernel.common_memory import CommonMemory

MOMENT = struct.Struct("d")


class Turns:
    """To be made before the processes part (`workers.spread`)."""

    def __init__(self) -> None:
        self._memory = CommonMemory(MOMENT.size)

    def take(self, now: float, interval: float) -> float:
        """The next turn, in seconds since 1970: now, or `interval` seconds after the one that was taken last."""
        with self._memory.alone() as common:
            (following,) = MOMENT.unpack(common[:])
            turn = max(now, following)
            common[:] = MOMENT.pack(turn + interval)
        return turn
