"""Random days of a practice: after every step bits, constraint and free times equal what a slow hand would count."""

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from serment_kernel.embedded import Cluster
from serment_kernel.errors import Refusal
from serment_platform.scheduling import actions, agenda, availability, free_times, handover
from serment_platform.scheduling.opening import opening_of
from serment_platform.scheduling.sense import read_publication
from serment_platform.scheduling.types import Absence, OpeningRules
from serment_protocol.encoding import canonical, read_time, write_time
from serment_protocol.signing import Signed
from serment_protocol.statements import sign_next

from ..world import (
    DESK_SEED,
    NOW,
    Patient,
    World,
    copy_of_template,
    employ,
    fixed_desk,
    running,
)
from .bookings import begun, booking_of
from .builders import PRACTICE, SCHEDULE, publication

DAYS = [date(2026, 12, 2), date(2026, 12, 3), date(2026, 12, 4)]
FIVE = timedelta(minutes=5)
HOURS = [
    [("09:00", "12:00")],
    [("00:00", "03:00"), ("21:00", "24:00")],
    [("08:30", "10:00"), ("10:30", "12:00")],
    [],
]


def at(day: int, position: int) -> datetime:
    """A time on one of the three days."""
    return datetime(2026, 12, 2, tzinfo=UTC) + timedelta(days=day, minutes=5 * position)


# Nearly every start collides with another one in so few hours.
STARTS = st.builds(at, st.integers(0, 2), st.one_of(st.integers(90, 140), st.integers(0, 287), st.integers(270, 287)))
BY = st.sampled_from(["patient", "desk"])
WHICH = st.integers(0, 20)


@dataclass
class Book:
    """What a slow hand writes down: who is expected when, who is away when, and what is published."""

    world: World
    visits: dict[str, tuple[Patient, Signed, datetime]] = field(default_factory=dict)
    absences: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)
    revision: int = 1
    hours: list[tuple[str, str]] = field(default_factory=lambda: HOURS[0])
    step: int = 20

    @property
    def draft(self) -> dict[str, Any]:
        """The publication in force."""
        draft = publication(revision=self.revision)
        windows = [{"weekday": day, "from": begin, "to": end} for day in range(1, 8) for begin, end in self.hours]
        draft["schedules"][0] |= {"windows": windows, "step": self.step}
        return draft

    @property
    def rules(self) -> OpeningRules:
        """Its opening rules."""
        published = read_publication(canonical(self.draft))
        return opening_of(published, published.schedules[0]).rules

    def is_busy(self, moment: datetime) -> bool:
        """Whether somebody is expected or away in these five minutes."""
        visits = any(start <= moment < start + 4 * FIVE for _, _, start in self.visits.values())
        return visits or any(start <= moment < until for start, until in self.absences.values())

    def is_open(self, moment: datetime) -> bool:
        """Whether the clock on the wall lies in a window."""
        wall = moment + timedelta(hours=1)
        clock = f"{wall:%H:%M}"
        return any(begin <= clock < end for begin, end in self.hours)

    def is_bookable(self, start: datetime) -> bool:
        """Open and free for twenty minutes, at a step from the opening."""
        steps = [start + number * FIVE for number in range(4)]
        if not all(self.is_open(each) and not self.is_busy(each) for each in steps):
            return False
        opening = start
        while self.is_open(opening - FIVE) and (opening + timedelta(hours=1)).time() != datetime.min.time():
            opening -= FIVE
        return (start - opening) // FIVE * 5 % self.step == 0

    def is_free(self, start: datetime) -> bool:
        """Whether the desk could put somebody there."""
        return not any(self.is_busy(start + number * FIVE) for number in range(4))


async def succeeds(work: Awaitable[Any]) -> bool:
    """Whether it was not refused."""
    with contextlib.suppress(Refusal):
        await work
        return True
    return False


async def book(book: Book, start: datetime, by: str) -> None:
    patient = Patient()
    signed = begun(patient, start)
    expected = book.is_free(start) if by == "desk" else book.is_bookable(start)
    booking = booking_of(patient, signed, start, by)
    assert await succeeds(actions.book(book.world.times, booking, NOW)) == expected
    if expected:
        book.visits[patient.keys.appointment] = (patient, signed, start)


async def move(book: Book, start: datetime, by: str) -> None:
    if not book.visits:
        return
    ident = min(book.visits)
    patient, last, before = book.visits.pop(ident)
    expected = start == before or (book.is_free(start) if by == "desk" else book.is_bookable(start))
    signed = _next(patient, last, "booked", by, start)
    assert await succeeds(actions.change(book.world.times, ident, signed, fixed_desk, NOW)) == expected
    book.visits[ident] = (patient, signed, start) if expected else (patient, last, before)


async def cancel(book: Book, which: int, by: str) -> None:
    if not book.visits:
        return
    ident = sorted(book.visits)[which % len(book.visits)]
    patient, last, _ = book.visits.pop(ident)
    signed = _next(patient, last, "cancelled", by)
    assert await succeeds(actions.change(book.world.times, ident, signed, fixed_desk, NOW))


async def hand_over(book: Book, which: int, by: str) -> None:
    """Wherever a visit lies, its time stays taken and only its key changes."""
    if not book.visits:
        return
    ident = sorted(book.visits)[which % len(book.visits)]
    old, last, start = book.visits.pop(ident)
    new = Patient()
    signed = begun(new, start)
    wanted = handover.Wanted(_next(old, last, "cancelled", by), booking_of(new, signed, start, by), erase=False)
    if by == "desk":
        desk = await fixed_desk(PRACTICE)
        await handover.hand_over(book.world.times, PRACTICE, desk, wanted, NOW)
    else:
        await handover.claim(book.world.times, ident, wanted, NOW)
    book.visits[new.keys.appointment] = (new, signed, start)


def _next(patient: Patient, last: Signed, state: Any, by: str, start: datetime | None = None) -> Signed:
    changes = {"start": write_time(start)} if start else {}
    if by == "patient":
        return patient.next(last, state, **changes)
    return sign_next(last, state, "desk:1", DESK_SEED, **changes)


async def block(book: Book, start: datetime, positions: int) -> None:
    absence, until = secrets.token_hex(16), start + positions * FIVE
    taken = any(begin < until and start < begin + 4 * FIVE for _, _, begin in book.visits.values())
    value = Absence(absence, SCHEDULE, start, until, 1, bytes(2077))
    assert await succeeds(agenda.block(book.world.times, PRACTICE, value, NOW)) != taken
    if not taken:
        book.absences[absence] = (start, until)


async def unblock(book: Book, which: int, _: str) -> None:
    if book.absences:
        absence = sorted(book.absences)[which % len(book.absences)]
        del book.absences[absence]
        await agenda.unblock(book.world.times, PRACTICE, absence, NOW)


async def publish(book: Book, hours: list[tuple[str, str]], step: int) -> None:
    book.hours, book.step, book.revision = hours, step, book.revision + 1
    await book.world.publish(book.draft)


ACTS: dict[str, Callable[..., Awaitable[None]]] = {
    "book": book,
    "move": move,
    "cancel": cancel,
    "hand over": hand_over,
    "block": block,
    "unblock": unblock,
    "publish": publish,
}


async def check(book: Book) -> None:
    """Bits as counted by hand; free times as counted by hand."""
    rows = await book.world.sql(
        "SELECT day, begins, positions, open::text, busy::text FROM scheduling.occupancy WHERE day = ANY (%s)", [DAYS]
    )
    assert len(rows) == len(DAYS)
    for day, begins, positions, open_, busy in rows:
        assert availability.from_bit_string(open_) == availability.open_bits(book.rules, day)
        moments = [begins + number * FIVE for number in range(positions)]
        assert busy[:positions] == "".join(str(int(book.is_busy(moment))) for moment in moments), day
        assert set(busy[positions:]) <= {"0"}
    first = datetime(2026, 12, 1, 23, tzinfo=UTC)
    starts = [first + number * FIVE for number in range(288 * len(DAYS))]
    found = await actions.times(book.world.times, [(SCHEDULE, "office-20")], DAYS[0], len(DAYS), NOW)
    shown = [start for _, day in found[0].days for start in day]
    assert shown == [start for start in starts if book.is_bookable(start)]
    async with book.world.times.transaction() as tx:
        soonest = await free_times.next_free(tx, [(SCHEDULE, "office-20")], DAYS[0], NOW)
    if shown:
        assert soonest == {(SCHEDULE, "office-20"): shown[0]}


async def start_anew(world: World) -> None:
    await world.sql(
        """
        TRUNCATE scheduling.practice, scheduling.schedule, scheduling.appointment, scheduling.absence,
                 identity.spent_token CASCADE
        """
    )
    await world.publish()


class Days(RuleBasedStateMachine):
    """Everything that may happen to a calendar, in any order; the book is compared after every step."""

    def __init__(self, runner: asyncio.Runner, world: World) -> None:
        super().__init__()
        self.runner = runner
        self.kept = Book(world)
        runner.run(start_anew(world))

    def happens(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it."""
        self.runner.run(work)

    @rule(start=STARTS, by=BY)
    def book(self, start: datetime, by: str) -> None:
        self.happens(book(self.kept, start, by))

    @rule(start=STARTS, by=BY)
    def book_another(self, start: datetime, by: str) -> None:
        """Twice, so that there is something to move."""
        self.happens(book(self.kept, start, by))

    @rule(start=STARTS, by=BY)
    def move(self, start: datetime, by: str) -> None:
        self.happens(move(self.kept, start, by))

    @rule(which=WHICH, by=BY)
    def cancel(self, which: int, by: str) -> None:
        self.happens(cancel(self.kept, which, by))

    @rule(which=WHICH, by=BY)
    def hand_over(self, which: int, by: str) -> None:
        self.happens(hand_over(self.kept, which, by))

    @rule(start=STARTS, positions=st.integers(1, 30))
    def block(self, start: datetime, positions: int) -> None:
        self.happens(block(self.kept, start, positions))

    @rule(which=WHICH)
    def unblock(self, which: int) -> None:
        self.happens(unblock(self.kept, which, ""))

    @rule(hours=st.sampled_from(HOURS), step=st.sampled_from([10, 20, 25]))
    def publish(self, hours: list[tuple[str, str]], step: int) -> None:
        self.happens(publish(self.kept, hours, step))

    @invariant()
    def counts_the_same(self) -> None:
        self.happens(check(self.kept))


def live(migrated: Cluster, lives: int, steps: int) -> None:
    """So many histories, each from an empty calendar."""
    with copy_of_template(migrated) as name, asyncio.Runner() as runner:
        stack = contextlib.AsyncExitStack()
        world = runner.run(stack.enter_async_context(running(migrated, name)))
        try:
            wanted = settings(max_examples=lives, stateful_step_count=steps, deadline=None)
            run_state_machine_as_test(_machine(runner, world), settings=wanted)
        finally:
            runner.run(stack.aclose())


def _machine(runner: asyncio.Runner, world: World) -> type[Days]:
    class Here(Days):
        def __init__(self) -> None:
            super().__init__(runner, world)

    return Here


def test_whatever_happens(migrated: Cluster) -> None:
    live(migrated, 8, 10)


@pytest.mark.long
def test_whatever_happens_for_long(migrated: Cluster) -> None:
    live(migrated, 300, 24)


async def test_one_long_day(world: World) -> None:
    """A fixed sequence that touches every rule, so that it does not depend on luck."""
    await employ(world)
    kept = Book(world)
    midnight = read_time("2026-12-02T22:50:00Z")
    steps: list[tuple[Any, ...]] = [
        ("book", read_time("2026-12-02T08:20:00Z"), "patient"),
        ("book", read_time("2026-12-02T08:20:00Z"), "patient"),
        ("book", read_time("2026-12-02T08:25:00Z"), "desk"),
        ("book", read_time("2026-12-02T17:05:00Z"), "desk"),
        ("move", read_time("2026-12-02T08:30:00Z"), "desk"),
        ("hand over", 0, "desk"),
        ("hand over", 1, "patient"),
        ("publish", HOURS[1], 10),
        ("book", midnight, "patient"),
        ("block", midnight, 2),
        ("block", read_time("2026-12-03T22:55:00Z"), 4),
        ("book", read_time("2026-12-03T22:50:00Z"), "patient"),
        ("hand over", 2, "patient"),
        ("cancel", 0, "patient"),
        ("unblock", 0, ""),
        ("book", read_time("2026-12-03T22:50:00Z"), "patient"),
        ("publish", HOURS[2], 25),
        ("move", read_time("2026-12-03T07:55:00Z"), "patient"),
    ]
    for name, *arguments in steps:
        await ACTS[name](kept, *arguments)
        await check(kept)
