"""Bodies and answers of the officers' routes."""

from typing import Annotated

import msgspec

from serment_custodian.officers.passkeys import Assertion, Attestation
from serment_custodian.officers.steps import SignedStep
from serment_protocol.encoding import from_b64

Label = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A body that knows its fields."""


class Nothing(Body, frozen=True):
    """An empty body."""


class AssertionBody(Body, frozen=True):
    """What `navigator.credentials.get` gave."""

    credential: str
    authenticator_data: str
    client_data: str
    signature: str

    def read(self) -> Assertion:
        """Its bytes."""
        parts = (self.credential, self.authenticator_data, self.client_data, self.signature)
        return Assertion(*map(from_b64, parts))


class AttestationBody(Body, frozen=True):
    """What `navigator.credentials.create` gave."""

    credential: str
    client_data: str
    attestation: str

    def read(self) -> Attestation:
        """Its bytes."""
        return Attestation(*map(from_b64, (self.credential, self.client_data, self.attestation)))


class StepBody(Body, frozen=True):
    """A statement and the assertion over its hash."""

    statement: str
    assertion: AssertionBody

    def read(self) -> SignedStep:
        """Its bytes."""
        return SignedStep(from_b64(self.statement), self.assertion.read())


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
