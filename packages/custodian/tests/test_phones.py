"""A number for SMS: taken from whoever agreed and read its code, written to without content, given up in one act."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace

import httpx
import msgspec
import psycopg
import pytest

from serment_custodian import sms
from serment_custodian.config import Sms, Smtp
from serment_custodian.erasing import KINDS
from serment_custodian.people.phones import forget_unfounded
from serment_custodian.post import Post
from serment_custodian.tickets.texting import FAILURES
from serment_kernel.database import Database, opened
from serment_kernel.erasures import replay
from serment_protocol.consent_texts import NEWEST
from serment_protocol.consents import newest_text, stop_hash, text_hash
from serment_protocol.encoding import b64, write_time
from serment_protocol.nudges import Relay
from serment_protocol.primitives import random_bytes
from serment_protocol.signing import Signed, sign

from .house import (
    APP,
    OWNER,
    PATIENT,
    RELAY_SEED,
    Clock,
    House,
    Mailbox,
    Site,
    digits_in,
    dump,
    living,
    refused,
    text_of,
)
from .test_erasing import erase
from .test_persons import rows_of
from .test_relay import relay, relayed, tickets

NUMBER, AT_GATEWAY = "+33639980102", "33639980102@sms.example"
OTHER = "+33639980103"
TEXT = text_hash(newest_text("sms", "fr").text)
STOP = bytes(range(32))
BLOCKED = "SELECT FROM pg_catalog.pg_locks WHERE NOT granted"
GATEWAY = Sms("{number}@sms.example", ("+336xxxxxxxx", "+337xxxxxxxx"), "sms", "+33")


@pytest.fixture
async def house(site: Site, mailbox: Mailbox) -> AsyncGenerator[House]:
    """A running custodian that has a gateway."""
    async with living(replace(site, sms=GATEWAY), mailbox, Clock()) as running:
        yield running


async def ask(house: House, session: str, number: str = NUMBER, text: str = TEXT) -> httpx.Response:
    answer = await house.post("/v1/phone/code", {"number": number, "text": text}, session)
    await house.running.service.post.flush()
    return answer


async def confirm(house: House, session: str, code: str, *, instead: bool = False) -> httpx.Response:
    body = {"code": code, "instead": instead, "stop_hash": b64(stop_hash(STOP))}
    answer = await house.post("/v1/phone", body, session)
    await house.running.service.post.flush()
    return answer


async def add(house: House, session: str, number: str = NUMBER, *, instead: bool = False) -> None:
    assert (await ask(house, session, number)).status_code == 202
    code = digits_in(house.mailbox.mails[-1])
    answer = await confirm(house, session, code, instead=instead)
    assert (answer.status_code, answer.json()) == (200, {"ends": number[-2:], "instead": instead, "stands": True})


async def show(house: House, session: str) -> dict[str, object]:
    answer = await house.http.get("/v1/phone", headers={"authorization": f"Bearer {session}"})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def nudged(house: House) -> list[str]:
    """Where it is written to that something waits."""
    await relay(house, relayed(house, *await tickets(house)))
    await house.send_batch()
    return to(house)


def to(house: House) -> list[str]:
    """Whom it was written to, in order."""
    return [str(mail["To"]) for mail in house.mailbox.mails]


def offered(house: House, slip: bytes) -> Signed:
    """A request that cannot wait for the next batch."""
    return sign(RELAY_SEED, "relay", Relay(time=write_time(house.clock()), kind="offer", tickets=(b64(slip),)))


async def finish(act: Callable[[], Awaitable[object]]) -> None:
    """Do something to its end."""
    await act()


async def stop(house: House) -> None:
    assert (await house.post("/v1/phone/stop", {"stop": b64(STOP)})).status_code == 204


NOTHING = {"ends": "", "instead": False, "stands": False}


class TestOffer:
    async def test_is_told_to_everybody(self, house: House) -> None:
        told = (await house.get("/v1/sms")).json()
        assert told == {"offered": True, "prefixes": ["+336", "+337"], "national": "+33"}

    async def test_is_none_without_a_gateway(self, site: Site, mailbox: Mailbox) -> None:
        async with living(site, mailbox, Clock()) as house:
            assert (await house.get("/v1/sms")).json() == {"offered": False, "prefixes": [], "national": ""}
            session = (await house.enter()).session
            assert refused(await ask(house, session)) == (409, "no_gateway")
            assert await show(house, session) == NOTHING


class TestNumber:
    async def test_is_kept_once_its_code_came_back(self, house: House) -> None:
        session = (await house.enter()).session
        assert (await ask(house, session, "06 39 98 01 02")).status_code == 202
        assert await show(house, session) == NOTHING
        sms = house.mailbox.mails[-1]
        assert (sms["To"], sms["Subject"]) == (AT_GATEWAY, None)
        assert "Serment : votre code est" in text_of(sms)
        assert len(text_of(sms)) < 160
        assert (await confirm(house, session, digits_in(sms))).status_code == 200
        assert await show(house, session) == {"ends": NUMBER[-2:], "instead": False, "stands": True}

    async def test_is_told_to_the_mailbox_without_naming_it(self, house: House) -> None:
        await add(house, (await house.enter()).session)
        letter = house.mailbox.mails[-1]
        assert (letter["To"], letter["Subject"]) == (PATIENT, "Un numéro reçoit des SMS de votre compte Serment")
        assert "0102" not in text_of(letter)

    async def test_is_sealed_and_nobody_is_shown_more_than_how_it_ends(self, house: House) -> None:
        session = (await house.enter()).session
        await add(house, session)
        assert (await ask(house, session, OTHER)).status_code == 202
        rows = dict(await rows_of(house, session))
        assert rows["people.phone"]["number"] == f"…{NUMBER[-2:]}"
        kept = dump(house.site)
        for number in (NUMBER, OTHER):
            assert number[1:] not in kept
            assert number.encode().hex() not in kept

    async def test_takes_the_place_of_another_and_the_code_of_before_is_void(self, house: House) -> None:
        session = (await house.enter()).session
        await add(house, session)
        await ask(house, session, OTHER)
        first = digits_in(house.mailbox.mails[-1])
        await add(house, session, OTHER)
        assert refused(await confirm(house, session, first)) == (401, "code_refused")
        assert (await show(house, session))["ends"] == OTHER[-2:]

    async def test_is_no_way_in(self, house: House) -> None:
        await add(house, (await house.enter()).session)
        answer = await house.post("/v1/codes", {"email": NUMBER, "language": "fr"})
        assert refused(answer) == (422, "bad_address")

    async def test_may_be_of_two_people(self, house: House) -> None:
        await add(house, (await house.enter()).session)
        await add(house, (await house.enter("tom@example.org")).session)

    @pytest.mark.parametrize("number", ["", "12", "+0612345678", "06 39 98 01 0a", "+336399801021234567", "☎" * 2000])
    async def test_is_one(self, house: House, number: str) -> None:
        assert refused(await ask(house, (await house.enter()).session, number)) == (422, "bad_number")

    @pytest.mark.parametrize(
        "number", ["+33899700000", "+447700900123", "+336399801020", "+33 0639980102", "+3363998010"]
    )
    async def test_begins_and_is_as_long_as_the_configuration_says(self, house: House, number: str) -> None:
        assert refused(await ask(house, (await house.enter()).session, number)) == (422, "number_not_served")

    async def test_comes_with_the_text_that_was_agreed_to(self, house: House) -> None:
        session = (await house.enter()).session
        assert refused(await ask(house, session, text="0" * 64)) == (409, "text_followed")
        assert [str(mail["To"]) for mail in house.mailbox.mails] == [PATIENT]
        assert (await ask(house, session, text=text_hash(newest_text("sms", "en").text))).status_code == 202

    async def test_needs_a_session(self, house: House) -> None:
        for path in ("/v1/phone/code", "/v1/phone", "/v1/phone/choice", "/v1/phone/remove"):
            assert refused(await house.post(path, {})) == (401, "session_refused")


class TestCode:
    async def test_has_five_tries(self, house: House) -> None:
        session = (await house.enter()).session
        await ask(house, session)
        right = digits_in(house.mailbox.mails[-1])
        wrong = f"{(int(right) + 1) % 10**6:06d}"
        for _ in range(5):
            assert refused(await confirm(house, session, wrong)) == (401, "code_refused")
        assert refused(await confirm(house, session, right)) == (401, "code_refused")

    async def test_lasts_ten_minutes(self, house: House) -> None:
        session = (await house.enter()).session
        await ask(house, session)
        house.clock.advance(minutes=11)
        assert refused(await confirm(house, session, digits_in(house.mailbox.mails[-1]))) == (401, "code_refused")

    async def test_is_of_the_person_who_asked(self, house: House) -> None:
        await ask(house, (await house.enter()).session)
        code = digits_in(house.mailbox.mails[-1])
        other = (await house.enter("tom@example.org")).session
        assert refused(await confirm(house, other, code)) == (401, "code_refused")

    @pytest.mark.parametrize("what", ["person", "number", "prefix"])
    async def test_is_sent_so_often_and_no_more(self, site: Site, mailbox: Mailbox, what: str) -> None:
        budgets = {f"sms_codes_per_{what}_day": 2}
        async with living(replace(site, sms=GATEWAY), mailbox, Clock(), **budgets) as house:
            sessions = [(await house.enter(f"{each}@example.org")).session for each in range(3)]
            numbers = [f"+33639980{each}" for each in range(100, 103)]
            session, number = sessions[0], numbers[0]
            asked = {
                "person": [(session, each) for each in numbers],
                "number": [(each, number) for each in sessions],
                "prefix": list(zip(sessions, numbers, strict=True)),
            }[what]
            answers = [(await ask(house, *each)).status_code for each in asked]
            assert answers == [202, 202, 429]


class TestNudges:
    async def test_come_by_mail_and_sms_without_content(self, house: House) -> None:
        await add(house, (await house.enter()).session)
        assert await nudged(house) == [PATIENT, AT_GATEWAY]
        said = text_of(house.mailbox.mails[1]).strip()
        assert said == f"Serment : quelque chose vous attend dans votre espace. {APP}/#/appointments"

    async def test_come_by_sms_alone_where_that_was_chosen(self, house: House) -> None:
        session = (await house.enter()).session
        await add(house, session, instead=True)
        assert await nudged(house) == [AT_GATEWAY]
        answer = await house.post("/v1/phone/choice", {"instead": False}, session)
        assert answer.json() == {"ends": NUMBER[-2:], "instead": False, "stands": True}
        assert await nudged(house) == [PATIENT, AT_GATEWAY]

    async def test_mail_stands_in_for_a_gateway_that_refuses(self, house: House) -> None:
        await add(house, (await house.enter()).session, instead=True)
        house.mailbox.unknown.add(AT_GATEWAY)
        assert await nudged(house) == [PATIENT]

    async def test_mail_stands_in_once_it_was_enough(self, site: Site, mailbox: Mailbox) -> None:
        budgets = {"sms_nudges_per_person_day": 1}
        async with living(replace(site, sms=GATEWAY), mailbox, Clock(), **budgets) as house:
            await add(house, (await house.enter()).session, instead=True)
            assert await nudged(house) == [AT_GATEWAY]
            assert await nudged(house) == [PATIENT]

    async def test_stop_with_a_newer_text(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        session = (await house.enter()).session
        await add(house, session, instead=True)
        monkeypatch.setitem(NEWEST, "sms", 2)
        assert await nudged(house) == [PATIENT]
        assert await show(house, session) == {"ends": NUMBER[-2:], "instead": True, "stands": False}
        await house.job("purge")
        assert await show(house, session) == NOTHING

    async def test_of_a_gateway_that_hangs_hold_up_no_mail_and_no_relay(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sms, "NUDGE_SECONDS", 0.2)
        asked: list[None] = []

        async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked.append(None)
            await reader.read()
            writer.close()

        texted = [f"{each}@example.org" for each in range(5)]
        for index, address in enumerate(texted):
            await add(house, (await house.enter(address)).session, f"+3363998011{index}", instead=True)
        slips = [slip for each in (*texted, PATIENT) for slip in await tickets(house, each)]
        gateway, nudges = house.running.phones.gateway, house.running.nudges
        assert gateway is not None
        async with await asyncio.start_server(hang, "127.0.0.1", 0) as silent:
            port = int(silent.sockets[0].getsockname()[1])
            monkeypatch.setattr(gateway, "post", Post(Smtp("127.0.0.1", port, "serment@sms.example", "none")))
            await relay(house, relayed(house, *slips))
            await nudges.flush()
            await nudges.send_batch()
            assert to(house) == [PATIENT]
            # While the SMS are under way, an offer is opened and its mail leaves; nobody is written to twice.
            await relay(house, offered(house, slips[-1]))
            await house.send_batch()
        assert to(house)[:2] == [PATIENT, PATIENT]
        assert sorted(to(house)[2:]) == texted
        assert len(asked) == FAILURES

    async def test_keep_no_number_once_the_gateway_went(self, house: House) -> None:
        session = (await house.enter()).session
        await add(house, session)
        await house.job("purge")
        assert (await show(house, session))["ends"] == NUMBER[-2:]
        await forget_unfounded(house.running.rooms.people, offered=False)
        assert await show(house, session) == NOTHING

    async def test_leave_by_the_gateway_s_own_relay(self, site: Site, mailbox: Mailbox) -> None:
        smtp = Smtp("127.0.0.1", site.smtp_port, "serment@sms.example", "none")
        async with living(replace(site, sms=msgspec.structs.replace(GATEWAY, relay=smtp)), mailbox, Clock()) as house:
            gateway = house.running.phones.gateway
            assert gateway is not None
            session = (await house.enter()).session
            assert (await ask(house, session)).status_code == 202
            await gateway.post.flush()
            assert house.mailbox.mails[-1]["From"] == "serment@sms.example"


class TestWithdrawal:
    async def test_needs_no_session_and_stops_at_once(self, house: House) -> None:
        session = (await house.enter()).session
        await add(house, session, instead=True)
        await relay(house, relayed(house, *await tickets(house)))
        await stop(house)
        await house.send_batch()
        assert [str(mail["To"]) for mail in house.mailbox.mails] == [PATIENT]
        assert await show(house, session) == NOTHING

    async def test_is_of_whoever_holds_the_stop(self, house: House) -> None:
        session = (await house.enter()).session
        await add(house, session)
        for other in (random_bytes(32), stop_hash(STOP)):
            answer = await house.post("/v1/phone/stop", {"stop": b64(other)})
            assert refused(answer) == (404, "phone_unknown")
        assert (await show(house, session))["ends"] == NUMBER[-2:]

    async def test_is_possible_by_a_session_too(self, house: House) -> None:
        session = (await house.enter()).session
        await add(house, session)
        for _ in range(2):
            assert (await house.post("/v1/phone/remove", {}, session)).status_code == 204
        assert await show(house, session) == NOTHING
        assert refused(await house.post("/v1/phone/choice", {"instead": True}, session)) == (404, "phone_unknown")

    async def test_takes_the_code_along_that_waits(self, house: House) -> None:
        session = (await house.enter()).session
        await add(house, session)
        await ask(house, session, OTHER)
        code = digits_in(house.mailbox.mails[-1])
        await stop(house)
        assert refused(await confirm(house, session, code)) == (401, "code_refused")

    async def test_is_done_again_in_a_restored_backup(self, house: House) -> None:
        session = (await house.enter()).session
        await add(house, session)
        owner = house.site.cluster.dsn(*OWNER, house.site.database)
        with psycopg.connect(owner, autocommit=True) as connection:
            [row] = connection.execute("SELECT * FROM people.phone").fetchall()
            await stop(house)
            connection.execute("INSERT INTO people.phone VALUES (%s, %s, %s, %s, %s, %s)", row)
            db = Database(owner, size=1)
            async with opened(db):
                await replay(db, house.running.service.config.erasures(), KINDS)
            assert connection.execute("SELECT FROM people.phone").fetchall() == []

    async def test_comes_with_the_end_of_the_person(self, house: House) -> None:
        session = (await house.enter()).session
        await add(house, session)
        await ask(house, session, OTHER)
        _, _, receipt = await erase(house, session)
        destroyed = {each.table: each.count for each in receipt.destroyed}
        assert (destroyed["people.phone"], destroyed["people.phone_code"]) == (1, 1)

    @pytest.mark.parametrize("act", ["ask", "confirm", "remove", "stop"])
    async def test_which_takes_their_row_first_waits_for_no_row_of_theirs(self, house: House, act: str) -> None:
        session = (await house.enter()).session
        await add(house, session)
        await ask(house, session, OTHER)
        code = digits_in(house.mailbox.mails[-1])
        acts: dict[str, Callable[[], Awaitable[object]]] = {
            "ask": lambda: ask(house, session),
            "confirm": lambda: confirm(house, session, code),
            "remove": lambda: house.post("/v1/phone/remove", {}, session),
            "stop": lambda: stop(house),
        }
        owner = house.site.cluster.dsn(*OWNER, house.site.database)
        async with (
            asyncio.timeout(10),
            await psycopg.AsyncConnection.connect(owner) as erasing,
            asyncio.TaskGroup() as group,
        ):
            await erasing.execute("SELECT FROM people.person FOR UPDATE")
            group.create_task(finish(acts[act]))
            while (await (await erasing.execute(BLOCKED)).fetchone()) is None:
                await erasing.execute("SELECT pg_catalog.pg_sleep(0.01)")
            await erasing.execute("SET lock_timeout = '500ms'")
            await erasing.execute("DELETE FROM people.phone_code")
            await erasing.execute("DELETE FROM people.phone")
            await erasing.rollback()
