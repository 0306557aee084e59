"""Staff of the console: who they are, what they may do, and the passkeys by which they decide.

`of` is the front door of a request that only looks or drafts; what decides takes the passkey itself, `verified`.
"""

from serment_kernel.authority.errors import RoleMissing
from serment_platform.compliance.staff.console import Console, console_of
from serment_platform.compliance.staff.factors import without_passkey
from serment_platform.compliance.staff.sessions import SESSION_TIME, of
from serment_platform.compliance.staff.signatures import Signature, key_of, standing
from serment_platform.compliance.staff.steps import verified
from serment_platform.compliance.staff.types import APPROVING, Actor, Role, Scope

__all__ = [
    "APPROVING",
    "SESSION_TIME",
    "Actor",
    "Console",
    "Role",
    "RoleMissing",
    "Scope",
    "Signature",
    "console_of",
    "key_of",
    "of",
    "standing",
    "verified",
    "without_passkey",
]
