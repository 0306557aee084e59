"""The ledger room: the custodian's own Merkle log. What it vouches for is a leaf there, or clients refuse it."""

from serment_custodian.ledger.log import Bundle, Entry, Ledger
from serment_custodian.ledger.uses import Uses, tell_days

__all__ = ["Bundle", "Entry", "Ledger", "Uses", "tell_days"]
