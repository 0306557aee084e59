"""SQL of the practice room: one function, one statement."""

from psycopg.rows import class_row

from serment_kernel.database import Tx
from serment_platform.practice.types import Desk, Membership


async def find_membership(tx: Tx, practice: str, account: str) -> Membership | None:
    """The member that an account is at a practice."""
    cursor = tx.cursor(row_factory=class_row(Membership))
    await cursor.execute(
        """
        SELECT encode(practice, 'hex') AS practice, encode(member, 'hex') AS member, role, officer, sign
          FROM practice.member WHERE practice = decode(%s, 'hex') AND account = decode(%s, 'hex')
        """,
        [practice, account],
    )
    return await cursor.fetchone()


async def find_desk(tx: Tx, practice: str) -> Desk | None:
    """The current epoch and its desk's public key."""
    cursor = tx.cursor(row_factory=class_row(Desk))
    await cursor.execute(
        """
        SELECT epoch, desk_sign AS sign
          FROM practice.practice JOIN practice.epoch USING (practice, epoch) WHERE practice = decode(%s, 'hex')
        """,
        [practice],
    )
    return await cursor.fetchone()
