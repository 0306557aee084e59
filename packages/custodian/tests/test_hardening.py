"""Hardening with the client's half of the protocol: the same answer for a person, so often and no more."""

import httpx
import pytest

from serment_custodian.hardening import actions
from serment_protocol.encoding import b64, from_b64
from serment_protocol.hardening import blind, finalise
from serment_protocol.primitives import random_bytes

from .conftest import NewHouse
from .house import House, refused
from .test_devices import challenge, prove, remember

STRETCHED = bytes(range(32))


async def evaluate(house: House, session: str, element: bytes | None = None) -> httpx.Response:
    return await house.post("/v1/oprf", {"blinded": b64(element or blind(STRETCHED)[1])}, session)


async def harden(house: House, session: str) -> bytes:
    scalar, element = blind(STRETCHED)
    answer = await evaluate(house, session, element)
    assert answer.status_code == 200
    return finalise(STRETCHED, scalar, from_b64(answer.json()["evaluated"]))


async def device_session(house: House, session: str) -> str:
    seed = random_bytes(32)
    await remember(house, session, seed)
    return str((await prove(house, seed, await challenge(house))).json()["session"])


class TestAnswer:
    async def test_is_a_person_s_own_and_stays(self, house: House) -> None:
        first, again = await house.enter(), await house.enter()
        other = await house.enter("other@example.org")
        secret = await harden(house, first.session)
        assert secret == await harden(house, again.session)
        assert secret == await harden(house, await device_session(house, first.session))
        assert secret != await harden(house, other.session)

    @pytest.mark.parametrize("element", [bytes(32), b"\xff" * 32, b"\x01" + bytes(31)])
    async def test_is_refused_for_what_is_no_element_at_no_cost(self, new_house: NewHouse, element: bytes) -> None:
        async with new_house(evaluations_code_day=1) as house:
            session = (await house.enter()).session
            assert refused(await evaluate(house, session, element)) == (422, "bad_element")
            assert (await evaluate(house, session)).status_code == 200

    async def test_is_refused_for_another_length(self, house: House) -> None:
        session = (await house.enter()).session
        assert refused(await evaluate(house, session, bytes(31))) == (400, "bad_base64")


class TestBudget:
    async def test_of_a_day_is_apart_for_each_kind_of_session_and_each_person(self, new_house: NewHouse) -> None:
        async with new_house(evaluations_code_day=2, evaluations_device_day=1) as house:
            by_code = (await house.enter()).session
            by_device = await device_session(house, by_code)
            assert [(await evaluate(house, by_code)).status_code for _ in range(2)] == [200, 200]
            assert refused(await evaluate(house, by_code)) == (429, "evaluations_exhausted")
            assert refused(await evaluate(house, (await house.enter()).session)) == (429, "evaluations_exhausted")
            assert (await evaluate(house, by_device)).status_code == 200
            assert refused(await evaluate(house, by_device)) == (429, "evaluations_exhausted")
            assert (await evaluate(house, (await house.enter("other@example.org")).session)).status_code == 200

    async def test_comes_back_the_next_day(self, new_house: NewHouse) -> None:
        async with new_house(evaluations_code_day=1) as house:
            await evaluate(house, (await house.enter()).session)
            house.clock.advance(days=1)
            assert (await evaluate(house, (await house.enter()).session)).status_code == 200

    async def test_of_a_month_ends_before(self, new_house: NewHouse) -> None:
        async with new_house(evaluations_code_day=2, evaluations_code_month=3) as house:
            statuses: list[int] = []
            for _ in range(2):
                session = (await house.enter()).session
                statuses += [(await evaluate(house, session)).status_code for _ in range(2)]
                house.clock.advance(days=1)
            assert statuses == [200, 200, 200, 429]
            house.clock.advance(days=30)
            await actions.purge(house.running.rooms.hardening, house.clock())
            assert (await evaluate(house, (await house.enter()).session)).status_code == 200
