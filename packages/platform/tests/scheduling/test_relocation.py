"""Where visits could go that are in the way of an absence: who keeps whom, and that nobody gets another's time."""

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
