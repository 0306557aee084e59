"""The ledger room: the custodian's own Merkle log. What it vouches for is a leaf there, or clients refuse it."""

from serment_custodian.ledger.log import Bundle, Entry, Ledger

__all__ = ["Bundle", "Entry", "Ledger"]
