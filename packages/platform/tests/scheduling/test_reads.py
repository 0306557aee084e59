"""Reading an appointment: with its manage key, and to anybody else it is unknown, existing or not."""

from datetime import timedelta

import httpx

from serment_protocol.encoding import b64
from serment_protocol.reads import sign_read
from serment_protocol.statements import verify_chain

from ..world import NOW, SELF_COPY, Patient, World
from .builders import PRACTICE

START = "2026-12-02T08:20:00Z"


def path_of(patient: Patient) -> str:
    """Where a patient's appointment is read."""
    return f"/v1/appointments/{patient.keys.appointment}"


def spoilt(header: str) -> str:
    """The same with one letter of its signature changed."""
    place = header.rindex(" ") + 9
    return header[:place] + ("A" if header[place] != "A" else "B") + header[place + 1 :]


class TestRead:
    async def test_gives_the_chain_and_the_copy(self, world: World) -> None:
        patient = Patient()
        await world.book(START, patient)
        answer = await world.http.get(path_of(patient), headers=patient.read_header(NOW))
        assert answer.json() | {"statements": []} == {
            "appointment": patient.keys.appointment,
            "practice": PRACTICE,
            "statements": [],
            "self_copy": b64(SELF_COPY),
        }
        statements = verify_chain(await world.chain(patient), patient.keys.sign_public, lambda _: b"")
        assert [statement.start for statement in statements] == [START]

    async def test_refuses_alike_whatever_is_wrong(self, world: World) -> None:
        patient, stranger = Patient(), Patient()
        await world.book(START, patient)
        path, good = path_of(patient), patient.read_header(NOW)["serment-signature"]
        elsewhere = sign_read(patient.keys, "http://elsewhere.test", "GET", path, b"", NOW)
        answers: list[httpx.Response] = [
            await world.http.get(path_of(stranger), headers=stranger.read_header(NOW)),
            await world.http.get(path, headers=stranger.read_header(NOW, path)),
            await world.http.get(path, headers={"serment-signature": spoilt(good)}),
            await world.http.get(path, headers={"serment-signature": "v2" + good[2:]}),
            await world.http.get(path, headers={"serment-signature": elsewhere}),
            await world.http.get(path, headers=patient.read_header(NOW, path_of(stranger))),
            await world.http.get(path),
            await world.http.get("/v1/appointments/nothing", headers=patient.read_header(NOW)),
        ]
        assert {(answer.status_code, answer.text) for answer in answers} == {(404, answers[0].text)}
        assert answers[0].json()["code"] == "appointment_unknown"

    async def test_tells_only_a_good_signature_that_it_is_old(self, world: World) -> None:
        patient = Patient()
        await world.book(START, patient)
        old = patient.read_header(NOW - timedelta(minutes=6))
        assert (await world.http.get(path_of(patient), headers=old)).json()["code"] == "signature_expired"
        forged = {"serment-signature": spoilt(old["serment-signature"])}
        assert (await world.http.get(path_of(patient), headers=forged)).json()["code"] == "appointment_unknown"
        slow = patient.read_header(NOW - timedelta(minutes=4))
        assert (await world.http.get(path_of(patient), headers=slow)).status_code == 200
