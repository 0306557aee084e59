"""What a practice says of its hours against a plain reading of the clock on the wall, and days known to go wrong."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serment_platform.scheduling.availability import (
    POSITION,
    begins,
    layers_of,
    open_bits,
    positions,
    week_of,
    windows_on,
)
from serment_platform.scheduling.holidays import holidays_of, is_holiday, is_known
from serment_platform.scheduling.opening import Opening, opening_of
from serment_platform.scheduling.sense import read_publication
from serment_platform.scheduling.types import Cycle, OpeningRules

from .builders import publication

Draft = dict[str, Any]
ZONES = ["Europe/Paris", "Indian/Reunion", "America/Martinique", "Pacific/Noumea"]
ANY_DAY = st.dates(date(2020, 1, 1), date(2032, 1, 1))
SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)
CLASSES = [
    {"class": "a", "duration": 20, "channel": "office", "audience": "public"},
    {"class": "b", "duration": 30, "channel": "home", "audience": "known"},
    {"class": "c", "duration": 40, "channel": "video", "audience": "colleagues"},
    {"class": "d", "duration": 60, "channel": "office", "audience": "staff"},
]
NAMES = ["a", "b", "c", "d"]


def drafted(zone: str = "Europe/Paris", holidays: str = "", **schedule: Any) -> Draft:
    """A practice with four classes and a calendar of these rules."""
    draft = publication(time_zone=zone, classes=CLASSES, motives=[])
    draft["schedules"][0] |= {"classes": NAMES, "windows": [], **schedule}
    return draft | ({"holidays": holidays} if holidays else {})


def opening(draft: Draft) -> Opening:
    """The rules of its calendar."""
    published = read_publication(msgspec.json.encode(draft))
    return opening_of(published, published.schedules[0])


def rules_of(zone: str = "Europe/Paris", holidays: str = "", **schedule: Any) -> OpeningRules:
    """The rules of such a calendar."""
    return opening(drafted(zone, holidays, **schedule)).rules


def on(weekday: int, start: str = "09:00", end: str = "12:00", **more: Any) -> Draft:
    """A window."""
    return {"weekday": weekday, "from": start, "to": end, **more}


class TestCycle:
    @pytest.mark.parametrize(
        ("weeks", "expected"),
        [
            (1, [1, 1, 1, 1, 1]),
            (2, [2, 1, 2, 1, 2]),
            (3, [3, 1, 2, 3, 1]),
            (4, [4, 1, 2, 3, 4]),
        ],
    )
    def test_goes_on_over_the_end_of_a_year(self, weeks: int, expected: list[int]) -> None:
        # 2026 has 53 weeks: a cycle that began anew with every year would stumble here.
        cycle = Cycle(weeks, date(2026, 12, 24))
        mondays = [date(2026, 12, 14) + timedelta(weeks=number) for number in range(5)]
        assert [week_of(cycle, monday) for monday in mondays] == expected
        assert [week_of(cycle, monday + timedelta(days=6)) for monday in mondays] == expected

    @given(
        st.integers(1, 52), st.dates(date(2020, 1, 1), date(2032, 1, 1)), st.dates(date(2020, 1, 1), date(2032, 1, 1))
    )
    def test_comes_round(self, weeks: int, anchor: date, day: date) -> None:
        cycle = Cycle(weeks, anchor)
        assert week_of(cycle, anchor) == 1
        assert week_of(cycle, day + timedelta(weeks=weeks)) == week_of(cycle, day)
        assert week_of(cycle, day + timedelta(weeks=1)) == week_of(cycle, day) % weeks + 1

    def test_opens_in_its_weeks(self) -> None:
        rules = rules_of(windows=[on(5, weeks=[2])], cycle={"weeks": 2, "anchor": "2026-12-28"})
        fridays = [date(2026, 12, 25) + timedelta(weeks=number) for number in range(4)]
        assert [bool(open_bits(rules, friday)) for friday in fridays] == [True, False, True, False]


class TestHolidays:
    def test_good_friday_is_one_in_alsace_and_moselle(self) -> None:
        good_friday, boxing_day = date(2027, 3, 26), date(2026, 12, 26)
        for region in ("FR-57", "FR-67", "FR-68", "FR-6AE"):
            assert (is_holiday(region, good_friday), is_holiday(region, boxing_day)) == (True, True)
        for region in ("FR", "FR-972", ""):
            assert not is_holiday(region, boxing_day)
        assert not is_holiday("FR", good_friday)

    @pytest.mark.parametrize(
        ("region", "day"),
        [
            ("FR-971", date(2027, 5, 27)),
            ("FR-972", date(2027, 5, 22)),
            ("FR-973", date(2027, 6, 10)),
            ("FR-974", date(2026, 12, 20)),
            ("FR-976", date(2027, 4, 27)),
            ("FR-NC", date(2027, 9, 24)),
        ],
    )
    def test_overseas_have_their_own(self, region: str, day: date) -> None:
        assert is_holiday(region, day)
        assert not is_holiday("FR", day)

    def test_a_region_without_rules_is_not_known(self) -> None:
        known = [is_known(region) for region in ("FR", "FR-57", "FR-75", "Paris", "")]
        assert known == [True, True, False, False, False]

    def test_a_year_in_order(self) -> None:
        days = list(holidays_of("FR", 2027))
        assert (days, len(days)) == (sorted(days), 11)

    def test_is_closed_unless_a_dated_opening_says_otherwise(self) -> None:
        monday = "2027-03-29"
        weekly: Draft = {"windows": [on(1)]}
        hours: list[Draft] = [{"day": monday, "windows": [{"from": "14:00", "to": "15:00"}]}]
        told: list[Draft] = [{}, {"exceptions": hours}, {"extra": hours}]
        found = [open_bits(rules_of(holidays="FR", **weekly, **more), date(2027, 3, 29)).bit_count() for more in told]
        assert found == [0, 12, 12]
        assert open_bits(rules_of(**weekly), date(2027, 3, 29)).bit_count() == 36
        assert open_bits(rules_of(holidays="FR", **weekly), date(2027, 4, 5)).bit_count() == 36


class TestDatedHours:
    def test_extra_ones_stand_beside_the_weekday_and_the_exception(self) -> None:
        extra = [{"day": day, "windows": [{"from": "20:00", "to": "21:00"}]} for day in ("2026-12-01", "2026-12-08")]
        rules = rules_of(windows=[on(2)], exceptions=[{"day": "2026-12-08", "windows": []}], extra=extra)
        bits = [open_bits(rules, date(2026, 12, day)).bit_count() for day in (1, 8, 15, 16)]
        assert bits == [48, 12, 36, 0]


class TestLayers:
    def test_whoever_sees_all_windows_is_in_the_whole(self) -> None:
        found = opening(drafted(windows=[on(1), on(2)]))
        assert ([one.layer for one in found.classes], found.rules.layers) == ([0, 0, 0, 0], 0)

    def test_classes_that_see_the_same_share_one(self) -> None:
        found = opening(drafted(windows=[on(1), on(1, "13:00", "14:00", channels=["office"])]))
        assert ([one.layer for one in found.classes], found.rules.layers) == ([0, 1, 1, 0], 1)

    def test_a_window_for_some_is_part_of_the_whole_and_of_their_layer(self) -> None:
        found = opening(drafted(windows=[on(2), on(2, "13:00", "14:00", audiences=["known", "staff"])]))
        day = date(2026, 12, 1)
        by_class = {one.published.name: open_bits(found.rules, day, one.layer).bit_count() for one in found.classes}
        assert by_class == {"a": 36, "b": 48, "c": 36, "d": 48}
        assert open_bits(found.rules, day).bit_count() == 48

    def test_the_horizon_is_that_of_the_class_that_reaches_furthest(self) -> None:
        draft = drafted(windows=[on(1)])
        draft["classes"] = [CLASSES[0] | {"horizon_days": 200}, *CLASSES[1:]]
        assert opening(draft).horizon_days == 200


LIMITS = {
    "classes": NAMES,
    "audiences": ["public", "known", "colleagues", "staff"],
    "channels": ["office", "home", "video"],
}
# Around both changes of the clock, the end of a year of 53 weeks, and Easter.
NEAR = [AUTUMN, SPRING, date(2026, 12, 31), date(2027, 3, 27), date(2027, 7, 14)]


@st.composite
def days(draw: st.DrawFn) -> date:
    """Days on which something is special, and those around them."""
    return draw(st.sampled_from(NEAR)) + timedelta(days=draw(st.integers(-9, 9)))


@st.composite
def windows(draw: st.DrawFn) -> Draft:
    """Hours, for all or for at least one of the classes."""
    first = draw(st.integers(0, 287))
    hours = {"from": clock(first), "to": clock(draw(st.integers(first + 1, 288)))}
    limits: Draft = {
        name: draw(st.lists(st.sampled_from(values), min_size=1, unique=True))
        for name, values in LIMITS.items()
        if draw(st.integers(0, 2)) == 0
    }
    return hours | (limits if any(admits(limits, one) for one in CLASSES) else {})


@st.composite
def dated(draw: st.DrawFn) -> list[Draft]:
    """Hours of some days, each once."""
    chosen = draw(st.lists(days(), max_size=3, unique=True))
    return [{"day": one.isoformat(), "windows": draw(st.lists(windows(), min_size=1, max_size=2))} for one in chosen]


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """Publications that make sense, with everything that can be said of hours."""
    weeks = draw(st.integers(1, 4))
    weekly: list[Draft] = []
    for window in draw(st.lists(windows(), max_size=6)):
        chosen = draw(st.lists(st.integers(1, weeks), max_size=weeks, unique=True))
        weekly.append(window | {"weekday": draw(st.integers(1, 7))} | ({"weeks": chosen} if chosen else {}))
    return drafted(
        draw(st.sampled_from(ZONES)),
        draw(st.sampled_from(["", "FR", "FR-57", "FR-972", "FR-974", "FR-NC"])),
        windows=weekly,
        cycle={"weeks": weeks, "anchor": draw(days()).isoformat()},
        exceptions=draw(dated()),
        extra=draw(dated()),
    )


def clock(steps: int) -> str:
    """So many steps of five minutes after midnight."""
    return f"{steps // 12:02d}:{steps % 12 * 5:02d}"


def admits(limits: Draft, one: Draft) -> bool:
    """Whether a window with these limits is for this class."""
    asked = {"classes": one["class"], "audiences": one["audience"], "channels": one["channel"]}
    return all(value in limits.get(name, [value]) for name, value in asked.items())


def says(draft: Draft, day: date, wall: str, one: Draft | None) -> bool:
    """Whether the practice is open when the wall shows this, read off the publication as a person would."""
    schedule, today = draft["schedules"][0], day.isoformat()
    found = [window for extra in schedule["extra"] if extra["day"] == today for window in extra["windows"]]
    replaced = [exception["windows"] for exception in schedule["exceptions"] if exception["day"] == today]
    if replaced:
        found += replaced[0]
    elif not (draft.get("holidays") and day in holidays_of(draft["holidays"], day.year)):
        anchor, length = date.fromisoformat(schedule["cycle"]["anchor"]), schedule["cycle"]["weeks"]
        monday = anchor - timedelta(days=anchor.isoweekday() - 1)
        week = next(number for number in range(length) if ((day - monday).days // 7 - number) % length == 0) + 1
        usual = [window for window in schedule["windows"] if window["weekday"] == day.isoweekday()]
        found += [window for window in usual if week in window.get("weeks", [week])]
    return any(window["from"] <= wall < window["to"] for window in found if one is None or admits(window, one))


@settings(max_examples=60)
@given(drafts(), days())
def test_bits_are_what_the_clock_on_the_wall_says(draft: Draft, day: date) -> None:
    found = opening(draft)
    zone = draft["time_zone"]
    midnight = begins(zone, day)
    layers = {each.layer: each.open for each in layers_of(found.rules, day, day)} | {0: open_bits(found.rules, day)}
    seen = [(None, layers[0])] + [(one, layers[each.layer]) for one, each in zip(CLASSES, found.classes, strict=True)]
    for position in range(positions(zone, day)):
        wall: datetime = (midnight + position * POSITION).astimezone(ZoneInfo(zone))
        assert wall.date() == day
        for one, bits in seen:
            assert bool(bits >> position & 1) == says(draft, day, f"{wall:%H:%M}", one), (one, wall)


@settings(max_examples=20)
@given(drafts(), days())
def test_rules_survive_their_place_in_the_database(draft: Draft, day: date) -> None:
    rules = opening(draft).rules
    again = msgspec.convert(msgspec.json.decode(msgspec.json.encode(msgspec.to_builtins(rules))), OpeningRules)
    assert (again, windows_on(again, day)) == (rules, windows_on(rules, day))
