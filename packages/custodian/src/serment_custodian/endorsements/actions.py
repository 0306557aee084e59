"""Stand by a root, take that back, say it anew. Each act is one transaction; its record becomes a leaf right after."""

from datetime import date, datetime

from serment_custodian.config import EndorsementPolicy
from serment_custodian.endorsements import rules, store
from serment_custodian.endorsements.errors import NotStanding
from serment_custodian.endorsements.types import Root, Standing, State
from serment_custodian.ledger import Entry, Ledger
from serment_kernel.database import Database, Tx
from serment_protocol.encoding import canonical
from serment_protocol.endorsements import Check, Endorsement, Withdrawal
from serment_protocol.signing import Signed


async def ask(db: Database, ledger: Ledger, signed: Signed, policy: EndorsementPolicy, now: datetime) -> State:
    """A practice shows its root and asks to be endorsed; asking again changes nothing."""
    root = rules.read_root(signed)
    async with db.transaction() as tx:
        known = await store.standing_of(tx, root.practice)
        if known is None and policy == "officers":
            await store.add_waiting(tx, root, now.date())
            return "waiting"
        if known is None:
            await _stand_by(tx, ledger, rules.standing(root, "demo", now.date()), now.date())
    await publish(db, ledger)
    return "endorsed"


async def endorse(db: Database, ledger: Ledger, root: Root, check: Check, now: datetime) -> None:
    """Stand by a root that was checked."""
    async with db.transaction() as tx:
        await store.drop_waiting(tx, root.practice, root.root)
        await _stand_by(tx, ledger, rules.standing(root, check, now.date()), now.date())
    await publish(db, ledger)


async def withdraw(db: Database, ledger: Ledger, practice: bytes, now: datetime) -> None:
    """Stand by the practice's root no more."""
    async with db.transaction() as tx:
        known = await store.standing_of(tx, practice)
        if known is None:
            raise NotStanding
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
