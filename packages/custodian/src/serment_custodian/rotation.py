"""A new sealing key takes over from the old one while the custodian goes on serving; at last the old one is destroyed.

1. The new version is made, and is *coming*: every server looks hashes up by it as well. Wait until all know of it.
2. It is *ready*: every server locks by it. Row by row, what the old one locked is locked anew.
3. Wait until no server can still lock by the old one, and go through the rows again: now nothing needs it.

Each step is seen from what is there, so a rotation that was interrupted anywhere goes on when it is asked for again.
Destroying the old version is a command of its own: with it, every older backup of the database becomes unreadable.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from serment_custodian import shelves
from serment_custodian.config import Config
from serment_custodian.errors import LockedByNobody, NotTheNextStep
from serment_custodian.log_key import evidence_key, log_key
from serment_custodian.main import Custodian, tell_ticket_key
from serment_custodian.officers import Decisions
from serment_custodian.rooms import Rooms
from serment_custodian.sealing_key import SealingKey
from serment_custodian.shares import rotate_share_key
from serment_custodian.shelves import PASSING, SHELVES, Kept, Shelf
from serment_custodian.tickets import keys
from serment_kernel.clock import Clock
from serment_kernel.database import Database
from serment_protocol.errors import CannotOpen

AT_ONCE = 200
# A server takes up a version within one interval, and a transaction that has locked something ends within two minutes.
INTERVALS_WAITED = 3
Say = Callable[[str], None]


@dataclass(frozen=True)
class Rotation:
    """One sealing key, all that it locked, and somebody who wants to hear how far it is."""

    config: Config
    rooms: Rooms
    sealing: SealingKey
    decisions: Decisions
    say: Say
    now: Clock

    async def rotate(self) -> None:
        """Let a new version take over, or go on where a rotation was interrupted."""
        old, new = self.begin()
        if self.sealing.stages()[new] == "coming":
            await self._let_all_know("learns of the new version")
            self.sealing.hand_of(new).complete(new)
            self.sealing.look()
        await self.decisions.note_change("sealing_key", "key_ceremony", self.sealing.told())
        await self._take_over()
        self.say(f"Nothing needs version {old} any more. Once no backup does: rotate-sealing-key --destroy-old")

    async def destroy_old(self) -> None:
        """Destroy every version before the current one, having made sure that nothing needs it."""
        current = self.sealing.current
        old = [version for version in self.sealing.stages() if version < current]
        if not old:
            raise NotTheNextStep(f"There is no version of the sealing key before {current}.")
        await self._take_over()
        await self._require_passed()
        for version in old:
            self.sealing.hand_of(version).destroy(version)
            await self.decisions.note("sealing_key_gone", "key_ceremony", {"version": version})
            self.say(f"Version {version} is destroyed. Backups from before the rotation cannot be opened any more.")
        self.sealing.look()

    def begin(self) -> tuple[int, int]:
        """The version that is to go, and the one that takes over, which exists from now on."""
        stages = self.sealing.stages()
        oldest, newest = min(stages), max(stages)
        if oldest < newest:
            self.say(f"Going on: version {newest} takes over from version {oldest}.")
            return oldest, newest
        hand = self.sealing.hands[-1]
        hand.prepare(newest + 1)
        self.sealing.look()
        self.say(f"Made version {newest + 1} in {hand.name}.")
        return newest, newest + 1

    async def _take_over(self) -> None:
        await self._relock_all()
        await self._let_all_know("locks by the new version")
        await self._relock_all()

    async def _let_all_know(self, what: str) -> None:
        seconds = INTERVALS_WAITED * self.config.intervals.sealing_key
        self.say(f"Waiting {seconds:.0f} s, until every server {what} …")
        await asyncio.sleep(seconds)

    async def _relock_all(self) -> None:
        keys, current = self.config.keys, self.sealing.current
        for key in (log_key(Path(keys.log_key_file), keys.log_origin), evidence_key(self.config)):
            if key.version() != current:
                key.relock(self.sealing)
                self.say(f"{key.path.name}: locked anew")
        for shelf in SHELVES:
            await self.relock(shelf)

    async def relock(self, shelf: Shelf) -> None:
        """In small transactions, so that nobody waits and an interruption costs little."""
        db: Database = getattr(self.rooms, shelf.room)
        async with db.transaction() as tx:
            count = await shelves.count_old(tx, shelf, self.sealing.current)
        after, done = b"", 0
        while True:
            async with db.transaction() as tx:
                rows = await shelves.old_rows(tx, shelf, self.sealing.current, after, AT_ONCE)
                renewed, hashes = renew(self.sealing, shelf, rows)
                await shelves.put_back(tx, shelf, renewed, hashes)
            if not rows:
                return
            after, done = rows[-1].row, done + len(rows)
            self.say(f"{shelf.room}.{shelf.table}: {done} of {max(count, done)} locked anew")

    async def _require_passed(self) -> None:
        for passing in PASSING:
            db: Database = getattr(self.rooms, passing.room)
            async with db.transaction() as tx:
                count = await shelves.count_passing(tx, passing, self.sealing.current, self.now())
            if count:
                where = f"{passing.room}.{passing.table}"
                raise NotTheNextStep(f"{count} rows of {where} still need the old version; they run out by themselves.")


def of(custodian: Custodian, say: Say) -> Rotation:
    """The rotation of a custodian's sealing key."""
    service = custodian.service
    return Rotation(service.config, custodian.rooms, service.sealing, custodian.decisions, say, service.now)


async def rotate_tickets(custodian: Custodian) -> None:
    """Have a new ticket key."""
    service = custodian.service
    await keys.rotate_tickets(custodian.rooms.tickets, service.sealing, service.now())
    await tell_ticket_key(custodian)


async def rotate_contact(custodian: Custodian) -> None:
    """Have a new contact key; clients are shown it once a witness has seen its record."""
    service = custodian.service
    await keys.rotate_contact(custodian.rooms.tickets, service.sealing, custodian.ledger, service.now())
    await custodian.ledger.log.renew()


async def rotate_shares(custodian: Custodian) -> None:
    """Have a new key that practices' shares are sealed to; they are shown it once a witness has seen its record."""
    service = custodian.service
    await rotate_share_key(custodian.rooms.shares, service.sealing, custodian.ledger, service.now())
    await custodian.ledger.log.renew()


def renew(sealing: SealingKey, shelf: Shelf, rows: list[Kept]) -> tuple[list[Kept], list[bytes]]:
    """The rows locked by the current version, and their hashes."""
    try:
        opened = [sealing.unlock(shelf.purpose, kept.row, kept.locked) for kept in rows]
    except CannotOpen as error:
        raise LockedByNobody(f"{shelf.room}.{shelf.table}") from error
    renewed = [
        Kept(kept.row, sealing.lock(shelf.purpose, kept.row, secret)) for kept, secret in zip(rows, opened, strict=True)
    ]
    return renewed, [sealing.mac(shelf.purpose, secret) for secret in opened] if shelf.hashed else []
