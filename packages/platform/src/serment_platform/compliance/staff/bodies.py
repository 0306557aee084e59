"""Bodies and answers of the staff's routes."""

import msgspec

from serment_kernel.authority.types import day_of
from serment_kernel.passkeys import AttestationBody, Body, StepBody
from serment_platform.compliance.staff.types import Grant, Label, Role, Scope
from serment_protocol.acts import DayOrNone
from serment_protocol.console import StaffInvitation
from serment_protocol.structure import Digest, Hex16


class Nothing(Body, frozen=True):
    """An empty body."""


class InvitationBody(Body, frozen=True):
    """The secret of an invitation's link."""

    invitation: str


class NewInvitation(Body, frozen=True):
    """Who is invited and to what, the hash of a secret that only the inviter's page knows, and their step."""

    invitation: Digest
    name: Label
    roles: tuple[Role, ...]
    first: DayOrNone
    last: DayOrNone
    until: DayOrNone
    step: StepBody

    @property
    def asked(self) -> StaffInvitation:
        """What was signed."""
        days = {"first": self.first, "last": self.last, "until": self.until}
        return StaffInvitation(invitation=self.invitation, name=self.name, roles=self.roles, **days)

    @property
    def grant(self) -> Grant:
        """What somebody shall do."""
        return Grant(frozenset(self.roles), Scope(day_of(self.first), day_of(self.last)), day_of(self.until))


class Revocation(Body, frozen=True):
    """Which invitation is taken back."""

    invitation: Digest
    step: StepBody


class Enrolment(Body, frozen=True):
    """A passkey made by somebody who was invited."""

    invitation: str
    label: Label
    statement: str
    attestation: AttestationBody


class NewPasskeyBody(Body, frozen=True):
    """Another passkey, and a step by one that is known."""

    label: Label
    statement: str
    attestation: AttestationBody
    step: StepBody


class PasskeyRemoval(Body, frozen=True):
    """Which passkey goes, and a step by one that is known."""

    credential: str
    step: StepBody


class About(Body, frozen=True):
    """A step about somebody."""

    staff: Hex16
    step: StepBody


class SessionAnswer(msgspec.Struct, frozen=True):
    """An open session."""

    session: str
    expires: str


class Invited(msgspec.Struct, frozen=True):
    """Who is invited, and to what."""

    name: str
    roles: list[str]


class EnrolledAnswer(msgspec.Struct, frozen=True):
    """What became of it, and the mark to read out."""

    staff: str
    active: bool
    mark: str
