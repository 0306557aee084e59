"""Where visits could go that are in the way of an absence: who keeps whom, and that nobody gets another's time."""

import random
import time
from datetime import UTC, datetime, timedelta

import pytest

from serment_platform.scheduling.relocation import Span, propose
from serment_platform.scheduling.types import FreeTimes, Visit

OWN, COLLEAGUE = "5" * 32, "6" * 32
NOW = datetime(2026, 12, 1, 7, tzinfo=UTC)
ABSENCE = Span(OWN, datetime(2026, 12, 8, tzinfo=UTC), datetime(2026, 12, 9, tzinfo=UTC))


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


def visit(number: int, start: datetime, state: str = "booked", name: str = "office-20") -> Visit:
    return Visit(f"{number:064x}", "9" * 32, OWN, start, 20, name, 1, state, 0, "0" * 64, b"", b"")


def free(schedule: str, *starts: datetime, name: str = "office-20") -> FreeTimes:
    return FreeTimes(schedule, name, [(start.date(), [start]) for start in starts], None)


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        ([free(OWN, at(8, 11), at(9), at(12)), free(COLLEAGUE, at(8))], (OWN, at(9))),
        ([free(OWN, at(8, 8, 50), at(7)), free(COLLEAGUE, at(8))], (OWN, at(7))),
        ([free(OWN, at(16)), free(COLLEAGUE, at(10))], (COLLEAGUE, at(10))),
        ([free(OWN, at(20)), free(COLLEAGUE, at(18))], (OWN, at(20))),
        ([free(OWN, at(2)), free(COLLEAGUE, at(14))], (COLLEAGUE, at(14))),
        ([free(OWN, at(9), name="home-30"), free(COLLEAGUE, at(10))], (COLLEAGUE, at(10))),
        ([free(OWN, at(8) + timedelta(days=29))], None),
        ([], None),
    ],
    ids=["near", "the day before", "colleague", "weeks", "not tomorrow", "of the same kind", "too far", "nothing"],
)
def test_keeps_the_practitioner_near_in_time(offered: list[FreeTimes], chosen: tuple[str, datetime] | None) -> None:
    [proposal] = propose([visit(1, at(8))], ABSENCE, offered, NOW)
    assert (proposal.span and (proposal.span.schedule, proposal.span.start)) == chosen


def test_gives_no_time_twice_and_none_that_overlaps() -> None:
    starts = [at(9, 9, minute) for minute in (0, 10, 20, 30, 40)]
    visits = [visit(number, at(8, 9, 20 * number)) for number in range(3)]
    spans = [one.span for one in propose(visits, ABSENCE, [free(OWN, *starts)], NOW)]
    assert sorted(span.start for span in spans if span) == [at(9), at(9, 9, 20), at(9, 9, 40)]


@pytest.mark.parametrize(("state", "start"), [("arrived", at(8)), ("fulfilled", at(8)), ("booked", at(1, 6))])
def test_leaves_what_has_begun(state: str, start: datetime) -> None:
    assert propose([visit(1, start, state)], ABSENCE, [free(OWN, at(9))], NOW)[0].span is None


def test_the_order_is_that_of_sorting_everything() -> None:
    chance = random.Random(7)
    for _ in range(60):
        starts = {at(2 + chance.randrange(27), 8 + chance.randrange(3), 10 * chance.randrange(6)) for _ in range(40)}
        offered = [free(each, *chance.sample(sorted(starts), 12)) for each in (OWN, COLLEAGUE, "7" * 32)]
        [proposal] = propose([visit(1, at(8, 9))], ABSENCE, offered, NOW)
        usable = [
            (away > timedelta(days=7), one.schedule != OWN, away, start < at(8, 9), one.schedule, start)
            for one in offered
            for _, (start,) in one.days
            if start >= NOW + timedelta(days=2) and not (one.schedule == OWN and start.day == 8)
            for away in [abs(start - at(8, 9))]
        ]
        assert proposal.span
        assert (proposal.span.schedule, proposal.span.start) == min(usable)[-2:]


def test_many_colleagues_and_visits_are_soon_planned() -> None:
    """Forty calendars of which everything is free, and five hundred visits: by sorting it all, minutes."""
    days = [at(2) + timedelta(days=number) for number in range(28)]
    whole = [(day.date(), [day + timedelta(minutes=10 * step) for step in range(48)]) for day in days]
    offered = [FreeTimes(f"{number:032x}", "office-20", whole, None) for number in range(40)]
    visits = [visit(number, at(8, 9, number % 60)) for number in range(500)]
    begun = time.process_time()
    spans = [one.span for one in propose(visits, ABSENCE, offered, NOW)]
    assert len({(span.schedule, span.start) for span in spans if span}) == 500
    assert time.process_time() - begun < 5
