"""How a request moves, whose signatures count, and what is due. Pure.

A procedure is a table: each step, from where to where, who may take it, what it adds, and what must be so before. What
is not in it cannot be done.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple, cast

import msgspec

from serment_kernel.authority.errors import (
    ActUnknown,
    DecisionExpired,
    NotNow,
    ProposerSigns,
    RoleMissing,
    SignaturesMissing,
)
from serment_kernel.authority.types import (
    Actor,
    Alarm,
    Asked,
    Attestation,
    Built,
    CalledBack,
    Closed,
    Deferred,
    Facts,
    File,
    Narrowed,
    Opinion,
    Proposed,
    Qualified,
    Received,
    Refused,
    Signature,
    State,
    day_of,
)
from serment_protocol.disclosure import Decision
from serment_protocol.encoding import read_time
from serment_protocol.primitives import hash_bytes

ACKNOWLEDGE = timedelta(hours=24)
TELL_CONTROLLER = timedelta(hours=24)
CONTEST_BEFORE = timedelta(days=5)
ASK_SECRECY_AGAIN = timedelta(days=30)
DECISION_TIME = timedelta(hours=72)
UNDECIDED: frozenset[State] = frozenset({"DECISION_PENDING", "APPROVED"})
BY_TIME = frozenset({"expire"})
"""All that happens to a request because time passes: it is refused."""
BY_SIGNATURE = frozenset({"approve", "seal"})
"""What takes a passkey over the thing itself; `build` looks at the signatures of the decision once more."""
replace = msgspec.structs.replace
Guard = Callable[[Asked], None]
Keep = Callable[[File, Facts, str, datetime], File]
Decide = Callable[[File, Proposed, str, datetime], Decision]
"""What is to be signed: of a file, what was proposed, by whom and when."""
Enough = Callable[[Sequence[Actor]], bool]
"""Whether these are enough to decide; whoever proposed is not among them."""


class Step(NamedTuple):
    """A row of the table."""

    act: str
    by: frozenset[str]
    """Roles."""
    before: frozenset[State]
    """Empty for the first step."""
    after: State | None
    """None: it stays where it is."""
    form: type[Facts]
    guards: tuple[Guard, ...] = ()


@dataclass(frozen=True)
class Procedure:
    """The procedure of a hand."""

    steps: tuple[Step, ...]
    signing: frozenset[str]
    """Roles whose signature over a decision counts."""
    enough: Enough
    decide: Decide
    ends: tuple[str, ...]
    """How a request may end, as the report counts it."""
    keeps: Mapping[str, Keep] = field(default_factory=dict[str, Keep])
    """What the hand's own steps add to the file."""
    patience: timedelta = timedelta(0)
    """How long after the signature that completes a decision others may still refuse."""

    @cached_property
    def by_name(self) -> Mapping[str, Step]:
        """The rows by what they are called."""
        return {each.act: each for each in self.steps}

    def step_of(self, act: str) -> Step:
        """A row of the table."""
        found = self.by_name.get(act)
        if found is None:
            raise ActUnknown
        return found

    def possible(self, file: File, actor: Actor) -> list[str]:
        """Steps that may follow, as far as their place in the table goes."""
        return [each.act for each in self.steps if file.state in each.before and each.by & actor.roles]

    def after(self, file: File, step: Step, facts: Facts, by: str, at: datetime) -> File:
        """The file once a step was taken."""
        state = step.after or file.state
        since = at if state != file.state else file.since
        moved = replace(file, state=state, since=since)
        if step.act == "propose":
            return replace(moved, decision=self.decide(file, cast("Proposed", facts), by, at))
        keep = self.keeps.get(step.act) or KEEPS.get(step.act)
        return keep(moved, facts, by, at) if keep else moved

    def require_may_sign(self, file: File, actor: Actor, now: datetime) -> Decision:
        """Raise unless this person may sign the decision that waits."""
        decision = file.decision
        if decision is None or file.state != "DECISION_PENDING":
            raise NotNow
        if is_over(decision, now):
            raise DecisionExpired
        if actor.pseudonym == decision.proposer:
            raise ProposerSigns
        if not actor.roles & self.signing:
            raise RoleMissing
        return decision

    def is_approved(self, decision: Decision, signatures: Sequence[Signature], now: datetime) -> bool:
        """Whether those signed who must, the proposer not being one of them."""
        if is_over(decision, now):
            return False
        return self.enough([each.actor for each in signatures if each.actor.pseudonym != decision.proposer])

    def require_approved(self, file: File, signatures: Sequence[Signature], now: datetime) -> Decision:
        """Raise unless the decision stands now, by signatures that still verify, and may be carried out."""
        decision = file.decision
        if decision is None or file.state != "APPROVED":
            raise NotNow
        if is_over(decision, now):
            raise DecisionExpired
        if not self.is_approved(decision, signatures, now):
            raise SignaturesMissing
        if now < file.since + self.patience:
            raise NotNow
        return decision

    def alarms(self, file: File) -> list[Alarm]:
        """What is due, soonest first."""
        found: list[Alarm] = []
        if file.acknowledged is None and file.state in {"RECEIVED", "AUTHENTICATING"}:
            found.append(Alarm("acknowledge", file.opened + ACKNOWLEDGE))
        qualified = file.qualified
        telling = "tell_controller" in self.by_name and file.controller_told is None
        if telling and file.qualified_at and file.state == "QUALIFIED":
            found.append(Alarm("tell_controller", file.qualified_at + TELL_CONTROLLER))
        deadline = day_of(qualified.deadline) if qualified else None
        if deadline and file.state in {"QUALIFIED", "SECRECY_CONTESTED", "CONTROLLER_TOLD", "LEGAL_REVIEW"}:
            found.append(Alarm("contest", datetime.combine(deadline, time(), UTC) - CONTEST_BEFORE))
        if file.state == "SECRECY_CONTESTED" and file.secrecy_asked:
            found.append(Alarm("ask_secrecy_again", file.secrecy_asked + ASK_SECRECY_AGAIN))
        if file.state in UNDECIDED and file.decision:
            found.append(Alarm("decision_expires", read_time(file.decision.expires)))
        until = day_of(file.deferred.until) if file.deferred else None
        if file.state == "NOTICE_DEFERRED" and until:
            found.append(Alarm("tell_persons", datetime.combine(until, time(), UTC)))
        return sorted(found, key=lambda each: each.due)


def require(step: Step, asked: Asked) -> None:
    """Raise unless this person may take this step of this file now."""
    if not asked.actor.roles & step.by:
        raise RoleMissing
    require_possible(step, asked)


def require_possible(step: Step, asked: Asked) -> None:
    """Raise unless this step may follow, whoever takes it."""
    if asked.file.state not in step.before:
        raise NotNow
    for guard in step.guards:
        guard(asked)


def opened(request: str, facts: Received, at: datetime) -> File:
    """The file that a letter opens."""
    return File(request=request, state="RECEIVED", opened=at, since=at, received=facts)


def manifest_hash(built: Built) -> str:
    """What the witness signs."""
    return hash_bytes("authority-manifest", bytes.fromhex(built.manifest)).hex()


def is_over(decision: Decision, now: datetime) -> bool:
    """Whether nobody may act on it any more."""
    return now >= read_time(decision.expires)


def expires(file: File, now: datetime) -> bool:
    """Whether time alone ends it; it never does anything else."""
    return file.state in UNDECIDED and file.decision is not None and is_over(file.decision, now)


def _acknowledged(file: File, _facts: Facts, _by: str, at: datetime) -> File:
    return replace(file, acknowledged=file.acknowledged or at)


def _attested(file: File, facts: Facts, by: str, _at: datetime) -> File:
    heard = Attestation(by, cast("CalledBack", facts).verdict)
    return replace(file, attestations=(*file.attestations, heard))


def _qualified(file: File, facts: Facts, _by: str, at: datetime) -> File:
    said = cast("Qualified", facts)
    return replace(file, qualified=said, qualified_at=at, scope=said.asked_for)


def _secrecy_asked(file: File, _facts: Facts, _by: str, at: datetime) -> File:
    return replace(file, secrecy_asked=at)


def _controller_told(file: File, _facts: Facts, _by: str, at: datetime) -> File:
    return replace(file, controller_told=at)


def _reviewing(file: File, _facts: Facts, _by: str, _at: datetime) -> File:
    return replace(file, opinion=None)


def _opined(file: File, facts: Facts, _by: str, _at: datetime) -> File:
    return replace(file, opinion=cast("Opinion", facts))


def _contested(file: File, _facts: Facts, _by: str, _at: datetime) -> File:
    return replace(file, contested=True)


def _narrowed(file: File, facts: Facts, _by: str, _at: datetime) -> File:
    return replace(file, narrowed=True, scope=cast("Narrowed", facts).asked_for)


def _upheld(file: File, _facts: Facts, _by: str, _at: datetime) -> File:
    return replace(file, upheld=True)


def _refused(file: File, facts: Facts, _by: str, at: datetime) -> File:
    return replace(file, refused=cast("Refused", facts).reason, ended="refused", ended_at=at)


def _built(file: File, facts: Facts, _by: str, _at: datetime) -> File:
    return replace(file, built=cast("Built", facts))


def _redirected(file: File, _facts: Facts, _by: str, _at: datetime) -> File:
    return replace(file, redirected=True)


def _closed(file: File, facts: Facts, _by: str, _at: datetime) -> File:
    return replace(file, persons=cast("Closed", facts).persons)


def _deferred(file: File, facts: Facts, _by: str, _at: datetime) -> File:
    return replace(file, deferred=cast("Deferred", facts))


def ended(how: str, *, disclosed: bool = False) -> Keep:
    """That it ended, and how."""

    def end(file: File, _facts: Facts, _by: str, at: datetime) -> File:
        return replace(file, ended=how, ended_at=at, disclosed=disclosed)

    return end


KEEPS: Mapping[str, Keep] = {
    "acknowledge": _acknowledged,
    "attest": _attested,
    "reject": ended("forged"),
    "qualify": _qualified,
    "redirect": _redirected,
    "contest_secrecy": _secrecy_asked,
    "ask_secrecy_again": _secrecy_asked,
    "tell_controller": _controller_told,
    "review": _reviewing,
    "opine": _opined,
    "challenge": _contested,
    "narrow": _narrowed,
    "uphold": _upheld,
    "expire": _refused,
    "refuse": _refused,
    "withdraw": ended("withdrawn"),
    "build": _built,
    "disclose": ended("ciphertext_disclosed", disclosed=True),
    "defer_telling": _deferred,
    "close": _closed,
}
"""What a step adds to the file beside its state."""
