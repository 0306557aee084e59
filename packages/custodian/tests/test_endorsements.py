"""Endorsements: whom the custodian stands by, what of it is in its log, for how long, and what it takes back."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest

from serment_custodian.endorsements import actions, rules, store
from serment_custodian.endorsements.errors import NotStanding, PracticeClosed
from serment_custodian.endorsements.types import Root
from serment_custodian.ledger import Entry as Leaf
from serment_custodian.officers import DecisionId
from serment_kernel.tiles import split_entries
from serment_protocol.closings import CLOSING, Closing, relay_closing, sign_closing, verify_closing
from serment_protocol.encoding import b64, from_b64, read_day
from serment_protocol.endorsements import LIFE, Endorsement, Withdrawal, verify_endorsement
from serment_protocol.errors import PracticeNotEndorsed
from serment_protocol.practice import RootRecord, root_record
from serment_protocol.primitives import sign_public
from serment_protocol.signing import Signed, peek, sign
from serment_protocol.structure import read
from serment_protocol.transparency import Entry

from .conftest import NewHouse
from .house import NOON, RELAY_SEED, Clock, House, Mailbox, Site, living, refused
from .officials import acts, ceremony

SEED = b"r" * 32
ROOT = root_record(SEED, "Cabinet des Tilleuls (fictif)")
SIGNED = sign(SEED, "practice-root", ROOT)
TODAY = NOON.date()


@pytest.fixture
async def demo(site: Site, mailbox: Mailbox) -> AsyncGenerator[House]:
    """A custodian of a demonstration."""
    async with living(replace(site, endorsement="demo"), mailbox, Clock()) as running:
        yield running


async def ask(house: House, signed: Signed = SIGNED, session: str | None = None) -> tuple[int, str]:
    """What a practice that shows its root is told."""
    bearer = (await house.enter()).session if session is None else session
    answer = await house.post(
        "/v1/endorsements", {"root": {"body": signed.body, "signature": signed.signature}}, bearer
    )
    return (answer.status_code, str(answer.json()["state"])) if answer.is_success else refused(answer)


async def said(house: House) -> list[tuple[str, Signed]]:
    """What the log says of practices."""
    note = (await house.get("/v1/log/checkpoint")).text
    tile = await house.get(f"/v1/log/tile/entries/000.p/{note.splitlines()[1]}")
    entries = [read(each, Entry) for each in split_entries(tile.content)]
    return [
        (each.kind, Signed(each.body, each.signature))
        for each in entries
        if each.kind in {"practice_endorsement", "endorsement_withdrawn", "practice_closing"}
    ]


async def close(house: House, signed: Signed | None = None, relay_seed: bytes = RELAY_SEED) -> tuple[int, str]:
    """What the platform is told that relays a practice's last word."""
    closing = signed or sign_closing(SEED, ROOT.practice, TODAY.isoformat())
    body = {"closing": closing, "relay": b64(relay_closing(relay_seed, closing))}
    answer = await house.post("/v1/closings", body)
    return (204, "") if answer.is_success else refused(answer)


def verified(house: House, signed: Signed, today: date = TODAY, *, is_demo: bool = False) -> Endorsement:
    return verify_endorsement(signed, house.running.ledger.log.public, ROOT, today, demo=is_demo)


def shown() -> Root:
    return rules.read_root(SIGNED)


class TestAsking:
    async def test_waits_for_the_officers(self, house: House) -> None:
        assert [await ask(house), await ask(house)] == [(202, "waiting")] * 2
        assert await said(house) == []
        [act] = await acts(house)
        assert (act.act, act.step, act.reason) == ("endorse_practice", "asked", "practice_asked")
        assert ROOT.practice in act.subject

    async def test_is_answered_at_once_in_a_demonstration(self, demo: House) -> None:
        assert [await ask(demo), await ask(demo)] == [(202, "endorsed")] * 2
        [(kind, signed)] = await said(demo)
        assert kind == "practice_endorsement"
        assert verified(demo, signed, is_demo=True).check == "demo"
        with pytest.raises(PracticeNotEndorsed):
            verified(demo, signed)

    async def test_needs_a_person(self, house: House) -> None:
        assert await ask(house, session="") == (401, "session_refused")

    @pytest.mark.parametrize(
        "signed",
        [
            sign(b"x" * 32, "practice-root", ROOT),
            sign(SEED, "epoch", ROOT),
            sign(b"x" * 32, "practice-root", RootRecord(practice=ROOT.practice, root=ROOT.root, name="Autre")),
            sign(SEED, "practice-root", root_record(SEED, "")),
            sign(SEED, "practice-root", root_record(SEED, "x" * 201)),
            sign(SEED, "practice-root", {"v": 1, "type": "practice_root"}),
        ],
    )
    async def test_with_anything_but_one_s_own_root_is_refused(self, demo: House, signed: Signed) -> None:
        assert await ask(demo, signed) == (422, "bad_root")
        assert await said(demo) == []

    async def test_has_a_budget(self, new_house: NewHouse) -> None:
        async with new_house(endorsements_per_person_day=1) as house:
            session = (await house.enter()).session
            assert await ask(house, session=session) == (202, "waiting")
            assert await ask(house, session=session) == (429, "too_many_requests")


class TestDeciding:
    async def test_takes_two_officers_and_a_day(self, house: House) -> None:
        ada, basile = await ceremony(house)
        await ask(house)
        [asked] = (await ada.look())["decisions"]
        assert ROOT.practice in asked["text"]
        assert ROOT.name in asked["text"]
        decision = DecisionId(bytes.fromhex(asked["decision"]))
        for each in (ada, basile):
            assert (await each.decide(decision)).status_code == 200
        await house.running.decisions.carry_out_ripe()
        assert await said(house) == []
        house.clock.advance(days=1)
        await house.running.decisions.carry_out_ripe()
        assert await ask(house) == (202, "endorsed")
        [(_, signed)] = await said(house)
        record = verified(house, signed, TODAY + timedelta(days=1))
        assert (record.check, read_day(record.until) - read_day(record.valid_from)) == ("officers", LIFE)

    async def test_that_is_vetoed_endorses_nobody(self, house: House) -> None:
        ada, basile = await ceremony(house)
        await ask(house)
        [asked] = (await ada.look())["decisions"]
        decision = DecisionId(bytes.fromhex(asked["decision"]))
        await ada.decide(decision)
        await basile.decide(decision, "veto")
        house.clock.advance(days=2)
        await house.running.decisions.carry_out_ripe()
        assert await said(house) == []

    async def test_to_withdraw_is_asked_by_hand_and_takes_no_delay(self, house: House) -> None:
        ada, basile = await ceremony(house)
        decisions = house.running.decisions
        with pytest.raises(NotStanding):
            await decisions.ask("withdraw_endorsement", "practice_closed", {"practice": ROOT.practice})
        db, ledger = house.running.rooms.endorsements, house.running.ledger
        await actions.endorse(db, ledger, shown(), "officers", house.clock())
        decision = await decisions.ask("withdraw_endorsement", "practice_closed", {"practice": ROOT.practice})
        for each in (ada, basile):
            await each.decide(decision)
        assert [kind for kind, _ in await said(house)] == ["practice_endorsement", "endorsement_withdrawn"]

    async def test_done_twice_is_done_once(self, house: House) -> None:
        db, ledger = house.running.rooms.endorsements, house.running.ledger
        for _ in range(2):
            await actions.endorse(db, ledger, shown(), "officers", house.clock())
        for _ in range(2):
            await actions.withdraw(db, ledger, bytes.fromhex(ROOT.practice), house.clock())
        assert [kind for kind, _ in await said(house)] == ["practice_endorsement", "endorsement_withdrawn"]

    async def test_waits_while_everything_is_stopped(self, house: House) -> None:
        ada, _ = await ceremony(house)
        await ada.decide(await house.running.decisions.ask("stop", "emergency", {}))
        assert await ask(house, session=b64(bytes(32))) == (503, "custodian_stopped")


class TestStanding:
    async def test_is_said_anew_long_before_it_ends(self, demo: House) -> None:
        await ask(demo)
        db, ledger = demo.running.rooms.endorsements, demo.running.ledger
        for days, count in ((19, 1), (1, 2), (1, 2), (40, 3)):
            demo.clock.advance(days=days)
            await actions.renew(db, ledger, demo.clock())
            assert len(await said(demo)) == count
        _, newest = (await said(demo))[-1]
        assert verified(demo, newest, TODAY + timedelta(days=61 + 40), is_demo=True)

    async def test_of_many_is_renewed_by_one_job(self, demo: House) -> None:
        session = (await demo.enter()).session
        for number in range(12):
            seed = bytes([number]) * 32
            await ask(demo, sign(seed, "practice-root", root_record(seed, f"Cabinet {number}")), session)
        demo.clock.advance(days=30)
        await actions.renew(demo.running.rooms.endorsements, demo.running.ledger, demo.clock())
        records = [peek(signed, Endorsement) for _, signed in await said(demo)]
        assert len(records) == 24
        assert len({record.practice for record in records if record.valid_from > TODAY.isoformat()}) == 12

    async def test_ends_with_a_word_in_the_log(self, demo: House) -> None:
        await ask(demo)
        db, ledger = demo.running.rooms.endorsements, demo.running.ledger
        await actions.withdraw(db, ledger, bytes.fromhex(ROOT.practice), demo.clock())
        kind, signed = (await said(demo))[-1]
        assert kind == "endorsement_withdrawn"
        record = peek(signed, Withdrawal)
        assert (record.practice, record.root) == (ROOT.practice, ROOT.root)
        assert from_b64(record.root) == sign_public(SEED)
        demo.clock.advance(days=30)
        await actions.renew(db, ledger, demo.clock())
        assert len(await said(demo)) == 2


class TestClosing:
    async def test_ends_it_with_the_practice_s_own_word_in_the_log(self, demo: House) -> None:
        await ask(demo)
        assert await close(demo) == (204, "")
        [_, (kind, closing), (after, withdrawal)] = await said(demo)
        assert (kind, after) == ("practice_closing", "endorsement_withdrawn")
        assert verify_closing(closing, ROOT.practice, sign_public(SEED)).day == TODAY.isoformat()
        assert peek(withdrawal, Withdrawal).root == ROOT.root
        demo.clock.advance(days=30)
        await actions.renew(demo.running.rooms.endorsements, demo.running.ledger, demo.clock())
        assert len(await said(demo)) == 3

    async def test_again_changes_nothing(self, demo: House) -> None:
        await ask(demo)
        assert [await close(demo), await close(demo)] == [(204, "")] * 2
        assert len(await said(demo)) == 3

    async def test_is_for_good(self, demo: House) -> None:
        await ask(demo)
        await close(demo)
        assert await ask(demo) == (409, "practice_closed")
        assert len(await said(demo)) == 3

    async def test_while_the_officers_think_about_it_leaves_them_nothing_to_do(self, house: House) -> None:
        ada, basile = await ceremony(house)
        await ask(house)
        assert await close(house) == (204, "")
        [asked] = (await ada.look())["decisions"]
        decision = DecisionId(bytes.fromhex(asked["decision"]))
        for each in (ada, basile):
            await each.decide(decision)
        house.clock.advance(days=1)
        await house.running.decisions.carry_out_ripe()
        assert await house.running.decisions.state_of(decision) == "refused"
        assert await said(house) == []
        assert await ask(house) == (409, "practice_closed")

    async def test_by_whoever_lacks_one_of_its_two_keys_is_refused(self, demo: House) -> None:
        """Who left the practice may know its root; who runs the platform relays what it likes."""
        await ask(demo)
        stranger = b"x" * 32
        assert await close(demo, relay_seed=stranger) == (422, "bad_signature")
        assert await close(demo, relay_seed=SEED) == (422, "bad_signature")
        own = Closing(practice=ROOT.practice, root=ROOT.root, day=TODAY.isoformat())
        assert await close(demo, sign(stranger, CLOSING, own)) == (422, "bad_signature")
        for practice in (ROOT.practice, "0" * 32):
            assert await close(demo, sign_closing(stranger, practice, TODAY.isoformat())) == (422, "bad_root")
        assert await close(demo, sign(SEED, "practice-root", ROOT)) == (400, "bad_structure")
        assert [kind for kind, _ in await said(demo)] == ["practice_endorsement"]
        assert await ask(demo) == (202, "endorsed")

    async def test_waits_while_everything_is_stopped(self, house: House) -> None:
        ada, _ = await ceremony(house)
        await ada.decide(await house.running.decisions.ask("stop", "emergency", {}))
        assert await close(house) == (503, "custodian_stopped")


class TestAtOnce:
    """A practice's last word is its last, also when something else is said of it at that moment."""

    async def test_an_endorsement_waits_for_the_closing(self, demo: House) -> None:
        db, ledger = demo.running.rooms.endorsements, demo.running.ledger
        async with db.transaction() as tx:
            await store.hold_practice(tx, shown().practice)
            await store.add_closed(tx, shown().practice)
            endorsing = asyncio.create_task(actions.endorse(db, ledger, shown(), "demo", demo.clock()))
            await asyncio.sleep(0.3)
        with pytest.raises(PracticeClosed):
            await endorsing
        assert await said(demo) == []

    async def test_a_closing_waits_for_the_endorsement(self, demo: House) -> None:
        await ask(demo)
        db = demo.running.rooms.endorsements
        async with db.transaction() as tx:
            await store.hold_practice(tx, shown().practice)
            closing = asyncio.create_task(close(demo))
            await asyncio.sleep(0.3)
            assert not closing.done()
        assert await closing == (204, "")

    async def test_nothing_is_said_anew_of_what_has_closed(self, demo: House) -> None:
        await ask(demo)
        db = demo.running.rooms.endorsements
        async with db.transaction() as tx:
            await store.add_closed(tx, shown().practice)
        demo.clock.advance(days=30)
        await actions.renew(db, demo.running.ledger, demo.clock())
        assert len(await said(demo)) == 1


class TestWhoeverWritesInTheDatabase:
    async def insert(self, house: House) -> None:
        async with house.running.rooms.endorsements.transaction() as tx:
            await store.save_standing(tx, rules.standing(shown(), "officers", house.clock().date()))
        house.clock.advance(days=30)
        await actions.renew(house.running.rooms.endorsements, house.running.ledger, house.clock())

    async def test_has_nobody_endorsed_by_a_row(self, house: House) -> None:
        await self.insert(house)
        assert await said(house) == []

    async def test_has_nothing_taken_back_again(self, house: House) -> None:
        """Not even with a copy of the old leaf."""
        db, ledger = house.running.rooms.endorsements, house.running.ledger
        await actions.endorse(db, ledger, shown(), "officers", house.clock())
        await actions.withdraw(db, ledger, shown().practice, house.clock())
        [(_, old), _] = await said(house)
        await ledger.append(Leaf("practice_endorsement", old.body_bytes, old.signature_bytes))
        await self.insert(house)
        assert len(await said(house)) == 3

    async def test_puts_no_other_name_in_its_place(self, house: House) -> None:
        db, ledger = house.running.rooms.endorsements, house.running.ledger
        other = msgspec.structs.replace(shown(), name="Autre")
        await actions.endorse(db, ledger, other, "officers", house.clock())
        await self.insert(house)
        assert len(await said(house)) == 1


async def test_what_a_crash_left_on_its_way_is_logged_with_the_next_job(demo: House) -> None:
    db, ledger = demo.running.rooms.endorsements, demo.running.ledger
    record = rules.endorsement(rules.standing(shown(), "demo", TODAY), TODAY)
    signed = sign(demo.site.log_seed, "practice-endorsement", record)
    async with db.transaction() as tx:
        await tx.execute(
            "INSERT INTO endorsements.unlogged (kind, body, signature) VALUES ('practice_endorsement', %s, %s)",
            [signed.body_bytes, signed.signature_bytes],
        )
    await actions.renew(db, ledger, demo.clock())
    await actions.renew(db, ledger, demo.clock())
    [(_, found)] = await said(demo)
    assert verified(demo, found, is_demo=True)
