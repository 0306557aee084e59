"""Take a release into the log, once; show those that are there.

The custodian vouches for nothing in a release. It only keeps it where everybody sees the same.
"""

from collections.abc import Collection
from datetime import datetime

from serment_custodian.ledger import rules, store
from serment_custodian.ledger.errors import ReleaseConflict, ReleaseForged
from serment_custodian.ledger.types import LoggedRelease
from serment_kernel.database import Database
from serment_kernel.merkle_log import MerkleLog
from serment_protocol.errors import ReleaseForged as Forged
from serment_protocol.releases import ReleaseRecord, verify_release
from serment_protocol.signing import Signed, peek
from serment_protocol.transparency import Bundle, entry_bytes

# Older ones are in the log, for whoever reads it whole.
MOST_SHOWN = 50


async def take(db: Database, log: MerkleLog, keys: Collection[bytes], signed: Signed, now: datetime) -> LoggedRelease:
    """The release in the log: this one, or the newest if it says the same."""
    try:
        record = verify_release(signed, keys)
    except Forged as error:
        raise ReleaseForged from error
    async with db.transaction() as tx:
        newest = next(iter(await store.releases(tx, 1)), None)
        if newest and record.repeats(peek(newest.signed, ReleaseRecord)):
            return newest
        rules.require_next(record, newest.signed if newest else None, now.date())
        leaf = await log.append(tx, entry_bytes("web_release", signed))
        made = LoggedRelease(record.release, signed.body_bytes, signed.signature_bytes, leaf)
        if not await store.add_release(tx, made):
            raise ReleaseConflict
    return made


async def shown(db: Database, log: MerkleLog) -> list[Bundle]:
    """The newest releases with their proofs, newest first."""
    async with db.transaction() as tx:
        found = await store.releases(tx, MOST_SHOWN)
    leaves = [(entry_bytes("web_release", each.signed), each.leaf) for each in found]
    return await log.bundles(leaves)
