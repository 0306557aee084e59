"""A practice asks, a patient decides; what follows at the practice, at another one, and for research."""

import asyncio
import dataclasses
import json
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from serment_client.agreements import Question
from serment_client.client import Client
from serment_client.errors import AskedLately, ConsentMissing, ConsentWithdrawn, ProjectMissing, Refused
from serment_client.exporting import agreements_of
from serment_client.log import system_clock
from serment_client.questions import FLOOR, Asked
from serment_client.state import State
from serment_client.visits import Visit
from serment_kernel.database import Database, opened
from serment_platform.practice import jobs
from serment_protocol import attestations
from serment_protocol.agreements import ASK
from serment_protocol.agreements import decide as agreed
from serment_protocol.appointments import manage_keys
from serment_protocol.consents import newest_text, read_receipt
from serment_protocol.encoding import b64
from serment_protocol.errors import BadLetter
from serment_protocol.letters import Letter
from serment_protocol.primitives import random_bytes
from serment_protocol.referrals import Referral, Slot, seal_referral
from serment_protocol.signing import peek, sign
from serment_protocol.terms import Agreement, Project, Recipient, Terms

from .clients import ZOE, NewClient, clients, command_line, days, draft, signed_up, wish, words
from .installation import Installed
from .test_erasing import dump

LETTER = "Cher confrère, je vous adresse Zoé pour son souffle"
PROJECT = Project("Toux 2026", "recherche@exemple.example")


@pytest.fixture(scope="module")
def anybody(platform: Installed) -> Generator[NewClient]:
    """Clients of people who have proved an address, for all tests of this file."""
    with clients(platform) as new:
        yield new


@pytest.fixture(scope="module")
def doctor(anybody: NewClient) -> Client:
    """Whoever opened the practice that asks."""
    return signed_up(anybody)


@pytest.fixture(scope="module")
def colleague(anybody: NewClient) -> Client:
    """Whoever opened the other practice."""
    return signed_up(anybody)


@pytest.fixture(scope="module")
def practice(doctor: Client) -> str:
    """The practice that asks."""
    return doctor.team.open(draft(), "Dr Tilleul")


@pytest.fixture(scope="module")
def other(colleague: Client) -> str:
    """The other practice."""
    return colleague.team.open(draft(), "Dr Orme")


@pytest.fixture
def patient(anybody: NewClient) -> Client:
    """Somebody who books there."""
    return signed_up(anybody, "patient")


@pytest.fixture
def visit(patient: Client, practice: str) -> Visit:
    """A visit of a test."""
    return patient.visits.book(wish(patient, practice))


def ask(doctor: Client, practice: str, visit: Visit, other: str) -> Asked:
    """Whether a letter may go to the practitioner there."""
    doctor.agendas.read(practice, *days(doctor))
    [practitioner] = doctor.practices.get(other).publication.practitioners
    seen = doctor.agendas.find(visit.appointment)
    return doctor.questions.ask_sharing(practice, seen, other, practitioner.practitioner, f"Un avis {visit.seed[:6]}")


def question_of(patient: Client, visit: Visit) -> Question:
    """What is asked about this visit."""
    [found] = [each for each in patient.agreements.list() if each.seed == visit.seed]
    return found


def decide(patient: Client, visit: Visit, *, granted: bool) -> Question:
    """Answer it."""
    question = question_of(patient, visit)
    shown = patient.agreements.offer(question, "fr")
    return patient.agreements.decide(question, shown, "self", granted=granted)


def at_the_desk(doctor: Client, practice: str, asked: Asked) -> Asked:
    """The same question as the desk reads it now."""
    [found] = [each for each in doctor.questions.list(practice) if each.course.scope == asked.course.scope]
    return found


def made_up(asked: Asked, day: str) -> Asked:
    """The same question as if somebody had agreed to it, by a key that is of no visit."""
    drawn = manage_keys(random_bytes(32))
    terms = replace(asked.course.terms, appointment=drawn.appointment)
    agreement = agreed(Agreement(terms), newest_text("sharing", "fr"), "self", "granted", day, drawn.sign_seed)
    visit = dataclasses.replace(asked.visit, row=replace(asked.visit.row, manage=b64(drawn.sign_public)))
    return Asked(visit, asked.course._replace(terms=terms, records=agreement.records))


class TestSharing:
    def test_goes_where_the_patient_agreed_and_comes_back_when_they_take_it_back(
        self, doctor: Client, colleague: Client, patient: Client, practice: str, other: str, visit: Visit
    ) -> None:
        asked = ask(doctor, practice, visit, other)
        assert question_of(patient, visit).waits
        with pytest.raises(ConsentMissing):
            doctor.questions.share(practice, asked, LETTER)
        decided = decide(patient, visit, granted=True)
        assert decided.course.stands
        assert doctor.questions.share(practice, asked, LETTER).course.handed
        [received] = colleague.referrals.list(other).received
        referral = received.believed.referral
        assert (referral.text, referral.patient.family, received.withdrawn) == (LETTER, "Exemple", "")
        # A right was spent, but comes back to whoever cancels until the visit has begun.
        assert not received.believed.right
        assert question_of(patient, visit).course.handed
        withdrawn = patient.agreements.withdraw(question_of(patient, visit))
        assert not withdrawn.course.stands
        with pytest.raises(ConsentWithdrawn):
            doctor.questions.share(practice, asked, LETTER)
        assert not at_the_desk(doctor, practice, asked).course.handed
        [received] = colleague.referrals.list(other).received
        assert (received.withdrawn, received.believed.referral.text) == (patient.context.today(), "")
        [received] = colleague.referrals.list(other).received
        colleague.referrals.drop(other, received.row.referral)
        assert colleague.referrals.list(other).received == ()

    def test_is_believed_no_more_once_it_was_taken_back_here(
        self, doctor: Client, colleague: Client, patient: Client, practice: str, other: str, visit: Visit
    ) -> None:
        asked = ask(doctor, practice, visit, other)
        decide(patient, visit, granted=True)
        doctor.questions.share(practice, asked, LETTER)
        granted = at_the_desk(doctor, practice, asked)
        patient.agreements.withdraw(question_of(patient, visit))
        doctor.questions.list(practice)
        [received] = colleague.referrals.list(other).received
        colleague.referrals.drop(other, received.row.referral)
        # As no client of ours would: without its end.
        word = doctor.demands.attested(practice, visit.appointment)
        assert word is not None
        doctor.questions._send(practice, granted, "letter", LETTER, word)  # pyright: ignore[reportPrivateUsage]
        inbox = colleague.referrals.list(other)
        assert (inbox.received, inbox.doubtful) == ((), ())

    def test_is_not_believed_by_a_key_that_somebody_drew(
        self, doctor: Client, colleague: Client, practice: str, other: str, visit: Visit
    ) -> None:
        asked = ask(doctor, practice, visit, other)
        word = doctor.demands.attested(practice, visit.appointment)
        assert word is not None
        today = doctor.context.today()
        own = sign(random_bytes(32), attestations.NAME, peek(word, attestations.Attestation))
        for attested in (UNSET, word, own):
            # As no client of ours would: nobody agreed, and somebody else is named.
            doctor.questions._send(practice, made_up(asked, today), "letter", LETTER, attested)  # pyright: ignore[reportPrivateUsage]
        inbox = colleague.referrals.list(other)
        assert inbox.received == ()
        assert sorted(each.code for each in inbox.doubtful) == ["bad_referral", "bad_referral", "bad_signature"]
        assert colleague.referrals.drop_doubtful(other) == 3

    def test_one_that_cannot_be_called_back_stops_no_other(
        self, doctor: Client, anybody: NewClient, colleague: Client, practice: str, other: str, platform: Installed
    ) -> None:
        people = [signed_up(anybody, "patient") for _ in range(2)]
        visits = [person.visits.book(wish(person, practice)) for person in people]
        asked = [ask(doctor, practice, each, other) for each in visits]
        for person, each, question in zip(people, visits, asked, strict=True):
            decide(person, each, granted=True)
            doctor.questions.share(practice, question, LETTER)
        for person, each in zip(people, visits, strict=True):
            person.agreements.withdraw(question_of(person, each))
        [(lying,)] = platform.sql("SELECT count(*) FROM practice.referral WHERE practice = decode(%s, 'hex')", [other])
        fill(platform, other, 1199 - lying)
        waiting = [each for each in doctor.questions.list(practice) if each.recall]
        assert [(each.recall, each.course.handed) for each in waiting] == [("inbox_full", True)]
        platform.sql("DELETE FROM practice.referral WHERE referral < decode(%s, 'hex')", ["0" * 28 + "1000"])
        assert [each.recall for each in doctor.questions.list(practice) if each.recall] == []
        withdrawn = colleague.referrals.list(other).received
        assert [bool(each.withdrawn) for each in withdrawn] == [True, True]
        for each in withdrawn:
            colleague.referrals.drop(other, each.row.referral)

    def test_ends_with_the_visit(
        self, doctor: Client, patient: Client, practice: str, other: str, visit: Visit
    ) -> None:
        asked = ask(doctor, practice, visit, other)
        decide(patient, visit, granted=True)
        doctor.desk.set_state(practice, visit.appointment, "cancelled")
        with pytest.raises(ConsentMissing):
            doctor.questions.share(practice, asked, LETTER)

    def test_can_be_put_into_a_care_record_where_it_stays(
        self, doctor: Client, colleague: Client, patient: Client, practice: str, other: str, visit: Visit
    ) -> None:
        asked = ask(doctor, practice, visit, other)
        decide(patient, visit, granted=True)
        doctor.questions.share(practice, asked, LETTER)
        there = patient.visits.book(wish(patient, other))
        colleague.agendas.read(other, *days(colleague))
        [received] = colleague.referrals.list(other).received
        filed = colleague.referrals.file(other, received, there.appointment)
        assert LETTER in (filed.clinical_note or "")
        patient.agreements.withdraw(question_of(patient, visit))
        doctor.questions.list(practice)
        [received] = colleague.referrals.list(other).received
        assert received.withdrawn
        colleague.referrals.drop(other, received.row.referral)

    def test_a_no_costs_as_little_and_is_not_asked_again(
        self, doctor: Client, patient: Client, practice: str, other: str, visit: Visit
    ) -> None:
        asked = ask(doctor, practice, visit, other)
        assert decide(patient, visit, granted=False).course.again
        with pytest.raises(ConsentMissing):
            doctor.questions.share(practice, asked, LETTER)
        another = patient.visits.book(wish(patient, practice))
        with pytest.raises(AskedLately):
            ask(doctor, practice, another, other)

    def test_is_asked_about_nobody_who_goes_by_another_name(
        self, doctor: Client, patient: Client, practice: str, other: str, visit: Visit
    ) -> None:
        asked = ask(doctor, practice, visit, other)
        to = asked.course.terms.to
        assert to is not UNSET
        lie = replace(asked.course.terms, to=replace(to, practice_name="Hôpital de la Ville"))
        letter = Letter(kind=ASK, text="", at=doctor.context.now(), files=(), agreement=Agreement(lie))
        doctor.demands.write(practice, asked.visit, letter)
        [_, question] = [each for each in patient.agreements.list() if each.seed == visit.seed]
        with pytest.raises(BadLetter):
            patient.agreements.offer(question, "fr")

    def test_leaves_a_day_and_ciphertext_at_the_platform(
        self, doctor: Client, patient: Client, practice: str, other: str, visit: Visit, platform: Installed
    ) -> None:
        asked = ask(doctor, practice, visit, other)
        decide(patient, visit, granted=True)
        doctor.questions.share(practice, asked, LETTER)
        columns = "SELECT column_name FROM information_schema.columns WHERE table_name = 'referral'"
        assert {name for (name,) in platform.sql(columns)} == {"referral", "practice", "epoch", "sealed", "day"}
        stored = dump(platform)
        assert [known for known in ("confr", "souffle", "Un avis", "1990-05-17") if known in stored] == []

    def test_is_remembered_by_the_account_when_the_mailbox_is_gone(
        self, anybody: NewClient, doctor: Client, practice: str, other: str, platform: Installed
    ) -> None:
        phrase, patient = words(), anybody()
        patient.sign_up(phrase, "patient")
        visit = patient.visits.book(wish(patient, practice))
        ask(doctor, practice, visit, other)
        decide(patient, visit, granted=True)
        assert patient.account.vault.read().agreements is UNSET
        patient.sign_in(phrase, "patient")
        assert patient.account.vault.read().agreements is not UNSET
        platform.sql("DELETE FROM scheduling.letter WHERE NOT by_desk")
        elsewhere = anybody()
        elsewhere.sign_in(phrase, "patient")
        assert question_of(elsewhere, visit).course.stands
        receipt = elsewhere.agreements.receipt(question_of(elsewhere, visit), "Un avis")
        assert [each.decision for each in read_receipt(receipt)] == ["granted"]
        [exported] = agreements_of(elsewhere.account, elsewhere.account.vault.read()) or []
        assert (exported.manage, len(exported.records)) == (b64(visit.keys.sign_public), 1)
        gone = dataclasses.replace(question_of(elsewhere, visit), seed=b64(bytes(32)))
        assert not elsewhere.agreements.withdraw(gone).told


class TestResearch:
    def test_asks_nobody_without_a_project(self, doctor: Client, practice: str, visit: Visit) -> None:
        doctor.agendas.read(practice, *days(doctor))
        with pytest.raises(ProjectMissing):
            doctor.questions.ask_research(practice, doctor.agendas.find(visit.appointment), "Compter")

    def test_is_given_what_was_agreed_to_and_no_more(self, doctor: Client, anybody: NewClient, practice: str) -> None:
        doctor.questions.set_project(practice, PROJECT)
        person = signed_up(anybody, "patient")
        wishes = [wish(person, practice, number) for number in range(FLOOR + 1)]
        who = [replace(ZOE, given=f"Zoé {min(number, FLOOR - 1)}") for number in range(FLOOR + 1)]
        visits = [
            person.visits.book(dataclasses.replace(each, patient=name)) for each, name in zip(wishes, who, strict=True)
        ]
        doctor.agendas.read(practice, *days(doctor))
        for each in visits:
            doctor.questions.ask_research(practice, doctor.agendas.find(each.appointment), "Compter les toux")
        assert doctor.questions.extract(practice).rows == []
        for each in visits:
            decide(person, each, granted=True)
        for each in visits[1:]:
            attended(doctor, practice, each)
        assert doctor.questions.extract(practice).rows == []
        attended(doctor, practice, visits[0])
        rows = doctor.questions.extract(practice).rows
        alike = ("30-39", "consultation", visits[0].last.start[:7])
        assert [(row.age, row.motive, row.month) for row in rows] == [alike] * (FLOOR + 1)
        person.agreements.withdraw(question_of(person, visits[0]))
        rows_left, taken_back = doctor.questions.extract(practice)
        assert rows_left == []
        assert len(taken_back) == 1
        assert {*taken_back} < {row.row for row in rows}
        doctor.questions.set_project(practice, None)
        with pytest.raises(ProjectMissing):
            doctor.questions.extract(practice)


class TestCommands:
    def test_from_the_question_to_the_withdrawal(
        self,
        anybody: NewClient,
        platform: Installed,
        practice: str,
        other: str,
        doctor: Client,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        patient = anybody(State(tmp_path / "state"))
        person = command_line(patient, platform, tmp_path, capsys, "patient")
        visit = patient.visits.book(wish(patient, practice))
        asked = ask(doctor, practice, visit, other)
        [row] = person("asked-consents")
        assert (row["decision"], row["about"], row["consent"]) == ("", "sharing", asked.course.scope)
        assert person("answer-consent", row["consent"], typed=["accept"])["decision"] == "granted"
        assert at_the_desk(doctor, practice, asked).course.stands
        file = tmp_path / "receipt.txt"
        person("answer-receipt", row["consent"], str(file))
        assert row["purpose"] in file.read_text("utf-8")
        assert person("withdraw-answer", row["consent"])["decision"] == "withdrawn"
        assert not at_the_desk(doctor, practice, asked).course.stands

    def test_of_a_practice(
        self,
        anybody: NewClient,
        platform: Installed,
        patient: Client,
        colleague: Client,
        other: str,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        run = command_line(anybody(State(tmp_path / "state")), platform, tmp_path, capsys)
        (tmp_path / "draft.json").write_text(json.dumps(draft()))
        practice = run("open-practice", str(tmp_path / "draft.json"), "--as", "Dr Tilleul")["practice"]
        visit = patient.visits.book(wish(patient, practice))
        [practitioner] = patient.practices.get(other).publication.practitioners
        asked = run("ask-sharing", practice, visit.appointment, other, practitioner.practitioner, "Son souffle")
        decide(patient, visit, granted=True)
        assert run("share-letter", practice, asked["consent"], LETTER)["shared"]
        inbox = colleague.referrals.list(other)
        [received] = [each for each in inbox.received if each.believed.referral.agreement.terms.practice == practice]
        colleague.referrals.drop(other, received.row.referral)
        run("research-project", practice, "--title", PROJECT.title, "--contact", PROJECT.contact)
        run("ask-research", practice, visit.appointment, "Compter")
        question = next(each for each in patient.agreements.list() if each.seed == visit.seed and each.waits)
        patient.agreements.decide(question, patient.agreements.offer(question, "en"), "self", granted=True)
        file = tmp_path / "research.csv"
        assert run("research-export", practice, str(file))["visits"] == 0
        assert file.read_text("utf-8") == "row,age,motive,month\n"
        assert [row["stands"] for row in run("consent-questions", practice)] == [True, True]
        fill(platform, practice, 3)
        run("drop-referral", practice, "0" * 31 + "1")
        assert run("drop-referral", practice, "--doubtful")["removed"] == 2
        assert run("referrals", practice) == []


class TestTheInbox:
    def test_is_closed_to_strangers(self, colleague: Client, practice: str) -> None:
        with pytest.raises(Refused) as refused:
            colleague.account.session.tell("GET", f"/practices/{practice}/referrals")
        assert refused.value.code == "not_a_member"

    def test_shows_the_others_where_one_is_of_a_practice_that_never_was(
        self, doctor: Client, colleague: Client, practice: str, other: str
    ) -> None:
        before, referral = colleague.referrals.list(other), random_bytes(16).hex()
        nowhere = Terms(
            about="sharing",
            practice="0e" * 16,
            practice_name="Dr Personne",
            appointment="0f" * 32,
            purpose="Un avis",
            to=Recipient(other, "Dr Orme", "Dr Orme"),
        )
        said = Referral(
            referral=referral,
            kind="withdrawal",
            epoch=1,
            manage=b64(bytes(32)),
            agreement=Agreement(nowhere, ()),
            patient=ZOE,
            start="2026-01-05T08:00:00Z",
            text="",
            at="2026-01-05T08:00:00Z",
        )
        epoch = colleague.practices.get(other).epoch
        sealed = seal_referral(said, bytes(32), Slot(other, epoch.epoch, referral), epoch.desk_seal)
        body = {"to": other, "referral": referral, "epoch": epoch.epoch, "sealed": b64(sealed)}
        doctor.account.session.tell("POST", f"/practices/{practice}/referrals", body)
        inbox = colleague.referrals.list(other)
        assert inbox.received == before.received
        assert [each.code for each in inbox.doubtful if each not in before.doubtful] == ["practice_unknown"]
        assert colleague.referrals.drop_doubtful(other, referral) == 1

    def test_takes_no_other_size_and_nothing_for_nobody(self, doctor: Client, practice: str, other: str) -> None:
        body = {"to": other, "referral": "0a" * 16, "epoch": 1, "sealed": b64(bytes(100))}
        nobody: dict[str, Any] = {"to": "0b" * 16, "sealed": b64(bytes(3185))}
        for changed, code in (({}, "bad_size"), (nobody, "practice_unknown")):
            with pytest.raises(Refused) as refused:
                doctor.account.session.tell("POST", f"/practices/{practice}/referrals", {**body, **changed})
            assert refused.value.code == code

    def test_is_only_so_large(self, doctor: Client, practice: str, other: str, platform: Installed) -> None:
        fill(platform, other, 1000)
        body = {"to": other, "referral": "0a" * 16, "epoch": 1, "sealed": b64(bytes(3185))}
        with pytest.raises(Refused) as refused:
            doctor.account.session.tell("POST", f"/practices/{practice}/referrals", body)
        assert refused.value.code == "inbox_full"

    def test_has_room_left_for_withdrawals(self, doctor: Client, practice: str, other: str) -> None:
        body = {"to": other, "referral": "0c" * 16, "epoch": 1, "sealed": b64(bytes(3185)), "withdrawal": True}
        doctor.account.session.tell("POST", f"/practices/{practice}/referrals", body)

    def test_takes_only_so_much_of_one_sender(self, doctor: Client, practice: str) -> None:
        body = {"to": "0d" * 16, "referral": "0a" * 16, "epoch": 1, "sealed": b64(bytes(100))}
        codes = [_refusal(doctor, practice, body) for _ in range(31)]
        assert codes == ["bad_size"] * 30 + ["too_many_requests"]

    def test_is_read_page_by_page(self, colleague: Client, other: str) -> None:
        inbox = colleague.referrals.list(other)
        assert {each.code for each in inbox.doubtful} == {"unknown_version"}
        assert len(inbox.doubtful) == 1001

    def test_forgets_after_a_year(self, platform: Installed) -> None:
        platform.sql("UPDATE practice.referral SET day = day - 400")
        asyncio.run(_purge(platform))
        assert platform.sql("SELECT count(*) FROM practice.referral") == [(0,)]


def fill(platform: Installed, practice: str, number: int) -> None:
    """What nobody believes, as anybody who belongs to some practice may send it."""
    statement = """
        INSERT INTO practice.referral
        SELECT decode(lpad(to_hex(n), 32, '0'), 'hex'), decode(%s, 'hex'), 1, decode(repeat('00', 3185), 'hex'), now()
          FROM generate_series(1, %s) AS n
    """
    platform.sql(statement, [practice, number])


def attended(doctor: Client, practice: str, visit: Visit) -> None:
    """A visit that took place."""
    doctor.desk.set_state(practice, visit.appointment, "arrived")
    doctor.desk.set_state(practice, visit.appointment, "fulfilled")


def _refusal(doctor: Client, practice: str, body: Mapping[str, object]) -> str:
    with pytest.raises(Refused) as refused:
        doctor.account.session.tell("POST", f"/practices/{practice}/referrals", body)
    return refused.value.code


async def _purge(platform: Installed) -> None:
    db = Database(platform.owner, size=1)
    async with opened(db):
        await jobs.purge(db, system_clock)
