"""Stand by a root, take that back, say it anew. Each act is one transaction; its record becomes a leaf right after."""

import logging
from datetime import date, datetime

import msgspec

from serment_custodian.endorsements import course, rules, store
from serment_custodian.endorsements.errors import NotStanding, PracticeClosed
from serment_custodian.endorsements.types import Root, Standing
from serment_custodian.ledger import Entry, Ledger
from serment_kernel.database import Database, Tx
from serment_protocol.encoding import canonical
from serment_protocol.endorsements import LIFE, Check, Endorsement, Withdrawal
from serment_protocol.replacements import Replacement
from serment_protocol.signing import Signed
from serment_protocol.transparency import EntryKind

SAID: tuple[EntryKind, ...] = ("practice_endorsement", "endorsement_withdrawn")
logger = logging.getLogger(__name__)


async def is_endorsed(db: Database, root: Root) -> bool:
    """Whether the custodian stands by this root now."""
    async with db.transaction() as tx:
        known = await store.standing_of(tx, root.practice)
    return known is not None and known.root == root.root


async def require_root(db: Database, ledger: Ledger, root: Root) -> None:
    """Raise unless this is the root of its practice that counts."""
    async with db.transaction() as tx:
        replaced = await course.replacements_of(tx, ledger, root.practice)
    rules.require_root(root.practice, root.root, replaced)


async def require_standing(db: Database, practice: bytes) -> None:
    """Raise `NotStanding` where there is nothing to withdraw."""
    async with db.transaction() as tx:
        if await store.standing_of(tx, practice) is None:
            raise NotStanding


async def require_open(db: Database, practice: bytes) -> None:
    """Raise `PracticeClosed` where a practice has said its last word."""
    async with db.transaction() as tx:
        await require_open_in(tx, practice)


async def require_open_in(tx: Tx, practice: bytes) -> None:
    """The same in a transaction that goes on."""
    if await store.is_closed(tx, practice):
        raise PracticeClosed


async def endorse(db: Database, ledger: Ledger, root: Root, check: Check, now: datetime) -> None:
    """Stand by a root from today on; twice comes to the same as once."""
    async with db.transaction() as tx:
        await store.hold_practice(tx, root.practice)
        await require_open_in(tx, root.practice)
        replaced = await course.replacements_of(tx, ledger, root.practice)
        rules.require_root(root.practice, root.root, replaced)
        new = rules.standing(root, check, now.date(), replaced)
        if await store.standing_of(tx, root.practice) != new:
            await stand_by(tx, ledger, new, now.date())
    await publish(db, ledger)


async def withdraw(db: Database, ledger: Ledger, practice: bytes, now: datetime) -> None:
    """Stand by the practice's root no more; twice comes to the same as once."""
    async with db.transaction() as tx:
        await store.hold_practice(tx, practice)
        known = await store.standing_of(tx, practice)
        if known is not None:
            await store.drop_standing(tx, practice)
            await write(tx, ledger, rules.withdrawal(known, now.date()))
    await publish(db, ledger)


async def close(db: Database, ledger: Ledger, signed: Signed, now: datetime) -> None:
    """Take a practice's last word: stand by its root no more, and never again; twice comes to the same as once."""
    practice = rules.practice_of(signed)
    async with db.transaction() as tx:
        await store.hold_practice(tx, practice)
        known = await store.standing_of(tx, practice)
        rules.require_own_closing(signed, practice, await course.replacements_of(tx, ledger, practice))
        await store.add_closed(tx, practice)
        if known is not None:
            await store.drop_standing(tx, practice)
            await store.add_unlogged(tx, "practice_closing", signed.body_bytes, signed.signature_bytes)
            await write(tx, ledger, rules.withdrawal(known, now.date()))
    await publish(db, ledger)


async def renew(db: Database, ledger: Ledger, now: datetime) -> None:
    """Say anew what ends soon, if the log says it, from which it was not taken back: a row alone is no decision."""
    await publish(db, ledger)
    today = now.date()
    async with db.transaction() as tx:
        due = await store.ending(tx, rules.due_until(today))
    if not due:
        return
    said = rules.said_in(await ledger.records(SAID), ledger.log.public)
    for each in due:
        if rules.is_said(each, said):
            await _renew(db, ledger, each, today)
        else:
            logger.error("a practice stands in the table that does not stand in the log: it is not endorsed anew")
    await publish(db, ledger)


async def _renew(db: Database, ledger: Ledger, standing: Standing, today: date) -> None:
    async with db.transaction() as tx:
        await store.hold_practice(tx, standing.practice)
        unchanged = await store.standing_of(tx, standing.practice) == standing
        if unchanged and not await store.is_closed(tx, standing.practice):
            await stand_by(tx, ledger, msgspec.structs.replace(standing, until=today + LIFE), today)


async def publish(db: Database, ledger: Ledger) -> None:
    """Append to the log what is on its way there, one by one: a crash costs a second leaf right after the first."""
    while await _publish_next(db, ledger):
        pass


async def _publish_next(db: Database, ledger: Ledger) -> bool:
    async with db.transaction() as tx:
        await store.hold_way(tx)
        found = await store.take_unlogged(tx)
        if found is not None:
            await ledger.append(Entry(found.kind, found.body, found.signature))
    return found is not None


async def stand_by(tx: Tx, ledger: Ledger, standing: Standing, today: date) -> None:
    """Say so in the log, holding the practice, unless it has closed; `publish` afterwards."""
    await require_open_in(tx, standing.practice)
    await store.save_standing(tx, standing)
    await write(tx, ledger, rules.endorsement(standing, today))


async def write(tx: Tx, ledger: Ledger, record: Endorsement | Withdrawal | Replacement) -> bytes:
    """Put a record on its way into the log; its name is its kind, with hyphens (SPEC 9)."""
    body = canonical(record)
    await store.add_unlogged(tx, record.type, body, ledger.sign(record.type.replace("_", "-"), body))
    return body
