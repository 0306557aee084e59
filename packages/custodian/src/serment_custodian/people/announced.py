"""What waits until a person's address was told of it twice, and could stop it: another address, or their end."""

import hmac
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from email.message import EmailMessage
from typing import NamedTuple, Protocol, TypeVar

from serment_custodian.people import announced_store as store
from serment_custodian.people import rules
from serment_custodian.people.actions import HELD
from serment_custodian.people.types import Address, Language, PersonId, Recipient
from serment_custodian.post import Fate, Left, Post
from serment_custodian.sealing_key import SealingKey
from serment_kernel.clock import Clock
from serment_kernel.database import Database, Tx
from serment_kernel.failures import where
from serment_protocol.encoding import b64

LAST_LETTER = 2
logger = logging.getLogger(__name__)
Letter = Callable[[str, Address, Language, date, str], EmailMessage]


class Waiting(Protocol):
    """A row that waits."""

    @property
    def key(self) -> bytes: ...
    @property
    def person(self) -> PersonId: ...
    @property
    def takes_effect(self) -> date: ...
    @property
    def letters(self) -> int: ...


W = TypeVar("W", bound=Waiting)


class Kind(NamedTuple):
    """What it is that waits: in which table, which letter tells of it, where that leads, and what makes its end."""

    table: store.Table
    letter: Letter
    page: str
    veto: str
    patience: timedelta = timedelta()
    """For so long a mailbox that refuses a letter for good is tried again; only then the letter counts."""


class Announcer:
    """Writes to the present address, knows what its letters carry, and says when their time is over."""

    def __init__(
        self, db: Database, sealing: SealingKey, post: Post, link: str, days: int, now: Clock, kind: Kind
    ) -> None:
        self._db = db
        self._sealing = sealing
        self._post = post
        self._link = link
        self._wait = timedelta(days=days)
        self._now = now
        self._kind = kind

    def first_day(self) -> date:
        """When it takes effect, announced now."""
        return rules.takes_effect(self._now(), self._wait)

    def announce(self, waiting: Waiting, to: Recipient) -> None:
        """Let the first letter leave."""
        self._post.drop(self._letter(waiting, to), self._left(waiting))

    def stopped_by(self, given: bytes) -> bytes | None:
        """Which row a letter's end stops."""
        key = given[: rules.ANNOUNCED_BYTES]
        # A letter may have been written before the sealing key was followed by another.
        macs = self._sealing.macs(self._kind.veto, key)
        return key if any(hmac.compare_digest(given, veto(key, mac)) for mac in macs) else None

    async def settle(self, rows: Sequence[W], carry_out: Callable[[W], Awaitable[None]]) -> int:
        """Write the letters that are due, carry out what was announced for long enough, and count what could not be.

        A row that cannot be opened keeps nobody behind it from their letter, nor from their end.
        """
        failed = 0
        for waiting in rows:
            try:
                await self._settle(waiting, carry_out)
            except Exception as error:  # noqa: BLE001 -- whatever it is, the other rows are not to blame
                failed += 1
                # No traceback: values stand in it.
                logger.error("an announcement waits (%s at %s)", type(error).__name__, where(error))  # noqa: TRY400
        return failed

    async def _settle(self, waiting: W, carry_out: Callable[[W], Awaitable[None]]) -> None:
        today = self._now().date()
        if waiting.letters < rules.letters_due(waiting.takes_effect, today):
            await self._remind(waiting)
        elif waiting.letters == LAST_LETTER and waiting.takes_effect <= today:
            await carry_out(waiting)

    async def _remind(self, waiting: Waiting) -> None:
        async with self._db.transaction() as tx:
            to = await held(tx, self._sealing, waiting.person)
        fate = await self._post.hand_over(self._letter(waiting, to))
        if fate != "waits":
            await self._left(waiting)(fate)

    def _letter(self, waiting: Waiting, to: Recipient) -> EmailMessage:
        # No row has what stops it, so no dump does either.
        end = b64(veto(waiting.key, self._sealing.mac(self._kind.veto, waiting.key)))
        link = f"{self._link}#/{self._kind.page}/{end}"
        return self._kind.letter(self._post.sender, to.address, to.language, waiting.takes_effect, link)

    def _left(self, waiting: Waiting) -> Left:
        """Notes that a letter has left, or is refused for too long; the days count from the first one."""

        async def note(fate: Fate) -> None:
            patience = self._kind.patience
            if fate == "refused" and patience and self._now().date() < waiting.takes_effect + patience:
                return
            first = waiting.letters == 0
            takes_effect = self.first_day() if first else waiting.takes_effect
            async with self._db.transaction() as tx:
                await store.note_letter(tx, self._kind.table, waiting.key, waiting.letters + 1, takes_effect)

        return note


async def held(tx: Tx, sealing: SealingKey, person: PersonId) -> Recipient:
    """Where to write to a person now."""
    locked, language = await store.address_of(tx, person)
    return Recipient(Address(sealing.unlock(HELD, person, locked).decode()), language)


def veto(key: bytes, mac: bytes) -> bytes:
    """What a letter carries: the row's name, and as many bytes of a keyed hash."""
    return key + mac[-rules.ANNOUNCED_BYTES :]
