"""The custodian's word, followed in its log and handed on with every practice; nobody else is asked for it."""

import time
from collections.abc import Generator
from datetime import UTC, datetime
from typing import Any

import pytest

from serment_kernel.embedded import Cluster
from serment_protocol.cosignatures import Submission, write_submission
from serment_protocol.encoding import from_b64
from serment_protocol.endorsements import verify_endorsement
from serment_protocol.errors import PracticeNotEndorsed
from serment_protocol.merkle import is_consistent, leaf_hash, root_of
from serment_protocol.notes import Checkpoint, read_log_key, sign_checkpoint
from serment_protocol.structure import convert
from serment_protocol.transparency import Bundle, open_bundle

from ..clients import NewClient, draft, signed_up, wish
from ..installation import Installed, installed
from ..people import Somebody, code
from ..practices import Office
from ..stand_in import LOG


@pytest.fixture
def office(platform: Installed) -> Office:
    """A practice that has published, and for which nobody vouches."""
    return Office(Somebody(platform, "staff").open()).open()


@pytest.fixture
def unwilling(platform: Installed) -> Generator[Installed]:
    """The platform, while its custodian's officers take their time."""
    platform.custodian.endorses = False
    yield platform
    platform.custodian.endorses = True


@pytest.fixture(scope="module")
def alone(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Generator[Installed]:
    """A platform of this file's own."""
    with installed(cluster, tmp_path_factory.mktemp("alone"), intervals={"pending": 0.5}) as found:
        yield found


def public(office: Office) -> Any:
    return office.officer.platform.ask("GET", f"/practices/{office.id}").json()


def proved(platform: Installed, bundle: Any) -> Any:
    """The endorsement in a bundle, by the custodian's own key."""
    key, now = read_log_key(platform.custodian.verifier), datetime.now(UTC)
    made = convert(bundle, Bundle)
    signed, _ = open_bundle(made, "practice_endorsement", LOG, key, platform.witnesses, now)
    return signed, key


class TestHandedOn:
    def test_with_the_practice_and_to_its_members(self, platform: Installed, office: Office) -> None:
        assert "endorsement" not in public(office)
        platform.custodian.endorse(office.record)
        signed, key = proved(platform, public(office)["endorsement"])
        today = datetime.now(UTC).date()
        assert verify_endorsement(signed, key.public, office.record, today, demo=True).practice == office.id
        access = office.ask("GET", f"/practices/{office.id}/access").json()
        assert proved(platform, access["endorsement"])[0] == signed

    def test_in_its_newest_form(self, platform: Installed, office: Office) -> None:
        platform.custodian.endorse(office.record, days=20)
        first = public(office)["endorsement"]["index"]
        index = platform.custodian.endorse(office.record)
        platform.custodian.withdraw(Office(office.officer).record)
        deadline = time.monotonic() + 10
        # A word that counts is not looked for again at once; the next round finds what is newer.
        while public(office)["endorsement"]["index"] == first and time.monotonic() < deadline:
            other = Office(office.officer).open()
            public(other)
        assert public(office)["endorsement"]["index"] == index

    def test_no_more_once_withdrawn_or_run_out(self, platform: Installed, office: Office) -> None:
        platform.custodian.endorse(office.record, days=-1)
        assert "endorsement" not in public(office)
        platform.custodian.endorse(office.record)
        assert "endorsement" in public(office)
        platform.custodian.withdraw(office.record)
        public(Office(office.officer).open())
        assert "endorsement" not in public(office)

    def test_without_the_custodian_hearing_of_a_practice(self, platform: Installed, office: Office) -> None:
        platform.custodian.asked.clear()
        platform.custodian.endorse(office.record)
        public(office)
        assert platform.custodian.asked
        assert all(path.startswith(("/v1/log/", "/v1/keys")) for path in platform.custodian.asked)
        assert not [path for path in platform.custodian.asked if office.id in path]

    def test_with_proofs_that_its_log_only_grew(self, platform: Installed, office: Office) -> None:
        platform.custodian.endorse(office.record)
        public(office)
        hashes = [leaf_hash(each) for each in platform.custodian.leaves]
        size = len(hashes)
        proof = platform.ask("GET", f"/followed/consistency/2/{size}").json()["proof"]
        assert is_consistent(2, root_of(hashes[:2]), size, root_of(hashes), [from_b64(node) for node in proof])
        assert code(platform.ask("GET", f"/followed/consistency/2/{size + 1}")) == (404, "not_found")
        assert code(platform.ask("GET", "/followed/consistency/01/2")) == (404, "not_found")


class TestClients:
    def test_book_where_the_custodian_vouches(self, client: NewClient) -> None:
        officer, patient = signed_up(client), signed_up(client, "patient")
        practice = officer.team.open(draft(), "Dr Tilleul")
        assert patient.visits.book(wish(patient, practice)).last.state == "booked"

    @pytest.mark.usefixtures("unwilling")
    def test_book_nowhere_else(self, client: NewClient) -> None:
        officer, patient = signed_up(client), signed_up(client, "patient")
        practice = officer.team.open(draft(), "Dr Tilleul")
        assert isinstance(patient.practices.look_up(practice).endorsement, PracticeNotEndorsed)
        for refused in (patient.practices.get, patient.practices.refresh):
            with pytest.raises(PracticeNotEndorsed):
                refused(practice)
        with pytest.raises(PracticeNotEndorsed):
            patient.visits.book(wish_of(officer, practice))

    @pytest.mark.usefixtures("unwilling")
    def test_work_at_their_own_practice_before(self, client: NewClient) -> None:
        officer = signed_up(client)
        practice = officer.team.open(draft(), "Dr Tilleul")
        assert officer.team.seek_endorsement(practice) == "waiting"
        officer.desk.book(wish_of(officer, practice))
        officer.team.rotate(practice)
        officer.desk.publish(practice, 2, draft())

    def test_read_and_cancel_what_was_agreed_before(self, platform: Installed, client: NewClient) -> None:
        officer, patient = signed_up(client), signed_up(client, "patient")
        practice = officer.team.open(draft(), "Dr Tilleul")
        booked = patient.visits.book(wish(patient, practice))
        platform.custodian.withdraw(officer.memberships.access(practice).root)
        # The next who is looked for brings the news.
        officer.practices.refresh(officer.team.open(draft(), "Dr Érable"))
        patient.practices.forget(practice)
        with pytest.raises(PracticeNotEndorsed):
            patient.practices.refresh(practice)
        patient.practices.forget(practice)
        [visit] = patient.visits.list().visits
        assert visit.appointment == booked.appointment
        assert patient.visits.cancel(visit.appointment).last.state == "cancelled"


def wish_of(officer: Any, practice: str) -> Any:
    """A visit, looked for by the practice's own people."""
    officer.practices.get = officer.practices.look_up
    return wish(officer, practice)


class TestDirectory:
    def test_forgets_whom_the_custodian_does(self, alone: Installed) -> None:
        office = Office(Somebody(alone, "staff").open()).open()
        alone.custodian.endorse(office.record)
        public(office)
        why = ("--reason", "checked", "--by", "Ada Essai-Opératrice")
        assert alone.command("list", "--practice", office.id, *why).returncode == 0
        assert found(alone) == 1
        alone.custodian.withdraw(office.record)
        public(Office(office.officer).open())
        deadline = time.monotonic() + 10
        while found(alone) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert found(alone) == 0


def found(platform: Installed) -> int:
    asked = {"specialty": "", "name": "", "place": "", "radius_km": 10, "from": "", "language": "", "sector": ""}
    return int(platform.ask("POST", "/search", asked | {"sort": "soonest", "page": 1}).json()["total"])


class TestLimits:
    """Last: after them this platform has cosigned what its custodian does not show."""

    def test_a_custodian_that_is_away_keeps_nobody_from_what_is_known(self, alone: Installed) -> None:
        office = Office(Somebody(alone, "staff").open()).open()
        alone.custodian.endorse(office.record)
        index = public(office)["endorsement"]["index"]
        alone.custodian.silent = True
        try:
            assert public(office)["endorsement"]["index"] == index
            assert "endorsement" not in public(Office(office.officer).open())
        finally:
            alone.custodian.silent = False

    def test_nobody_is_shown_less_than_was_cosigned(self, alone: Installed) -> None:
        office = Office(Somebody(alone, "staff").open()).open()
        alone.custodian.endorse(office.record)
        public(office)
        leaves = [leaf_hash(bytes([number])) for number in range(200)]
        note = sign_checkpoint(Checkpoint(LOG, 200, root_of(leaves)), LOG, alone.custodian.seed)
        body = write_submission(Submission(0, (), note))
        assert alone.http.post("/add-checkpoint", content=body).status_code == 200
        assert code(alone.ask("GET", f"/practices/{office.id}")) == (503, "log_not_witnessed")
        assert office.ask("GET", f"/practices/{office.id}/access").status_code == 200
