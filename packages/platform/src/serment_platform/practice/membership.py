"""Who may act for a practice, and which key its desk signs with now."""

from serment_kernel.database import Database
from serment_platform.practice import store
from serment_platform.practice.errors import CompartmentClosed, NotAMember, OfficerOnly, PracticeUnknown
from serment_platform.practice.types import Desk, Membership


async def require_member(db: Database, practice: str, account: str) -> Membership:
    """The membership of this account; an unknown practice and a strange one are refused alike."""
    async with db.transaction() as tx:
        membership = await store.find_membership(tx, practice, account)
    if membership is None:
        raise NotAMember
    return membership


def require_officer(membership: Membership) -> None:
    """Raise `OfficerOnly` unless this member is an officer."""
    if not membership.officer:
        raise OfficerOnly


def require_clinical(membership: Membership) -> None:
    """Raise `CompartmentClosed` unless this member holds the clinical keys."""
    if not membership.clinical:
        raise CompartmentClosed


async def desk_key(db: Database, practice: str) -> Desk:
    """The epoch now valid and its desk's public key; raises `PracticeUnknown`."""
    async with db.transaction() as tx:
        desk = await store.find_desk(tx, practice)
    if desk is None:
        raise PracticeUnknown
    return desk
