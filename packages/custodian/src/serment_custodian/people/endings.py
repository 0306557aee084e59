"""The end of a person here: at once where a device vouches for it, else after days of notice to the address.

A code proves a mailbox, which others may read. So it only asks: the address is told twice meanwhile, each time with a
way to stop it. A device that was remembered when the person was new, or by such a device, was never come to by the
mailbox alone: its signature ends at once, and no letter can stop that. Nor can whoever made the person just now be
somebody else.
"""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from serment_custodian.letters import ending_letter
from serment_custodian.people import announced_store, rules, store
from serment_custodian.people import endings_store as waiting
from serment_custodian.people.announced import Announcer, Kind, held
from serment_custodian.people.errors import AnotherPerson, EndingUnknown
from serment_custodian.people.types import Address, Caller, DeviceKey, Ending, EndingId, PersonId, Terms
from serment_custodian.post import Post
from serment_custodian.sealing_key import SealingKey
from serment_kernel.clock import Clock
from serment_kernel.database import Database
from serment_kernel.erasing import Eraser, Subject
from serment_protocol.erasures import NONCE_BYTES, Done, request_hash, whose
from serment_protocol.primitives import hash_bytes

KIND = "people.person"
WISH = "people/ending"
PATIENCE = timedelta(days=6)
"""Whoever asked has just read this mailbox: that it refuses now may be their doing. Both letters fit four weeks."""
ANNOUNCED = Kind("ending", ending_letter, "keep", "people/keep", PATIENCE)


@dataclass(frozen=True)
class Wish:
    """To erase whom `whose` stands for under the nonce: who is signed in may be somebody else than who began."""

    nonce: bytes
    whose: str
    signed_by: DeviceKey | None = None


class Endings:
    """Takes wishes to be erased, tells the address, and carries out what was not stopped."""

    def __init__(
        self, db: Database, sealing: SealingKey, post: Post, link: str, days: int, now: Clock, eraser: Eraser
    ) -> None:
        self._db = db
        self._sealing = sealing
        self._now = now
        self._eraser = eraser
        self.days = days
        self._announcer = Announcer(db, sealing, post, link, days, now, ANNOUNCED)

    async def answered(self, nonce: bytes) -> Done | date | None:
        """What the same request was answered, or the day that it waits for; whoever has its nonce needs no session."""
        async with self._db.transaction() as tx:
            done = await self._eraser.known(tx, nonce)
            return done or await waiting.day_of(tx, bytes.fromhex(request_hash(nonce)))

    async def terms(self, caller: Caller) -> Terms:
        """How the person would end if they asked now, and the wish that waits."""
        async with self._db.transaction() as tx:
            vouched = await store.vouched_devices(tx, caller.person)
            found = await waiting.ending_of(tx, caller.person)
        return Terms(self.days, caller.is_new, tuple(vouched), found and found.takes_effect)

    async def ask(self, caller: Caller, bearer: bytes, wish: Wish) -> Done | date:
        """Destroy the person with address, devices, passphrase key and counts now, or on the day that is answered.

        Other sessions than this name nobody. They open nothing without their person, and run out by themselves.
        """
        async with self._db.transaction() as tx:
            to = await held(tx, self._sealing, caller.person)
            if wish.whose != whose(wish.nonce, to.address):
                raise AnotherPerson
            if caller.is_new or await store.is_vouched(tx, wish.signed_by, caller.person):
                await store.delete_session(tx, hash_bytes("session", bearer))
                return await self._eraser.erase(tx, Subject(KIND, caller.person, to.address), wish.nonce, self._now())
            await announced_store.drop_of(tx, "ending", caller.person)
            ending = self._ending(caller, wish, to.address)
            await waiting.add_ending(tx, ending)
        self._announcer.announce(ending, to)
        return ending.takes_effect

    async def cancel(self, person: PersonId) -> None:
        """The person stays."""
        async with self._db.transaction() as tx:
            await announced_store.drop_of(tx, "ending", person)

    async def veto(self, given: bytes) -> None:
        """Whoever reads the mailbox lets the person stay."""
        ending = self._announcer.stopped_by(given)
        async with self._db.transaction() as tx:
            if ending is None or not await announced_store.drop(tx, "ending", ending):
                raise EndingUnknown

    async def settle(self) -> int:
        """Write the letters that are due, end whoever's end was announced for long enough; how many could not be."""
        async with self._db.transaction() as tx:
            endings = await waiting.endings(tx)
        return await self._announcer.settle(endings, self._carry_out)

    async def _carry_out(self, ending: Ending) -> None:
        async with self._db.transaction() as tx:
            if not await announced_store.drop(tx, "ending", ending.ending):
                return  # Stopped since it was read.
            wish = self._sealing.unlock(WISH, ending.ending, ending.wish_sealed)
            nonce, address = wish[:NONCE_BYTES], Address(wish[NONCE_BYTES:].decode())
            await self._eraser.erase(tx, Subject(KIND, ending.person, address), nonce, self._now())

    def _ending(self, caller: Caller, wish: Wish, address: Address) -> Ending:
        ending = EndingId(secrets.token_bytes(rules.ANNOUNCED_BYTES))
        locked = self._sealing.lock(WISH, ending, wish.nonce + address.encode())
        request = bytes.fromhex(request_hash(wish.nonce))
        return Ending(ending, caller.person, caller.device, request, locked, self._announcer.first_day(), 0)
