"""How a request moves, whose signatures count, and what is due. Pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import cast

import msgspec

from serment_platform.compliance.authority.errors import (
    ActUnknown,
    DecisionExpired,
    NotNow,
    ProposerSigns,
    SignaturesMissing,
)
from serment_platform.compliance.authority.table import BY_NAME, HEAD, LAW, UNDECIDED, Step
from serment_platform.compliance.authority.types import (
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
    day_of,
)
from serment_platform.compliance.staff import Actor, RoleMissing, Signature
from serment_protocol.disclosure import AuthorityDecision, DecidedQuery
from serment_protocol.encoding import read_time, write_time
from serment_protocol.primitives import hash_bytes

ACKNOWLEDGE = timedelta(hours=24)
TELL_CONTROLLER = timedelta(hours=24)
CONTEST_BEFORE = timedelta(days=5)
ASK_SECRECY_AGAIN = timedelta(days=30)
DECISION_TIME = timedelta(hours=72)
replace = msgspec.structs.replace


def step_of(act: str) -> Step:
    """A row of the table."""
    found = BY_NAME.get(act)
    if found is None:
        raise ActUnknown
    return found


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


def after(file: File, step: Step, facts: Facts, by: str, at: datetime) -> File:
    """The file once a step was taken."""
    state = step.after or file.state
    since = at if state != file.state else file.since
    moved = replace(file, state=state, since=since)
    keep = KEEPS.get(step.act)
    return keep(moved, facts, by, at) if keep else moved


def decision_of(file: File, facts: Proposed, proposer: str, at: datetime) -> AuthorityDecision:
    """What is to be signed."""
    query = facts.query
    return AuthorityDecision(
        request=file.request,
        letter=file.received.letter,
        outcome=facts.outcome,
        query=DecidedQuery(query.practice, query.first, query.last, query.appointments),
        count=len(query.appointments),
        proposed=write_time(at),
        expires=write_time(at + DECISION_TIME),
        proposer=proposer,
        drill=file.received.drill,
    )


def manifest_hash(built: Built) -> str:
    """What the witness signs."""
    return hash_bytes("authority-manifest", bytes.fromhex(built.manifest)).hex()


def require_may_sign(file: File, actor: Actor, now: datetime) -> AuthorityDecision:
    """Raise unless this person may sign the decision that waits."""
    decision = file.decision
    if decision is None or file.state != "DECISION_PENDING":
        raise NotNow
    if is_over(decision, now):
        raise DecisionExpired
    if actor.pseudonym == decision.proposer:
        raise ProposerSigns
    if not actor.roles & (LAW | HEAD):
        raise RoleMissing
    return decision


def is_approved(decision: AuthorityDecision, signatures: Sequence[Signature], now: datetime) -> bool:
    """Whether two persons signed, neither of them the proposer: one for the law, and another who directs."""
    if is_over(decision, now):
        return False
    heard = [each.actor for each in signatures if each.actor.pseudonym != decision.proposer]
    law = {each.pseudonym for each in heard if each.roles & LAW}
    head = {each.pseudonym for each in heard if each.roles & HEAD}
    return bool(law) and bool(head) and len(law | head) > 1


def require_approved(file: File, signatures: Sequence[Signature], now: datetime) -> AuthorityDecision:
    """Raise unless the decision stands now, by signatures that still verify."""
    decision = file.decision
    if decision is None or file.state != "APPROVED":
        raise NotNow
    if is_over(decision, now):
        raise DecisionExpired
    if not is_approved(decision, signatures, now):
        raise SignaturesMissing
    return decision


def is_over(decision: AuthorityDecision, now: datetime) -> bool:
    """Whether nobody may act on it any more."""
    return now >= read_time(decision.expires)


def expires(file: File, now: datetime) -> bool:
    """Whether time alone ends it; it never does anything else."""
    return file.state in UNDECIDED and file.decision is not None and is_over(file.decision, now)


def alarms(file: File) -> list[Alarm]:
    """What is due, soonest first."""
    found: list[Alarm] = []
    if file.acknowledged is None and file.state in {"RECEIVED", "AUTHENTICATING"}:
        found.append(Alarm("acknowledge", file.opened + ACKNOWLEDGE))
    qualified = file.qualified
    if qualified and file.qualified_at and file.controller_told is None and file.state == "QUALIFIED":
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


def _acknowledged(file: File, _facts: Facts, _by: str, at: datetime) -> File:
    return replace(file, acknowledged=file.acknowledged or at)


def _attested(file: File, facts: Facts, by: str, _at: datetime) -> File:
    heard = Attestation(by, cast("CalledBack", facts).verdict)
    return replace(file, attestations=(*file.attestations, heard))


def _qualified(file: File, facts: Facts, _by: str, at: datetime) -> File:
    said = cast("Qualified", facts)
    return replace(file, qualified=said, qualified_at=at, scope=said.scope)


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
    return replace(file, narrowed=True, scope=cast("Narrowed", facts).scope)


def _upheld(file: File, _facts: Facts, _by: str, _at: datetime) -> File:
    return replace(file, upheld=True)


def _proposed(file: File, facts: Facts, by: str, at: datetime) -> File:
    return replace(file, decision=decision_of(file, cast("Proposed", facts), by, at))


def _refused(file: File, facts: Facts, _by: str, at: datetime) -> File:
    return replace(file, refused=cast("Refused", facts).reason, ended="refused", ended_at=at)


def _built(file: File, facts: Facts, _by: str, _at: datetime) -> File:
    return replace(file, built=cast("Built", facts))


def _disclosed(file: File, _facts: Facts, _by: str, at: datetime) -> File:
    return replace(file, disclosed=True, ended="ciphertext_disclosed", ended_at=at)


def _redirected(file: File, _facts: Facts, _by: str, _at: datetime) -> File:
    return replace(file, redirected=True)


def _closed(file: File, facts: Facts, _by: str, _at: datetime) -> File:
    return replace(file, persons=cast("Closed", facts).persons)


def _deferred(file: File, facts: Facts, _by: str, _at: datetime) -> File:
    return replace(file, deferred=cast("Deferred", facts))


def _ended(how: str) -> Callable[[File, Facts, str, datetime], File]:
    def end(file: File, _facts: Facts, _by: str, at: datetime) -> File:
        return replace(file, ended=how, ended_at=at)

    return end


KEEPS: Mapping[str, Callable[[File, Facts, str, datetime], File]] = {
    "acknowledge": _acknowledged,
    "attest": _attested,
    "reject": _ended("forged"),
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
    "propose": _proposed,
    "expire": _refused,
    "refuse": _refused,
    "withdraw": _ended("withdrawn"),
    "build": _built,
    "disclose": _disclosed,
    "defer_telling": _deferred,
    "close": _closed,
}
"""What a step adds to the file beside its state."""
