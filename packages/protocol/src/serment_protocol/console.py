"""What staff of the platform's console sign about each other (SPEC 11)."""

from typing import Annotated, TypeAlias

from msgspec import Meta

from serment_protocol.acts import DayOrNone
from serment_protocol.encoding import canonical
from serment_protocol.primitives import hash_bytes
from serment_protocol.structure import Digest, Hex16, Structure

Name: TypeAlias = Annotated[str, Meta(min_length=1, max_length=60)]
RoleName: TypeAlias = Annotated[str, Meta(pattern=r"\A[a-z_]{1,32}\Z")]

RegisterName: TypeAlias = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9_]{0,31}\Z")]
RowName: TypeAlias = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,60}\Z")]


class Admission(Structure, frozen=True, kw_only=True):
    """What a confirmation is about."""

    staff: Hex16
    name: Name
    key: Digest
    """hash("officer-key", COSE public key): its first digits are the mark that was read out."""
    roles: tuple[RoleName, ...]


class StaffInvitation(Structure, frozen=True, kw_only=True):
    """What whoever invites a colleague signs: for whom a link is, and what they shall do."""

    invitation: Digest
    """hash("officer-invitation", secret of the link), which the inviter's page alone knows."""
    name: Name
    roles: tuple[RoleName, ...]
    first: DayOrNone
    last: DayOrNone
    until: DayOrNone


class RegisterStep(Structure, frozen=True, kw_only=True):
    """What a second person's passkey is about: into which state this very version of a row goes."""

    kind: RegisterName
    row: RowName
    hash: Digest
    """Of the version that was seen."""
    state: RegisterName


def admission_hash(asked: Admission) -> str:
    """What a confirmation names."""
    return hash_bytes("staff-admission", canonical(asked)).hex()


def invitation_hash(asked: StaffInvitation) -> str:
    """What an invitation names."""
    return hash_bytes("staff-invitation", canonical(asked)).hex()


def revocation_hash(invitation: bytes) -> str:
    """What taking an invitation back names."""
    return hash_bytes("staff-revocation", invitation).hex()


def departure_hash(staff: bytes) -> str:
    """What a departure names."""
    return hash_bytes("staff-departure", staff).hex()


def register_step_hash(step: RegisterStep) -> str:
    """What a second person's approval in a register names."""
    return hash_bytes("register-step", canonical(step)).hex()
