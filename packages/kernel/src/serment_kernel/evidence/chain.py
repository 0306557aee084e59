"""A hand's chain: one event after the other, each signed, in the transaction of what it tells."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

import msgspec

from serment_kernel.database import Tx
from serment_kernel.evidence import store
from serment_kernel.evidence.errors import EvidenceBroken, EvidenceKeyUnknown
from serment_kernel.evidence.signers import Signers, signers_of
from serment_kernel.merkle_log import MerkleLog
from serment_protocol.encoding import Json
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.evidence import Event, make_event
from serment_protocol.evidence_course import Course
from serment_protocol.primitives import sign_public

AT_ONCE = 1000
# A signature takes a tenth of a millisecond: so many hold a server up for less than ten.
AT_A_STRETCH = 50
LEAP = timedelta(minutes=5)
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Chain:
    """The chain of one hand, whose origin is that of its log, and the key that signs it."""

    origin: str
    log_key: bytes
    seed: bytes = field(repr=False)

    @classmethod
    def of(cls, log: MerkleLog, seed: bytes) -> "Chain":
        """The chain of whoever keeps this log."""
        return cls(log.origin, log.public, seed)

    @property
    def public(self) -> bytes:
        """By which its events are verified."""
        return sign_public(self.seed)

    async def append(self, tx: Tx, kind: str, content: Json | msgspec.Struct, now: datetime) -> Event:
        """Add an event when `tx` commits; as the room `compliance`. Appends wait for each other until then.

        A clock that goes back does not take the chain along: no event is older than the one before it, and none
        belongs to a day that has its root. Raises `EvidenceBroken` where events are gone that a root counts.
        """
        head = await store.lock_head(tx)
        if head.signer != self.public:
            raise EvidenceKeyUnknown
        at = moment(now, head)
        plain = msgspec.to_builtins(content) if isinstance(content, msgspec.Struct) else content
        event = make_event(self.seed, self.origin, head.total, at, kind, plain, head.hash)
        await store.add_event(tx, event)
        return event

    async def events(self, tx: Tx, since: int = 0, limit: int = AT_ONCE, kind: str = "") -> list[Event]:
        """Events from a number on, in order; of one kind, where it is named."""
        return await store.events(tx, self.origin, since, limit, kind)

    async def newest(self, tx: Tx, kind: str, limit: int = AT_ONCE) -> list[Event]:
        """The newest events of a kind, newest first."""
        return await store.newest(tx, self.origin, kind, limit)

    async def walk(self, tx: Tx, since: int = 0) -> AsyncIterator[Event]:
        """Every event from a number on, a thousand at a time; whoever else is served meanwhile waits for a few only."""
        while found := await self.events(tx, since):
            for event in found:
                if event.seq % AT_A_STRETCH == 0:
                    await asyncio.sleep(0)
                yield event
            since = found[-1].seq + 1

    async def signers(self, tx: Tx) -> Signers:
        """By whom events are believed: read once for all that are asked about."""
        try:
            return signers_of([each.record for each in await store.signers(tx)], self.log_key)
        except ProtocolRefusal as error:
            raise EvidenceBroken from error

    async def told(self, tx: Tx, kind: str, about: str = "") -> AsyncIterator[Event]:
        """Every event of a kind that this hand signed, in order; of those alone whose body has this text in it."""
        signers, since = await self.signers(tx), 0
        while found := await self.events(tx, since, kind=kind):
            for event in found:
                if event.seq % AT_A_STRETCH == 0:
                    await asyncio.sleep(0)
                if about.encode() in event.body and signers.signed(event):
                    yield event
            since = found[-1].seq + 1

    async def verify(self, tx: Tx, *, thorough: bool = True, since: int = 0) -> int:
        """Look at everything once more, and return how many events there are; raises `EvidenceBroken`.

        Thoroughly, with every signature and the form of every body, from this number on: those before a day's root
        were looked at when it was published.
        """
        course = Course(self.origin, self.log_key)
        signers, roots = await store.signers(tx), deque(await store.roots(tx))
        try:
            for signer in signers:
                course.add_key(signer.record)
            async for event in self.walk(tx):
                while roots and roots[0].day < event.at.date():
                    _add_day(course, roots.popleft(), signers)
                course.add_event(event, thorough=thorough and event.seq >= since)
            for root in roots:
                _add_day(course, root, signers)
        except ProtocolRefusal as error:
            raise EvidenceBroken from error
        return course.total


def _add_day(course: Course, root: store.Root, signers: Sequence[store.Signer]) -> None:
    key = [signer.public for signer in signers if signer.leaf < root.leaf][-1:]
    course.add_day(root.record, key[0] if key else b"")


def moment(now: datetime, head: store.Head) -> datetime:
    """The time of the next event."""
    floor = datetime.combine(head.rooted + timedelta(days=1), time(), UTC) if head.rooted else None
    at = max(filter(None, (now.astimezone(UTC).replace(microsecond=0), head.at, floor)))
    if at - now > LEAP:
        logger.warning("the clock is behind the evidence by %d s", (at - now).total_seconds())
    return at
