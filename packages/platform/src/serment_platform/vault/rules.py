"""Which blobs may be a vault (SPEC 3). Pure."""

from serment_platform.vault.errors import VaultSize
from serment_protocol.padding import VAULT_BUCKETS

# Version, nonce and tag around the padded content (SPEC 2.2).
LOCK_BYTES = 1 + 12 + 16
SIZES = frozenset(bucket + LOCK_BYTES for bucket in VAULT_BUCKETS)


def require_size(blob: bytes) -> None:
    """Raise `VaultSize` unless a padded vault can be in there."""
    if len(blob) not in SIZES:
        raise VaultSize
