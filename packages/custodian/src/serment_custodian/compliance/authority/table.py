"""The procedure as a table, as the platform has one: what is not here cannot be done.

There is nobody to tell before the persons themselves, for the custodian answers for addresses alone. Whoever was asked
about is told as soon as the answer has left; where a court forbids it, there is a day on which that ends, and the day
comes by itself.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from serment_custodian.compliance.authority.types import Narrowed, Proposed, Qualified, Silenced
from serment_kernel.authority import guards
from serment_kernel.authority.rules import DECISION_TIME, UNDECIDED, Procedure, Step, ended, replace
from serment_kernel.authority.types import (
    Actor,
    Answered,
    Built,
    CalledBack,
    Closed,
    Contested,
    Deferred,
    Disclosed,
    Facts,
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
from serment_protocol.disclosure import AddressDecision
from serment_protocol.encoding import write_time

OFFICERS = frozenset({"officer"})
MACHINE = frozenset({"operator"})
"""Whoever has the machine: they register and carry out, and cannot decide."""
NOBODY = frozenset[str]()
FEWEST = 2
"""A decision takes two, however small the quorum of the officers is."""
IN_CLEAR = "clear_text_disclosed"


def _in(*states: State) -> frozenset[State]:
    return frozenset(states)


BEFORE_THE_DECISION = _in("QUALIFIED", "SECRECY_CONTESTED", "LEGAL_REVIEW", "CHALLENGED", "NARROWED", "UPHELD")
ENDED = _in("SUBJECTS_TOLD", "REFUSED", "WITHDRAWN", "REJECTED_FORGED")
OPEN = BEFORE_THE_DECISION | UNDECIDED | _in("RECEIVED", "AUTHENTICATING", "REDIRECTED")
DISCLOSING = _in("PACKAGE_BUILT", "DISCLOSED", "NOTICE_DEFERRED")
"""Where something leaves the house, or is about to."""
SAID = (guards.opinion_written, guards.bounded, guards.grounded, guards.within)

STEPS = (
    Step("receive", OFFICERS | MACHINE, _in(), "RECEIVED", Received),
    Step("acknowledge", OFFICERS, OPEN, None, Answered),
    Step("authenticate", OFFICERS, _in("RECEIVED"), "AUTHENTICATING", Nothing, (guards.in_writing,)),
    Step("attest", OFFICERS, _in("AUTHENTICATING"), None, CalledBack, (guards.not_twice,)),
    Step("reject", OFFICERS, _in("AUTHENTICATING"), "REJECTED_FORGED", Nothing, (guards.forged,)),
    Step("qualify", OFFICERS, _in("AUTHENTICATING", "REDIRECTED"), "QUALIFIED", Qualified, (guards.genuine,)),
    Step("redirect", OFFICERS, _in("QUALIFIED"), "REDIRECTED", Redirected),
    Step("contest_secrecy", OFFICERS, _in("QUALIFIED"), "SECRECY_CONTESTED", Answered, (guards.banned,)),
    Step("ask_secrecy_again", OFFICERS, _in("SECRECY_CONTESTED"), None, Answered),
    Step("review", OFFICERS, _in("QUALIFIED", "SECRECY_CONTESTED", "NARROWED"), "LEGAL_REVIEW", Nothing),
    Step("opine", OFFICERS, _in("LEGAL_REVIEW"), None, Opinion),
    Step("challenge", OFFICERS, _in("LEGAL_REVIEW"), "CHALLENGED", Contested, (guards.opinion_written,)),
    Step("narrow", OFFICERS, _in("CHALLENGED"), "NARROWED", Narrowed, (guards.narrower,)),
    Step("uphold", OFFICERS, _in("CHALLENGED"), "UPHELD", Ruled),
    Step("propose", OFFICERS, _in("LEGAL_REVIEW", "UPHELD"), "DECISION_PENDING", Proposed, SAID),
    Step("approve", NOBODY, _in("DECISION_PENDING"), "APPROVED", Nothing),
    Step("expire", NOBODY, UNDECIDED, "REFUSED", Refused),
    Step("refuse", OFFICERS, BEFORE_THE_DECISION | UNDECIDED, "REFUSED", Refused),
    Step("withdraw", OFFICERS, _in("REDIRECTED", "CHALLENGED"), "WITHDRAWN", Answered),
    Step("build", MACHINE, _in("APPROVED"), "PACKAGE_BUILT", Built, (guards.as_many,)),
    Step("disclose", OFFICERS, _in("PACKAGE_BUILT"), "DISCLOSED", Disclosed, (guards.not_banned,)),
    Step(
        "disclose_in_silence",
        OFFICERS,
        _in("PACKAGE_BUILT"),
        "NOTICE_DEFERRED",
        Silenced,
        (guards.banned, guards.not_for_ever),
    ),
    Step("defer_telling", OFFICERS, _in("NOTICE_DEFERRED"), "NOTICE_DEFERRED", Deferred, (guards.not_for_ever,)),
    Step("tell_persons", NOBODY, _in("DISCLOSED", "NOTICE_DEFERRED"), "SUBJECTS_TOLD", Told),
    Step("close", OFFICERS, ENDED, "CLOSED", Closed),
)
BY_TIME = frozenset({"expire", "tell_persons"})
"""All that happens because time passes: refusing, and telling whoever was asked about."""


def procedure(quorum: int, patience: timedelta) -> Procedure:
    """The procedure of officers of whom so many decide, after a while in which any of them may still refuse."""

    def enough(heard: Sequence[Actor]) -> bool:
        return len({each.pseudonym for each in heard}) >= max(FEWEST, quorum)

    def decide(file: File, facts: AnyProposed, proposer: str, at: datetime) -> AddressDecision:
        said = cast("Proposed", facts)
        return AddressDecision(
            request=file.request,
            letter=file.received.letter,
            outcome=said.outcome,
            persons=said.query.persons,
            count=len(said.query.persons),
            proposed=write_time(at),
            expires=write_time(at + DECISION_TIME + patience),
            proposer=proposer,
            drill=file.received.drill,
        )

    return Procedure(
        steps=STEPS,
        signing=OFFICERS,
        enough=enough,
        decide=decide,
        ends=("forged", "withdrawn", "refused", IN_CLEAR),
        keeps={"disclose": handed_over, "disclose_in_silence": _silenced},
        patience=patience,
    )


handed_over = ended(IN_CLEAR, disclosed=True)


def _silenced(file: File, facts: Facts, by: str, at: datetime) -> File:
    return replace(handed_over(file, facts, by, at), deferred=cast("Silenced", facts))
