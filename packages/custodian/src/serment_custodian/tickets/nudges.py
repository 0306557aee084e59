"""Batches of content-free letters: everybody who waits, in random order, once per interval; SMS come after the mail.

Persons wait in a table that says only that they do. Typed contacts wait in memory, for a few batches at most; a
restart forgets them.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec

from serment_custodian.errors import KeysAway
from serment_custodian.ledger import Uses
from serment_custodian.letters import nudge_letter
from serment_custodian.people import Address, Language, PersonId, Recipient
from serment_custodian.people.phones import Phones
from serment_custodian.post import Post
from serment_custodian.sealing_key import SealingKey
from serment_custodian.tickets import store
from serment_custodian.tickets.relay import believe, is_signed, open_slips
from serment_custodian.tickets.texting import Text, Texting
from serment_custodian.tickets.types import Contact
from serment_kernel.database import Database
from serment_kernel.failures import where
from serment_kernel.loops import obey
from serment_kernel.serving import at_work

AWAY_SECONDS = 2.0
BATCHES_TRIED = 3
QUEUE_SIZE = 200
logger = logging.getLogger(__name__)

Recipients = Callable[[list[PersonId]], Awaitable[dict[PersonId, Recipient]]]
Allowed = Callable[[Address], bool]


class TypedContact(msgspec.Struct):
    """A typed contact that waits, and in how many batches it could not be written to."""

    address: Address
    language: Language
    failed: int = 0


class Nudges:
    """Takes relay requests, and sends the batches."""

    def __init__(
        self,
        db: Database,
        sealing: SealingKey,
        relay_key: bytes,
        post: Post,
        link: str,
        recipients: Recipients,
        phones: Phones,
        allowed: Allowed,
        uses: Uses,
        now: Callable[[], datetime],
    ) -> None:
        self._db = db
        self._sealing = sealing
        self._relay_key = relay_key
        self._post = post
        self._link = link
        self._recipients = recipients
        self._phones = phones
        self._allowed = allowed
        self._uses = uses
        self._now = now
        self._requests: asyncio.Queue[tuple[bytes, bytes, datetime]] = asyncio.Queue(QUEUE_SIZE)
        self._typed: list[TypedContact] = []
        self._texting = Texting(phones, self._by_mail, self._let_go)
        self._hasty: asyncio.Queue[None] = asyncio.Queue(1)
        self._sending = asyncio.Lock()

    def take(self, body: bytes, signature: bytes) -> None:
        """Leave a request for `work`; the caller answers without waiting, and a stranger's takes no place."""
        if not is_signed(self._relay_key, body, signature):
            return
        if self._requests.full():
            logger.error("too many relay requests at once: one was dropped")
        else:
            self._requests.put_nowait((body, signature, self._now()))

    async def work(self) -> None:
        """Open what was relayed, and send what cannot wait, for ever; neither waits for the other, nor for SMS."""
        async with at_work(self._send_hastily(), self._texting.work()):
            await self._open_all()

    async def _open_all(self) -> None:
        while True:
            obey()
            body, signature, taken = await self._requests.get()
            try:
                await self._open(body, signature, taken)
            except Exception as error:  # noqa: BLE001 -- the next request may be a good one
                # No traceback: values stand in it.
                logger.error("a relay request failed (%s at %s)", type(error).__name__, where(error))  # noqa: TRY400
            finally:
                self._requests.task_done()

    async def flush(self) -> None:
        """Return once every request taken so far has been opened, and the batch that it asks for has been sent."""
        await self._requests.join()
        await self._hasty.join()
        await self._texting.flush()

    async def _send_hastily(self) -> None:
        while True:
            obey()
            await self._hasty.get()
            try:
                await self.send_batch()
            except Exception as error:  # noqa: BLE001 -- whoever waits is written to in the next batch
                logger.error("a batch ended early (%s at %s)", type(error).__name__, where(error))  # noqa: TRY400
            finally:
                self._hasty.task_done()

    async def _open(self, body: bytes, signature: bytes, taken: datetime) -> None:
        kind, slips = believe(self._relay_key, body, signature, taken)
        contacts = await self._opened(slips) if slips else []
        await self._uses.count("relay", kind, len(slips))
        for contact in contacts:
            if self._allowed(contact.address):
                self._typed.append(TypedContact(contact.address, contact.language))
        if kind == "offer" and slips and self._hasty.empty():
            # An offer is kept for minutes. Everybody else who waits leaves with it, so that no letter stands for it.
            # Not by us: while a batch is under way, other requests must not fill the queue.
            self._hasty.put_nowait(None)

    async def _opened(self, slips: list[bytes]) -> list[Contact]:
        # The platform hands a ticket over once, so it waits here until the keys are back.
        while True:
            try:
                return await open_slips(self._db, self._sealing, slips, self._now())
            except KeysAway:
                await asyncio.sleep(AWAY_SECONDS)

    async def send_batch(self) -> None:
        """Write to everybody who waits, each once, in an order that says nothing; SMS leave after this returns."""
        async with self._sending:
            await self._send_batch()

    async def _send_batch(self) -> None:
        async with self._db.transaction() as tx:
            persons = await store.waiting(tx)
        typed, self._typed = self._typed, []
        jobs: list[Callable[[], Awaitable[None]]] = []
        texts: list[Text] = []
        found = await self._recipients(persons) if persons else {}
        jobs += [self._person_job(person, found.get(person), texts) for person in persons]
        jobs += [self._typed_job(contact) for contact in typed]
        secrets.SystemRandom().shuffle(jobs)
        for job in jobs:
            await job()
        if texts:
            self._texting.take(texts)

    def _person_job(
        self, person: PersonId, recipient: Recipient | None, texts: list[Text]
    ) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            if recipient is None or await self._tell(person, recipient, texts):
                await self._let_go(person)

        return run

    async def _let_go(self, person: PersonId) -> None:
        # One by one: whoever is nudged again while the batch is under way, waits for the next.
        async with self._db.transaction() as tx:
            await store.let_go(tx, [person])

    async def _by_mail(self, person: PersonId) -> None:
        """Write to somebody whom no SMS left for; where the mail cannot leave either, they wait for the next batch."""
        # Asked anew: SMS come late, and they may have gone or have another address since.
        recipient = (await self._recipients([person])).get(person)
        if recipient is None or await self._write(recipient.address, recipient.language):
            await self._let_go(person)

    def _typed_job(self, contact: TypedContact) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            if not await self._write(contact.address, contact.language):
                contact.failed += 1
                if contact.failed < BATCHES_TRIED:
                    self._typed.append(contact)

        return run

    async def _tell(self, person: PersonId, recipient: Recipient, texts: list[Text]) -> bool:
        """Whether this person needs no other try; whoever is told by SMS alone waits until it has left."""
        way = await self._phones.way(person)
        texted = self._texting.is_under_way(person)
        told = way != "instead" and await self._write(recipient.address, recipient.language)
        if not texted and (way == "instead" or (way == "beside" and told)):
            texts.append(Text(person, recipient.language, told))
        return told

    async def _write(self, address: Address, language: Language) -> bool:
        """Send one letter; a mailbox that refuses it for good counts as written to."""
        return await self._post.deliver(nudge_letter(self._post.sender, address, language, self._link))
