"""SQL of the shares room: one function, one statement."""

from datetime import date

from psycopg.rows import class_row

from serment_custodian.shares.types import KeptShare, PracticeId, Request, RequestId, ShareKey
from serment_kernel.database import Tx


async def share_keys(tx: Tx) -> list[ShareKey]:
    """Keys that a share on its way may be sealed to, newest first."""
    cursor = tx.cursor(row_factory=class_row(ShareKey))
    await cursor.execute(
        """
        SELECT share_key, since, body, signature, leaf, seed_locked
          FROM shares.share_key ORDER BY number DESC
        """
    )
    return await cursor.fetchall()


async def add_share_key(tx: Tx, key: ShareKey) -> None:
    """Keep a new key."""
    await tx.execute(
        """
        INSERT INTO shares.share_key (share_key, since, body, signature, seed_locked) VALUES (%s, %s, %s, %s, %s)
        """,
        [key.share_key, key.since, key.body, key.signature, key.seed_locked],
    )


async def forget_share_key(tx: Tx, share_key: bytes) -> None:
    """Destroy a key."""
    await tx.execute("DELETE FROM shares.share_key WHERE share_key = %s", [share_key])


async def note_leaf(tx: Tx, share_key: bytes, leaf: int) -> None:
    """Note where in the log the key's record is."""
    await tx.execute("UPDATE shares.share_key SET leaf = %s WHERE share_key = %s", [leaf, share_key])


async def find_share(tx: Tx, practice: PracticeId) -> KeptShare | None:
    """The share of a practice."""
    cursor = tx.cursor(row_factory=class_row(KeptShare))
    await cursor.execute(
        """
        SELECT practice, sharing, body, signature, share_locked, since FROM shares.share WHERE practice = %s
        """,
        [practice],
    )
    return await cursor.fetchone()


async def keep_share(tx: Tx, share: KeptShare, before: bytes) -> bool:
    """Let this share take the place of the one of this record, or of none; false if there is another meanwhile."""
    cursor = await tx.execute(
        """
        INSERT INTO shares.share (practice, sharing, body, signature, share_locked, since)
        VALUES (%s, %s, %s, %s, %s, %s)
            ON CONFLICT (practice) DO UPDATE
           SET sharing = excluded.sharing, body = excluded.body, signature = excluded.signature,
               share_locked = excluded.share_locked, since = excluded.since
         WHERE share.body = %s
        """,
        [share.practice, share.sharing, share.body, share.signature, share.share_locked, share.since, before],
    )
    return cursor.rowcount == 1


async def hold_practice(tx: Tx, practice: bytes) -> None:
    """Let nobody else ask for this practice's share until we commit."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [practice.hex()])


async def add_request(tx: Tx, new: Request) -> bool:
    """Keep a request; false if it is there."""
    cursor = await tx.execute(
        """
        INSERT INTO shares.request (request, practice, sharing, body, signature, asked)
        VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
        """,
        [new.request, new.practice, new.sharing, new.body, new.signature, new.asked],
    )
    return cursor.rowcount == 1


async def find_request(tx: Tx, request: RequestId) -> Request | None:
    """A request."""
    cursor = tx.cursor(row_factory=class_row(Request))
    await cursor.execute(
        """
        SELECT request, practice, sharing, body, signature, decision, objected, released, asked
          FROM shares.request WHERE request = %s
        """,
        [request],
    )
    return await cursor.fetchone()


async def hold_request(tx: Tx, request: RequestId) -> Request | None:
    """The same, kept from others who would change it until we commit."""
    cursor = tx.cursor(row_factory=class_row(Request))
    await cursor.execute(
        """
        SELECT request, practice, sharing, body, signature, decision, objected, released, asked
          FROM shares.request WHERE request = %s FOR UPDATE
        """,
        [request],
    )
    return await cursor.fetchone()


async def requests_of(tx: Tx, practice: PracticeId) -> list[Request]:
    """Who asked for the share of a practice."""
    cursor = tx.cursor(row_factory=class_row(Request))
    await cursor.execute(
        """
        SELECT request, practice, sharing, body, signature, decision, objected, released, asked
          FROM shares.request WHERE practice = %s ORDER BY asked, request
        """,
        [practice],
    )
    return await cursor.fetchall()


async def note_decision(tx: Tx, request: RequestId, decision: bytes) -> None:
    """Note what the officers were asked."""
    await tx.execute("UPDATE shares.request SET decision = %s WHERE request = %s", [decision, request])


async def note_objection(tx: Tx, request: RequestId) -> None:
    """Note that the practice has objected."""
    await tx.execute("UPDATE shares.request SET objected = true WHERE request = %s", [request])


async def release(tx: Tx, request: RequestId, released: bytes) -> None:
    """Let the device that asked fetch the share."""
    await tx.execute("UPDATE shares.request SET released = %s WHERE request = %s", [released, request])


async def purge(tx: Tx, before: date) -> None:
    """Forget requests of before this day, and what was released on them."""
    await tx.execute("DELETE FROM shares.request WHERE asked < %s", [before])
