"""A practice's share at the custodian: kept for its root, proved without being shown, released by decision alone."""

from dataclasses import dataclass, field
from typing import Any, LiteralString

import httpx
import msgspec
import psycopg
import pytest

from serment_custodian.endorsements.replacements import newest_root
from serment_custodian.jobs import purge
from serment_custodian.shares.errors import RequestObjected, RequestUnknown, ShareReplaced
from serment_custodian.shares.release import releasing
from serment_protocol import shares
from serment_protocol.acts import Decision
from serment_protocol.encoding import b64, canonical, from_b64
from serment_protocol.practice import practice_id
from serment_protocol.primitives import random_bytes, seal_public, sign_public
from serment_protocol.reads import sign_read
from serment_protocol.recovery import COLLEAGUE, Sharing, new_sharing, relay_sharing, verify_sharing
from serment_protocol.shares import (
    ShareKey,
    open_release,
    request_id,
    request_mark,
    seal_for_custodian,
    sign_request,
    verify_custody,
)
from serment_protocol.signing import Signed
from serment_protocol.structure import convert, read

from .house import RELAY_SEED, House, refused
from .test_decisions import acts
from .test_tokens import believe

CHALLENGE = b64(bytes(range(32)))


@dataclass(frozen=True)
class Pair:
    """A key that signs requests."""

    sign_seed: bytes = field(default_factory=lambda: random_bytes(32))

    @property
    def sign_public(self) -> bytes:
        return sign_public(self.sign_seed)


@dataclass
class Practice:
    """A practice that has split its recovery key."""

    house: House
    root: Pair = field(default_factory=Pair)
    device: bytes = field(default_factory=lambda: random_bytes(32))
    number: int = 0

    def __post_init__(self) -> None:
        self.id = practice_id(self.root.sign_public)
        self.split()

    def split(self) -> None:
        """Make new shares."""
        self.number += 1
        self.signed, self.shares = new_sharing(self.root.sign_seed, self.id, self.number, COLLEAGUE, "2026-03-04")
        self.record: Sharing = verify_sharing(self.signed, self.id, self.root.sign_public)

    async def signed_call(self, method: str, path: str, body: object, by: Pair | None = None) -> httpx.Response:
        """A request signed by the root, or by somebody else."""
        content = msgspec.json.encode(body)
        origin = self.house.running.service.config.public_url
        header = sign_read(by or self.root, origin, method, path, content, self.house.clock())
        return await self.house.http.request(method, path, content=content, headers={"serment-signature": header})

    async def hand_over(
        self, share: bytes | None = None, by: Pair | None = None, relay: bytes = RELAY_SEED
    ) -> httpx.Response:
        """Give the custodian its share, as the platform relays it."""
        bundle = (await self.house.get("/v1/shares/key")).json()
        key = believe(self.house, bundle, "share_key", "share-key", ShareKey)
        sealed = seal_for_custodian(share or self.shares[2], self.record, from_b64(key.seal))
        body = {"record": self.signed, "relay": b64(relay_sharing(relay, self.signed)), "sealed": b64(sealed)}
        return await self.signed_call("PUT", "/v1/shares", body, by)

    async def custody(self, by: Pair | None = None) -> httpx.Response:
        """Ask whether it still has it."""
        body = {"practice": self.id, "challenge": CHALLENGE}
        return await self.signed_call("POST", "/v1/shares/custody", body, by)

    def wish(self, share: bytes | None = None, reason: Any = "practice_recovery") -> Signed:
        """A request by the paper."""
        device = seal_public(self.device)
        return sign_request(share or self.shares[0], self.record, reason, device, self.house.clock())

    async def ask(self, wish: Signed) -> httpx.Response:
        """Send it."""
        return await self.house.post("/v1/share-requests", {"request": wish})

    async def progress(self, wish: Signed) -> httpx.Response:
        """How far it has come."""
        return await self.house.get(f"/v1/share-requests/{request_id(wish)}")

    async def decide(self, wish: Signed) -> None:
        """What the officers' engine does once they have decided."""
        rooms, service, ledger = self.house.running.rooms, self.house.running.service, self.house.running.ledger
        async with rooms.officers.transaction() as tx:
            cursor = await tx.execute("SELECT body FROM officers.decision WHERE kind = 'release_share'")
            decisions = [read(bytes(row[0]), Decision) for row in await cursor.fetchall()]
        [decision] = [each for each in decisions if each.subject["request"] == request_id(wish)]
        await releasing(rooms.shares, service.sealing, newest_root(rooms.endorsements, ledger))(decision)


@pytest.fixture
async def practice(house: House) -> Practice:
    """A practice whose share is kept."""
    made = Practice(house)
    assert (await made.hand_over()).status_code == 204
    return made


class TestKeeping:
    async def test_is_proved_to_the_root_without_showing_the_share(self, practice: Practice) -> None:
        answer = (await practice.custody()).json()
        verify_custody(convert(answer["proof"], Signed), practice.record, CHALLENGE)
        assert (answer["sharing"], answer["since"], answer["requests"]) == (1, "2026-03-04", [])
        assert b64(practice.shares[2]) not in str(answer)

    async def test_stands_in_the_log(self, practice: Practice) -> None:
        [act] = await acts(practice.house)
        assert (act.act, act.step) == ("keep_share", "noted")
        assert act.subject == canonical({"practice": practice.id, "sharing": 1}).decode()

    async def test_the_same_again_changes_nothing(self, practice: Practice) -> None:
        assert (await practice.hand_over()).status_code == 204
        assert len(await acts(practice.house)) == 1

    async def test_a_wrong_share_is_refused_when_it_comes(self, house: House) -> None:
        practice = Practice(house)
        for wrong in (practice.shares[0], random_bytes(32)):
            assert refused(await practice.hand_over(wrong)) == (422, "wrong_share")
        assert refused(await practice.custody()) == (404, "share_not_held")

    async def test_an_older_one_does_not_come_back(self, practice: Practice) -> None:
        before = practice.signed, practice.shares, practice.record
        practice.split()
        assert (await practice.hand_over()).status_code == 204
        practice.signed, practice.shares, practice.record = before
        assert refused(await practice.hand_over()) == (409, "share_replaced")
        assert (await practice.custody()).json()["sharing"] == 2

    async def test_another_of_the_same_number_is_refused(self, practice: Practice) -> None:
        practice.number = 0
        practice.split()
        assert refused(await practice.hand_over()) == (409, "share_replaced")

    @pytest.mark.parametrize("number", [1002, 2**31 - 1, 2**31, 2**53 - 1])
    async def test_a_number_that_does_not_follow_is_refused(self, practice: Practice, number: int) -> None:
        practice.number = number - 1
        practice.split()
        assert refused(await practice.hand_over()) == (422, "sharing_too_far")
        practice.number = 1000
        practice.split()
        assert (await practice.hand_over()).status_code == 204

    async def test_is_nothing_a_dump_shows(self, practice: Practice) -> None:
        site = practice.house.site
        with psycopg.connect(site.cluster.superuser_dsn(site.database)) as connection:
            rows = connection.execute("SELECT share::text FROM shares.share").fetchall()
        assert all(share.hex() not in row[0] for row in rows for share in practice.shares)


class TestOthers:
    """Whoever runs the platform or the custodian has neither the root nor a share."""

    async def test_hand_nothing_over(self, practice: Practice) -> None:
        stranger = Practice(practice.house)
        assert refused(await practice.hand_over(by=stranger.root)) == (422, "bad_signature")
        relay = b64(relay_sharing(RELAY_SEED, practice.signed))
        unsigned = {"record": practice.signed, "relay": relay, "sealed": ""}
        answer = await practice.house.http.put("/v1/shares", content=msgspec.json.encode(unsigned))
        assert refused(answer) == (422, "bad_signature")

    async def test_who_were_officers_displace_no_share(self, practice: Practice) -> None:
        """Who left has the root, and what was ever relayed of the practice; whoever relays has no root."""
        former, kept = Practice(practice.house, practice.root), practice.signed
        before = relay_sharing(RELAY_SEED, kept)
        former.number = 1
        former.split()
        assert refused(await former.hand_over(relay=practice.root.sign_seed)) == (422, "bad_signature")
        sealed = b64(bytes(1200))
        for signed in (former.signed, Signed(former.signed.body, kept.signature)):
            body = {"record": signed, "relay": b64(before), "sealed": sealed}
            assert refused(await former.signed_call("PUT", "/v1/shares", body)) == (422, "bad_signature")
        platform = Practice(practice.house)
        platform.id, platform.number = practice.id, 1
        platform.split()
        assert refused(await platform.hand_over()) == (422, "another_practice")
        assert (await practice.custody()).json()["sharing"] == 1
        practice.split()
        assert (await practice.hand_over()).status_code == 204

    async def test_learn_nothing_of_the_share(self, practice: Practice) -> None:
        stranger = Practice(practice.house)
        assert refused(await practice.custody(by=stranger.root)) == (404, "share_not_held")
        body = {"practice": practice.id, "challenge": CHALLENGE}
        assert refused(await practice.house.post("/v1/shares/custody", body)) == (422, "bad_signature")

    async def test_ask_in_vain(self, practice: Practice) -> None:
        """The custodian's own share counts for nothing, and neither does one that was replaced."""
        before = practice.shares[0]
        practice.split()
        await practice.hand_over()
        for share in (before, practice.shares[2], random_bytes(32)):
            assert refused(await practice.ask(practice.wish(share))) == (422, "bad_signature")
        assert [act.act for act in await acts(practice.house)] == ["keep_share", "keep_share"]

    @pytest.mark.parametrize("reason", ["support", "legal_order", "lost_keys"])
    async def test_have_no_other_reason(self, practice: Practice, reason: str) -> None:
        wish = practice.wish()
        body = msgspec.json.decode(wish.body_bytes) | {"reason": reason}
        answer = await practice.ask(Signed(b64(canonical(body)), wish.signature))
        assert refused(answer) == (400, "bad_structure")

    async def test_object_in_vain(self, practice: Practice) -> None:
        wish = practice.wish()
        await practice.ask(wish)
        path = f"/v1/share-requests/{request_id(wish)}/objection"
        answer = await practice.signed_call("POST", path, {}, by=Practice(practice.house).root)
        assert refused(answer) == (404, "request_unknown")


class TestWhoeverWritesInTheDatabase:
    """What was approved is released to whom it names, by what is signed."""

    async def test_puts_no_other_device_in_its_place(self, practice: Practice) -> None:
        wish = practice.wish()
        await practice.ask(wish)
        practice.device = random_bytes(32)
        other = practice.wish()
        await self.write(
            practice,
            "UPDATE shares.request SET body = %s, signature = %s",
            [other.body_bytes, other.signature_bytes],
        )
        with pytest.raises(RequestUnknown):
            await practice.decide(wish)

    async def test_puts_no_request_there_that_no_share_signed(self, practice: Practice) -> None:
        wish = practice.wish()
        await practice.ask(wish)
        await self.write(practice, "UPDATE shares.request SET signature = %s", [bytes(64)])
        with pytest.raises(RequestUnknown):
            await practice.decide(wish)

    async def test_puts_no_other_record_in_its_place(self, practice: Practice) -> None:
        body = practice.signed.body_bytes
        await self.write(practice, "UPDATE shares.share SET body = %s", [body.replace(b"2026-03-04", b"2026-03-05")])
        assert refused(await practice.ask(practice.wish())) == (422, "bad_signature")
        stranger = Practice(practice.house)
        signed, _ = new_sharing(stranger.root.sign_seed, practice.id, 1, COLLEAGUE, "2026-03-04")
        row = [signed.body_bytes, signed.signature_bytes]
        await self.write(practice, "UPDATE shares.share SET body = %s, signature = %s", row)
        assert refused(await practice.ask(practice.wish())) == (404, "share_not_held")

    @staticmethod
    async def write(practice: Practice, statement: LiteralString, row: list[bytes]) -> None:
        site = practice.house.site
        with psycopg.connect(site.cluster.superuser_dsn(site.database)) as connection:
            connection.execute(statement, row)


class TestRequest:
    async def test_is_laid_before_the_officers_with_the_device_that_it_names(self, practice: Practice) -> None:
        wish = practice.wish()
        assert (await practice.ask(wish)).status_code == 202
        asked = (await acts(practice.house))[-1]
        assert (asked.act, asked.reason, asked.step, asked.quorum) == ("release_share", "practice_recovery", "asked", 2)
        subject = msgspec.json.decode(asked.subject)
        assert (subject["practice"], subject["mark"]) == (practice.id, request_mark(wish))
        assert from_b64(subject["device"]) == seal_public(practice.device)
        assert (await practice.progress(wish)).json() == {"state": "asked", "objected": False, "released": ""}

    async def test_again_is_one_decision(self, practice: Practice) -> None:
        wish = practice.wish()
        await practice.ask(wish)
        await practice.ask(wish)
        assert [act.act for act in await acts(practice.house)] == ["keep_share", "release_share"]

    async def test_that_bears_the_mark_of_another_is_refused(
        self, practice: Practice, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(shares, "MARK_DIGITS", 0)
        wish = practice.wish()
        assert (await practice.ask(wish)).status_code == 202
        practice.device = random_bytes(32)
        assert refused(await practice.ask(practice.wish())) == (409, "mark_taken")
        assert (await practice.ask(wish)).status_code == 202

    async def test_once_decided_gives_the_share_to_that_device_alone(self, practice: Practice) -> None:
        wish = practice.wish()
        await practice.ask(wish)
        await practice.decide(wish)
        await practice.decide(wish)
        released = from_b64((await practice.progress(wish)).json()["released"])
        assert open_release(released, wish, practice.record, practice.device) == practice.shares[2]

    async def test_that_the_practice_objects_to_is_never_released(self, practice: Practice) -> None:
        wish = practice.wish()
        await practice.ask(wish)
        path = f"/v1/share-requests/{request_id(wish)}/objection"
        for _ in range(2):
            assert (await practice.signed_call("POST", path, {})).status_code == 204
        noted = (await acts(practice.house))[-1]
        assert (noted.act, noted.step, noted.reason) == ("object_to_share", "noted", "practice_objected")
        subject = {"practice": practice.id, "request": request_id(wish)}
        assert noted.subject == canonical(subject).decode()
        assert [act.act for act in await acts(practice.house)].count("object_to_share") == 1
        with pytest.raises(RequestObjected):
            await practice.decide(wish)
        [row] = (await practice.custody()).json()["requests"]
        assert (row["objected"], row["mark"]) == (True, request_mark(wish))
        assert (await practice.progress(wish)).json()["released"] == ""

    async def test_for_shares_that_were_replaced_gives_nothing(self, practice: Practice) -> None:
        wish = practice.wish()
        await practice.ask(wish)
        practice.split()
        await practice.hand_over()
        with pytest.raises(ShareReplaced):
            await practice.decide(wish)

    async def test_is_refused_late_and_for_a_practice_without_a_share(self, practice: Practice) -> None:
        wish = practice.wish()
        practice.house.clock.advance(minutes=6)
        assert refused(await practice.ask(wish)) == (422, "signature_expired")
        assert refused(await practice.ask(Practice(practice.house).wish())) == (404, "share_not_held")

    async def test_is_bounded_by_practice_and_day(self, practice: Practice) -> None:
        codes: list[int] = []
        for second in range(6):
            practice.house.clock.advance(seconds=1 + second)
            codes.append((await practice.ask(practice.wish())).status_code)
        assert codes == [202] * 5 + [429]

    async def test_that_nobody_made_is_unknown(self, practice: Practice) -> None:
        assert refused(await practice.house.get("/v1/share-requests/" + "0" * 32)) == (404, "request_unknown")
        assert refused(await practice.house.get("/v1/share-requests/0")) == (404, "not_found")

    async def test_is_forgotten_after_two_months(self, practice: Practice) -> None:
        wish = practice.wish()
        await practice.ask(wish)
        practice.house.clock.advance(days=61)
        await purge(practice.house.running.rooms, practice.house.clock())
        assert refused(await practice.progress(wish)) == (404, "request_unknown")
