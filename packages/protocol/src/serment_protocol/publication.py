"""The publication: everything public of a practice, signed by its desk (SPEC 6)."""

from typing import Annotated, Literal, TypeAlias

from msgspec import UNSET, Meta, UnsetType

from serment_protocol.credentials import CredentialKey
from serment_protocol.errors import BadSignature, PublicationForged
from serment_protocol.practice import EpochRecord
from serment_protocol.signing import Signed, body_hash, sign, verify
from serment_protocol.structure import (
    Count,
    Day,
    Digest,
    Hex16,
    Minutes,
    Number,
    Slug,
    Structure,
    Versioned,
    WallClock,
)

Channel: TypeAlias = Literal["office", "home", "video"]
Audience: TypeAlias = Literal["public", "known", "colleagues", "staff"]
"""Everybody; patients whom the practice knows; other practices; the practice itself."""
Access: TypeAlias = Literal["wheelchair", "hearing", "visual"]
"""A wheelchair gets in and about; who hears badly is helped to hear; who sees badly, to find the way."""
Region: TypeAlias = Annotated[str, Meta(pattern=r"\A[A-Z]{2}(?:-[A-Z0-9]{1,3})?\Z")]
"""A country or a part of it, as ISO 3166 writes them."""
Places: TypeAlias = Annotated[int, Meta(ge=1, le=200)]
"""How many may come at once."""
Week: TypeAlias = Annotated[int, Meta(ge=1, le=52)]


class Labels(Structure, frozen=True):
    """A text in both languages."""

    fr: str
    en: str


class Address(Structure, frozen=True):
    """Where a practice is; a millionth of a degree is 11 cm."""

    line: str
    postcode: str
    town: str
    town_code: str
    latitude_e6: Annotated[int, Meta(ge=-90_000_000, le=90_000_000)]
    longitude_e6: Annotated[int, Meta(ge=-180_000_000, le=180_000_000)]


class Practitioner(Structure, frozen=True):
    """Somebody who sees patients."""

    practitioner: Hex16
    prefix: str
    given: str
    family: str
    profession: str
    specialty: str
    languages: tuple[str, ...]
    sector: str
    accepts_new: bool
    about: str


class ServiceClass(Structure, frozen=True, rename={"service_class": "class"}):
    """What a booking shows the platform: how long, by which channel, for whom."""

    service_class: Slug
    duration: Minutes
    channel: Channel
    audience: Audience
    notice_minutes: Count | UnsetType = UNSET
    horizon_days: Count | UnsetType = UNSET
    before: Minutes | UnsetType = UNSET
    after: Minutes | UnsetType = UNSET
    needs: tuple[tuple[Hex16, ...], ...] | UnsetType = UNSET


class OwnClass(Structure, frozen=True, rename={"service_class": "class"}):
    """The class in which one practitioner sees people for a motive."""

    practitioner: Hex16
    service_class: Slug


class Motive(Structure, frozen=True, rename={"service_class": "class"}):
    """A reason for a visit. Public as an offer; which one is chosen is sealed."""

    motive: Slug
    labels: Labels
    service_class: Slug
    practitioners: tuple[Hex16, ...]
    instructions: Labels
    classes: tuple[OwnClass, ...] | UnsetType = UNSET

    def class_of(self, practitioner: str) -> str:
        """The class in which this practitioner sees people for it."""
        own = () if self.classes is UNSET else self.classes
        return next((one.service_class for one in own if one.practitioner == practitioner), self.service_class)


class WeeklyWindow(Structure, frozen=True, rename={"start": "from", "end": "to"}):
    """Hours of every week, or of some weeks of the cycle; for all classes, audiences and channels, or for some."""

    weekday: Annotated[int, Meta(ge=1, le=7)]
    start: WallClock
    end: WallClock
    weeks: tuple[Week, ...] | UnsetType = UNSET
    classes: tuple[Slug, ...] | UnsetType = UNSET
    audiences: tuple[Audience, ...] | UnsetType = UNSET
    channels: tuple[Channel, ...] | UnsetType = UNSET


class Window(Structure, frozen=True, rename={"start": "from", "end": "to"}):
    """Hours of one day, for all classes, audiences and channels, or for some."""

    start: WallClock
    end: WallClock
    classes: tuple[Slug, ...] | UnsetType = UNSET
    audiences: tuple[Audience, ...] | UnsetType = UNSET
    channels: tuple[Channel, ...] | UnsetType = UNSET


class DayHours(Structure, frozen=True):
    """Hours of one day: instead of its weekday's, or beside them."""

    day: Day
    windows: tuple[Window, ...]


class Cycle(Structure, frozen=True):
    """How many weeks, from Monday on, make a round, and a day of its first week."""

    weeks: Week
    anchor: Day


class Quota(Structure, frozen=True, rename={"service_class": "class"}):
    """How many visits may be booked for one day or week; of one class, or of all."""

    per: Literal["day", "week"]
    most: Annotated[int, Meta(ge=1, le=10_000)]
    service_class: Slug | UnsetType = UNSET


class Schedule(Structure, frozen=True):
    """One bookable calendar."""

    schedule: Hex16
    practitioner: Hex16
    step: Minutes
    classes: tuple[Slug, ...]
    notice_minutes: Count
    horizon_days: Count
    windows: tuple[WeeklyWindow, ...]
    exceptions: tuple[DayHours, ...]
    cycle: Cycle | UnsetType = UNSET
    extra: tuple[DayHours, ...] | UnsetType = UNSET
    capacity: Places | UnsetType = UNSET
    quotas: tuple[Quota, ...] | UnsetType = UNSET


class Resource(Structure, frozen=True):
    """A room or a device: a calendar of its own, in which nobody books but with somebody whom they come to see."""

    resource: Hex16
    kind: Literal["location", "device"]
    name: str
    capacity: Places | UnsetType = UNSET
    windows: tuple[WeeklyWindow, ...] | UnsetType = UNSET
    exceptions: tuple[DayHours, ...] | UnsetType = UNSET


class Publication(Versioned, frozen=True, kw_only=True):
    """Everything public of a practice (name `publication`)."""

    type: Literal["publication"] = "publication"
    practice: Hex16
    epoch: Number
    revision: Number
    previous: Digest
    name: str
    fictitious: bool
    attended: bool
    address: Address
    time_zone: str
    phone: str
    practitioners: tuple[Practitioner, ...]
    classes: tuple[ServiceClass, ...]
    motives: tuple[Motive, ...]
    schedules: tuple[Schedule, ...]
    holidays: Region | UnsetType = UNSET
    resources: tuple[Resource, ...] | UnsetType = UNSET
    access: tuple[Access, ...] | UnsetType = UNSET
    credentials: tuple[CredentialKey, ...] | UnsetType = UNSET

    def credential_key(self, audience: str) -> CredentialKey | None:
        """By which the practice says that somebody is of this audience, if it does."""
        keys = () if self.credentials is UNSET else self.credentials
        return next((each for each in keys if each.audience == audience), None)


def sign_publication(desk_sign_seed: bytes, publication: Publication) -> Signed:
    """The publication as the practice's desk puts it out."""
    return sign(desk_sign_seed, "publication", publication)


def verify_publication(signed: Signed, epoch: EpochRecord) -> Publication:
    """The publication, once it is signed by the desk of the epoch that it names."""
    try:
        publication = verify(epoch.desk_sign, "publication", signed, Publication)
    except BadSignature as error:
        raise PublicationForged from error
    if (publication.practice, publication.epoch) != (epoch.practice, epoch.epoch):
        raise PublicationForged
    return publication


def publication_hash(signed: Signed) -> str:
    """By which the next revision names this one."""
    return body_hash("publication", signed)
