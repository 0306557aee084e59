"""SQL of the identity room: one function, one statement."""

from datetime import date, datetime

from psycopg.rows import class_row

from serment_kernel.database import Tx
from serment_kernel.holdings import Queries
from serment_platform.identity.types import Audience, Way

HELD: Queries = {
    "identity.account": """
        SELECT encode(account, 'hex') AS account, audience FROM identity.account WHERE account = %(key)s
    """,
    "identity.way": """
        SELECT locator, encode(account, 'hex') AS account, sign, seal, sealed_root
          FROM identity.way WHERE account = %(key)s ORDER BY way.locator
    """,
}
"""What is stored of an account; no session names one.

A locator is told as bytes: whoever has the custodian's rows as well tries passphrases by it, and an export is kept.
"""


async def spend_token(tx: Tx, token: bytes, request: bytes) -> bool:
    """Spend a right, or find that this very request spent it before; SQLSTATE SR003 where another did."""
    cursor = await tx.execute("SELECT identity.spend_token(%s, %s)", [token, request])
    row = await cursor.fetchone()
    return bool(row and row[0])


async def add_account(tx: Tx, account: str, audience: Audience) -> bool:
    """Create an account; false if there is one of this id."""
    cursor = await tx.execute(
        "INSERT INTO identity.account (account, audience) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        [bytes.fromhex(account), audience],
    )
    return cursor.rowcount == 1


async def hold_account(tx: Tx, account: str) -> None:
    """Let no other request change the ways of this account until we commit."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [account])


async def add_way(tx: Tx, way: Way) -> bool:
    """Add a way in; false if the locator is in use."""
    cursor = await tx.execute(
        """
        INSERT INTO identity.way (locator, account, sign, seal, sealed_root)
        VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
        """,
        [bytes.fromhex(way.locator), bytes.fromhex(way.account), way.sign, way.seal, way.sealed_root],
    )
    return cursor.rowcount == 1


async def find_way(tx: Tx, locator: bytes) -> Way | None:
    """A way in by its locator."""
    cursor = tx.cursor(row_factory=class_row(Way))
    await cursor.execute(
        """
        SELECT encode(locator, 'hex') AS locator, encode(account, 'hex') AS account, audience, sign, seal, sealed_root
          FROM identity.way JOIN identity.account USING (account) WHERE locator = %s
        """,
        [locator],
    )
    return await cursor.fetchone()


async def ways_of(tx: Tx, account: str) -> list[Way]:
    """The ways into an account, in the order of their locators."""
    cursor = tx.cursor(row_factory=class_row(Way))
    await cursor.execute(
        """
        SELECT encode(locator, 'hex') AS locator, encode(account, 'hex') AS account, audience, sign, seal, sealed_root
          FROM identity.way JOIN identity.account USING (account) WHERE account = %s ORDER BY locator
        """,
        [bytes.fromhex(account)],
    )
    return await cursor.fetchall()


async def delete_way(tx: Tx, account: str, locator: str) -> None:
    """Remove a way in."""
    await tx.execute(
        "DELETE FROM identity.way WHERE account = %s AND locator = %s",
        [bytes.fromhex(account), bytes.fromhex(locator)],
    )


async def add_challenge(tx: Tx, challenge_hash: bytes, expires: datetime) -> None:
    """Remember a challenge."""
    await tx.execute(
        "INSERT INTO identity.challenge (challenge_hash, expires) VALUES (%s, %s)", [challenge_hash, expires]
    )


async def use_challenge(tx: Tx, challenge_hash: bytes, now: datetime) -> bool:
    """Use a challenge up; false if it is unknown, used or stale."""
    cursor = await tx.execute(
        "DELETE FROM identity.challenge WHERE challenge_hash = %s AND expires > %s", [challenge_hash, now]
    )
    return cursor.rowcount == 1


async def add_session(tx: Tx, session_hash: bytes, locator_locked: bytes, expires: datetime) -> None:
    """Remember a session."""
    await tx.execute(
        "INSERT INTO identity.session (session_hash, locator_locked, expires) VALUES (%s, %s, %s)",
        [session_hash, locator_locked, expires],
    )


async def live_session(tx: Tx, session_hash: bytes, now: datetime) -> bytes | None:
    """What a session holds, locked."""
    cursor = await tx.execute(
        "SELECT locator_locked FROM identity.session WHERE session_hash = %s AND expires > %s", [session_hash, now]
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def delete_session(tx: Tx, session_hash: bytes) -> None:
    """Forget a session."""
    await tx.execute("DELETE FROM identity.session WHERE session_hash = %s", [session_hash])


async def is_at_work(tx: Tx, account: str) -> bool:
    """Whether a practice has this account for a member."""
    cursor = await tx.execute("SELECT practice.employs(%s)", [bytes.fromhex(account)])
    row = await cursor.fetchone()
    return bool(row and row[0])


async def add_rendezvous(tx: Tx, rendezvous: str, expires: datetime) -> bool:
    """Let two devices meet; false if there is such a place."""
    cursor = await tx.execute(
        "INSERT INTO identity.rendezvous (rendezvous, expires) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        [bytes.fromhex(rendezvous), expires],
    )
    return cursor.rowcount == 1


async def live_rendezvous(tx: Tx, rendezvous: str, now: datetime) -> tuple[bytes, bytes] | None:
    """The offer that lies there, and what was revealed, empty until then; held until we commit."""
    cursor = await tx.execute(
        """
        SELECT coalesce(offer, ''), coalesce(reveal, '') FROM identity.rendezvous
         WHERE rendezvous = %s AND expires > %s FOR UPDATE
        """,
        [bytes.fromhex(rendezvous), now],
    )
    return await cursor.fetchone()


async def save_offer(tx: Tx, rendezvous: str, offer: bytes) -> None:
    """Leave an offer."""
    await tx.execute(
        "UPDATE identity.rendezvous SET offer = %s WHERE rendezvous = %s", [offer, bytes.fromhex(rendezvous)]
    )


async def save_reveal(tx: Tx, rendezvous: str, reveal: bytes) -> None:
    """Leave what the first device reveals."""
    await tx.execute(
        "UPDATE identity.rendezvous SET reveal = %s WHERE rendezvous = %s", [reveal, bytes.fromhex(rendezvous)]
    )


async def delete_rendezvous(tx: Tx, rendezvous: str) -> None:
    """Leave nothing behind."""
    await tx.execute("DELETE FROM identity.rendezvous WHERE rendezvous = %s", [bytes.fromhex(rendezvous)])


async def purge_rendezvous(tx: Tx, now: datetime) -> None:
    """Forget meetings that nobody ended."""
    await tx.execute("DELETE FROM identity.rendezvous WHERE expires <= %s", [now])


async def issuer_records(tx: Tx, now: datetime) -> list[bytes]:
    """The bodies of the issuer keys whose tokens are taken."""
    cursor = await tx.execute("SELECT body FROM identity.issuer_key WHERE redeem_until > %s", [now])
    return [row[0] for row in await cursor.fetchall()]


async def add_issuer_key(tx: Tx, key_id: bytes, redeem_until: datetime, body: bytes, signature: bytes) -> None:
    """Remember a believed issuer key."""
    await tx.execute(
        """
        INSERT INTO identity.issuer_key (key_id, redeem_until, body, signature)
        VALUES (%s, %s, %s, %s) ON CONFLICT (key_id) DO NOTHING
        """,
        [key_id, redeem_until, body, signature],
    )


async def seen_note(tx: Tx, origin: str) -> str | None:
    """The last checkpoint that was seen of a log, held until we commit."""
    cursor = await tx.execute("SELECT note FROM identity.seen_checkpoint WHERE origin = %s FOR UPDATE", [origin])
    row = await cursor.fetchone()
    return str(row[0]) if row else None


async def save_note(tx: Tx, origin: str, note: str) -> None:
    """Remember how far a log was seen."""
    await tx.execute(
        """
        INSERT INTO identity.seen_checkpoint (origin, note) VALUES (%s, %s)
            ON CONFLICT (origin) DO UPDATE SET note = excluded.note
        """,
        [origin, note],
    )


async def purge_sessions(tx: Tx, now: datetime) -> None:
    """Forget sessions that have run out."""
    await tx.execute("DELETE FROM identity.session WHERE expires <= %s", [now])


async def purge_challenges(tx: Tx, now: datetime) -> None:
    """Forget challenges that have run out."""
    await tx.execute("DELETE FROM identity.challenge WHERE expires <= %s", [now])


async def purge_tokens(tx: Tx, today: date) -> None:
    """Forget spent rights that nobody could spend again."""
    await tx.execute("DELETE FROM identity.spent_token WHERE redeem_until < %s", [today])


async def purge_issuer_keys(tx: Tx, before: datetime) -> None:
    """Forget issuer keys whose tokens are refused."""
    await tx.execute("DELETE FROM identity.issuer_key WHERE redeem_until <= %s", [before])


async def rewrite(tx: Tx, table: str) -> None:
    """Put the rows of a table in the order of their random ids."""
    await tx.execute("SELECT identity.rewrite(%s)", [table])
