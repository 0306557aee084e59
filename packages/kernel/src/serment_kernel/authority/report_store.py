"""SQL of the reports: one function, one statement. They are only ever added."""

from typing import NamedTuple

from serment_kernel.database import Tx


class Report(NamedTuple):
    """A report as it is kept."""

    half: str
    body: bytes
    signature: bytes


async def reports(tx: Tx) -> list[Report]:
    """All that are kept, oldest first."""
    cursor = await tx.execute("SELECT half, body, signature FROM compliance.authority_report ORDER BY half")
    return [Report(str(half), bytes(body), bytes(signature)) for half, body, signature in await cursor.fetchall()]


async def add_report(tx: Tx, new: Report, event: int) -> None:
    """Keep a report."""
    await tx.execute(
        "INSERT INTO compliance.authority_report (half, body, signature, event) VALUES (%s, %s, %s, %s)",
        [*new, event],
    )
