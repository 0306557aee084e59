"""SQL of the officers room: one function, one statement."""

from datetime import date, datetime

from psycopg.rows import class_row

from serment_custodian.officers.types import (
    Act,
    DecisionId,
    GivenAssertion,
    Officer,
    OfficerId,
    OfficerState,
    Passkey,
    State,
    Stored,
)
from serment_kernel.database import Tx


async def add_decision(tx: Tx, new: Stored, subject: bytes) -> bool:
    """Keep a decision; false if one about the same subject is under way."""
    cursor = await tx.execute(
        """
        INSERT INTO officers.decision (decision, kind, subject, body, state, asked, not_before)
        VALUES (%s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT DO NOTHING
        """,
        [new.decision, new.kind, subject, new.body, new.state, new.asked, new.not_before],
    )
    return cursor.rowcount == 1


async def open_decision(tx: Tx, kind: str, subject: bytes) -> DecisionId | None:
    """The decision about this subject that is under way."""
    cursor = await tx.execute(
        """
        SELECT decision FROM officers.decision
         WHERE kind = %s AND sha256(subject) = sha256(%s) AND state IN ('asked', 'approved')
        """,
        [kind, subject],
    )
    row = await cursor.fetchone()
    return DecisionId(bytes(row[0])) if row else None


async def lock_decision(tx: Tx, decision: DecisionId) -> Stored | None:
    """A decision that nobody else changes until we commit."""
    cursor = tx.cursor(row_factory=class_row(Stored))
    await cursor.execute(
        """
        SELECT decision, kind, body, state, asked, not_before
          FROM officers.decision WHERE decision = %s FOR UPDATE
        """,
        [decision],
    )
    return await cursor.fetchone()


async def wait_long(tx: Tx) -> None:
    """Let this transaction stay open for as long as a deed takes."""
    await tx.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


async def read_decision(tx: Tx, decision: DecisionId) -> Stored | None:
    """A decision."""
    cursor = tx.cursor(row_factory=class_row(Stored))
    await cursor.execute(
        "SELECT decision, kind, body, state, asked, not_before FROM officers.decision WHERE decision = %s", [decision]
    )
    return await cursor.fetchone()


async def under_way(tx: Tx) -> list[Stored]:
    """Every decision that is not settled, oldest first."""
    cursor = tx.cursor(row_factory=class_row(Stored))
    await cursor.execute(
        """
        SELECT decision, kind, body, state, asked, not_before
          FROM officers.decision WHERE state IN ('asked', 'approved') ORDER BY number
        """
    )
    return await cursor.fetchall()


async def move(tx: Tx, decision: DecisionId, state: State, not_before: datetime | None) -> None:
    """Note a decision's new state."""
    await tx.execute(
        "UPDATE officers.decision SET state = %s, not_before = %s WHERE decision = %s", [state, not_before, decision]
    )


async def add_act(tx: Tx, decision: DecisionId, body: bytes, signature: bytes, opening: bytes) -> None:
    """Keep an act until the log has it, and after."""
    await tx.execute(
        "INSERT INTO officers.act (decision, body, signature, opening) VALUES (%s, %s, %s, %s)",
        [decision, body, signature, opening],
    )


async def waiting_acts(tx: Tx) -> list[Act]:
    """Acts that the log does not have yet, in their order."""
    cursor = tx.cursor(row_factory=class_row(Act))
    await cursor.execute(
        """
        SELECT number, decision, body, signature, opening, leaf
          FROM officers.act WHERE leaf IS NULL ORDER BY number
        """
    )
    return await cursor.fetchall()


async def last_subject(tx: Tx, act: str) -> str:
    """What the newest act of this name is about; nothing if there is none."""
    cursor = await tx.execute(
        """
        SELECT convert_from(body, 'UTF8')::jsonb ->> 'subject'
          FROM officers.act
         WHERE convert_from(body, 'UTF8')::jsonb ->> 'act' = %s
         ORDER BY number DESC
         LIMIT 1
        """,
        [act],
    )
    row = await cursor.fetchone()
    return str(row[0]) if row else ""


async def note_leaf(tx: Tx, number: int, leaf: int) -> None:
    """Note where in the log an act is."""
    await tx.execute("UPDATE officers.act SET leaf = %s WHERE number = %s", [leaf, number])


async def is_logged(tx: Tx, decision: DecisionId) -> bool:
    """Whether every act of a decision so far is in the log."""
    cursor = await tx.execute(
        "SELECT NOT EXISTS (SELECT FROM officers.act WHERE decision = %s AND leaf IS NULL)", [decision]
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def add_nonce(tx: Tx, nonce_hash: bytes, expires: datetime) -> None:
    """Remember a nonce until it is used or too old."""
    await tx.execute("INSERT INTO officers.challenge (nonce_hash, expires) VALUES (%s, %s)", [nonce_hash, expires])


async def use_nonce(tx: Tx, nonce_hash: bytes, now: datetime) -> bool:
    """Consume a nonce; false if it is unknown, used or too old."""
    cursor = await tx.execute(
        "DELETE FROM officers.challenge WHERE nonce_hash = %s AND expires > %s", [nonce_hash, now]
    )
    return cursor.rowcount == 1


async def add_session(tx: Tx, session_hash: bytes, officer_locked: bytes, expires: datetime) -> None:
    """Keep the hash of a bearer, and the officer under a key that only the bearer gives."""
    await tx.execute(
        "INSERT INTO officers.session (session_hash, officer_locked, expires) VALUES (%s, %s, %s)",
        [session_hash, officer_locked, expires],
    )


async def live_session(tx: Tx, session_hash: bytes, now: datetime) -> bytes | None:
    """The locked officer of a session that has not ended."""
    cursor = await tx.execute(
        "SELECT officer_locked FROM officers.session WHERE session_hash = %s AND expires > %s", [session_hash, now]
    )
    row = await cursor.fetchone()
    return bytes(row[0]) if row else None


async def delete_session(tx: Tx, session_hash: bytes) -> None:
    """End a session."""
    await tx.execute("DELETE FROM officers.session WHERE session_hash = %s", [session_hash])


async def lock_officers(tx: Tx) -> None:
    """Let nobody else become an officer, or leave, until we commit."""
    await tx.execute("LOCK TABLE officers.officer IN SHARE ROW EXCLUSIVE MODE")


async def add_officer(tx: Tx, officer: OfficerId, name: str, state: OfficerState, day: date) -> None:
    """Keep an officer, or a candidate."""
    await tx.execute(
        "INSERT INTO officers.officer (officer, name, state, since) VALUES (%s, %s, %s, %s)",
        [officer, name, state, day],
    )


async def officers(tx: Tx) -> list[Officer]:
    """Everybody, also who has left."""
    cursor = tx.cursor(row_factory=class_row(Officer))
    await cursor.execute("SELECT officer, name, state, since FROM officers.officer ORDER BY since, name")
    return await cursor.fetchall()


async def officer_named(tx: Tx, officer: OfficerId) -> Officer | None:
    """One of them."""
    cursor = tx.cursor(row_factory=class_row(Officer))
    await cursor.execute("SELECT officer, name, state, since FROM officers.officer WHERE officer = %s", [officer])
    return await cursor.fetchone()


async def is_active(tx: Tx, officer: OfficerId) -> bool:
    """Whether somebody is an officer now."""
    cursor = await tx.execute(
        "SELECT EXISTS (SELECT FROM officers.officer WHERE officer = %s AND state = 'active')", [officer]
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def set_officer(tx: Tx, officer: OfficerId, state: OfficerState, day: date) -> None:
    """Let a candidate become an officer, or an officer leave."""
    await tx.execute("UPDATE officers.officer SET state = %s, since = %s WHERE officer = %s", [state, day, officer])


async def forget_candidates(tx: Tx, before: date) -> None:
    """Delete candidates about whom nobody decides any more."""
    await tx.execute(
        """
        DELETE FROM officers.officer
         WHERE state = 'candidate' AND since < %s
               AND NOT EXISTS (
                   SELECT FROM officers.decision
                    WHERE kind = 'add_officer' AND decision.state IN ('asked', 'approved')
                          AND convert_from(subject, 'UTF8')::json ->> 'officer' = encode(officer.officer, 'hex'))
        """,
        [before],
    )


async def add_passkey(tx: Tx, new: Passkey) -> bool:
    """Keep a passkey; false if it is known already."""
    cursor = await tx.execute(
        """
        INSERT INTO officers.passkey (credential, officer, key_locked, sign_count, label, added, used)
        VALUES (%s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT (credential) DO NOTHING
        """,
        [new.credential, new.officer, new.key_locked, new.sign_count, new.label, new.added, new.used],
    )
    return cursor.rowcount == 1


async def lock_passkey(tx: Tx, credential: bytes) -> Passkey | None:
    """A passkey that nobody else uses until we commit."""
    cursor = tx.cursor(row_factory=class_row(Passkey))
    await cursor.execute(
        """
        SELECT credential, officer, key_locked, sign_count, label, added, used
          FROM officers.passkey WHERE credential = %s FOR UPDATE
        """,
        [credential],
    )
    return await cursor.fetchone()


async def passkeys_of(tx: Tx, officer: OfficerId) -> list[Passkey]:
    """The passkeys of an officer."""
    cursor = tx.cursor(row_factory=class_row(Passkey))
    await cursor.execute(
        """
        SELECT credential, officer, key_locked, sign_count, label, added, used
          FROM officers.passkey WHERE officer = %s ORDER BY added, label
        """,
        [officer],
    )
    return await cursor.fetchall()


async def note_passkey(tx: Tx, credential: bytes, count: int, day: date) -> None:
    """Note a use of a passkey."""
    await tx.execute(
        "UPDATE officers.passkey SET sign_count = %s, used = %s WHERE credential = %s", [count, day, credential]
    )


async def relock_passkey(tx: Tx, credential: bytes, key_locked: bytes) -> None:
    """Keep a key under what it may do now."""
    await tx.execute("UPDATE officers.passkey SET key_locked = %s WHERE credential = %s", [key_locked, credential])


async def delete_passkey(tx: Tx, officer: OfficerId, credential: bytes) -> bool:
    """Forget a passkey of this officer."""
    cursor = await tx.execute(
        "DELETE FROM officers.passkey WHERE officer = %s AND credential = %s", [officer, credential]
    )
    return cursor.rowcount == 1


async def delete_passkeys(tx: Tx, officer: OfficerId) -> None:
    """Forget all passkeys of an officer."""
    await tx.execute("DELETE FROM officers.passkey WHERE officer = %s", [officer])


async def add_invitation(tx: Tx, invitation_hash: bytes, name: str, expires: datetime) -> None:
    """Keep the hash of an invitation."""
    await tx.execute(
        "INSERT INTO officers.invitation (invitation_hash, name, expires) VALUES (%s, %s, %s)",
        [invitation_hash, name, expires],
    )


async def read_invitation(tx: Tx, invitation_hash: bytes, now: datetime) -> str | None:
    """Who is invited."""
    cursor = await tx.execute(
        "SELECT name FROM officers.invitation WHERE invitation_hash = %s AND expires > %s", [invitation_hash, now]
    )
    row = await cursor.fetchone()
    return str(row[0]) if row else None


async def use_invitation(tx: Tx, invitation_hash: bytes, now: datetime) -> str | None:
    """Consume an invitation; who was invited."""
    cursor = await tx.execute(
        "DELETE FROM officers.invitation WHERE invitation_hash = %s AND expires > %s RETURNING name",
        [invitation_hash, now],
    )
    row = await cursor.fetchone()
    return str(row[0]) if row else None


async def add_assertion(tx: Tx, given: GivenAssertion) -> bool:
    """Keep the evidence of an approval or a veto; false if this officer took this step already."""
    cursor = await tx.execute(
        """
        INSERT INTO officers.assertion
               (decision, officer, step, credential, statement, authenticator_data, client_data, signature)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT DO NOTHING
        """,
        [
            given.decision,
            given.officer,
            given.step,
            given.credential,
            given.statement,
            given.authenticator_data,
            given.client_data,
            given.signature,
        ],
    )
    return cursor.rowcount == 1


async def assertions_of(tx: Tx, decisions: list[DecisionId]) -> list[GivenAssertion]:
    """The evidence of these decisions."""
    cursor = tx.cursor(row_factory=class_row(GivenAssertion))
    await cursor.execute(
        """
        SELECT decision, officer, step, credential, statement, authenticator_data, client_data, signature
          FROM officers.assertion WHERE decision = ANY(%s)
        """,
        [decisions],
    )
    return await cursor.fetchall()


async def recent_decisions(tx: Tx, most: int) -> list[Stored]:
    """What is under way, and the newest of what is settled."""
    cursor = tx.cursor(row_factory=class_row(Stored))
    await cursor.execute(
        """
        SELECT decision, kind, body, state, asked, not_before
          FROM officers.decision
         ORDER BY state IN ('asked', 'approved') DESC, number DESC
         LIMIT %s
        """,
        [most],
    )
    return await cursor.fetchall()


async def acts_before(tx: Tx, number: int, most: int) -> list[Act]:
    """Acts before this one, newest first."""
    cursor = tx.cursor(row_factory=class_row(Act))
    await cursor.execute(
        """
        SELECT number, decision, body, signature, opening, leaf
          FROM officers.act WHERE number < %s ORDER BY number DESC LIMIT %s
        """,
        [number, most],
    )
    return await cursor.fetchall()


async def logged_acts(tx: Tx, most: int) -> list[Act]:
    """Acts that are in the log, newest first."""
    cursor = tx.cursor(row_factory=class_row(Act))
    await cursor.execute(
        """
        SELECT number, decision, body, signature, opening, leaf
          FROM officers.act WHERE leaf IS NOT NULL ORDER BY number DESC LIMIT %s
        """,
        [most],
    )
    return await cursor.fetchall()


async def purge(tx: Tx, now: datetime) -> None:
    """Delete what has run out."""
    await tx.execute("DELETE FROM officers.challenge WHERE expires <= %s", [now])
    await tx.execute("DELETE FROM officers.session WHERE expires <= %s", [now])
    await tx.execute("DELETE FROM officers.invitation WHERE expires <= %s", [now])
