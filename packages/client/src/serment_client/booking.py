"""What a booking sends: envelope for the practice, self-copy for the patient, the statement binding them (SPEC 7)."""

from dataclasses import dataclass
from typing import Literal

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
    language: Literal["fr", "en"] = "fr"


@dataclass(frozen=True)
class Prepared:
    """A booking ready to be sent."""

    body: dict[str, object]
    statement: Signed
    content: Booking
    envelope: bytes
    self_copy: SelfCopy


def prepare(wish: Wish, practice: KnownPractice, keys: ManageKeys, ticket: bytes, token: bytes | None) -> Prepared:
    """Seal and sign; class and duration are the practice's own signed word."""
    motive, schedule, service_class = resolve(wish, practice)
    place = Place(wish.practice, practice.epoch.epoch, keys.appointment)
    content = Booking(
        patient=wish.patient, motive=wish.motive, note=wish.note, reply=keys.reply_public, language=wish.language
    )
    copy = self_copy_of(wish, practice, motive, schedule)
    envelope = seal_envelope(content, place, practice.epoch.desk_seal)
    locked_copy = lock_self_copy(copy, keys)
    contents = Contents(keys.sign_public, envelope, locked_copy, ticket, token).digest()
    statement = sign_booking(first_statement(wish, place, service_class, contents), keys.sign_seed)
    body: dict[str, object] = {
        "statement": statement,
        "manage": b64(keys.sign_public),
        "envelope": b64(envelope),
        "self_copy": b64(locked_copy),
        "ticket": b64(ticket),
    }
    if token is not None:
        body["token"] = b64(token)
    return Prepared(body, statement, content, envelope, copy)


def resolve(wish: Wish, practice: KnownPractice) -> tuple[Motive, Schedule, ServiceClass]:
    """What the practice says of the motive and the calendar."""
    publication = practice.publication
    motive = next((each for each in publication.motives if each.motive == wish.motive), None)
    schedule = next((each for each in publication.schedules if each.schedule == wish.schedule), None)
    if schedule is None:
        raise ScheduleUnknown
    if motive is None:
        raise MotiveUnknown
    service_class = next((each for each in publication.classes if each.service_class == motive.service_class), None)
    if service_class is None:
        raise MotiveUnknown
    return motive, schedule, service_class


def first_statement(wish: Wish, place: Place, service_class: ServiceClass, contents: str) -> Statement:
    """The first statement of an appointment."""
    return Statement(
        appointment=place.appointment,
        practice=place.practice,
        sequence=0,
        state="booked",
        schedule=wish.schedule,
        start=wish.start,
        duration=service_class.duration,
        service_class=service_class.service_class,
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
