"""Routes of times and appointments. A patient's requests carry no session; staff act as members of their practice."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream
from msgspec import Meta

from serment_kernel.errors import Refusal
from serment_kernel.notices import Notices
from serment_platform.http import (
    BadRequest,
    Signed,
    Web,
    answer,
    authorization,
    b64_field,
    created,
    decode,
    encoded,
    no_content,
    path_id,
    read,
)
from serment_platform.identity import authenticate, check_token
from serment_platform.practice import Desk, Membership, desk_key, require_member
from serment_platform.scheduling import actions, agenda, credentials, erasing, holds, holidays, mailbox
from serment_platform.scheduling.batching import Batches
from serment_platform.scheduling.errors import AppointmentUnknown, BadStatement
from serment_platform.scheduling.free_times import EVERYBODY, Asker, Shown
from serment_platform.scheduling.looking import Looks
from serment_platform.scheduling.queueing import Line
from serment_platform.scheduling.received import Parts, believe_booking, look_into
from serment_platform.scheduling.rules import LARGEST
from serment_platform.scheduling.types import (
    Absence,
    AgendaEntry,
    Booking,
    KeptLetter,
    Overbooking,
    Place,
    SignedStatement,
)
from serment_platform.scheduling.types import Filing as Kept
from serment_platform.service import Service
from serment_protocol import attestations
from serment_protocol.appointments import Filing, appointment_id
from serment_protocol.credentials import KnownAs
from serment_protocol.encoding import b64, canonical, read_day, read_time, write_time
from serment_protocol.errors import BadSignature, ProtocolRefusal
from serment_protocol.letters import Posted
from serment_protocol.reads import verify_read
from serment_protocol.structure import Hex16, Slug
from serment_protocol.tokens import TOKEN_BYTES

ID_DIGITS = 64
KEY_BYTES = 32
ALIVE_SECONDS = 15.0
MOST_REQUESTS = 30
NO_SHOW = "noshow"
MOST_DAYS = 31
CREATED = 201
NDJSON = "application/x-ndjson"

Number = Annotated[int, Meta(ge=1, le=LARGEST)]


class TimesWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"service_class": "class"}):
    """A calendar, and for what."""

    schedule: Hex16
    service_class: Slug


class TimesRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"first": "from"}):
    """Free times of which calendars, on which days."""

    requests: Annotated[list[TimesWanted], Meta(max_length=MOST_REQUESTS)]
    first: str
    days: Annotated[int, Meta(ge=1, le=MOST_DAYS)]
    audience: KnownAs | None = None


class NewVisit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A booking by staff."""

    statement: Signed
    manage: str
    envelope: str
    self_copy: str
    ticket: str
    hold: Annotated[str, Meta(pattern=r"\A([0-9a-f]{32})?\Z")] = ""

    def parts(self, token: bytes | None = None) -> Parts:
        """What is in it, as bytes."""
        return Parts(
            self.statement,
            b64_field(self.manage, KEY_BYTES),
            b64_field(self.envelope),
            b64_field(self.self_copy),
            b64_field(self.ticket),
            token,
        )


class StaffVisit(NewVisit, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A booking by staff, who may put it on top of whatever is there."""

    overbook: bool = False


class NewAppointment(NewVisit, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A booking by a patient, with a right to book, and a place in the queue where one was given."""

    token: str
    place: str = ""
    credential: str = ""

    def believed(self) -> Booking:
        """The booking, its right and its credential yet to be looked at."""
        credential = b64_field(self.credential, TOKEN_BYTES) if self.credential else None
        return believe_booking(self.parts(b64_field(self.token))._replace(credential=credential))


class NextStatement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change of an appointment."""

    statement: Signed
    overbook: bool = False
    place: str = ""


class GivenCredentials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The desk's answer to what an envelope asked, sealed to the visit."""

    sealed: str


class NewAbsence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A time nobody can book, its reason sealed."""

    absence: Hex16
    schedule: Hex16
    start: str
    end: str
    epoch: Number
    sealed: str


class DayStarts(msgspec.Struct, frozen=True):
    """Free starts of a day."""

    day: date
    starts: msgspec.Raw


class TimesRow(msgspec.Struct, frozen=True, rename={"service_class": "class"}):
    """Free starts of a calendar."""

    schedule: str
    service_class: str
    days: list[DayStarts]
    next: str


class TimesAnswer(msgspec.Struct, frozen=True):
    """Free starts of several calendars."""

    times: list[TimesRow]


class DoneAnswer(msgspec.Struct, frozen=True):
    """An appointment as it stands now."""

    appointment: str
    sequence: int


class KeptSigned(msgspec.Struct, frozen=True):
    """What was signed, as it is kept: readers believe it or not, and one that is spoilt hides none of the others."""

    body: str
    signature: str


class VisitAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """An appointment as its patient reads it; of one that was erased, the practice's word that it was."""

    appointment: str
    practice: str
    statements: list[KeptSigned]
    self_copy: str
    erasure: Signed | None = None
    credentials: str = ""


class AgendaOverbooking(msgspec.Struct, frozen=True):
    """Who put a visit on top of others, on which day, and by which of its statements."""

    sequence: int
    member: str
    day: date


class AgendaVisit(msgspec.Struct, frozen=True, omit_defaults=True):
    """An appointment as its practice reads it; `filing` and `note` are absent before the first.

    `note` is left out, too, for whoever has no key to it.
    """

    appointment: str
    manage: str
    statements: list[KeptSigned]
    envelope: str
    filing: Filing | None = None
    note: Filing | None = None
    overbooked: bool = False
    resources: Sequence[str] = ()
    answered: bool = False
    overbookings: Sequence[AgendaOverbooking] = ()
    """Which of its statements put it on top of others."""


class NewLetter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A letter for the other hand, and the writer's own copy."""

    letter: Signed
    sealed: str
    copy: str
    ticket: str = ""


class LetterAnswer(msgspec.Struct, frozen=True):
    """A letter as it is read: sealed for whom it is for, the copy for whoever wrote it."""

    letter: KeptSigned
    sealed: str
    copy: str
    due: str
    settled: str


class LettersAnswer(msgspec.Struct, frozen=True):
    """A mailbox."""

    letters: list[LetterAnswer]


class PostedAnswer(msgspec.Struct, frozen=True):
    """Where a letter lies."""

    appointment: str
    number: int


class MailboxAnswer(msgspec.Struct, frozen=True):
    """A mailbox beside its visit."""

    visit: AgendaVisit
    letters: list[LetterAnswer]
    attested: KeptSigned | None
    """What another practice may be shown of the visit, where this mailbox alone was asked for."""


class MailboxesAnswer(msgspec.Struct, frozen=True):
    """A page of the mailboxes of a practice; `next` is empty on the last."""

    mailboxes: list[MailboxAnswer]
    next: str
    epoch: int


class AgendaAbsence(msgspec.Struct, frozen=True):
    """An absence, closed."""

    absence: str
    schedule: str
    start: str
    end: str
    epoch: int
    sealed: str


class Holiday(msgspec.Struct, frozen=True):
    """A day with its name, in the language of the place."""

    day: str
    name: str


class HolidaysAnswer(msgspec.Struct, frozen=True):
    """Those of a year, in order."""

    holidays: list[Holiday]


class AgendaHeld(msgspec.Struct, frozen=True):
    """A time that somebody holds, or is offered, for some minutes; nobody is told who."""

    schedule: str
    start: str
    duration: int
    expires: str
    offered: bool


class AgendaAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """Some days of a practice."""

    appointments: list[AgendaVisit]
    absences: list[AgendaAbsence]
    epoch: int
    held: list[AgendaHeld] = []


@post("/v1/times", status_code=200)
async def times(request: Web, service: NamedDependency[Service], looks: NamedDependency[Looks]) -> Response[bytes]:
    """Free times of calendars, as everybody may see them."""
    return encoded(await answer_times(service, looks, await request.body()))


@post("/v1/practices/{practice:str}/times", status_code=200)
async def own_times(
    request: Web, service: NamedDependency[Service], looks: NamedDependency[Looks], practice: FromPath[str]
) -> Response[bytes]:
    """Free times of one's own calendars, in every class."""
    member = await member_of(request, service, practice)
    return encoded(await answer_times(service, looks, await request.body(), Asker(member.practice)))


async def answer_times(service: Service, looks: Looks, body: bytes, asker: Asker = EVERYBODY) -> bytes:
    """From the body of a request to that of the answer."""
    asked = decode(body, TimesRequest)
    asker = asker._replace(audience=asked.audience or "")
    wanted = [(one.schedule, one.service_class) for one in asked.requests]
    found = await looks.times(wanted, _day(asked.first), asked.days, service.now(), asker)
    return msgspec.json.encode(TimesAnswer([_times_row(one) for one in found]))


@get("/v1/holidays/{region:str}/{year:str}")
async def public_holidays(region: FromPath[str], year: FromPath[str]) -> Response[bytes]:
    """The public holidays on which calendars of this region are closed."""
    found = holidays.find(region, year)
    return answer(HolidaysAnswer([Holiday(day.isoformat(), name) for day, name in found.items()]))


@post("/v1/appointments")
async def book(
    request: Web,
    service: NamedDependency[Service],
    batches: NamedDependency[Batches],
    line: NamedDependency[Line | None],
) -> Response[bytes]:
    """Book with a right to book."""
    return encoded(await answer_booking(service, batches, line, await request.body()), CREATED)


async def answer_booking(service: Service, batches: Batches, line: Line | None, body: bytes) -> bytes:
    """From the body of a request to that of the answer."""
    asked, now = decode(body, NewAppointment), service.now()
    token = b64_field(asked.token)
    # What costs least comes first: whoever queues is told so before anything else is looked at.
    await check_token(service.issuers, token, "booking", now)
    if line is not None and not await _held_before(service, line, asked, token, now):
        line.admit([token], asked.place, now)
    booking = await credentials.believe(service.db("scheduling"), asked.believed())
    # What is held is let go and taken in one transaction, which no batch knows; nor does it know credentials.
    if asked.hold or booking.credential:
        done = await actions.book(service.db("scheduling"), booking, now, asked.hold)
    else:
        done = await actions.book_together(service.db("scheduling"), batches, booking, now)
    return msgspec.json.encode(_done(done))


async def _held_before(service: Service, line: Line, asked: NewAppointment, token: bytes, now: datetime) -> bool:
    """Whoever holds the time has queued for it, and for no other."""
    held = bool(asked.hold) and await holds.is_held(service.db("scheduling"), asked.hold, asked.statement, token, now)
    return held and line.pass_once(asked.hold)


@post("/v1/appointments/{appointment:str}/statements", status_code=200)
async def change(
    request: Web,
    service: NamedDependency[Service],
    line: NamedDependency[Line | None],
    appointment: FromPath[str],
) -> Response[bytes]:
    """Move, cancel or mark; a patient who moves queues like whoever books, and a member alone overbooks."""
    asked = await read(request, NextStatement)
    ident, now = appointment_of(appointment), service.now()
    practice = look_into(asked.statement).practice if asked.overbook else ""
    by = (await member_of(request, service, practice)).member if practice else ""

    def in_turn() -> None:
        if line is not None:
            line.admit([bytes.fromhex(ident)], asked.place, now)

    done = await actions.change(
        service.db("scheduling"),
        ident,
        asked.statement,
        desk_for(request, service),
        now,
        in_turn,
        overbooked_by=by,
    )
    return answer(_done(done))


@get("/v1/appointments/{appointment:str}")
async def read_appointment(
    request: Web, service: NamedDependency[Service], appointment: FromPath[str]
) -> Response[bytes]:
    """An appointment for whoever has its manage key; to others it is unknown, existing or not."""
    ident = appointment_of(appointment)
    manage = _holder_of(request, service, ident)
    if (erased := await erasing.find_erasure(service.db("scheduling"), ident)) is not None:
        practice, word = erased
        return answer(VisitAnswer(ident, practice, [], "", word))
    visit, chain, given = await actions.read(service.db("scheduling"), ident, manage)
    statements = [_kept(one) for one in chain]
    return answer(VisitAnswer(ident, visit.practice, statements, b64(visit.self_copy), credentials=b64(given)))


def _holder_of(request: Web, service: Service, ident: str) -> bytes:
    """The manage key that signed this reading; any other is as good as none."""
    header, path = request.headers.get("serment-signature", ""), str(request.scope["path"])
    try:
        manage = verify_read(header, service.config.public_url, "GET", path, b"", service.now())
    except BadSignature as error:
        raise AppointmentUnknown from error
    if appointment_id(manage) != ident:
        raise AppointmentUnknown
    return manage


@post("/v1/appointments/{appointment:str}/letters")
async def post_letter(request: Web, service: NamedDependency[Service], appointment: FromPath[str]) -> Response[bytes]:
    """Put a letter into the mailbox of an appointment, by either hand."""
    asked = await read(request, NewLetter)
    posted = Posted(asked.letter, b64_field(asked.sealed), b64_field(asked.copy))
    ident, ticket = appointment_of(appointment), b64_field(asked.ticket)
    desk_of = desk_for(request, service)
    number = await mailbox.post(service.db("scheduling"), ident, posted, ticket, desk_of, service.now())
    return created(PostedAnswer(ident, number))


@get("/v1/appointments/{appointment:str}/letters")
async def read_letters(request: Web, service: NamedDependency[Service], appointment: FromPath[str]) -> Response[bytes]:
    """The mailbox of an appointment, for whoever has its manage key."""
    ident = appointment_of(appointment)
    letters = await mailbox.read(service.db("scheduling"), ident, _holder_of(request, service, ident))
    return answer(LettersAnswer([_letter(one, to_desk=False) for one in letters]))


@get("/v1/practices/{practice:str}/letters")
async def read_mailboxes(request: Web, service: NamedDependency[Service], practice: FromPath[str]) -> Response[bytes]:
    """A page of the mailboxes of a practice, what is due first; or one of them, whole."""
    member = await member_of(request, service, practice)
    asked, db = request.query_params, service.db("scheduling")
    if "of" in asked:
        found = await mailbox.read_one(db, member, appointment_of(asked["of"]), service.now())
    else:
        found = await mailbox.read_page(db, member, _place(asked["after"]) if "after" in asked else None)
    attested = None if found.attestation is None else _attested(service, found.attestation)
    mailboxes = [
        MailboxAnswer(
            _agenda_visit(visit, found),
            [_letter(one, to_desk=True) for one in found.letters[visit.appointment]],
            attested,
        )
        for visit in found.visits
    ]
    following = "" if found.following is None else _say_place(found.following)
    return answer(MailboxesAnswer(mailboxes, following, found.epoch))


@get("/v1/practices/{practice:str}/agenda")
async def read_agenda(request: Web, service: NamedDependency[Service], practice: FromPath[str]) -> Response[bytes]:
    """The days asked for, closed; or who did not come on them, and nothing else."""
    member = await member_of(request, service, practice)
    first, last = (_day(request.query_params.get(name, "")) for name in ("from", "to"))
    state = request.query_params.get("state", "")
    if state not in {"", NO_SHOW}:
        raise BadRequest
    found = await agenda.read_agenda(service.db("scheduling"), member, first, last, service.now(), state)
    return answer(_agenda_answer(found))


@post("/v1/practices/{practice:str}/appointments")
async def book_by_staff(request: Web, service: NamedDependency[Service], practice: FromPath[str]) -> Response[bytes]:
    """Book for somebody who telephoned."""
    member = await member_of(request, service, practice)
    asked = await read(request, StaffVisit)
    by = member.member if asked.overbook else ""
    booking = msgspec.structs.replace(believe_booking(asked.parts()), overbooked_by=by)
    if booking.practice != member.practice:
        raise BadStatement("practice")
    return created(_done(await actions.book(service.db("scheduling"), booking, service.now(), asked.hold)))


@put("/v1/practices/{practice:str}/filings/{appointment:str}")
async def file(
    request: Web, service: NamedDependency[Service], practice: FromPath[str], appointment: FromPath[str]
) -> Response[None]:
    """Keep the next revision of what the practice filed."""
    member = await member_of(request, service, practice)
    filing = await read(request, Filing)
    await agenda.file(service.db("scheduling"), member, appointment_of(appointment), filing)
    return no_content()


@put("/v1/practices/{practice:str}/credentials/{appointment:str}")
async def give_credentials(
    request: Web, service: NamedDependency[Service], practice: FromPath[str], appointment: FromPath[str]
) -> Response[None]:
    """Leave what the desk signed for whoever holds the visit."""
    member = await member_of(request, service, practice)
    sealed = b64_field((await read(request, GivenCredentials)).sealed)
    await credentials.give(service.db("scheduling"), member.practice, appointment_of(appointment), sealed)
    return no_content()


@put("/v1/practices/{practice:str}/notes/{appointment:str}")
async def note(
    request: Web, service: NamedDependency[Service], practice: FromPath[str], appointment: FromPath[str]
) -> Response[None]:
    """Keep the next revision of a clinical note."""
    member = await member_of(request, service, practice)
    signed = await read(request, Filing)
    await agenda.note(service.db("scheduling"), member, appointment_of(appointment), signed)
    return no_content()


@post("/v1/practices/{practice:str}/erasures", status_code=200)
async def erase(request: Web, service: NamedDependency[Service], practice: FromPath[str]) -> Response[bytes]:
    """End a visit that did not take place."""
    member = await member_of(request, service, practice)
    signed = (await read(request, NextStatement)).statement
    desk = await desk_in(service)(member.practice)
    eraser = replace(service.eraser, schema="scheduling")
    return answer(await erasing.erase_visit(service.db("scheduling"), eraser, member, desk, signed, service.now()))


@post("/v1/practices/{practice:str}/absences")
async def block(request: Web, service: NamedDependency[Service], practice: FromPath[str]) -> Response[bytes]:
    """Take a span out of a calendar."""
    member = await member_of(request, service, practice)
    asked = await read(request, NewAbsence)
    absence = Absence(
        asked.absence,
        asked.schedule,
        time_of(asked.start),
        time_of(asked.end),
        asked.epoch,
        b64_field(asked.sealed),
    )
    await agenda.block(service.db("scheduling"), member.practice, absence, service.now())
    return created({})


@delete("/v1/practices/{practice:str}/absences/{absence:str}", status_code=204)
async def unblock(
    request: Web, service: NamedDependency[Service], practice: FromPath[str], absence: FromPath[str]
) -> Response[None]:
    """Give a span back."""
    member = await member_of(request, service, practice)
    await agenda.unblock(service.db("scheduling"), member.practice, path_id(absence), service.now())
    return no_content()


@get("/v1/practices/{practice:str}/events")
async def events(
    request: Web, service: NamedDependency[Service], notices: NamedDependency[Notices], practice: FromPath[str]
) -> Stream:
    """Lines that say when the agenda is worth reading again; they end with the session or the membership."""
    member = await member_of(request, service, practice)
    return Stream(_lines(request, service, notices, member.practice), media_type=NDJSON)


async def _lines(request: Web, service: Service, notices: Notices, practice: str) -> AsyncGenerator[bytes]:
    with notices.waiting(practice) as changed:
        yield _line("alive")
        while True:
            try:
                await asyncio.wait_for(changed.wait(), ALIVE_SECONDS)
            except TimeoutError:
                if not await _still_member(request, service, practice):
                    return
                yield _line("alive")
            else:
                changed.clear()
                yield _line("changed")


async def _still_member(request: Web, service: Service, practice: str) -> bool:
    try:
        await member_of(request, service, practice)
    except Refusal:
        return False
    return True


def _line(event: str) -> bytes:
    return msgspec.json.encode({"event": event}) + b"\n"


async def member_of(request: Web, service: Service, practice: str) -> Membership:
    """The caller, as a member of this practice."""
    caller = await authenticate(service.db("identity"), authorization(request), service.now())
    return await require_member(service.db("practice"), path_id(practice), caller.account)


def desk_in(service: Service) -> actions.DeskOf:
    async def desk_of(practice: str) -> Desk:
        return await desk_key(service.db("practice"), practice)

    return desk_of


def desk_for(request: Web, service: Service) -> actions.DeskOf:
    """The same for whoever shows nothing but a signature: while somebody who left has that key again, members alone."""

    async def desk_of(practice: str) -> Desk:
        desk = await desk_in(service)(practice)
        if desk.brought_back:
            await member_of(request, service, practice)
        return desk

    return desk_of


def appointment_of(text: str) -> str:
    """The id in a path; what is none is as unknown as any."""
    try:
        return path_id(text, ID_DIGITS)
    except Refusal as error:
        raise AppointmentUnknown from error


def _day(text: str) -> date:
    try:
        return read_day(text)
    except ProtocolRefusal as error:
        raise BadRequest from error


def time_of(text: str) -> datetime:
    try:
        return read_time(text)
    except ProtocolRefusal as error:
        raise BadRequest from error


def _done(done: actions.Done) -> DoneAnswer:
    return DoneAnswer(done.appointment, done.sequence)


def _times_row(found: Shown) -> TimesRow:
    days = [DayStarts(one.day, one.written()) for one in found.days]
    return TimesRow(found.schedule, found.service_class, days, write_time(found.next) if found.next else "")


def _agenda_answer(found: agenda.Agenda) -> AgendaAnswer:
    visits = [_agenda_visit(visit, found, found.overbookings.get(visit.appointment, ())) for visit in found.visits]
    absences = [
        AgendaAbsence(
            one.absence, one.schedule, write_time(one.start), write_time(one.until), one.epoch, b64(one.sealed)
        )
        for one in found.absences
    ]
    held = [
        AgendaHeld(one.schedule, write_time(one.start), one.minutes, write_time(one.expires), one.offered)
        for one in found.held
    ]
    return AgendaAnswer(visits, absences, found.epoch, held)


def _agenda_visit(
    visit: AgendaEntry, found: agenda.Agenda | mailbox.Mailboxes, on_top: Sequence[Overbooking] = ()
) -> AgendaVisit:
    return AgendaVisit(
        visit.appointment,
        b64(visit.manage),
        [_kept(one) for one in found.chains[visit.appointment]],
        b64(visit.envelope),
        _filing(found.filings.get(visit.appointment)),
        _filing(found.notes.get(visit.appointment)),
        visit.overbooked,
        tuple(visit.resources),
        visit.answered,
        tuple(AgendaOverbooking(one.sequence, one.member, one.day) for one in on_top),
    )


def _kept(one: SignedStatement | KeptLetter) -> KeptSigned:
    return KeptSigned(b64(one.body), b64(one.signature))


def _letter(one: KeptLetter, *, to_desk: bool) -> LetterAnswer:
    """Nobody is handed bytes that only the other hand opens."""
    is_own = one.by_desk == to_desk
    return LetterAnswer(
        _kept(one),
        "" if is_own else b64(one.sealed),
        b64(one.copy) if is_own else "",
        one.due.isoformat() if one.due else "",
        one.settled.isoformat() if one.settled else "",
    )


def _attested(service: Service, attestation: attestations.Attestation) -> KeptSigned:
    body = canonical(attestation)
    return KeptSigned(b64(body), b64(service.log.sign(attestations.NAME, body)))


def _say_place(place: Place) -> str:
    return f"{place.due}.{place.newest}.{place.appointment}"


def _place(text: str) -> Place:
    due, newest, appointment = (*text.split(".", 2), "", "")[:3]
    return Place(_day(due), _day(newest), appointment_of(appointment))


def _filing(one: Kept | None) -> Filing | None:
    if one is None:
        return None
    return Filing(one.revision, one.previous, one.epoch, b64(one.blob), one.member, b64(one.signature))


handlers: list[Any] = [
    times,
    own_times,
    public_holidays,
    book,
    change,
    read_appointment,
    post_letter,
    read_letters,
    read_mailboxes,
    read_agenda,
    book_by_staff,
    file,
    note,
    give_credentials,
    erase,
    block,
    unblock,
    events,
]
"""The room's routes."""
