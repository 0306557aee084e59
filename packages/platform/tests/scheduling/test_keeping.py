"""Past visits go after their period; what is care stays under the practice's own keys, and goes after its own."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from serment_kernel.database import Database, opened
from serment_kernel.retention import lines
from serment_platform import retention
from serment_platform.config import Retention
from serment_platform.scheduling import choose_months, forget_past
from serment_protocol.primitives import sign_public

from ..world import NOW, Patient, World, employ
from .builders import PRACTICE
from .test_agenda import MEMBER_SEED, absence_of, filing_of, put_filing

RULE = Retention()
STARTS = [f"2026-12-02T{hour}Z" for hour in ("08:00:00", "08:20:00", "08:40:00", "09:00:00")]
VISIT = datetime(2026, 12, 2, 8, tzinfo=UTC)
AFTER_A_YEAR = datetime(2027, 12, 4, tzinfo=UTC)


async def left(world: World) -> dict[str, bool]:
    """The visits that are there, and whether each still has its envelope."""
    rows = await world.sql("SELECT encode(appointment, 'hex'), octet_length(envelope) > 0 FROM scheduling.appointment")
    return {str(row[0]): bool(row[1]) for row in rows}


async def four_visits(world: World) -> list[str]:
    """One of which nothing was filed; and three that were: one took place, one did not, and one has a note as well."""
    session = await employ(world, sign=sign_public(MEMBER_SEED))
    patients = [Patient() for _ in STARTS]
    for patient, start in zip(patients, STARTS, strict=True):
        await world.book(start, patient)
    for patient in patients[1:]:
        assert (await put_filing(world, session, patient, filing_of(patient))).status_code == 204
    ids = [patient.keys.appointment for patient in patients]
    await world.sql(
        "UPDATE scheduling.appointment SET state = 'noshow' WHERE appointment = ANY (%s)", [bytes_of(ids[2:])]
    )
    await world.sql(
        "INSERT INTO scheduling.note SELECT * FROM scheduling.filing WHERE appointment = ANY (%s)", [bytes_of(ids[3:])]
    )
    return ids


def bytes_of(ids: list[str]) -> list[bytes]:
    """As the database has them."""
    return [bytes.fromhex(each) for each in ids]


@asynccontextmanager
async def rooms(world: World) -> AsyncGenerator[dict[str, Database]]:
    """The rooms, each by its own role."""
    databases = {
        name: Database(world.service.config.databases.of(name), size=1)
        for name in ("identity", "keys", "practice", "compliance")
    }
    async with opened(*databases.values()):
        yield databases | {"scheduling": world.times}


async def due(world: World, now: datetime) -> dict[str, tuple[int, int]]:
    """What is due and late of the classes that have anything."""
    async with rooms(world) as databases:
        found = await retention.report(databases, RULE, lambda: now)
    assert len(lines(found)) == len(retention.CLASSES) + 1
    return {each.name: (each.due, each.late) for each in found if each.due}


class TestForgetPast:
    async def test_ends_each_as_its_class_says(self, world: World) -> None:
        unfiled, care, missed, noted = await four_visits(world)
        await forget_past(world.times, RULE, AFTER_A_YEAR - timedelta(days=4))
        assert await left(world) == dict.fromkeys((unfiled, care, missed, noted), True)
        for _ in range(2):
            await forget_past(world.times, RULE, AFTER_A_YEAR)
            assert await left(world) == {care: False, noted: False}
        filings: list[Any] = await world.sql("SELECT encode(appointment, 'hex') FROM scheduling.filing")
        assert {row[0] for row in filings} == {care, noted}
        await forget_past(world.times, RULE, AFTER_A_YEAR.replace(year=2046, month=12, day=1))
        assert len(await left(world)) == 2
        await forget_past(world.times, RULE, AFTER_A_YEAR.replace(year=2046, month=12, day=3))
        assert await left(world) == {}

    async def test_takes_more_than_a_batch(self, world: World) -> None:
        await world.book(STARTS[0], Patient())
        await world.sql(
            """
            INSERT INTO scheduling.appointment (appointment, practice, schedule, number, start, minutes, class, epoch,
                        state, sequence, last, manage, envelope, self_copy, confirm_due)
            SELECT sha256(n::text::bytea), practice, schedule, number, start, minutes, class, epoch, 'cancelled',
                   sequence, last, manage, envelope, self_copy, false
              FROM scheduling.appointment, generate_series(1, 401) AS n
            """
        )
        await forget_past(world.times, RULE, AFTER_A_YEAR)
        assert await left(world) == {}

    async def test_keeps_for_as_long_as_the_practice_chose(self, world: World) -> None:
        await world.book(STARTS[0], Patient())
        assert await choose_months(world.times, PRACTICE, 3)
        assert not await choose_months(world.times, "8" * 32, 3)
        await forget_past(world.times, RULE, VISIT + timedelta(days=89))
        assert len(await left(world)) == 1
        await forget_past(world.times, RULE, VISIT + timedelta(days=92))
        assert await left(world) == {}

    async def test_forgets_absences_too(self, world: World) -> None:
        session = await employ(world)
        await world.http.post(f"/v1/practices/{PRACTICE}/absences", json=absence_of(), headers=session)
        await forget_past(world.times, RULE, AFTER_A_YEAR - timedelta(days=4))
        assert await world.sql("SELECT count(*) FROM scheduling.absence") == [(1,)]
        await forget_past(world.times, RULE, AFTER_A_YEAR)
        assert await world.sql("SELECT count(*) FROM scheduling.absence") == [(0,)]

    async def test_shows_the_patient_no_visit_once_its_copy_is_emptied(self, world: World) -> None:
        patient = Patient()
        await world.book(STARTS[0], patient)
        path = f"/v1/appointments/{patient.keys.appointment}"
        assert (await world.http.get(path, headers=patient.read_header(NOW))).status_code == 200
        await world.sql("UPDATE scheduling.appointment SET envelope = '', self_copy = ''")
        answer = await world.http.get(path, headers=patient.read_header(NOW))
        assert (answer.status_code, answer.json()["code"]) == (404, "appointment_unknown")


class TestReport:
    async def test_counts_what_is_due_and_what_is_late(self, world: World) -> None:
        await four_visits(world)
        later = AFTER_A_YEAR - timedelta(days=1)
        found = await due(world, later)
        assert (found["appointment"], found["envelope"]) == ((2, 0), (2, 0))
        found = await due(world, AFTER_A_YEAR + timedelta(days=1))
        assert (found["appointment"], found["envelope"]) == ((2, 2), (2, 2))
        await forget_past(world.times, RULE, later)
        assert not {"appointment", "envelope", "care"} & (await due(world, later)).keys()
