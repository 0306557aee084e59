"""SQL of the officers room: one function, one statement."""

from datetime import datetime

from psycopg.rows import class_row

from serment_custodian.officers.types import Act, DecisionId, State, Stored
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
