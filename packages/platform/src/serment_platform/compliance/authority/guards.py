"""What has to be so before a step of the procedure. Pure; each raises what it refuses."""

from datetime import timedelta
from typing import TypeVar

from serment_platform.compliance.authority.errors import (
    CountDiffers,
    NoGround,
    NotNow,
    OnlyOnPaper,
    OpinionMissing,
    OutsideScope,
    SecrecyForbids,
    TooBroad,
    TwoMustAsk,
)
from serment_platform.compliance.authority.types import (
    Asked,
    Built,
    Facts,
    Narrowed,
    Proposed,
    Qualified,
    Scope,
    Told,
    day_of,
)
from serment_protocol.disclosure import DecidedQuery

# Longer than that, a period is a general request, whatever it says.
MOST_DAYS = timedelta(days=31)
ATTESTATIONS = 2
Form = TypeVar("Form", bound=Facts)


def in_writing(asked: Asked) -> None:
    """A call or a mail alone goes nowhere."""
    if asked.file.received.channel in {"call", "email"}:
        raise OnlyOnPaper


def not_twice(asked: Asked) -> None:
    """Two calls are by two persons."""
    if asked.actor.pseudonym in {each.by for each in asked.file.attestations}:
        raise TwoMustAsk


def genuine(asked: Asked) -> None:
    """Two persons called back, and both heard that it is so."""
    _require_verdict(asked, "genuine")


def forged(asked: Asked) -> None:
    """Two persons called back, and both heard that nobody there wrote it."""
    _require_verdict(asked, "forged")


def nothing_banned(asked: Asked) -> None:
    """Telling is free; or what lifted the ban is there."""
    qualified = _qualified(asked)
    if qualified.secrecy and not _form(asked, Told).waiver:
        raise SecrecyForbids


def banned(asked: Asked) -> None:
    """There is a ban to contest."""
    if not _qualified(asked).secrecy:
        raise NotNow


def opinion_written(asked: Asked) -> None:
    """A written opinion comes before anything is decided or contested."""
    if asked.file.opinion is None:
        raise OpinionMissing


def grounded(asked: Asked) -> None:
    """The law obliges: a binding order, necessary, proportionate; from elsewhere by an agreement as well."""
    qualified, opinion = _qualified(asked), asked.file.opinion
    if opinion is None:
        raise OpinionMissing
    if not (qualified.binding and opinion.necessary and opinion.proportionate and opinion.professional_secrecy):
        raise NoGround
    if is_foreign(qualified) and not (opinion.agreement and opinion.chapter_v):
        raise NoGround


def bounded(asked: Asked) -> None:
    """What is general is contested first. Where a court upholds it, each appointment is still named one by one."""
    if asked.file.scope is None or (is_general(asked.file.scope) and not asked.file.upheld):
        raise TooBroad


def within(asked: Asked) -> None:
    """A proposal names appointments, one by one, and none beyond what was asked for."""
    query, scope = _form(asked, Proposed).query, asked.file.scope
    if not query.appointments or not (query.practice and query.first and query.last):
        raise TooBroad
    if len(set(query.appointments)) != len(query.appointments) or scope is None or not covers(scope, query):
        raise OutsideScope


def narrower(asked: Asked) -> None:
    """A narrowed scope is not a wider one."""
    scope = asked.file.scope
    if scope is None or not covers(scope, _form(asked, Narrowed).scope):
        raise OutsideScope


def as_many(asked: Asked) -> None:
    """The package has as many records as were decided."""
    decision = asked.file.decision
    if decision is None or _form(asked, Built).count != decision.count:
        raise CountDiffers


def is_foreign(qualified: Qualified) -> bool:
    """Whether it counts as one of a third country: what comes through a parent company, or by word of mouth, does."""
    return qualified.country in {"adequate", "other"} or qualified.through != "directly"


def is_general(scope: Scope) -> bool:
    """Whether it is unbounded: in the practice, in time, or, over a long time, in persons."""
    first, last = day_of(scope.first), day_of(scope.last)
    if not scope.practice or first is None or last is None or last < first:
        return True
    return last - first > MOST_DAYS and not scope.appointments


def covers(scope: Scope, other: Scope | DecidedQuery) -> bool:
    """Whether the other asks for nothing that this does not."""
    if scope.practice and other.practice != scope.practice:
        return False
    if scope.first and not (other.first and other.first >= scope.first):
        return False
    if scope.last and not (other.last and other.last <= scope.last):
        return False
    named = set(other.appointments)
    return not scope.appointments or (bool(named) and named <= set(scope.appointments))


def _require_verdict(asked: Asked, verdict: str) -> None:
    heard = {each.by for each in asked.file.attestations if each.verdict == verdict}
    if len(heard) < ATTESTATIONS or any(each.verdict != verdict for each in asked.file.attestations):
        raise TwoMustAsk


def _qualified(asked: Asked) -> Qualified:
    if asked.file.qualified is None:
        raise NotNow
    return asked.file.qualified


def _form(asked: Asked, kind: type[Form]) -> Form:
    if not isinstance(asked.facts, kind):
        raise NotNow
    return asked.facts
