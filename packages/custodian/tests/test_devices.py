"""Remembered browsers and bearers: whatever is wrong with them is refused alike."""

import httpx
import pytest

from serment_custodian.people.rules import DEVICES_PER_PERSON
from serment_protocol.accounts import DeviceSession
from serment_protocol.encoding import b64
from serment_protocol.hardening import blind
from serment_protocol.primitives import random_bytes, sign_public
from serment_protocol.signing import sign

from .conftest import NewHouse
from .house import House, refused

USES: dict[str, dict[str, object]] = {
    "/v1/tickets": {"count": 1},
    "/v1/oprf": {"blinded": b64(blind(bytes(32))[1])},
}


async def remember(house: House, session: str, seed: bytes) -> httpx.Response:
    return await house.post("/v1/devices", {"device": b64(sign_public(seed))}, session)


async def forget(house: House, session: str, seed: bytes) -> httpx.Response:
    return await house.post("/v1/devices/remove", {"device": b64(sign_public(seed))}, session)


async def challenge(house: House) -> str:
    answer = await house.post("/v1/device-challenges", {})
    assert answer.status_code == 200
    return str(answer.json()["challenge"])


async def prove(house: House, seed: bytes, asked: str, *, origin: str = "", name: str = "device") -> httpx.Response:
    statement = DeviceSession(origin=origin or house.url, challenge=asked, device=b64(sign_public(seed)))
    return await house.post("/v1/device-sessions", {"statement": sign(seed, name, statement)})


@pytest.fixture
async def device(house: House) -> bytes:
    """The seed of a browser that is remembered."""
    seed = random_bytes(32)
    answer = await remember(house, (await house.enter()).session, seed)
    assert answer.status_code == 201
    return seed


class TestDeviceSession:
    async def test_is_the_same_person_s(self, house: House, device: bytes) -> None:
        by_code = await house.enter()
        answer = await prove(house, device, await challenge(house))
        assert answer.status_code == 201
        assert (answer.json()["known"], answer.json()["salt"]) == (True, by_code.salt)

    async def test_can_remember_another_browser(self, house: House, device: bytes) -> None:
        session = (await prove(house, device, await challenge(house))).json()["session"]
        other = random_bytes(32)
        assert (await remember(house, session, other)).status_code == 201
        assert (await prove(house, other, await challenge(house))).status_code == 201

    async def test_is_refused_alike_whatever_the_reason(self, house: House, device: bytes) -> None:
        used = await challenge(house)
        await prove(house, device, used)
        answers = [
            await prove(house, random_bytes(32), await challenge(house)),
            await prove(house, device, await challenge(house), name="sign-in"),
            await prove(house, device, await challenge(house), origin="https://platform.example"),
            await prove(house, device, b64(random_bytes(32))),
            await prove(house, device, used),
        ]
        stale = await challenge(house)
        house.clock.advance(seconds=61)
        answers.append(await prove(house, device, stale))
        assert {refused(answer) for answer in answers} == {(401, "device_refused")}
        assert len({answer.content for answer in answers}) == 1

    async def test_a_challenge_is_worth_one_try(self, house: House, device: bytes) -> None:
        asked = await challenge(house)
        await prove(house, random_bytes(32), asked)
        assert refused(await prove(house, device, asked)) == (401, "device_refused")

    async def test_needs_the_form_of_the_protocol(self, house: House, device: bytes) -> None:
        statement = {"v": 1, "type": "device_session", "origin": house.url, "challenge": "", "device": "AAAA"}
        answer = await house.post("/v1/device-sessions", {"statement": sign(device, "device", statement)})
        assert refused(answer) == (400, "bad_base64")
        body = {"statement": {"body": b64(b'{"v": 1}'), "signature": b64(bytes(64))}}
        assert refused(await house.post("/v1/device-sessions", body)) == (400, "not_canonical")
        body = {"statement": {"body": "=", "signature": b64(bytes(64))}}
        assert refused(await house.post("/v1/device-sessions", body)) == (400, "bad_base64")

    async def test_has_a_budget_for_one_network(self, new_house: NewHouse) -> None:
        async with new_house(sign_ins_per_network_hour=1) as house:
            await challenge(house)
            assert refused(await house.post("/v1/device-challenges", {})) == (429, "too_many_requests")


class TestRemembering:
    async def test_a_key_belongs_to_its_first_person(self, house: House, device: bytes) -> None:
        first = await house.enter()
        other = await house.enter("other@example.org")
        await remember(house, other.session, device)
        answer = await prove(house, device, await challenge(house))
        assert answer.json()["salt"] == first.salt

    async def test_has_an_end(self, house: House) -> None:
        session = (await house.enter()).session
        for _ in range(DEVICES_PER_PERSON):
            assert (await remember(house, session, random_bytes(32))).status_code == 201
        assert refused(await remember(house, session, random_bytes(32))) == (409, "too_many_devices")

    async def test_needs_a_key_of_32_bytes(self, house: House) -> None:
        session = (await house.enter()).session
        answer = await house.post("/v1/devices", {"device": b64(bytes(31))}, session)
        assert refused(answer) == (400, "bad_base64")


class TestForgetting:
    async def test_ends_what_the_device_had_opened_and_opens_nothing_more(self, house: House, device: bytes) -> None:
        opened = (await prove(house, device, await challenge(house))).json()["session"]
        asked = await challenge(house)
        for path, body in USES.items():
            assert (await house.post(path, body, opened)).status_code < 300
        assert (await forget(house, (await house.enter()).session, device)).status_code == 204
        for path, body in USES.items():
            assert refused(await house.post(path, body, opened)) == (401, "session_refused")
        assert refused(await prove(house, device, asked)) == (401, "device_refused")

    async def test_leaves_sessions_by_code_and_other_devices(self, house: House, device: bytes) -> None:
        by_code, other = (await house.enter()).session, random_bytes(32)
        await remember(house, by_code, other)
        assert (await forget(house, by_code, device)).status_code == 204
        assert (await house.post("/v1/tickets", {"count": 1}, by_code)).status_code == 200
        assert (await prove(house, other, await challenge(house))).status_code == 201

    async def test_can_be_asked_by_the_device_itself(self, house: House, device: bytes) -> None:
        opened = (await prove(house, device, await challenge(house))).json()["session"]
        assert (await forget(house, opened, device)).status_code == 204
        assert refused(await forget(house, opened, device)) == (401, "session_refused")

    async def test_can_be_asked_twice_and_of_a_key_that_was_never_there(self, house: House, device: bytes) -> None:
        session = (await house.enter()).session
        for key in (device, device, random_bytes(32)):
            assert (await forget(house, session, key)).status_code == 204

    async def test_is_not_for_the_devices_of_others(self, house: House, device: bytes) -> None:
        stranger = (await house.enter("other@example.org")).session
        assert refused(await forget(house, stranger, device)) == (409, "device_elsewhere")
        assert (await prove(house, device, await challenge(house))).status_code == 201

    async def test_makes_room_for_another(self, house: House) -> None:
        session = (await house.enter()).session
        seeds = [random_bytes(32) for _ in range(DEVICES_PER_PERSON + 1)]
        for seed in seeds[:-1]:
            await remember(house, session, seed)
        await forget(house, session, seeds[0])
        assert (await remember(house, session, seeds[-1])).status_code == 201

    async def test_needs_a_key_of_32_bytes(self, house: House) -> None:
        session = (await house.enter()).session
        answer = await house.post("/v1/devices/remove", {"device": b64(bytes(31))}, session)
        assert refused(answer) == (400, "bad_base64")


class TestBearer:
    @pytest.mark.parametrize("header", [None, "", "Bearer", "Basic {}", "{}", "Bearer {}=", "Bearer AAAA"])
    async def test_that_is_none_is_refused(self, house: House, header: str | None) -> None:
        session = (await house.enter()).session
        headers = {} if header is None else {"Authorization": header.format(session)}
        for path in ("/v1/devices", "/v1/devices/remove", "/v1/oprf", "/v1/tokens", "/v1/tickets"):
            answer = await house.http.post(path, content=b"{}", headers=headers)
            assert refused(answer) == (401, "session_refused")

    async def test_ends_with_its_session(self, house: House) -> None:
        session = (await house.enter()).session
        house.clock.advance(minutes=16)
        assert refused(await house.post("/v1/tickets", {"count": 1}, session)) == (401, "session_refused")
