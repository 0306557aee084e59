"""How a check stands, from its last run. Pure: the time comes in.

Green needs a pass that is fresh, of a stated population, by the source that runs now. All else is something else: what
is old or was never measured is grey, and an error is an error.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec

from serment_kernel.checks.records import failure_of
from serment_kernel.checks.types import Check, NotMeasured, Severity
from serment_protocol.encoding import read_time
from serment_protocol.evidence import Amount, CheckBody

Colour = Literal["red", "error", "grey", "not_applicable", "green"]
WORST: tuple[Colour, ...] = ("red", "error", "grey", "green", "not_applicable")
# Two processes of one machine disagree about seconds.
TOLERANCE = timedelta(minutes=1)


def rank(colour: Colour) -> int:
    """The worst first."""
    return WORST.index(colour)


class State(msgspec.Struct, frozen=True):
    """How one check stands."""

    check: str
    fr: str
    en: str
    refs: tuple[str, ...]
    severity: Severity
    colour: Colour
    at: str
    """When its last run ended; empty where there was none."""
    seen_failing: str
    """When this source of it was last seen failing; empty where it never was, and then it proves nothing."""
    population: Amount | None
    fresh_until: str
    event: int
    """The record in the chain; negative where there is none."""


def state_of(check: Check[Any], last: CheckBody | None, event: int, seen_failing: str, now: datetime) -> State:
    """Where a check stands now."""
    return State(
        check=check.id,
        fr=check.title.fr,
        en=check.title.en,
        refs=check.refs,
        severity=check.severity,
        colour=_colour(check, last, now) if last else "grey",
        at=last.ended if last else "",
        seen_failing=seen_failing,
        population=last.population.n if last else None,
        fresh_until=last.fresh_until if last else "",
        event=event,
    )


def _colour(check: Check[Any], last: CheckBody, now: datetime) -> Colour:
    if last.result == "fail":
        # It stays so until it is measured again, however long that takes.
        return "red"
    if last.result == "error":
        return "grey" if failure_of(last) == NotMeasured.__name__ else "error"
    if last.code != check.code or not is_fresh(last, check.fresh, now):
        return "grey"
    if last.result == "not_applicable":
        return "not_applicable"
    return "green"


def is_fresh(last: CheckBody, fresh: timedelta, now: datetime) -> bool:
    """Whether a result counts: neither too old, nor of the future, nor for longer than declared."""
    ended, until = read_time(last.ended), read_time(last.fresh_until)
    return ended - TOLERANCE <= now < min(until, ended + fresh)


def of_control(states: Iterable[State]) -> Colour:
    """A control stands as the worst of its checks; without any, it was not measured."""
    found: list[Colour] = sorted((each.colour for each in states), key=rank)
    return found[0] if found else "grey"


def by_control(states: Sequence[State]) -> dict[str, Colour]:
    """Every control that a check refers to."""
    refs = sorted({ref for each in states for ref in each.refs})
    return {ref: of_control(each for each in states if ref in each.refs) for ref in refs}
