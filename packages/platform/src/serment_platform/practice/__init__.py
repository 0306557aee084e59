"""The practice room: signed roots and epochs, members, wrapped secrets, the publication. It reads no name of staff.

Front door: `require_member`, `require_officer`, `require_clinical`, `desk_key`.
"""

from serment_platform.practice.errors import CompartmentClosed, NotAMember, OfficerOnly, PracticeInUse, PracticeUnknown
from serment_platform.practice.membership import desk_key, require_clinical, require_member, require_officer
from serment_platform.practice.types import Desk, Membership, Published, Role

__all__ = [
    "CompartmentClosed",
    "Desk",
    "Membership",
    "NotAMember",
    "OfficerOnly",
    "PracticeInUse",
    "PracticeUnknown",
    "Published",
    "Role",
    "desk_key",
    "require_clinical",
    "require_member",
    "require_officer",
]
