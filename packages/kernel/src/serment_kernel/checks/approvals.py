"""Somebody's word, in the chain, that the settings in force are as decided."""

from datetime import datetime
from typing import cast

import msgspec

from serment_kernel.database import Database
from serment_kernel.evidence import Chain

APPROVED = "settings"


class Approval(msgspec.Struct, frozen=True):
    """What an event of this kind says."""

    settings: str
    """The digest of the settings."""


async def approve(db: Database, chain: Chain, digest: str, now: datetime) -> None:
    """Write it down."""
    async with db.transaction() as tx:
        await chain.append(tx, APPROVED, Approval(digest), now)


async def approved(db: Database, chain: Chain) -> str:
    """The digest of the newest approval; empty for none, and where the newest is nobody's."""
    async with db.transaction() as tx:
        found = await chain.newest(tx, APPROVED, 1)
        if not found or not (await chain.signers(tx)).signed(found[0]):
            return ""
    return str(cast("dict[str, str]", found[0].content)["settings"])
