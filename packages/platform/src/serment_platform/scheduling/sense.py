"""Whether a publication makes sense on its own: every rule has a name, and a field says where it is broken. Pure.

Opening rules that contradict themselves would close a practice without anybody noticing, or open it when nobody
is there; so they are refused before they are accepted, and told apart for whoever has to put them right.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple, TypeVar
from zoneinfo import available_timezones

from serment_platform.scheduling.errors import PublicationUnreadable
from serment_platform.scheduling.holidays import is_known
from serment_platform.scheduling.published import (
    Limits,
    Publication,
    PublishedSchedule,
    PublishedWeekly,
    PublishedWindow,
    ServiceClass,
    decode_publication,
)
from serment_protocol.blindrsa import MODULUS_BYTES
from serment_protocol.encoding import from_b64
from serment_protocol.errors import ProtocolRefusal

LONGEST = 480
TOP_BIT = 0x80
LONGEST_BUFFER = 240
LONGEST_NOTICE = 60 * 24 * 60
FURTHEST = 400
LONGEST_CYCLE = 52
MOST_DAYS = 1000
"""Exceptions of a calendar, and extra days."""
# Writing a calendar anew costs its days and its windows; a practice of hundreds stays far below.
MOST_SCHEDULES = 300
MOST_WINDOWS = 500
TOO_LONG = frozenset({"Antarctica/Troll"})
MOST_PLACES = 200
# Every place of a day is a row of bits.
MOST_PLACES_TOGETHER = 500
MOST_NEEDS = 4
MOST_OF_A_QUOTA = 10_000
T = TypeVar("T")
_NAME = re.compile(r"[a-z0-9-]{1,32}")
_HEX16 = re.compile(r"[0-9a-f]{32}")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")


class Problem(NamedTuple):
    """The rule that is broken, and where."""

    rule: str
    field: str = ""


def read_publication(body: bytes) -> Publication:
    """The publication of a verified body, every cross-reference and number checked."""
    publication = decode_publication(body)
    for problem in problems(publication):
        raise PublicationUnreadable(*problem)
    return publication


def problems(publication: Publication) -> Iterator[Problem]:
    """What does not make sense, the gravest first."""
    return chain(
        _practice_problems(publication),
        _identifier_problems(publication),
        _class_problems(publication),
        _motive_problems(publication),
        _resource_problems(publication),
        _need_problems(publication),
        *(_schedule_problems(publication, schedule) for schedule in publication.schedules),
    )


def _practice_problems(publication: Publication) -> Iterator[Problem]:
    """PostgreSQL must know the zone too, and the longest day of it must fit into a row: one of Troll has 26 hours."""
    if publication.time_zone not in _zones():
        yield Problem("time_zone")
    if publication.holidays is not None and not is_known(publication.holidays):
        yield Problem("holidays")
    for key in publication.credentials:
        if not _is_key(key.modulus):
            yield Problem("credential_key", key.audience)
    for name in _repeated([key.audience for key in publication.credentials]):
        yield Problem("twice", f"credentials {name}")
    if len(publication.schedules) > MOST_SCHEDULES:
        yield Problem("too_many", "schedules")


def _is_key(modulus: str) -> bool:
    try:
        number = from_b64(modulus)
    except ProtocolRefusal:
        return False
    return len(number) == MODULUS_BYTES and number[0] >= TOP_BIT and number[-1] % 2 == 1


@cache
def _zones() -> frozenset[str]:
    return frozenset(zone for zone in available_timezones() if "/" in zone and zone not in TOO_LONG) | {"UTC"}


def _identifier_problems(publication: Publication) -> Iterator[Problem]:
    people = [one.practitioner for one in publication.practitioners]
    schedules = [one.schedule for one in publication.schedules] + [one.resource for one in publication.resources]
    names = [one.name for one in publication.classes], [one.motive for one in publication.motives]
    yield from (Problem("identifier", one) for one in people + schedules if not _HEX16.fullmatch(one))
    yield from (Problem("name", one) for group in names for one in group if not _NAME.fullmatch(one))
    yield from (Problem("twice", one) for group in (people, schedules, *names) for one in _repeated(group))


def _class_problems(publication: Publication) -> Iterator[Problem]:
    for one in publication.classes:
        place = f"class {one.name}"
        if not _is_length(one.duration):
            yield Problem("duration", place)
        if not (_is_buffer(one.before) and _is_buffer(one.after)):
            yield Problem("buffer", place)
        if one.notice_minutes is not None and not _is_notice(one.notice_minutes):
            yield Problem("notice", place)
        if one.horizon_days is not None and not _is_horizon(one.horizon_days):
            yield Problem("horizon", place)


def _motive_problems(publication: Publication) -> Iterator[Problem]:
    classes = {one.name for one in publication.classes}
    people = {one.practitioner for one in publication.practitioners}
    for motive in publication.motives:
        place, own = f"motive {motive.motive}", [one.practitioner for one in motive.classes]
        if not {motive.service_class, *(one.service_class for one in motive.classes)} <= classes:
            yield Problem("class_unknown", place)
        if not {*motive.practitioners, *own} <= people:
            yield Problem("practitioner_unknown", place)
        if _repeated(own) or not set(own) <= set(motive.practitioners or people):
            yield Problem("motive_classes", place)


def _resource_problems(publication: Publication) -> Iterator[Problem]:
    for one in publication.resources:
        windows = [*(one.windows or ()), *(window for each in one.exceptions for window in each.windows)]
        limited = any(_limited(window) for window in windows) or any(each.weeks for each in one.windows or ())
        odd = any(not 1 <= each.weekday <= 7 for each in one.windows or ())  # noqa: PLR2004
        days = [each.day for each in one.exceptions]
        if limited or odd or _repeated(days) or not all(_is_window(each.start, each.end) for each in windows):
            yield Problem("window", f"resource {one.resource}")
        if len(one.windows or ()) > MOST_WINDOWS or len(days) > MOST_DAYS or len(windows) > MOST_DAYS + MOST_WINDOWS:
            yield Problem("too_many", f"resource {one.resource}")
    places = [one.capacity for one in (*publication.schedules, *publication.resources)]
    if not all(1 <= one <= MOST_PLACES for one in places):
        yield Problem("capacity")
    if sum(places) > MOST_PLACES_TOGETHER:
        yield Problem("too_many", "capacity")


def _need_problems(publication: Publication) -> Iterator[Problem]:
    """Each need is met by any one of its rooms; no two share one, so that whoever takes the first leaves the second."""
    known = {one.resource for one in publication.resources}
    for one in publication.classes:
        named = [resource for need in one.needs for resource in need]
        if len(one.needs) > MOST_NEEDS or not all(one.needs) or _repeated(named) or not set(named) <= known:
            yield Problem("needs", f"class {one.name}")


def _quota_problems(schedule: PublishedSchedule) -> Iterator[str]:
    named = [one.service_class for one in schedule.quotas if one.service_class]
    if not set(named) <= set(schedule.classes) or not all(1 <= one.most <= MOST_OF_A_QUOTA for one in schedule.quotas):
        yield "quota"
    if _repeated([(one.service_class, one.per) for one in schedule.quotas]):
        yield "quota"


def _schedule_problems(publication: Publication, schedule: PublishedSchedule) -> Iterator[Problem]:
    place = f"schedule {schedule.schedule}"
    offered = [one for one in publication.classes if one.name in schedule.classes]
    found = chain(
        _reference_problems(publication, schedule),
        _number_problems(schedule),
        _amount_problems(schedule),
        _cycle_problems(schedule),
        _quota_problems(schedule),
        _day_problems(schedule),
        chain.from_iterable(_window_problems(window, offered) for window in windows_of(schedule)),
    )
    return (Problem(rule, place) for rule in found)


def windows_of(schedule: PublishedSchedule) -> list[PublishedWindow]:
    """Every window of a calendar."""
    return [*schedule.windows, *(window for one in (*schedule.exceptions, *schedule.extra) for window in one.windows)]


def _reference_problems(publication: Publication, schedule: PublishedSchedule) -> Iterator[str]:
    if schedule.practitioner not in {one.practitioner for one in publication.practitioners}:
        yield "practitioner_unknown"
    if not set(schedule.classes) <= {one.name for one in publication.classes}:
        yield "class_unknown"


def _number_problems(schedule: PublishedSchedule) -> Iterator[str]:
    if not _is_length(schedule.step):
        yield "step"
    if not _is_notice(schedule.notice_minutes):
        yield "notice"
    if not _is_horizon(schedule.horizon_days):
        yield "horizon"


def _amount_problems(schedule: PublishedSchedule) -> Iterator[str]:
    dated = [*schedule.exceptions, *schedule.extra]
    if len(dated) > MOST_DAYS or len(schedule.windows) > MOST_WINDOWS:
        yield "too_many"
    if sum(len(one.windows) for one in dated) > MOST_DAYS + MOST_WINDOWS:
        yield "too_many"


def _cycle_problems(schedule: PublishedSchedule) -> Iterator[str]:
    weeks = schedule.cycle.weeks if schedule.cycle else 1
    if not 1 <= weeks <= LONGEST_CYCLE:
        yield "cycle"
    if any(not 1 <= one.weekday <= 7 for one in schedule.windows):  # noqa: PLR2004
        yield "weekday"
    if any(_weeks_are_odd(one, weeks) for one in schedule.windows):
        yield "weeks"


def _weeks_are_odd(window: PublishedWeekly, weeks: int) -> bool:
    """Weeks that the cycle does not have, or a window of no week at all."""
    if window.weeks is None:
        return False
    return not window.weeks or bool(_repeated(window.weeks)) or not all(1 <= week <= weeks for week in window.weeks)


def _day_problems(schedule: PublishedSchedule) -> Iterator[str]:
    if _repeated([one.day for one in schedule.exceptions]) or _repeated([one.day for one in schedule.extra]):
        yield "day_twice"
    if any(not one.windows for one in schedule.extra):
        yield "extra_empty"


def _window_problems(window: PublishedWindow, offered: Sequence[ServiceClass]) -> Iterator[str]:
    if not _is_window(window.start, window.end):
        yield "window"
    if _is_odd(window.classes) or _is_odd(window.audiences) or _is_odd(window.channels):
        yield "window_for_nobody"
    if window.classes is not None and not set(window.classes) <= {one.name for one in offered}:
        yield "window_class"
    if _limited(window) and offered and not any(window.admit(one) for one in offered):
        yield "window_for_nobody"


def _is_odd(chosen: Collection[str] | None) -> bool:
    return chosen is not None and (not chosen or len(set(chosen)) < len(chosen))


def _limited(window: Limits) -> bool:
    return (window.classes, window.audiences, window.channels) != (None, None, None)


def _repeated(values: Sequence[T]) -> set[T]:
    return {one for one in values if values.count(one) > 1} if len(set(values)) < len(values) else set()


def _is_length(minutes: int) -> bool:
    return minutes % 5 == 0 and 5 <= minutes <= LONGEST  # noqa: PLR2004


def _is_buffer(minutes: int) -> bool:
    return minutes % 5 == 0 and 0 <= minutes <= LONGEST_BUFFER


def _is_notice(minutes: int) -> bool:
    return 0 <= minutes <= LONGEST_NOTICE


def _is_horizon(days: int) -> bool:
    return 1 <= days <= FURTHEST


def _is_window(start: str, end: str) -> bool:
    return bool(_CLOCK.fullmatch(start) and _CLOCK.fullmatch(end)) and start < end
