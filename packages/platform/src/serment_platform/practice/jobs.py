"""Periodic work of the practice room: publications that a crash kept from being applied, invitations, the rewrite."""

from collections.abc import Awaitable, Callable, Mapping

from serment_kernel.clock import Clock
from serment_kernel.database import Database
from serment_platform.practice import actions, referrals, store
from serment_platform.practice.hooks import Hooks

TABLES_OF_PERSONS = ("practice", "epoch", "member", "wrap", "invitation", "sharing", "share", "share_check", "referral")

Seen = Callable[[], Awaitable[Mapping[str, tuple[int, int]]]]
"""Which revision and epoch of each practice a room has applied."""


async def apply_pending(db: Database, hooks: Hooks, seen: Seen) -> None:
    """Apply every publication that a room has not seen."""
    applied = await seen()
    for each in await actions.published(db):
        if applied.get(each.practice) == (each.revision, each.epoch):
            continue
        practice = await actions.publication_of(db, each.practice)
        if practice is not None and practice.revision:
            await hooks.apply(practice.practice, practice.publication_body, practice.epoch)


async def purge(db: Database, now: Clock) -> None:
    """Forget invitations that have run out, and letters of other practices that nobody has dropped for a year."""
    async with db.transaction() as tx:
        await store.purge_invitations(tx, now().date())
        await referrals.purge(tx, now().date())


async def rewrite(db: Database) -> None:
    """Put the rows in the order of their random ids, one table at a time."""
    for table in TABLES_OF_PERSONS:
        async with db.transaction() as tx:
            await store.rewrite(tx, table)
