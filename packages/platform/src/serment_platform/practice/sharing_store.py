"""SQL of a practice's way back: one function, one statement."""

from collections.abc import Sequence

from psycopg.rows import class_row

from serment_kernel.database import Tx
from serment_platform.practice.types import Check, NewSharing, Sharing


async def find_sharing(tx: Tx, practice: str) -> Sharing | None:
    """The shares now valid."""
    cursor = tx.cursor(row_factory=class_row(Sharing))
    await cursor.execute(
        """
        SELECT encode(practice, 'hex') AS practice, sharing, body, signature, wrap, encode(holder, 'hex') AS holder,
               colleague_sealed, custodian_sealed
          FROM practice.sharing WHERE practice = decode(%s, 'hex')
        """,
        [practice],
    )
    return await cursor.fetchone()


async def find_practice_of(tx: Tx, share: str) -> str | None:
    """The practice that has a share of this id."""
    cursor = await tx.execute(
        "SELECT encode(practice, 'hex') FROM practice.share WHERE share = decode(%s, 'hex')", [share]
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def delete_sharing(tx: Tx, practice: str) -> None:
    """Forget the shares with their wrap, their ids and what was noted of them."""
    await tx.execute("DELETE FROM practice.sharing WHERE practice = decode(%s, 'hex')", [practice])


async def add_sharing(tx: Tx, practice: str, number: int, new: NewSharing, wrap: bytes) -> None:
    """Write new shares."""
    record = new.record
    await tx.execute(
        """
        INSERT INTO practice.sharing (practice, sharing, body, signature, wrap, holder, colleague_sealed,
                                      custodian_sealed)
        VALUES (decode(%s, 'hex'), %s, %s, %s, %s, decode(%s, 'hex'), %s, %s)
        """,
        [
            *(practice, number, record.body_bytes, record.signature_bytes, wrap),
            *(new.holder, new.colleague_sealed, new.custodian_sealed),
        ],
    )


async def add_shares(tx: Tx, practice: str, shares: Sequence[str]) -> None:
    """Let whoever holds a share find its practice."""
    await tx.execute(
        """
        INSERT INTO practice.share (share, practice)
        SELECT decode(share, 'hex'), decode(%s, 'hex') FROM unnest(%s::text[]) AS new (share)
        """,
        [practice, list(shares)],
    )


async def renew_wrap(tx: Tx, practice: str, wrap: bytes) -> None:
    """Let the same shares lead into the new epoch, and no longer into the one before."""
    await tx.execute("UPDATE practice.sharing SET wrap = %s WHERE practice = decode(%s, 'hex')", [wrap, practice])


async def save_check(tx: Tx, practice: str, shares: str, *, opened: bool, body: bytes, signature: bytes) -> None:
    """Keep a note in the place of the one before about the same shares."""
    await tx.execute(
        """
        INSERT INTO practice.share_check (practice, shares, opened, body, signature)
        VALUES (decode(%s, 'hex'), %s, %s, %s, %s)
            ON CONFLICT (practice, shares, opened)
            DO UPDATE SET body = excluded.body, signature = excluded.signature
        """,
        [practice, shares, opened, body, signature],
    )


async def checks_of(tx: Tx, practice: str) -> list[Check]:
    """What was noted of the shares now valid."""
    cursor = tx.cursor(row_factory=class_row(Check))
    await cursor.execute(
        """
        SELECT body, signature FROM practice.share_check
         WHERE practice = decode(%s, 'hex') ORDER BY shares, opened
        """,
        [practice],
    )
    return await cursor.fetchall()
