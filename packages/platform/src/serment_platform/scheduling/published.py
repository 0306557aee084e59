"""A practice's publication (SPEC 6) as this service reads it. Pure: from the verified body to values, or a refusal.

The signature was checked before; here the content must make sense on its own, because opening rules that do not
parse would close a practice without anybody noticing.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal, TypeAlias, cast

import msgspec

from serment_platform.scheduling.errors import PublicationUnreadable

LONGEST_TEXT = 4000
LARGEST = 128 * 1024
"""A change of keys may be larger than this, but not by its publication."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

Channel: TypeAlias = Literal["office", "home", "video"]
Audience: TypeAlias = Literal["public", "known", "colleagues", "staff"]
Access: TypeAlias = Literal["wheelchair", "hearing", "visual"]


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
    channel: Channel
    audience: Audience
    notice_minutes: int | None = None
    horizon_days: int | None = None
    before: int = 0
    after: int = 0
    needs: tuple[tuple[str, ...], ...] = ()


class OwnClass(msgspec.Struct, frozen=True, rename={"service_class": "class"}):
    """The class in which one practitioner sees people for a motive."""

    practitioner: str
    service_class: str


class Motive(msgspec.Struct, frozen=True, rename={"service_class": "class"}):
    """A reason for a visit. Public as an offer; which one is chosen is sealed."""

    motive: str
    labels: Labels
    service_class: str
    practitioners: tuple[str, ...]
    instructions: Labels
    classes: tuple[OwnClass, ...] = ()

    def class_of(self, practitioner: str) -> str:
        """The class in which this practitioner sees people for it."""
        own = (one.service_class for one in self.classes if one.practitioner == practitioner)
        return next(own, self.service_class)


class Limits(msgspec.Struct, frozen=True):
    """For which visits a window is open: for all where it does not say."""

    classes: tuple[str, ...] | None = None
    audiences: tuple[Audience, ...] | None = None
    channels: tuple[Channel, ...] | None = None

    def admit(self, one: ServiceClass) -> bool:
        """Whether such a visit may be booked here."""
        return (
            (self.classes is None or one.name in self.classes)
            and (self.audiences is None or one.audience in self.audiences)
            and (self.channels is None or one.channel in self.channels)
        )


class PublishedWindow(Limits, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """Hours of one day."""

    start: str
    end: str


class PublishedWeekly(PublishedWindow, frozen=True, kw_only=True):
    """Hours of every week, or of some weeks of the cycle."""

    weekday: int
    weeks: tuple[int, ...] | None = None


class PublishedCycle(msgspec.Struct, frozen=True):
    """How many weeks, from Monday on, make a round, and a day of its first week."""

    weeks: int
    anchor: date


class PublishedHours(msgspec.Struct, frozen=True):
    """Hours of one day: instead of its weekday's, or beside them."""

    day: date
    windows: tuple[PublishedWindow, ...]


class PublishedQuota(msgspec.Struct, frozen=True, rename={"service_class": "class"}):
    """How many visits may be booked for one day or week; of one class, or of all."""

    per: Literal["day", "week"]
    most: int
    service_class: str = ""


class PublishedResource(msgspec.Struct, frozen=True):
    """A room or a device; open all day and night where it does not say when."""

    resource: str
    kind: Literal["location", "device"]
    name: str
    capacity: int = 1
    windows: tuple[PublishedWeekly, ...] | None = None
    exceptions: tuple[PublishedHours, ...] = ()


class PublishedSchedule(msgspec.Struct, frozen=True):
    """One bookable calendar."""

    schedule: str
    practitioner: str
    step: int
    classes: tuple[str, ...]
    notice_minutes: int
    horizon_days: int
    windows: tuple[PublishedWeekly, ...]
    exceptions: tuple[PublishedHours, ...]
    cycle: PublishedCycle | None = None
    extra: tuple[PublishedHours, ...] = ()
    capacity: int = 1
    quotas: tuple[PublishedQuota, ...] = ()


class PublishedCredentialKey(msgspec.Struct, frozen=True):
    """By which the practice says whom it knows; what is locked in it is its desk's."""

    audience: Literal["known", "colleagues"]
    modulus: str
    locked: str


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
    holidays: str | None = None
    resources: tuple[PublishedResource, ...] = ()
    access: tuple[Access, ...] = ()
    credentials: tuple[PublishedCredentialKey, ...] = ()


def decode_publication(body: bytes) -> Publication:
    """The publication of a verified body, whatever it says."""
    if len(body) > LARGEST:
        raise PublicationUnreadable("body", "")
    try:
        publication = msgspec.json.decode(body, type=Publication)
        texts = list(_texts(msgspec.to_builtins(publication)))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise PublicationUnreadable("body", "") from error
    if any(len(text) > LONGEST_TEXT or _CONTROL.search(text) for text in texts):
        raise PublicationUnreadable("text", "")
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
