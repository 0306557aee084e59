"""Another address for a person: who may have it, when it takes effect, and the notices to the old one.

Person, salt and OPRF key stay as they are. Whoever reads both mailboxes moves at once. Whoever has lost the old one
waits, and the old address is told twice meanwhile, each time with a way to stop it.
"""

import hmac
import secrets
from datetime import timedelta
from email.message import EmailMessage

from psycopg.errors import UniqueViolation

from serment_custodian.letters import address_changed_letter, address_changing_letter
from serment_custodian.people import changes_store as store
from serment_custodian.people import rules
from serment_custodian.people.actions import HELD, hash_address, hashes_of, try_code, use_code
from serment_custodian.people.errors import AddressTaken, ChangeUnknown
from serment_custodian.people.types import (
    Address,
    Awaited,
    Caller,
    Change,
    ChangeId,
    PersonId,
    Proof,
    Recipient,
    Standing,
)
from serment_custodian.post import Left, Post
from serment_custodian.sealing_key import SealingKey
from serment_kernel.clock import Clock
from serment_kernel.database import Database, Tx
from serment_protocol.encoding import b64

AWAITED = "people/change"
VETO = "people/veto"
LAST_LETTER = 2


class Changes:
    """Takes changes of address, writes to the old one, and carries out what was not stopped."""

    def __init__(self, db: Database, sealing: SealingKey, post: Post, link: str, days: int, now: Clock) -> None:
        self._db = db
        self._sealing = sealing
        self._post = post
        self._link = link
        self._wait = timedelta(days=days)
        self._now = now

    async def standing(self, person: PersonId) -> Standing:
        """The person's address, and the one that is to take its place."""
        async with self._db.transaction() as tx:
            held = await self._held(tx, person)
            change = await store.change_of(tx, person)
        return Standing(held.address, change and Awaited(self._awaited(change), change.takes_effect))

    async def move(self, person: PersonId, old: tuple[bytes, str], new: Proof) -> None:
        """Both addresses are proved by codes: the new one takes effect at once, and the old one is told."""
        async with self._db.transaction() as tx:
            before = await self._held(tx, person)
        proofs = (Proof(before.address, *old), new)
        for proof in proofs:
            await try_code(self._db, self._sealing, proof, self._now())
        async with self._db.transaction() as tx:
            for proof in proofs:
                await use_code(tx, proof)
            await store.drop_change_of(tx, person)
            await self._hold(tx, person, new.address)
        self._post.drop(address_changed_letter(self._post.sender, before.address, before.language))

    async def begin(self, caller: Caller, new: Proof) -> None:
        """The new address alone is proved: it takes effect after days, and the old one is told at once."""
        await try_code(self._db, self._sealing, new, self._now())
        async with self._db.transaction() as tx:
            await use_code(tx, new)
            await store.drop_change_of(tx, caller.person)
            change = self._change(caller, new.address)
            if not await store.add_change(tx, change, hashes_of(self._sealing, new.address)):
                raise AddressTaken
            before = await self._held(tx, caller.person)
        self._post.drop(self._letter(change, before), self._left(change))

    async def cancel(self, person: PersonId) -> None:
        """The person keeps the address."""
        async with self._db.transaction() as tx:
            await store.drop_change_of(tx, person)

    async def veto(self, given: bytes) -> None:
        """Whoever reads the old mailbox stops the change."""
        change = ChangeId(given[: rules.CHANGE_BYTES])
        # A letter may have been written before the sealing key was followed by another.
        if not any(hmac.compare_digest(given, veto(change, mac)) for mac in self._sealing.macs(VETO, change)):
            raise ChangeUnknown
        async with self._db.transaction() as tx:
            if not await store.drop_change(tx, change):
                raise ChangeUnknown

    async def settle(self) -> None:
        """Write the letters that are due, and carry out what was announced for long enough."""
        today = self._now().date()
        async with self._db.transaction() as tx:
            changes = await store.changes(tx)
        for change in changes:
            if change.letters < rules.letters_due(change.takes_effect, today):
                await self._remind(change)
            elif change.letters == LAST_LETTER and change.takes_effect <= today:
                await self._carry_out(change)

    async def _remind(self, change: Change) -> None:
        async with self._db.transaction() as tx:
            before = await self._held(tx, change.person)
        if await self._post.deliver(self._letter(change, before)):
            await self._left(change)()

    async def _carry_out(self, change: Change) -> None:
        try:
            async with self._db.transaction() as tx:
                if await store.drop_change(tx, change.change):
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

    async def _held(self, tx: Tx, person: PersonId) -> Recipient:
        locked, language = await store.address_of(tx, person)
        return Recipient(Address(self._sealing.unlock(HELD, person, locked).decode()), language)

    def _change(self, caller: Caller, address: Address) -> Change:
        change = ChangeId(secrets.token_bytes(rules.CHANGE_BYTES))
        locked = self._sealing.lock(AWAITED, change, address.encode())
        takes_effect = rules.takes_effect(self._now(), self._wait)
        return Change(
            change, caller.person, caller.device, hash_address(self._sealing, address), locked, takes_effect, 0
        )

    def _awaited(self, change: Change) -> Address:
        return Address(self._sealing.unlock(AWAITED, change.change, change.address_sealed).decode())

    def _letter(self, change: Change, to: Recipient) -> EmailMessage:
        link = f"{self._link}#/veto/{b64(self._veto_of(change.change))}"
        return address_changing_letter(self._post.sender, to.address, to.language, change.takes_effect, link)

    def _veto_of(self, change: ChangeId) -> bytes:
        """What stops this change: no row has it, so no dump does either."""
        return veto(change, self._sealing.mac(VETO, change))

    def _left(self, change: Change) -> Left:
        """Notes that a letter has left; the days count from the first one."""

        async def note() -> None:
            first = change.letters == 0
            takes_effect = rules.takes_effect(self._now(), self._wait) if first else change.takes_effect
            async with self._db.transaction() as tx:
                await store.note_letter(tx, change.change, change.letters + 1, takes_effect)

        return note


def veto(change: ChangeId, mac: bytes) -> bytes:
    """What a letter carries of a change: its name, and as many bytes of a keyed hash."""
    return change + mac[-rules.CHANGE_BYTES :]
