"""A whole meeting at the counter, and who is turned away from it."""

from dataclasses import dataclass, field

import pytest

from serment_protocol import counter
from serment_protocol.appointments import (
    ZEROS,
    Booking,
    ManageKeys,
    PatientName,
    Place,
    SelfCopy,
    lock_self_copy,
    manage_keys,
    seal_envelope,
)
from serment_protocol.codes import read_code, write_code
from serment_protocol.counter import (
    Hello,
    Proposal,
    ProposedVisit,
    Voice,
    believe_answer,
    hello_of,
    lock_answer,
    lock_hello,
    lock_proposal,
    meeting_id,
    meeting_mark,
    open_hello,
    open_proposal,
    verify_proposal,
)
from serment_protocol.encoding import canonical, from_b64
from serment_protocol.errors import BadAnswer, BadSignature, CannotOpen, CommitmentBroken
from serment_protocol.nudges import TICKET_BYTES
from serment_protocol.padding import TURN_BUCKETS, pad
from serment_protocol.primitives import derive, random_bytes, seal_public, sign_public
from serment_protocol.sealing import lock
from serment_protocol.statements import Contents, Statement, sign_booking
from serment_protocol.vault import Identity

PRACTICE = "ab" * 16
MEETINGS = 300
ZOE = PatientName("Zoé", "Exemple")


@dataclass
class Desk:
    """A desk with a visit in its agenda."""

    sign_seed: bytes = field(default_factory=lambda: random_bytes(32))
    seal_seed: bytes = field(default_factory=lambda: random_bytes(32))
    visit: ProposedVisit = field(
        default_factory=lambda: ProposedVisit("c" * 64, "d" * 32, "2026-02-02T08:40:00Z", 20, "visit-20", told())
    )

    def propose(self, code: bytes, hello: bytes) -> bytes:
        """The second turn."""
        return lock_proposal(code, hello, PRACTICE, 1, [self.visit], self.sign_seed)


@dataclass
class Patient:
    """Somebody with a code on the screen."""

    voice: Voice = field(default_factory=lambda: Voice(random_bytes(32), random_bytes(32)))
    keys: ManageKeys = field(default_factory=lambda: manage_keys(random_bytes(32)))
    made: Contents | None = None

    @property
    def says(self) -> Hello:
        """Who stands there."""
        return hello_of(self.voice, ZOE)

    @property
    def code(self) -> bytes:
        """On the screen."""
        return self.says.code

    def hello(self) -> bytes:
        """The first turn."""
        return lock_hello(self.says)

    def mark(self, hello: bytes, proposal: bytes) -> str:
        """On the screen, once the proposal was accepted."""
        return meeting_mark(self.voice.nonce, hello, proposal)

    def answer(self, proposal: bytes, desk: Desk, code: bytes = b"") -> bytes:
        """The third."""
        wanted = open_proposal(code or self.code, proposal)[1]
        statement = sign_booking(first_statement(wanted, self.keys, self.contents(desk)), self.keys.sign_seed)
        return lock_answer(code or self.code, proposal, 0, statement, self.contents(desk), self.voice)

    def contents(self, desk: Desk) -> Contents:
        """Made once."""
        self.made = self.made or contents(self.keys, desk)
        return self.made


def told() -> SelfCopy:
    """What the patient shall find again."""
    return SelfCopy(
        practice=PRACTICE,
        practice_name="Cabinet",
        practitioner="e" * 32,
        practitioner_name="Dr Ada",
        address="",
        phone="",
        time_zone="Europe/Paris",
        motive="visit",
        motive_label="Consultation",
        patient=ZOE,
        note="",
    )


def contents(keys: ManageKeys, desk: Desk) -> Contents:
    """Sealed for this desk."""
    booking = Booking(
        patient=Identity("Zoé", "Exemple", "", "0600000000", ""),
        motive="visit",
        note="",
        reply=keys.reply_public,
        language="fr",
        replaces=desk.visit.replaces,
    )
    envelope = seal_envelope(booking, Place(PRACTICE, 1, keys.appointment), seal_public(desk.seal_seed))
    return Contents(keys.sign_public, envelope, lock_self_copy(told(), keys), bytes(TICKET_BYTES), None)


def first_statement(wanted: Proposal, keys: ManageKeys, parts: Contents) -> Statement:
    """As proposed."""
    visit = wanted.visits[0]
    return Statement(
        appointment=keys.appointment,
        practice=wanted.practice,
        sequence=0,
        state="booked",
        schedule=visit.schedule,
        start=visit.start,
        duration=visit.duration,
        service_class=visit.service_class,
        epoch=wanted.epoch,
        previous=ZEROS,
        by="manage",
        contents=parts.digest(),
    )


class TestMeeting:
    def test_hands_a_visit_over(self) -> None:
        desk, patient = Desk(), Patient()
        code = read_code("counter", f"https://app.example/#/{write_code('counter', patient.code)}")
        said = patient.hello()
        hello = open_hello(code, said)
        assert hello.patient == ZOE
        proposed = desk.propose(code, said)
        signed, _ = open_proposal(patient.code, proposed)
        assert verify_proposal(signed, patient.code, said, sign_public(desk.sign_seed)).visits == (desk.visit,)
        answered = patient.answer(proposed, desk)
        answer, content = believe_answer(code, answered, proposed, 0, hello, desk.seal_seed)
        assert (content.replaces, content.patient.phone) == (desk.visit.replaces, "0600000000")
        assert answer.contents == patient.contents(desk)
        assert meeting_mark(from_b64(answer.nonce), said, proposed) == patient.mark(said, proposed)

    def test_shows_six_digits_that_no_other_proposal_has(self) -> None:
        desk, patient, said = Desk(), Patient(), b""
        marks = {patient.mark(said := patient.hello(), desk.propose(patient.code, said)) for _ in range(20)}
        assert len(marks) > 15
        assert {len(mark) for mark in marks} == {6}


class TestSomebodyWhoSawTheCode:
    def test_says_hello_first_and_the_patient_sees_no_proposal(self) -> None:
        """The desk does not believe it: the code stands for another. Nor would the patient answer what it signed."""
        desk, patient, thief = Desk(), Patient(), Patient()
        said = locked_under(patient.code, thief.says)
        with pytest.raises(CommitmentBroken):
            open_hello(patient.code, said)
        signed, _ = open_proposal(patient.code, desk.propose(patient.code, said))
        with pytest.raises(BadAnswer):
            verify_proposal(signed, patient.code, patient.hello(), sign_public(desk.sign_seed))

    def test_answers_first_and_the_desk_hands_nothing_over(self) -> None:
        desk, patient, thief = Desk(), Patient(), Patient()
        said = patient.hello()
        proposed = desk.propose(patient.code, said)
        hello = open_hello(patient.code, said)
        answered = thief.answer(proposed, desk, patient.code)
        with pytest.raises(BadSignature):
            believe_answer(patient.code, answered, proposed, 0, hello, desk.seal_seed)

    def test_proposes_and_nobody_answers(self) -> None:
        desk, patient = Desk(), Patient()
        said = patient.hello()
        signed, _ = open_proposal(patient.code, Desk().propose(patient.code, said))
        with pytest.raises(BadSignature):
            verify_proposal(signed, patient.code, said, sign_public(desk.sign_seed))

    def test_repeats_an_answer_at_another_meeting(self) -> None:
        desk, patient = Desk(), Patient()
        said = patient.hello()
        hello = open_hello(patient.code, said)
        answered = patient.answer(desk.propose(patient.code, said), desk)
        other = Patient().code
        with pytest.raises(CannotOpen):
            believe_answer(other, answered, desk.propose(other, said), 0, hello, desk.seal_seed)


class TestAttackerWhoseDigitsShallAgree:
    """Runs the platform, saw the code, and has a practice of its own, whose proposal the patient is shown."""

    def test_has_one_guess(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """It makes proposals until one agrees with the desk's, but by a number that it must guess.

        With one digit for six it is right once in ten meetings; by the number itself, which comes too late, always.
        """
        monkeypatch.setattr(counter, "MARK_DIGITS", 1)
        desk, own, guessed, known = Desk(), Desk(), 0, 0
        for _ in range(MEETINGS):
            patient, guess = Patient(), Patient()
            said = patient.hello()
            true = desk.propose(patient.code, said)
            for knower in (patient, guess):
                while knower.mark(said, shown := own.propose(patient.code, said)) != knower.mark(said, true):
                    pass
                agreed = patient.mark(said, shown) == patient.mark(said, true)
                known, guessed = known + (agreed and knower is patient), guessed + (agreed and knower is guess)
        assert MEETINGS * 0.03 < guessed < MEETINGS * 0.17
        assert known == MEETINGS

    def test_does_not_choose_the_number(self) -> None:
        """Another one than the hello promised is refused by the desk."""
        desk, patient = Desk(), Patient()
        said = patient.hello()
        proposed = desk.propose(patient.code, said)
        hello = open_hello(patient.code, said)
        patient.voice = Voice(patient.voice.seed, random_bytes(32))
        answered = patient.answer(proposed, desk, hello.code)
        with pytest.raises(CommitmentBroken):
            believe_answer(hello.code, answered, proposed, 0, hello, desk.seal_seed)

    def test_is_betrayed_by_the_answer_even_where_they_agree(self) -> None:
        """The patient's answer names the proposal that it is to, whatever the digits."""
        desk, own, patient = Desk(), Desk(), Patient()
        said = patient.hello()
        hello, true = open_hello(patient.code, said), desk.propose(patient.code, said)
        answered = patient.answer(own.propose(patient.code, said), own)
        with pytest.raises(BadSignature):
            believe_answer(patient.code, answered, true, 0, hello, desk.seal_seed)


def locked_under(code: bytes, hello: Hello) -> bytes:
    """A hello where another one should be."""
    padded = pad(canonical(hello), TURN_BUCKETS)
    return lock(derive(code, "meeting"), "meeting", {"v": 1, "meeting": meeting_id(code), "place": 0}, padded)
