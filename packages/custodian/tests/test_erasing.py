"""The end of a person: at once by a device that is vouched for, after notice by a mailbox; and nothing is left."""

import re

import httpx
import psycopg
import pytest
from psycopg import sql

from serment_custodian.erasing import KINDS
from serment_kernel.database import Database, opened
from serment_kernel.erasures import replay
from serment_protocol.encoding import b64, from_b64
from serment_protocol.erasures import Done, Receipt, hand_nonce, sign_person_erasure, verify_erasure, whose
from serment_protocol.hardening import blind
from serment_protocol.primitives import random_bytes, sign_public
from serment_protocol.signing import peek
from serment_protocol.structure import convert

from .conftest import NewHouse
from .house import OWNER, PATIENT, House, dump, refused, text_of
from .test_devices import challenge, forget, prove, remember
from .test_relay import relay, relayed, tickets, waiting

BLINDED = {"blinded": b64(blind(bytes(32))[1])}
OTHER = "leo.martin@example.org"
VETO = re.compile(r"https://app\.example/#/keep/([A-Za-z0-9_-]{43})\s")


def asking(drawn: bytes, address: str = PATIENT) -> dict[str, str]:
    nonce = hand_nonce("custodian", drawn)
    return {"nonce": b64(nonce), "whose": whose(nonce, address)}


async def erase(house: House, session: str) -> tuple[bytes, Done, Receipt]:
    drawn = random_bytes(32)
    answer = await house.post("/v1/person/erase", asking(drawn), session)
    assert answer.status_code == 200, answer.text
    done = convert(answer.json(), Done)
    log = house.running.ledger.log
    return drawn, done, verify_erasure(done, log.public, "custodian", drawn, PATIENT)


class TestErase:
    async def test_leaves_nothing(self, house: House) -> None:
        session, seed = (await house.enter()).session, random_bytes(32)
        await remember(house, session, seed)
        await house.post("/v1/oprf", BLINDED, session)
        await house.enter(OTHER)
        hashed = house.site.sealing.mac("people/address", PATIENT.encode()).hex()
        with psycopg.connect(house.site.cluster.dsn(*OWNER, house.site.database)) as connection:
            query = "SELECT encode(person, 'hex') FROM people.person WHERE encode(address_hash, 'hex') = %s"
            [(person,)] = connection.execute(query, [hashed]).fetchall()
        traces = (person, hashed, sign_public(seed).hex())
        assert all(each in dump(house.site) for each in traces)
        _, done, receipt = await erase(house, session)
        assert not [each for each in traces if each in dump(house.site)]
        assert PATIENT not in str(done) + str(receipt)
        counts = {each.table: each.count for each in receipt.destroyed}
        assert (counts["people.person"], counts["people.device"], counts["hardening.person"]) == (1, 1, 1)

    async def test_ends_every_session_and_device(self, house: House) -> None:
        session, seed = (await house.enter()).session, random_bytes(32)
        other = (await house.enter()).session
        await remember(house, session, seed)
        await erase(house, session)
        for ended in (session, other):
            assert refused(await house.post("/v1/oprf", BLINDED, ended)) == (401, "session_refused")
        assert refused(await prove(house, seed, await challenge(house)))[1] == "device_refused"

    async def test_whoever_comes_back_is_somebody_new(self, house: House) -> None:
        first = await house.enter()
        await erase(house, first.session)
        again = await house.enter()
        assert not again.known
        assert again.salt != first.salt

    async def test_repeats_its_answer_to_whoever_has_the_nonce(self, house: House) -> None:
        drawn, done, _ = await erase(house, (await house.enter()).session)
        again = await house.post("/v1/person/erase", asking(drawn))
        assert convert(again.json(), Done) == done
        # Neither the number that nobody is told, nor what the platform is told in its place.
        for nonce in (drawn, hand_nonce("platform", drawn)):
            answer = await house.post("/v1/person/erase", {**asking(drawn), "nonce": b64(nonce)})
            assert refused(answer) == (401, "session_refused")

    async def test_is_of_nobody_but_whose_end_was_asked_for(self, house: House) -> None:
        session, other = (await house.enter()).session, (await house.enter(OTHER)).session
        drawn = random_bytes(32)
        answer = await house.post("/v1/person/erase", asking(drawn), other)
        assert refused(answer) == (409, "another_person")
        for standing in (session, other):
            assert (await house.post("/v1/oprf", BLINDED, standing)).status_code == 200
        assert (await house.post("/v1/person/erase", asking(drawn), session)).status_code == 200

    async def test_a_ticket_that_a_visit_still_has_brings_nobody_back(self, house: House) -> None:
        session = (await house.enter()).session
        slips = await tickets(house, count=2)
        await relay(house, relayed(house, slips[0]))
        await house.running.nudges.flush()
        assert await waiting(house) == 1
        _, _, receipt = await erase(house, session)
        assert {each.table: each.count for each in receipt.destroyed}["tickets.waiting"] == 1
        await relay(house, relayed(house, slips[1]))
        await house.running.nudges.flush()
        assert await waiting(house) == 0

    async def test_needs_a_session(self, house: House) -> None:
        answer = await house.post("/v1/person/erase", asking(random_bytes(32)))
        assert refused(answer) == (401, "session_refused")


class Home:
    """Somebody who came long ago, by a browser that was remembered then, and their mailbox, which others may read."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.own, self.drawn = random_bytes(32), random_bytes(32)

    async def settle_in(self) -> None:
        await remember(self.house, (await self.house.enter()).session, self.own)

    async def by_mailbox(self) -> str:
        """What whoever reads the mailbox gets."""
        return (await self.house.enter()).session

    async def by_device(self, seed: bytes) -> str:
        return str((await prove(self.house, seed, await challenge(self.house))).json()["session"])

    async def ask(self, session: str = "", by: bytes = b"", drawn: bytes = b"") -> httpx.Response:
        """Ask for the end, signed by a device or not."""
        drawn = drawn or self.drawn
        signed = {"device": sign_person_erasure(by, self.house.url, drawn)} if by else {}
        answer = await self.house.post("/v1/person/erase", {**asking(drawn), **signed}, session)
        await self.house.running.service.post.flush()
        return answer

    async def terms(self, session: str) -> dict[str, object]:
        answer = await self.house.http.get("/v1/person/erase", headers={"Authorization": f"Bearer {session}"})
        assert answer.status_code == 200
        return dict(answer.json())

    async def days_later(self, days: int) -> None:
        for _ in range(days):
            self.house.clock.advance(days=1)
            await self.house.running.endings.settle()

    def letters(self) -> list[str]:
        """What the address was told of its end."""
        return [text_of(mail) for mail in self.house.mailbox.to(PATIENT) if "effacée" in str(mail["Subject"])]

    def veto(self) -> str:
        """What stands in the newest letter."""
        [found] = VETO.findall(self.letters()[-1])
        return str(found)

    async def stands(self) -> bool:
        """Whether the browser of then still opens a session."""
        return (await prove(self.house, self.own, await challenge(self.house))).status_code == 201


@pytest.fixture
async def home(house: House) -> Home:
    made = Home(house)
    await made.settle_in()
    return made


WAITS = (202, {"takes_effect": "2026-03-12"})


class TestByTheMailboxAlone:
    async def test_waits_a_week_and_tells_the_address_twice(self, home: Home) -> None:
        answer = await home.ask(await home.by_mailbox())
        assert (answer.status_code, answer.json()) == WAITS
        [letter] = home.letters()
        assert "12 mars 2026" in letter
        await home.days_later(7)
        assert len(home.letters()) == 2
        assert await home.stands()
        await home.days_later(1)
        assert not await home.stands()

    async def test_waits_for_a_mailbox_that_refuses_but_not_for_ever(self, home: Home) -> None:
        session = await home.by_mailbox()
        home.house.mailbox.unknown.add(PATIENT)
        await home.ask(session)
        await home.days_later(12)
        home.house.mailbox.unknown.clear()
        await home.days_later(1)
        assert len(home.letters()) == 1
        home.house.mailbox.unknown.add(PATIENT)
        await home.days_later(13)
        assert await home.stands()
        await home.days_later(2)
        assert not await home.stands()

    async def test_answers_the_same_to_whoever_has_the_nonce_and_then_the_receipt(self, home: Home) -> None:
        await home.ask(await home.by_mailbox())
        again = await home.ask()
        assert (again.status_code, again.json()) == WAITS
        await home.days_later(8)
        done = convert((await home.ask()).json(), Done)
        receipt = verify_erasure(done, home.house.running.ledger.log.public, "custodian", home.drawn, PATIENT)
        assert {each.table: each.count for each in receipt.destroyed}["people.person"] == 1

    async def test_is_stopped_by_the_letter_alone(self, home: Home) -> None:
        await home.ask(await home.by_mailbox())
        assert (await home.house.post("/v1/person/erase/veto", {"veto": home.veto()})).status_code == 204
        await home.days_later(9)
        assert await home.stands()
        # Whoever asked learns that it is over, and nothing begins anew by itself.
        assert refused(await home.ask()) == (401, "session_refused")
        assert refused(await home.house.post("/v1/person/erase/veto", {"veto": home.veto()})) == (404, "ending_unknown")

    async def test_is_stopped_by_no_forged_letter(self, home: Home) -> None:
        await home.ask(await home.by_mailbox())
        for given in (from_b64(home.veto())[:16] + bytes(16), random_bytes(32)):
            answer = await home.house.post("/v1/person/erase/veto", {"veto": b64(given)})
            assert refused(answer) == (404, "ending_unknown")
        # What stops another address stops no end.
        answer = await home.house.post("/v1/address/veto", {"veto": home.veto()})
        assert refused(answer) == (404, "change_unknown")
        assert (await home.ask()).status_code == 202

    async def test_is_stopped_by_any_session_of_the_person(self, home: Home) -> None:
        await home.ask(await home.by_mailbox())
        session = await home.by_device(home.own)
        assert (await home.terms(session))["takes_effect"] == "2026-03-12"
        assert (await home.house.post("/v1/person/erase/cancel", {}, session)).status_code == 204
        await home.days_later(9)
        assert await home.stands()

    async def test_gains_nothing_by_a_device_that_is_remembered_first(self, home: Home) -> None:
        """The thief's way: one look into the mailbox, and a browser of their own."""
        planted, again = random_bytes(32), random_bytes(32)
        session = await home.by_mailbox()
        await remember(home.house, session, planted)
        assert (await home.ask(session, planted)).status_code == 202
        opened = await home.by_device(planted)
        assert (await home.ask(opened, planted)).status_code == 202
        # Neither does a device that it vouches for, nor the signature of somebody else's.
        await remember(home.house, opened, again)
        assert (await home.ask(opened, again, random_bytes(32))).status_code == 202
        other = random_bytes(32)
        await remember(home.house, (await home.house.enter(OTHER)).session, other)
        assert (await home.ask(session, other, random_bytes(32))).status_code == 202
        assert await home.stands()

    async def test_ends_with_the_device_that_asked(self, home: Home) -> None:
        planted = random_bytes(32)
        await remember(home.house, await home.by_mailbox(), planted)
        await home.ask(await home.by_device(planted))
        await home.house.post(
            "/v1/devices/remove", {"device": b64(sign_public(planted))}, await home.by_device(home.own)
        )
        assert refused(await home.ask()) == (401, "session_refused")

    async def test_is_one_at_a_time(self, home: Home) -> None:
        await home.ask(await home.by_mailbox())
        first = home.veto()
        home.house.clock.advance(days=1)
        later = await home.ask(await home.by_mailbox(), drawn=random_bytes(32))
        assert later.json() == {"takes_effect": "2026-03-13"}
        assert refused(await home.house.post("/v1/person/erase/veto", {"veto": first})) == (404, "ending_unknown")

    async def test_names_the_address_of_then_in_the_receipt(self, home: Home) -> None:
        await home.ask(await home.by_mailbox())
        new, old = await home.house.proof("lea@example.net"), await home.house.proof()
        body = {"email": new.email, "code": new.code, "handle": new.handle}
        session = await home.by_device(home.own)
        answer = await home.house.post(
            "/v1/address", {**body, "old": {"code": old.code, "handle": old.handle}}, session
        )
        assert answer.status_code == 200
        await home.days_later(8)
        done = convert((await home.ask()).json(), Done)
        verify_erasure(done, home.house.running.ledger.log.public, "custodian", home.drawn, PATIENT)

    async def test_shows_no_address_and_no_veto_in_its_row(self, home: Home) -> None:
        await home.ask(await home.by_mailbox())
        found, veto = dump(home.house.site), from_b64(home.veto())
        assert veto[:16].hex() in found
        nonce = hand_nonce("custodian", home.drawn)
        for secret in (PATIENT, PATIENT.encode().hex(), veto[16:].hex(), nonce.hex(), b64(nonce)):
            assert secret not in found

    async def test_waits_as_long_as_the_configuration_says(self, new_house: NewHouse) -> None:
        async with new_house(erasure_days=1) as house:
            home = Home(house)
            await home.settle_in()
            assert (await home.ask(await home.by_mailbox())).json() == {"takes_effect": "2026-03-06"}
            assert (await home.terms(await home.by_mailbox()))["days"] == 1
            await home.days_later(1)
            assert await home.stands()
            await home.days_later(1)
            assert not await home.stands()


class TestByADevice:
    async def test_of_the_first_hour_ends_at_once(self, home: Home) -> None:
        session = await home.by_device(home.own)
        assert (await home.terms(session))["devices"] == [b64(sign_public(home.own))]
        answer = await home.ask(session, home.own)
        assert answer.status_code == 200
        assert not await home.stands()
        assert home.letters() == []

    async def test_ends_what_a_thief_of_the_mailbox_goes_on_stopping(self, home: Home) -> None:
        await home.ask(await home.by_mailbox())
        await home.house.post("/v1/person/erase/veto", {"veto": home.veto()})
        await home.ask(await home.by_mailbox())
        done = await home.ask(await home.by_device(home.own), home.own, random_bytes(32))
        assert done.status_code == 200
        receipt = peek(convert(done.json(), Done).receipt, Receipt)
        counts = {each.table: each.count for each in receipt.destroyed}
        assert counts["people.ending"] == 1

    async def test_may_vouch_for_another(self, home: Home) -> None:
        second = random_bytes(32)
        await remember(home.house, await home.by_device(home.own), second)
        assert (await home.ask(await home.by_mailbox(), second)).status_code == 200

    async def test_needs_a_session_as_well(self, home: Home) -> None:
        assert refused(await home.ask(by=home.own)) == (401, "session_refused")

    async def test_asks_by_its_session_alone_and_waits(self, home: Home) -> None:
        assert (await home.ask(await home.by_device(home.own))).status_code == 202

    async def test_signs_for_one_request_of_one_custodian(self, home: Home) -> None:
        session, drawn = await home.by_mailbox(), random_bytes(32)
        for signed, code in (
            (sign_person_erasure(home.own, home.house.url, drawn), "another_erasure"),
            (sign_person_erasure(home.own, "https://custodian.example", home.drawn), "another_erasure"),
        ):
            answer = await home.house.post("/v1/person/erase", {**asking(home.drawn), "device": signed}, session)
            assert refused(answer)[1] == code
        assert await home.stands()


async def test_a_restored_backup_is_brought_up_to_date(house: House) -> None:
    opened_by = await house.enter()
    owner = house.site.cluster.dsn(*OWNER, house.site.database)
    with psycopg.connect(owner, autocommit=True) as connection:
        person = connection.execute("SELECT * FROM people.person").fetchall()
        seed = connection.execute("SELECT * FROM hardening.person").fetchall()
        await erase(house, opened_by.session)
        # What a backup of yesterday brings back.
        connection.execute("INSERT INTO people.person VALUES (%s, %s, %s, %s)", person[0])
        connection.execute("INSERT INTO hardening.person VALUES (%s, %s, %s)", seed[0])
        journal = house.running.service.config.erasures()
        db = Database(owner, size=1)
        async with opened(db):
            assert await replay(db, journal, KINDS) >= 1
        assert connection.execute("SELECT FROM people.person").fetchall() == []
        assert connection.execute("SELECT FROM hardening.person").fetchall() == []


async def test_a_restored_device_is_withdrawn_again(house: House) -> None:
    session, seed = (await house.enter()).session, random_bytes(32)
    assert (await remember(house, session, seed)).status_code == 201
    owner = house.site.cluster.dsn(*OWNER, house.site.database)
    with psycopg.connect(owner, autocommit=True) as connection:
        [row] = connection.execute("SELECT * FROM people.device").fetchall()
        assert (await forget(house, session, seed)).status_code == 204
        connection.execute("INSERT INTO people.device VALUES (%s, %s, %s, %s)", row)
        db = Database(owner, size=1)
        async with opened(db):
            await replay(db, house.running.service.config.erasures(), KINDS)
        assert connection.execute("SELECT device FROM people.device").fetchall() == []


async def test_a_restore_ends_what_was_open(home: Home) -> None:
    """The owner's functions, as a restore calls them: an end that somebody stopped since must not go on."""
    session = await home.by_mailbox()
    await home.ask(session)
    with psycopg.connect(home.house.site.cluster.dsn(*OWNER, home.house.site.database)) as connection:
        for function in ("people.end_open", "officers.end_open"):
            connection.execute(sql.SQL("SELECT {}()").format(sql.Identifier(*function.split("."))))
    assert refused(await home.ask()) == (401, "session_refused")
    assert refused(await home.ask(session)) == (401, "session_refused")
    assert "takes_effect" not in await home.terms(await home.by_mailbox())
