"""Other times for the visits that an absence would lie over. Pure: a plan takes nothing, and booking decides.

A patient keeps the practitioner where a week has room, then meets a colleague of the same practice and the same kind
of visit within that week, and only then waits for weeks. Nobody is asked to come sooner than they would hear of it.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from heapq import merge
from itertools import chain, takewhile
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
    classes = {visit.service_class for visit in visits}
    lists = {name: _Starts(name, absence, free) for name in classes}
    taken = _Taken()
    proposals: list[Proposal] = []
    for visit in visits:
        starts = lists[visit.service_class]
        span = next(
            (one for one in _candidates(visit, starts, now) if not one.overlaps(absence) and taken.free(one)), None
        )
        proposals.append(Proposal(visit.appointment, span))
        if span is not None:
            taken.add(span)
    return proposals


class _Taken:
    """What was proposed so far, by calendar and day."""

    def __init__(self) -> None:
        self._spans: dict[tuple[str, date], list[Span]] = defaultdict(list)

    def add(self, span: Span) -> None:
        for day in {span.start.date(), span.until.date()}:
            self._spans[span.schedule, day].append(span)

    def free(self, span: Span) -> bool:
        days = {span.start.date(), span.until.date()}
        return not any(span.overlaps(one) for day in days for one in self._spans.get((span.schedule, day), ()))


class _Starts:
    """Free starts of one class: of the calendar of the absence, and of the colleagues', forwards and backwards."""

    def __init__(self, name: str, absence: Span, free: Sequence[FreeTimes]) -> None:
        own: list[_Start] = []
        others: list[_Start] = []
        for one in free:
            if one.service_class == name:
                mine = one.schedule == absence.schedule
                starts = (start for _, day in one.days for start in day)
                away = (start for start in starts if not mine or not absence.start <= start < absence.until)
                (own if mine else others).extend((start, one.schedule) for start in away)
        self.own, self.others = _Ways(own), _Ways(others)


_Start = tuple[datetime, str]


class _Ways:
    """The same starts in both directions, so that a visit's are looked at from its own moment outwards."""

    def __init__(self, starts: Sequence[_Start]) -> None:
        self._later = sorted(starts)
        self._sooner = sorted(starts, key=lambda one: (-one[0].timestamp(), one[1]))

    def around(self, moment: datetime) -> Iterator[_Start]:
        """The nearest first, of two as near the later one."""
        here = bisect_left(self._later, (moment, ""))
        later = (self._later[number] for number in range(here, len(self._later)))
        sooner = (self._sooner[number] for number in range(len(self._later) - here, len(self._sooner)))
        return merge(later, sooner, key=lambda one: (abs(one[0] - moment), one[0] < moment, one[1]))


def _candidates(visit: Visit, starts: _Starts, now: datetime) -> Iterator[Span]:
    """Free spans that would do, the best first; none is looked at before it is asked for."""
    if visit.state != "booked" or visit.start <= now:
        return
    length, earliest = timedelta(minutes=visit.minutes), min(visit.start, now + NOTICE)
    for start, schedule in chain(
        _within(visit, starts.own, NEAR),
        _within(visit, starts.others, NEAR),
        _beyond(visit, starts.own),
        _beyond(visit, starts.others),
    ):
        if start >= earliest:
            yield Span(schedule, start, start + length)


def _within(visit: Visit, ways: _Ways, reach: timedelta) -> Iterator[_Start]:
    return takewhile(lambda one: abs(one[0] - visit.start) <= reach, ways.around(visit.start))


def _beyond(visit: Visit, ways: _Ways) -> Iterator[_Start]:
    return (one for one in _within(visit, ways, FAR) if abs(one[0] - visit.start) > NEAR)
