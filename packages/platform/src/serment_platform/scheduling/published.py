"""A practice's publication (SPEC 6) as this service reads it. Pure: from the verified body to values, or a refusal.

The signature was checked before; here the content must make sense on its own, because opening rules that do not
parse would close a practice without anybody noticing.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Literal, cast
from zoneinfo import available_timezones

import msgspec

from serment_platform.scheduling.errors import PublicationUnreadable
from serment_platform.scheduling.types import DayException, OpeningRules, WeeklyWindow, Window

LONGEST = 480
MOST_EXCEPTIONS = 1000
# Writing a calendar anew costs its days and its windows; a practice of hundreds stays far below.
MOST_SCHEDULES = 300
MOST_WINDOWS = 500
LONGEST_TEXT = 4000
LARGEST = 128 * 1024
"""A change of keys may be larger than this, but not by its publication."""
TOO_LONG = frozenset({"Antarctica/Troll"})
_NAME = re.compile(r"[a-z0-9-]{1,32}")
_HEX16 = re.compile(r"[0-9a-f]{32}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")


class Labels(msgspec.Struct, frozen=True):
    """A text in both languages."""

    fr: str
    en: str


class Address(msgspec.Struct, frozen=True):
    """Where the practice is; a millionth of a degree is 11 cm."""

    line: str
    postcode: str
    town: str
    town_code: str
    latitude_e6: int
    longitude_e6: int


class Practitioner(msgspec.Struct, frozen=True):
    """Somebody who sees patients."""

    practitioner: str
    prefix: str
    given: str
    family: str
    profession: str
    specialty: str
    languages: tuple[str, ...]
    sector: str
    accepts_new: bool
    about: str


class ServiceClass(msgspec.Struct, frozen=True, rename={"name": "class"}):
    """What a booking shows the server: how long, by which channel, for whom."""

    name: str
    duration: int
    channel: Literal["office", "home", "video"]
    audience: Literal["public", "staff"]


class Motive(msgspec.Struct, frozen=True, rename={"service_class": "class"}):
    """A reason for a visit. Public as an offer; which one is chosen is sealed."""

    motive: str
    labels: Labels
    service_class: str
    practitioners: tuple[str, ...]
    instructions: Labels


class PublishedWindow(msgspec.Struct, frozen=True, rename={"start": "from", "end": "to"}):
    """Hours of one day."""

    start: str
    end: str


class PublishedWeekly(msgspec.Struct, frozen=True, rename={"start": "from", "end": "to"}):
    """Hours of every week."""

    weekday: int
    start: str
    end: str


class PublishedException(msgspec.Struct, frozen=True):
    """Hours of one day instead of its weekday's."""

    day: date
    windows: tuple[PublishedWindow, ...]


class PublishedSchedule(msgspec.Struct, frozen=True):
    """One bookable calendar."""

    schedule: str
    practitioner: str
    step: int
    classes: tuple[str, ...]
    notice_minutes: int
    horizon_days: int
    windows: tuple[PublishedWeekly, ...]
    exceptions: tuple[PublishedException, ...]

    def rules(self, zone: str) -> OpeningRules:
        """Its opening rules, times in minutes since midnight."""
        weekly = tuple(WeeklyWindow(w.weekday, _window(w.start, w.end)) for w in self.windows)
        exceptions = tuple(
            DayException(e.day, tuple(_window(w.start, w.end) for w in e.windows)) for e in self.exceptions
        )
        return OpeningRules(zone, weekly, exceptions)


class Publication(msgspec.Struct, frozen=True):
    """Everything public of a practice."""

    practice: str
    epoch: int
    revision: int
    name: str
    fictitious: bool
    attended: bool
    address: Address
    time_zone: str
    phone: str
    practitioners: tuple[Practitioner, ...]
    classes: tuple[ServiceClass, ...]
    motives: tuple[Motive, ...]
    schedules: tuple[PublishedSchedule, ...]


def read_publication(body: bytes) -> Publication:
    """The publication of a verified body, every cross-reference and number checked."""
    if len(body) > LARGEST:
        raise PublicationUnreadable("body")
    try:
        publication = msgspec.json.decode(body, type=Publication)
        texts = list(_texts(msgspec.to_builtins(publication)))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise PublicationUnreadable("body") from error
    if any(len(text) > LONGEST_TEXT or _CONTROL.search(text) for text in texts):
        raise PublicationUnreadable("text")
    for problem in _problems(publication):
        raise PublicationUnreadable(problem)
    return publication


def _texts(value: object) -> Iterator[str]:
    """Every text of a publication; PostgreSQL takes none with a zero in it, and no index takes one without end."""
    match value:
        case str():
            yield value
        case dict():
            for each in cast("dict[str, object]", value).values():
                yield from _texts(each)
        case list() | tuple():
            for each in cast("Sequence[object]", value):
                yield from _texts(each)
        case _:
            return


def _problems(publication: Publication) -> list[str]:
    return [
        *_zone_problems(publication.time_zone),
        *(["schedules"] if len(publication.schedules) > MOST_SCHEDULES else []),
        *_identifier_problems(publication),
        *_class_problems(publication),
        *(problem for schedule in publication.schedules for problem in _schedule_problems(publication, schedule)),
    ]


def _zone_problems(zone: str) -> list[str]:
    """PostgreSQL must know it too, and no day of it may be longer than a row of positions: Troll's has 26 hours."""
    return [] if zone in _zones() else ["time_zone"]


@cache
def _zones() -> frozenset[str]:
    return frozenset(zone for zone in available_timezones() if "/" in zone and zone not in TOO_LONG) | {"UTC"}


def _identifier_problems(publication: Publication) -> list[str]:
    people = [one.practitioner for one in publication.practitioners]
    schedules = [one.schedule for one in publication.schedules]
    names = [one.name for one in publication.classes], [one.motive for one in publication.motives]
    problems: list[str] = []
    if not all(_HEX16.fullmatch(one) for one in people + schedules):
        problems.append("identifier")
    if not all(_NAME.fullmatch(one) for group in names for one in group):
        problems.append("name")
    problems += ["duplicate" for group in (people, schedules, *names) if len(set(group)) < len(group)]
    return problems


def _class_problems(publication: Publication) -> list[str]:
    classes = {one.name for one in publication.classes}
    people = {one.practitioner for one in publication.practitioners}
    problems = ["duration" for one in publication.classes if not _is_length(one.duration)]
    problems += [f"motive {one.motive}" for one in publication.motives if one.service_class not in classes]
    problems += [f"motive {one.motive}" for one in publication.motives if not set(one.practitioners) <= people]
    return problems


def _schedule_problems(publication: Publication, schedule: PublishedSchedule) -> list[str]:
    classes = {one.name for one in publication.classes}
    people = {one.practitioner for one in publication.practitioners}
    windows = [*schedule.windows, *(window for one in schedule.exceptions for window in one.windows)]
    sound = (
        schedule.practitioner in people
        and set(schedule.classes) <= classes
        and _is_length(schedule.step)
        and 0 <= schedule.notice_minutes <= 60 * 24 * 60
        and 1 <= schedule.horizon_days <= 400  # noqa: PLR2004
        and all(1 <= one.weekday <= 7 for one in schedule.windows)  # noqa: PLR2004
        and all(_is_window(one.start, one.end) for one in windows)
        and len(schedule.exceptions) <= MOST_EXCEPTIONS
        and len(windows) <= MOST_WINDOWS + MOST_EXCEPTIONS
        and len(schedule.windows) <= MOST_WINDOWS
        and len({one.day for one in schedule.exceptions}) == len(schedule.exceptions)
    )
    return [] if sound else [f"schedule {schedule.schedule}"]


def _is_length(minutes: int) -> bool:
    return minutes % 5 == 0 and 5 <= minutes <= LONGEST  # noqa: PLR2004


def _is_window(start: str, end: str) -> bool:
    return bool(_CLOCK.fullmatch(start) and _CLOCK.fullmatch(end)) and start < end


def _window(start: str, end: str) -> Window:
    return Window(_minutes(start), _minutes(end))


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
