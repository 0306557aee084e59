"""SQL of meetings at the counter: one function, one statement. No row names an account, a practice or a visit."""

from datetime import datetime

from serment_kernel.database import Tx

HELLO = 0


async def open_meeting(tx: Tx, meeting: str, hello: bytes, expires: datetime) -> None:
    """Write the first turn; whoever came before stays."""
    await tx.execute(
        "INSERT INTO scheduling.turn (meeting, place, sealed, expires) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
        [bytes.fromhex(meeting), HELLO, hello, expires],
    )


async def take_turn(tx: Tx, meeting: str, place: int, sealed: bytes) -> None:
    """Write a later turn of a meeting that was opened; whoever came before stays."""
    await tx.execute(
        """
        INSERT INTO scheduling.turn (meeting, place, sealed, expires)
        SELECT meeting, %s, %s, expires FROM scheduling.turn WHERE meeting = %s AND place = %s
            ON CONFLICT DO NOTHING
        """,
        [place, sealed, bytes.fromhex(meeting), HELLO],
    )


async def end_of(tx: Tx, meeting: str, now: datetime) -> datetime | None:
    """Until when a meeting lasts, if it does."""
    cursor = await tx.execute(
        "SELECT expires FROM scheduling.turn WHERE meeting = %s AND place = %s AND expires > %s",
        [bytes.fromhex(meeting), HELLO, now],
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def turn(tx: Tx, meeting: str, place: int) -> bytes:
    """What lies in this place; nothing where nobody has spoken."""
    cursor = await tx.execute(
        "SELECT sealed FROM scheduling.turn WHERE meeting = %s AND place = %s", [bytes.fromhex(meeting), place]
    )
    row = await cursor.fetchone()
    return row[0] if row else b""


async def delete_meeting(tx: Tx, meeting: str) -> None:
    """Take all turns away."""
    await tx.execute("DELETE FROM scheduling.turn WHERE meeting = %s", [bytes.fromhex(meeting)])


async def purge(tx: Tx, now: datetime) -> None:
    """Forget meetings that have run out."""
    await tx.execute("DELETE FROM scheduling.turn WHERE expires <= %s", [now])
