"""At the counter: a patient and a desk meet over a code, and visits get new keys (SPEC 7).

The patient says hello, the desk proposes, the patient answers once for each visit. The platform keeps the turns for
five minutes and reads none. The code is the hash of the hello, so nobody else can say one; and the hello commits to a
number that the answers reveal, so nobody who proposes can know which six digits the proposal will have.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from serment_protocol.appointments import Booking, PatientName, Place, SelfCopy, open_envelope
from serment_protocol.encoding import b64, canonical, from_b64
from serment_protocol.errors import BadAnswer, BadStructure, CommitmentBroken
from serment_protocol.kit import CODE_BYTES
from serment_protocol.nudges import check_ticket
from serment_protocol.padding import TURN_BUCKETS, pad, unpad
from serment_protocol.primitives import derive, hash_bytes, sign_public
from serment_protocol.sealing import Context, lock, unlock
from serment_protocol.signing import Signed, peek, sign, sign_bytes, verify, verify_bytes
from serment_protocol.statements import NAME, Contents, Statement, check_first
from serment_protocol.structure import (
    B64,
    B64Of32,
    B64Of64,
    Count,
    Digest,
    Hex16,
    Minutes,
    Number,
    Slug,
    Structure,
    Time,
    Versioned,
    read,
)

ID_BYTES = 16
MARK_BYTES = 4
MARK_DIGITS = 6
HELLO, PROPOSAL, FIRST_ANSWER = 0, 1, 2
MOST_VISITS = 12
PROPOSAL_NAME = "counter-proposal"
ANSWER_NAME = "counter-answer"


@dataclass(frozen=True)
class Voice:
    """What the patient's app draws for one meeting: what signs its answers, and the number that they reveal."""

    seed: bytes
    nonce: bytes


class Hello(Versioned, frozen=True, kw_only=True):
    """Who stands at the counter, as their account has it, the key that will sign the answers, and the number's hash."""

    type: Literal["hello"] = "hello"
    patient: PatientName
    sign: B64Of32
    commitment: Digest

    @property
    def code(self) -> bytes:
        """What the patient shows."""
        return hash_bytes("counter-code", canonical(self))[:CODE_BYTES]


class ProposedVisit(Structure, frozen=True, rename={"service_class": "class"}):
    """A visit that is to change hands, and what its new self-copy shall say."""

    replaces: Digest
    schedule: Hex16
    start: Time
    duration: Minutes
    service_class: Slug
    told: SelfCopy


class Proposal(Versioned, frozen=True, kw_only=True):
    """What the desk proposes to whoever said this hello (name `counter-proposal`)."""

    type: Literal["proposal"] = "proposal"
    meeting: Hex16
    hello: Digest
    practice: Hex16
    epoch: Number
    visits: tuple[ProposedVisit, ...]

    def __post_init__(self) -> None:
        """Check that there are visits, all of this practice."""
        Versioned.__post_init__(self)
        if not 1 <= len(self.visits) <= MOST_VISITS:
            raise BadStructure
        if any(visit.told.practice != self.practice for visit in self.visits):
            raise BadStructure


class Answer(Versioned, frozen=True, kw_only=True):
    """The patient's booking in place of one of the visits, ready for the platform."""

    type: Literal["answer"] = "answer"
    statement: Signed
    manage: B64Of32
    envelope: B64
    self_copy: B64
    ticket: B64
    nonce: B64Of32
    signature: B64Of64

    @property
    def contents(self) -> Contents:
        """What the statement commits to; there is no token, as staff book."""
        return Contents(
            from_b64(self.manage), from_b64(self.envelope), from_b64(self.self_copy), from_b64(self.ticket), None
        )


class AnswerBody(Versioned, frozen=True, kw_only=True):
    """What the key of the hello signs (name `counter-answer`)."""

    type: Literal["answer"] = "answer"
    meeting: Hex16
    proposal: Digest
    number: Count
    statement: Digest


def meeting_id(code: bytes) -> str:
    """By which the platform knows the meeting."""
    return hash_bytes("meeting", code)[:ID_BYTES].hex()


def meeting_mark(nonce: bytes, hello: bytes, proposal: bytes) -> str:
    """Six digits of all that was said before the answers, for two people to compare."""
    said = nonce + hash_bytes("turn", hello) + hash_bytes("turn", proposal)
    number = int.from_bytes(hash_bytes("counter-mark", said)[:MARK_BYTES])
    return f"{number % 10**MARK_DIGITS:0{MARK_DIGITS}}"


def hello_of(voice: Voice, patient: PatientName) -> Hello:
    """What stands behind the code."""
    return Hello(patient=patient, sign=b64(sign_public(voice.seed)), commitment=_commitment(voice.nonce))


def lock_hello(hello: Hello) -> bytes:
    """The first turn."""
    return _lock_turn(hello.code, HELLO, hello)


def open_hello(code: bytes, locked: bytes) -> Hello:
    """The first turn, said by whoever showed the code."""
    hello = read(_open_turn(code, HELLO, locked), Hello)
    if hello.code != code:
        raise CommitmentBroken
    return hello


def lock_proposal(
    code: bytes, hello: bytes, practice: str, epoch: int, visits: Sequence[ProposedVisit], desk_sign: bytes
) -> bytes:
    """The second turn, signed by the desk of the practice's current epoch."""
    proposal = Proposal(
        meeting=meeting_id(code), hello=_turn_hash(hello), practice=practice, epoch=epoch, visits=tuple(visits)
    )
    return _lock_turn(code, PROPOSAL, sign(desk_sign, PROPOSAL_NAME, proposal))


def open_proposal(code: bytes, locked: bytes) -> tuple[Signed, Proposal]:
    """The second turn; nothing is believed yet, but it says whose desk should have signed."""
    signed = read(_open_turn(code, PROPOSAL, locked), Signed)
    return signed, peek(signed, Proposal)


def verify_proposal(signed: Signed, code: bytes, hello: bytes, desk_sign: bytes) -> Proposal:
    """The proposal, once the practice's desk signed it for this meeting and for this hello."""
    proposal = verify(desk_sign, PROPOSAL_NAME, signed, Proposal)
    if (proposal.meeting, proposal.hello) != (meeting_id(code), _turn_hash(hello)):
        raise BadAnswer
    return proposal


def lock_answer(
    code: bytes, proposal: bytes, number: int, statement: Signed, contents: Contents, voice: Voice
) -> bytes:
    """The turn for the visit of this number."""
    answer = Answer(
        statement=statement,
        manage=b64(contents.manage),
        envelope=b64(contents.envelope),
        self_copy=b64(contents.self_copy),
        ticket=b64(contents.ticket),
        nonce=b64(voice.nonce),
        signature=b64(sign_bytes(voice.seed, ANSWER_NAME, _answer_body(code, proposal, number, statement))),
    )
    return _lock_turn(code, FIRST_ANSWER + number, answer)


def believe_answer(
    code: bytes, locked: bytes, proposal: bytes, number: int, hello: Hello, desk_seal_seed: bytes
) -> tuple[Answer, Booking]:
    """The answer to one visit of a proposal, once it is whoever said hello who books exactly that.

    The envelope is opened before anything is sent: a desk does not hand a visit over to it knows not whom.
    """
    answer = read(_open_turn(code, FIRST_ANSWER + number, locked), Answer)
    body = _answer_body(code, proposal, number, answer.statement)
    verify_bytes(from_b64(hello.sign), ANSWER_NAME, body, from_b64(answer.signature))
    if _commitment(from_b64(answer.nonce)) != hello.commitment:
        raise CommitmentBroken
    wanted = open_proposal(code, proposal)[1]
    statement, visit = _believe_statement(answer), wanted.visits[number]
    if _place_of(statement) != (wanted.practice, wanted.epoch, *_span_of(visit)):
        raise BadAnswer
    place = Place(wanted.practice, wanted.epoch, statement.appointment)
    content = open_envelope(from_b64(answer.envelope), place, desk_seal_seed)
    if _told_of(content) != (visit.replaces, visit.told.motive, visit.told.patient, visit.told.note):
        raise BadAnswer
    return answer, content


def _believe_statement(answer: Answer) -> Statement:
    contents = answer.contents
    check_ticket(contents.ticket)
    statement = verify(contents.manage, NAME, answer.statement, Statement)
    check_first(statement, contents.manage)
    if statement.contents != contents.digest():
        raise BadAnswer
    return statement


def _place_of(statement: Statement) -> tuple[str, int, str, str, int, str]:
    span = statement.schedule, statement.start, statement.duration, statement.service_class
    return statement.practice, statement.epoch, *span


def _span_of(visit: ProposedVisit) -> tuple[str, str, int, str]:
    return visit.schedule, visit.start, visit.duration, visit.service_class


def _told_of(content: Booking) -> tuple[object, str, PatientName, str]:
    name = PatientName(content.patient.given, content.patient.family)
    return content.replaces, content.motive, name, content.note


def _answer_body(code: bytes, proposal: bytes, number: int, statement: Signed) -> bytes:
    return canonical(
        AnswerBody(
            meeting=meeting_id(code),
            proposal=_turn_hash(proposal),
            number=number,
            statement=hash_bytes("statement", statement.body_bytes).hex(),
        )
    )


def _commitment(nonce: bytes) -> str:
    return hash_bytes("counter-nonce", nonce).hex()


def _turn_hash(locked: bytes) -> str:
    return hash_bytes("turn", locked).hex()


def _lock_turn(code: bytes, place: int, content: msgspec.Struct) -> bytes:
    return lock(derive(code, "meeting"), "meeting", _context(code, place), pad(canonical(content), TURN_BUCKETS))


def _open_turn(code: bytes, place: int, locked: bytes) -> bytes:
    return unpad(unlock(derive(code, "meeting"), "meeting", _context(code, place), locked), TURN_BUCKETS)


def _context(code: bytes, place: int) -> Context:
    return {"v": 1, "meeting": meeting_id(code), "place": place}
