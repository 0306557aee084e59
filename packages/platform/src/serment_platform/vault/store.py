"""SQL of the vault room: one function, one statement."""

from psycopg.rows import class_row

from serment_kernel.database import Tx
from serment_kernel.holdings import Queries
from serment_platform.vault.types import Version

HELD: Queries = {
    "vault.vault": """
        SELECT encode(account, 'hex') AS account, version, previous, hash, blob
          FROM vault.vault WHERE account = %(key)s
    """,
}
"""What is stored of an account."""


async def open_vault(tx: Tx, account: str, blob_hash: bytes, blob: bytes) -> None:
    """Write the first version, as the room that opens accounts may."""
    await tx.execute("SELECT vault.open_vault(%s, %s, %s)", [bytes.fromhex(account), blob_hash, blob])


async def newest(tx: Tx, account: str) -> Version | None:
    """The newest version."""
    cursor = tx.cursor(row_factory=class_row(Version))
    await cursor.execute("SELECT version, previous, blob FROM vault.vault WHERE account = %s", [bytes.fromhex(account)])
    return await cursor.fetchone()


async def replace(tx: Tx, account: str, after: Version, blob_hash: bytes) -> bool:
    """Write the next version; false unless it follows from the stored one."""
    cursor = await tx.execute(
        """
        UPDATE vault.vault SET version = %(version)s, previous = %(previous)s, hash = %(hash)s, blob = %(blob)s
         WHERE account = %(account)s AND version = %(version)s - 1 AND hash = %(previous)s
        """,
        {
            "account": bytes.fromhex(account),
            "version": after.version,
            "previous": after.previous,
            "hash": blob_hash,
            "blob": after.blob,
        },
    )
    return cursor.rowcount == 1


async def rewrite(tx: Tx, table: str) -> None:
    """Put the rows of a table in the order of their random ids."""
    await tx.execute("SELECT vault.rewrite(%s)", [table])
