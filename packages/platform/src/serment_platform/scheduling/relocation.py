"""Other times for the visits that an absence would lie over. Pure: a plan takes nothing, and booking decides.

A patient keeps the practitioner where a week has room, then meets a colleague of the same practice and the same kind
of visit within that week, and only then waits for weeks. Nobody is asked to come sooner than they would hear of it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from serment_platform.scheduling.types import FreeTimes, Visit

NEAR = timedelta(days=7)
FAR = timedelta(days=28)
NOTICE = timedelta(days=2)
"""Within which nobody learns for sure that a visit comes sooner: nudges go by the hour, and are read when they are."""


class Span(NamedTuple):
    """A stretch of one calendar."""

    schedule: str
    start: datetime
    until: datetime

    def overlaps(self, other: "Span") -> bool:
        """Whether both want the same moment of the same calendar."""
        return self.schedule == other.schedule and self.start < other.until and other.start < self.until


class Proposal(NamedTuple):
    """Where a visit could go; nowhere if `span` is none."""

    appointment: str
    span: Span | None


def propose(visits: Sequence[Visit], absence: Span, free: Sequence[FreeTimes], now: datetime) -> list[Proposal]:
    """A time of its own for each visit, in their order; who was booked first in the day chooses first."""
    taken = [absence]
    proposals: list[Proposal] = []
    for visit in visits:
        span = next((one for one in _candidates(visit, free, now) if not any(map(one.overlaps, taken))), None)
        proposals.append(Proposal(visit.appointment, span))
        if span is not None:
            taken.append(span)
    return proposals


def _candidates(visit: Visit, free: Sequence[FreeTimes], now: datetime) -> Iterator[Span]:
    """Free spans that would do, the best first."""
    if visit.state != "booked" or visit.start <= now:
        return
    length = timedelta(minutes=visit.minutes)
    starts = [
        (one.schedule, start)
        for one in free
        if one.service_class == visit.service_class
        for _, day in one.days
        for start in day
        if abs(start - visit.start) <= FAR and start >= min(visit.start, now + NOTICE)
    ]
    for schedule, start in sorted(starts, key=lambda one: _worse(visit, *one)):
        yield Span(schedule, start, start + length)


def _worse(visit: Visit, schedule: str, start: datetime) -> tuple[bool, bool, timedelta, bool, str]:
    away = abs(start - visit.start)
    return away > NEAR, schedule != visit.schedule, away, start < visit.start, schedule
