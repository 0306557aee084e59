"""Random days of a practice: after every step bits, constraint and free times equal what a slow hand would count."""

import asyncio
import contextlib
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from msgspec.structs import replace

from serment_kernel.embedded import Cluster
from serment_kernel.errors import Refusal
from serment_platform.scheduling import actions, agenda, availability, free_times, handover, holds, lines
from serment_platform.scheduling.looking import Looks
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
    new_token,
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


class Places(NamedTuple):
    """What a publication says beside hours: places at once, minutes around a visit, a quota of a day or 0, a room."""

    capacity: int = 1
    before: int = 0
    after: int = 0
    quota: int = 0
    room: bool = False


PLAIN = Places()
PLACES = st.one_of(
    st.just(PLAIN),
    st.tuples(
        st.integers(1, 3), st.sampled_from([0, 10]), st.sampled_from([0, 5]), st.sampled_from([0, 2]), st.booleans()
    ).map(Places._make),
)
ROOM = "4" * 32


class Kept(NamedTuple):
    """What is taken out of a calendar: from when on, in which lane, the minutes around it, and whether the room is."""

    start: datetime
    lane: int
    before: int
    after: int
    room: bool

    def takes(self, moment: datetime) -> bool:
        """Whether these five minutes are theirs."""
        begin = self.start - timedelta(minutes=self.before)
        return begin <= moment < self.start + timedelta(minutes=20 + self.after)

    @property
    def day(self) -> date:
        """On the wall in Paris, in winter."""
        return (self.start + timedelta(hours=1)).date()


class Expected(NamedTuple):
    """Somebody who is expected, and where."""

    patient: Patient
    last: Signed
    kept: Kept


class Hold(NamedTuple):
    """A time that is held, until when, and by which right; by none where staff hold it."""

    kept: Kept
    expires: datetime
    token: bytes


@dataclass
class Book:
    """What a slow hand writes down: who is expected when, who is away when, and what is published."""

    world: World
    visits: dict[str, Expected] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    """Also those that have run out, as long as nobody has swept them away."""
    absences: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)
    now: datetime = NOW
    revision: int = 1
    hours: list[tuple[str, str]] = field(default_factory=lambda: HOURS[0])
    step: int = 20
    places: Places = PLAIN

    @property
    def draft(self) -> dict[str, Any]:
        """The publication in force."""
        draft, places = publication(revision=self.revision), self.places
        windows = [{"weekday": day, "from": begin, "to": end} for day in range(1, 8) for begin, end in self.hours]
        draft["schedules"][0] |= {"windows": windows, "step": self.step, "capacity": places.capacity}
        draft["classes"][0] |= {name: getattr(places, name) for name in ("before", "after") if getattr(places, name)}
        if places.quota:
            draft["schedules"][0]["quotas"] = [{"per": "day", "most": places.quota, "class": "office-20"}]
        if places.room:
            draft["resources"] = [{"resource": ROOM, "kind": "location", "name": "Salle 1"}]
            draft["classes"][0]["needs"] = [[ROOM]]
        return draft

    @property
    def rules(self) -> OpeningRules:
        """Its opening rules."""
        published = read_publication(canonical(self.draft))
        return opening_of(published, published.schedules[0]).rules

    @property
    def kept(self) -> list[Kept]:
        """What is taken, for whoever is expected and whoever holds it."""
        return [one.kept for one in (*self.visits.values(), *self.holds.values())]

    def sweep(self) -> bool:
        """Forget what was held until now; whether there was anything."""
        before = len(self.holds)
        self.holds = {ident: hold for ident, hold in self.holds.items() if hold.expires > self.now}
        return len(self.holds) < before

    def is_busy(self, lane: int, moment: datetime) -> bool:
        """Whether this lane is taken, or nobody there, in these five minutes."""
        taken = any(one.lane == lane and one.takes(moment) for one in self.kept)
        return taken or any(start <= moment < until for start, until in self.absences.values())

    def is_open(self, moment: datetime) -> bool:
        """Whether the clock on the wall lies in a window."""
        wall = moment + timedelta(hours=1)
        clock = f"{wall:%H:%M}"
        return any(begin <= clock < end for begin, end in self.hours)

    def is_bookable(self, start: datetime, around: tuple[int, int] | None = None) -> bool:
        """Free as well, and no quota reached."""
        return self.is_offered(start) and self.lane_for(start, around) is not None and not self.is_full(start)

    def is_offered(self, start: datetime) -> bool:
        """Open for twenty minutes, at a step from the opening."""
        if not all(self.is_open(start + number * FIVE) for number in range(4)):
            return False
        opening = start
        while self.is_open(opening - FIVE) and (opening + timedelta(hours=1)).time() != datetime.min.time():
            opening -= FIVE
        return (start - opening) // FIVE * 5 % self.step == 0

    def is_full(self, start: datetime) -> bool:
        """Whether as many are expected on that day, or hold a time, as may be booked for it."""
        day = (start + timedelta(hours=1)).date()
        return 0 < self.places.quota <= sum(one.day == day for one in self.kept)

    def lane_for(self, start: datetime, around: tuple[int, int] | None = None) -> int | None:
        """Where the desk could put somebody there, if the room is free as well."""
        before, after = around or (self.places.before, self.places.after)
        moments = [start + number * FIVE for number in range(-before // 5, 4 + after // 5)]
        in_use = [one for one in self.kept if one.room]
        if self.places.room and any(one.takes(moment) for one in in_use for moment in moments):
            return None
        lanes = range(self.places.capacity)
        return next((lane for lane in lanes if not any(self.is_busy(lane, moment) for moment in moments)), None)

    def take(self, start: datetime, by: str, *, counted: bool = False) -> Kept | None:
        """What a booking or a hold would have; none if it is refused. What has run out gives way to it."""
        lane = self.lane_for(start)
        allowed = by == "desk" or (self.is_offered(start) and (counted or not self.is_full(start)))
        if lane is not None and allowed:
            return Kept(start, lane, self.places.before, self.places.after, self.places.room)
        return self.take(start, by, counted=counted) if self.sweep() else None

    def is_alive(self, ident: str) -> bool:
        """Whether somebody still holds it."""
        return ident in self.holds and self.holds[ident].expires > self.now


async def succeeds(work: Awaitable[Any]) -> bool:
    """Whether it was not refused."""
    with contextlib.suppress(Refusal):
        await work
        return True
    return False


async def book(book: Book, start: datetime, by: str) -> None:
    patient = Patient()
    signed = begun(patient, start)
    kept = book.take(start, by)
    booking = booking_of(patient, signed, start, by)
    assert await succeeds(actions.book(book.world.times, booking, book.now)) == (kept is not None)
    if kept:
        book.visits[patient.keys.appointment] = Expected(patient, signed, kept)


async def hold(book: Book, start: datetime, by: str) -> None:
    kept, token = book.take(start, by), new_token() if by == "patient" else b""
    times, what = book.world.times, (SCHEDULE, "office-20", start)
    held = holds.hold(times, *what, token, book.now) if token else holds.hold_by_staff(times, PRACTICE, *what, book.now)
    if kept is None:
        assert not await succeeds(held)
        return
    made = await held
    assert made.expires == book.now.replace(second=0) + timedelta(minutes=10)
    book.holds[made.hold] = Hold(kept, made.expires, token)


async def confirm(book: Book, which: int, _: str) -> None:
    """Whoever still holds it has it, as long as the practice offers it; afterwards it is anybody's."""
    if not book.holds:
        return
    ident = sorted(book.holds)[which % len(book.holds)]
    held, patient = book.holds[ident], Patient()
    by, start = "patient" if held.token else "desk", held.kept.start
    counted = book.is_alive(ident)
    if counted:
        del book.holds[ident]
    kept = book.take(start, by, counted=counted)
    signed = begun(patient, start)
    booking = replace(booking_of(patient, signed, start, by), token=held.token)
    assert await succeeds(actions.book(book.world.times, booking, book.now, ident)) == (kept is not None)
    if kept:
        book.visits[patient.keys.appointment] = Expected(patient, signed, kept)
    elif counted:
        book.holds[ident] = held


async def give_back(book: Book, which: int, _: str) -> None:
    if book.holds:
        ident = sorted(book.holds)[which % len(book.holds)]
        await holds.give_back(book.world.times, ident, book.now)
        if book.is_alive(ident):
            del book.holds[ident]


async def wait(book: Book, minutes: int) -> None:
    """What runs out meanwhile stays where it is until somebody wants it, or upkeep comes by."""
    book.now += timedelta(minutes=minutes)


async def move(book: Book, start: datetime, by: str) -> None:
    if not book.visits:
        return
    ident = min(book.visits)
    visit = book.visits.pop(ident)
    around = visit.kept.before, visit.kept.after
    lane = _lane_to_move_to(book, start, around, by)
    if lane is None and start != visit.kept.start and book.sweep():
        lane = _lane_to_move_to(book, start, around, by)
    signed = _next(visit.patient, visit.last, "booked", by, start)
    expected = start == visit.kept.start or lane is not None
    assert await succeeds(actions.change(book.world.times, ident, signed, fixed_desk, book.now)) == expected
    if start == visit.kept.start:
        visit = visit._replace(last=signed)
    elif lane is not None:
        visit = visit._replace(last=signed, kept=visit.kept._replace(start=start, lane=lane, room=book.places.room))
    book.visits[ident] = visit


def _lane_to_move_to(book: Book, start: datetime, around: tuple[int, int], by: str) -> int | None:
    return book.lane_for(start, around) if by == "desk" or book.is_bookable(start, around) else None


async def cancel(book: Book, which: int, by: str) -> None:
    if not book.visits:
        return
    ident = sorted(book.visits)[which % len(book.visits)]
    visit = book.visits.pop(ident)
    signed = _next(visit.patient, visit.last, "cancelled", by)
    assert await succeeds(actions.change(book.world.times, ident, signed, fixed_desk, book.now))


async def hand_over(book: Book, which: int, by: str) -> None:
    """Wherever a visit lies, its time stays taken and only its key changes."""
    if not book.visits:
        return
    ident = sorted(book.visits)[which % len(book.visits)]
    old, new = book.visits.pop(ident), Patient()
    signed = begun(new, old.kept.start)
    ending = _next(old.patient, old.last, "cancelled", by)
    wanted = handover.Wanted(ending, booking_of(new, signed, old.kept.start, by), erase=False)
    if by == "desk":
        desk = await fixed_desk(PRACTICE)
        await handover.hand_over(book.world.times, PRACTICE, desk, wanted, book.now)
    else:
        await handover.claim(book.world.times, ident, wanted, book.now)
    book.visits[new.keys.appointment] = old._replace(patient=new, last=signed)


def _next(patient: Patient, last: Signed, state: Any, by: str, start: datetime | None = None) -> Signed:
    changes = {"start": write_time(start)} if start else {}
    if by == "patient":
        return patient.next(last, state, **changes)
    return sign_next(last, state, "desk:1", DESK_SEED, **changes)


async def block(book: Book, start: datetime, positions: int) -> None:
    absence, until = secrets.token_hex(16), start + positions * FIVE
    moments = [start + number * FIVE for number in range(positions)]
    taken = any(visit.kept.takes(moment) for visit in book.visits.values() for moment in moments)
    value = Absence(absence, SCHEDULE, start, until, 1, bytes(2077))
    assert await succeeds(agenda.block(book.world.times, PRACTICE, value, book.now)) != taken
    if not taken:
        book.absences[absence] = (start, until)
        book.holds = {
            ident: hold for ident, hold in book.holds.items() if not any(hold.kept.takes(moment) for moment in moments)
        }


async def unblock(book: Book, which: int, _: str) -> None:
    if book.absences:
        absence = sorted(book.absences)[which % len(book.absences)]
        del book.absences[absence]
        await agenda.unblock(book.world.times, PRACTICE, absence, book.now)


async def publish(book: Book, hours: list[tuple[str, str]], step: int, places: Places = PLAIN) -> None:
    book.hours, book.step, book.places, book.revision = hours, step, places, book.revision + 1
    await book.world.publish(book.draft)


ACTS: dict[str, Callable[..., Awaitable[None]]] = {
    "book": book,
    "hold": hold,
    "confirm": confirm,
    "give back": give_back,
    "wait": wait,
    "move": move,
    "cancel": cancel,
    "hand over": hand_over,
    "block": block,
    "unblock": unblock,
    "publish": publish,
}


async def check(book: Book) -> None:
    """Bits as counted by hand; free times as counted by hand; once upkeep came by."""
    await lines.upkeep(book.world.times, book.now)
    book.sweep()
    rows = await book.world.sql(
        """
        SELECT day, lane, begins, positions, open::text, busy::text FROM scheduling.occupancy
         WHERE day = ANY (%s) AND schedule = %s
        """,
        [DAYS, bytes.fromhex(SCHEDULE)],
    )
    assert len(rows) == len(DAYS) * book.places.capacity
    for day, lane, begins, positions, open_, busy in rows:
        assert availability.from_bit_string(open_) == availability.open_bits(book.rules, day)
        moments = [begins + number * FIVE for number in range(positions)]
        assert busy[:positions] == "".join(str(int(book.is_busy(lane, moment))) for moment in moments), (day, lane)
        assert set(busy[positions:]) <= {"0"}
    await check_room(book)
    first = datetime(2026, 12, 1, 23, tzinfo=UTC)
    starts = [first + number * FIVE for number in range(288 * len(DAYS))]
    (found,) = await Looks(book.world.times).times([(SCHEDULE, "office-20")], DAYS[0], len(DAYS), book.now)
    shown = [start for day in found.days for start in day.moments()]
    assert shown == [start for start in starts if book.is_bookable(start)]
    async with book.world.times.transaction() as tx:
        soonest = await free_times.next_free(tx, [(SCHEDULE, "office-20")], DAYS[0], book.now)
    if shown:
        assert soonest == {(SCHEDULE, "office-20"): shown[0]}


async def check_room(book: Book) -> None:
    """The room is busy when somebody is in it, or holds it, and at no other time; and the quota counts both."""
    rows = await book.world.sql(
        "SELECT begins, positions, busy::text FROM scheduling.occupancy WHERE day = ANY (%s) AND schedule = %s",
        [DAYS, bytes.fromhex(ROOM)],
    )
    for begins, positions, busy in rows:
        moments = [begins + number * FIVE for number in range(positions)]
        inside = [one for one in book.kept if one.room]
        expected = "".join(str(int(any(one.takes(moment) for one in inside))) for moment in moments)
        assert busy[:positions] == expected
    counted = await book.world.sql("SELECT first, visits FROM scheduling.counted WHERE visits > 0 ORDER BY first")
    days = Counter(one.day for one in book.kept)
    assert counted == (sorted(days.items()) if book.places.quota else [])


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
    def hold(self, start: datetime, by: str) -> None:
        self.happens(hold(self.kept, start, by))

    @rule(which=WHICH, minutes=st.sampled_from([0, 0, 5, 10]))
    def confirm(self, which: int, minutes: int) -> None:
        """At once, or later: nothing sweeps between the two."""
        self.happens(wait(self.kept, minutes))
        self.happens(confirm(self.kept, which, ""))

    @rule(which=WHICH)
    def give_back(self, which: int) -> None:
        self.happens(give_back(self.kept, which, ""))

    @rule(start=STARTS, by=BY)
    def book_what_has_run_out(self, start: datetime, by: str) -> None:
        self.happens(wait(self.kept, 10))
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

    @rule(hours=st.sampled_from(HOURS), step=st.sampled_from([10, 20, 25]), places=PLACES)
    def publish(self, hours: list[tuple[str, str]], step: int, places: Places) -> None:
        self.happens(publish(self.kept, hours, step, places))

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
        ("publish", HOURS[0], 20, Places(2, 10, 5, 2)),
        ("book", read_time("2026-12-02T09:00:00Z"), "patient"),
        ("book", read_time("2026-12-02T09:00:00Z"), "patient"),
        ("book", read_time("2026-12-02T10:00:00Z"), "patient"),
        ("book", read_time("2026-12-02T09:00:00Z"), "desk"),
        ("book", read_time("2026-12-02T10:00:00Z"), "desk"),
        ("move", read_time("2026-12-04T08:00:00Z"), "patient"),
        ("hold", read_time("2026-12-04T09:00:00Z"), "patient"),
        ("hold", read_time("2026-12-04T09:00:00Z"), "patient"),
        ("book", read_time("2026-12-04T10:00:00Z"), "desk"),
        ("book", read_time("2026-12-04T10:00:00Z"), "desk"),
        ("confirm", 0, ""),
        ("publish", HOURS[0], 20, Places(3, room=True)),
        ("hold", read_time("2026-12-04T08:00:00Z"), "patient"),
        ("book", read_time("2026-12-04T08:00:00Z"), "desk"),
        ("confirm", 0, ""),
        ("hold", read_time("2026-12-04T08:20:00Z"), "desk"),
        ("block", read_time("2026-12-04T08:20:00Z"), 2),
        ("unblock", 0, ""),
        ("hold", read_time("2026-12-04T08:20:00Z"), "desk"),
        ("give back", 0, ""),
        ("hold", read_time("2026-12-04T08:20:00Z"), "patient"),
        ("book", read_time("2026-12-04T09:00:00Z"), "patient"),
        ("book", read_time("2026-12-04T09:00:00Z"), "patient"),
        ("hand over", 3, "patient"),
        ("move", read_time("2026-12-04T09:40:00Z"), "desk"),
        ("cancel", 0, "patient"),
        ("book", read_time("2026-12-04T09:00:00Z"), "patient"),
        ("publish", HOURS[0], 20),
        ("book", read_time("2026-12-04T09:00:00Z"), "patient"),
    ]
    for name, *arguments in steps:
        await ACTS[name](kept, *arguments)
        await check(kept)
    await wait(kept, 10)
    for by in ("patient", "desk"):
        await book(kept, read_time("2026-12-04T08:20:00Z"), by)
        await check(kept)
