"""The whole platform as an operator runs it: from a publication to a visit that the desk has marked."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from serment_protocol.reads import sign_read
from serment_protocol.signing import Signed
from serment_protocol.statements import sign_next

from ..installation import Installed
from ..people import Somebody, code
from ..practices import Office
from ..stand_in import new_token
from ..world import Patient, wire


@pytest.fixture
def office(platform: Installed) -> Office:
    """A practice that has published."""
    return Office(Somebody(platform, "staff").open()).open()


def first_free(office: Office) -> str:
    """A start some days ahead."""
    first = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    body = {"requests": [{"schedule": office.schedule, "class": "office-20"}], "from": first, "days": 2}
    return str(office.officer.platform.ask("POST", "/times", body).json()["times"][0]["days"][0]["starts"][0])


def book(office: Office, patient: Patient, start: str, token: bytes, **changes: Any) -> Any:
    """Book as a patient does."""
    place = {"practice": office.id, "schedule": office.schedule}
    body = patient.booking(start, token, **(place | changes))
    return office.officer.platform.ask("POST", "/appointments", body)


class TestServed:
    def test_a_visit_from_beginning_to_end(self, platform: Installed, office: Office) -> None:
        patient, start = Patient(), first_free(office)
        assert book(office, patient, start, new_token("booking")).status_code == 201
        assert code(book(office, Patient(), start, new_token("booking"))) == (409, "time_taken")
        path = f"/v1/appointments/{patient.keys.appointment}"
        header = sign_read(patient.keys, platform.url, "GET", path, b"", datetime.now(UTC))
        read = platform.http.get(path, headers={"serment-signature": header}).json()
        last = Signed(**read["statements"][0])
        arrived = sign_next(last, "arrived", "desk:1", office.desk_seed())
        answer = platform.ask(
            "POST", f"/appointments/{patient.keys.appointment}/statements", {"statement": wire(arrived)}
        )
        assert answer.json() == {"appointment": patient.keys.appointment, "sequence": 1}
        agenda = office.ask("GET", f"/practices/{office.id}/agenda?from={start[:10]}&to={start[:10]}").json()
        assert [len(each["statements"]) for each in agenda["appointments"]] == [2]

    def test_a_rotation_retires_the_epoch_at_once(self, office: Office) -> None:
        patient, start, token = Patient(), first_free(office), new_token("booking")
        assert office.rotate(office.rotation()).status_code == 201
        refused = book(office, patient, start, token)
        assert (*code(refused), refused.json()["epoch"]) == (409, "epoch_retired", 2)
        assert book(office, patient, start, token, epoch=2).status_code == 201

    def test_a_practice_that_somebody_waits_for_stays(self, office: Office) -> None:
        assert book(office, Patient(), first_free(office), new_token("booking")).status_code == 201
        assert code(office.close()) == (409, "practice_in_use")

    def test_a_publication_that_contradicts_itself_is_not_taken(self, office: Office) -> None:
        answer = office.publish(office.publication(time_zone="Mars/Olympus"))
        assert code(answer) == (422, "bad_publication")
        assert first_free(office)

    def test_the_operator_lists(self, platform: Installed, office: Office) -> None:
        query = {"name": office.id[:8]}
        assert platform.ask("POST", "/search", query).json()["total"] == 0
        why = ("--reason", "checked", "--by", "Ada")
        assert platform.command("list", "--practice", office.vouch().id, *why).returncode == 0
        assert platform.ask("POST", "/search", query).json()["total"] == 1
        assert code(office.close()) == (409, "practice_in_use")
        assert platform.command("unlist", "--practice", office.id, "--reason", "asked", "--by", "Ada").returncode == 0

    def test_pages_and_events_are_served(self, platform: Installed, office: Office) -> None:
        assert platform.http.get("/").headers["content-type"].startswith("text/html")
        headers = {"authorization": f"Bearer {office.officer.session}"}
        with platform.http.stream("GET", f"/v1/practices/{office.id}/events", headers=headers) as answer:
            lines = answer.iter_lines()
            assert next(lines) == '{"event":"alive"}'
            assert book(office, Patient(), first_free(office), new_token("booking")).status_code == 201
            assert next(lines) == '{"event":"changed"}'
