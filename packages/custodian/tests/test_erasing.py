"""The end of a person: address, devices and the key of their passphrase are gone, here and in a restored backup."""

import psycopg

from serment_custodian.erasing import KINDS
from serment_kernel.database import Database, opened
from serment_kernel.erasures import replay
from serment_protocol.encoding import b64
from serment_protocol.erasures import Done, Receipt, hand_nonce, verify_erasure, whose
from serment_protocol.hardening import blind
from serment_protocol.primitives import random_bytes, sign_public
from serment_protocol.structure import convert

from .house import OWNER, PATIENT, House, dump, refused
from .test_devices import challenge, prove, remember
from .test_relay import relay, relayed, tickets, waiting

BLINDED = {"blinded": b64(blind(bytes(32))[1])}
OTHER = "leo.martin@example.org"


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

    async def test_needs_a_code_also_on_a_remembered_device(self, house: House) -> None:
        seed = random_bytes(32)
        await remember(house, (await house.enter()).session, seed)
        session = (await prove(house, seed, await challenge(house))).json()["session"]
        answer = await house.post("/v1/person/erase", asking(random_bytes(32)), session)
        assert refused(answer) == (403, "code_session_needed")

    async def test_is_of_nobody_but_whose_end_was_asked_for(self, house: House) -> None:
        session, other = (await house.enter()).session, (await house.enter(OTHER)).session
        drawn = random_bytes(32)
        answer = await house.post("/v1/person/erase", asking(drawn), other)
        assert refused(answer) == (409, "another_person")
        for standing in (session, other):
            assert (await house.post("/v1/oprf", BLINDED, standing)).status_code == 200
        assert (await house.post("/v1/person/erase", asking(drawn), session)).status_code == 200

    async def test_a_ticket_that_a_visit_still_has_brings_nobody_back(self, house: House) -> None:
        slips = await tickets(house, count=2)
        session = (await house.enter()).session
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
