"""A number for SMS: of whoever agreed to it, proved by a code, taken back in one act; no way into anything.

What was agreed to is kept in the person's own vault, out of our sight. We are told by the number itself, which we take
only with the hash of the text that it is given by, and write to only as long as that text is the newest.
"""

import asyncio
import hmac
import logging
import secrets
from collections.abc import Sequence

from serment_custodian.letters import phone_added_letter
from serment_custodian.limits import Limits
from serment_custodian.people import phones_store as store
from serment_custodian.people import rules
from serment_custodian.people.announced import held
from serment_custodian.people.errors import CodeRefused, NoGateway, NumberNotServed, PhoneUnknown, TextFollowed
from serment_custodian.people.types import Language, Number, PersonId, Phone, PhoneCode, PhoneId, Texted, Way
from serment_custodian.post import Fate, Post
from serment_custodian.sealing_key import SealingKey
from serment_custodian.sms import Gateway
from serment_kernel.clock import Clock
from serment_kernel.database import Database, Tx
from serment_kernel.erasures import Erasures
from serment_kernel.failures import where
from serment_protocol.consent_texts import NEWEST, TEXTS
from serment_protocol.consents import stop_hash, text_hash

NUMBER = "people/phone"
WAITING = "people/phone-code"
COUNTED = "people/phone-count"
WITHDRAWN = "people.phone"
ABOUT = "sms"
logger = logging.getLogger(__name__)


class Phones:
    """Takes numbers and gives them up, and writes to them that something is waiting."""

    def __init__(
        self,
        db: Database,
        sealing: SealingKey,
        gateway: Gateway | None,
        post: Post,
        limits: Limits,
        journal: Erasures,
        now: Clock,
    ) -> None:
        self._db = db
        self._sealing = sealing
        self.gateway = gateway
        self._post = post
        self._limits = limits
        self._journal = journal
        self._now = now

    async def standing(self, person: PersonId) -> Texted | None:
        """The person's number; it stands where it may be written to now."""
        async with self._db.transaction() as tx:
            phone = await store.phone_of(tx, person)
        if phone is None:
            return None
        number = Number(await asyncio.to_thread(self._opened, phone))
        return Texted(number, phone.instead, self._serves(number) and phone.agreed >= NEWEST[ABOUT])

    async def ask(self, person: PersonId, typed: str, text: str) -> None:
        """Send a code to a number, for whoever agreed to the newest text; the number of before stays until then."""
        gateway = self._required()
        number = gateway.read(typed)
        if text not in newest_hashes():
            raise TextFollowed
        self._limits.require_sms_code(person, self._counted(number), gateway.prefix_of(number))
        nonce = secrets.token_bytes(16)
        locked = self._sealing.lock(WAITING, person, number.encode())
        expires = rules.code_end(self._now())
        async with self._db.transaction() as tx:
            await store.lock_person(tx, person)
            language = (await held(tx, self._sealing, person)).language
            await store.save_code(tx, PhoneCode(person, locked, NEWEST[ABOUT], nonce, rules.CODE_TRIES, expires))
        gateway.send_code(number, language, self._digits(locked, person, nonce))

    async def confirm(self, person: PersonId, given: str, stops: bytes, *, instead: bool) -> None:
        """Keep the number for whoever read the code on it; their mailbox is told."""
        self._required()
        async with self._db.transaction() as tx:
            code = await store.use_try(tx, person, self._now())
        if code is None:
            raise CodeRefused
        if not hmac.compare_digest(self._digits(code.number_sealed, person, code.nonce).encode(), given.encode()):
            raise CodeRefused
        phone = PhoneId(secrets.token_bytes(rules.PHONE_BYTES))
        number = self._sealing.unlock(WAITING, person, code.number_sealed)
        locked = self._sealing.lock(NUMBER, phone, number)
        async with self._db.transaction() as tx:
            await store.lock_person(tx, person)
            if not await store.delete_code(tx, person, code.nonce):
                raise CodeRefused
            await self._remove(tx, person)
            await store.add_phone(tx, Phone(phone, person, locked, code.agreed, instead, stops))
            to = await held(tx, self._sealing, person)
        self._post.drop(phone_added_letter(self._post.sender, to.address, to.language))

    async def choose(self, person: PersonId, *, instead: bool) -> None:
        """Let SMS take the place of mail, or come beside it."""
        async with self._db.transaction() as tx:
            if not await store.choose(tx, person, instead=instead):
                raise PhoneUnknown

    async def remove(self, person: PersonId) -> None:
        """Forget the number, and one that waits; asked again, it is forgotten already."""
        async with self._db.transaction() as tx:
            await store.lock_person(tx, person)
            await store.drop_code(tx, person)
            await self._remove(tx, person)

    async def stop(self, given: bytes) -> None:
        """The same for whoever shows what ends it, without a session."""
        async with self._db.transaction() as tx:
            await store.lock_stopped(tx, stop_hash(given))
            stopped = await store.stop(tx, stop_hash(given))
            if not stopped:
                raise PhoneUnknown
            for person, _ in stopped:
                await store.drop_code(tx, person)
            await self._noted([phone for _, phone in stopped])

    async def wanted(self, person: PersonId) -> Texted | None:
        """Where to write to this person by SMS at this moment; nowhere where nothing allows it, or it was enough."""
        if self.gateway is None:
            return None
        try:
            found = await self.standing(person)
            if found is None or not found.stands:
                return None
            return found if self._limits.sms_nudge(person, self.gateway.prefix_of(found.number)) else None
        except Exception as error:  # noqa: BLE001 -- whatever it is, mail goes on
            # No traceback: values stand in it.
            logger.error("a number was passed over (%s at %s)", type(error).__name__, where(error))  # noqa: TRY400
            return None

    async def way(self, person: PersonId) -> Way:
        """How SMS and mail go together for this person; the number itself is not opened for it."""
        if self.gateway is None:
            return "mail"
        async with self._db.transaction() as tx:
            phone = await store.phone_of(tx, person)
        if phone is None or phone.agreed < NEWEST[ABOUT]:
            return "mail"
        return "instead" if phone.instead else "beside"

    async def nudge(self, texted: Texted, language: Language) -> Fate:
        """What became of the message."""
        return await self._required().nudge(texted.number, language)

    async def _remove(self, tx: Tx, person: PersonId) -> None:
        phone = await store.remove(tx, person)
        await self._noted([phone] if phone else [])

    async def _noted(self, phones: Sequence[PhoneId]) -> None:
        # A restored backup gives them up again.
        for phone in phones:
            await asyncio.to_thread(self._journal.append, WITHDRAWN, phone, self._now().date())

    def _required(self) -> Gateway:
        if self.gateway is None:
            raise NoGateway
        return self.gateway

    def _serves(self, number: Number) -> bool:
        try:
            self._required().prefix_of(number)
        except (NoGateway, NumberNotServed):
            return False
        return True

    def _opened(self, phone: Phone) -> str:
        return self._sealing.unlock(NUMBER, phone.phone, phone.number_sealed).decode()

    def _counted(self, number: Number) -> bytes:
        return self._sealing.mac(COUNTED, number.encode())

    def _digits(self, locked: bytes, person: PersonId, nonce: bytes) -> str:
        return rules.digits(self._sealing.mac_beside(locked, WAITING, person + nonce))


async def forget_unfounded(db: Database, *, offered: bool) -> None:
    """Forget the numbers that nothing allows to be kept any more; a restored backup is asked the same again."""
    async with db.transaction() as tx:
        await store.forget_unfounded(tx, NEWEST[ABOUT], offered=offered)


def newest_hashes() -> set[str]:
    """By which the newest text may have been read."""
    return {text_hash(each.text) for each in TEXTS if (each.about, each.version) == (ABOUT, NEWEST[ABOUT])}
