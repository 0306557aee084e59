"""Random days of a practice: after every step bits, constraint and free times equal what a slow hand would count."""

import asyncio
import contextlib
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from msgspec.structs import replace

from serment_kernel.embedded import Cluster
from serment_kernel.errors import Refusal
from serment_platform.scheduling import Batches, actions, agenda, availability, free_times, handover, holds, lines
from serment_platform.scheduling.looking import Looks
from serment_platform.scheduling.opening import opening_of
from serment_platform.scheduling.sense import read_publication
from serment_platform.scheduling.types import Absence, Booking, OpeningRules
from serment_protocol.encoding import b64, canonical, read_time, write_time
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

PARIS = ZoneInfo("Europe/Paris")
DAYS = [date(2026, 12, 2), date(2026, 12, 3), date(2026, 12, 4)]
CHANGES = [date(2027, 3, 28), date(2026, 10, 25)]
"""When clocks go forward, and back."""
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
STARTS = st.builds(
    at,
    st.integers(0, 2),
    st.one_of(st.integers(90, 140), st.integers(0, 40), st.integers(0, 287), st.integers(270, 287)),
)
BY = st.sampled_from(["patient", "desk"])
BY_OR_ON_TOP = st.sampled_from(["patient", "desk", "on top"])
"""The desk takes what is free, or puts somebody on top of others where nothing is."""
CLASS, OTHER_CLASS = "office-20", "other-20"
CLASSES = st.sampled_from([CLASS, CLASS, OTHER_CLASS])
ON_TOP = -1
WHICH = st.integers(0, 20)


class Places(NamedTuple):
    """What a publication says beside hours: places at once; for one of two classes minutes around a visit, a quota of
    a day or 0, and a room; a quota of a week for both; and whether the first hours of a day are the other class's.
    """

    capacity: int = 1
    before: int = 0
    after: int = 0
    quota: int = 0
    room: bool = False
    week: int = 0
    first_for_other: bool = False


PLAIN = Places()
PLACES = st.one_of(
    st.just(PLAIN),
    st.tuples(
        st.integers(1, 3),
        st.sampled_from([0, 10]),
        st.sampled_from([0, 5]),
        st.sampled_from([0, 2]),
        st.booleans(),
        st.sampled_from([0, 0, 3]),
        st.booleans(),
    ).map(Places._make),
)
ROOM = "4" * 32


class Kept(NamedTuple):
    """What is taken out of a calendar: from when on, in which lane, the minutes around it, whether the room is, and of
    which class it is.
    """

    start: datetime
    lane: int
    before: int
    after: int
    room: bool
    name: str = CLASS

    def covers(self, moment: datetime) -> bool:
        """Whether these five minutes are theirs."""
        begin = self.start - timedelta(minutes=self.before)
        return begin <= moment < self.start + timedelta(minutes=20 + self.after)


class Quota(NamedTuple):
    """At most so many of a class, or of all, in a day or a week."""

    name: str
    per: str
    most: int

    def first(self, start: datetime) -> date:
        """The day on which what is counted together begins, on the wall in Paris."""
        day = start.astimezone(PARIS).date()
        return day - timedelta(days=day.weekday()) if self.per == "week" else day

    def has(self, one: Kept) -> bool:
        """Whether it counts."""
        return self.name in ("", one.name)


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
    days: list[date] = field(default_factory=lambda: DAYS)
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
        if places.first_for_other:
            windows = [one | {"classes": [OTHER_CLASS]} if one["from"] == self.hours[0][0] else one for one in windows]
        draft["schedules"][0] |= {"windows": windows, "step": self.step, "capacity": places.capacity}
        draft["schedules"][0]["classes"] = [CLASS, OTHER_CLASS, "staff-30"]
        draft["classes"].append(draft["classes"][0] | {"class": OTHER_CLASS})
        draft["classes"][0] |= {name: getattr(places, name) for name in ("before", "after") if getattr(places, name)}
        draft["schedules"][0]["quotas"] = [
            {"per": one.per, "most": one.most} | ({"class": one.name} if one.name else {}) for one in self.quotas
        ]
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
    def quotas(self) -> list[Quota]:
        """In force."""
        day, week = Quota(CLASS, "day", self.places.quota), Quota("", "week", self.places.week)
        return [one for one in (week, day) if one.most]

    @property
    def moments(self) -> list[datetime]:
        """All of the three days, at every five minutes."""
        until = midnight(self.days[-1] + timedelta(days=1))
        return list(moments(midnight(self.days[0]), until))

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
        taken = any(one.lane == lane and one.covers(moment) for one in self.kept)
        return taken or any(start <= moment < until for start, until in self.absences.values())

    def is_open(self, moment: datetime, name: str) -> bool:
        """Whether the clock on the wall lies in a window that is for this class."""
        clock = on_the_wall(moment)
        first = self.places.first_for_other and name != OTHER_CLASS
        return any(begin <= clock < end for begin, end in (self.hours[1:] if first else self.hours))

    def is_bookable(self, start: datetime, name: str = CLASS) -> bool:
        """Free as well, and no quota reached."""
        return self.may_take(start, self.around(name), name)

    def may_take(self, start: datetime, around: tuple[int, int], name: str, left: datetime | None = None) -> bool:
        """The same, with so many minutes around it, for whoever comes anew or leaves another time for it."""
        offered = self.is_offered(start, name) and not self.is_full(start, name, left)
        return offered and self.lane_for(start, around, name) is not None

    def is_offered(self, start: datetime, name: str) -> bool:
        """Open for twenty minutes, at a step from the opening."""
        if not all(self.is_open(start + number * FIVE, name) for number in range(4)):
            return False
        opening = start
        while self.is_open(opening - FIVE, name) and on_the_wall(opening) != "00:00":
            opening -= FIVE
        return (start - opening) // FIVE * 5 % self.step == 0

    def is_full(self, start: datetime, name: str, left: datetime | None = None) -> bool:
        """Whether as many are expected in that day or week, or hold a time, as may be booked for it. Whoever only moves
        within it is none more.
        """
        one = Kept(start, 0, 0, 0, room=False, name=name)
        asked = [each for each in self.quotas if each.has(one)]
        rising = [each for each in asked if left is None or each.first(left) != each.first(start)]
        return any(self.counted(each)[each.first(start)] >= each.most for each in rising)

    def counted(self, quota: Quota) -> Counter[date]:
        """How many each day or week has."""
        return Counter(quota.first(one.start) for one in self.kept if quota.has(one))

    def around(self, name: str) -> tuple[int, int]:
        """Minutes before and after a visit of this class."""
        return (self.places.before, self.places.after) if name == CLASS else (0, 0)

    def takes_room(self, name: str) -> bool:
        """Whether a visit of this class has the room."""
        return self.places.room and name == CLASS

    def lane_for(self, start: datetime, around: tuple[int, int], name: str) -> int | None:
        """Where the desk could put somebody there, if the room is free as well."""
        before, after = around
        stay = list(moments(start - timedelta(minutes=before), start + timedelta(minutes=20 + after)))
        in_use = [one for one in self.kept if one.room]
        if self.takes_room(name) and any(one.covers(moment) for one in in_use for moment in stay):
            return None
        lanes = range(self.places.capacity)
        return next((lane for lane in lanes if not any(self.is_busy(lane, moment) for moment in stay)), None)

    def take(self, start: datetime, by: str, name: str = CLASS, *, counted: bool = False) -> Kept | None:
        """What a booking or a hold would have; none if it is refused. What has run out gives way to it."""
        around = self.around(name)
        lane = self.lane_for(start, around, name)
        allowed = by != "patient" or (self.is_offered(start, name) and (counted or not self.is_full(start, name)))
        if lane is not None and allowed:
            return Kept(start, lane, *around, self.takes_room(name), name)
        if self.sweep():
            return self.take(start, by, name, counted=counted)
        return Kept(start, ON_TOP, *around, room=False, name=name) if by == "on top" else None

    def is_alive(self, ident: str) -> bool:
        """Whether somebody still holds it."""
        return ident in self.holds and self.holds[ident].expires > self.now


@cache
def on_the_wall(moment: datetime) -> str:
    """What clocks in Paris say."""
    return f"{moment.astimezone(PARIS):%H:%M}"


def midnight(day: date) -> datetime:
    """When it begins in Paris."""
    return datetime.combine(day, time(), PARIS).astimezone(UTC)


def moments(start: datetime, until: datetime) -> Iterator[datetime]:
    """Every five minutes."""
    while start < until:
        yield start
        start += FIVE


async def succeeds(work: Awaitable[Any]) -> bool:
    """Whether it was not refused."""
    with contextlib.suppress(Refusal):
        await work
        return True
    return False


async def book(book: Book, start: datetime, by: str, name: str = CLASS) -> None:
    patient, booking = wanted(start, by, name)
    kept = book.take(start, by, name)
    assert await succeeds(actions.book(book.world.times, booking, book.now)) == (kept is not None)
    if kept:
        book.visits[patient.keys.appointment] = Expected(patient, signed_by(booking), kept)


def wanted(start: datetime, by: str, name: str) -> tuple[Patient, Booking]:
    """Somebody new, and what they send."""
    patient, staff = Patient(), "patient" if by == "patient" else "desk"
    signed = begun(patient, start, service_class=name)
    return patient, booking_of(patient, signed, start, staff, service_class=name, overbooked_by=_who(by))


def _who(by: str) -> str:
    return "7" * 32 if by == "on top" else ""


def signed_by(booking: Booking) -> Signed:
    """Its statement."""
    return Signed(b64(booking.body), b64(booking.signature))


async def crowd(book: Book, start: datetime, name: str) -> None:
    """Patients who come at once, and so share a batch: two for one time, and one for the next. Whatever has run out is
    swept away before.
    """
    await lines.upkeep(book.world.times, book.now)
    book.sweep()
    times, batches = book.world.times, Batches(book.world.times)
    people = [wanted(each, "patient", name) for each in (start, start + timedelta(minutes=20), start)]
    came = [succeeds(actions.book_together(times, batches, booking, book.now)) for _, booking in people]
    expected: dict[str, bool] = {}
    for patient, booking in sorted(people, key=lambda each: each[1].start):
        kept = book.take(booking.start, "patient", name)
        expected[booking.appointment] = kept is not None
        if kept:
            book.visits[patient.keys.appointment] = Expected(patient, signed_by(booking), kept)
    assert await asyncio.gather(*came) == [expected[booking.appointment] for _, booking in people]


async def hold(book: Book, start: datetime, by: str, name: str = CLASS) -> None:
    kept, token = book.take(start, by, name), new_token() if by == "patient" else b""
    times, what = book.world.times, (SCHEDULE, name, start)
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
    ident = list(book.holds)[which % len(book.holds)]
    held = book.holds[ident]
    by, start, name = "patient" if held.token else "desk", held.kept.start, held.kept.name
    counted = book.is_alive(ident)
    if counted:
        del book.holds[ident]
    kept = book.take(start, by, name, counted=counted)
    patient, booking = wanted(start, by, name)
    booking = replace(booking, token=held.token)
    assert await succeeds(actions.book(book.world.times, booking, book.now, ident)) == (kept is not None)
    if kept:
        book.visits[patient.keys.appointment] = Expected(patient, signed_by(booking), kept)
    elif counted:
        book.holds[ident] = held


async def give_back(book: Book, which: int, _: str) -> None:
    if book.holds:
        ident = list(book.holds)[which % len(book.holds)]
        await holds.give_back(book.world.times, ident, book.now)
        if book.is_alive(ident):
            del book.holds[ident]


async def wait(book: Book, minutes: int) -> None:
    """What runs out meanwhile stays where it is until somebody wants it, or upkeep comes by."""
    book.now += timedelta(minutes=minutes)


async def move(book: Book, start: datetime, by: str) -> None:
    if not book.visits:
        return
    ident = next(iter(book.visits))
    visit = book.visits.pop(ident)
    kept = visit.kept if start == visit.kept.start else _kept_after_move(book, visit.kept, start, by)
    signed = _next(visit.patient, visit.last, "booked", by, start)
    changed = actions.change(book.world.times, ident, signed, fixed_desk, book.now, overbooked_by=_who(by))
    assert await succeeds(changed) == (kept is not None)
    book.visits[ident] = visit._replace(last=signed, kept=kept) if kept else visit


def _kept_after_move(book: Book, kept: Kept, start: datetime, by: str) -> Kept | None:
    around = kept.before, kept.after
    lane = book.lane_for(start, around, kept.name)
    if lane is not None and (by != "patient" or book.may_take(start, around, kept.name, kept.start)):
        return kept._replace(start=start, lane=lane, room=book.takes_room(kept.name))
    if book.sweep():
        return _kept_after_move(book, kept, start, by)
    return kept._replace(start=start, lane=ON_TOP, room=False) if by == "on top" else None


async def cancel(book: Book, which: int, by: str) -> None:
    if not book.visits:
        return
    ident = list(book.visits)[which % len(book.visits)]
    visit = book.visits.pop(ident)
    signed = _next(visit.patient, visit.last, "cancelled", by)
    assert await succeeds(actions.change(book.world.times, ident, signed, fixed_desk, book.now))


async def hand_over(book: Book, which: int, by: str) -> None:
    """Wherever a visit lies, its time stays taken and only its key changes."""
    if not book.visits:
        return
    ident = list(book.visits)[which % len(book.visits)]
    old, new = book.visits.pop(ident), Patient()
    signed = begun(new, old.kept.start, service_class=old.kept.name)
    ending = _next(old.patient, old.last, "cancelled", by)
    booking = booking_of(new, signed, old.kept.start, by, service_class=old.kept.name)
    both = handover.Wanted(ending, booking, erase=False)
    if by == "desk":
        desk = await fixed_desk(PRACTICE)
        await handover.hand_over(book.world.times, PRACTICE, desk, both, book.now)
    else:
        await handover.claim(book.world.times, ident, both, book.now)
    book.visits[new.keys.appointment] = old._replace(patient=new, last=signed)


def _next(patient: Patient, last: Signed, state: Any, by: str, start: datetime | None = None) -> Signed:
    changes = {"start": write_time(start)} if start else {}
    if by == "patient":
        return patient.next(last, state, **changes)
    return sign_next(last, state, "desk:1", DESK_SEED, **changes)


async def block(book: Book, start: datetime, positions: int) -> None:
    absence, until = secrets.token_hex(16), start + positions * FIVE
    away = list(moments(start, until))
    taken = any(visit.kept.covers(moment) for visit in book.visits.values() for moment in away)
    value = Absence(absence, SCHEDULE, start, until, 1, bytes(2077))
    assert await succeeds(agenda.block(book.world.times, PRACTICE, value, book.now)) != taken
    if not taken:
        book.absences[absence] = (start, until)
        book.holds = {
            ident: hold for ident, hold in book.holds.items() if not any(hold.kept.covers(moment) for moment in away)
        }


async def unblock(book: Book, which: int, _: str) -> None:
    if book.absences:
        absence = list(book.absences)[which % len(book.absences)]
        del book.absences[absence]
        await agenda.unblock(book.world.times, PRACTICE, absence, book.now)


async def publish(book: Book, hours: list[tuple[str, str]], step: int, places: Places = PLAIN) -> None:
    book.hours, book.step, book.places, book.revision = hours, step, places, book.revision + 1
    await book.world.publish(book.draft)


ACTS: dict[str, Callable[..., Awaitable[None]]] = {
    "book": book,
    "crowd": crowd,
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
        [book.days, bytes.fromhex(SCHEDULE)],
    )
    assert len(rows) == len(book.days) * book.places.capacity
    for day, lane, begins, positions, open_, busy in rows:
        assert availability.from_bit_string(open_) == availability.open_bits(book.rules, day)
        day_long = list(moments(midnight(day), midnight(day + timedelta(days=1))))
        assert (begins, positions) == (day_long[0], len(day_long))
        assert busy[:positions] == "".join(str(int(book.is_busy(lane, moment))) for moment in day_long), (day, lane)
        assert set(busy[positions:]) <= {"0"}
    await check_room(book)
    for name in (CLASS, OTHER_CLASS):
        await check_free(book, name)


async def check_free(book: Book, name: str) -> None:
    """What people are shown."""
    (found,) = await Looks(book.world.times).times([(SCHEDULE, name)], book.days[0], len(book.days), book.now)
    shown = [start for day in found.days for start in day.moments()]
    earliest = book.now + timedelta(minutes=60)
    assert shown == [start for start in book.moments if start >= earliest and book.is_bookable(start, name)]
    async with book.world.times.transaction() as tx:
        soonest = await free_times.next_free(tx, [(SCHEDULE, name)], book.days[0], book.now)
    if shown:
        assert soonest == {(SCHEDULE, name): shown[0]}


async def check_room(book: Book) -> None:
    """The room is busy when somebody is in it, or holds it, and at no other time; and quotas count both."""
    rows = await book.world.sql(
        "SELECT begins, positions, busy::text FROM scheduling.occupancy WHERE day = ANY (%s) AND schedule = %s",
        [book.days, bytes.fromhex(ROOM)],
    )
    for begins, positions, busy in rows:
        day_long = [begins + number * FIVE for number in range(positions)]
        inside = [one for one in book.kept if one.room]
        expected = "".join(str(int(any(one.covers(moment) for one in inside))) for moment in day_long)
        assert busy[:positions] == expected
    counted = await book.world.sql(
        "SELECT class, per, first, visits FROM scheduling.counted WHERE visits > 0 ORDER BY class, per, first"
    )
    assert counted == [
        (quota.name, quota.per, *count) for quota in book.quotas for count in sorted(book.counted(quota).items())
    ]


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

    def __init__(self, runner: asyncio.Runner, world: World, first: date) -> None:
        super().__init__()
        self.runner = runner
        self.later = first - DAYS[0]
        world.clock[0] = NOW + self.later
        self.kept = Book(world, days=[day + self.later for day in DAYS], now=world.clock[0])
        runner.run(start_anew(world))
        runner.run(publish(self.kept, HOURS[self.later.days != 0], 20))

    def happens(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it."""
        self.runner.run(work)

    @rule(start=STARTS, by=BY_OR_ON_TOP, name=CLASSES)
    def book(self, start: datetime, by: str, name: str) -> None:
        self.happens(book(self.kept, start + self.later, by, name))

    @rule(start=STARTS, name=CLASSES)
    def crowd(self, start: datetime, name: str) -> None:
        """So that there is something to move, too."""
        self.happens(crowd(self.kept, start + self.later, name))

    @rule(start=STARTS, by=BY, name=CLASSES)
    def hold(self, start: datetime, by: str, name: str) -> None:
        self.happens(hold(self.kept, start + self.later, by, name))

    @rule(which=WHICH, minutes=st.sampled_from([0, 0, 5, 10]))
    def confirm(self, which: int, minutes: int) -> None:
        """At once, or later: nothing sweeps between the two."""
        self.happens(wait(self.kept, minutes))
        self.happens(confirm(self.kept, which, ""))

    @rule(which=WHICH)
    def give_back(self, which: int) -> None:
        self.happens(give_back(self.kept, which, ""))

    @rule(start=STARTS, by=BY_OR_ON_TOP, name=CLASSES)
    def book_what_has_run_out(self, start: datetime, by: str, name: str) -> None:
        self.happens(wait(self.kept, 10))
        self.happens(book(self.kept, start + self.later, by, name))

    @rule(start=STARTS, by=BY_OR_ON_TOP)
    def move(self, start: datetime, by: str) -> None:
        self.happens(move(self.kept, start + self.later, by))

    @rule(which=WHICH, by=BY)
    def cancel(self, which: int, by: str) -> None:
        self.happens(cancel(self.kept, which, by))

    @rule(which=WHICH, by=BY)
    def hand_over(self, which: int, by: str) -> None:
        self.happens(hand_over(self.kept, which, by))

    @rule(start=STARTS, positions=st.integers(1, 30))
    def block(self, start: datetime, positions: int) -> None:
        self.happens(block(self.kept, start + self.later, positions))

    @rule(which=WHICH)
    def unblock(self, which: int) -> None:
        self.happens(unblock(self.kept, which, ""))

    @rule(hours=st.sampled_from(HOURS), step=st.sampled_from([10, 20, 25]), places=PLACES)
    def publish(self, hours: list[tuple[str, str]], step: int, places: Places) -> None:
        self.happens(publish(self.kept, hours, step, places))

    @invariant()
    def counts_the_same(self) -> None:
        self.happens(check(self.kept))


def live(migrated: Cluster, lives: int, steps: int, first: date = DAYS[0]) -> None:
    """So many histories, each from an empty calendar."""
    with copy_of_template(migrated) as name, asyncio.Runner() as runner:
        stack = contextlib.AsyncExitStack()
        world = runner.run(stack.enter_async_context(running(migrated, name)))
        try:
            wanted = settings(max_examples=lives, stateful_step_count=steps, deadline=None)
            run_state_machine_as_test(_machine(runner, world, first), settings=wanted)
        finally:
            runner.run(stack.aclose())


def _machine(runner: asyncio.Runner, world: World, first: date) -> type[Days]:
    class Here(Days):
        def __init__(self) -> None:
            super().__init__(runner, world, first)

    return Here


def test_whatever_happens(migrated: Cluster) -> None:
    live(migrated, 8, 10)


@pytest.mark.parametrize("day", CHANGES, ids=str)
def test_whatever_happens_where_clocks_change(migrated: Cluster, day: date) -> None:
    """The day before, the day itself, which has 23 or 25 hours, and the next, which begins another week."""
    live(migrated, 4, 8, day - timedelta(days=1))


@pytest.mark.long
def test_whatever_happens_for_long(migrated: Cluster) -> None:
    live(migrated, 300, 24)


@pytest.mark.long
@pytest.mark.parametrize("day", CHANGES, ids=str)
def test_whatever_happens_for_long_where_clocks_change(migrated: Cluster, day: date) -> None:
    live(migrated, 100, 24, day - timedelta(days=1))


async def test_one_long_day(world: World) -> None:
    """A fixed sequence that touches every rule, so that it does not depend on luck."""
    await employ(world)
    kept = Book(world)
    midnight = read_time("2026-12-02T22:50:00Z")
    steps: list[tuple[Any, ...]] = [
        ("publish", HOURS[0], 20),
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
        ("book", read_time("2026-12-04T09:00:00Z"), "on top"),
        ("book", read_time("2026-12-04T09:00:00Z"), "on top", OTHER_CLASS),
        ("move", read_time("2026-12-04T10:00:00Z"), "on top"),
        ("publish", HOURS[2], 20, Places(week=9, first_for_other=True)),
        ("crowd", read_time("2026-12-03T07:30:00Z"), CLASS),
        ("crowd", read_time("2026-12-03T07:30:00Z"), OTHER_CLASS),
        ("crowd", read_time("2026-12-03T09:30:00Z"), CLASS),
        ("hold", read_time("2026-12-02T10:30:00Z"), "patient"),
        ("move", read_time("2026-12-03T09:30:00Z"), "on top"),
        ("move", read_time("2026-12-02T07:30:00Z"), "patient"),
        ("cancel", 1, "patient"),
    ]
    for name, *arguments in steps:
        await ACTS[name](kept, *arguments)
        await check(kept)
    await wait(kept, 10)
    for by in ("patient", "desk"):
        await book(kept, read_time("2026-12-04T08:20:00Z"), by)
        await check(kept)
