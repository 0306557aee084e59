"""What reasons count, how a decision moves, and when it may be carried out. Pure."""

from datetime import date, datetime, timedelta
from typing import Literal

from serment_custodian.officers.errors import DecisionSettled, ReasonDenied, ReasonUnknown
from serment_custodian.officers.types import Kind, State

DENIED = frozenset({"legal_order", "support"})
"""By policy, for every kind: an authority turns to the practice or the person, and no support request needs a key."""

Settled = Literal["done", "vetoed", "refused", "expired"]

AFTER: dict[State, frozenset[State]] = {
    "asked": frozenset({"approved", "vetoed", "refused", "expired"}),
    "approved": frozenset({"done", "vetoed", "refused"}),
    "done": frozenset(),
    "vetoed": frozenset(),
    "refused": frozenset(),
    "expired": frozenset(),
}
"""What a decision may become. Its delay runs from the approval that completes the quorum, never from the asking: what
nobody has approved yet gives nobody a reason to look."""


def require_reason(kind: Kind, reason: str) -> None:
    """Raise unless this kind may be decided for this reason."""
    if reason in DENIED:
        raise ReasonDenied
    if reason not in kind.reasons:
        raise ReasonUnknown


def require_next(now: State, following: State) -> None:
    """Raise unless a decision may go from one state to the other."""
    if following not in AFTER[now]:
        raise DecisionSettled


def require_open(state: State) -> None:
    """Raise unless officers may still step."""
    if not AFTER[state]:
        raise DecisionSettled


def first_day(not_before: datetime | None) -> date | None:
    """The day that the log names as the first on which something may be done."""
    return not_before.date() if not_before else None


def is_over(asked: datetime, now: datetime, days: int) -> bool:
    """Whether a decision was left without a quorum for too long."""
    return now - asked >= timedelta(days=days)
