"""Values of the scheduling room. Times are aware and UTC; of a person they say only when and how long."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple, NewType

import msgspec

from serment_protocol.letters import Cover
from serment_protocol.structure import read

AppointmentId = NewType("AppointmentId", str)
"""64 hex digits: the hash of the manage key."""
ScheduleId = NewType("ScheduleId", str)
"""32 hex digits."""


class Window(msgspec.Struct, frozen=True):
    """From one time on the wall to another, in minutes since midnight, for some layers or for all."""

    start: int
    end: int
    layers: tuple[int, ...] | None = None


class WeeklyWindow(msgspec.Struct, frozen=True):
    """A window of every week, or of some weeks of the cycle; Monday is 1."""

    weekday: int
    window: Window
    weeks: tuple[int, ...] | None = None


class DayException(msgspec.Struct, frozen=True):
    """What holds on one day: instead of its weekday, where no window at all means closed, or beside it."""

    day: date
    windows: tuple[Window, ...]


class Cycle(msgspec.Struct, frozen=True):
    """How many weeks make a round, and a day of its first."""

    weeks: int
    anchor: date


class OpeningRules(msgspec.Struct, frozen=True):
    """When a schedule is open, and in how many layers beside the whole; `region` is that of its public holidays."""

    zone: str
    weekly: tuple[WeeklyWindow, ...] = ()
    exceptions: tuple[DayException, ...] = ()
    extra: tuple[DayException, ...] = ()
    cycle: Cycle | None = None
    region: str = ""
    layers: int = 0


class LayerDay(NamedTuple):
    """When one layer of a schedule is open on a day."""

    day: date
    layer: int
    open: int


class FreeDay(msgspec.Struct, frozen=True):
    """One local day of a schedule: its first instant, its length in positions, and its bits."""

    day: date
    begins: datetime
    positions: int
    open: int
    busy: tuple[int, ...]
    """Of each lane: whoever comes keeps one of them."""


class Stay(msgspec.Struct, frozen=True):
    """How long a visit is, and how long nobody else comes around it; in minutes."""

    minutes: int
    before: int = 0
    after: int = 0


class Span(NamedTuple):
    """A stretch of one calendar."""

    schedule: str
    start: datetime
    until: datetime


class Schedule(msgspec.Struct, frozen=True):
    """A bookable calendar as it is offered now."""

    schedule: str
    practice: str
    epoch: int
    time_zone: str
    step: int
    notice_minutes: int
    horizon_days: int
    offered: bool
    actor: str = "practitioner"
    capacity: int = 1
    quotas: bool = False
    layer: int = 0
    """In which a class sees it."""


class OfferedClass(msgspec.Struct, frozen=True):
    """A service class of a schedule."""

    name: str
    minutes: int
    audience: str
    before: int = 0
    after: int = 0
    notice_minutes: int | None = None
    horizon_days: int | None = None
    layer: int = 0
    """Whose bits say when it is open; 0 is the whole."""

    @property
    def stay(self) -> Stay:
        """What such a visit takes."""
        return Stay(self.minutes, self.before, self.after)


class Booking(msgspec.Struct, frozen=True):
    """A verified request for a time; `token` and `request` are empty where staff book."""

    appointment: str
    practice: str
    schedule: str
    start: datetime
    minutes: int
    service_class: str
    epoch: int
    manage: bytes
    envelope: bytes
    self_copy: bytes
    ticket: bytes
    body: bytes
    signature: bytes
    token: bytes = b""
    request: bytes = b""
    overbooked_by: str = ""
    """The member who puts it on top of whatever is there; empty for most."""
    credential: bytes = b""
    """The practice's word that it knows who comes; empty from most."""
    known_as: str = ""
    """Of which audience that makes them, once it was believed."""

    @property
    def place(self) -> tuple[str, str, datetime, int, str, int]:
        """Where and when, and under which key: what rivals have in common."""
        return self.practice, self.schedule, self.start, self.minutes, self.service_class, self.epoch

    @property
    def by_staff(self) -> bool:
        """Staff spend no token, and may use the classes and times kept for staff."""
        return not self.token


class Change(msgspec.Struct, frozen=True):
    """A verified later statement; `epoch` is that of the desk key that signed, none where the patient did."""

    appointment: str
    sequence: int
    previous: str
    state: str
    schedule: str
    start: datetime
    epoch: int | None
    body: bytes
    signature: bytes
    overbooked_by: str = ""
    """The member who puts it on top of whatever is there; empty for most."""
    closing: Span | None = None
    """What is about to close: where it is a room, the visit is in another one then."""


class Visit(msgspec.Struct, frozen=True):
    """What the server knows of an appointment without opening anything."""

    appointment: str
    practice: str
    schedule: str
    start: datetime
    minutes: int
    service_class: str
    epoch: int
    state: str
    sequence: int
    last: str
    manage: bytes
    self_copy: bytes
    before: int = 0
    after: int = 0

    @property
    def stay(self) -> Stay:
        """What it takes, wherever it goes."""
        return Stay(self.minutes, self.before, self.after)


class SignedStatement(msgspec.Struct, frozen=True):
    """A link of an appointment's chain, as it was signed."""

    body: bytes
    signature: bytes


class Filing(msgspec.Struct, frozen=True):
    """What the practice filed or noted of an appointment: a locked blob with its place in the chain of revisions."""

    appointment: str
    revision: int
    previous: str
    epoch: int
    blob: bytes
    member: str
    signature: bytes


class KeptLetter(msgspec.Struct, frozen=True):
    """A letter of a mailbox, closed; of a request also by when it is due, and when it was answered."""

    appointment: str
    by_desk: bool
    number: int
    body: bytes
    signature: bytes
    sealed: bytes
    copy: bytes
    day: date
    due: date | None
    extended: bool
    settled: date | None

    def cover(self) -> Cover:
        """What stands on it."""
        return read(self.body, Cover)


class Absence(msgspec.Struct, frozen=True):
    """A time nobody can book, its reason sealed."""

    absence: str
    schedule: str
    start: datetime
    until: datetime
    epoch: int
    sealed: bytes


class Overbooking(msgspec.Struct, frozen=True):
    """That somebody put a visit on top of others, by the statement of this number."""

    sequence: int
    member: str
    day: date


class AgendaEntry(msgspec.Struct, frozen=True):
    """One appointment of an agenda, closed."""

    appointment: str
    manage: bytes
    envelope: bytes
    overbooked: bool = False
    resources: Sequence[str] = ()
    """Rooms and devices that it takes."""
    answered: bool = False
    """Whether the credentials that it asked for lie there."""


class Place(msgspec.Struct, frozen=True):
    """Where a mailbox stands in the queue of its practice: behind what is due before, and what is newer."""

    due: date
    """The last of all days where nothing waits."""
    newest: date
    appointment: str


FIRST = Place(date.min, date.max, "")
"""Before all of them."""


class QueuedVisit(AgendaEntry, frozen=True, kw_only=True):
    """An appointment about which somebody wrote."""

    due: date
    newest: date

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.due, self.newest, self.appointment)


class StandingVisit(msgspec.Struct, frozen=True):
    """What others may be told of a visit that was not given up."""

    start: datetime
    right_spent: bool


class FreeTimes(msgspec.Struct, frozen=True):
    """Free starts of one schedule for one service class, by day, and the first at all."""

    schedule: str
    service_class: str
    days: list[tuple[date, list[datetime]]]
    next: datetime | None


class DueTicket(msgspec.Struct, frozen=True):
    """A ticket whose nudge is due, opaque to the platform; the sequence tells whether the visit changed meanwhile."""

    appointment: str
    sequence: int
    ticket: bytes
    of_letter: bool = False
    """Whether the practice has written; `sequence` is then the number of its letter."""


class Applied(msgspec.Struct, frozen=True):
    """Which publication and epoch of a practice this room works with; zeros before any."""

    epoch: int
    revision: int
