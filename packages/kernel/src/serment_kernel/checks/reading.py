"""Reads the chain once more for its check: quickly what is new since the last time, and all of it once a day."""

from serment_kernel.checks.hand import Chained
from serment_kernel.database import Database
from serment_kernel.evidence import Chain, EvidenceBroken


async def read_again(chain: Chain, db: Database) -> Chained:
    """How many events hold; or that they do not."""
    async with db.transaction() as tx:
        # Reading a million events takes longer than anything that waits for an answer.
        await tx.execute("SET LOCAL statement_timeout = '10min'")
        try:
            return Chained(await chain.verify(tx), "")
        except EvidenceBroken as error:
            return Chained(0, type(error).__name__)
