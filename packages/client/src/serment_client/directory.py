"""The public directory: practitioners, places, names, free times. What is searched for travels in a body only."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from serment_client.context import Context
from serment_protocol.credentials import KnownAs

Sort = Literal["soonest", "distance"]
Channel = Literal["", "office", "home", "video"]
Access = Literal["wheelchair", "hearing", "visual"]


class DayStarts(msgspec.Struct, frozen=True):
    """Free times of one day."""

    day: str
    starts: list[str]


class Labels(msgspec.Struct, frozen=True):
    """A text in both languages."""

    fr: str
    en: str


class Found(msgspec.Struct, frozen=True, rename={"service_class": "class"}):
    """A row of a search."""

    practitioner: str
    practice: str
    schedule: str
    service_class: str
    prefix: str
    given: str
    family: str
    profession: str
    specialty: str
    specialty_labels: Labels
    practice_name: str
    address: str
    town: str
    postcode: str
    distance_km: float
    languages: list[str]
    sector: str
    accepts_new: bool
    fictitious: bool
    attended: bool
    next: str
    time_zone: str
    days: list[DayStarts] = []
    access: list[str] = []


class Also(msgspec.Struct, frozen=True):
    """What would find more."""

    what: str
    value: str | int
    total: int


class SearchAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/search`."""

    total: int
    page: int
    pages: int
    results: list[Found]
    also: list[Also] = []
    after: str = ""
    """Where the next page begins; empty behind the last."""
    refreshing: bool = False
    """Whether somebody who was not looked at may be free sooner."""


class Query(msgspec.Struct, frozen=True):
    """What is searched for; an empty text is any."""

    specialty: str = ""
    name: str = ""
    place: str = ""
    radius_km: int = 20
    start: str = msgspec.field(default="", name="from")
    language: str = ""
    sector: str = ""
    sort: Sort = "soonest"
    page: int = 1
    channel: Channel = ""
    accepts_new: bool = False
    access: tuple[Access, ...] = ()
    after: str = ""
    """Where the page before ended."""


class Place(msgspec.Struct, frozen=True):
    """A town."""

    code: str
    name: str
    postcodes: list[str]
    department: str
    latitude: float
    longitude: float


class PlacesAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/places`."""

    places: list[Place]


class Named(msgspec.Struct, frozen=True):
    """A practitioner whose name fits."""

    practitioner: str
    given: str
    family: str
    specialty: str
    town: str


class Specialty(msgspec.Struct, frozen=True):
    """A specialty whose name fits."""

    code: str
    labels: Labels
    profession: str = ""


class NamesAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/names`."""

    practitioners: list[Named]
    specialties: list[Specialty]


class SpecialtiesAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/specialties`."""

    specialties: list[Specialty]


class Times(msgspec.Struct, frozen=True, rename={"service_class": "class"}):
    """Free times of one calendar for one class."""

    schedule: str
    service_class: str
    days: list[DayStarts]
    next: str


class Holiday(msgspec.Struct, frozen=True):
    """A public holiday with its name."""

    day: str
    name: str


class HolidaysAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/holidays/{region}/{year}`."""

    holidays: list[Holiday]


class TimesAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/times`."""

    times: list[Times]


class Directory:
    """Looking for somebody, and for a time."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def search(self, query: Query) -> SearchAnswer:
        """Practitioners and their next times."""
        body = {
            "specialty": query.specialty,
            "name": query.name,
            "place": query.place,
            "radius_km": query.radius_km,
            "from": query.start,
            "language": query.language,
            "sector": query.sector,
            "sort": query.sort,
            "page": query.page,
            "channel": query.channel,
            "accepts_new": query.accepts_new,
            "access": query.access,
            "after": query.after,
        }
        return self._context.transport.ask(SearchAnswer, "POST", self._context.platform_url("/search"), body)

    def places(self, query: str) -> list[Place]:
        """Towns whose name or postcode begins so."""
        url = self._context.platform_url("/places")
        return self._context.transport.ask(PlacesAnswer, "POST", url, {"query": query}).places

    def names(self, query: str) -> NamesAnswer:
        """Practitioners and specialties whose name begins so."""
        url = self._context.platform_url("/names")
        return self._context.transport.ask(NamesAnswer, "POST", url, {"query": query})

    def specialties(self) -> list[Specialty]:
        """Every specialty."""
        url = self._context.platform_url("/specialties")
        return self._context.transport.ask(SpecialtiesAnswer, "GET", url).specialties

    def practitioner(self, practitioner: str) -> Found:
        """One practitioner."""
        return self._context.transport.ask(Found, "GET", self._context.platform_url(f"/practitioners/{practitioner}"))

    def times(
        self, requests: Sequence[tuple[str, str]], start: str, days: int, audience: KnownAs | None = None
    ) -> list[Times]:
        """Free times of these calendars and classes; also of those for an audience, to look at which proves nothing."""
        body = times_asked(requests, start, days) | ({"audience": audience} if audience else {})
        return self._context.transport.ask(TimesAnswer, "POST", self._context.platform_url("/times"), body).times

    def holidays(self, region: str, year: int) -> list[Holiday]:
        """The public holidays on which calendars of this region are closed."""
        url = self._context.platform_url(f"/holidays/{region}/{year}")
        return self._context.transport.ask(HolidaysAnswer, "GET", url).holidays


def times_asked(requests: Sequence[tuple[str, str]], start: str, days: int) -> dict[str, object]:
    """What is sent to ask for free times."""
    asked = [{"schedule": schedule, "class": service_class} for schedule, service_class in requests]
    return {"requests": asked, "from": start, "days": days}
