"""What the desk does: book on the telephone, move, mark, note, block, publish. Signed by the desk's key (SPEC 7)."""

import dataclasses
from collections.abc import Iterator, Sequence
from contextlib import suppress

import msgspec

from serment_client.access import Access, Memberships
from serment_client.account import Account
from serment_client.agenda import AgendaAbsence, Agendas, AgendaVisit, AppointmentRow
from serment_client.booking import Means, Prepared, Wish, prepare
from serment_client.demands import Demands
from serment_client.directory import Times, TimesAnswer, times_asked
from serment_client.errors import ClientError, NotClaimable, PublicationConflict, VisitOver
from serment_client.handover import Handover
from serment_client.practices import KnownPractice, Practices
from serment_client.team import publish_draft
from serment_client.visits import is_ahead
from serment_protocol.appointments import FilingContent, claim_seed, lock_absence, manage_keys
from serment_protocol.codes import new_code
from serment_protocol.credentials import KnownAs, new_credential_key
from serment_protocol.encoding import b64, from_b64
from serment_protocol.errors import CannotOpen
from serment_protocol.lifecycle import State
from serment_protocol.nudges import Contact, contact_ticket
from serment_protocol.primitives import random_bytes
from serment_protocol.publication import sign_publication
from serment_protocol.statements import sign_next

ID_BYTES = 16
HEAD = ("v", "type", "practice", "epoch", "revision", "previous")


class Event(msgspec.Struct, frozen=True):
    """A line of the stream: that something changed, or that it is still alive."""

    event: str


class HoldAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/practices/{p}/holds`."""

    hold: str


class Desk:
    """The desk of the practices of an open staff account."""

    def __init__(
        self,
        account: Account,
        practices: Practices,
        memberships: Memberships,
        agendas: Agendas,
        demands: Demands,
    ) -> None:
        self._account = account
        self._session = account.session
        self._practices = practices
        self._memberships = memberships
        self._agendas = agendas
        self._demands = demands

    def hold(self, practice: str, schedule: str, service_class: str, start: str) -> str:
        """Keep a time for ten minutes for whoever is on the telephone; the id names it when it is booked."""
        body = {"schedule": schedule, "class": service_class, "start": start}
        return self._session.ask(HoldAnswer, "POST", f"/practices/{practice}/holds", body).hold

    def book(self, wish: Wish, hold: str = "", *, overbook: bool = False) -> AgendaVisit:
        """Book for somebody who telephoned; the practice keeps its code in the filing.

        With `overbook`, on top of whatever is there; whether anything was, the visit says.
        """
        extra: dict[str, object] = {"hold": hold} if hold else {}
        extra |= {"overbook": True} if overbook else {}
        visit, content = self._memberships.using(wish.practice, lambda access: self._book(access, wish, extra))
        # Apart, for keys may change in between: what is booked is then filed under the new ones, not booked twice.
        filed = self._memberships.using(wish.practice, lambda access: self._agendas.file_over(access, visit, content))
        return self._agendas.read_again(wish.practice, filed) if overbook else filed

    def book_series(self, wishes: Sequence[Wish]) -> list[AgendaVisit]:
        """Book all of these visits for somebody who telephoned, or none; each is filed with a code of its own."""
        practice = wishes[0].practice
        booked = self._memberships.using(practice, lambda access: self._book_series(access, wishes))
        return [
            self._memberships.using(practice, lambda access, v=visit, c=content: self._agendas.file_over(access, v, c))
            for visit, content in booked
        ]

    def move(
        self, practice: str, appointment: str, start: str, schedule: str | None = None, *, overbook: bool = False
    ) -> AgendaVisit:
        """Move a visit; with `overbook`, on top of whatever is there, and whether anything was, the visit says."""
        moved = self._change(practice, appointment, "booked", start, schedule, overbook=overbook)
        # Whether it still lies on top is the platform's to say.
        return self._agendas.read_again(practice, moved) if overbook or moved.overbooked else moved

    def set_state(self, practice: str, appointment: str, state: State) -> AgendaVisit:
        """Mark a visit: arrived, fulfilled, noshow, cancelled, or booked to undo."""
        changed = self._change(practice, appointment, state, None, None)
        if state == "fulfilled":
            with suppress(ClientError):  # Another reading of that day gives it.
                return self.give(practice, appointment)
        return changed

    def give(self, practice: str, appointment: str, audience: KnownAs = "known") -> AgendaVisit:
        """The practice's word to whoever holds this visit that it knows them, as the envelope asked."""
        return self._memberships.using(
            practice, lambda access: self._agendas.give(access, self._agendas.find(appointment), audience)
        )

    def know(self, practice: str, audiences: Sequence[KnownAs]) -> KnownPractice:
        """Publish keys by which the practice says whom it knows; those that are there stay, others go."""
        revision, draft = self.draft(practice)
        publication = self._practices.look_up(practice).publication
        secrets = self._memberships.access(practice).current
        keys = [
            publication.credential_key(each) or new_credential_key(practice, secrets.epoch, each, secrets.filing)
            for each in audiences
        ]
        wanted = {name: value for name, value in draft.items() if name != "credentials"}
        return self.publish(practice, revision, wanted | ({"credentials": msgspec.to_builtins(keys)} if keys else {}))

    def note(self, practice: str, appointment: str, staff_note: str) -> AgendaVisit:
        """Write a note that only the practice reads."""

        def work(access: Access) -> AgendaVisit:
            visit = self._agendas.find(appointment)
            visit.require_in_use()
            if visit.content is None:
                raise CannotOpen
            return self._agendas.file(access, visit, msgspec.structs.replace(visit.content, staff_note=staff_note))

        return self._memberships.using(practice, work)

    def clinical_note(self, practice: str, appointment: str, text: str) -> AgendaVisit:
        """Write what only those who hold the clinical keys read."""

        def work(access: Access) -> AgendaVisit:
            visit = self._agendas.find(appointment)
            visit.require_in_use()
            if visit.note_doubt:
                raise CannotOpen  # What cannot be read is not overwritten.
            return self._agendas.write_note(access, visit, text)

        return self._memberships.using(practice, work)

    def claim_code(self, appointment: str) -> bytes:
        """The code that lets the patient take a visit that staff booked into an account."""
        visit = self._agendas.find(appointment)
        if visit.content is None:
            raise CannotOpen
        if not visit.content.claim:
            raise NotClaimable
        if not is_ahead(visit.last, self._account.context.clock()):
            raise VisitOver
        return from_b64(visit.content.claim)

    def meet(self, practice: str, code: bytes) -> Handover:
        """Meet a patient who shows this code at the counter."""
        return Handover(self._account, self._practices, self._memberships, self._agendas, self._demands, practice, code)

    def block(self, practice: str, schedule: str, start: str, end: str, reason: str) -> AgendaAbsence:
        """Take a span of time out of a calendar."""

        def work(access: Access) -> AgendaAbsence:
            absence, current = random_bytes(ID_BYTES).hex(), access.current
            sealed = lock_absence(reason, practice, current.epoch, absence, current.filing)
            span = {"absence": absence, "schedule": schedule, "start": start, "end": end}
            body = {**span, "epoch": current.epoch, "sealed": b64(sealed)}
            self._session.tell("POST", f"/practices/{practice}/absences", body)
            return AgendaAbsence(absence, schedule, start, end, reason)

        return self._memberships.using(practice, work)

    def unblock(self, practice: str, absence: str) -> None:
        """Give the time back."""
        self._session.tell("DELETE", f"/practices/{practice}/absences/{absence}")

    def draft(self, practice: str) -> tuple[int, dict[str, object]]:
        """The newest publication to be changed: its revision, and what an officer may edit."""
        publication = self._practices.look_again(practice).publication
        fields: dict[str, object] = msgspec.to_builtins(publication)
        return publication.revision, {name: value for name, value in fields.items() if name not in HEAD}

    def times(self, practice: str, requests: Sequence[tuple[str, str]], start: str, days: int) -> list[Times]:
        """Free times of the practice's own calendars, in classes of every audience."""
        body = times_asked(requests, start, days)
        return self._session.ask(TimesAnswer, "POST", f"/practices/{practice}/times", body).times

    def publish(self, practice: str, revision: int, draft: dict[str, object]) -> KnownPractice:
        """Publish what was changed since this revision."""

        def work(access: Access) -> KnownPractice:
            before = self._practices.look_again(practice)
            if before.publication.revision != revision:
                raise PublicationConflict
            epoch = access.current.epoch
            publication = publish_draft(draft, practice, epoch, revision + 1, before.publication_hash)
            signed = sign_publication(from_b64(access.current.sign_seed), publication)
            self._session.tell("PUT", f"/practices/{practice}/publication", {"publication": signed})
            return self._practices.look_again(practice)

        return self._memberships.using(practice, work)

    def events(self, practice: str) -> Iterator[str]:
        """`changed` whenever something did, `alive` in between, until the connection ends."""
        url = self._account.context.platform_url(f"/practices/{practice}/events")
        for line in self._account.context.transport.lines(url, session=self._session.bearer):
            if line:
                yield msgspec.json.decode(line, type=Event).event

    def _book(self, access: Access, wish: Wish, extra: dict[str, object]) -> tuple[AgendaVisit, FilingContent]:
        prepared, claim = self._prepare(wish)
        self._session.tell("POST", f"/practices/{wish.practice}/appointments", {**prepared.body, **extra})
        return self._booked(access, prepared, claim)

    def _book_series(self, access: Access, wishes: Sequence[Wish]) -> list[tuple[AgendaVisit, FilingContent]]:
        prepared = [self._prepare(wish) for wish in wishes]
        visits = [each.body for each, _ in prepared]
        self._session.tell("POST", f"/practices/{wishes[0].practice}/series", {"visits": visits})
        return [self._booked(access, each, claim) for each, claim in prepared]

    def _prepare(self, wish: Wish) -> tuple[Prepared, bytes]:
        """With the code that opens it."""
        claim = new_code()
        keys, known = manage_keys(claim_seed(claim)), self._practices.look_again(wish.practice)
        contact = Contact(email=wish.patient.email, phone=wish.patient.phone, language=wish.language)
        ticket = contact_ticket(self._account.custodian.contact_key(), contact)
        return prepare(wish, Means(known, keys, ticket, None)), claim

    def _booked(self, access: Access, prepared: Prepared, claim: bytes) -> tuple[AgendaVisit, FilingContent]:
        keys = manage_keys(claim_seed(claim))
        row = AppointmentRow(keys.appointment, b64(keys.sign_public), [prepared.statement], b64(prepared.envelope))
        noted = "" if access.clinical else None
        visit = AgendaVisit(row, self._agendas.believe(access, row), None, None, None, noted)
        return visit, filing_of(prepared, claim)

    def _change(
        self,
        practice: str,
        appointment: str,
        state: State,
        start: str | None,
        schedule: str | None,
        *,
        overbook: bool = False,
    ) -> AgendaVisit:
        def work(access: Access) -> AgendaVisit:
            visit, current = self._agendas.find(appointment), access.current
            seed, by = from_b64(current.sign_seed), f"desk:{current.epoch}"
            signed = sign_next(visit.row.statements[-1], state, by, seed, start=start, schedule=schedule)
            body = {"statement": signed, "overbook": overbook}
            self._session.tell("POST", f"/appointments/{visit.appointment}/statements", body)
            row = msgspec.structs.replace(visit.row, statements=[*visit.row.statements, signed])
            changed = dataclasses.replace(visit, row=row, statements=self._agendas.believe(access, row))
            self._agendas.known[visit.appointment] = changed
            return changed

        return self._memberships.using(practice, work)


def filing_of(prepared: Prepared, claim: bytes) -> FilingContent:
    """What the practice files of its own booking."""
    content = prepared.content
    return FilingContent(
        patient=content.patient,
        motive=content.motive,
        note=content.note,
        reply=content.reply,
        language=content.language,
        staff_note="",
        claim=b64(claim),
    )
