"""What the platform says of a visit to whom its practice shows it: that it stands, and whether a right was spent."""

from datetime import datetime, timedelta

from serment_protocol.attestations import NAME, Attestation
from serment_protocol.encoding import read_time
from serment_protocol.primitives import sign_public
from serment_protocol.signing import Signed, verify

from ..world import Patient, World, employ
from .builders import PRACTICE
from .test_changes import by_desk
from .test_letters import asked, put

START = "2026-12-02T08:20:00Z"
LOG = sign_public(bytes(32))


async def attested(world: World, patient: Patient, session: dict[str, str]) -> Attestation | None:
    """As the desk is told it beside the mailbox."""
    path = f"/v1/practices/{PRACTICE}/letters?of={patient.keys.appointment}"
    answer = await world.http.get(path, headers=session)
    [box] = answer.json()["mailboxes"]
    return None if box["attested"] is None else verify(LOG, NAME, Signed(**box["attested"]), Attestation)


def word(patient: Patient, day: str, *, right: bool) -> Attestation:
    """What is to be said of this visit."""
    return Attestation(practice=PRACTICE, appointment=patient.keys.appointment, start=START, right=right, day=day)


async def later(world: World, moment: datetime) -> None:
    """The desk is still signed in then."""
    world.clock[0] = moment
    until = moment.replace(minute=0, second=0) + timedelta(hours=1)
    await world.sql("UPDATE identity.session SET expires = %s", [until])


async def test_a_right_counts_once_the_visit_has_begun(world: World) -> None:
    session, patient = await employ(world), Patient()
    await world.book(START, patient)
    await put(world, patient, asked(patient))
    assert await attested(world, patient, session) == word(patient, "2026-12-01", right=False)
    await later(world, read_time(START) - timedelta(seconds=1))
    assert await attested(world, patient, session) == word(patient, "2026-12-02", right=False)
    await later(world, read_time(START))
    assert await attested(world, patient, session) == word(patient, "2026-12-02", right=True)


async def test_none_was_spent_where_staff_booked(world: World) -> None:
    session, patient = await employ(world), Patient()
    path = f"/v1/practices/{PRACTICE}/appointments"
    booked = await world.http.post(path, headers=session, json=patient.booking(START, None))
    assert booked.status_code == 201, booked.text
    await put(world, patient, asked(patient))
    await later(world, read_time(START))
    told = await attested(world, patient, session)
    assert told is not None
    assert not told.right


async def test_nothing_is_said_of_what_was_given_up(world: World) -> None:
    session, patient = await employ(world), Patient()
    await world.book(START, patient)
    await put(world, patient, asked(patient))
    [last] = await world.chain(patient)
    assert (await world.change(patient.keys.appointment, by_desk(last, "cancelled"))).status_code == 200
    assert await attested(world, patient, session) is None


async def test_nor_of_all_mailboxes_at_once(world: World) -> None:
    session, patient = await employ(world), Patient()
    await world.book(START, patient)
    await put(world, patient, asked(patient))
    answer = await world.http.get(f"/v1/practices/{PRACTICE}/letters", headers=session)
    assert [box["attested"] for box in answer.json()["mailboxes"]] == [None]
