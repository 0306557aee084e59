"""The patient at the counter: shows a code, sees what the practice proposes, and answers with keys of its own (SPEC 7).

No request here carries a session, and no key leaves the vault.
"""

from dataclasses import dataclass

from serment_client.account import Account
from serment_client.booking import Means, Predecessor, Span, succeed
from serment_client.custodian import Language
from serment_client.errors import CodeNotShown
from serment_client.meeting import Meeting
from serment_client.practices import KnownPractice, Practices
from serment_client.visits import Listing, Visits, contact_of
from serment_protocol.appointments import ManageKeys, PatientName
from serment_protocol.codes import new_code
from serment_protocol.counter import (
    FIRST_ANSWER,
    MOST_VISITS,
    PROPOSAL,
    ProposedVisit,
    lock_answer,
    lock_hello,
    meeting_mark,
    open_proposal,
    verify_proposal,
)
from serment_protocol.errors import BadAnswer
from serment_protocol.primitives import random_bytes, sign_public

SEED_BYTES = 32


@dataclass(frozen=True)
class Proposed:
    """What a practice wants to hand over; `mark` is to be the same on its screen."""

    practice: KnownPractice
    visits: tuple[ProposedVisit, ...]
    mark: str


@dataclass
class _Showing:
    meeting: Meeting
    seed: bytes
    hello: bytes
    proposal: bytes = b""
    proposed: Proposed | None = None
    promised: tuple[str, ...] = ()


class Counter:
    """The counter of an open patient's account: one code at a time."""

    def __init__(self, account: Account, practices: Practices, visits: Visits) -> None:
        self._account = account
        self._practices = practices
        self._visits = visits
        self._showing: _Showing | None = None

    def show(self, patient: PatientName) -> bytes:
        """A code to show, good for five minutes; staff will see this name."""
        self._visits.lay_in(MOST_VISITS)
        code, seed = new_code(), random_bytes(SEED_BYTES)
        hello = lock_hello(code, patient, sign_public(seed))
        meeting = Meeting(self._account.context, code)
        meeting.open(hello)
        self._showing = _Showing(meeting, seed, hello)
        return code

    def hear(self) -> Proposed:
        """Wait for the proposal, and believe it only from the desk of a practice that the log proves."""
        showing = self._shown()
        showing.proposal = showing.meeting.hear(PROPOSAL)
        signed, claimed = open_proposal(showing.meeting.code, showing.proposal)
        practice = self._practices.refresh(claimed.practice)
        proposal = verify_proposal(signed, showing.meeting.code, showing.hello, practice.epoch.desk_sign)
        if proposal.epoch != practice.epoch.epoch:
            raise BadAnswer
        showing.proposed = Proposed(practice, proposal.visits, meeting_mark(showing.proposal))
        return showing.proposed

    def accept(self, language: Language = "fr") -> None:
        """Book each of these visits under a key of the vault, for the desk to send."""
        showing = self._shown()
        if showing.proposed is None:
            raise CodeNotShown
        seeds = self._visits.free_seeds(len(showing.proposed.visits))
        showing.promised = tuple(seed for seed, _ in seeds)
        for number, (visit, (_, keys)) in enumerate(zip(showing.proposed.visits, seeds, strict=True)):
            answer = self._answer(showing, showing.proposed.practice, number, visit, keys, language)
            showing.meeting.say(FIRST_ANSWER + number, answer)

    def wait(self) -> Listing:
        """Wait for the desk; the visits that have arrived."""
        showing = self._shown()
        showing.meeting.outlast()
        self._showing = None
        return self._visits.appeared(showing.promised)

    def end(self) -> None:
        """Nobody answers this code any more."""
        if self._showing is not None:
            self._showing.meeting.end()
            self._showing = None

    def _shown(self) -> _Showing:
        if self._showing is None:
            raise CodeNotShown
        return self._showing

    def _answer(
        self,
        showing: _Showing,
        practice: KnownPractice,
        number: int,
        visit: ProposedVisit,
        keys: ManageKeys,
        language: Language,
    ) -> bytes:
        profile = self._account.vault.current().profile
        ticket, _ = self._visits.ticket(contact_of(profile, language))
        span = Span(visit.schedule, visit.start, visit.duration, visit.service_class)
        before = Predecessor(visit.replaces, span, visit.told)
        prepared = succeed(before, profile, language, Means(practice, keys, ticket, None))
        code = showing.meeting.code
        return lock_answer(code, showing.proposal, number, prepared.statement, prepared.contents, showing.seed)
