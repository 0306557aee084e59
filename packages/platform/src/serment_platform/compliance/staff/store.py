"""SQL of the console's staff: one function, one statement."""

from datetime import date, datetime

from psycopg.rows import class_row

from serment_kernel.database import Tx
from serment_platform.compliance.staff.types import Invitation, Member, Open, Passkey, StaffId, State


async def add_nonce(tx: Tx, nonce_hash: bytes, expires: datetime) -> None:
    """Keep a nonce until it is used."""
    await tx.execute("INSERT INTO compliance.challenge (nonce_hash, expires) VALUES (%s, %s)", [nonce_hash, expires])


async def use_nonce(tx: Tx, nonce_hash: bytes, now: datetime) -> bool:
    """Consume a nonce; false if it is unknown, used or too old."""
    cursor = await tx.execute(
        "DELETE FROM compliance.challenge WHERE nonce_hash = %s AND expires > %s", [nonce_hash, now]
    )
    return cursor.rowcount == 1


async def add_session(tx: Tx, session_hash: bytes, staff_locked: bytes, expires: datetime) -> None:
    """Keep the hash of a bearer, and whose it is under a key that only the bearer gives."""
    await tx.execute(
        "INSERT INTO compliance.session (session_hash, staff_locked, expires) VALUES (%s, %s, %s)",
        [session_hash, staff_locked, expires],
    )


async def live_session(tx: Tx, session_hash: bytes, now: datetime) -> bytes | None:
    """Whose a session is that has not ended, locked."""
    cursor = await tx.execute(
        "SELECT staff_locked FROM compliance.session WHERE session_hash = %s AND expires > %s", [session_hash, now]
    )
    row = await cursor.fetchone()
    return bytes(row[0]) if row else None


async def delete_session(tx: Tx, session_hash: bytes) -> None:
    """End a session."""
    await tx.execute("DELETE FROM compliance.session WHERE session_hash = %s", [session_hash])


async def lock_staff(tx: Tx) -> None:
    """Let nobody else come or leave until we commit."""
    await tx.execute("LOCK TABLE compliance.staff IN SHARE ROW EXCLUSIVE MODE")


async def add_staff(tx: Tx, new: Member) -> None:
    """Keep somebody."""
    await tx.execute(
        "INSERT INTO compliance.staff (staff, name, state, since, grant_locked) VALUES (%s, %s, %s, %s, %s)",
        [new.staff, new.name, new.state, new.since, new.grant_locked],
    )


async def everybody(tx: Tx) -> list[Member]:
    """Everybody, also who has left."""
    cursor = tx.cursor(row_factory=class_row(Member))
    await cursor.execute("SELECT staff, name, state, since, grant_locked FROM compliance.staff ORDER BY since, name")
    return await cursor.fetchall()


async def member(tx: Tx, staff: StaffId) -> Member | None:
    """One of them."""
    cursor = tx.cursor(row_factory=class_row(Member))
    await cursor.execute(
        "SELECT staff, name, state, since, grant_locked FROM compliance.staff WHERE staff = %s", [staff]
    )
    return await cursor.fetchone()


async def active(tx: Tx, staff: StaffId) -> Member | None:
    """One of them, if they work here now."""
    cursor = tx.cursor(row_factory=class_row(Member))
    await cursor.execute(
        """
        SELECT staff, name, state, since, grant_locked
          FROM compliance.staff WHERE staff = %s AND state = 'active'
        """,
        [staff],
    )
    return await cursor.fetchone()


async def set_staff(tx: Tx, staff: StaffId, state: State, grant_locked: bytes, day: date) -> None:
    """Let somebody begin, or leave."""
    await tx.execute(
        "UPDATE compliance.staff SET state = %s, grant_locked = %s, since = %s WHERE staff = %s",
        [state, grant_locked, day, staff],
    )


async def forget_candidates(tx: Tx, before: date) -> None:
    """Delete whom nobody has confirmed in time."""
    await tx.execute("DELETE FROM compliance.staff WHERE state = 'candidate' AND since < %s", [before])


async def add_passkey(tx: Tx, new: Passkey) -> bool:
    """Keep a passkey; false if it is known already."""
    cursor = await tx.execute(
        """
        INSERT INTO compliance.passkey (credential, staff, key_locked, sign_count, label, added, used)
        VALUES (%s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT (credential) DO NOTHING
        """,
        [new.credential, new.staff, new.key_locked, new.sign_count, new.label, new.added, new.used],
    )
    return cursor.rowcount == 1


async def lock_passkey(tx: Tx, credential: bytes) -> Passkey | None:
    """A passkey that nobody else uses until we commit."""
    cursor = tx.cursor(row_factory=class_row(Passkey))
    await cursor.execute(
        """
        SELECT credential, staff, key_locked, sign_count, label, added, used
          FROM compliance.passkey WHERE credential = %s FOR UPDATE
        """,
        [credential],
    )
    return await cursor.fetchone()


async def passkeys_of(tx: Tx, staff: StaffId) -> list[Passkey]:
    """The passkeys of one person."""
    cursor = tx.cursor(row_factory=class_row(Passkey))
    await cursor.execute(
        """
        SELECT credential, staff, key_locked, sign_count, label, added, used
          FROM compliance.passkey WHERE staff = %s ORDER BY added, label
        """,
        [staff],
    )
    return await cursor.fetchall()


async def note_passkey(tx: Tx, credential: bytes, count: int, day: date) -> None:
    """Note a use of a passkey."""
    await tx.execute(
        "UPDATE compliance.passkey SET sign_count = %s, used = %s WHERE credential = %s", [count, day, credential]
    )


async def delete_passkey(tx: Tx, staff: StaffId, credential: bytes) -> bool:
    """Forget a passkey of this person."""
    cursor = await tx.execute(
        "DELETE FROM compliance.passkey WHERE staff = %s AND credential = %s", [staff, credential]
    )
    return cursor.rowcount == 1


async def delete_passkeys(tx: Tx, staff: StaffId) -> None:
    """Forget all passkeys of this person."""
    await tx.execute("DELETE FROM compliance.passkey WHERE staff = %s", [staff])


async def add_invitation(tx: Tx, invitation_hash: bytes, new: Invitation, expires: datetime) -> bool:
    """Keep the hash of an invitation; false if there is such a one."""
    cursor = await tx.execute(
        """
        INSERT INTO compliance.invitation (invitation_hash, name, grant_locked, expires) VALUES (%s, %s, %s, %s)
            ON CONFLICT (invitation_hash) DO NOTHING
        """,
        [invitation_hash, new.name, new.grant_locked, expires],
    )
    return cursor.rowcount == 1


async def read_invitation(tx: Tx, invitation_hash: bytes, now: datetime) -> Invitation | None:
    """Who is invited."""
    cursor = tx.cursor(row_factory=class_row(Invitation))
    await cursor.execute(
        "SELECT name, grant_locked FROM compliance.invitation WHERE invitation_hash = %s AND expires > %s",
        [invitation_hash, now],
    )
    return await cursor.fetchone()


async def invitations(tx: Tx, now: datetime) -> list[Open]:
    """Whom links that still work are for."""
    cursor = tx.cursor(row_factory=class_row(Open))
    await cursor.execute(
        """
        SELECT invitation_hash, name, grant_locked, expires
          FROM compliance.invitation WHERE expires > %s ORDER BY expires, name
        """,
        [now],
    )
    return await cursor.fetchall()


async def use_invitation(tx: Tx, invitation_hash: bytes, now: datetime) -> Invitation | None:
    """Consume an invitation; who was invited."""
    cursor = tx.cursor(row_factory=class_row(Invitation))
    await cursor.execute(
        """
        DELETE FROM compliance.invitation WHERE invitation_hash = %s AND expires > %s
        RETURNING name, grant_locked
        """,
        [invitation_hash, now],
    )
    return await cursor.fetchone()


async def purge(tx: Tx, now: datetime) -> None:
    """Delete what has run out."""
    await tx.execute("DELETE FROM compliance.challenge WHERE expires <= %s", [now])
    await tx.execute("DELETE FROM compliance.session WHERE expires <= %s", [now])
    await tx.execute("DELETE FROM compliance.invitation WHERE expires <= %s", [now])
