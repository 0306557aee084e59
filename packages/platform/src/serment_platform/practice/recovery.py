"""What members and holders of shares do with a practice's way back. One function each, one transaction."""

from datetime import date

from serment_kernel.database import Database
from serment_platform.practice import actions, recovery_rules, sharing_store, store
from serment_platform.practice.errors import ShareUnknown, SharingUnknown
from serment_platform.practice.types import Check, FoundShare, Membership, Sharing
from serment_protocol.signing import Signed


async def sharing(db: Database, membership: Membership) -> tuple[Sharing, list[Check]]:
    """The shares now valid, and what was noted of them."""
    async with db.transaction() as tx:
        found = await sharing_store.find_sharing(tx, membership.practice)
        if found is None:
            raise SharingUnknown
        return found, await sharing_store.checks_of(tx, membership.practice)


async def note_check(db: Database, membership: Membership, signed: Signed, today: date) -> None:
    """Keep a member's note about shares."""
    async with db.transaction() as tx:
        found = await sharing_store.find_sharing(tx, membership.practice)
        if found is None:
            raise SharingUnknown
        check = recovery_rules.verify_check(signed, membership, found, today)
        shares = " ".join(map(str, check.shares))
        await sharing_store.save_check(
            tx, found.practice, shares, opened=check.opened, body=signed.body_bytes, signature=signed.signature_bytes
        )
        await store.tell(tx, found.practice)


async def share(db: Database, share_id: str) -> FoundShare:
    """What whoever holds this share may read of its practice."""
    async with db.transaction() as tx:
        practice = await sharing_store.find_practice_of(tx, share_id)
        held = await store.find_practice(tx, practice) if practice else None
        found = await sharing_store.find_sharing(tx, practice) if practice else None
        if held is None or found is None:
            raise ShareUnknown
        root, epoch = await actions.records_of(tx, held.practice, held.epoch)
        members = await store.members_locked(tx, held.practice, held.epoch)
    return FoundShare(found, root, epoch, members, held.root_number)
