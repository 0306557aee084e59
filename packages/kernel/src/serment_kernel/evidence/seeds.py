"""What a check draws its sample by: the last root that witnesses have seen, so that no operator picks the rows.

The seed hangs on the lines of the witnesses, which nobody here can compute. It is the same for a check until the next
day's root is witnessed, and whoever has the export computes it again.
"""

from datetime import date
from typing import NamedTuple

from serment_kernel.database import Tx
from serment_kernel.evidence import store
from serment_kernel.evidence.errors import NoWitnessedRoot
from serment_protocol.evidence import sample_seed as seed_of


class Seed(NamedTuple):
    """A seed, and which day's root it comes from: both belong into the event."""

    value: bytes
    root: date


async def sample_seed(tx: Tx, check: str) -> Seed:
    """The seed of a check now; raises `NoWitnessedRoot` before a witness has seen anything."""
    found = await store.last_witnessed(tx)
    if found is None:
        raise NoWitnessedRoot
    day, note = found
    return Seed(seed_of(note, check), day)
