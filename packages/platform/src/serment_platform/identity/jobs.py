"""Periodic work of the identity room: fresh issuer keys, forgetting what has run out, the nightly rewrite."""

import asyncio
import logging
from datetime import timedelta

from serment_kernel.clock import Clock
from serment_kernel.database import Database
from serment_kernel.erasing import forget_receipts
from serment_kernel.failures import where
from serment_kernel.loops import obey
from serment_platform.identity import store
from serment_platform.identity.tokens import Issuers

TABLES_OF_PERSONS = ("account", "way", "session", "challenge", "spent_token")

logger = logging.getLogger(__name__)

RETRY_SECONDS = 2.0
KEPT = timedelta(days=1)


async def follow_issuers(issuers: Issuers, now: Clock, seconds: float) -> None:
    """Refresh for ever: every so often, and quickly again while the custodian is not up.

    Each process does it, as each keeps the keys in memory.
    """
    while True:
        try:
            await issuers.load(now())
            await issuers.refresh(now())
            pause = seconds
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 -- whatever it is, the next round may succeed
            logger.warning("issuer keys could not be refreshed (%s at %s)", type(error).__name__, where(error))
            pause = min(RETRY_SECONDS, seconds)
        obey()
        await asyncio.sleep(pause if issuers.keys else min(RETRY_SECONDS, seconds))


async def purge(db: Database, now: Clock) -> None:
    """Forget sessions, challenges, meetings of devices, spent rights, issuer keys and receipts that have run out."""
    async with db.transaction() as tx:
        await store.purge_sessions(tx, now())
        await store.purge_challenges(tx, now())
        await store.purge_rendezvous(tx, now())
        await store.purge_tokens(tx, now().date())
        await store.purge_issuer_keys(tx, now() - KEPT)
        await forget_receipts(tx, "identity", now())


async def rewrite(db: Database) -> None:
    """Put the rows in the order of their random ids, one table at a time."""
    for table in TABLES_OF_PERSONS:
        async with db.transaction() as tx:
            await store.rewrite(tx, table)
