"""What the officers room speaks of."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, NewType

import msgspec

from serment_protocol.acts import Decision
from serment_protocol.encoding import Json

OfficerId = NewType("OfficerId", bytes)
DecisionId = NewType("DecisionId", bytes)
Subject = Mapping[str, Json]
"""What a decision is about: an object of SPEC section 1."""
State = Literal["asked", "approved", "done", "vetoed", "refused", "expired"]
OfficerState = Literal["candidate", "active", "left"]

CarryOut = Callable[[Decision], Awaitable[None]]
"""Does what was decided. It may be called again after a crash, so twice must come to the same as once. A `Refusal`
means that it cannot be done and settles the decision; whatever else is raised is tried again."""
Require = Callable[[Subject], Awaitable[None]]
"""Raises a `Refusal` where there is no point in asking."""
Barred = Callable[[Subject], frozenset[OfficerId]]
"""Officers whom it concerns, and who therefore have no say in it."""


class Words(msgspec.Struct, frozen=True):
    """What is asked, in plain words: `{subject's field}` stands for its value."""

    fr: str
    en: str


async def _always(_subject: Subject) -> None:
    """Nothing speaks against it."""


def _nobody(_subject: Subject) -> frozenset[OfficerId]:
    return frozenset()


@dataclass(frozen=True)
class Kind:
    """A kind of decision."""

    name: str
    words: Words
    reasons: frozenset[str]
    quorum: int
    """How many officers must approve."""
    carry_out: CarryOut
    delay: timedelta = timedelta(0)
    """Between the approval that completes the quorum and the deed, so that others may see it coming and veto."""
    public: bool = True
    """Whether its subject stands in the log as it is; where a person could be found by it, a commitment does."""
    form: type[msgspec.Struct] | None = None
    """What a subject must look like."""
    require: Require = _always
    barred: Barred = _nobody
    though_stopped: bool = False
    """Whether it may be carried out while every use of keys is stopped; anything else waits."""
    by_hand: bool = False
    """Whether officers may ask for it on their page."""


class Stored(msgspec.Struct, frozen=True):
    """A decision as it is kept."""

    decision: DecisionId
    kind: str
    body: bytes
    state: State
    asked: datetime
    not_before: datetime | None


class Act(msgspec.Struct, frozen=True):
    """A record of the log, and where it is there."""

    number: int
    decision: DecisionId
    body: bytes
    signature: bytes
    opening: bytes
    leaf: int | None


class Officer(msgspec.Struct, frozen=True):
    """Somebody who decides, may come to decide, or did."""

    officer: OfficerId
    name: str
    state: OfficerState
    since: date


class Passkey(msgspec.Struct, frozen=True):
    """A passkey as it is kept."""

    credential: bytes
    officer: OfficerId
    key_locked: bytes
    sign_count: int
    label: str
    added: date
    used: date


class GivenAssertion(msgspec.Struct, frozen=True):
    """The evidence of an approval or a veto."""

    decision: DecisionId
    officer: OfficerId
    step: Literal["approve", "veto"]
    credential: bytes
    statement: bytes
    authenticator_data: bytes
    client_data: bytes
    signature: bytes
