"""The agenda of a practice: chains believed, envelopes opened once and filed, filings read (SPEC 7)."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

import msgspec
from msgspec import UNSET

from serment_client.access import Access, Memberships
from serment_client.account import Account
from serment_client.carrying import carried, completed, is_in_place_of
from serment_client.errors import AnswerUnreadable, AppointmentUnknown, ClientError, Refused, VisitRestricted
from serment_client.practices import Practices
from serment_protocol.appointments import (
    Booking,
    Filing,
    FilingContent,
    Place,
    make_filing,
    make_note,
    open_absence,
    open_envelope,
    open_filing,
    open_note,
)
from serment_protocol.credentials import CredentialAsk, KnownAs, issue, open_credential_key, seal_credentials
from serment_protocol.encoding import b64, from_b64, read_day, read_time, write_day
from serment_protocol.errors import BadSignature, CannotOpen, ChainBroken, CredentialRefused, ProtocolRefusal
from serment_protocol.marks import MarkKind, filing_mark
from serment_protocol.signing import Signed, peek
from serment_protocol.statements import Statement, verify_chain

NOT_FOUND, CONFLICT = 404, 409
DAY = timedelta(days=1)
LONGEST_DAYS = 42
"""An agenda is read for no more days at once."""
REMEMBERED = timedelta(days=365)
"""For how long a practice counts who did not come."""


class Overbooking(msgspec.Struct, frozen=True):
    """That a member put a visit on top of others, and by which of its statements; the platform's word."""

    sequence: int
    member: str
    day: str


class AppointmentRow(msgspec.Struct, frozen=True):
    """An appointment as the platform has it."""

    appointment: str
    manage: str
    statements: list[Signed]
    envelope: str
    filing: Filing | None = None
    note: Filing | None = None
    overbooked: bool = False
    resources: list[str] = msgspec.field(default_factory=list[str])
    answered: bool = False
    overbookings: list[Overbooking] = msgspec.field(default_factory=list[Overbooking])


class AbsenceRow(msgspec.Struct, frozen=True):
    """An absence as the platform has it."""

    absence: str
    schedule: str
    start: str
    end: str
    epoch: int
    sealed: str


class HeldTime(msgspec.Struct, frozen=True):
    """A time that somebody holds, or is offered, for some minutes."""

    schedule: str
    start: str
    duration: int
    expires: str
    offered: bool


class AgendaAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/practices/{p}/agenda`."""

    appointments: list[dict[str, object]]
    """Each read by itself, for one of them may be a lie."""
    absences: list[AbsenceRow]
    epoch: int
    held: list[HeldTime] = []


@dataclass(frozen=True)
class AgendaVisit:
    """A visit as the practice reads it; what could not be opened is shown as a time without a name.

    `clinical_note` is none for whoever cannot read it, and empty where nothing was noted. `doubt` and `note_doubt` are
    the codes of what was refused.
    """

    row: AppointmentRow
    statements: tuple[Statement, ...]
    filing: Filing | None
    content: FilingContent | None
    note: Filing | None = None
    clinical_note: str | None = None
    doubt: str = ""
    note_doubt: str = ""

    @property
    def appointment(self) -> str:
        """Its id."""
        return self.row.appointment

    @property
    def overbooked(self) -> bool:
        """Whether staff put it on top of what was there."""
        return self.row.overbooked

    @property
    def overbookings(self) -> tuple[Overbooking, ...]:
        """Each time that somebody put it on top of others, also where it lies elsewhere by now."""
        return tuple(self.row.overbookings)

    @property
    def resources(self) -> tuple[str, ...]:
        """Rooms and devices that it takes."""
        return tuple(self.row.resources)

    @property
    def last(self) -> Statement:
        """How it stands now."""
        return self.statements[-1]

    @property
    def restricted(self) -> str:
        """Since when it is kept and not used; empty if that is not so."""
        since = UNSET if self.content is None else self.content.restricted
        return "" if since is UNSET else since

    def require_in_use(self) -> None:
        """Raise where the person has had its use restricted."""
        if self.restricted:
            raise VisitRestricted


@dataclass(frozen=True)
class DoubtfulVisit:
    """A visit whose history is not believed, and the code of why; when it would be is the platform's word alone."""

    appointment: str
    code: str
    claimed: str


@dataclass(frozen=True)
class AgendaAbsence:
    """An absence and why."""

    absence: str
    schedule: str
    start: str
    end: str
    reason: str


@dataclass(frozen=True)
class Agenda:
    """Some days of a practice."""

    visits: tuple[AgendaVisit, ...]
    absences: tuple[AgendaAbsence, ...]
    doubtful: tuple[DoubtfulVisit, ...] = ()
    held: tuple[HeldTime, ...] = ()


class Agendas:
    """Agendas as an open staff account reads them."""

    def __init__(self, account: Account, practices: Practices, memberships: Memberships) -> None:
        self._account = account
        self._practices = practices
        self._memberships = memberships
        self._seen = account.context.seen
        self.known: dict[str, AgendaVisit] = {}

    def read(self, practice: str, first_day: str, last_day: str) -> Agenda:
        """These days; what was opened for the first time is filed under the practice's own key.

        A visit that cannot be believed shuts nobody out of the rest: it is named apart.
        """
        return self._read_days(practice, f"from={first_day}&to={last_day}")

    def read_missed(self, practice: str) -> None:
        """Learn who did not come in the last twelve months, for `missed` to count."""
        last = read_day(self._account.context.today())
        for back in range(0, REMEMBERED.days + 1, LONGEST_DAYS):
            end = last - back * DAY
            first = end - (LONGEST_DAYS - 1) * DAY
            self._read_days(practice, f"from={write_day(first)}&to={write_day(end)}&state=noshow")

    def _read_days(self, practice: str, asked: str) -> Agenda:
        path = f"/practices/{practice}/agenda?{asked}"
        answer = self._account.session.ask(AgendaAnswer, "GET", path)
        access = self._memberships.access(practice)
        if answer.epoch != access.current.epoch:
            access = self._memberships.renew(practice)
        with self._seen.together():
            read = [self._read(access, row) for row in answer.appointments]
        self.known |= {each.appointment: each for each in read if isinstance(each, AgendaVisit)}
        visits = [self._settle(access, each) for each in read if isinstance(each, AgendaVisit)]
        absences = tuple(_absence(access, row) for row in answer.absences)
        doubtful = tuple(each for each in read if isinstance(each, DoubtfulVisit))
        return Agenda(tuple(sorted(visits, key=lambda visit: visit.last.start)), absences, doubtful, tuple(answer.held))

    def adopt(self, access: Access, told: dict[str, object]) -> "AgendaVisit | DoubtfulVisit":
        """One visit that came beside something else, known from then on."""
        visit = self._read(access, told)
        if isinstance(visit, DoubtfulVisit):
            return visit
        self.known[visit.appointment] = visit
        return self._settle(access, visit)

    def read_again(self, practice: str, visit: AgendaVisit) -> AgendaVisit:
        """A visit as it stands now."""
        day = read_time(visit.last.start).date()
        self.read(practice, write_day(day - DAY), write_day(day + DAY))
        return self.find(visit.appointment)

    def find(self, appointment: str) -> AgendaVisit:
        """A visit that was read before, by its id or the beginning of it."""
        fitting = [visit for visit in self.known.values() if visit.appointment.startswith(appointment)]
        if len(fitting) != 1:
            raise AppointmentUnknown
        return fitting[0]

    def missed(self, visit: AgendaVisit) -> int:
        """To how many other visits, since twelve months before, the account that booked this one did not come.

        Of those that were read: `read_missed` reads them all.
        """
        known = UNSET if visit.content is None else visit.content.pseudonym
        if known is UNSET:
            return 0
        since = read_time(visit.last.start) - REMEMBERED
        return sum(
            each.content.pseudonym == known and each.last.state == "noshow" and read_time(each.last.start) >= since
            for each in self.known.values()
            if each.content is not None and not each.restricted and each.appointment != visit.appointment
        )

    def believe(self, access: Access, row: AppointmentRow) -> tuple[Statement, ...]:
        """The chain of a row, which continues the one seen before."""
        statements = verify_chain(
            row.statements,
            from_b64(row.manage),
            lambda epoch: self._practices.desk_key(access.practice, access.roots, epoch),
        )
        first = statements[0]
        if (first.practice, first.appointment) != (access.practice, row.appointment):
            raise ChainBroken
        self._seen.follow_chain(row.appointment, row.statements)
        return tuple(statements)

    def file(self, access: Access, visit: AgendaVisit, content: FilingContent) -> AgendaVisit:
        """File the content as the next revision; who loses the race reads again and is told `filing_conflict`."""
        place = Place(access.practice, access.current.epoch, visit.appointment)
        keys = access.keys
        filing = make_filing(content, place, visit.filing, access.current.filing, keys.member, keys.sign_seed)
        path = f"/practices/{access.practice}/filings/{visit.appointment}"
        self._account.session.tell("PUT", path, msgspec.to_builtins(filing))
        self._seen.follow("filing", visit.appointment, filing_mark(filing), filing.previous)
        filed = replace(visit, filing=filing, content=content, doubt="")
        self.known[visit.appointment] = filed
        return filed

    def file_over(self, access: Access, visit: AgendaVisit, content: FilingContent) -> AgendaVisit:
        """The same of what was booked here: more than its envelope told a colleague, who may have filed that first."""
        try:
            return self.file(access, visit, content)
        except Refused as refusal:
            if refusal.code != "filing_conflict":
                raise
            return self.file(access, self.read_again(access.practice, visit), content)

    def write_note(self, access: Access, visit: AgendaVisit, text: str) -> AgendaVisit:
        """The next revision of the clinical note; who loses the race reads again and is told `filing_conflict`."""
        keys, secrets = access.keys, access.current_clinical
        place = Place(access.practice, secrets.epoch, visit.appointment)
        note = make_note(text, place, visit.note, secrets.filing, keys.member, keys.sign_seed)
        path = f"/practices/{access.practice}/notes/{visit.appointment}"
        self._account.session.tell("PUT", path, msgspec.to_builtins(note))
        self._seen.follow("note", visit.appointment, filing_mark(note), note.previous)
        noted = replace(visit, note=note, clinical_note=text, note_doubt="")
        self.known[visit.appointment] = noted
        return noted

    def _read(self, access: Access, told: dict[str, object]) -> AgendaVisit | DoubtfulVisit:
        try:
            row = msgspec.convert(told, AppointmentRow)
        except (msgspec.ValidationError, ProtocolRefusal):
            return DoubtfulVisit("", AnswerUnreadable.code, "")
        try:
            statements = self.believe(access, row)
        except ProtocolRefusal as refusal:
            return DoubtfulVisit(row.appointment, refusal.code, _claimed(row))
        except Refused as refusal:
            if refusal.status != NOT_FOUND:
                raise
            return DoubtfulVisit(row.appointment, refusal.code, _claimed(row))  # It names keys that never were.
        content, doubt = self._content(access, row, statements[0].epoch)
        text, note_doubt = self._note(access, row)
        return AgendaVisit(row, statements, row.filing, content, row.note, text, doubt, note_doubt)

    def _content(self, access: Access, row: AppointmentRow, epoch: int) -> tuple[FilingContent | None, str]:
        """What the visit is about, or why that is not believed."""
        try:
            content = _opened(access, row, epoch) if row.filing is None else _filed(access, row, row.filing)
            self._follow("filing", row.appointment, row.filing)
        except ProtocolRefusal as refusal:
            return None, refusal.code
        return content, ""

    def _note(self, access: Access, row: AppointmentRow) -> tuple[str | None, str]:
        """The clinical note, or why it is not believed; whoever has no key to it is neither shown nor told anything."""
        if not access.clinical:
            return None, ""
        try:
            text = "" if row.note is None else _noted(access, row, row.note)
            self._follow("note", row.appointment, row.note)
        except ProtocolRefusal as refusal:
            return None, refusal.code
        return text, ""

    def _follow(self, kind: MarkKind, appointment: str, filing: Filing | None) -> None:
        mark, previous = (filing_mark(filing), filing.previous) if filing else (None, "")
        self._seen.follow(kind, appointment, mark, previous)

    def _settle(self, access: Access, visit: AgendaVisit) -> AgendaVisit:
        """File what was opened for the first time, and note again what was noted of a visit that this one replaces."""
        content, before = visit.content, self._predecessor(visit)
        if visit.filing is None and content is not None:
            visit = self._file_once(access, visit, _known_before(access, visit, before) or content)
        if before is not None and before.clinical_note and visit.note is None and not visit.note_doubt:
            visit = self._note_once(access, visit, before.clinical_note)
        if visit.last.state == "fulfilled":
            with suppress(ClientError):  # Another reading gives it.
                visit = self.give(access, visit)
        return visit

    def give(self, access: Access, visit: AgendaVisit, audience: KnownAs = "known") -> AgendaVisit:
        """Sign what a visit's envelope asked for; nothing where that is done, or under other keys."""
        if visit.row.answered or visit.content is None or visit.restricted:
            return visit
        publication = self._practices.look_up(access.practice).publication
        key = publication.credential_key(audience)
        asked = _booking(access, visit.row, visit.statements[0].epoch).asks if key else UNSET
        ask = next((each for each in (() if asked is UNSET else asked) if key and each.key == key.key_id), None)
        return visit if ask is None else self.vouch(access, visit, ask)

    def vouch(self, access: Access, visit: AgendaVisit, ask: CredentialAsk) -> AgendaVisit:
        """Sign what was asked for, and leave it with the visit; under keys of before it is refused."""
        publication = self._practices.look_up(access.practice).publication
        key = publication.credential_key(ask.audience)
        if visit.content is None:
            raise CannotOpen
        if key is None:
            raise CredentialRefused
        filing = access.secrets_of(publication.epoch).filing
        primes = open_credential_key(key, access.practice, publication.epoch, filing)
        given = issue(ask, key, primes)
        sealed = seal_credentials(given, from_b64(visit.content.reply), access.practice, visit.appointment)
        path = f"/practices/{access.practice}/credentials/{visit.appointment}"
        self._account.session.tell("PUT", path, {"sealed": b64(sealed)})
        answered = replace(visit, row=msgspec.structs.replace(visit.row, answered=True))
        self.known[visit.appointment] = answered
        return answered

    def _predecessor(self, visit: AgendaVisit) -> AgendaVisit | None:
        """The visit in whose place this one was made, if that is so."""
        replaces = visit.content.replaces if visit.content is not None else UNSET
        before = None if replaces is UNSET else self.known.get(replaces)
        if before is None or not is_in_place_of(visit.statements[0], before.last):
            return None
        return before

    def _file_once(self, access: Access, visit: AgendaVisit, content: FilingContent) -> AgendaVisit:
        try:
            return self.file(access, visit, content)
        except Refused as refusal:
            if refusal.status != CONFLICT:
                raise
            return visit  # A colleague was faster; the next reading shows their filing.

    def _note_once(self, access: Access, visit: AgendaVisit, text: str) -> AgendaVisit:
        try:
            return self.write_note(access, visit, text)
        except Refused as refusal:
            if refusal.status != CONFLICT:
                raise
            return visit


def _known_before(access: Access, visit: AgendaVisit, before: AgendaVisit | None) -> FilingContent | None:
    """What the practice knew of the visit in whose place this one was made."""
    if before is None or before.content is None:
        return None
    booking = _booking(access, visit.row, visit.statements[0].epoch)
    patient = completed(before.content.patient, booking.patient)
    return carried(before.content, patient, booking, before.appointment)


def _claimed(row: AppointmentRow) -> str:
    """The start that the last statement names, believed by nobody; empty where there is none to read."""
    try:
        return peek(row.statements[-1], Statement).start if row.statements else ""
    except ProtocolRefusal:
        return ""


def _booking(access: Access, row: AppointmentRow, epoch: int) -> Booking:
    place = Place(access.practice, epoch, row.appointment)
    return open_envelope(from_b64(row.envelope), place, from_b64(access.secrets_of(epoch).seal_seed))


def _opened(access: Access, row: AppointmentRow, epoch: int) -> FilingContent:
    booking = _booking(access, row, epoch)
    return FilingContent(
        patient=booking.patient,
        motive=booking.motive,
        note=booking.note,
        reply=booking.reply,
        language=booking.language,
        staff_note="",
        claim="",
        replaces=booking.replaces,
        pseudonym=booking.pseudonym,
    )


def _filed(access: Access, row: AppointmentRow, filing: Filing) -> FilingContent:
    place = Place(access.practice, filing.epoch, row.appointment)
    key = access.secrets_of(filing.epoch).filing
    return open_filing(filing, place, key, _author(access, filing))


def _noted(access: Access, row: AppointmentRow, note: Filing) -> str:
    place = Place(access.practice, note.epoch, row.appointment)
    return open_note(note, place, access.clinical_of(note.epoch).filing, _author(access, note))


def _author(access: Access, filing: Filing) -> bytes | None:
    """The key of whoever signed; somebody who has left is no longer in the list, and only what was filed under the
    keys of their time is still read.
    """
    author = access.members.find(filing.member)
    if author is None and filing.epoch == access.current.epoch:
        raise BadSignature
    return from_b64(author.sign) if author else None


def _absence(access: Access, row: AbsenceRow) -> AgendaAbsence:
    return AgendaAbsence(row.absence, row.schedule, row.start, row.end, _reason(access, row))


def _reason(access: Access, row: AbsenceRow) -> str:
    """A colleague's slip costs the reason of one absence, not everybody's agenda."""
    try:
        key = access.secrets_of(row.epoch).filing
        return open_absence(from_b64(row.sealed), access.practice, row.epoch, row.absence, key)
    except ProtocolRefusal:
        return ""
