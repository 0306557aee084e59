"""What a device does here: read the newest version, write the next. One function each, one transaction."""

from serment_kernel.database import Database, Tx
from serment_platform.vault import rules, store
from serment_platform.vault.errors import VaultConflict, VaultUnknown
from serment_platform.vault.types import Version
from serment_protocol.primitives import hash_bytes


async def write_first(tx: Tx, account: str, blob: bytes) -> None:
    """Write the first version in the transaction that opens the account."""
    rules.require_size(blob)
    await store.open_vault(tx, account, hash_bytes("vault", blob), blob)


async def read(db: Database, account: str) -> Version:
    """The newest version."""
    async with db.transaction() as tx:
        found = await store.newest(tx, account)
    if found is None:
        raise VaultUnknown
    return found


async def write(db: Database, account: str, after: Version) -> None:
    """Write the next version, unless another device did."""
    rules.require_size(after.blob)
    async with db.transaction() as tx:
        if not await store.replace(tx, account, after, hash_bytes("vault", after.blob)):
            raise VaultConflict
