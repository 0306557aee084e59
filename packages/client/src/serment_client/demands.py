"""What patients ask of a practice, as its desk reads and answers it (SPEC 19)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import msgspec
from msgspec import UNSET, UnsetType

from serment_client.access import Access, Memberships
from serment_client.account import Account
from serment_client.agenda import Agendas, AgendaVisit, DoubtfulVisit
from serment_client.carrying import is_in_place_of, letters_of
from serment_client.demand_words import ELSEWHERE, Language
from serment_client.errors import IdentityUnchecked, Refused, RequestUnknown, TooEarly
from serment_client.mailbox import CLOSED, LAST, Mailbox, Request, body_of, letters_path, mailbox_of
from serment_client.practices import Practices
from serment_client.visit_copy import in_letters
from serment_protocol.clocks import opens
from serment_protocol.encoding import from_b64, read_time
from serment_protocol.erasures import NONCE_BYTES, Done, Receipt
from serment_protocol.errors import CannotOpen, CredentialRefused
from serment_protocol.letters import (
    ANSWER,
    CARRIED,
    EXTENSION,
    NOTICE,
    Address,
    Answers,
    Attached,
    Cover,
    Letter,
    Outcome,
    Posted,
    believe,
    open_copy,
    open_letter,
    reply,
)
from serment_protocol.primitives import random_bytes
from serment_protocol.signing import Signed
from serment_protocol.vault import Identity
from serment_protocol.visit_erasures import look_into, sign_visit_erasure, verify_visit_receipt

APPOINTMENT_UNKNOWN = "appointment_unknown"


class MailboxRow(msgspec.Struct, frozen=True):
    """A mailbox beside its visit; that and each letter are read by themselves, for they may be a lie."""

    visit: dict[str, object]
    letters: list[object]
    attested: Signed | None = None


class MailboxesAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/practices/{p}/letters`."""

    mailboxes: list[MailboxRow]
    next: str
    epoch: int


@dataclass(frozen=True)
class Demand:
    """A request and the visit that it hangs on."""

    visit: AgendaVisit
    request: Request

    @property
    def opens(self) -> str:
        """From when on it may be answered; empty if that is told by nothing."""
        letter = self.request.asked.letter
        return opens(self.request.standing.clock, read_time(letter.at)).isoformat() if letter else ""


@dataclass(frozen=True)
class Queue:
    """What was asked of a practice: what waits first, by its last day."""

    demands: tuple[Demand, ...]
    doubtful: int
    withheld: tuple[AgendaVisit, ...] = ()
    """Visits in whose mailbox letters that were seen here before are not shown any more."""


@dataclass(frozen=True)
class Box:
    """Everything that was written about a visit."""

    practice: str
    visit: AgendaVisit
    mailbox: Mailbox
    attested: Signed | None
    """What another practice may be shown of a visit that stands, where this mailbox alone was asked for."""


@dataclass(frozen=True)
class Page:
    """A part of it, and where the next one begins."""

    demands: tuple[Demand, ...]
    doubtful: int
    withheld: tuple[AgendaVisit, ...]
    following: str
    boxes: tuple[Box, ...]


class Demands:
    """The queues of the practices of an open staff account."""

    def __init__(self, account: Account, practices: Practices, memberships: Memberships, agendas: Agendas) -> None:
        self._account = account
        self._context = account.context
        self._practices = practices
        self._memberships = memberships
        self._agendas = agendas
        self._boxes: dict[str, Mailbox] = {}
        self._successors: dict[str, str] = {}
        """Of a visit that was handed over the one in its place, where letters were carried there."""

    def list(self, practice: str) -> Queue:
        """Everything that was asked and is still there, page by page; long mailboxes by their covers alone."""
        path = f"/practices/{practice}/letters"
        page = self._page(practice, path)
        demands, doubtful, withheld = [*page.demands], page.doubtful, [*page.withheld]
        while page.following:
            page = self._page(practice, f"{path}?after={page.following}")
            demands += page.demands
            doubtful += page.doubtful
            withheld += page.withheld
        return Queue(tuple(sorted(demands, key=_urgency)), doubtful, tuple(withheld))

    def open(self, practice: str, appointment: str) -> tuple[Demand, ...]:
        """All that was asked about one visit, with every letter."""
        return self._alone(practice, appointment).demands

    def attested(self, practice: str, appointment: str) -> Signed | None:
        """The platform's word about a visit, which another practice is shown; none of one that was given up."""
        return next((box.attested for box in self._alone(practice, appointment).boxes), None)

    def boxes(self, practice: str) -> Iterator[Box]:
        """Every mailbox of a practice, whole."""
        path = f"/practices/{practice}/letters"
        page = self._page(practice, path)
        while True:
            for box in page.boxes:
                if any(one.doubt == CLOSED for one in box.mailbox.letters):
                    yield from self._alone(practice, box.visit.appointment).boxes
                else:
                    yield box
            if not page.following:
                return
            page = self._page(practice, f"{path}?after={page.following}")

    def write(self, practice: str, visit: AgendaVisit, letter: Letter) -> None:
        """Put a letter into the mailbox of a visit that answers nothing."""
        self._send(practice, visit, letter)

    def _alone(self, practice: str, appointment: str) -> Page:
        return self._page(practice, f"/practices/{practice}/letters?of={appointment}")

    def _page(self, practice: str, path: str) -> Page:
        answer = self._account.session.ask(MailboxesAnswer, "GET", path)
        access = self._memberships.access(practice)
        if answer.epoch != access.current.epoch:
            access = self._memberships.renew(practice)
        demands: list[Demand] = []
        withheld: list[AgendaVisit] = []
        boxes: list[Box] = []
        doubtful = 0
        for row in answer.mailboxes:
            visit = self._agendas.adopt(access, row.visit)
            if isinstance(visit, DoubtfulVisit):
                doubtful += len(row.letters)
                continue
            box = self._read(access, visit, row.letters)
            self._boxes[visit.appointment] = box
            self._note_successor(visit, box)
            boxes.append(Box(practice, visit, box, row.attested))
            doubtful += box.doubtful
            withheld += [visit] if box.withheld else []
            demands += [Demand(visit, request) for request in box.requests]
        return Page(tuple(demands), doubtful, tuple(withheld), answer.next, tuple(boxes))

    def _note_successor(self, visit: AgendaVisit, box: Mailbox) -> None:
        for one in box.told:
            carried = UNSET if one.letter is None else one.letter.carried
            if carried is not UNSET:
                self._follows(carried.appointment, visit)

    def _follows(self, before: str, visit: AgendaVisit) -> None:
        """Of several the one that stands."""
        if before != visit.appointment and not (visit.last.state == "cancelled" and before in self._successors):
            self._successors[before] = visit.appointment

    def successor_of(self, practice: str, visit: AgendaVisit) -> AgendaVisit | None:
        """Whoever has this visit now under another key, if it was handed over; of one that stands, nobody else."""
        passed = {visit.appointment}
        after = self._next_of(practice, visit)
        while after is not None and after.appointment not in passed:
            passed.add(after.appointment)
            visit, after = after, self._next_of(practice, after)
        return visit if len(passed) > 1 else None

    def _next_of(self, practice: str, visit: AgendaVisit) -> AgendaVisit | None:
        if visit.last.state != "cancelled":
            return None
        if visit.appointment not in self._successors:
            self.list(practice)
        if visit.appointment not in self._successors:
            self._look_around(practice, visit)
        found = self._successors.get(visit.appointment)
        return None if found is None else self._agendas.find(found)

    def _look_around(self, practice: str, visit: AgendaVisit) -> None:
        """A desk that died before it carried the letters has left the visit all the same, at the same time."""
        start = read_time(visit.last.start)
        days = ((start + timedelta(days=apart)).date().isoformat() for apart in (-1, 1))
        for one in self._agendas.read(practice, *days).visits:
            named = one.content is not None and one.content.replaces == visit.appointment
            if named and is_in_place_of(one.statements[0], visit.last):
                self._follows(visit.appointment, one)

    def answer(
        self,
        practice: str,
        demand: Demand,
        outcome: Outcome,
        text: str,
        files: Sequence[Attached] = (),
        *,
        checked: bool = False,
    ) -> None:
        """Settle a request; what is too long for one letter goes in several, the last of which settles.

        `checked`: somebody made sure who asks. Nothing is answered to another key than the one that asked without it,
        nor a file given to a key that was made at the counter or from a paper code.
        """
        letter = demand.request.asked.letter
        if letter is not None and self._context.clock() < opens(demand.request.standing.clock, read_time(letter.at)):
            raise TooEarly
        visit, after = self._as_it_is_now(practice, demand)
        if not checked and (after is not None or (files and is_in_anothers_place(visit))):
            raise IdentityUnchecked
        *before, last = in_letters(files)
        for part in before:
            self._write(practice, demand, after, Answers(demand.request.standing.number, "told"), ANSWER, text, part)
        settles = Answers(demand.request.standing.number, "settled")
        self._write(practice, demand, after, settles, ANSWER, text, last, outcome)

    def vouch(self, practice: str, demand: Demand, text: str) -> None:
        """Give the practice's word to whoever asked for it by letter, and say so.

        Not where the visit was handed over: it would go to the key that was given up.
        """
        letter, number = demand.request.asked.letter, demand.request.standing.number
        visit, after = self._as_it_is_now(practice, demand)
        visit.require_in_use()
        if after is not None or is_in_anothers_place(visit):
            raise IdentityUnchecked
        asks = () if letter is None or letter.asks is UNSET else letter.asks
        # Whoever writes asks for what they like: by letter nobody is known as a colleague.
        ask = next((each for each in asks if each.audience == "known"), None)
        if ask is None:
            raise CredentialRefused
        self._memberships.using(practice, lambda access: self._agendas.vouch(access, visit, ask))
        self._write(practice, demand, None, Answers(number, "settled"), ANSWER, text, (), "done")

    def extend(self, practice: str, demand: Demand, reason: str) -> None:
        """Take two months more, and tell why."""
        _, after = self._as_it_is_now(practice, demand)
        self._write(practice, demand, after, Answers(demand.request.standing.number, "extended"), EXTENSION, reason, ())

    def _as_it_is_now(self, practice: str, demand: Demand) -> tuple[AgendaVisit, AgendaVisit | None]:
        """A colleague may have handed it over since it was read."""
        self.open(practice, demand.visit.appointment)
        visit = self._agendas.find(demand.visit.appointment)
        return visit, self.successor_of(practice, visit)

    def carry(self, practice: str, before: AgendaVisit, after: AgendaVisit) -> None:
        """Repeat what was written about a visit to whoever has it now, whose key opens nothing of the old mailbox."""
        try:
            self.open(practice, before.appointment)
        except Refused as refusal:
            if refusal.code != APPOINTMENT_UNKNOWN:
                raise
            return  # Nothing lies there.
        for text, carried in letters_of(self._boxes[before.appointment]):
            self._send(
                practice, after, Letter(kind=CARRIED, text=text, at=self._context.now(), files=(), carried=carried)
            )

    def tell(self, practice: str, appointment: str, text: str) -> None:
        """Write to a person what they did not ask: it answers nothing, and changes no clock."""
        visit = self._agendas.find(appointment)
        self._send(practice, visit, Letter(kind=NOTICE, text=text, at=self._context.now(), files=()))

    def rectify(self, practice: str, appointment: str, patient: Identity) -> AgendaVisit:
        """Put right who the person is, as the desk files it; the envelope stays as it came."""

        def work(access: Access) -> AgendaVisit:
            visit = self._agendas.find(appointment)
            visit.require_in_use()
            if visit.content is None:
                raise CannotOpen
            return self._agendas.file(access, visit, msgspec.structs.replace(visit.content, patient=patient))

        return self._memberships.using(practice, work)

    def restrict(self, practice: str, appointment: str, *, lift: bool = False) -> AgendaVisit:
        """Keep what is filed of a visit, and have nobody use it; or the end of that."""
        since: str | UnsetType = UNSET if lift else self._context.today()

        def work(access: Access) -> AgendaVisit:
            visit = self._agendas.find(appointment)
            if visit.content is None:
                raise CannotOpen
            if not lift and visit.content.restricted is not UNSET:
                return visit
            return self._agendas.file(access, visit, msgspec.structs.replace(visit.content, restricted=since))

        return self._memberships.using(practice, work)

    def erase(self, practice: str, appointment: str) -> Receipt:
        """Destroy a visit that did not take place, with its letters, for good; the platform's receipt of it."""

        def work(access: Access) -> Receipt:
            visit, nonce, today = (
                self._agendas.find(appointment),
                random_bytes(NONCE_BYTES),
                self._context.clock().date(),
            )
            current, last = access.current, visit.row.statements[-1]
            seed = from_b64(current.sign_seed)
            word = sign_visit_erasure(seed, practice, current.epoch, visit.appointment, last, nonce, today)
            path, body = f"/practices/{practice}/erasures", {"statement": msgspec.to_builtins(word)}
            done = self._account.session.ask(Done, "POST", path, body)
            receipt = verify_visit_receipt(done, self._context.installation.platform.log_key.public, look_into(word))
            self._agendas.known.pop(visit.appointment)
            return receipt

        return self._memberships.using(practice, work)

    def find(self, practice: str, appointment: str, number: int) -> Demand:
        """One of them, by the beginning of its visit's id and its number there, opened."""
        return self.opened(practice, _numbered(self.list(practice).demands, appointment, number))

    def opened(self, practice: str, demand: Demand) -> Demand:
        """The same with every letter."""
        appointment = demand.visit.appointment
        if not demand.request.is_closed:
            return demand
        return _numbered(self.open(practice, appointment), appointment, demand.request.standing.number)

    def _write(
        self,
        practice: str,
        demand: Demand,
        after: AgendaVisit | None,
        answers: Answers,
        kind: str,
        text: str,
        files: Sequence[Attached],
        outcome: Outcome | UnsetType = UNSET,
    ) -> None:
        """Into one mailbox: where it was asked, or else that of whoever has the visit now.

        The key that asked may be a thief's by then, so its mailbox is told that there is an answer, and not what.
        """
        letter = Letter(kind=kind, text=text, at=self._context.now(), outcome=outcome, files=tuple(files))
        if after is None:
            self._send(practice, demand.visit, letter, answers)
            return
        self._send(practice, after, letter)
        if answers.effect != "told":
            said = ELSEWHERE[_language_of(demand.visit)]
            self._send(practice, demand.visit, msgspec.structs.replace(letter, text=said, files=()), answers)

    def _send(self, practice: str, visit: AgendaVisit, letter: Letter, answers: Answers | UnsetType = UNSET) -> None:
        if visit.content is None:
            raise CannotOpen
        reply_public = from_b64(visit.content.reply)

        def put(access: Access, place: int) -> None:
            current = access.current
            address = Address(practice, visit.appointment, current.epoch, f"desk:{current.epoch}", place)
            keys = reply_public, current.filing, from_b64(current.sign_seed)
            body = body_of(reply(letter, address, *keys, answers))
            self._account.session.tell("POST", letters_path(visit.appointment), body)

        def work(access: Access) -> None:
            box = self._boxes.get(visit.appointment)
            try:
                put(access, box.following(by_desk=True) if box else 0)
            except Refused as refusal:
                if refusal.code != "letter_conflict":
                    raise
                # A colleague's letter, or a spoilt one: one that is answered already takes no other answer.
                put(access, min(refusal.number, LAST))

        self._memberships.using(practice, work)
        self.open(practice, visit.appointment)

    def _read(self, access: Access, visit: AgendaVisit, rows: Sequence[object]) -> Mailbox:
        def desk_key(epoch: int) -> bytes:
            return self._practices.desk_key(access.practice, access.roots, epoch)

        def believed(posted: Posted) -> Cover:
            return believe(posted, access.practice, visit.appointment, from_b64(visit.row.manage), desk_key)

        def opened(cover: Cover, posted: Posted) -> Letter:
            secrets = access.secrets_of(cover.epoch)
            if cover.desk_epoch is None:
                return open_letter(cover, posted.sealed, from_b64(secrets.seal_seed))
            return open_copy(cover, posted.copy, secrets.filing)

        return mailbox_of(visit.appointment, rows, believed, opened, self._context)


def is_in_anothers_place(visit: AgendaVisit) -> bool:
    """Whether its key was made when the visit was handed over, or taken by a code on paper."""
    return visit.content is not None and visit.content.replaces is not UNSET


def _language_of(visit: AgendaVisit) -> Language:
    return "en" if visit.content is not None and visit.content.language == "en" else "fr"


def _urgency(demand: Demand) -> tuple[bool, str, str]:
    standing = demand.request.standing
    return bool(standing.settled), standing.due, demand.visit.appointment


def _numbered(demands: Iterable[Demand], appointment: str, number: int) -> Demand:
    fitting = [
        demand
        for demand in demands
        if demand.visit.appointment.startswith(appointment) and demand.request.standing.number == number
    ]
    if len(fitting) != 1:
        raise RequestUnknown
    return fitting[0]


def waiting(queue: Queue) -> Iterator[Demand]:
    """Those that nobody has answered."""
    return (demand for demand in queue.demands if not demand.request.standing.settled)
