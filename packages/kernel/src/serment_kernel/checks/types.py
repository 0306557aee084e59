"""What a check is, and what it finds."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from types import FunctionType
from typing import Generic, Literal, NamedTuple, TypeAlias, TypeVar

import msgspec

from serment_kernel.checks.sources import code_of
from serment_protocol.evidence import Amount, Outcome

Severity = Literal["low", "medium", "high"]
Said: TypeAlias = int | str | bool
"""A count, a band, a digest or a day; never anything of a person."""

FEW = 10
MOST_NAMED = 20


class NotMeasured(Exception):
    """What this check needs is not there, so it says nothing: a check that did not measure is not a pass."""


class Title(NamedTuple):
    """What a check is called."""

    fr: str
    en: str


class Result(msgspec.Struct, frozen=True):
    """What one run found."""

    outcome: Outcome
    population: Amount
    """How many things there are of what was looked at; of rows about people, a band under ten."""
    query: str
    """What the population was found by; the record has its digest."""
    expected: Mapping[str, Said]
    observed: Mapping[str, Said]
    sample: Amount | None = None
    """How many of them were looked at, drawn by the seed of the run; None for all."""
    named: tuple[str, ...] = ()
    """Which columns, roles, settings are at fault: names of things, never of people."""


def judged(
    query: str,
    population: Amount,
    expected: Mapping[str, Said],
    observed: Mapping[str, Said],
    *faults: str,
    sample: Amount | None = None,
) -> Result:
    """A pass where all that was expected was observed and nothing is at fault."""
    outcome: Outcome = "pass" if dict(expected) == dict(observed) and not faults else "fail"
    return Result(outcome, population, query, expected, observed, sample, tuple(sorted(set(faults)))[:MOST_NAMED])


def none_of(query: str, population: Amount, what: str, *faults: str, sample: Amount | None = None) -> Result:
    """A pass where nothing is at fault."""
    return judged(query, population, {what: 0}, {what: len(set(faults))}, *faults, sample=sample)


def band(count: int) -> Amount:
    """A count of rows about people: under ten, only that there are some."""
    return "1-9" if 0 < count < FEW else count


def beside(result: Result, content: bytes, entries: int) -> Result:
    """With which file it was found in: whoever gets the file later sees whether it was this one."""
    said = {"file": hashlib.sha256(content).hexdigest(), "entries": entries}
    return msgspec.structs.replace(result, observed={**result.observed, **said})


H = TypeVar("H")
"""What a check asks: the hand that it measures."""
Measure: TypeAlias = Callable[[H], Awaitable[Result]]
Sabotage: TypeAlias = Callable[[H], AbstractAsyncContextManager[H]]
"""The same hand with the thing broken that the check is about; at the end of the block nothing is left of it."""


@dataclass(frozen=True)
class Check(Generic[H]):
    """A declared check."""

    id: str
    title: Title
    period: timedelta
    fresh: timedelta
    """For how long a result counts."""
    refs: tuple[str, ...]
    """Controls of ISO 27001 and requirements of HDS by number."""
    severity: Severity
    acts: bool
    """Whether it does something, in a scratch area, rather than only look."""
    measure: Measure[H]
    code: str
    """The SHA-256 of its source and of what it is made of."""
    sabotage: Sabotage[H] | None = None

    def broken_by(self, sabotage: Sabotage[H]) -> Sabotage[H]:
        """Declare how it is made to fail; used as a decorator."""
        object.__setattr__(self, "sabotage", sabotage)
        return sabotage


def check(
    name: str,
    title: Title,
    *,
    period: timedelta,
    fresh: timedelta,
    refs: tuple[str, ...],
    severity: Severity,
    acts: bool = False,
) -> Callable[[Measure[H]], Check[H]]:
    """Declare a check: the decorated function measures."""

    def declared(measure: Measure[H]) -> Check[H]:
        if fresh <= period:
            raise ValueError(f"{name} would be old before it runs again")
        code = code_of(measure) if isinstance(measure, FunctionType) else ""
        return Check(name, title, period, fresh, refs, severity, acts, measure, code)

    return declared
