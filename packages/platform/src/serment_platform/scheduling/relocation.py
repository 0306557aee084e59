"""Other times for the visits that an absence would lie over. Pure: a plan takes nothing, and booking decides.

A patient keeps the time where only a room closes and another one is free; else the practitioner where a week has room,
then meets a colleague of the same practice and the same kind of visit within that week, and only then waits for weeks.
Nobody is asked to come sooner than they would hear of it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from serment_platform.scheduling.availability import mask
from serment_platform.scheduling.ledger import Ledger, Offered, Practice
from serment_platform.scheduling.types import Span, Visit

NEAR = timedelta(days=7)
FAR = timedelta(days=28)
NOTICE = timedelta(days=2)
"""Within which nobody learns for sure that a visit comes sooner: nudges go by the hour, and are read when they are."""


class Proposal(NamedTuple):
    """Where a visit could go; nowhere if `span` is none, and only into another room if it is the visit's own."""

    appointment: str
    span: Span | None


def propose(visits: Sequence[Visit], closing: Span, practice: Practice, now: datetime) -> list[Proposal]:
    """A time of its own for each visit, in their order; who was booked first in the day chooses first."""
    left = practice.without(closing)
    ledger = Ledger(left, now)
    return [Proposal(visit.appointment, _take(visit, closing, left.offered, ledger, now)) for visit in visits]


def _take(visit: Visit, closing: Span, offered: Sequence[Offered], ledger: Ledger, now: datetime) -> Span | None:
    """The best place that is left, gone for whoever comes after."""
    if visit.state != "booked" or visit.start <= now:
        return None
    alike = [one for one in offered if one.service_class == visit.service_class]
    own = [one for one in alike if one.calendar.schedule == visit.schedule]
    of_a_room = visit.schedule != closing.schedule
    if any(of_a_room and ledger.leave(visit, one, closing.schedule) for one in own):
        return Span(visit.schedule, visit.start, visit.start + timedelta(minutes=visit.minutes))
    others = [one for one in alike if one.calendar.schedule != visit.schedule]
    best = next((found for found in _best(visit, own, others, ledger, now) if found), None)
    if best is None:
        return None
    ledger.take(visit, best.offered, best.position)
    start = ledger.moment(best.position)
    return Span(best.schedule, start, start + timedelta(minutes=visit.minutes))


class _Start(NamedTuple):
    """Where a visit could begin: the least is the nearest, and of two as near the later one."""

    away: int
    sooner: bool
    schedule: str
    position: int
    offered: Offered


def _best(
    visit: Visit, own: Sequence[Offered], others: Sequence[Offered], ledger: Ledger, now: datetime
) -> Iterator[_Start | None]:
    """The best of each kind of place; none is looked for before it is asked for."""
    earliest = min(visit.start, now + NOTICE)
    near = ledger.between(visit.start - NEAR, visit.start + NEAR)
    far = ledger.between(visit.start - FAR, visit.start + FAR) & ~near
    allowed = ledger.between(earliest, visit.start + FAR)
    for within in (near & allowed, far & allowed):
        for calendars in (own, others):
            found = [_nearest(visit, one, ledger, within) for one in calendars]
            yield min((one for one in found if one), default=None)


def _nearest(visit: Visit, one: Offered, ledger: Ledger, within: int) -> _Start | None:
    bits, here = ledger.left(visit, one) & within, max(0, ledger.position(visit.start))
    later, sooner = bits >> here, bits & mask(0, here)
    found = [here + (later & -later).bit_length() - 1] if later else []
    found += [sooner.bit_length() - 1] if sooner else []
    starts = [_Start(abs(each - here), each < here, one.calendar.schedule, each, one) for each in found]
    return min(starts, default=None)
