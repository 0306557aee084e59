"""Where visits could go that are in the way of an absence: who keeps whom, and that nobody gets another's time."""

import random
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from serment_platform.scheduling.availability import POSITION, mask
from serment_platform.scheduling.ledger import Offered, Practice, Quota
from serment_platform.scheduling.relocation import propose
from serment_platform.scheduling.rules import bookable, starts_of
from serment_platform.scheduling.types import FreeDay, Schedule, Span, Stay, Visit

OWN, COLLEAGUE, OTHER, ROOM, SECOND = (digit * 32 for digit in "56734")
NOW = datetime(2026, 12, 1, 7, tzinfo=UTC)
ABSENCE = Span(OWN, datetime(2026, 12, 8, tzinfo=UTC), datetime(2026, 12, 9, tzinfo=UTC))


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


def visit(number: int, start: datetime, state: str = "booked", name: str = "office-20", **changes: Any) -> Visit:
    fields = {"schedule": OWN, "minutes": 20} | changes
    fixed = {"practice": "9" * 32, "epoch": 1, "sequence": 0, "last": "0" * 64, "manage": b"", "self_copy": b""}
    return Visit(f"{number:064x}", start=start, service_class=name, state=state, **fixed, **fields)  # pyright: ignore[reportArgumentType]


def days_of(*stretches: tuple[datetime, int], lanes: int = 1) -> list[FreeDay]:
    """All days that a plan looks at, open then for so many minutes."""
    first = datetime(2026, 11, 30, tzinfo=UTC)
    mornings = [first + timedelta(days=number) for number in range(70)]
    return [FreeDay(one.date(), one, 288, _open(one, stretches), (0,) * lanes) for one in mornings]


def _open(morning: datetime, stretches: Sequence[tuple[datetime, int]]) -> int:
    bits = 0
    for start, minutes in stretches:
        if start.date() == morning.date():
            bits |= mask((start - morning) // POSITION, minutes // 5)
    return bits


def during(
    schedule: str, *stretches: tuple[datetime, int], name: str = "office-20", lanes: int = 1, **changes: Any
) -> Offered:
    """A calendar that is open then."""
    calendar = Schedule(schedule, "9" * 32, 1, "UTC", 10, 0, 400, offered=True)
    return Offered(name, calendar, days_of(*stretches, lanes=lanes), **changes)


def free(schedule: str, *starts: datetime, name: str = "office-20") -> Offered:
    """A calendar with room for one visit of twenty minutes at each of these."""
    return during(schedule, *((start, 20) for start in starts), name=name)


def practice(
    *offered: Offered, rooms: dict[str, list[FreeDay]] | None = None, quotas: Sequence[Quota] = ()
) -> Practice:
    return Practice(offered, rooms or {}, quotas)


def places(visits: Sequence[Visit], choice: Practice, closing: Span = ABSENCE) -> list[tuple[str, datetime] | None]:
    """Where each would go."""
    spans = [one.span for one in propose(visits, closing, choice, NOW)]
    return [(span.schedule, span.start) if span else None for span in spans]


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
def test_keeps_the_practitioner_near_in_time(offered: list[Offered], chosen: tuple[str, datetime] | None) -> None:
    assert places([visit(1, at(8))], practice(*offered)) == [chosen]


def test_gives_no_time_twice_and_none_that_overlaps() -> None:
    visits = [visit(number, at(8) + timedelta(minutes=20 * number)) for number in range(3)]
    found = places(visits, practice(during(OWN, (at(9), 60))))
    assert sorted(each[1] for each in found if each) == [at(9), at(9, 9, 20), at(9, 9, 40)]


def test_keeps_the_time_around_each() -> None:
    visits = [visit(number, at(8) + timedelta(minutes=40 * number), before=5, after=10) for number in range(3)]
    found = places(visits, practice(during(OWN, (at(9), 100))))
    assert [each and each[1] for each in found] == [at(9), at(9, 9, 40), at(9, 10, 20)]


@pytest.mark.parametrize(("after", "start"), [(0, at(8, 8, 40)), (15, at(8, 8, 20))])
def test_ends_before_the_absence_begins(after: int, start: datetime) -> None:
    closing = Span(OWN, at(8), at(8, 12))
    offered = during(OWN, (at(8, 8), 300))
    assert places([visit(1, at(8), after=after)], practice(offered), closing) == [(OWN, start)]


def test_as_many_go_to_a_time_as_it_has_places() -> None:
    visits = [visit(number, at(8)) for number in range(3)]
    assert places(visits, practice(during(OWN, (at(9), 20), lanes=2))) == [(OWN, at(9)), (OWN, at(9)), None]


def test_is_as_long_as_it_was_booked() -> None:
    gap, room = (at(9), 20), (at(10), 40)
    assert places([visit(1, at(8), minutes=40)], practice(during(OWN, gap, room))) == [(OWN, at(10))]


@pytest.mark.parametrize(("state", "start"), [("arrived", at(8)), ("fulfilled", at(8)), ("booked", at(1, 6))])
def test_leaves_what_has_begun(state: str, start: datetime) -> None:
    assert places([visit(1, start, state)], practice(free(OWN, at(9)))) == [None]


class TestQuotas:
    def test_are_counted_down(self) -> None:
        offered = during(COLLEAGUE, (at(9), 60), (at(10), 60))
        quota = Quota(COLLEAGUE, "office-20", "day", 2, {date(2026, 12, 9): 1})
        visits = [visit(number, at(8) + timedelta(minutes=20 * number)) for number in range(3)]
        found = places(visits, practice(offered, quotas=[quota]))
        assert found == [(COLLEAGUE, at(9)), (COLLEAGUE, at(10)), (COLLEAGUE, at(10, 9, 20))]

    def test_of_others_do_not_count(self) -> None:
        quotas = [Quota(OTHER, "", "day", 1, {date(2026, 12, 9): 1}), Quota(OWN, "home-30", "day", 1, {})]
        visits = [visit(number, at(8) + timedelta(minutes=20 * number)) for number in range(2)]
        found = places(visits, practice(during(OWN, (at(9), 60)), quotas=quotas))
        assert found == [(OWN, at(9)), (OWN, at(9, 9, 20))]

    def test_whoever_stays_within_a_week_is_one_of_it_already(self) -> None:
        """The week of the absence is full; the next one has one left."""
        offered = during(OWN, (at(9), 40), (at(15), 40))
        quota = Quota(OWN, "", "week", 3, {date(2026, 12, 7): 3, date(2026, 12, 14): 2})
        visits = [visit(number, at(8) + timedelta(minutes=20 * number)) for number in range(4)]
        found = places(visits, practice(offered, quotas=[quota]))
        assert found == [(OWN, at(9)), (OWN, at(9, 9, 20)), (OWN, at(15)), None]


class TestRooms:
    CLOSING = ABSENCE._replace(schedule=ROOM)

    def whole(self, lanes: int = 1) -> list[FreeDay]:
        """A room that is always open."""
        return [FreeDay(day.day, day.begins, 288, mask(0, 288), (0,) * lanes) for day in days_of()]

    def test_that_two_calendars_share_are_counted_down(self) -> None:
        offered = [free(each, at(9))._replace(needs=[[ROOM]]) for each in (COLLEAGUE, OTHER)]
        visits = [visit(number, at(8)) for number in range(2)]
        assert places(visits, practice(*offered, rooms={ROOM: self.whole()})) == [(COLLEAGUE, at(9)), None]
        found = places(visits, practice(*offered, rooms={ROOM: self.whole(lanes=2)}))
        assert found == [(COLLEAGUE, at(9)), (OTHER, at(9))]

    def test_are_open_when_they_say(self) -> None:
        offered = free(COLLEAGUE, at(9), at(10))._replace(needs=[[ROOM]])
        choice = practice(offered, rooms={ROOM: days_of((at(10), 20))})
        assert places([visit(1, at(8))], choice) == [(COLLEAGUE, at(10))]

    def test_that_close_are_left_at_the_same_time(self) -> None:
        """Each with its own practitioner; whoever finds no other room moves to where there is one, not to that one."""
        offered = [during(each, (at(8), 60))._replace(needs=[[ROOM, SECOND]]) for each in (OWN, COLLEAGUE)]
        visits = [visit(1, at(8)), visit(2, at(8), schedule=COLLEAGUE)]
        choice = practice(*offered, rooms={ROOM: self.whole(), SECOND: self.whole()})
        assert places(visits, choice, self.CLOSING) == [(OWN, at(8)), (COLLEAGUE, at(8, 9, 20))]

    def test_that_close_are_no_place_to_go_to(self) -> None:
        offered = during(OWN, (at(8), 60), (at(9, 10), 20))._replace(needs=[[ROOM]])
        choice = practice(offered, rooms={ROOM: self.whole()})
        assert places([visit(1, at(8))], choice, self.CLOSING) == [(OWN, at(9, 10))]

    def test_of_other_needs_stay(self) -> None:
        """The device is the visit's own, and so is not free."""
        device = [FreeDay(day.day, day.begins, 288, mask(0, 288), (mask(0, 288),)) for day in days_of()]
        offered = during(OWN, (at(8), 60))._replace(needs=[[OTHER], [ROOM, SECOND]])
        choice = practice(offered, rooms={ROOM: self.whole(), SECOND: self.whole(), OTHER: device})
        assert places([visit(1, at(8))], choice, self.CLOSING) == [(OWN, at(8))]


def test_the_order_is_that_of_sorting_everything() -> None:
    chance = random.Random(7)
    for _ in range(60):
        starts = [at(2 + chance.randrange(27), 8 + chance.randrange(3), 10 * chance.randrange(6)) for _ in range(40)]
        offered = [free(each, *chance.sample(starts, 12)) for each in (OWN, COLLEAGUE, OTHER)]
        usable = [
            (away > timedelta(days=7), schedule != OWN, away, start < at(8, 9), schedule, start)
            for one in offered
            for schedule in [one.calendar.schedule]
            for start in starts_of(bookable(one.calendar, one.days, Stay(20), NOW))
            if start >= NOW + timedelta(days=2) and not (schedule == OWN and start.day == 8)
            for away in [abs(start - at(8, 9))]
        ]
        assert places([visit(1, at(8, 9))], practice(*offered)) == [min(usable)[-2:]]


def test_many_colleagues_and_visits_are_soon_planned() -> None:
    """Forty calendars of which everything is free, with rooms and quotas, and five hundred visits."""
    whole = [(at(2, 9) + timedelta(days=number), 480) for number in range(28)]
    rooms = {f"{100 + number:032x}": days_of(*whole) for number in range(40)}
    offered = [during(f"{number:032x}", *whole, needs=[sorted(rooms)]) for number in range(40)]
    quotas = [Quota(one.calendar.schedule, "", "day", 10, {}) for one in offered]
    visits = [visit(number, at(8, 9, 5 * (number % 12))) for number in range(500)]
    begun = time.process_time()
    found = places(visits, practice(*offered, rooms=rooms, quotas=quotas))
    assert len({each for each in found if each}) == 500
    assert time.process_time() - begun < 5
