"""A practice's own period for past visits: officers choose, a shorter one waits, and what it ends is told before."""

from datetime import UTC, date, datetime, timedelta

import pytest

from serment_platform.config import Retention
from serment_platform.scheduling import forget_past
from serment_platform.scheduling.periods import Kept, chosen, counting
from serment_protocol.primitives import sign_public

from ..world import NOW, Patient, World, employ
from .builders import PRACTICE
from .test_agenda import MEMBER_SEED, filing_of, put_filing
from .test_keeping import STARTS, VISIT, left

PERIOD = f"/v1/practices/{PRACTICE}/period"
RULE = Retention()
WEEK = (NOW + timedelta(days=7)).date()


async def officer(world: World) -> dict[str, str]:
    """The session of a member who is one."""
    session = await employ(world, sign=sign_public(MEMBER_SEED))
    await promote(world)
    return session


async def promote(world: World) -> None:
    """Let the members be officers."""
    await world.sql("UPDATE practice.member SET officer = true")


class TestChosen:
    def test_a_longer_one_counts_at_once(self) -> None:
        assert chosen(Kept(), 24, 12, NOW) == Kept(24)

    def test_a_shorter_one_after_a_week(self) -> None:
        assert chosen(Kept(), 6, 12, NOW) == Kept(12, 6, WEEK)
        assert counting(Kept(12, 6, WEEK), 12, WEEK - timedelta(days=1)).months == 12
        assert counting(Kept(12, 6, WEEK), 12, WEEK) == Kept(6)

    @pytest.mark.parametrize("months", [12, 13])
    def test_the_present_one_or_a_longer_takes_that_back(self, months: int) -> None:
        assert chosen(Kept(12, 6, WEEK), months, 12, NOW) == Kept(months)

    def test_another_shorter_one_begins_its_own_week(self) -> None:
        later = NOW + timedelta(days=3)
        assert chosen(Kept(12, 6, WEEK), 9, 12, later) == Kept(12, 9, later.date() + timedelta(days=7))


class TestRoutes:
    async def test_an_officer_chooses_and_every_member_sees(self, world: World) -> None:
        await world.book(STARTS[0], Patient())
        session = await employ(world, sign=sign_public(MEMBER_SEED))
        assert (await world.http.get(PERIOD, headers=session)).json() == {
            "months": 12, "default": 12, "least": 3, "most": 60,
        }  # fmt: skip
        refused = await world.http.put(PERIOD, json={"months": 24}, headers=session)
        assert (refused.status_code, refused.json()["code"]) == (403, "officer_only")
        await promote(world)
        assert (await world.http.put(PERIOD, json={"months": 24}, headers=session)).json()["months"] == 24
        answer = (await world.http.put(PERIOD, json={"months": 6}, headers=session)).json()
        assert (answer["months"], answer["next"]) == (24, {"months": 6, "from": WEEK.isoformat()})
        assert (await world.http.get(PERIOD, headers=session)).json() == answer

    @pytest.mark.parametrize("months", [2, 61, "12", None])
    async def test_take_nothing_outside_the_bounds(self, world: World, months: object) -> None:
        session = await officer(world)
        assert (await world.http.put(PERIOD, json={"months": months}, headers=session)).status_code == 400

    async def test_are_no_business_of_strangers(self, world: World) -> None:
        stranger = await employ(world)
        for path in ("", "/3"):
            answer = await world.http.get(f"/v1/practices/{'8' * 32}/period{path}", headers=stranger)
            assert (answer.status_code, answer.json()["code"]) == (403, "not_a_member")

    async def test_say_what_a_shorter_one_would_end(self, world: World) -> None:
        session = await officer(world)
        patients = [Patient() for _ in STARTS[:2]]
        for patient, start in zip(patients, STARTS, strict=False):
            await world.book(start, patient)
        assert (await put_filing(world, session, patients[1], filing_of(patients[1]))).status_code == 204
        await world.sql("UPDATE scheduling.appointment SET start = start - interval '10 months'")
        told = {"day": WEEK.isoformat(), "gone": 1, "emptied": 1}
        assert (await world.http.get(f"{PERIOD}/3", headers=session)).json() == told
        assert (await world.http.get(f"{PERIOD}/60", headers=session)).json() == {**told, "gone": 0, "emptied": 0}
        assert (await world.http.get(f"{PERIOD}/2", headers=session)).status_code == 400


async def test_nothing_goes_before_the_week_is_over(world: World) -> None:
    await world.book(STARTS[0], Patient())
    await world.sql(
        "INSERT INTO scheduling.kept (practice, months, next_months, next_on) VALUES (%s, 12, 3, %s)",
        [bytes.fromhex(PRACTICE), date(2027, 5, 1)],
    )
    await forget_past(world.times, RULE, datetime(2027, 4, 30, 23, tzinfo=UTC))
    assert len(await left(world)) == 1
    assert datetime(2027, 1, 30, tzinfo=UTC) > VISIT
    await forget_past(world.times, RULE, datetime(2027, 5, 1, tzinfo=UTC))
    assert await left(world) == {}
