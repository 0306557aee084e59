"""The agenda of a practice: chains believed, envelopes opened once and filed, filings read (SPEC 7)."""

from dataclasses import dataclass, replace

import msgspec

from serment_client.access import Access, Memberships
from serment_client.account import Account
from serment_client.errors import AppointmentUnknown, Refused
from serment_client.practices import Practices
from serment_protocol.appointments import (
    Filing,
    FilingContent,
    Place,
    check_filing,
    make_filing,
    make_note,
    open_absence,
    open_envelope,
    open_filing,
    open_note,
)
from serment_protocol.encoding import from_b64
from serment_protocol.errors import BadSignature, ChainBroken, FilingRolledBack, ProtocolRefusal
from serment_protocol.signing import Signed
from serment_protocol.statements import Statement, verify_chain

CONFLICT = 409


class AppointmentRow(msgspec.Struct, frozen=True):
    """An appointment as the platform has it."""

    appointment: str
    manage: str
    statements: list[Signed]
    envelope: str
    filing: Filing | None = None
    note: Filing | None = None


class AbsenceRow(msgspec.Struct, frozen=True):
    """An absence as the platform has it."""

    absence: str
    schedule: str
    start: str
    end: str
    epoch: int
    sealed: str


class AgendaAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/practices/{p}/agenda`."""

    appointments: list[AppointmentRow]
    absences: list[AbsenceRow]
    epoch: int


@dataclass(frozen=True)
class AgendaVisit:
    """A visit as the practice reads it; what could not be opened is shown as a time without a name.

    `clinical_note` is none for whoever cannot read it, and empty where nothing was noted.
    """

    row: AppointmentRow
    statements: tuple[Statement, ...]
    filing: Filing | None
    content: FilingContent | None
    note: Filing | None = None
    clinical_note: str | None = None

    @property
    def appointment(self) -> str:
        """Its id."""
        return self.row.appointment

    @property
    def last(self) -> Statement:
        """How it stands now."""
        return self.statements[-1]


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


class Agendas:
    """Agendas as an open staff account reads them."""

    def __init__(self, account: Account, practices: Practices, memberships: Memberships) -> None:
        self._account = account
        self._practices = practices
        self._memberships = memberships
        self.known: dict[str, AgendaVisit] = {}

    def read(self, practice: str, first_day: str, last_day: str) -> Agenda:
        """These days; what was opened for the first time is filed under the practice's own key."""
        path = f"/practices/{practice}/agenda?from={first_day}&to={last_day}"
        answer = self._account.session.ask(AgendaAnswer, "GET", path)
        access = self._memberships.access(practice)
        if answer.epoch != access.current.epoch:
            access = self._memberships.renew(practice)
        visits = [self._file_once(access, self._visit(access, row)) for row in answer.appointments]
        self.known |= {visit.appointment: visit for visit in visits}
        absences = tuple(_absence(access, row) for row in answer.absences)
        return Agenda(tuple(sorted(visits, key=lambda visit: visit.last.start)), absences)

    def find(self, appointment: str) -> AgendaVisit:
        """A visit that was read before, by its id or the beginning of it."""
        fitting = [visit for visit in self.known.values() if visit.appointment.startswith(appointment)]
        if len(fitting) != 1:
            raise AppointmentUnknown
        return fitting[0]

    def believe(self, access: Access, row: AppointmentRow) -> tuple[Statement, ...]:
        """The chain of a row."""
        root = from_b64(access.root.root)
        statements = verify_chain(
            row.statements,
            from_b64(row.manage),
            lambda epoch: self._practices.desk_key(access.practice, root, epoch),
        )
        first = statements[0]
        if (first.practice, first.appointment) != (access.practice, row.appointment):
            raise ChainBroken
        return tuple(statements)

    def file(self, access: Access, visit: AgendaVisit, content: FilingContent) -> AgendaVisit:
        """File the content as the next revision; who loses the race reads again and is told `filing_conflict`."""
        place = Place(access.practice, access.current.epoch, visit.appointment)
        keys = access.keys
        filing = make_filing(content, place, visit.filing, access.current.filing, keys.member, keys.sign_seed)
        path = f"/practices/{access.practice}/filings/{visit.appointment}"
        self._account.session.tell("PUT", path, msgspec.to_builtins(filing))
        filed = replace(visit, filing=filing, content=content)
        self.known[visit.appointment] = filed
        return filed

    def write_note(self, access: Access, visit: AgendaVisit, text: str) -> AgendaVisit:
        """The next revision of the clinical note; who loses the race reads again and is told `filing_conflict`."""
        keys, secrets = access.keys, access.current_clinical
        place = Place(access.practice, secrets.epoch, visit.appointment)
        note = make_note(text, place, visit.note, secrets.filing, keys.member, keys.sign_seed)
        path = f"/practices/{access.practice}/notes/{visit.appointment}"
        self._account.session.tell("PUT", path, msgspec.to_builtins(note))
        noted = replace(visit, note=note, clinical_note=text)
        self.known[visit.appointment] = noted
        return noted

    def _visit(self, access: Access, row: AppointmentRow) -> AgendaVisit:
        statements = self.believe(access, row)
        before = self.known.get(row.appointment)
        if before is not None and before.filing is not None and _went_back(before.filing, row.filing):
            return AgendaVisit(row, statements, before.filing, None, row.note, _noted(access, row))
        content = _content(access, row, statements[0].epoch)
        return AgendaVisit(row, statements, row.filing, content, row.note, _noted(access, row))

    def _file_once(self, access: Access, visit: AgendaVisit) -> AgendaVisit:
        if visit.filing is not None or visit.content is None:
            return visit
        try:
            return self.file(access, visit, visit.content)
        except Refused as refusal:
            if refusal.status != CONFLICT:
                raise
            return visit  # A colleague was faster; the next reading shows their filing.


def _went_back(seen: Filing, now: Filing | None) -> bool:
    """Whether we are shown an older filing than before; nothing of it is believed, and the newer one is remembered."""
    try:
        check_filing(seen, now)
    except FilingRolledBack:
        return True
    return False


def _content(access: Access, row: AppointmentRow, epoch: int) -> FilingContent | None:
    try:
        if row.filing is not None:
            return _filed(access, row, row.filing)
        place = Place(access.practice, epoch, row.appointment)
        booking = open_envelope(from_b64(row.envelope), place, from_b64(access.secrets_of(epoch).seal_seed))
    except ProtocolRefusal:
        return None
    return FilingContent(
        patient=booking.patient,
        motive=booking.motive,
        note=booking.note,
        reply=booking.reply,
        language=booking.language,
        staff_note="",
        claim="",
    )


def _filed(access: Access, row: AppointmentRow, filing: Filing) -> FilingContent:
    place = Place(access.practice, filing.epoch, row.appointment)
    key = access.secrets_of(filing.epoch).filing
    return open_filing(filing, place, key, _author(access, filing))


def _noted(access: Access, row: AppointmentRow) -> str | None:
    if not access.clinical:
        return None
    if row.note is None:
        return ""
    place = Place(access.practice, row.note.epoch, row.appointment)
    try:
        return open_note(row.note, place, access.clinical_of(row.note.epoch).filing, _author(access, row.note))
    except ProtocolRefusal:
        return None


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
