"""The shares room: one share of each practice's recovery key, kept locked and released by a quorum of officers alone.

Front door: `release_kind`, what the officers decide; `ensure_key`, the key that shares are sealed to;
`rotate_share_key`, another one.
"""

from serment_custodian.shares.keys import ensure_key, rotate_share_key
from serment_custodian.shares.release import release_kind

__all__ = ["ensure_key", "release_kind", "rotate_share_key"]
