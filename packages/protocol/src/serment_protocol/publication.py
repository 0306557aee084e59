"""The publication: everything public of a practice, signed by its desk (SPEC 6)."""

from typing import Annotated, Literal

from msgspec import Meta

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
    channel: Literal["office", "home", "video"]
    audience: Literal["public", "staff"]


class Motive(Structure, frozen=True, rename={"service_class": "class"}):
    """A reason for a visit. Public as an offer; which one is chosen is sealed."""

    motive: Slug
    labels: Labels
    service_class: Slug
    practitioners: tuple[Hex16, ...]
    instructions: Labels


class WeeklyWindow(Structure, frozen=True, rename={"start": "from", "end": "to"}):
    """Hours of every week."""

    weekday: Annotated[int, Meta(ge=1, le=7)]
    start: WallClock
    end: WallClock


class Window(Structure, frozen=True, rename={"start": "from", "end": "to"}):
    """Hours of one day."""

    start: WallClock
    end: WallClock


class DayException(Structure, frozen=True):
    """Hours of one day instead of its weekday's."""

    day: Day
    windows: tuple[Window, ...]


class Schedule(Structure, frozen=True):
    """One bookable calendar."""

    schedule: Hex16
    practitioner: Hex16
    step: Minutes
    classes: tuple[Slug, ...]
    notice_minutes: Count
    horizon_days: Count
    windows: tuple[WeeklyWindow, ...]
    exceptions: tuple[DayException, ...]


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
