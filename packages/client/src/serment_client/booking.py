"""What a booking sends: envelope for the practice, self-copy for the patient, the statement binding them (SPEC 7)."""

from dataclasses import dataclass

import msgspec
from msgspec import UNSET, UnsetType

from serment_client.custodian import Language
from serment_client.errors import MotiveUnknown, ScheduleUnknown
from serment_client.practices import KnownPractice
from serment_protocol.appointments import (
    ZEROS,
    Booking,
    ManageKeys,
    PatientName,
    Place,
    SelfCopy,
    lock_self_copy,
    seal_envelope,
)
from serment_protocol.credentials import CredentialAsk
from serment_protocol.encoding import b64
from serment_protocol.publication import Motive, Schedule, ServiceClass
from serment_protocol.signing import Signed
from serment_protocol.statements import Contents, Statement, sign_booking
from serment_protocol.vault import Identity


@dataclass(frozen=True)
class Wish:
    """Who wants to come, when, why."""

    practice: str
    schedule: str
    start: str
    motive: str
    patient: Identity
    note: str = ""
    language: Language = "fr"


@dataclass(frozen=True)
class Span:
    """Which time of which calendar, and as what: what a statement says of it."""

    schedule: str
    start: str
    duration: int
    service_class: str


@dataclass(frozen=True)
class Predecessor:
    """A visit that is to go on under another key: its appointment, its time, and what its patient was told."""

    appointment: str
    span: Span
    told: SelfCopy


@dataclass(frozen=True)
class Means:
    """With whose keys, and which ticket and right; staff have no right."""

    practice: KnownPractice
    keys: ManageKeys
    ticket: bytes
    token: bytes | None
    pseudonym: str | UnsetType = UNSET
    """By which the practice knows the account again; of patients alone."""
    asks: tuple[CredentialAsk, ...] = ()
    """Which of the practice's words the visit is to bring."""
    credential: bytes | None = None
    """The one that is shown, where the class is not for everybody."""


@dataclass(frozen=True)
class Prepared:
    """A booking ready to be sent."""

    body: dict[str, object]
    statement: Signed
    contents: Contents
    content: Booking
    self_copy: SelfCopy

    @property
    def envelope(self) -> bytes:
        """What only the practice reads."""
        return self.contents.envelope


def prepare(wish: Wish, means: Means) -> Prepared:
    """Seal and sign; class and duration are the practice's own signed word."""
    motive, schedule, service_class = resolve(wish, means.practice)
    content = Booking(
        patient=wish.patient,
        motive=wish.motive,
        note=wish.note,
        reply=means.keys.reply_public,
        language=wish.language,
        pseudonym=means.pseudonym,
        asks=means.asks or UNSET,
    )
    span = Span(wish.schedule, wish.start, service_class.duration, service_class.service_class)
    return seal_booking(span, content, self_copy_of(wish, means.practice, motive, schedule), means)


def succeed(before: Predecessor, contact: Identity, language: Language, means: Means) -> Prepared:
    """A booking in the place of another one: as that was told, with the contact of whoever books (SPEC 7)."""
    told = before.told
    known = (contact.given, contact.family) == (told.patient.given, told.patient.family)
    patient = msgspec.structs.replace(
        contact,
        given=told.patient.given,
        family=told.patient.family,
        birth_date=contact.birth_date if known else "",
    )
    content = Booking(
        patient=patient,
        motive=told.motive,
        note=told.note,
        reply=means.keys.reply_public,
        language=language,
        replaces=before.appointment,
        pseudonym=means.pseudonym,
    )
    return seal_booking(before.span, content, told, means)


def seal_booking(span: Span, content: Booking, copy: SelfCopy, means: Means) -> Prepared:
    """Envelope, self-copy, and the statement that binds them."""
    keys, epoch = means.keys, means.practice.epoch
    place = Place(copy.practice, epoch.epoch, keys.appointment)
    envelope = seal_envelope(content, place, epoch.desk_seal)
    locked = lock_self_copy(copy, keys)
    contents = Contents(keys.sign_public, envelope, locked, means.ticket, means.token, means.credential)
    statement = sign_booking(first_statement(span, place, contents.digest()), keys.sign_seed)
    body: dict[str, object] = {
        "statement": statement,
        "manage": b64(keys.sign_public),
        "envelope": b64(envelope),
        "self_copy": b64(contents.self_copy),
        "ticket": b64(means.ticket),
    }
    if means.token is not None:
        body["token"] = b64(means.token)
    if means.credential is not None:
        body["credential"] = b64(means.credential)
    return Prepared(body, statement, contents, content, copy)


def resolve(wish: Wish, practice: KnownPractice) -> tuple[Motive, Schedule, ServiceClass]:
    """What the practice says of the motive and the calendar."""
    publication = practice.publication
    motive = next((each for each in publication.motives if each.motive == wish.motive), None)
    schedule = next((each for each in publication.schedules if each.schedule == wish.schedule), None)
    if schedule is None:
        raise ScheduleUnknown
    if motive is None:
        raise MotiveUnknown
    wanted = motive.class_of(schedule.practitioner)
    service_class = next((each for each in publication.classes if each.service_class == wanted), None)
    if service_class is None:
        raise MotiveUnknown
    return motive, schedule, service_class


def first_statement(span: Span, place: Place, contents: str) -> Statement:
    """The first statement of an appointment."""
    return Statement(
        appointment=place.appointment,
        practice=place.practice,
        sequence=0,
        state="booked",
        schedule=span.schedule,
        start=span.start,
        duration=span.duration,
        service_class=span.service_class,
        epoch=place.epoch,
        previous=ZEROS,
        by="manage",
        contents=contents,
    )


def self_copy_of(wish: Wish, practice: KnownPractice, motive: Motive, schedule: Schedule) -> SelfCopy:
    """What the patient finds again on another device."""
    publication = practice.publication
    known = {each.practitioner: each for each in publication.practitioners}
    person, address = known.get(schedule.practitioner), publication.address
    names = (person.prefix, person.given, person.family) if person else ()
    return SelfCopy(
        practice=wish.practice,
        practice_name=publication.name,
        practitioner=schedule.practitioner,
        practitioner_name=" ".join(filter(None, names)),
        address=f"{address.line}, {address.postcode} {address.town}",
        phone=publication.phone,
        time_zone=publication.time_zone,
        motive=motive.motive,
        motive_label=motive.labels.fr if wish.language == "fr" else motive.labels.en,
        patient=PatientName(wish.patient.given, wish.patient.family),
        note=wish.note,
    )
