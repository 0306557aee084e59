"""What the public pages show, in words: from public values and free times to texts and links. Pure.

A time is a link into the app, whose address lies behind the `#`: no server learns which time was clicked.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

import msgspec

from serment_platform.directory.places import Place
from serment_platform.directory.rules import RADII
from serment_platform.directory.types import Access, Channel, MotiveOffer, Profile, Proposal, Query
from serment_platform.directory.words import (
    Language,
    clock,
    language_name,
    long_day,
    long_moment,
    say,
    short_day,
    weekday,
    zone_name,
)
from serment_platform.scheduling import Starts

FORM_FIELDS = (
    *("specialty", "name", "place", "from", "radius", "language", "sector"),
    *("channel", "patients", "access", "sort"),
)
FILTER_FIELDS = {name: name for name in ("language", "sector", "channel", "access")} | {"accepts_new": "patients"}
"""The field of the form that is a filter of the query."""
SECTORS = ("1", "2", "hors")
CHANNELS: tuple[Channel, ...] = ("office", "home", "video")
ACCESS: tuple[Access, ...] = ("wheelchair", "hearing", "visual")
LANGUAGES = ("fr", "en", "es", "ar", "pt", "de", "it", "tr", "zh")
APART = timedelta(minutes=15)


class Site(NamedTuple):
    """Which language a page speaks, and where the app is."""

    language: Language
    app: str

    @property
    def root(self) -> str:
        """What every path of this language begins with."""
        return "" if self.language == "fr" else "/en"

    @property
    def other(self) -> Language:
        """The language a page offers to switch to."""
        return "en" if self.language == "fr" else "fr"

    def elsewhere(self, path: str) -> str:
        """The same page in the other language."""
        return path or "/" if self.language == "en" else f"/en{path}"


class TimeLink(NamedTuple):
    """A free time: short to see, long to hear."""

    href: str
    label: str
    name: str


class DayColumn(NamedTuple):
    """One day's free times."""

    weekday: str
    date: str
    times: list[TimeLink]


class Row(NamedTuple):
    """A practitioner as a result or as a page of their own."""

    name: str
    href: str
    book: str
    specialty: str
    practice_name: str
    address: str
    postcode: str
    town: str
    distance: str
    facts: list[str]
    fictitious: bool
    attended: bool
    accepts_new: bool
    days: list[DayColumn]
    next: TimeLink | None
    zone: str

    @property
    def has_times(self) -> bool:
        """Whether any of the days shown has a free time."""
        return any(day.times for day in self.days)


class MotiveRow(NamedTuple):
    """A motive with its length, and a link that begins a booking with it."""

    href: str
    label: str
    minutes: int
    channel: str


class Again(NamedTuple):
    """A proposal: the search once more with one answer changed."""

    label: str
    changes: dict[str, str]


class SearchForm(msgspec.Struct, frozen=True):
    """The form as it was filled in, to be shown again; it lives as long as the answer."""

    specialty: str = ""
    name: str = ""
    place: str = ""
    from_day: str = ""
    radius: int = 10
    language: str = ""
    sector: str = ""
    channel: str = ""
    patients: str = ""
    access: str = ""
    sort: str = "soonest"
    page: int = 1
    after: str = ""
    place_error: str = ""
    from_error: str = ""
    others: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether an answer could not be understood."""
        return bool(self.place_error or self.from_error)

    def fields(self, changes: dict[str, str | int]) -> list[tuple[str, str]]:
        """The fields of a hidden form that asks the same again, but for these."""
        mine = {name: str(getattr(self, "from_day" if name == "from" else name)) for name in FORM_FIELDS}
        return list((mine | {name: str(value) for name, value in changes.items()}).items())


def full_name(profile: Profile) -> str:
    """`Dr Camille Tilleul`."""
    return " ".join(part for part in (profile.prefix, profile.given, profile.family) if part)


def row(site: Site, profile: Profile, days: Sequence[Starts], following: datetime | None, km: float = -1) -> Row:
    """One practitioner in words."""
    t = say(site.language)
    book = f"{site.app}/#/book/{profile.practitioner}"
    return Row(
        name=full_name(profile),
        href=f"{site.root}/praticien/{profile.practitioner}",
        book=book,
        specialty=specialty_label(profile, site.language),
        practice_name=profile.practice_name,
        address=profile.address,
        postcode=profile.postcode,
        town=profile.town,
        distance=distance(km, site.language),
        facts=[
            *([t(f"sector-short-{profile.sector}")] if profile.sector in SECTORS else []),
            ", ".join(language_name(code, site.language) for code in profile.languages),
            *([] if profile.accepts_new else [t("no-new-patients")]),
            *(t(f"access-{each}") for each in profile.access),
        ],
        fictitious=profile.fictitious,
        attended=profile.attended,
        accepts_new=profile.accepts_new,
        days=[_column(site, book, profile.time_zone, day) for day in days],
        next=_link(site, book, profile.time_zone, following) if following else None,
        zone=zone_name(profile.time_zone, site.language),
    )


def specialty_label(profile: Profile, language: Language) -> str:
    """What the practitioner does."""
    return profile.specialty_labels.fr if language == "fr" else profile.specialty_labels.en


def distance(km: float, language: Language) -> str:
    """`à 3,2 km`, or nothing where no place was asked for."""
    if km < 0:
        return ""
    if km < 1:
        return say(language)("distance-near")
    text = f"{km:.1f}" if km < 10 else f"{km:.0f}"  # noqa: PLR2004
    return say(language)("distance", km=text.replace(".", ",") if language == "fr" else text)


def motive_row(site: Site, practitioner: str, motive: MotiveOffer) -> MotiveRow:
    """One reason for a visit."""
    label = motive.labels.fr if site.language == "fr" else motive.labels.en
    href = f"{site.app}/#/book/{practitioner}?{urlencode({'motive': motive.motive})}"
    return MotiveRow(href, label, motive.minutes, motive.channel)


def heading(site: Site, query: Query, place: Place | None) -> str:
    """What the results are results of: place, distance and day."""
    t = say(site.language)
    parts: list[str] = []
    if place:
        parts.append(t("results-around", place=f"{place.name} ({place.department})"))
        parts.append(t("results-within", km=query.radius_km))
    if query.from_:
        parts.append(t("results-from", day=long_day(date.fromisoformat(query.from_), site.language)))
    return ", ".join(parts)


def again(site: Site, proposal: Proposal, name: str) -> Again:
    """A proposal in words; `name` is the specialty's, where it proposes one."""
    t, value = say(site.language), str(proposal.value)
    if proposal.what == "radius":
        return Again(t("also-radius", value=value, total=proposal.total), {"radius": value})
    if proposal.what == "specialty":
        return Again(t("also-specialty", value=name, total=proposal.total), {"specialty": value})
    if proposal.what == "without":
        taken = FILTER_FIELDS if value == "filters" else {value: FILTER_FIELDS[value]}
        return Again(t("also-without", value=value, total=proposal.total), dict.fromkeys(taken.values(), ""))
    day = long_day(date.fromisoformat(value), site.language)
    return Again(t("also-date", value=day, total=proposal.total), {"from": value})


def radii() -> tuple[int, ...]:
    """The distances a form offers."""
    return RADII


def spread(starts: Sequence[datetime]) -> list[datetime]:
    """The first start, then each that leaves a quarter of an hour: a calendar may be free at every fifth minute, and
    nobody chooses among a hundred. The app does the same.
    """
    shown: list[datetime] = []
    for start in starts:
        if not shown or start - shown[-1] >= APART:
            shown.append(start)
    return shown


def _column(site: Site, book: str, zone: str, day: Starts) -> DayColumn:
    times = [_link(site, book, zone, start) for start in spread(day.moments())]
    return DayColumn(weekday(day.day, site.language), short_day(day.day, site.language), times)


def _link(site: Site, book: str, zone: str, start: datetime) -> TimeLink:
    href = f"{book}?{urlencode({'time': f'{start:%Y-%m-%dT%H:%M:%SZ}'})}"
    return TimeLink(href, clock(start, zone, site.language), long_moment(start, zone, site.language))
