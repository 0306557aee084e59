"""Whether the registers are what was written in them."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import LiteralString

from serment_kernel.checks.broken import broken_in_the_database
from serment_kernel.checks.types import Result, Title, check, none_of
from serment_platform.compliance.checks.hand import PlatformHand

VERSIONS: LiteralString = "SELECT count(*) FROM compliance.register_row"
ADDED: LiteralString = r"""
INSERT INTO compliance.register_row (kind, id, version, fields, salt, hash, by, role, at)
VALUES ('risk', 'drill', 1, '{"state":"assessed"}', substr(sha256('drill'), 1, 16), sha256('drill'), 'drill',
        'director', now())
"""


@check(
    "C52",
    Title("Aucune ligne de registre n’a été modifiée à la main", "No row of a register was edited by hand"),
    period=timedelta(hours=1),
    fresh=timedelta(hours=3),
    refs=("A.5.33", "A.5.28"),
    severity="high",
)
async def registers(hand: PlatformHand) -> Result:
    """Every version of every row against the event that tells its hash, both ways."""
    db = hand.databases["compliance"]
    async with db.transaction() as tx:
        row = await (await tx.execute(VERSIONS)).fetchone()
    edited = [f"{fault.kind} {fault.id} {fault.version} {fault.how}" for fault in await hand.edited(db)]
    return none_of(VERSIONS, int(row[0]) if row else 0, "edited", *edited)


@registers.broken_by
@asynccontextmanager
async def _with_one_that_somebody_wrote(hand: PlatformHand) -> AsyncGenerator[PlatformHand]:
    async with broken_in_the_database(hand, ADDED) as broken:
        yield broken
