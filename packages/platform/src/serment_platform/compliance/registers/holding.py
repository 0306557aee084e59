"""The certificates that are held, for whoever asks: read once in a while, whoever asks how often."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from serment_kernel.clock import Clock
from serment_platform.compliance.registers.actions import Registers
from serment_platform.compliance.registers.certificates import Certificate, held
from serment_platform.compliance.registers.types import Version

OLDEST = timedelta(minutes=1)


class Holding:
    """The newest rows of the register."""

    def __init__(self, registers: Registers, now: Clock) -> None:
        self._registers, self._now = registers, now
        self._read: Sequence[Version] = ()
        self._at: datetime | None = None
        self._turn = asyncio.Lock()

    async def certificates(self) -> list[Certificate]:
        """Those that are held now, of rows as they were a moment ago."""
        async with self._turn:
            now = self._now()
            if self._at is None or not abs(now - self._at) < OLDEST:
                self._read, self._at = await self._registers.sound("certificate"), now
        return held(self._read, now)
