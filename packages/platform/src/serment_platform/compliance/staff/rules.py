"""Who may have which roles at once, and who needs a second person's word. Pure."""

from datetime import date

from serment_platform.compliance.staff.errors import AccessOver, GuestUnbounded, PeriodReversed, RolesIncompatible
from serment_platform.compliance.staff.types import ALONE, APPROVING, OUTSIDE, Actor, Grant, StaffId

FOUNDERS = 2
"""So many of the approving roles enrol by the operator's command alone: there is nobody yet who could confirm them.
Each is a founding event of the evidence, which nobody can take back to begin anew."""


def require_grantable(grant: Grant, today: date) -> None:
    """Raise unless one person may have all of this."""
    if not grant.roles or (grant.roles & ALONE and len(grant.roles) > 1):
        raise RolesIncompatible
    if "operator" in grant.roles and grant.roles & APPROVING:
        raise RolesIncompatible
    bounded = grant.until and grant.scope.first and grant.scope.last
    if grant.roles & OUTSIDE and not bounded:
        raise GuestUnbounded
    first, last = grant.scope.first, grant.scope.last
    if first and last and last < first:
        raise PeriodReversed
    if is_over(grant, today):
        raise AccessOver


def is_approving(grant: Grant) -> bool:
    """Whether their signature lets something happen."""
    return bool(grant.roles & APPROVING)


def is_over(grant: Grant, today: date) -> bool:
    """Whether its last day has passed."""
    return grant.until is not None and today > grant.until


def actor_of(staff: StaffId, grant: Grant) -> Actor:
    """Who asks, under their pseudonym."""
    return Actor(staff.hex(), grant.roles, grant.scope)
