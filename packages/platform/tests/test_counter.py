"""The way back at the desk, by the SDK: who lost everything, and who telephoned, find their visits in a new account."""

import json
import subprocess
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import msgspec
import pytest
from msgspec import UNSET

from serment_client.access import Access
from serment_client.agenda import AgendaVisit
from serment_client.booking import Means, Predecessor, Prepared, Span, succeed
from serment_client.client import Client
from serment_client.demand_words import ELSEWHERE
from serment_client.errors import (
    AppointmentUnknown,
    CodeNotShown,
    CodeUsed,
    IdentityUnchecked,
    NotClaimable,
    Refused,
    RightsMissing,
    VisitOver,
)
from serment_client.handover import Handover
from serment_client.meeting import Meeting
from serment_client.practices import Practices
from serment_client.state import State
from serment_client.visits import Visit
from serment_protocol.appointments import FilingContent, PatientName
from serment_protocol.codes import new_code, read_code, write_code
from serment_protocol.counter import (
    FIRST_ANSWER,
    PROPOSAL,
    Proposal,
    Voice,
    hello_of,
    lock_answer,
    meeting_id,
    open_proposal,
)
from serment_protocol.encoding import canonical, from_b64
from serment_protocol.errors import BadSignature, CommitmentBroken
from serment_protocol.kit import code_words
from serment_protocol.letters import Carried, attach
from serment_protocol.padding import TURN_BUCKETS, pad
from serment_protocol.primitives import derive
from serment_protocol.sealing import lock
from serment_protocol.vault import Identity

from .clients import ZOE, NewClient, days, draft, installation_file, join, signed_up, wish, words
from .installation import Installed

NEW_CONTACT = Identity("Zoé", "Exemple", "1990-05-17", "0677777777", "zoe.neuve@example.org")


@dataclass
class Surgery:
    """A practice with a practitioner and a desk, which sees no clinical note."""

    doctor: Client
    clerk: Client
    practice: str

    def agenda(self, who: Client) -> dict[str, AgendaVisit]:
        """As one of them reads it now."""
        who.memberships.renew(self.practice)
        return {visit.appointment: visit for visit in who.agendas.read(self.practice, *days(who)).visits}

    def meet(self, code: bytes) -> Handover:
        """At the desk."""
        return self.clerk.desk.meet(self.practice, code)


@pytest.fixture
def surgery(client: NewClient) -> Surgery:
    doctor, clerk = signed_up(client), signed_up(client)
    practice = doctor.team.open(draft(), "Dr Tilleul")
    join(doctor, practice, clerk, "Camille")
    return Surgery(doctor, clerk, practice)


@pytest.fixture
def lost(client: NewClient, surgery: Surgery) -> tuple[Client, list[Visit]]:
    """An account that nobody can open any more, and its visits."""
    patient = signed_up(client, "patient")
    visits = [patient.visits.book(wish(patient, surgery.practice, number)) for number in (0, 3)]
    surgery.agenda(surgery.clerk)
    return patient, visits


@pytest.fixture
def newcomer(client: NewClient) -> Client:
    """The same person, with an account that is empty."""
    made = signed_up(client, "patient")
    made.account.vault.change(lambda vault: msgspec.structs.replace(vault, profile=NEW_CONTACT))
    return made


def name_of(client: Client) -> PatientName:
    profile = client.account.vault.current().profile
    return PatientName(profile.given, profile.family)


def unavailable(*_: object) -> None:
    """A log that shows nothing for a moment."""
    raise Refused(503, "log_unwitnessed", "")


def hand_over(surgery: Surgery, patient: Client, appointments: list[str]) -> list[Visit]:
    """The whole meeting."""
    desk = surgery.meet(patient.counter.show(name_of(patient)))
    desk.propose(appointments)
    patient.counter.hear()
    assert patient.counter.accept() == desk.hear()
    assert [handed.code for handed in desk.hand_over()] == ["" for _ in appointments]
    return list(patient.counter.wait().visits)


def repeated(client: Client, appointment: str) -> list[tuple[str, Carried]]:
    """What letters in a mailbox tell of an earlier visit, and of which letter there."""
    letters = [one.letter for one in client.mailboxes.read(appointment).told]
    return [(each.text, each.carried) for each in letters if each is not None and each.carried is not UNSET]


def stolen(thief: Client, proposal: Proposal) -> Prepared:
    """The first visit of a proposal, booked by somebody else."""
    visit = proposal.visits[0]
    span = Span(visit.schedule, visit.start, visit.duration, visit.service_class)
    [(_, keys)] = thief.visits.free_seeds(1)
    means = Means(thief.practices.get(proposal.practice), keys, bytes(1436), None)
    return succeed(Predecessor(visit.replaces, span, visit.told), NEW_CONTACT, "fr", means)


class TestAtTheCounter:
    def test_who_lost_everything_finds_the_visits_again(
        self, surgery: Surgery, lost: tuple[Client, list[Visit]], newcomer: Client
    ) -> None:
        old, visits = lost
        ids = [visit.appointment for visit in visits]
        surgery.clerk.desk.note(surgery.practice, ids[0], "Préfère le matin")
        surgery.agenda(surgery.doctor)
        surgery.doctor.desk.clinical_note(surgery.practice, ids[0], "Allergie à la pénicilline")
        surgery.agenda(surgery.clerk)

        code = newcomer.counter.show(name_of(newcomer))
        desk = surgery.meet(read_code("counter", f"https://app.example/#/{write_code('counter', code)}"))
        assert desk.patient == PatientName("Zoé", "Exemple")
        desk.propose(ids)
        proposed = newcomer.counter.hear()
        assert proposed.practice.publication.name == "Cabinet des Tilleuls (fictif)"
        assert [visit.start for visit in proposed.visits] == [visit.last.start for visit in visits]
        assert [visit.told for visit in proposed.visits] == [visit.told for visit in visits]
        mark = newcomer.counter.accept()
        assert desk.hear() == mark
        handed = desk.hand_over()
        found = newcomer.counter.wait().visits

        # The patient has them, on every device, and can do with them what one does with visits.
        assert [visit.last.start for visit in found] == [visit.last.start for visit in visits]
        assert [visit.told.note for visit in found] == ["Toux", "Toux"]
        assert {visit.appointment for visit in newcomer.visits.list().visits} == {v.appointment for v in found}
        assert newcomer.visits.cancel(found[1].appointment).last.state == "cancelled"

        # The practice has what it knew, the new contact, and no key of the patient's.
        new = surgery.agenda(surgery.clerk)[found[0].appointment]
        assert handed[0].after is not None
        assert handed[0].after.appointment == new.appointment
        assert new.content is not None
        assert (new.content.staff_note, new.content.replaces, new.content.claim) == ("Préfère le matin", ids[0], "")
        assert (new.content.patient.phone, new.content.patient.birth_date) == (NEW_CONTACT.phone, ZOE.birth_date)
        assert surgery.agenda(surgery.doctor)[found[0].appointment].clinical_note == "Allergie à la pénicilline"
        assert surgery.agenda(surgery.clerk)[found[0].appointment].clinical_note is None

        # The old account, should it be found, reads that they are gone.
        assert {visit.last.state for visit in old.visits.list().visits} == {"cancelled"}
        assert [visit.told.note for visit in old.visits.list().visits] == ["Toux", "Toux"]

    def test_the_letters_come_along_and_answers_find_the_new_key(
        self, surgery: Surgery, lost: tuple[Client, list[Visit]], newcomer: Client
    ) -> None:
        old, visits = lost
        practice, first = surgery.practice, visits[0].appointment
        for kind, text in (("access", "Je voudrais une copie."), ("objection", "Pas de statistiques.")):
            old.mailboxes.ask(first, kind, text)
        [copy, _] = surgery.clerk.demands.open(practice, first)
        surgery.clerk.demands.answer(practice, copy, "done", "Voici.", [attach("notes.txt", b"Tension 12/8")])
        found = hand_over(surgery, newcomer, [visit.appointment for visit in visits])
        told = repeated(newcomer, found[0].appointment)
        assert [(text, carried.by, carried.kind, carried.files) for text, carried in told] == [
            ("Je voudrais une copie.", "patient", "access", ()),
            ("Voici.", "practice", "answer", ("notes.txt",)),
            ("Pas de statistiques.", "patient", "objection", ()),
        ]
        assert [carried.due is not UNSET for _, carried in told] == [False, False, True]
        assert newcomer.mailboxes.read(found[1].appointment).letters == ()
        # A colleague answers: the clock stops where it was asked, and only whoever has the visit now reads what.
        waiting = surgery.doctor.demands.find(practice, first, 1)
        record = [attach("dossier.txt", b"Tension 12/8")]
        with pytest.raises(IdentityUnchecked):
            surgery.doctor.demands.answer(practice, waiting, "done", "C’est fait.", record)
        assert not surgery.doctor.demands.find(practice, first, 1).request.standing.settled
        surgery.doctor.demands.answer(practice, waiting, "done", "C’est fait.", record, checked=True)
        assert surgery.doctor.demands.find(practice, first, 1).request.standing.settled
        last = newcomer.mailboxes.read(found[0].appointment).told[-1].letter
        assert last is not None
        assert (last.text, last.outcome, from_b64(last.files[0].content)) == ("C’est fait.", "done", b"Tension 12/8")
        # Whoever kept the old seed learns that it was answered, and nothing of it.
        [stopped] = old.mailboxes.read(first).requests[1].replies
        assert stopped.letter is not None
        assert (stopped.letter.text, stopped.letter.outcome, stopped.letter.files) == (ELSEWHERE["fr"], "done", ())
        # Handed over once more, all of it goes on as it was.
        [again] = hand_over(surgery, newcomer, [found[0].appointment])
        before = [carried.appointment for _, carried in repeated(newcomer, again.appointment)]
        assert before == [first] * 3 + [found[0].appointment]

    def test_nothing_is_answered_to_the_key_that_was_given_up(
        self, surgery: Surgery, lost: tuple[Client, list[Visit]], newcomer: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Nor where the desk died before it carried anything, or the old seed asks after the handover."""
        old, visits = lost
        practice, first = surgery.practice, visits[0].appointment
        with monkeypatch.context() as dying:
            dying.setattr(surgery.clerk.demands, "carry", unavailable)
            [found] = hand_over(surgery, newcomer, [first])
        old.mailboxes.ask(first, "access", "Je voudrais une copie.")
        [asked] = surgery.doctor.demands.open(practice, first)
        surgery.doctor.demands.answer(practice, asked, "done", "Voici.", [attach("a.txt", b"a")], checked=True)
        read = [one.letter for one in old.mailboxes.read(first).letters if one.cover.desk_epoch is not None]
        assert [(one.text, one.files) for one in read if one is not None] == [(ELSEWHERE["fr"], ())]
        # Whoever stood at the counter asks for the files by a letter of their own.
        newcomer.mailboxes.ask(found.appointment, "access", "Une copie, s’il vous plaît.")
        [again] = surgery.doctor.demands.open(practice, found.appointment)
        with pytest.raises(IdentityUnchecked):
            surgery.doctor.demands.answer(practice, again, "done", "Voici.", [attach("a.txt", b"a")])
        surgery.doctor.demands.answer(practice, again, "refused", "Venez avec une pièce d’identité.")
        told = newcomer.mailboxes.read(found.appointment).told
        assert [one.letter.text for one in told if one.letter is not None] == ["Voici."]

    def test_a_visit_that_was_telephoned_loses_its_paper_code(
        self, client: NewClient, surgery: Surgery, newcomer: Client
    ) -> None:
        booked = surgery.clerk.desk.book(wish(surgery.clerk, surgery.practice))
        code = surgery.clerk.desk.claim_code(booked.appointment)
        [found] = hand_over(surgery, newcomer, [booked.appointment])
        with pytest.raises(CodeUsed):
            signed_up(client, "patient").visits.look(code)
        with pytest.raises(NotClaimable):
            surgery.clerk.desk.claim_code(surgery.agenda(surgery.clerk)[found.appointment].appointment)

    def test_a_colleague_who_reads_first_takes_no_code_away(
        self, surgery: Surgery, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Their agenda files what the envelope tells, in between; the booking itself is filed over it."""
        agendas = surgery.clerk.agendas
        file = agendas.file

        def late(access: Access, visit: AgendaVisit, content: FilingContent) -> AgendaVisit:
            monkeypatch.setattr(agendas, "file", file)
            assert visit.appointment in surgery.agenda(surgery.doctor)
            return file(access, visit, content)

        monkeypatch.setattr(agendas, "file", late)
        booked = surgery.clerk.desk.book(wish(surgery.clerk, surgery.practice))
        assert booked.filing is not None
        assert booked.filing.revision == 2
        assert surgery.doctor.desk.claim_code(surgery.agenda(surgery.doctor)[booked.appointment].appointment)

    def test_what_was_not_filed_in_time_is_filed_by_the_next_reader(
        self, platform: Installed, surgery: Surgery, lost: tuple[Client, list[Visit]], newcomer: Client
    ) -> None:
        """A browser that died between the two requests loses nothing of what the practice knew."""
        _, visits = lost
        surgery.clerk.desk.note(surgery.practice, visits[0].appointment, "Préfère le matin")
        [found] = hand_over(surgery, newcomer, [visits[0].appointment])
        platform.sql("DELETE FROM scheduling.filing WHERE appointment = %s", [bytes.fromhex(found.appointment)])
        new = surgery.agenda(surgery.doctor)[found.appointment]
        assert new.content is not None
        assert (new.content.staff_note, new.content.replaces) == ("Préfère le matin", visits[0].appointment)
        assert new.content.patient.phone == ZOE.phone

    def test_nothing_moves_before_both_have_agreed(
        self, surgery: Surgery, lost: tuple[Client, list[Visit]], newcomer: Client
    ) -> None:
        _, visits = lost
        with pytest.raises(CodeNotShown):
            newcomer.counter.accept()
        desk = surgery.meet(newcomer.counter.show(name_of(newcomer)))
        with pytest.raises(CodeNotShown):
            desk.hear()
        desk.propose([visits[0].appointment])
        with pytest.raises(CodeNotShown):
            desk.hand_over()
        newcomer.counter.hear()
        newcomer.counter.accept()
        desk.hear()
        desk.end()
        assert newcomer.counter.wait().visits == ()
        assert surgery.agenda(surgery.clerk)[visits[0].appointment].last.state == "booked"

    def test_one_that_changed_meanwhile_keeps_none_of_the_rest(
        self, surgery: Surgery, lost: tuple[Client, list[Visit]], newcomer: Client
    ) -> None:
        old, visits = lost
        desk = surgery.meet(newcomer.counter.show(name_of(newcomer)))
        desk.propose([visit.appointment for visit in visits])
        newcomer.counter.hear()
        newcomer.counter.accept()
        desk.hear()
        old.visits.list()
        old.visits.cancel(visits[0].appointment)
        assert [handed.code for handed in desk.hand_over()] == ["statement_conflict", ""]
        assert [visit.last.start for visit in newcomer.counter.wait().visits] == [visits[1].last.start]

    def test_only_what_is_still_ahead(
        self, surgery: Surgery, lost: tuple[Client, list[Visit]], newcomer: Client
    ) -> None:
        _, visits = lost
        surgery.clerk.desk.set_state(surgery.practice, visits[0].appointment, "arrived")
        desk = surgery.meet(newcomer.counter.show(name_of(newcomer)))
        with pytest.raises(VisitOver):
            desk.propose([visits[0].appointment])

    def test_a_server_that_fails_for_a_moment_ends_no_code(
        self,
        surgery: Surgery,
        lost: tuple[Client, list[Visit]],
        newcomer: Client,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        _, visits = lost
        desk = surgery.meet(newcomer.counter.show(name_of(newcomer)))
        desk.propose([visits[0].appointment])
        with monkeypatch.context() as patched:
            patched.setattr(Practices, "refresh", unavailable)
            with pytest.raises(Refused):
                newcomer.counter.hear()
        newcomer.counter.hear()
        assert newcomer.counter.accept() == desk.hear()
        with pytest.raises(CodeNotShown):
            newcomer.counter.hear()

    def test_keys_that_changed_since_ask_for_another_code(
        self, surgery: Surgery, lost: tuple[Client, list[Visit]], newcomer: Client
    ) -> None:
        _, visits = lost
        desk = surgery.meet(newcomer.counter.show(name_of(newcomer)))
        desk.propose([visits[0].appointment])
        newcomer.counter.hear()
        newcomer.counter.accept()
        desk.hear()
        surgery.doctor.team.rotate(surgery.practice)
        assert [handed.code for handed in desk.hand_over()] == ["epoch_retired"]
        surgery.agenda(surgery.clerk)
        assert len(hand_over(surgery, newcomer, [visits[0].appointment])) == 1


class TestStolenCode:
    def test_after_five_minutes_is_nothing(self, platform: Installed, surgery: Surgery, newcomer: Client) -> None:
        code = newcomer.counter.show(name_of(newcomer))
        platform.sql("UPDATE scheduling.turn SET expires = now()")
        with pytest.raises(Refused) as refused:
            surgery.meet(code)
        assert refused.value.code == "meeting_unknown"
        with pytest.raises(Refused):
            newcomer.counter.hear()

    def test_lets_nobody_speak_for_the_patient(
        self, client: NewClient, surgery: Surgery, lost: tuple[Client, list[Visit]], newcomer: Client
    ) -> None:
        """A thief who saw the screen and answers first is not the one who said hello."""
        _, visits = lost
        code, thief = newcomer.counter.show(name_of(newcomer)), signed_up(client, "patient")
        desk = surgery.meet(code)
        desk.propose([visits[0].appointment])
        meeting = Meeting(thief.context, code)
        proposal = meeting.look(PROPOSAL)
        prepared = stolen(thief, open_proposal(code, proposal)[1])
        voice = Voice(bytes(32), bytes(32))
        meeting.say(FIRST_ANSWER, lock_answer(code, proposal, 0, prepared.statement, prepared.contents, voice))
        with pytest.raises(BadSignature):
            desk.hear()
        newcomer.counter.hear()
        with pytest.raises(Refused) as refused:
            newcomer.counter.accept()
        assert refused.value.code == "meeting_taken"
        assert surgery.agenda(surgery.clerk)[visits[0].appointment].last.state == "booked"

    def test_said_hello_first_is_not_believed(self, platform: Installed, surgery: Surgery, newcomer: Client) -> None:
        """With the platform's help a thief speaks in the patient's place; the code that staff read is not theirs."""
        code = newcomer.counter.show(name_of(newcomer))
        thief = hello_of(Voice(bytes(32), bytes(32)), name_of(newcomer))
        context = {"v": 1, "meeting": meeting_id(code), "place": 0}
        said = lock(derive(code, "meeting"), "meeting", context, pad(canonical(thief), TURN_BUCKETS))
        platform.sql("UPDATE scheduling.turn SET sealed = %s", [said])
        with pytest.raises(CommitmentBroken):
            surgery.meet(code)

    def test_tells_no_number_before_one_proposal_was_taken_and_then_no_other_is(
        self, surgery: Surgery, lost: tuple[Client, list[Visit]], newcomer: Client
    ) -> None:
        """Whoever makes proposals until the digits agree comes too late with the second, on both sides."""
        _, visits = lost
        code = newcomer.counter.show(name_of(newcomer))
        desk = surgery.meet(code)
        desk.propose([visits[0].appointment])
        newcomer.counter.hear()
        assert Meeting(newcomer.context, code).look(FIRST_ANSWER) == b""
        mark = newcomer.counter.accept()
        for again in (newcomer.counter.hear, lambda: desk.propose([visits[1].appointment])):
            with pytest.raises(CodeNotShown):
                again()
        assert desk.hear() == mark

    def test_of_another_kind_leads_nowhere(self, surgery: Surgery) -> None:
        with pytest.raises(Refused) as refused:
            surgery.meet(new_code())
        assert refused.value.code == "meeting_unknown"


class TestAnotherPractice:
    def test_proposes_only_in_its_own_name(
        self, client: NewClient, lost: tuple[Client, list[Visit]], newcomer: Client
    ) -> None:
        """It can show the patient its own name, never the name of the practice at whose counter the patient stands."""
        elsewhere = signed_up(client)
        other = elsewhere.team.open(draft(), "Dr Orme")
        theirs = elsewhere.desk.book(wish(elsewhere, other))
        desk = elsewhere.desk.meet(other, newcomer.counter.show(name_of(newcomer)))
        desk.propose([theirs.appointment])
        assert newcomer.counter.hear().practice.root.practice == other
        with pytest.raises(AppointmentUnknown):
            desk.propose([lost[1][0].appointment])


class TestClaimCode:
    @pytest.fixture
    def code(self, surgery: Surgery) -> bytes:
        """On a slip of paper."""
        booked = surgery.clerk.desk.book(wish(surgery.clerk, surgery.practice))
        surgery.clerk.desk.note(surgery.practice, booked.appointment, "A téléphoné")
        return surgery.clerk.desk.claim_code(booked.appointment)

    def test_brings_a_telephoned_visit_into_an_account(self, surgery: Surgery, newcomer: Client, code: bytes) -> None:
        typed = " ".join(word[:4].upper() for word in code_words(code, "fr"))
        shown = newcomer.visits.look(read_code("claim", typed))
        assert (shown.told.patient.given, shown.told.note) == ("Zoé", "Toux")
        claimed = newcomer.visits.claim(code)
        assert claimed.last.start == shown.last.start
        assert {visit.appointment for visit in newcomer.visits.list().visits} == {claimed.appointment}

        new = surgery.agenda(surgery.clerk)[claimed.appointment]
        assert new.content is not None
        assert (new.content.staff_note, new.content.claim) == ("A téléphoné", "")
        # What the practice knew stays: a finder of the paper does not get called in the patient's place.
        assert new.content.patient == ZOE
        assert newcomer.visits.cancel(claimed.appointment).last.state == "cancelled"

    def test_serves_once(self, client: NewClient, newcomer: Client, code: bytes) -> None:
        newcomer.visits.claim(code)
        finder = signed_up(client, "patient")
        for attempt in (finder.visits.look, finder.visits.claim):
            with pytest.raises(CodeUsed):
                attempt(code)

    def test_costs_a_right_and_gives_it_back_if_refused(self, newcomer: Client, code: bytes) -> None:
        before = newcomer.account.rights.count("booking")
        newcomer.visits.claim(code)
        assert newcomer.account.rights.count("booking") == before - 1
        with pytest.raises(CodeUsed):
            newcomer.visits.claim(code)
        assert newcomer.account.rights.count("booking") == before - 1
        newcomer.context.state.content.tokens.clear()
        with pytest.raises(AppointmentUnknown):
            newcomer.visits.claim(new_code())

    def test_without_a_right_nothing_happens(self, newcomer: Client, code: bytes) -> None:
        newcomer.context.state.content.tokens.clear()
        with pytest.raises(RightsMissing):
            newcomer.visits.claim(code)
        assert newcomer.visits.look(code).last.state == "booked"

    def test_is_there_for_bookings_by_the_desk_alone(self, surgery: Surgery, lost: tuple[Client, list[Visit]]) -> None:
        with pytest.raises(NotClaimable):
            surgery.clerk.desk.claim_code(lost[1][0].appointment)

    def test_seals_again_when_the_keys_change_meanwhile(self, surgery: Surgery, newcomer: Client, code: bytes) -> None:
        newcomer.practices.get(surgery.practice)
        surgery.doctor.team.rotate(surgery.practice)
        claimed = newcomer.visits.claim(code)
        assert claimed.statements[0].epoch == 3
        assert surgery.agenda(surgery.clerk)[claimed.appointment].content is not None


class Command:
    """`serment-client` under way, spoken to line by line."""

    def __init__(self, device: Path, installation: Path, *arguments: str) -> None:
        command = str(Path(sysconfig.get_path("scripts")) / "serment-client")
        options = ["--json", "--state", str(device), "--installation", str(installation)]
        self._process = subprocess.Popen(
            [command, *options, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def hear(self) -> Any:
        """The next line."""
        line = self._process.stdout.readline() if self._process.stdout else ""
        assert line.startswith(("{", "[")), line + self._process.communicate()[0]
        return json.loads(line)

    def say(self, *lines: str) -> None:
        """Answer."""
        assert self._process.stdin
        self._process.stdin.write("".join(f"{line}\n" for line in lines))
        self._process.stdin.flush()

    def end(self) -> int:
        """How it ended."""
        self._process.communicate()
        return self._process.returncode

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()


class TestCommandLine:
    @pytest.fixture
    def devices(self, client: NewClient, tmp_path: Path) -> dict[str, Client]:
        """Two that remember their accounts."""
        made = {who: client(State(tmp_path / who)) for who in ("desk", "patient")}
        made["desk"].sign_up(words(), "staff").remember("poste")
        account = made["patient"].sign_up(words())
        account.remember("ordinateur")
        account.vault.change(lambda vault: msgspec.structs.replace(vault, profile=NEW_CONTACT))
        for each in made.values():
            each.context.state.close()  # From here on, the commands' own.
        return made

    def test_hands_over_and_claims(
        self, client: NewClient, platform: Installed, tmp_path: Path, devices: dict[str, Client]
    ) -> None:
        desk, installation = devices["desk"], installation_file(platform, tmp_path)
        practice = desk.team.open(draft(), "Dr Tilleul")
        visit = signed_up(client, "patient").visits.book(wish(desk, practice))
        telephoned = desk.desk.book(wish(desk, practice, 1))

        with (
            Command(tmp_path / "patient", installation, "at-the-counter") as shown,
            Command(tmp_path / "desk", installation, "hand-over", practice, visit.appointment[:12]) as staff,
        ):
            code = shown.hear()
            assert code["link"].startswith("https://app.example/#/counter/")
            staff.say(code["words"], "yes", "yes")
            shown.say("yes")
            [handed] = staff.hear()
            assert (handed["replaces"], handed["code"]) == (visit.appointment, "")
            assert handed["phone"] == NEW_CONTACT.phone
            [found] = shown.hear()
            assert (found["appointment"], found["start"]) == (handed["appointment"], visit.last.start)
            assert (staff.end(), shown.end()) == (0, 0)

        with Command(tmp_path / "desk", installation, "claim-code", practice, telephoned.appointment) as paper:
            link = paper.hear()["link"]
        with Command(tmp_path / "patient", installation, "claim") as claiming:
            claiming.say(link, "yes")
            assert claiming.hear()["start"] == telephoned.last.start
        with Command(tmp_path / "patient", installation, "claim") as again:
            again.say(link)
            assert again.hear()["code"] == "code_used"
            assert again.end() == 1

    def test_does_nothing_without_a_yes(self, platform: Installed, tmp_path: Path, devices: dict[str, Client]) -> None:
        desk, installation = devices["desk"], installation_file(platform, tmp_path)
        practice = desk.team.open(draft(), "Dr Tilleul")
        telephoned = desk.desk.book(wish(desk, practice))
        code = write_code("claim", desk.desk.claim_code(telephoned.appointment))
        with Command(tmp_path / "patient", installation, "claim") as claiming:
            claiming.say(code, "no")
            assert claiming.hear()["code"] == "not_agreed"
            assert claiming.end() == 1
        assert devices["patient"].visits.list().visits == ()
