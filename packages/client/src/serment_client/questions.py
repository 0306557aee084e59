"""What a practice asks its patients to agree to, and does then: shares a letter, serves research (SPEC 18)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

from serment_client.access import Access, Memberships
from serment_client.account import Account
from serment_client.agenda import Agendas, AgendaVisit
from serment_client.demands import Box, Demands
from serment_client.errors import (
    AskedLately,
    ClientError,
    ConsentMissing,
    ConsentWithdrawn,
    ProjectMissing,
    RecipientUnknown,
    Refused,
)
from serment_client.practices import Practices
from serment_client.transport import Body
from serment_client.visits import ATTEMPTS
from serment_protocol.agreements import ASK, RECALLED, SHARED, Course, courses
from serment_protocol.encoding import b64, from_b64
from serment_protocol.errors import CannotOpen, ProtocolRefusal
from serment_protocol.letters import Letter
from serment_protocol.primitives import random_bytes
from serment_protocol.publication import Practitioner
from serment_protocol.referrals import (
    Kind,
    Referral,
    ResearchRow,
    Slot,
    lock_project,
    open_project,
    research_row,
    seal_referral,
)
from serment_protocol.signing import Signed
from serment_protocol.terms import Agreement, Project, Recipient, Terms
from serment_protocol.vault import Identity

ID_BYTES = 16
FLOOR = 5
"""Of fewer people whose visits look alike, research is given none: one of them may be somebody."""


class ProjectAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/practices/{p}/project`."""

    epoch: int = 0
    sealed: str = ""


@dataclass(frozen=True)
class Asked:
    """A question about a visit, and how it stands."""

    visit: AgendaVisit
    course: Course
    recall: str = ""
    """Why a withdrawal could not be passed on yet, by the code of what refused it: it is to be called back."""

    @property
    def stands(self) -> bool:
        """Whether the patient's last word allows it; of a visit given up or handed over it allows nothing any more."""
        return self.course.stands and self.visit.last.state != "cancelled"

    def require(self) -> None:
        """Raise unless the patient's last word allows it."""
        if self.stands:
            return
        raise ConsentWithdrawn if self.course.withdrawn else ConsentMissing


class Extract(NamedTuple):
    """What research is given now, and what has to leave what it was given before."""

    rows: Sequence[ResearchRow]
    taken_back: Sequence[str]
    """Ids of rows whose patients took it back."""


class Questions:
    """What the practices of an open staff account ask."""

    def __init__(
        self, account: Account, practices: Practices, memberships: Memberships, agendas: Agendas, demands: Demands
    ) -> None:
        self._account = account
        self._practices = practices
        self._memberships = memberships
        self._agendas = agendas
        self._demands = demands

    def list(self, practice: str) -> Sequence[Asked]:
        """Every question; what was shared and is taken back meanwhile is called back on the way, each by itself."""
        asked = [each for box in self._demands.boxes(practice) for each in _asked(box)]
        return [self._recall(practice, each) for each in asked]

    def project(self, practice: str) -> Project:
        """The research that this practice does; nobody is asked without one."""
        answer = self._account.session.ask(ProjectAnswer, "GET", f"/practices/{practice}/project")
        if not answer.sealed:
            raise ProjectMissing
        key = self._memberships.access(practice).secrets_of(answer.epoch).filing
        return open_project(from_b64(answer.sealed), practice, answer.epoch, key)

    def set_project(self, practice: str, project: Project | None) -> None:
        """Say what research it does, or that it does none."""

        def work(access: Access) -> None:
            path, current = f"/practices/{practice}/project", access.current
            if project is None:
                self._account.session.tell("DELETE", path)
                return
            sealed = lock_project(project, practice, current.epoch, current.filing)
            self._account.session.tell("PUT", path, {"epoch": current.epoch, "sealed": b64(sealed)})

        self._memberships.using(practice, work)

    def ask_sharing(self, practice: str, visit: AgendaVisit, to: str, practitioner: str, purpose: str) -> Asked:
        """Ask whether a letter may go to this practitioner of another practice, who is who they are said to be."""
        known = self._practices.get(to)
        listed = [each for each in known.publication.practitioners if each.practitioner.startswith(practitioner)]
        if len(listed) != 1:
            raise RecipientUnknown
        recipient = Recipient(to, known.root.name, _name(listed[0]))
        terms = Terms(
            about="sharing",
            practice=practice,
            practice_name=self._memberships.access(practice).root.name,
            appointment=visit.appointment,
            purpose=purpose,
            to=recipient,
        )
        return self._ask(practice, visit, terms)

    def ask_research(self, practice: str, visit: AgendaVisit, purpose: str) -> Asked:
        """Ask whether the visit may be reused for the practice's research."""
        terms = Terms(
            about="research",
            practice=practice,
            practice_name=self._memberships.access(practice).root.name,
            appointment=visit.appointment,
            purpose=purpose,
            project=self.project(practice),
        )
        return self._ask(practice, visit, terms)

    def share(self, practice: str, asked: Asked, text: str) -> Asked:
        """Send a letter to whom the patient agreed to, and tell the patient that it went."""
        # A withdrawal may have come since.
        asked = self._newest(practice, asked)
        asked.require()
        attested = self._demands.attested(practice, asked.visit.appointment)
        if attested is None:
            raise ConsentMissing  # The visit was given up meanwhile, and what was agreed to ended with it.
        self._send(practice, asked, "letter", text, attested)
        return self._told(practice, asked, SHARED)

    def extract(self, practice: str) -> Extract:
        """What research is given: visits that took place, and whose patients' last word allows it for this project."""
        project = self.project(practice)
        own = [each for each in self.list(practice) if each.course.terms.project == project]
        rows = sorted(common(_rows(own, project)), key=lambda each: (each.month, each.row))
        withdrawn = (_row(each.visit, project) for each in own if each.course.withdrawn)
        return Extract(rows, sorted(each.row for each in withdrawn if each))

    def _ask(self, practice: str, visit: AgendaVisit, terms: Terms) -> Asked:
        visit.require_in_use()
        today = self._account.context.today()
        for each in self.list(practice):
            if _is_same_matter(each, visit, terms) and each.course.again > today:
                raise AskedLately(each.course.again)
        self._demands.write(practice, visit, self._letter(ASK, terms))
        return Asked(visit, Course(terms, (), (), handed=False, broken=False))

    def _recall(self, practice: str, asked: Asked) -> Asked:
        """A withdrawal goes where the letter went, before anything else is done; one that cannot stops no other."""
        if not asked.course.handed or not asked.course.withdrawn:
            return asked
        try:
            self._send(practice, asked, "withdrawal", "")
            return self._told(practice, asked, RECALLED)
        except (ClientError, ProtocolRefusal) as refusal:
            return replace(asked, recall=refusal.code)

    def _newest(self, practice: str, asked: Asked) -> Asked:
        found = (each for each in self.list(practice) if each.visit.appointment == asked.visit.appointment)
        return next((each for each in found if each.course.scope == asked.course.scope), asked)

    def _told(self, practice: str, asked: Asked, kind: str) -> Asked:
        self._demands.write(practice, asked.visit, self._letter(kind, asked.course.terms))
        return Asked(asked.visit, asked.course._replace(handed=kind == SHARED))

    def _letter(self, kind: str, terms: Terms) -> Letter:
        return Letter(kind=kind, text="", at=self._account.context.now(), files=(), agreement=Agreement(terms))

    def _send(self, practice: str, asked: Asked, kind: Kind, text: str, attested: Signed | UnsetType = UNSET) -> None:
        """Sealed to the keys that the other practice has now."""
        visit, course = asked.visit, asked.course
        if visit.content is None or course.terms.to is UNSET:
            raise CannotOpen
        to, ident, patient = course.terms.to.practice, random_bytes(ID_BYTES).hex(), visit.content.patient

        def work(access: Access) -> None:
            current = access.current
            referral = Referral(
                referral=ident,
                kind=kind,
                epoch=current.epoch,
                manage=visit.row.manage,
                agreement=Agreement(course.terms, course.records),
                patient=patient,
                start=visit.last.start,
                text=text,
                at=self._account.context.now(),
                attested=attested,
            )
            self._deliver(practice, to, referral, from_b64(current.sign_seed))

        self._memberships.using(practice, work)

    def _deliver(self, practice: str, to: str, referral: Referral, sign_seed: bytes) -> None:
        known = self._practices.get(to)
        for attempt in range(1, ATTEMPTS + 1):
            slot = Slot(to, known.epoch.epoch, referral.referral)
            sealed = seal_referral(referral, sign_seed, slot, known.epoch.desk_seal)
            body = {"to": to, "referral": slot.referral, "epoch": slot.epoch, "sealed": b64(sealed)}
            try:
                self._post(practice, body, withdrawal=referral.kind == "withdrawal")
            except Refused as refusal:
                if refusal.code != "epoch_retired" or attempt == ATTEMPTS:
                    raise
                known = self._practices.refresh(to)
            else:
                return

    def _post(self, practice: str, body: Body, *, withdrawal: bool) -> None:
        """Only where the inbox is full is it said that this is a withdrawal, for which there is room left."""
        path = f"/practices/{practice}/referrals"
        try:
            self._account.session.tell("POST", path, body)
        except Refused as refusal:
            if refusal.code != "inbox_full" or not withdrawal:
                raise
            self._account.session.tell("POST", path, {**body, "withdrawal": True})


def common(rows: Iterable[tuple[Identity, ResearchRow]]) -> Iterator[ResearchRow]:
    """Those whose age, motive and month visits of at least `FLOOR` people have."""
    found = [*rows]
    people = {(who.given, who.family, who.birth_date, _alike(row)) for who, row in found}
    alike = Counter(what for *_, what in people)
    return (row for _, row in found if alike[_alike(row)] >= FLOOR)


def _asked(box: Box) -> Iterator[Asked]:
    written = ((one.cover, one.letter) for one in box.mailbox.letters if one.letter is not None)
    for course in courses(written, box.practice, from_b64(box.visit.row.manage)):
        # What is hidden from us may be a withdrawal.
        yield Asked(box.visit, course._replace(broken=True) if box.mailbox.withheld else course)


def _is_same_matter(each: Asked, visit: AgendaVisit, terms: Terms) -> bool:
    """Whether it was the same person who was asked the same: for the same recipient, or for research."""
    known = visit.content.pseudonym if visit.content else UNSET
    other = each.visit.content.pseudonym if each.visit.content else UNSET
    same_person = each.visit.appointment == visit.appointment or (known is not UNSET and known == other)
    return same_person and (each.course.terms.about, each.course.terms.to) == (terms.about, terms.to)


def _rows(asked: Iterable[Asked], project: Project) -> Iterator[tuple[Identity, ResearchRow]]:
    for each in asked:
        content = each.visit.content
        fulfilled = each.visit.last.state == "fulfilled" and not each.visit.restricted
        row = _row(each.visit, project)
        if each.stands and content and row and fulfilled:
            yield content.patient, row


def _row(visit: AgendaVisit, project: Project) -> ResearchRow | None:
    content = visit.content
    if content is None:
        return None
    return research_row(project, content.reply, content.patient.birth_date, content.motive, visit.last.start)


def _alike(row: ResearchRow) -> tuple[str, str, str]:
    return row.age, row.motive, row.month


def _name(practitioner: Practitioner) -> str:
    return " ".join(filter(None, (practitioner.prefix, practitioner.given, practitioner.family)))
