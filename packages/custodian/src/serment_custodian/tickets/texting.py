"""SMS of a batch: in a task of its own, after the mail, so that a gateway that hangs holds up nobody else."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence

import msgspec

from serment_custodian.people import Language, PersonId
from serment_custodian.people.phones import Phones
from serment_kernel.failures import where
from serment_kernel.loops import obey

FAILURES = 3
"""After so many in a row the rest of the batch goes by mail."""
BATCH_SECONDS = 1200.0
"""Or once it has taken this long, whatever the gateway says."""
logger = logging.getLogger(__name__)

Act = Callable[[PersonId], Awaitable[None]]


class Text(msgspec.Struct, frozen=True):
    """An SMS that is to leave; to whoever has been written to already, or in the place of mail."""

    person: PersonId
    language: Language
    told: bool


class Texting:
    """Sends SMS; whom none leaves for, and nobody has told, is told by mail."""

    def __init__(self, phones: Phones, by_mail: Act, let_go: Act) -> None:
        self._phones = phones
        self._by_mail = by_mail
        self._let_go = let_go
        self._batches: asyncio.Queue[Sequence[Text]] = asyncio.Queue()
        self._under_way: set[PersonId] = set()

    def is_under_way(self, person: PersonId) -> bool:
        """Whether an SMS for this person has yet to leave: one is enough."""
        return person in self._under_way

    def take(self, batch: Sequence[Text]) -> None:
        """Leave a batch; each person is in it once."""
        self._under_way |= {each.person for each in batch}
        self._batches.put_nowait(batch)

    async def work(self) -> None:
        """Send what was left, for ever."""
        while True:
            obey()
            batch = await self._batches.get()
            try:
                await self._send(batch)
            finally:
                self._batches.task_done()

    async def flush(self) -> None:
        """Return once every SMS has left, or a mail for it."""
        await self._batches.join()

    async def _send(self, batch: Sequence[Text]) -> None:
        failures, end = 0, time.monotonic() + BATCH_SECONDS
        for text in batch:
            obey()
            works = failures < FAILURES and time.monotonic() < end
            try:
                failures = await self._tell(text, failures) if works else await self._give_up(text, failures)
            except Exception as error:  # noqa: BLE001 -- the next one may be a good one
                # No traceback: values stand in it.
                logger.error("an SMS was lost (%s at %s)", type(error).__name__, where(error))  # noqa: TRY400
            finally:
                self._under_way.discard(text.person)
        if failures >= FAILURES:
            logger.error("the gateway for SMS failed %d times in a row: the rest of a batch went by mail", failures)

    async def _tell(self, text: Text, failures: int) -> int:
        """How often the gateway has failed in a row by now."""
        # Looked up at this moment: whoever takes it back while the batch is under way is not written to any more.
        phone = await self._phones.wanted(text.person)
        fate = await self._phones.nudge(phone, text.language) if phone else None
        if fate == "left" and not text.told:
            await self._let_go(text.person)
        elif fate != "left":
            await self._give_up(text, failures)
        if fate is None:
            return failures
        return failures + 1 if fate == "waits" else 0

    async def _give_up(self, text: Text, failures: int) -> int:
        if not text.told:
            await self._by_mail(text.person)
        return failures
