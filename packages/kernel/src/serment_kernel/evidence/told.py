"""What everybody may read of the evidence: the root of its newest day, with the proof that the log has it."""

import msgspec

from serment_kernel.database import Database
from serment_kernel.evidence import store
from serment_kernel.merkle_log import MerkleLog
from serment_protocol.transparency import Bundle, entry_bytes


class ToldEvidence(msgspec.Struct, frozen=True):
    """The newest day. Its events are for whoever may see them; the root says that they are not another's tomorrow."""

    root: Bundle | None
    """A leaf of the kind `evidence_root`; none where the chain has not begun."""


async def told_evidence(db: Database, log: MerkleLog) -> ToldEvidence:
    """The newest root; as the room `compliance`."""
    async with db.transaction() as tx:
        last = await store.last_root(tx)
    if last is None:
        return ToldEvidence(None)
    return ToldEvidence(await log.bundle(entry_bytes("evidence_root", last.record), last.leaf))
