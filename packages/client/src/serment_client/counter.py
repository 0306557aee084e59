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
from serment_protocol.appointments import ManageKeys, PatientName, pseudonym
from serment_protocol.counter import (
    FIRST_ANSWER,
    MOST_VISITS,
    PROPOSAL,
    ProposedVisit,
    Voice,
    hello_of,
    lock_answer,
    lock_hello,
    meeting_mark,
    open_proposal,
    verify_proposal,
)
from serment_protocol.errors import BadAnswer
from serment_protocol.primitives import random_bytes

SEED_BYTES, NONCE_BYTES = 32, 32


@dataclass(frozen=True)
class Proposed:
    """What a practice wants to hand over."""

    practice: KnownPractice
    visits: tuple[ProposedVisit, ...]


@dataclass
class _Showing:
    meeting: Meeting
    voice: Voice
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
        voice = Voice(random_bytes(SEED_BYTES), random_bytes(NONCE_BYTES))
        said = hello_of(voice, patient)
        meeting, hello = Meeting(self._account.context, said.code), lock_hello(said)
        meeting.open(hello)
        self._showing = _Showing(meeting, voice, hello)
        return said.code

    def hear(self) -> Proposed:
        """Wait for the proposal, and believe it only from the desk of a practice that the log proves.

        One is heard for a code: what the digits hang on is revealed to it. Where its practice could not be looked at
        just then, it is the same that is looked at again.
        """
        showing = self._shown()
        if showing.proposed is not None:
            raise CodeNotShown
        showing.proposal = showing.proposal or showing.meeting.hear(PROPOSAL)
        signed, claimed = open_proposal(showing.meeting.code, showing.proposal)
        practice = self._practices.refresh(claimed.practice)
        proposal = verify_proposal(signed, showing.meeting.code, showing.hello, practice.epoch.desk_sign)
        if proposal.epoch != practice.epoch.epoch:
            raise BadAnswer
        showing.proposed = Proposed(practice, proposal.visits)
        return showing.proposed

    def accept(self, language: Language = "fr") -> str:
        """Book each of these visits under a key of the vault, for the desk to send; six digits for it to compare."""
        showing = self._shown()
        if showing.proposed is None:
            raise CodeNotShown
        seeds = self._visits.free_seeds(len(showing.proposed.visits))
        showing.promised = tuple(seed for seed, _ in seeds)
        for number, (visit, (_, keys)) in enumerate(zip(showing.proposed.visits, seeds, strict=True)):
            answer = self._answer(showing, showing.proposed.practice, number, visit, keys, language)
            showing.meeting.say(FIRST_ANSWER + number, answer)
        return meeting_mark(showing.voice.nonce, showing.hello, showing.proposal)

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
        known = pseudonym(self._account.session.root, visit.told.practice)
        prepared = succeed(before, profile, language, Means(practice, keys, ticket, None, known))
        code = showing.meeting.code
        return lock_answer(code, showing.proposal, number, prepared.statement, prepared.contents, showing.voice)
