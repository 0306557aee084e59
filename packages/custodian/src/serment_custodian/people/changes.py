"""Another address for a person: who may have it, when it takes effect, and the notices to the old one.

Person, salt and OPRF key stay as they are. Whoever reads both mailboxes moves at once. Whoever has lost the old one
waits, and the old address is told twice meanwhile, each time with a way to stop it.
"""

import secrets

from psycopg.errors import UniqueViolation

from serment_custodian.letters import address_changed_letter, address_changing_letter
from serment_custodian.people import announced_store, rules
from serment_custodian.people import changes_store as store
from serment_custodian.people.actions import HELD, hash_address, hashes_of, try_code, use_code
from serment_custodian.people.announced import Announcer, Kind, held
from serment_custodian.people.errors import AddressTaken, ChangeUnknown
from serment_custodian.people.store import person_at
from serment_custodian.people.types import (
    Address,
    Awaited,
    Caller,
    Change,
    ChangeId,
    PersonId,
    Proof,
    Standing,
)
from serment_custodian.post import Post
from serment_custodian.sealing_key import SealingKey
from serment_kernel.clock import Clock
from serment_kernel.database import Database, Tx

AWAITED = "people/change"
ANNOUNCED = Kind("change", address_changing_letter, "veto", "people/veto")


class Changes:
    """Takes changes of address, writes to the old one, and carries out what was not stopped."""

    def __init__(self, db: Database, sealing: SealingKey, post: Post, link: str, days: int, now: Clock) -> None:
        self._db = db
        self._sealing = sealing
        self._post = post
        self._now = now
        self._announcer = Announcer(db, sealing, post, link, days, now, ANNOUNCED)

    async def standing(self, person: PersonId) -> Standing:
        """The person's address, and the one that is to take its place."""
        async with self._db.transaction() as tx:
            now = await held(tx, self._sealing, person)
            change = await store.change_of(tx, person)
        return Standing(now.address, change and Awaited(self._awaited(change), change.takes_effect))

    async def standing_at(self, address: Address) -> tuple[PersonId, Standing] | None:
        """Whose account an address opens, and the same of them."""
        async with self._db.transaction() as tx:
            person = await person_at(tx, hashes_of(self._sealing, address))
        return None if person is None else (person, await self.standing(person))

    async def move(self, person: PersonId, old: tuple[bytes, str], new: Proof) -> None:
        """Both addresses are proved by codes: the new one takes effect at once, and the old one is told."""
        async with self._db.transaction() as tx:
            before = await held(tx, self._sealing, person)
        proofs = (Proof(before.address, *old), new)
        for proof in proofs:
            await try_code(self._db, self._sealing, proof, self._now())
        async with self._db.transaction() as tx:
            for proof in proofs:
                await use_code(tx, proof)
            await announced_store.drop_of(tx, "change", person)
            await self._hold(tx, person, new.address)
        self._post.drop(address_changed_letter(self._post.sender, before.address, before.language))

    async def begin(self, caller: Caller, new: Proof) -> None:
        """The new address alone is proved: it takes effect after days, and the old one is told at once."""
        await try_code(self._db, self._sealing, new, self._now())
        async with self._db.transaction() as tx:
            await use_code(tx, new)
            await announced_store.drop_of(tx, "change", caller.person)
            change = self._change(caller, new.address)
            if not await store.add_change(tx, change, hashes_of(self._sealing, new.address)):
                raise AddressTaken
            before = await held(tx, self._sealing, caller.person)
        self._announcer.announce(change, before)

    async def cancel(self, person: PersonId) -> None:
        """The person keeps the address."""
        async with self._db.transaction() as tx:
            await announced_store.drop_of(tx, "change", person)

    async def veto(self, given: bytes) -> None:
        """Whoever reads the old mailbox stops the change."""
        change = self._announcer.stopped_by(given)
        async with self._db.transaction() as tx:
            if change is None or not await announced_store.drop(tx, "change", change):
                raise ChangeUnknown

    async def settle(self) -> int:
        """Write the letters that are due, and carry out what was announced for long enough; how many could not be."""
        async with self._db.transaction() as tx:
            changes = await store.changes(tx)
        return await self._announcer.settle(changes, self._carry_out)

    async def _carry_out(self, change: Change) -> None:
        try:
            async with self._db.transaction() as tx:
                if await announced_store.drop(tx, "change", change.change):
                    await self._hold(tx, change.person, self._awaited(change))
        except AddressTaken:
            await self.cancel(change.person)

    async def _hold(self, tx: Tx, person: PersonId, address: Address) -> None:
        """Let this be the person's address, unless it is another's or about to be."""
        locked = self._sealing.lock(HELD, person, address.encode())
        any_of = hashes_of(self._sealing, address)
        try:
            moved = await store.move_person(tx, person, hash_address(self._sealing, address), locked, any_of)
        except UniqueViolation as error:
            raise AddressTaken from error
        if not moved:
            raise AddressTaken

    def _change(self, caller: Caller, address: Address) -> Change:
        change = ChangeId(secrets.token_bytes(rules.ANNOUNCED_BYTES))
        locked = self._sealing.lock(AWAITED, change, address.encode())
        hashed, takes_effect = hash_address(self._sealing, address), self._announcer.first_day()
        return Change(change, caller.person, caller.device, hashed, locked, takes_effect, 0)

    def _awaited(self, change: Change) -> Address:
        return Address(self._sealing.unlock(AWAITED, change.change, change.address_sealed).decode())
