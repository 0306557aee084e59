"""Why a time is refused: one row per reason, in the order in which a person can do something about them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from serment_platform.scheduling import availability as av
from serment_platform.scheduling.rules import bookable, starts_of, why_not_this_schedule, why_not_this_time
from serment_platform.scheduling.types import FreeDay, OfferedClass, OpeningRules, Schedule, Stay, WeeklyWindow, Window

ZONE = "Europe/Paris"
RULES = OpeningRules(ZONE, tuple(WeeklyWindow(day, Window(510, 720)) for day in range(1, 8)))
NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
OFFICE = OfferedClass("office-20", 20, "public")
STAFF = OfferedClass("staff-20", 20, "staff")


def schedule(**changes: object) -> Schedule:
    fields: dict[str, object] = {
        "schedule": "5" * 32,
        "practice": "9" * 32,
        "epoch": 2,
        "time_zone": ZONE,
        "step": 20,
        "notice_minutes": 60,
        "horizon_days": 10,
        "offered": True,
    }
    return Schedule(**(fields | changes))  # pyright: ignore[reportArgumentType]


def days(count: int = 3, busy: int = 0) -> list[FreeDay]:
    first = date(2026, 12, 1)
    return [
        FreeDay(day, av.begins(ZONE, day), av.positions(ZONE, day), av.open_bits(RULES, day), (busy,))
        for day in (first + timedelta(days=number) for number in range(count))
    ]


def at(clock: str, day: int = 2) -> datetime:
    hours, minutes = clock.split(":")
    return datetime(2026, 12, day, int(hours) - 1, int(minutes), tzinfo=UTC)


class TestWhyNotThisSchedule:
    @pytest.mark.parametrize(
        ("changes", "offered", "epoch", "minutes", "code"),
        [
            (None, OFFICE, 2, 20, "schedule_unknown"),
            ({"practice": "8" * 32}, OFFICE, 2, 20, "schedule_unknown"),
            ({"offered": False}, OFFICE, 2, 20, "schedule_unknown"),
            ({}, OFFICE, 1, 20, "epoch_retired"),
            ({}, OFFICE, 3, 20, "epoch_retired"),
            ({}, None, 2, 20, "class_unknown"),
            ({}, STAFF, 2, 20, "class_unknown"),
            ({}, OFFICE, 2, 25, "bad_statement"),
        ],
    )
    def test_names_the_reason(
        self, changes: dict[str, object] | None, offered: OfferedClass | None, epoch: int, minutes: int, code: str
    ) -> None:
        found = None if changes is None else schedule(**changes)
        refusal = why_not_this_schedule(found, offered, "9" * 32, epoch, minutes, staff=False)
        assert refusal is not None
        assert refusal.code == code

    def test_staff_may_use_the_classes_kept_for_them(self) -> None:
        assert why_not_this_schedule(schedule(), STAFF, "9" * 32, 2, 20, staff=True) is None


class TestWhyNotThisTime:
    @pytest.mark.parametrize(
        ("start", "code"),
        [
            (at("09:50", day=1), "too_late"),
            (at("08:30", day=12), "beyond_horizon"),
            (at("08:10"), "outside_opening_hours"),
            (at("11:50"), "outside_opening_hours"),
            (at("08:40"), "bad_step"),
            (at("08:30"), "time_taken"),
        ],
    )
    def test_names_the_rule(self, start: datetime, code: str) -> None:
        assert why_not_this_time(schedule(), days(), start, Stay(20), NOW, staff=False).code == code

    def test_a_day_that_is_not_written_is_not_open(self) -> None:
        assert (
            why_not_this_time(schedule(), [], at("08:30"), Stay(20), NOW, staff=False).code == "outside_opening_hours"
        )

    def test_a_taken_time_comes_with_the_next_three(self) -> None:
        refusal = why_not_this_time(schedule(), days(), at("08:30"), Stay(20), NOW, staff=False)
        assert refusal.members["next"] == ["2026-12-02T07:50:00Z", "2026-12-02T08:10:00Z", "2026-12-02T08:30:00Z"]

    def test_staff_are_told_only_that_it_is_taken(self) -> None:
        assert why_not_this_time(schedule(), days(), at("08:10"), Stay(20), NOW, staff=True).code == "time_taken"


class TestBookable:
    def test_begins_after_the_notice_and_ends_at_the_horizon(self) -> None:
        found = bookable(schedule(horizon_days=1), days(5), Stay(20), NOW)
        assert [day for day, _ in found] == [date(2026, 12, 1), date(2026, 12, 2)]
        assert starts_of(found)[0] == at("10:10", day=1)

    def test_a_visit_past_midnight_needs_the_next_day(self) -> None:
        late = OpeningRules(ZONE, tuple(WeeklyWindow(day, Window(0, 1440)) for day in range(1, 8)))
        two = [
            FreeDay(day, av.begins(ZONE, day), 288, av.open_bits(late, day), (0,))
            for day in (date(2026, 12, 2), date(2026, 12, 3))
        ]
        assert starts_of(bookable(schedule(), two[:1], Stay(30), NOW))[-1] == at("23:20")
        assert at("23:40") in starts_of(bookable(schedule(), two, Stay(30), NOW))
        gap = [two[0], FreeDay(date(2026, 12, 4), av.begins(ZONE, date(2026, 12, 4)), 288, two[0].open, (0,))]
        assert at("23:40") not in starts_of(bookable(schedule(), gap, Stay(30), NOW))
