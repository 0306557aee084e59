"""The root of each day becomes a leaf of the hand's log, which the other hand cosigns: from then on the day stands.

A day without events has a root as well. Before a root is published the whole chain is looked at once more, with the
signature of every event that has no root yet, and a chain that is not what its roots say gets none: nothing false may
look as if it were witnessed.
"""

import logging
from datetime import UTC, date, datetime, time, timedelta

from serment_kernel.database import Database, Tx
from serment_kernel.evidence import store
from serment_kernel.evidence.chain import Chain
from serment_kernel.evidence.errors import EvidenceBroken
from serment_kernel.merkle_log import MerkleLog
from serment_protocol.encoding import write_day
from serment_protocol.evidence import NOTHING, ROOT, EvidenceRoot, day_root, root_before
from serment_protocol.notes import open_checkpoint, read_log_key
from serment_protocol.signing import Signed, sign
from serment_protocol.transparency import entry_bytes

DAY = timedelta(days=1)
# As it stands in the canonical bytes of a leaf.
KIND = b'"kind":"evidence_root"'
logger = logging.getLogger(__name__)


async def publish_days(db: Database, chain: Chain, log: MerkleLog, now: datetime) -> list[date]:
    """Log the root of every day that is over and has none; the days. Then keep what witnesses say of them."""
    today = now.astimezone(UTC).date()
    try:
        async with db.transaction() as tx:
            last = await _last_logged(tx, log)
            if last.day + DAY < today:
                await chain.verify(tx, since=last.total)
            days = await _publish(tx, chain, last, today)
    except EvidenceBroken:
        logger.error("THE EVIDENCE IS NOT WHAT IT WAS: no root is published until somebody has looked")  # noqa: TRY400
        raise
    await keep_witnessed(db, log)
    return days


async def keep_witnessed(db: Database, log: MerkleLog) -> None:
    """Have the roots cosigned, and keep the first checkpoint of each."""
    async with db.transaction() as tx:
        last, seen = await store.last_root(tx), await store.last_witnessed(tx)
    if last is None or (seen and seen[0] == last.day):
        return
    await log.renew()
    note = await log.checkpoint()
    size = open_checkpoint(note, log.origin, read_log_key(log.verifier)).size
    async with db.transaction() as tx:
        await store.add_witnessed(tx, size, note)


async def open_days(tx: Tx, chain: Chain, now: datetime) -> None:
    """A chain opens with the root of the day before its first, so that samples have a seed as soon as it is seen."""
    await _add(tx, chain, now.astimezone(UTC).date() - DAY, [], 0, NOTHING, None)


async def _publish(tx: Tx, chain: Chain, last: store.Root, today: date) -> list[date]:
    days: list[date] = []
    while last.day + DAY < today:
        last = await _next(tx, chain, last)
        days.append(last.day)
    return days


async def _next(tx: Tx, chain: Chain, last: store.Root) -> store.Root:
    day = last.day + DAY
    hashes = await store.hashes_before(tx, last.total, datetime.combine(day + DAY, time(), UTC))
    head = hashes[-1] if hashes else last.head
    return await _add(tx, chain, day, hashes, last.total + len(hashes), head, last.record)


async def _add(
    tx: Tx, chain: Chain, day: date, hashes: list[bytes], total: int, head: bytes, before: Signed | None
) -> store.Root:
    record = EvidenceRoot(
        day=write_day(day),
        count=len(hashes),
        total=total,
        root=day_root(hashes).hex(),
        head=head.hex(),
        previous=root_before(before),
    )
    root = store.Root(day, total, head, sign(chain.seed, ROOT, record), 0)
    return root._replace(leaf=await store.add_root(tx, root, entry_bytes("evidence_root", root.record)))


async def _last_logged(tx: Tx, log: MerkleLog) -> store.Root:
    """The last root, which must be the last one of the log; each names the one before, so that one is enough."""
    await store.lock_head(tx)
    last = await store.last_root(tx)
    leaves = await log.since(last.leaf) if last else []
    logged = [leaf for leaf in leaves if KIND in leaf]
    if last is None or logged != [entry_bytes("evidence_root", last.record)]:
        raise EvidenceBroken
    return last
