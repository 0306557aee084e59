"""Whoever is free soonest, by an instant before which nothing is free: never too late, and the answer always true."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from serment_platform.scheduling import finding, free_times
from serment_platform.scheduling.finding import Circle, Place, Sought, read_cursor, soonest

from ..directory.builders import LYON, SAINT_DENIS, SAINT_ETIENNE, VILLEURBANNE, practice, show
from ..world import NOW, World
from .builders import PRACTITIONER, SCHEDULE
from .test_machine import (
    ACTS,
    BY,
    BY_OR_ON_TOP,
    CLASSES,
    DAYS,
    FIVE,
    HOURS,
    PLACES,
    STARTS,
    WHICH,
    Book,
    Places,
    start_anew,
)

PAIR = (SCHEDULE, "office-20")
SOUGHT = Sought(kind="SM54", zone="Europe/Paris")
STEPS = st.one_of(
    st.tuples(st.just("look"), st.integers(0, 1), st.none()),
    st.tuples(st.just("book"), STARTS, BY_OR_ON_TOP, CLASSES),
    st.tuples(st.just("crowd"), STARTS, CLASSES),
    st.tuples(st.just("hold"), STARTS, BY, CLASSES),
    st.tuples(st.just("confirm"), WHICH, BY),
    st.tuples(st.just("give back"), WHICH, BY),
    st.tuples(st.just("move"), STARTS, BY_OR_ON_TOP),
    st.tuples(st.just("cancel"), WHICH, BY),
    st.tuples(st.just("hand over"), WHICH, BY),
    st.tuples(st.just("block"), STARTS, st.integers(1, 30)),
    st.tuples(st.just("unblock"), WHICH, BY),
    st.tuples(st.just("publish"), st.sampled_from(HOURS), st.sampled_from([10, 20, 25]), PLACES),
)


async def bound(world: World) -> datetime:
    """What is known of the calendar."""
    ((found,),) = await world.sql("SELECT bound FROM scheduling.next_free")
    return found


def truth(book: Book) -> datetime | None:
    """Counted by hand, from the notice to the last of the three days."""
    start = NOW.replace(second=0, minute=0)
    while start.date() <= DAYS[-1]:
        if start >= NOW + timedelta(minutes=60) and book.is_bookable(start):
            return start
        start += FIVE
    return None


async def look(world: World, now: datetime = NOW) -> datetime | None:
    """What a search answers."""
    answer = await soonest(world.times, SOUGHT, None, 10, now)
    return answer.reached[0].next


async def happens(world: World, steps: list[tuple[Any, ...]]) -> None:
    """After every step nothing is free before the bound, and a search finds what is."""
    await start_anew(world)
    await world.publish(Book(world).draft)
    await world.sql(
        """
        INSERT INTO scheduling.next_free (schedule, class, practitioner, kind, cell, latitude, longitude, traits,
                                          bound, due)
        VALUES (%s, %s, %s, 'SM54', 0, 0, 0, '{first}', 'epoch', 'epoch')
        """,
        [bytes.fromhex(SCHEDULE), PAIR[1], bytes.fromhex(PRACTITIONER)],
    )
    book = Book(world)
    for name, *arguments in steps:
        if name == "look":
            await finding.raise_bounds(world.times, NOW) if arguments[0] else await look(world)
        else:
            await ACTS[name](book, *arguments)
        expected, known = truth(book), await bound(world)
        assert expected is None or known <= expected, name
    await shows_what_there_is(world)
    found = await look(world)
    if expected := truth(book):
        assert found == expected
        assert await bound(world) == expected
        later = expected + timedelta(minutes=30)
        async with world.times.transaction() as tx:
            assert {PAIR: await look(world, later)} == await free_times.next_free(tx, [PAIR], NOW.date(), later)


async def shows_what_there_is(world: World) -> None:
    """The days that a search has in hand are those that whoever asks for them is shown."""
    answer = await soonest(world.times, SOUGHT, None, 10, NOW, DAYS[-1])
    async with world.times.transaction() as tx:
        (shown,) = await free_times.shown(tx, [PAIR], DAYS[0], len(DAYS), NOW)
    found = answer.reached[0].first.starts(DAYS[0], DAYS[-1], NOW)
    assert [(one.day, one.moments()) for one in found] == [(one.day, one.moments()) for one in shown.days]


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=4, max_size=14))
async def test_whatever_happens(world: World, steps: list[tuple[Any, ...]]) -> None:
    await happens(world, steps)


@pytest.mark.long
@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=4, max_size=24))
async def test_whatever_happens_for_long(world: World, steps: list[tuple[Any, ...]]) -> None:
    await happens(world, steps)


async def test_what_frees_a_time_is_known_at_once(world: World) -> None:
    """A fixed sequence that touches each way to free a time, so that it does not depend on luck."""
    first, second = NOW.replace(minute=20, second=0, hour=8), NOW.replace(minute=40, second=0, hour=8)
    steps: list[tuple[Any, ...]] = [
        ("look", 0, None),
        ("book", first + timedelta(days=1), "desk"),
        ("look", 1, None),
        ("cancel", 0, "desk"),
        ("block", second - timedelta(hours=1), 40),
        ("look", 0, None),
        ("unblock", 0, ""),
        ("look", 0, None),
        ("publish", HOURS[1], 10),
        ("look", 1, None),
        ("publish", HOURS[2], 25),
        ("book", second, "patient"),
        ("move", second + timedelta(days=1), "patient"),
        ("publish", HOURS[0], 20, Places(2, before=10, room=True, quota=2, week=4, first_for_other=False)),
        ("look", 0, None),
        ("hold", first + timedelta(days=1), "patient"),
        ("look", 1, None),
        ("give back", 0, "patient"),
        ("hold", first + timedelta(days=1), "desk"),
        ("confirm", 0, "desk"),
        ("book", first + timedelta(days=1), "on top", "other-20"),
        ("crowd", second + timedelta(days=1, minutes=40), "office-20"),
        ("look", 1, None),
        ("move", first + timedelta(days=2), "on top"),
        ("cancel", 0, "desk"),
        ("publish", HOURS[2], 20, Places(week=3, first_for_other=True)),
        ("look", 0, None),
        ("cancel", 0, "desk"),
    ]
    await happens(world, steps)


async def test_a_long_absence_that_ends_takes_each_row_back_once(world: World) -> None:
    """Else a year of a practice of three hundred would write a hundred thousand rows, and could not be ended."""
    await happens(world, [("look", 0, None)])
    await world.sql("UPDATE scheduling.occupancy SET busy = ~0::bit(300)")
    await finding.raise_bounds(world.times, NOW)
    before, drawn = await bound(world), "SELECT nextval('scheduling.next_free_version')"
    [(first,)] = await world.sql(drawn)
    [(days,)] = await world.sql(
        "WITH freed AS (UPDATE scheduling.occupancy SET busy = 0::bit(300) RETURNING 1) SELECT count(*) FROM freed"
    )
    [(last,)] = await world.sql(drawn)
    assert (before.year > 1970, days > 1, last - first) == (True, True, 2)
    assert (await bound(world)).year == 1970
    for _ in range(2):
        await look(world)
        await world.sql("UPDATE scheduling.occupancy SET busy = ~0::bit(300)")
        await world.sql("UPDATE scheduling.occupancy SET busy = 0::bit(300)")
        assert (await bound(world)).year == 1970


async def test_nobody_writes_back_what_was_seen_before_a_time_was_freed(world: World) -> None:
    await happens(world, [("look", 0, None)])
    known = await bound(world)
    async with world.times.transaction() as tx:
        (candidate,), _ = await finding.candidates(tx, SOUGHT, None, 10, (NOW.date(), date.min))
        await world.sql("SELECT scheduling.may_be_sooner(ARRAY[%s::bytea])", [bytes.fromhex(SCHEDULE)])
        await finding.write_back(tx, [(candidate, free_times.First(None, known, known))])
    assert (await bound(world)).year == 1970


async def everybody(world: World) -> list[dict[str, Any]]:
    """Practices of one with different hours: some the same, some full, one on another clock."""
    drafts: list[dict[str, Any]] = []
    for number in range(30):
        town = (LYON, VILLEURBANNE, SAINT_ETIENNE, SAINT_DENIS)[number % 4]
        languages, sector = ["fr", "de"] if number % 3 else ["fr"], "2" if number % 5 else "1"
        draft = practice(number, f"Charme {number}", town, languages=languages, sector=sector)
        hours = HOURS[number % 4]
        days = range(1, 8) if number % 7 else range(6, 8)
        draft["schedules"][0]["windows"] = [
            {"weekday": day, "from": begin, "to": end} for day in days for begin, end in hours
        ]
        await show(world, draft)
        drafts.append(draft)
    return drafts


async def turned(world: World, sought: Sought, size: int) -> list[tuple[str, datetime | None]]:
    """All pages one after the other."""
    people: list[tuple[str, datetime | None]] = []
    after: Place | None = None
    while True:
        answer = await soonest(world.times, sought, after, size, NOW)
        people += [(one.place.practitioner, one.next) for one in answer.reached]
        if not answer.more:
            return people
        after = read_cursor(answer.reached[-1].place.cursor())
        assert after == answer.reached[-1].place


async def test_pages_are_what_looking_at_everybody_would_find(world: World) -> None:
    drafts = await everybody(world)
    pairs = {(one["schedules"][0]["schedule"], "office-20"): one["schedules"][0]["practitioner"] for one in drafts}
    ((metres,),) = await world.sql("SELECT scheduling.metres(45.7578, 4.832, 45.4397, 4.3872)")
    assert 49_000 < metres < 50_500
    rows = await world.sql(
        "SELECT encode(practitioner, 'hex'), scheduling.metres(latitude, longitude, 45.75, 4.83), traits FROM "
        "scheduling.next_free"
    )
    away = {row[0]: row[1] for row in rows}
    assert len(away) == 30
    async with world.times.transaction() as tx:
        free = {
            pairs[pair]: start for pair, start in (await free_times.next_free(tx, list(pairs), NOW.date(), NOW)).items()
        }
        free_later = {
            pairs[pair]: start for pair, start in (await free_times.next_free(tx, list(pairs), DAYS[2], NOW)).items()
        }
    far = datetime.max.replace(tzinfo=NOW.tzinfo)
    for size in (1, 7, 30):
        found = await turned(world, SOUGHT, size)
        assert found == sorted(((one, free.get(one)) for one in away), key=lambda pair: (pair[1] or far, pair[0]))
    circle = Circle(45.75, 4.83, 60)
    near = [one for one in away if away[one] <= 60_000]
    around = Sought(kind="SM54", zone="Europe/Paris", circle=circle)
    assert await turned(world, around, 4) == sorted(
        ((one, free.get(one)) for one in near), key=lambda pair: (pair[1] or far, away[pair[0]], pair[0])
    )
    nearest = Sought(zone="Europe/Paris", circle=circle, sort="distance")
    assert await turned(world, nearest, 4) == sorted(
        ((one, free.get(one)) for one in near), key=lambda pair: (away[pair[0]], pair[0])
    )
    dated = Sought(zone="Europe/Paris", circle=circle, first=DAYS[2])
    assert await turned(world, dated, 4) == sorted(
        ((one, free_later.get(one)) for one in near),
        key=lambda pair: ((pair[1] + timedelta(hours=1)).date() if pair[1] else far.date(), away[pair[0]], pair[0]),
    )
    german = Sought(zone="Europe/Paris", traits=("language:de", "sector:2", "first"))
    expected = {row[0] for row in rows if {"language:de", "sector:2"} <= set(row[2])}
    assert {one for one, _ in await turned(world, german, 4)} == expected
    assert await finding.count(world.times, german) == len(expected) > 0
    for size in (1, 30):
        assert (await soonest(world.times, german, None, size, NOW)).total == len(expected)
        assert (await soonest(world.times, nearest, None, size, NOW)).total == len(near)
        # Many more than are looked at for a page; around a place and anywhere.
        assert (await soonest(world.times, SOUGHT, None, size, NOW)).total == 30


async def test_what_nobody_has_is_not_sought_in_the_whole_country(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await everybody(world)
    monkeypatch.setattr(finding, "BATCH", 4)
    monkeypatch.setattr(finding, "MOST_LOOKED_AT", 8)
    never = Sought(zone="Europe/Paris", first=NOW.date() + timedelta(days=399))
    assert len(await turned(world, never, 5)) == 12
    behind = Place(False, 999_999_999_999, 0, "f" * 32)
    assert len((await soonest(world.times, SOUGHT, behind, 30, NOW)).reached) <= 12


async def test_a_page_skips_nobody_when_somebody_else_is_booked(world: World) -> None:
    """Who stood before the cursor, and behind it, stand where they stood."""
    await everybody(world)
    before = await turned(world, SOUGHT, 30)
    answer = await soonest(world.times, SOUGHT, None, 5, NOW)
    await world.sql(
        "UPDATE scheduling.occupancy SET busy = ~0::bit(300) WHERE schedule = %s", [_calendar(before[2][0])]
    )
    rest = await soonest(world.times, SOUGHT, answer.reached[-1].place, 30, NOW)
    following = [one.place.practitioner for one in rest.reached]
    assert [one for one in following if one != before[2][0]] == [one for one, _ in before[5:]]


def _calendar(practitioner: str) -> bytes:
    return bytes.fromhex("5" * 28 + practitioner[28:])


def test_a_cursor_is_nothing_else() -> None:
    for text in ("", "x", "t1-2-3", "t-1-2-" + "0" * 32, "t1-2-" + "0" * 31, secrets.token_hex(16)):
        assert read_cursor(text) is None
    place = Place(False, 1_796_112_000, 120, "7" * 32)
    assert read_cursor(place.cursor()) == place
