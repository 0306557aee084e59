"""The procedure as a table: each step, from where to where, who may take it, what it adds, and what must be so before.

Read from top to bottom it is the life of a request. What is not here cannot be done. Two steps are not in anybody's
hand: `approve` comes of two signatures that verify, and `expire` of time alone; the second leads to refusal only.
"""

from collections.abc import Sequence
from datetime import datetime

from serment_kernel.authority import guards
from serment_kernel.authority.rules import DECISION_TIME, UNDECIDED, Procedure, Step
from serment_kernel.authority.types import (
    Actor,
    Answered,
    Built,
    CalledBack,
    Closed,
    Contested,
    Deferred,
    Disclosed,
    File,
    Nothing,
    Opinion,
    Received,
    Redirected,
    Refused,
    Ruled,
    State,
    Told,
)
from serment_kernel.authority.types import Proposed as AnyProposed
from serment_platform.compliance.authority.types import Narrowed, Proposed, Qualified
from serment_platform.compliance.staff import Role
from serment_protocol.disclosure import AuthorityDecision, DecidedQuery
from serment_protocol.encoding import write_time


def _roles(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


LAW = _roles("legal", "data_protection_officer")
HEAD = _roles("director")
PROPOSING = LAW | _roles("security_officer")
OFFICE = PROPOSING | HEAD
ANYBODY = OFFICE | _roles("intake", "operator")
"""Whoever opens the post registers; that is all that they do."""
WITNESS = _roles("witness")
MACHINE = _roles("operator", "security_officer")
NOBODY = _roles()
READERS = ANYBODY | WITNESS | _roles("auditor")


def _in(*states: State) -> frozenset[State]:
    return frozenset(states)


BEFORE_THE_DECISION = _in(
    *("QUALIFIED", "SECRECY_CONTESTED", "CONTROLLER_TOLD", "LEGAL_REVIEW", "CHALLENGED", "NARROWED", "UPHELD")
)
ENDED = _in("SUBJECTS_TOLD", "REFUSED", "WITHDRAWN", "REJECTED_FORGED")
OPEN = BEFORE_THE_DECISION | UNDECIDED | _in("RECEIVED", "AUTHENTICATING", "REDIRECTED")
DISCLOSING = _in("PACKAGE_BUILT", "SEALED", "DISCLOSED")
"""Where something leaves the house, or is about to."""


STEPS = (
    Step("receive", ANYBODY, _in(), "RECEIVED", Received),
    Step("acknowledge", ANYBODY, OPEN, None, Answered),
    Step("authenticate", OFFICE, _in("RECEIVED"), "AUTHENTICATING", Nothing, (guards.in_writing,)),
    Step("attest", OFFICE, _in("AUTHENTICATING"), None, CalledBack, (guards.not_twice,)),
    Step("reject", OFFICE, _in("AUTHENTICATING"), "REJECTED_FORGED", Nothing, (guards.forged,)),
    Step("qualify", LAW, _in("AUTHENTICATING", "REDIRECTED"), "QUALIFIED", Qualified, (guards.genuine,)),
    Step("redirect", LAW, _in("QUALIFIED"), "REDIRECTED", Redirected),
    Step("contest_secrecy", LAW, _in("QUALIFIED"), "SECRECY_CONTESTED", Answered, (guards.banned,)),
    Step("ask_secrecy_again", LAW, _in("SECRECY_CONTESTED"), None, Answered),
    Step(
        "tell_controller",
        LAW,
        _in("QUALIFIED", "SECRECY_CONTESTED"),
        "CONTROLLER_TOLD",
        Told,
        (guards.nothing_banned,),
    ),
    Step("review", LAW, _in("CONTROLLER_TOLD", "SECRECY_CONTESTED", "NARROWED"), "LEGAL_REVIEW", Nothing),
    Step("opine", LAW, _in("LEGAL_REVIEW"), None, Opinion),
    Step("challenge", LAW, _in("LEGAL_REVIEW"), "CHALLENGED", Contested, (guards.opinion_written,)),
    Step("narrow", LAW, _in("CHALLENGED"), "NARROWED", Narrowed, (guards.narrower,)),
    Step("uphold", LAW, _in("CHALLENGED"), "UPHELD", Ruled),
    Step(
        "propose",
        PROPOSING,
        _in("LEGAL_REVIEW", "UPHELD"),
        "DECISION_PENDING",
        Proposed,
        (guards.opinion_written, guards.bounded, guards.grounded, guards.within),
    ),
    Step("approve", NOBODY, _in("DECISION_PENDING"), "APPROVED", Nothing),
    Step("expire", NOBODY, UNDECIDED, "REFUSED", Refused),
    Step("refuse", OFFICE, BEFORE_THE_DECISION | UNDECIDED, "REFUSED", Refused),
    Step("withdraw", LAW, _in("REDIRECTED", "CHALLENGED"), "WITHDRAWN", Answered),
    Step("build", MACHINE, _in("APPROVED"), "PACKAGE_BUILT", Built, (guards.as_many,)),
    Step("seal", WITNESS, _in("PACKAGE_BUILT"), "SEALED", Nothing),
    Step("disclose", LAW, _in("SEALED"), "DISCLOSED", Disclosed),
    Step("defer_telling", LAW, _in("DISCLOSED", "NOTICE_DEFERRED"), "NOTICE_DEFERRED", Deferred),
    Step("tell_persons", LAW, _in("DISCLOSED", "NOTICE_DEFERRED"), "SUBJECTS_TOLD", Told),
    Step("close", LAW, ENDED, "CLOSED", Closed),
)


def enough(heard: Sequence[Actor]) -> bool:
    """One person for the law, and another who directs."""
    law = {each.pseudonym for each in heard if each.roles & LAW}
    head = {each.pseudonym for each in heard if each.roles & HEAD}
    return bool(law) and bool(head) and len(law | head) > 1


def decide(file: File, facts: AnyProposed, proposer: str, at: datetime) -> AuthorityDecision:
    """What is to be signed."""
    if not isinstance(facts, Proposed):
        raise TypeError("the table reads a proposal of the platform")
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


PROCEDURE = Procedure(
    steps=STEPS,
    signing=LAW | HEAD,
    enough=enough,
    decide=decide,
    ends=("forged", "withdrawn", "refused", "ciphertext_disclosed"),
)
