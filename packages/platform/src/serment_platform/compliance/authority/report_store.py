"""SQL of the reports: one function, one statement. They are only ever added."""

from serment_kernel.database import Tx


async def reports(tx: Tx) -> list[tuple[str, bytes, bytes]]:
    """Half, body and signature of each, oldest first."""
    cursor = await tx.execute("SELECT half, body, signature FROM compliance.authority_report ORDER BY half")
    return [(str(half), bytes(body), bytes(signature)) for half, body, signature in await cursor.fetchall()]


async def add_report(tx: Tx, half: str, body: bytes, signature: bytes, event: int) -> None:
    """Keep a report."""
    await tx.execute(
        "INSERT INTO compliance.authority_report (half, body, signature, event) VALUES (%s, %s, %s, %s)",
        [half, body, signature, event],
    )
