"""Values of the directory: all of it is public."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from serment_platform.directory.specialties import Labels
from serment_platform.scheduling import Starts

Sort = Literal["soonest", "distance"]
Channel = Literal["", "office", "home", "video"]
Access = Literal["wheelchair", "hearing", "visual"]


Words = Annotated[str, Meta(max_length=100, pattern=r"\A[^\x00]*\Z")]
"""PostgreSQL takes no text with a NUL in it."""


class Query(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """What somebody looks for; an empty string means any. It is read from a body, answered, and kept nowhere."""

    specialty: Words = ""
    name: Words = ""
    place: Words = ""
    radius_km: Annotated[int, Meta(ge=1, le=500)] = 10
    from_: Words = ""
    language: Words = ""
    sector: Words = ""
    channel: Channel = ""
    accepts_new: bool = False
    access: Annotated[tuple[Access, ...], Meta(max_length=3)] = ()
    sort: Sort = "soonest"
    page: Annotated[int, Meta(ge=1, le=100)] = 1
    after: Annotated[str, Meta(max_length=64)] = ""
    """Where the page before ended; `page` then only counts."""


class Standing(msgspec.Struct, frozen=True):
    """Whether the custodian stands by a practice, and whether a search finds it."""

    endorsed: bool
    listed: bool


class Profile(msgspec.Struct, frozen=True, rename={"service_class": "class"}):
    """What is public of a practitioner, as on a search row."""

    practitioner: str
    practice: str
    schedule: str
    service_class: str
    prefix: str
    given: str
    family: str
    profession: str
    specialty: str
    practice_name: str
    address: str
    town: str
    postcode: str
    languages: list[str]
    sector: str
    accepts_new: bool
    access: list[str]
    fictitious: bool
    attended: bool
    time_zone: str
    specialty_labels: Labels


class MotiveOffer(msgspec.Struct, frozen=True, rename={"service_class": "class"}):
    """A motive as the person's own page lists it."""

    motive: str
    labels: Labels
    minutes: int
    channel: str
    service_class: str = ""
    schedule: str = ""
    """The calendar that a search looks into for it."""


class Proposal(msgspec.Struct, frozen=True):
    """One answer changed, and how many it would find."""

    what: Literal["radius", "specialty", "date", "without"]
    value: str | int
    """Of `without`: the filter taken away, by its name in the query; `filters` for all of them."""
    total: int


class Result(msgspec.Struct, frozen=True):
    """A practitioner found, with the free times of the next days."""

    profile: Profile
    distance_km: float
    next: datetime | None
    days: list[Starts]


class Results(msgspec.Struct, frozen=True):
    """One page of what was found, and what else might help."""

    total: int
    page: int
    pages: int
    rows: list[Result]
    also: list[Proposal]
    after: str
    """Where the next page begins; empty behind the last."""
    refreshing: bool
    """Whether somebody who was not looked at may be free sooner."""

    @property
    def nothing_free(self) -> bool:
        """Whether nobody on this page has a free time."""
        return all(row.next is None for row in self.rows)


class Named(msgspec.Struct, frozen=True):
    """A practitioner whose name fits what is being typed."""

    practitioner: str
    given: str
    family: str
    specialty: str
    town: str


class Page(msgspec.Struct, frozen=True):
    """What a practitioner's own page shows beside the profile."""

    phone: str
    about: str
    motives: list[MotiveOffer]
