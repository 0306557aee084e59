"""Bodies and answers of the officers' routes."""

from typing import Annotated

import msgspec

from serment_kernel.passkeys import AttestationBody, Body, StepBody
from serment_protocol.transparency import Bundle

Label = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class Nothing(Body, frozen=True):
    """An empty body."""


class InvitationBody(Body, frozen=True):
    """The secret of an invitation's link."""

    invitation: str


class NewInvitation(Body, frozen=True):
    """Who is invited, and the hash of a secret that only the inviter's page knows."""

    name: Label
    invitation: Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]


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


class Question(Body, frozen=True):
    """What is to be decided."""

    kind: str
    reason: str
    subject: dict[str, str]


class SessionAnswer(msgspec.Struct, frozen=True):
    """An open session."""

    session: str
    expires: str


class Invited(msgspec.Struct, frozen=True):
    """Who is invited, and whether a passkey is all it takes."""

    name: str
    ceremony: bool


class EnrolledAnswer(msgspec.Struct, frozen=True):
    """What became of it, and the mark to read out."""

    active: bool
    mark: str


class Opened(msgspec.Struct, frozen=True):
    """A decision that was asked for."""

    decision: str


class Stepped(msgspec.Struct, frozen=True):
    """What became of a decision."""

    state: str


class Published(msgspec.Struct, frozen=True):
    """Acts as leaves of the log, newest first."""

    acts: list[Bundle]
