"""What a lying platform can do to the SDK: be found out, each time by the name of the lie, with nothing sent."""

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest

from serment.clients import new_client, sign_up
from serment.configuration import Settings
from serment.prove import stage
from serment_client import Client
from serment_client.booking import Wish
from serment_client.devices import Arrival, lying_at
from serment_client.errors import CodeNotShown, DeviceNotAdmitted
from serment_client.handover import Handover
from serment_client.visits import Visit
from serment_protocol.accounts import way_in
from serment_protocol.appointments import PatientName
from serment_protocol.cosignatures import Submission, write_submission
from serment_protocol.counter import Voice, hello_of, lock_hello
from serment_protocol.devices import (
    DeviceReveal,
    account_proof,
    lock_offer,
    open_offer,
    read_device_link,
    rendezvous_id,
)
from serment_protocol.encoding import b64, canonical, from_b64, write_day
from serment_protocol.errors import (
    AnotherPractice,
    CannotOpen,
    CommitmentBroken,
    CosignatureStale,
    EpochRolledBack,
    LogForked,
    LogNotCosigned,
    LogRolledBack,
    NotInLog,
    PracticeNotEndorsed,
    ProtocolRefusal,
    PublicationForged,
    PublicationRolledBack,
    VaultRolledBack,
)
from serment_protocol.hardening import UNSAFE_TEST_COST
from serment_protocol.kit import propose_words
from serment_protocol.primitives import derive, random_bytes
from serment_protocol.sealing import lock, public_key_of
from serment_protocol.vault import Identity

from .conftest import Lied, NewOffice, Office, address, book
from .liar import (
    Change,
    ForgedLog,
    another_epoch,
    cosigned_anew,
    endorsed_as,
    other_hours,
    size_of,
    swapped,
    unendorsed,
)

KEYS = r"/v1/practices/[0-9a-f]{32}"
RENDEZVOUS = r"/v1/rendezvous/[0-9a-f]{32}"
ZOE = PatientName("Zoé", "Exemple")
LIES_ABOUT_ONE: list[tuple[Change, str]] = [
    (lambda answer: {**answer, "statements": forged(answer["statements"])}, "bad_signature"),
    (lambda answer: {**answer, "statements": []}, "chain_broken"),
    (lambda answer: {**answer, "statements": "later"}, "answer_unreadable"),
    (lambda answer: {**answer, "self_copy": answer["self_copy"][:-4] + "AAAA"}, "cannot_open"),
]
LIES_IN_A_ROW: list[tuple[Change, str]] = [
    (lambda row: {**row, "statements": forged(row["statements"])}, "bad_signature"),
    (lambda row: {**row, "statements": "later"}, "answer_unreadable"),
    (lambda row: {**row, "manage": row["manage"][:-4] + "AAAA"}, "bad_signature"),
]


def told(office: Office, lied: Lied) -> Any:
    """The true answer, as the liar could keep it."""
    return httpx.get(f"{lied.liar.truth}{office.path}", trust_env=False).json()


def refuses(client: Client, office: Office, lied: Lied, why: type[ProtocolRefusal]) -> None:
    """Nothing of the practice is believed, and nothing but questions was sent."""
    lied.liar.asked.clear()
    with pytest.raises(why):
        client.practices.refresh(office.practice)
    assert {line.split()[0] for line in lied.liar.asked} == {"GET"}


def test_the_truth_is_believed(lied: Lied, office: Office) -> None:
    assert lied.client().practices.refresh(office.practice).root.practice == office.practice


class TestLog:
    def test_a_fork_that_somebody_saw_the_truth_of(self, lied: Lied, office: Office, installation: Settings) -> None:
        client = lied.client()
        client.practices.refresh(office.practice)
        forged = ForgedLog(installation, changed=0)
        lied.liar.tell(KEYS, forged.keys(forged.note()))
        lied.liar.tell(r"/v1/log/consistency/(\d+)/\d+", lambda _: {"proof": forged.consistency(1)})
        refuses(client, office, lied, LogForked)

    def test_a_fork_for_a_newcomer(self, lied: Lied, office: Office, installation: Settings) -> None:
        """Who has seen nothing before relies on the witness."""
        forged = ForgedLog(installation, changed=0)
        lied.liar.tell(KEYS, forged.keys(forged.note()))
        client = lied.client()
        refuses(client, office, lied, LogNotCosigned)
        assert client.context.platform_log.note == ""

    def test_the_witness_itself_cosigns_no_fork(self, office: Office, lied: Lied, installation: Settings) -> None:
        forged = ForgedLog(installation, changed=0)
        size = size_of(told(office, lied)["root"])
        body = write_submission(Submission(size, (), forged.note()))
        answer = httpx.post(f"{installation.origins.custodian}/add-checkpoint", content=body, trust_env=False)
        assert answer.status_code == 409

    def test_a_rollback(self, lied: Lied, office: Office, new_office: NewOffice) -> None:
        """An answer that was true yesterday, replayed to somebody who has seen more since."""
        kept = told(office, lied)
        other = new_office()
        client = lied.client()
        client.practices.refresh(other.practice)
        lied.liar.tell(office.path, lambda _: kept)
        refuses(client, office, lied, LogRolledBack)

    def test_a_checkpoint_that_is_four_days_old(self, lied: Lied, office: Office, installation: Settings) -> None:
        true = ForgedLog(installation)
        lied.liar.tell(KEYS, true.keys(true.note(cosigned_ago=timedelta(days=4))))
        refuses(lied.client(), office, lied, CosignatureStale)

    def test_one_that_nobody_cosigned(self, lied: Lied, office: Office, installation: Settings) -> None:
        true = ForgedLog(installation)
        lied.liar.tell(KEYS, true.keys(true.note()))
        refuses(lied.client(), office, lied, LogNotCosigned)

    def test_a_key_that_was_never_logged(self, lied: Lied, office: Office) -> None:
        lied.liar.tell(KEYS, lambda answer: another_epoch(answer, public_key_of(bytes(32))))
        refuses(lied.client(), office, lied, NotInLog)


class TestPractice:
    def test_another_practice_s_root(self, lied: Lied, office: Office, new_office: NewOffice) -> None:
        other = told(new_office(), lied)
        lied.liar.tell(office.path, lambda _: other)
        refuses(lied.client(), office, lied, AnotherPractice)

    def test_tampered_opening_rules(self, lied: Lied, office: Office) -> None:
        lied.liar.tell(KEYS, other_hours)
        refuses(lied.client(), office, lied, PublicationForged)

    def test_the_publication_of_yesterday(self, lied: Lied, new_office: NewOffice) -> None:
        """Genuine, and older than what was seen on this device, also before its restart."""
        office = new_office()
        kept = told(office, lied)
        patient, email, passphrase = lied.patient()
        office.officer.desk.publish(office.practice, *office.officer.desk.draft(office.practice))
        assert patient.practices.refresh(office.practice).publication.revision == 2
        lied.liar.tell(office.path, lambda now: {**now, "publication": kept["publication"]})
        refuses(patient, office, lied, PublicationRolledBack)
        refuses(lied.enter(email, passphrase, state=patient.context.state), office, lied, PublicationRolledBack)
        assert lied.client().practices.refresh(office.practice).publication.revision == 1  # A newcomer cannot know.

    def test_keys_that_were_retired(self, lied: Lied, new_office: NewOffice) -> None:
        """Logged, and no longer the practice's: what is sealed to them, somebody who left could open."""
        office = new_office()
        kept = told(office, lied)
        patient, email, passphrase = lied.patient()
        office.officer.team.rotate(office.practice)
        assert patient.practices.refresh(office.practice).epoch.epoch == 2
        # They are in the log all the same, under the checkpoint of today.
        old = httpx.get(f"{lied.liar.truth}{office.path}/epochs/1", trust_env=False).json()
        lied.liar.tell(office.path, lambda now: {**now, "epoch": old, "publication": kept["publication"]})
        refuses(patient, office, lied, EpochRolledBack)
        refuses(lied.enter(email, passphrase, state=patient.context.state), office, lied, EpochRolledBack)

    def test_nothing_is_booked_on_a_lie(self, lied: Lied, office: Office) -> None:
        patient, _, _ = lied.patient()
        patient.practices.refresh(office.practice)
        lied.liar.tell(KEYS, other_hours)
        lied.liar.asked.clear()
        with pytest.raises(PublicationForged):
            book(patient, office)
        assert "POST /v1/appointments" not in lied.liar.asked


class TestEndorsement:
    def test_a_practice_that_the_operator_invented(self, lied: Lied, installation: Settings) -> None:
        """Opened like any other, logged like any other; only the custodian was never asked."""
        officer = new_client(installation, cost=UNSAFE_TEST_COST)
        email, passphrase = address("operator"), propose_words("fr")
        sign_up(officer, installation, email, passphrase, "staff")
        officer.custodian.ask_endorsement = lambda root: "waiting"  # type: ignore[method-assign] # noqa: ARG005 # pyright: ignore[reportAttributeAccessIssue]
        invented = Office(officer, officer.team.open(stage.draft(), "Dr Inventé"), email, passphrase)
        refuses(lied.client(), invented, lied, PracticeNotEndorsed)
        patient, _, _ = lied.patient()
        patient.practices.look_again(invented.practice)
        with pytest.raises(PracticeNotEndorsed):
            patient.visits.book(Wish(invented.practice, "0" * 32, "2030-01-01T08:00:00Z", stage.MOTIVES[0], Identity()))
        assert "POST /v1/appointments" not in lied.liar.asked
        officer.close()

    def test_that_was_left_out(self, lied: Lied, office: Office) -> None:
        lied.liar.tell(KEYS, unendorsed)
        refuses(lied.client(), office, lied, PracticeNotEndorsed)

    def test_of_another_practice(self, lied: Lied, office: Office, new_office: NewOffice) -> None:
        lied.liar.tell(office.path, endorsed_as(told(new_office(), lied)))
        refuses(lied.client(), office, lied, PracticeNotEndorsed)

    def test_that_the_custodian_never_logged(self, lied: Lied, office: Office) -> None:
        def forge(answer: Any) -> Any:
            entry = from_b64(answer["endorsement"]["entry"]).replace(b"practice_endorsement", b"practice_endorsements")
            return {**answer, "endorsement": {**answer["endorsement"], "entry": b64(entry)}}

        lied.liar.tell(KEYS, forge)
        refuses(lied.client(), office, lied, NotInLog)

    def test_that_has_run_out(self, lied: Lied, office: Office, installation: Settings) -> None:
        """Kept for forty-one days; its witness, who is the liar, cosigns the old log as often as it likes."""
        late, true = timedelta(days=41), ForgedLog(installation)
        note = true.note(cosigned_ago=-late)
        anew = cosigned_anew(installation, told(office, lied)["endorsement"]["checkpoint"], late)

        def keep(answer: Any) -> Any:
            return {**true.keys(note)(answer), "endorsement": {**answer["endorsement"], "checkpoint": anew}}

        lied.liar.tell(KEYS, keep)
        client = lied.client()
        later = Client(client.context.installation, clock=lambda: datetime.now(UTC) + late)
        lied.opened.append(later)
        refuses(later, office, lied, PracticeNotEndorsed)

    def test_of_a_demonstration_where_nothing_is_one(self, lied: Lied, office: Office) -> None:
        client = lied.client()
        real = Client(replace(client.context.installation, demo=False))
        lied.opened.append(real)
        refuses(real, office, lied, PracticeNotEndorsed)

    def test_under_an_older_log_than_was_seen(self, lied: Lied, office: Office, new_office: NewOffice) -> None:
        kept = told(office, lied)
        other = new_office()
        client = lied.client()
        client.practices.refresh(other.practice)
        lied.liar.tell(office.path, lambda answer: {**answer, "endorsement": kept["endorsement"]})
        refuses(client, office, lied, LogRolledBack)


class TestVisits:
    def test_an_envelope_under_another_appointment(self, lied: Lied) -> None:
        office = lied.office()
        patient, _, _ = lied.patient()
        one, other = (book(patient, office, number).appointment for number in range(2))
        staff = office.officer
        lied.liar.tell(f"{office.path}/agenda", exchange("envelope", one, other))
        agenda = read(staff, office)
        assert {visit.appointment: visit.content for visit in agenda.visits} == {one: None, other: None}
        lied.liar.repent()
        assert all(visit.content for visit in read(staff, office).visits)

    def test_a_filing_under_another_appointment(self, lied: Lied) -> None:
        office = lied.office()
        patient, _, _ = lied.patient()
        one, other = (book(patient, office, number).appointment for number in range(2))
        read(office.officer, office)
        lied.liar.tell(f"{office.path}/agenda", exchange("filing", one, other))
        assert [visit.content for visit in read(office.officer, office).visits] == [None, None]

    def test_a_filing_of_yesterday(self, lied: Lied) -> None:
        office = lied.office()
        patient, _, _ = lied.patient()
        appointment = book(patient, office).appointment
        staff = office.officer
        read(staff, office)
        kept: list[Any] = []
        lied.liar.tell(f"{office.path}/agenda", lambda answer: kept.append(deepcopy(answer)) or answer)
        read(staff, office)
        staff.desk.note(office.practice, appointment, "Allergique à la pénicilline")
        assert [visit.content.staff_note for visit in read(staff, office).visits if visit.content] != [""]
        lied.liar.tell(f"{office.path}/agenda", lambda _: kept[0])
        assert [visit.content for visit in read(staff, office).visits] == [None]
        lied.liar.repent()
        [visit] = read(staff, office).visits
        assert visit.content is not None
        assert visit.content.staff_note == "Allergique à la pénicilline"

    def test_a_filing_of_yesterday_after_a_restart(self, lied: Lied) -> None:
        office = lied.office()
        patient, _, _ = lied.patient()
        appointment = book(patient, office).appointment
        kept = keep_agenda(lied, office)
        office.officer.desk.note(office.practice, appointment, "Allergique à la pénicilline")
        lied.liar.tell(f"{office.path}/agenda", lambda _: kept)
        office = lied.restart(office)
        [visit] = read(office.officer, office).visits
        assert (visit.content, visit.doubt) == (None, "filing_rolled_back")

    def test_a_clinical_note_of_yesterday_after_a_restart(self, lied: Lied) -> None:
        office = lied.office()
        patient, _, _ = lied.patient()
        appointment = book(patient, office).appointment
        read(office.officer, office)
        office.officer.desk.clinical_note(office.practice, appointment, "Pénicilline : bien tolérée")
        kept = keep_agenda(lied, office)
        office.officer.desk.clinical_note(office.practice, appointment, "Choc à la pénicilline")
        lied.liar.tell(f"{office.path}/agenda", lambda _: kept)
        office = lied.restart(office)
        [visit] = read(office.officer, office).visits
        assert (visit.clinical_note, visit.note_doubt, visit.doubt) == (None, "note_rolled_back", "")
        with pytest.raises(CannotOpen):
            office.officer.desk.clinical_note(office.practice, appointment, "Rien à signaler")

    def test_a_note_that_is_not_there_any_more(self, lied: Lied) -> None:
        office = lied.office()
        patient, _, _ = lied.patient()
        appointment = book(patient, office).appointment
        kept = keep_agenda(lied, office)
        office.officer.desk.clinical_note(office.practice, appointment, "Choc à la pénicilline")
        lied.liar.tell(f"{office.path}/agenda", lambda _: kept)
        [visit] = read(office.officer, office).visits
        assert (visit.clinical_note, visit.note_doubt) == (None, "note_rolled_back")

    def test_a_history_that_ends_earlier_shuts_nobody_out_of_the_agenda(self, lied: Lied) -> None:
        office = lied.office()
        patient, _, _ = lied.patient()
        one, other = (book(patient, office, number).appointment for number in range(2))
        read(office.officer, office)
        office.officer.desk.set_state(office.practice, one, "cancelled")
        lied.liar.tell(f"{office.path}/agenda", lambda answer: shortened(answer, one))
        office = lied.restart(office)
        agenda = read(office.officer, office)
        assert [visit.appointment for visit in agenda.visits] == [other]
        assert [(each.appointment, each.code) for each in agenda.doubtful] == [(one, "statement_rolled_back")]

    def test_a_history_that_ends_earlier_hides_no_other_visit(self, lied: Lied, office: Office) -> None:
        """A cancelled visit told as if it stood: the patient would go there in vain."""
        patient, email, passphrase = lied.patient()
        one, other = (book(patient, office, number).appointment for number in range(2))
        patient.visits.cancel(one)
        lied.liar.tell(f"/v1/appointments/{one}", lambda answer: {**answer, "statements": answer["statements"][:1]})
        listing = lied.enter(email, passphrase, state=patient.context.state).visits.list()
        assert [visit.appointment for visit in listing.visits] == [other]
        [doubtful] = listing.doubtful
        assert (doubtful.appointment, doubtful.code) == (one, "statement_rolled_back")
        assert doubtful.told is not None
        assert doubtful.told.practice == office.practice

    def test_a_visit_that_is_denied(self, lied: Lied, office: Office) -> None:
        patient, _, _ = lied.patient()
        one, other = (book(patient, office, number).appointment for number in range(2))
        lied.liar.deny(f"/v1/appointments/{one}")
        listing = patient.visits.list()
        assert [visit.appointment for visit in listing.visits] == [other]
        assert [(each.appointment, each.code) for each in listing.doubtful] == [(one, "statement_rolled_back")]

    @pytest.mark.parametrize(("lie", "code"), LIES_ABOUT_ONE)
    def test_one_visit_that_cannot_be_believed_hides_no_other(
        self, lied: Lied, office: Office, lie: Change, code: str
    ) -> None:
        patient, _, _ = lied.patient()
        one, other = (book(patient, office, number).appointment for number in range(2))
        lied.liar.tell(f"/v1/appointments/{one}", lie)
        listing = patient.visits.list()
        assert [visit.appointment for visit in listing.visits] == [other]
        assert [(each.appointment, each.code) for each in listing.doubtful] == [(one, code)]
        lied.liar.repent()
        assert len(patient.visits.list().visits) == 2

    @pytest.mark.parametrize(("lie", "code"), LIES_IN_A_ROW)
    def test_one_row_that_cannot_be_believed_shuts_nobody_out(self, lied: Lied, lie: Change, code: str) -> None:
        office = lied.office()
        patient, _, _ = lied.patient()
        one, other = (book(patient, office, number).appointment for number in range(2))
        lied.liar.tell(f"{office.path}/agenda", lambda answer: in_row(answer, one, lie))
        agenda = read(office.officer, office)
        assert [visit.appointment for visit in agenda.visits] == [other]
        assert [each.code for each in agenda.doubtful] == [code]


class TestVault:
    def test_of_yesterday(self, lied: Lied) -> None:
        patient, _, _ = lied.patient()
        kept: list[Any] = []
        lied.liar.tell("/v1/vault", lambda answer: kept.append(answer) or answer)
        patient.account.vault.read()
        patient.account.vault.change(lambda vault: msgspec.structs.replace(vault, profile=Identity(given="Zoé")))
        lied.liar.repent()
        lied.liar.tell("/v1/vault", lambda _: kept[0])
        with pytest.raises(VaultRolledBack):
            patient.account.vault.read()


class TestCounter:
    """What lies at the meeting is the liar's to change; nothing of it is believed, and nothing changes hands."""

    @pytest.fixture
    def meeting(self, lied: Lied) -> tuple[Office, Client, Visit]:
        """A practice with a visit, and somebody with an account that is empty."""
        office = lied.office()
        visit = book(lied.patient()[0], office)
        read(office.officer, office)
        return office, lied.patient()[0], visit

    def test_another_hello(self, lied: Lied, meeting: tuple[Office, Client, Visit]) -> None:
        office, patient, _ = meeting
        code = patient.counter.show(ZOE)
        lied.liar.tell(
            r"/v1/meetings/.*/turns/0", lambda _: {"turn": b64(lock_hello(hello_of(Voice(bytes(32), bytes(32)), ZOE)))}
        )
        with pytest.raises(CannotOpen):
            office.officer.desk.meet(office.practice, code)

    def test_the_proposal_of_another_meeting(self, lied: Lied, meeting: tuple[Office, Client, Visit]) -> None:
        """Of the same practice, signed by its desk, and kept from a meeting before."""
        office, patient, visit = meeting
        kept: list[Any] = []
        propose(office, patient, visit)
        lied.liar.tell(r"/v1/meetings/.*/turns/1", lambda answer: kept.append(answer) or answer)
        patient.counter.hear()
        lied.liar.repent()
        lied.liar.tell(r"/v1/meetings/.*/turns/1", lambda _: kept[0])
        propose(office, patient, visit)
        with pytest.raises(CannotOpen):
            patient.counter.hear()

    def test_answers_in_another_order(self, lied: Lied, meeting: tuple[Office, Client, Visit]) -> None:
        office, patient, visit = meeting
        other = book(lied.patient()[0], office)
        read(office.officer, office)
        desk = propose(office, patient, visit, other)
        patient.counter.hear()
        patient.counter.accept()
        [path] = [line.removeprefix("PUT ") for line in lied.liar.asked if line.endswith("/turns/3")]
        second = httpx.get(f"{lied.liar.truth}{path}", trust_env=False).json()
        lied.liar.tell(r"/v1/meetings/.*/turns/2", lambda _: second)
        with pytest.raises(CannotOpen):
            desk.hear()
        assert [visit.last.state for visit in read(office.officer, office).visits] == ["booked", "booked"]

    def test_a_history_that_is_none(self, lied: Lied, meeting: tuple[Office, Client, Visit]) -> None:
        """The patient looks for the visit at once, at the counter, and is told what is wrong with it."""
        office, patient, visit = meeting
        desk = propose(office, patient, visit)
        patient.counter.hear()
        patient.counter.accept()
        desk.hear()
        desk.hand_over()
        lied.liar.tell(r"/v1/appointments/[0-9a-f]{64}", lambda answer: {**answer, "statements": []})
        [doubt] = patient.counter.wait().doubtful
        assert doubt.code == "chain_broken"


class TestSecondDevice:
    """What lies at the rendezvous is the liar's to change; it has seen the code, and may make offers by the million."""

    @pytest.fixture
    def shown(self, lied: Lied) -> tuple[Client, Arrival, bytes]:
        """Somebody who shows a code, the device that has answered it, and the secret that the liar saw."""
        owner = lied.patient()[0]
        link = owner.welcome.show()
        return owner, lied.client().arrive(link, "Téléphone"), read_device_link(link)[1]

    def test_another_offer(self, lied: Lied, shown: tuple[Client, Arrival, bytes]) -> None:
        """It must lie there before the number is told, so that its digits are whatever they are."""
        owner, arrival, secret = shown
        thief = b64(lock_offer(secret, way_in(random_bytes(32), "patient"), "Téléphone"))
        lied.liar.tell(RENDEZVOUS, lambda answer: {**answer, "offer": thief})
        assert owner.welcome.hear().mark != arrival.hear()

    def test_another_offer_once_the_number_was_told(self, lied: Lied, shown: tuple[Client, Arrival, bytes]) -> None:
        owner, arrival, secret = shown
        assert owner.welcome.hear().mark == arrival.hear()
        thief = b64(lock_offer(secret, way_in(random_bytes(32), "patient"), "Téléphone"))
        lied.liar.tell(RENDEZVOUS, lambda answer: {**answer, "offer": thief})
        with pytest.raises(CodeNotShown):
            owner.welcome.hear()
        owner.welcome.admit()
        assert [way.name for way in owner.account.ways() if way.kind == "browser"] == ["Téléphone"]
        arrival.wait()
        assert arrival.enter(lied.client().custodian).session.account == owner.account.session.account

    def test_the_number_of_somebody_else(self, lied: Lied, shown: tuple[Client, Arrival, bytes]) -> None:
        """Locked under the same secret, as only who saw the code can."""
        owner, arrival, secret = shown
        owner.welcome.hear()
        other = DeviceReveal(account=account_proof(bytes(32)), nonce=b64(bytes(32)))
        context = {"v": 1, "rendezvous": rendezvous_id(secret)}
        told = lock(derive(secret, "rendezvous"), "device-reveal", context, canonical(other))
        lied.liar.tell(RENDEZVOUS, lambda answer: {**answer, "reveal": b64(told)})
        with pytest.raises(CommitmentBroken):
            arrival.hear()

    def test_an_account_of_somebody_else(self, lied: Lied, shown: tuple[Client, Arrival, bytes]) -> None:
        """Whoever saw the code lets the new device into their own account; the code did not stand for that one."""
        owner, arrival, secret = shown
        thief = lied.patient()[0]
        offer = open_offer(secret, lying_at(thief.context, rendezvous_id(secret))[0])
        owner.welcome.hear()
        arrival.hear()
        thief.account.add(offer.way, "browser", "Téléphone")
        owner.welcome.end()
        arrival.wait()
        with pytest.raises(CommitmentBroken):
            arrival.enter(lied.client().custodian)

    def test_no_number_at_all(self, lied: Lied, shown: tuple[Client, Arrival, bytes]) -> None:
        """Where nothing was compared, nothing is entered."""
        owner, arrival, _ = shown
        owner.welcome.hear()
        owner.welcome.admit()
        with pytest.raises(DeviceNotAdmitted):
            arrival.enter(lied.client().custodian)


def propose(office: Office, patient: Client, *visits: Visit) -> Handover:
    """A meeting, up to the proposal."""
    desk = office.officer.desk.meet(office.practice, patient.counter.show(ZOE))
    desk.propose([visit.appointment for visit in visits])
    return desk


def exchange(field: str, one: str, other: str) -> Change:
    """Two appointments' fields, changed one for the other."""
    return lambda answer: {**answer, "appointments": swapped(answer["appointments"], field, one, other)}


def in_row(answer: dict[str, Any], appointment: str, lie: Change) -> dict[str, Any]:
    """An agenda with another row of one appointment."""
    rows = [lie(row) if row["appointment"] == appointment else row for row in answer["appointments"]]
    return {**answer, "appointments": rows}


def shortened(answer: dict[str, Any], appointment: str) -> dict[str, Any]:
    """An agenda that keeps the last statement of one appointment to itself."""
    return in_row(answer, appointment, lambda row: {**row, "statements": row["statements"][:-1]})


def forged(statements: list[dict[str, str]]) -> list[dict[str, str]]:
    """The same with a signature that nobody made."""
    return [{**statements[0], "signature": "A" * 86}, *statements[1:]]


def keep_agenda(lied: Lied, office: Office) -> Any:
    """Read the agenda, which files what is new, and again; the second answer as the liar could keep it."""
    read(office.officer, office)
    kept: list[Any] = []
    lied.liar.tell(f"{office.path}/agenda", lambda answer: kept.append(deepcopy(answer)) or answer)
    read(office.officer, office)
    lied.liar.repent()
    return kept[0]


def read(client: Client, office: Office) -> Any:
    """All days that the practice has."""
    today = client.context.clock().date()
    return client.agendas.read(office.practice, write_day(today), write_day(today + timedelta(days=stage.DAYS)))
