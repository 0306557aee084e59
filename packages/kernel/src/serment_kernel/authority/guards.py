"""What has to be so before a step of the procedure. Pure; each raises what it refuses."""

from datetime import timedelta
from typing import TypeVar

from serment_kernel.authority.errors import (
    CountDiffers,
    NoGround,
    NotNow,
    OnlyOnPaper,
    OpinionMissing,
    OutsideScope,
    SecrecyForbids,
    SilenceTooLong,
    TooBroad,
    TwoMustAsk,
)
from serment_kernel.authority.types import (
    Asked,
    Built,
    Deferred,
    Facts,
    Narrowed,
    Proposed,
    Qualified,
    Told,
    day_of,
)

ATTESTATIONS = 2
LONGEST_SILENCE = timedelta(days=366)
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


def not_banned(asked: Asked) -> None:
    """There is no ban on telling."""
    if _qualified(asked).secrecy:
        raise SecrecyForbids


def not_for_ever(asked: Asked) -> None:
    """A ban on telling ends on a day, and within a year."""
    until = day_of(_form(asked, Deferred).until)
    if until is None or until - asked.now.date() > LONGEST_SILENCE:
        raise SilenceTooLong


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
    """What is general is contested first. Where a court upholds it, everything is still named one by one."""
    if asked.file.scope is None or (asked.file.scope.is_general and not asked.file.upheld):
        raise TooBroad


def within(asked: Asked) -> None:
    """A proposal names everything, one by one, and nothing beyond what was asked for."""
    query, scope = _form(asked, Proposed).handing_over, asked.file.scope
    if not query.is_exact:
        raise TooBroad
    if len(set(query.named)) != len(query.named) or scope is None or not scope.covers(query):
        raise OutsideScope


def narrower(asked: Asked) -> None:
    """A narrowed scope is not a wider one."""
    scope = asked.file.scope
    if scope is None or not scope.covers(_form(asked, Narrowed).asked_for):
        raise OutsideScope


def as_many(asked: Asked) -> None:
    """The package has as many records as were decided."""
    decision = asked.file.decision
    if decision is None or _form(asked, Built).count != decision.count:
        raise CountDiffers


def is_foreign(qualified: Qualified) -> bool:
    """Whether it counts as one of a third country: what comes through a parent company, or by word of mouth, does."""
    return qualified.country in {"adequate", "other"} or qualified.through != "directly"


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
