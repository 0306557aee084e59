"""SQL of notices to practices: one function, one statement."""

from datetime import date

from serment_kernel.database import Tx


async def add_notice(tx: Tx, notice: bytes, practice: str, day: date, body: bytes) -> None:
    """Leave a notice for a practice."""
    await tx.execute(
        "INSERT INTO compliance.authority_notice (notice, practice, day, body) VALUES (%s, %s, %s, %s)",
        [notice, bytes.fromhex(practice), day, body],
    )


async def notices_of(tx: Tx, practice: str) -> list[tuple[date, bytes]]:
    """The notices of a practice, newest first."""
    cursor = await tx.execute(
        "SELECT day, body FROM compliance.authority_notice WHERE practice = %s ORDER BY day DESC, notice",
        [bytes.fromhex(practice)],
    )
    return [(day, bytes(body)) for day, body in await cursor.fetchall()]


async def forget_notices(tx: Tx, before: date) -> None:
    """Delete what is older."""
    await tx.execute("DELETE FROM compliance.authority_notice WHERE day < %s", [before])
