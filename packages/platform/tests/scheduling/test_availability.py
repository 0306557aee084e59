"""Opening hours to free starts: tables for the days that go wrong elsewhere, properties for all others."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from serment_platform.scheduling.availability import (
    POSITION,
    Around,
    begins,
    bit_string,
    fits,
    free_starts,
    from_bit_string,
    grid,
    lies_within,
    mask,
    moments,
    open_bits,
    positions,
    runs,
    set_positions,
    start_bits_within,
)
from serment_platform.scheduling.starts import Starts
from serment_platform.scheduling.types import DayException, FreeDay, OpeningRules, Stay, WeeklyWindow, Window
from serment_protocol.encoding import write_time

SPRING, AUTUMN, PLAIN = date(2027, 3, 28), date(2026, 10, 25), date(2026, 12, 1)


def always(zone: str, start: int, end: int) -> OpeningRules:
    return OpeningRules(zone, tuple(WeeklyWindow(day, Window(start, end)) for day in range(1, 8)))


def day_of(rules: OpeningRules, day: date, busy: int = 0) -> FreeDay:
    return FreeDay(day, begins(rules.zone, day), positions(rules.zone, day), open_bits(rules, day), (busy,))


def alone(day: FreeDay) -> Around:
    """Its neighbours are not written."""
    return Around(None, day, None)


class TestPositions:
    @pytest.mark.parametrize(
        ("zone", "day", "expected"),
        [
            ("Europe/Paris", PLAIN, 288),
            ("Europe/Paris", SPRING, 276),
            ("Europe/Paris", AUTUMN, 300),
            ("Indian/Reunion", SPRING, 288),
            ("Indian/Reunion", AUTUMN, 288),
            ("America/Martinique", SPRING, 288),
            ("America/Martinique", AUTUMN, 288),
            ("Pacific/Noumea", SPRING, 288),
            ("Pacific/Noumea", AUTUMN, 288),
            ("Africa/Cairo", date(2027, 4, 30), 276),
            ("Australia/Lord_Howe", date(2027, 4, 4), 294),
        ],
    )
    def test_counts_elapsed_time(self, zone: str, day: date, expected: int) -> None:
        assert positions(zone, day) == expected

    def test_a_day_begins_at_its_own_midnight(self) -> None:
        assert begins("Pacific/Noumea", PLAIN) == datetime(2026, 11, 30, 13, tzinfo=UTC)
        assert begins("America/Martinique", PLAIN) == datetime(2026, 12, 1, 4, tzinfo=UTC)

    def test_where_midnight_is_skipped_the_day_begins_at_the_jump(self) -> None:
        # Cairo goes from 23:59 on Thursday to 01:00 on Friday.
        assert begins("Africa/Cairo", date(2027, 4, 30)) == datetime(2027, 4, 29, 22, tzinfo=UTC)


class TestOpenBits:
    def test_opens_at_the_clock_on_the_wall_on_both_change_days(self) -> None:
        rules = always("Europe/Paris", 9 * 60, 12 * 60)
        for day, position in ((PLAIN, 108), (SPRING, 96), (AUTUMN, 120)):
            assert open_bits(rules, day) == mask(position, 36)

    def test_open_all_day_is_every_position(self) -> None:
        for day in (PLAIN, SPRING, AUTUMN):
            assert open_bits(always("Europe/Paris", 0, 1440), day) == mask(0, positions("Europe/Paris", day))

    def test_the_hour_that_happens_twice_is_open_twice(self) -> None:
        assert open_bits(always("Europe/Paris", 120, 180), AUTUMN).bit_count() == 24

    def test_the_hour_that_never_happens_is_not_open(self) -> None:
        assert open_bits(always("Europe/Paris", 120, 180), SPRING) == 0

    def test_an_exception_replaces_the_weekday(self) -> None:
        rules = OpeningRules(
            "Europe/Paris",
            (WeeklyWindow(2, Window(540, 720)),),
            (DayException(PLAIN, (Window(600, 660),)), DayException(date(2026, 12, 8), ())),
        )
        assert open_bits(rules, PLAIN) == mask(120, 12)
        assert open_bits(rules, date(2026, 12, 8)) == 0
        assert open_bits(rules, date(2026, 12, 15)) == mask(108, 36)
        assert open_bits(rules, date(2026, 12, 16)) == 0

    def test_a_window_off_the_five_minutes_shrinks(self) -> None:
        assert open_bits(always("Europe/Paris", 541, 559), PLAIN) == mask(109, 2)

    @given(
        st.sampled_from(["Europe/Paris", "Indian/Reunion", "America/Martinique", "Pacific/Noumea", "America/New_York"]),
        st.dates(date(2026, 1, 1), date(2028, 12, 31)),
        st.integers(0, 287),
        st.integers(1, 288),
    )
    def test_a_position_is_open_when_the_wall_clock_says_so(self, zone: str, day: date, first: int, last: int) -> None:
        rules = always(zone, first * 5, last * 5)
        bits, midnight = open_bits(rules, day), begins(zone, day)
        for position in range(positions(zone, day)):
            wall = (midnight + position * POSITION).astimezone(ZoneInfo(zone))
            assert wall.date() == day
            assert bool(bits >> position & 1) == (first * 5 <= wall.hour * 60 + wall.minute < last * 5)


class TestFreeStarts:
    def test_counts_the_step_from_the_opening(self) -> None:
        rules = always("Europe/Paris", 8 * 60 + 30, 10 * 60)
        day = day_of(rules, PLAIN)
        assert clocks(free_starts(alone(day), Stay(20), 20)) == ["08:30", "08:50", "09:10", "09:30"]

    def test_a_taken_time_is_not_offered_and_the_step_stays(self) -> None:
        rules = always("Europe/Paris", 8 * 60 + 30, 10 * 60)
        day = day_of(rules, PLAIN, busy=mask(106, 5))
        assert clocks(free_starts(alone(day), Stay(20), 20)) == ["08:30", "09:30"]

    def test_a_visit_may_last_past_midnight(self) -> None:
        rules = always("Europe/Paris", 23 * 60, 1440)
        day, following = day_of(rules, PLAIN), day_of(always("Europe/Paris", 0, 60), PLAIN + timedelta(days=1))
        assert clocks(free_starts(Around(None, day, following), Stay(30), 15))[-1] == "23:45"
        assert clocks(free_starts(alone(day), Stay(30), 15))[-1] == "23:30"

    def test_what_lies_around_a_visit_need_not_be_open(self) -> None:
        rules = always("Europe/Paris", 8 * 60 + 30, 10 * 60)
        day = day_of(rules, PLAIN, busy=mask(110, 1))
        assert clocks(free_starts(alone(day), Stay(20, before=10, after=10), 10)) == [
            "08:30",
            "08:40",
            "09:30",
            "09:40",
        ]

    def test_one_lane_must_have_room_for_all_of_it(self) -> None:
        """Two who each leave half of it free leave none of it."""
        rules = always("Europe/Paris", 8 * 60 + 30, 9 * 60 + 10)
        day = msgspec.structs.replace(day_of(rules, PLAIN), busy=(mask(102, 4), mask(106, 4)))
        assert clocks(free_starts(alone(day), Stay(40), 20)) == []
        assert clocks(free_starts(alone(day), Stay(20), 20)) == ["08:30", "08:50"]

    @given(
        st.one_of(st.integers(0, 2**60 - 1), st.integers(0, 2**42 - 1).map(lambda bits: bits << 9)),
        st.lists(st.integers(0, 2**180 - 1), min_size=1, max_size=3),
        st.tuples(st.integers(1, 20), st.integers(0, 8), st.integers(0, 8)),
        st.integers(1, 12),
    )
    def test_equals_brute_force(self, open_: int, busy: list[int], stay: tuple[int, int, int], step: int) -> None:
        """Three short days in a row; the lanes' bits are drawn for all of them at once."""
        length, before, after = stay
        midnight = datetime(2026, 12, 1, tzinfo=UTC)
        days = [
            FreeDay(
                PLAIN + timedelta(days=number),
                midnight + number * 60 * POSITION,
                60,
                open_ if number else mask(0, 60),
                tuple(lane >> 60 * number & mask(0, 60) for lane in busy),
            )
            for number in range(3)
        ]
        whole_open = sum(day.open << 60 * number for number, day in enumerate(days))
        expected = [
            midnight + position * POSITION
            for position in range(60, 120)
            if all(whole_open >> p & 1 for p in range(position, position + length))
            and any(not lane & mask(position - before, before + length + after) for lane in busy)
            and (position - 60 - run_begin(open_, position - 60)) % step == 0
        ]
        visit = Stay(length * 5, before * 5, after * 5)
        assert free_starts(Around(*days), visit, step * 5) == expected
        if lies_within(days[1], visit):
            assert moments(days[1].begins, start_bits_within(days[1], visit, step * 5)) == expected


class TestBits:
    @given(st.integers(0, 2**300 - 1))
    def test_runs_cover_exactly_the_set_bits(self, bits: int) -> None:
        pieces = list(runs(bits))
        assert sum(mask(first, length) for first, length in pieces) == bits
        assert all(a + n < b for (a, n), (b, _) in pairwise(pieces))

    @given(st.integers(0, 2**300 - 1))
    def test_bit_strings_come_back(self, bits: int) -> None:
        text = bit_string(bits)
        assert len(text) == 300
        assert from_bit_string(text) == bits
        assert [index for index, character in enumerate(text) if character == "1"] == list(set_positions(bits))

    def test_position_zero_is_written_first(self) -> None:
        assert bit_string(mask(0, 2)).startswith("110")

    def test_fits_and_grid_on_a_small_day(self) -> None:
        assert list(set_positions(fits(0b0111_0011, 2))) == [0, 4, 5]
        assert list(set_positions(grid(0b0111_0011, 2))) == [0, 4, 6]


def run_begin(bits: int, position: int) -> int:
    while position > 0 and bits >> (position - 1) & 1:
        position -= 1
    return position


def clocks(starts: list[datetime]) -> list[str]:
    return [start.astimezone(ZoneInfo("Europe/Paris")).strftime("%H:%M") for start in starts]


def test_a_day_after_a_day_leaves_no_gap() -> None:
    day = date(2026, 1, 1)
    while day.year < 2028:
        following = day + timedelta(days=1)
        assert begins("Europe/Paris", day) + positions("Europe/Paris", day) * POSITION == begins(
            "Europe/Paris", following
        )
        day = following


@given(st.integers(0, 2**300 - 1), st.sampled_from([SPRING, AUTUMN, PLAIN]))
def test_starts_are_written_as_they_are(bits: int, day: date) -> None:
    starts = Starts(day, begins("Europe/Paris", day), bits)
    assert msgspec.json.decode(starts.written()) == [write_time(moment) for moment in starts.moments()]
