"""Which roots a practice had, by the log: a row of ours counts only as far as the log, or what is on its way there,
says the same, and nothing that the log says may be missing. Whoever writes in this database changes no root by it.
"""

import logging
from collections.abc import Sequence

from serment_custodian.endorsements import replacement_store, rules, store
from serment_custodian.endorsements.errors import RootsAltered
from serment_custodian.endorsements.types import Replaced
from serment_custodian.ledger import Ledger
from serment_kernel.database import Tx
from serment_protocol.transparency import Entry, EntryKind

KIND: EntryKind = "root_replacement"
logger = logging.getLogger(__name__)


async def replacements_of(tx: Tx, ledger: Ledger, practice: bytes) -> Sequence[Replaced]:
    """Every replacement of a practice's root, in order; nobody adds one until we commit."""
    await store.hold_practice(tx, practice)
    rows = await replacement_store.replacements_of(tx, practice)
    # Read before the log: what leaves the way between the two is in the log.
    leaving = [Entry(each.kind, each.signed.body, each.signed.signature) for each in await store.leaving(tx, KIND)]
    told = rules.told_in([*await ledger.followed(KIND), *leaving], ledger.log.public)
    if rows != told.get(practice, []):
        logger.error("the table of replaced roots does not say what the log says: nothing is done for this practice")
        raise RootsAltered
    return rows
