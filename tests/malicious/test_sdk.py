"""What a lying platform can do to the SDK: be found out, each time by the name of the lie, with nothing sent."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest

from serment.configuration import Settings
from serment.prove import stage
from serment_client import Client
from serment_protocol.cosignatures import Submission, write_submission
from serment_protocol.encoding import write_day
from serment_protocol.errors import (
    AnotherPractice,
    CosignatureStale,
    LogForked,
    LogNotCosigned,
    LogRolledBack,
    NotInLog,
    ProtocolRefusal,
    PublicationForged,
    VaultRolledBack,
)
from serment_protocol.sealing import public_key_of
from serment_protocol.vault import Identity

from .conftest import Lied, NewOffice, Office, book
from .liar import Change, ForgedLog, another_epoch, other_hours, size_of, swapped

KEYS = r"/v1/practices/[0-9a-f]{32}"


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

    def test_nothing_is_booked_on_a_lie(self, lied: Lied, office: Office) -> None:
        patient, _, _ = lied.patient()
        patient.practices.refresh(office.practice)
        lied.liar.tell(KEYS, other_hours)
        lied.liar.asked.clear()
        with pytest.raises(PublicationForged):
            book(patient, office)
        assert "POST /v1/appointments" not in lied.liar.asked


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


def exchange(field: str, one: str, other: str) -> Change:
    """Two appointments' fields, changed one for the other."""
    return lambda answer: {**answer, "appointments": swapped(answer["appointments"], field, one, other)}


def read(client: Client, office: Office) -> Any:
    """All days that the practice has."""
    today = client.context.clock().date()
    return client.agendas.read(office.practice, write_day(today), write_day(today + timedelta(days=stage.DAYS)))
