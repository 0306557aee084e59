"""Another address: at once for whoever reads both mailboxes, after a week of notice for whoever lost the old one."""

import asyncio
import re

import httpx
import psycopg
import pytest

from serment_custodian.jobs import purge, settle_all
from serment_protocol.accounts import DeviceSession
from serment_protocol.encoding import b64, from_b64
from serment_protocol.primitives import random_bytes, sign_public
from serment_protocol.signing import sign

from .conftest import NewHouse
from .house import PATIENT, House, Proof, dump, refused, text_of

NEW = "lea.dupont@example.net"
STRANGER = "nobody@example.org"
VETO = re.compile(r"https://app\.example/#/veto/([A-Za-z0-9_-]{43})\s")


class Device:
    """A remembered browser, and the session it has open."""

    def __init__(self, house: House, seed: bytes) -> None:
        self.house = house
        self.seed = seed
        self.session = ""

    async def enter(self) -> str:
        """A new session by the device's key alone."""
        challenge = (await self.house.post("/v1/device-challenges", {})).json()["challenge"]
        statement = DeviceSession(origin=self.house.url, challenge=challenge, device=b64(sign_public(self.seed)))
        answer = await self.house.post("/v1/device-sessions", {"statement": sign(self.seed, "device", statement)})
        assert answer.status_code == 201, answer.text
        self.session = str(answer.json()["session"])
        return self.session


@pytest.fixture
async def device(house: House) -> Device:
    return await remembered(house)


async def remembered(house: House, email: str = PATIENT) -> Device:
    found = Device(house, random_bytes(32))
    session = (await house.enter(email)).session
    await house.post("/v1/devices", {"device": b64(sign_public(found.seed))}, session)
    await found.enter()
    return found


def body(new: Proof, old: Proof | None = None) -> dict[str, object]:
    """What asks for a change."""
    asked: dict[str, object] = {"email": new.email, "code": new.code, "handle": new.handle}
    return asked | ({"old": {"code": old.code, "handle": old.handle}} if old else {})


async def move(house: House, session: str, email: str = NEW, old: str = PATIENT) -> httpx.Response:
    """Prove both addresses."""
    return await house.post("/v1/address", body(await house.proof(email), await house.proof(old)), session)


async def begin(house: House, session: str, email: str = NEW) -> httpx.Response:
    """Prove the new address alone."""
    answer = await house.post("/v1/address", body(await house.proof(email)), session)
    await house.running.service.post.flush()
    return answer


async def days_later(house: House, days: int) -> None:
    """Time goes by, with the periodic work of each day."""
    for _ in range(days):
        house.clock.advance(days=1)
        await house.running.changes.settle()


def notices(house: House, email: str = PATIENT) -> list[str]:
    """The letters about a change that this address got."""
    return [text_of(mail) for mail in house.mailbox.to(email) if "adresse" in str(mail["Subject"])]


def spoil_whoever_waits(house: House) -> None:
    """Their addresses open no more."""
    with psycopg.connect(house.site.cluster.superuser_dsn(house.site.database)) as connection:
        connection.execute(
            """
            UPDATE people.person SET address_sealed = substr(address_sealed, 2)
             WHERE person IN (SELECT person FROM people.change)
            """
        )


def veto_in(letter: str) -> str:
    [found] = VETO.findall(letter)
    return str(found)


async def address_of(house: House, session: str) -> object:
    answer = await house.http.get("/v1/address", headers={"Authorization": f"Bearer {session}"})
    assert answer.status_code == 200
    return answer.json()


class TestWithBothMailboxes:
    async def test_takes_effect_at_once_and_keeps_the_person(self, house: House) -> None:
        before = await house.enter()
        answer = await move(house, before.session)
        assert (answer.status_code, answer.json()) == (200, {"email": NEW})
        after = await house.enter(NEW)
        assert (after.known, after.salt) == (True, before.salt)

    async def test_leaves_the_old_address_to_whoever_comes(self, house: House) -> None:
        before = await house.enter()
        await move(house, before.session)
        again = await house.enter(PATIENT)
        assert (again.known, again.salt != before.salt) == (False, True)

    async def test_tells_the_old_address_and_names_no_other(self, house: House) -> None:
        await move(house, (await house.enter()).session)
        await house.running.service.post.flush()
        [letter] = notices(house)
        assert "le changement est fait" in letter
        assert NEW not in letter
        assert not VETO.search(letter)

    async def test_works_by_a_device_s_session_too(self, house: House, device: Device) -> None:
        assert (await move(house, device.session)).json() == {"email": NEW}
        await device.enter()
        assert await address_of(house, device.session) == {"email": NEW}

    @pytest.mark.parametrize("which", ["old", "new"])
    async def test_needs_both_codes(self, house: House, which: str) -> None:
        session = (await house.enter()).session
        old, new = await house.proof(), await house.proof(NEW)
        wrong = {"old": old, "new": new}[which]
        wrong = wrong.with_code("000000" if wrong.code != "000000" else "000001")
        asked = body(new, wrong) if which == "old" else body(wrong, old)
        assert refused(await house.post("/v1/address", asked, session)) == (401, "code_refused")
        assert await address_of(house, session) == {"email": PATIENT}
        assert (await house.post("/v1/address", body(new, old), session)).status_code == 200

    async def test_takes_the_code_of_no_other_old_address(self, house: House) -> None:
        session = (await house.enter()).session
        await house.enter(STRANGER)
        asked = body(await house.proof(NEW), await house.proof(STRANGER))
        assert refused(await house.post("/v1/address", asked, session)) == (401, "code_refused")

    async def test_ends_a_change_that_waits(self, house: House, device: Device) -> None:
        await begin(house, device.session, "other@example.net")
        await move(house, device.session)
        await device.enter()
        assert await address_of(house, device.session) == {"email": NEW}
        await days_later(house, 9)
        await device.enter()
        assert await address_of(house, device.session) == {"email": NEW}


class TestWithTheNewMailboxAlone:
    async def test_takes_effect_after_a_week_and_keeps_the_person(self, house: House, device: Device) -> None:
        before = await house.enter()
        answer = await begin(house, device.session)
        waiting = {"email": NEW, "takes_effect": "2026-03-12"}
        assert (answer.status_code, answer.json()) == (200, {"email": PATIENT, "change": waiting})
        await days_later(house, 7)
        assert (await house.enter()).salt == before.salt
        await days_later(house, 1)
        after = await house.enter(NEW)
        assert (after.known, after.salt) == (True, before.salt)
        assert await address_of(house, await device.enter()) == {"email": NEW}

    async def test_tells_the_old_address_at_once_and_again(self, house: House, device: Device) -> None:
        await begin(house, device.session)
        assert len(notices(house)) == 1
        await days_later(house, 5)
        assert len(notices(house)) == 1
        await days_later(house, 1)
        first, second = notices(house)
        assert first == second
        assert "12 mars 2026" in first
        assert NEW not in first
        await days_later(house, 3)
        assert len(notices(house)) == 2

    async def test_speaks_the_person_s_language(self, house: House, device: Device) -> None:
        await house.post("/v1/sessions", await english(house))
        await begin(house, device.session)
        [letter] = [text_of(mail) for mail in house.mailbox.to(PATIENT) if "about to change" in str(mail["Subject"])]
        assert "12 March 2026" in letter

    async def test_can_be_asked_by_a_session_by_code(self, house: House) -> None:
        answer = await begin(house, (await house.enter()).session)
        assert answer.json()["change"]["takes_effect"] == "2026-03-12"

    async def test_waits_as_long_as_the_configuration_says(self, new_house: NewHouse) -> None:
        async with new_house(address_change_days=1) as house:
            device = await remembered(house)
            assert (await begin(house, device.session)).json()["change"]["takes_effect"] == "2026-03-06"
            await days_later(house, 1)
            await house.running.changes.settle()
            assert await address_of(house, await device.enter()) != {"email": NEW}
            await days_later(house, 1)
            assert await address_of(house, await device.enter()) == {"email": NEW}

    async def test_counts_the_days_from_the_first_notice_that_left(self, new_house: NewHouse) -> None:
        async with new_house() as house:
            device = await remembered(house)
            proof = await house.proof(NEW)
            house.running.service.post.pause = 0.0
            house.mailbox.is_busy = True
            await house.post("/v1/address", body(proof), device.session)
            await house.running.service.post.flush()
            await days_later(house, 10)
            house.mailbox.is_busy = False
            await days_later(house, 1)
            assert len(notices(house)) == 1
            waiting = {"email": NEW, "takes_effect": "2026-03-23"}
            assert await address_of(house, await device.enter()) == {"email": PATIENT, "change": waiting}

    async def test_a_mailbox_that_is_no_more_is_told_in_vain(self, house: House, device: Device) -> None:
        proof = await house.proof(NEW)
        house.mailbox.unknown.add(PATIENT)
        await house.post("/v1/address", body(proof), device.session)
        await house.running.service.post.flush()
        await days_later(house, 8)
        assert await address_of(house, await device.enter()) == {"email": NEW}

    async def test_waits_for_no_row_that_cannot_be_opened(self, house: House, device: Device) -> None:
        spoilt = await remembered(house, "spoilt@example.net")
        await house.post("/v1/address", body(await house.proof("elsewhere@example.net")), spoilt.session)
        await house.running.service.post.flush()
        spoil_whoever_waits(house)
        await begin(house, device.session)
        house.clock.advance(days=6)
        with pytest.raises(LookupError, match="1 announcements wait"):
            await settle_all((house.running.changes, house.running.endings))
        assert len(notices(house)) == 2

    async def test_is_one_at_a_time(self, house: House, device: Device) -> None:
        await begin(house, device.session, "other@example.net")
        await begin(house, device.session)
        first, _ = notices(house)
        assert refused(await house.post("/v1/address/veto", {"veto": veto_in(first)})) == (404, "change_unknown")
        waiting = {"email": NEW, "takes_effect": "2026-03-12"}
        assert await address_of(house, device.session) == {"email": PATIENT, "change": waiting}


async def english(house: House) -> Proof:
    """A code asked for in English, given back."""
    answer = await house.ask_code(language="en")
    [code] = re.findall(r"\b\d{6}\b", text_of(house.mailbox.to(PATIENT)[-1]))
    return Proof(PATIENT, code, str(answer.json()["handle"]))


class TestStopping:
    async def test_by_the_letter_needs_nothing_but_the_letter(self, house: House, device: Device) -> None:
        await begin(house, device.session)
        [letter] = notices(house)
        assert (await house.post("/v1/address/veto", {"veto": veto_in(letter)})).status_code == 204
        assert await address_of(house, device.session) == {"email": PATIENT}
        await days_later(house, 9)
        assert await address_of(house, await device.enter()) == {"email": PATIENT}
        assert (await house.enter(NEW)).known is False

    async def test_by_the_second_letter_works_as_well(self, house: House, device: Device) -> None:
        await begin(house, device.session)
        await days_later(house, 6)
        assert (await house.post("/v1/address/veto", {"veto": veto_in(notices(house)[1])})).status_code == 204

    async def test_says_when_there_is_nothing_to_stop(self, house: House, device: Device) -> None:
        await begin(house, device.session)
        veto = veto_in(notices(house)[0])
        await days_later(house, 8)
        forged = from_b64(veto)[:16] + random_bytes(16)
        for given in (veto, b64(forged), b64(random_bytes(32))):
            assert refused(await house.post("/v1/address/veto", {"veto": given})) == (404, "change_unknown")
        assert refused(await house.post("/v1/address/veto", {"veto": "AAAA"})) == (400, "bad_base64")

    async def test_needs_the_whole_veto(self, house: House, device: Device) -> None:
        await begin(house, device.session)
        veto = from_b64(veto_in(notices(house)[0]))
        forged = veto[:16] + bytes(16)
        assert refused(await house.post("/v1/address/veto", {"veto": b64(forged)})) == (404, "change_unknown")
        assert "change" in str(await address_of(house, device.session))

    async def test_in_the_app_needs_a_session(self, house: House, device: Device) -> None:
        await begin(house, device.session)
        assert refused(await house.post("/v1/address/cancel", {})) == (401, "session_refused")
        assert (await house.post("/v1/address/cancel", {}, device.session)).status_code == 204
        assert await address_of(house, device.session) == {"email": PATIENT}

    async def test_comes_with_the_device_that_asked(self, house: House, device: Device) -> None:
        """Whoever takes a stolen device off the list has stopped what it began."""
        await begin(house, device.session)
        session = (await house.enter()).session
        await house.post("/v1/devices/remove", {"device": b64(sign_public(device.seed))}, session)
        assert await address_of(house, session) == {"email": PATIENT}

    async def test_has_a_budget_for_one_network(self, new_house: NewHouse) -> None:
        async with new_house(sign_ins_per_network_hour=1) as house:
            asked = {"veto": b64(random_bytes(32))}
            await house.post("/v1/address/veto", asked)
            assert refused(await house.post("/v1/address/veto", asked)) == (429, "too_many_requests")


class TestAnAddressThatIsSomebodyS:
    async def test_is_told_to_nobody_without_its_code(self, house: House, device: Device) -> None:
        await house.enter(STRANGER)
        proofs = [await house.proof(email) for email in (STRANGER, NEW)]
        wrong = [proof.with_code("x") for proof in proofs]
        answers = [await house.post("/v1/address", body(proof), device.session) for proof in wrong]
        assert [refused(answer) for answer in answers] == [(401, "code_refused")] * 2
        assert answers[0].content == answers[1].content

    async def test_is_refused_to_whoever_has_proved_it(self, house: House, device: Device) -> None:
        other = await house.enter(STRANGER)
        assert refused(await begin(house, device.session, STRANGER)) == (409, "address_taken")
        assert refused(await move(house, device.session, STRANGER)) == (409, "address_taken")
        assert (await house.enter(STRANGER)).salt == other.salt
        assert await address_of(house, device.session) == {"email": PATIENT}

    async def test_is_one_s_own_as_well(self, house: House, device: Device) -> None:
        assert refused(await begin(house, device.session, PATIENT)) == (409, "address_taken")

    async def test_is_also_one_that_another_waits_for(self, house: House, device: Device) -> None:
        await begin(house, device.session)
        other = (await house.enter(STRANGER)).session
        assert refused(await begin(house, other)) == (409, "address_taken")
        assert refused(await move(house, other, NEW, STRANGER)) == (409, "address_taken")

    async def test_makes_no_second_person_while_it_is_waited_for(self, house: House, device: Device) -> None:
        await begin(house, device.session)
        answer = await house.post("/v1/sessions", await house.proof(NEW))
        assert refused(answer) == (409, "address_awaited")
        await house.post("/v1/address/cancel", {}, device.session)
        assert (await house.enter(NEW)).known is False


class TestRows:
    async def test_show_no_address_and_no_veto(self, house: House, device: Device) -> None:
        await begin(house, device.session)
        veto = veto_in(notices(house)[0])
        found = await asyncio.to_thread(dump, house.site)
        assert from_b64(veto)[:16].hex() in found
        for secret in (NEW, NEW.encode().hex(), "dupont", veto, from_b64(veto).hex(), from_b64(veto)[16:].hex()):
            assert secret not in found

    async def test_a_device_not_used_for_long_takes_its_change_along(self, house: House, device: Device) -> None:
        await begin(house, device.session)
        house.clock.advance(days=401)
        await purge(house.running.rooms, house.clock())
        assert await address_of(house, (await house.enter()).session) == {"email": PATIENT}

    async def test_one_who_has_no_change_has_none_to_cancel(self, house: House) -> None:
        assert (await house.post("/v1/address/cancel", {}, (await house.enter()).session)).status_code == 204
