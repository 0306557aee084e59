"""Who calls, as a member of the practice that the path names."""

from serment_platform.http import Web, path_id
from serment_platform.practice.membership import require_member, require_officer
from serment_platform.practice.types import Membership
from serment_platform.service import Service


async def member_of(request: Web, service: Service, practice: str) -> Membership:
    """The caller's membership; raises `NotAMember`, and what a session may be refused for."""
    caller = await service.staff(request)
    return await require_member(service.db("practice"), path_id(practice), caller.account)


async def officer_of(request: Web, service: Service, practice: str) -> Membership:
    """The same of an officer; raises `OfficerOnly`, too."""
    membership = await member_of(request, service, practice)
    require_officer(membership)
    return membership
