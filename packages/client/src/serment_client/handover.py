"""The desk at the counter: reads a patient's code, proposes visits, and hands them over to the patient's new keys.

What was known of a visit is filed of the one in its place; the seed of that one the practice never sees (SPEC 7).
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import msgspec

from serment_client.access import Access, Memberships
from serment_client.account import Account
from serment_client.agenda import Agendas, AgendaVisit, AppointmentRow
from serment_client.carrying import carried, renewed
from serment_client.demands import Demands
from serment_client.errors import ClientError, CodeNotShown, VisitOver
from serment_client.meeting import Meeting
from serment_client.practices import KnownPractice, Practices
from serment_client.visits import is_ahead, span_of
from serment_protocol.appointments import Booking, FilingContent, PatientName, SelfCopy, appointment_id
from serment_protocol.counter import (
    FIRST_ANSWER,
    HELLO,
    PROPOSAL,
    Answer,
    ProposedVisit,
    believe_answer,
    lock_proposal,
    meeting_mark,
    open_hello,
)
from serment_protocol.encoding import from_b64
from serment_protocol.errors import CannotOpen, ProtocolRefusal
from serment_protocol.statements import sign_next


@dataclass(frozen=True)
class Handed:
    """What became of one visit: the one in its place, or the code of why not."""

    before: AgendaVisit
    after: AgendaVisit | None
    code: str = ""


class Handover:
    """One meeting of this desk with a patient."""

    def __init__(
        self,
        account: Account,
        practices: Practices,
        memberships: Memberships,
        agendas: Agendas,
        demands: Demands,
        practice: str,
        code: bytes,
    ) -> None:
        self._account = account
        self._practices = practices
        self._memberships = memberships
        self._agendas = agendas
        self._demands = demands
        self._practice = practice
        self._meeting = Meeting(account.context, code)
        self._said = self._meeting.hear(HELLO)
        self._hello = open_hello(code, self._said)
        self._proposal = b""
        self._visits: tuple[AgendaVisit, ...] = ()
        self._answers: tuple[tuple[Answer, Booking], ...] = ()

    @property
    def patient(self) -> PatientName:
        """As the patient's account has it: to be compared with a paper, not to be believed."""
        return self._hello.patient

    def propose(self, appointments: Sequence[str]) -> None:
        """Propose these visits, once."""
        access, known = self._memberships.access(self._practice), self._practices.look_again(self._practice)
        if known.epoch.epoch != access.current.epoch:
            access = self._memberships.renew(self._practice)
        now = self._account.context.clock()
        visits = tuple(self._agendas.find(appointment) for appointment in appointments)
        if not all(is_ahead(visit.last, now) for visit in visits):
            raise VisitOver
        wanted = [proposed(visit, known) for visit in visits]
        seed, epoch = from_b64(access.current.sign_seed), access.current.epoch
        if self._proposal:
            raise CodeNotShown
        self._proposal = lock_proposal(self._meeting.code, self._said, self._practice, epoch, wanted, seed)
        self._meeting.say(PROPOSAL, self._proposal)
        self._visits = visits

    def hear(self) -> str:
        """Wait until the patient has accepted; six digits that must stand on the patient's screen too.

        Every answer must be theirs, and be what was proposed.
        """
        if not self._visits:
            raise CodeNotShown
        self._answers = tuple(self._believe(number) for number in range(len(self._visits)))
        return meeting_mark(from_b64(self._answers[0][0].nonce), self._said, self._proposal)

    def hand_over(self) -> list[Handed]:
        """Once somebody has compared the digits: each visit by itself, so that one refusal keeps none of the rest."""
        if not self._answers:
            raise CodeNotShown
        handed = [
            self._hand(visit, answer, booking)
            for visit, (answer, booking) in zip(self._visits, self._answers, strict=True)
        ]
        self._meeting.end()
        return handed

    def end(self) -> None:
        """Hand nothing over."""
        self._meeting.end()

    def _believe(self, number: int) -> tuple[Answer, Booking]:
        locked = self._meeting.hear(FIRST_ANSWER + number)
        seal_seed = from_b64(self._memberships.access(self._practice).current.seal_seed)
        return believe_answer(self._meeting.code, locked, self._proposal, number, self._hello, seal_seed)

    def _hand(self, visit: AgendaVisit, answer: Answer, booking: Booking) -> Handed:
        try:
            after = self._replace(self._memberships.access(self._practice), visit, answer)
        except (ClientError, ProtocolRefusal) as error:
            return Handed(visit, None, error.code)
        known = content_of(visit)
        content = carried(known, renewed(known.patient, booking.patient), booking, visit.appointment)
        try:
            filed = self._memberships.using(self._practice, lambda access: self._agendas.file(access, after, content))
        except ClientError:
            # It is handed over. Whoever reads the agenda next finds in the envelope what it replaces, and files it.
            filed = replace(after, content=content)
        with suppress(ClientError, ProtocolRefusal):
            self._demands.carry(self._practice, visit, filed)
        return Handed(visit, filed)

    def _replace(self, access: Access, visit: AgendaVisit, answer: Answer) -> AgendaVisit:
        seed, by = from_b64(access.current.sign_seed), f"desk:{access.current.epoch}"
        last = sign_next(visit.row.statements[-1], "cancelled", by, seed)
        booking = {name: getattr(answer, name) for name in ("statement", "manage", "envelope", "self_copy", "ticket")}
        body = {"last": last, "booking": booking, "erase": bool(content_of(visit).claim)}
        self._account.session.tell("POST", f"/practices/{access.practice}/handovers", body)
        ended = msgspec.structs.replace(visit.row, statements=[*visit.row.statements, last])
        begun = AppointmentRow(
            appointment_id(from_b64(answer.manage)), answer.manage, [answer.statement], answer.envelope
        )
        self._agendas.known[visit.appointment] = replace(
            visit, row=ended, statements=self._agendas.believe(access, ended)
        )
        noted = "" if access.clinical else None
        return AgendaVisit(begun, self._agendas.believe(access, begun), None, None, None, noted)


def content_of(visit: AgendaVisit) -> FilingContent:
    """What is known of it; what cannot be opened is not handed over."""
    if visit.content is None:
        raise CannotOpen
    return visit.content


def proposed(visit: AgendaVisit, known: KnownPractice) -> ProposedVisit:
    """A visit as the patient is to find it again, in the words that the practice publishes now."""
    span = span_of(visit.last)
    told = told_of(content_of(visit), span.schedule, known)
    return ProposedVisit(visit.appointment, span.schedule, span.start, span.duration, span.service_class, told)


def told_of(content: FilingContent, schedule: str, known: KnownPractice) -> SelfCopy:
    """The self-copy of a visit, whose motive or practitioner may be published no longer."""
    publication, address = known.publication, known.publication.address
    whose = next((each.practitioner for each in publication.schedules if each.schedule == schedule), "")
    person = next((each for each in publication.practitioners if each.practitioner == whose), None)
    motive = next((each for each in publication.motives if each.motive == content.motive), None)
    labels = motive.labels if motive else None
    label = (labels.fr if content.language == "fr" else labels.en) if labels else ""
    return SelfCopy(
        practice=publication.practice,
        practice_name=publication.name,
        practitioner=whose,
        practitioner_name=" ".join(filter(None, (person.prefix, person.given, person.family))) if person else "",
        address=f"{address.line}, {address.postcode} {address.town}",
        phone=publication.phone,
        time_zone=publication.time_zone,
        motive=content.motive,
        motive_label=label,
        patient=PatientName(content.patient.given, content.patient.family),
        note=content.note,
    )
