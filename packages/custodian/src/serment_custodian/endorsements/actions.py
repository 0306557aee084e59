"""Stand by a root, take that back, say it anew. Each act is one transaction; its record becomes a leaf right after."""

from datetime import date, datetime

from serment_custodian.endorsements import rules, store
from serment_custodian.endorsements.errors import NotStanding
from serment_custodian.endorsements.types import Root, Standing
from serment_custodian.ledger import Entry, Ledger
from serment_kernel.database import Database, Tx
from serment_protocol.encoding import canonical
from serment_protocol.endorsements import Check, Endorsement, Withdrawal


async def is_endorsed(db: Database, root: Root) -> bool:
    """Whether the custodian stands by this root now."""
    async with db.transaction() as tx:
        known = await store.standing_of(tx, root.practice)
    return known is not None and known.root == root.root


async def require_standing(db: Database, practice: bytes) -> None:
    """Raise `NotStanding` where there is nothing to withdraw."""
    async with db.transaction() as tx:
        if await store.standing_of(tx, practice) is None:
            raise NotStanding


async def endorse(db: Database, ledger: Ledger, root: Root, check: Check, now: datetime) -> None:
    """Stand by a root from today on; twice comes to the same as once."""
    new = rules.standing(root, check, now.date())
    async with db.transaction() as tx:
        if await store.standing_of(tx, root.practice) != new:
            await _stand_by(tx, ledger, new, now.date())
    await publish(db, ledger)


async def withdraw(db: Database, ledger: Ledger, practice: bytes, now: datetime) -> None:
    """Stand by the practice's root no more; twice comes to the same as once."""
    async with db.transaction() as tx:
        known = await store.standing_of(tx, practice)
        if known is not None:
            await store.drop_standing(tx, practice)
            await _write(tx, ledger, rules.withdrawal(known, now.date()))
    await publish(db, ledger)


async def renew(db: Database, ledger: Ledger, now: datetime) -> None:
    """Say anew what stands and ends soon, all of it at once."""
    today = now.date()
    async with db.transaction() as tx:
        for each in await store.ending(tx, rules.due_until(today)):
            await _stand_by(tx, ledger, rules.standing(each.of, each.checked, today), today)
    await publish(db, ledger)


async def publish(db: Database, ledger: Ledger) -> None:
    """Append to the log what is on its way there; a crash in between costs at most a second leaf."""
    async with db.transaction() as tx:
        for each in await store.take_unlogged(tx):
            await ledger.append(Entry(each.kind, each.body, each.signature))


async def _stand_by(tx: Tx, ledger: Ledger, standing: Standing, today: date) -> None:
    await store.save_standing(tx, standing)
    await _write(tx, ledger, rules.endorsement(standing, today))


async def _write(tx: Tx, ledger: Ledger, record: Endorsement | Withdrawal) -> None:
    """The record's name is its kind, with hyphens (SPEC 6)."""
    body = canonical(record)
    await store.add_unlogged(tx, record.type, body, ledger.sign(record.type.replace("_", "-"), body))
