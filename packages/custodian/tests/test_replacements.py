"""Replacing a practice's root: a quorum and seven days in the log, whoever asks and whatever the reason."""

import asyncio
from dataclasses import dataclass
from typing import Any, LiteralString

import httpx
import msgspec
import psycopg
import pytest

from serment.verify.log import LogReport, tell, trust_of, verify_log
from serment_client.installation import Installation, Party, Publisher
from serment_custodian.endorsements import actions, rules
from serment_custodian.officers import DecisionId
from serment_custodian.shares.errors import ShareReplaced
from serment_kernel.tiles import split_entries
from serment_protocol import replacements
from serment_protocol.acts import Decision
from serment_protocol.closings import relay_closing, sign_closing
from serment_protocol.cosignatures import read_witnesses
from serment_protocol.encoding import b64, canonical, read_day
from serment_protocol.endorsements import read_endorsement, verify_endorsement
from serment_protocol.notes import read_log_key
from serment_protocol.practice import practice_id, root_record
from serment_protocol.primitives import sign_public
from serment_protocol.reads import sign_read
from serment_protocol.replacements import (
    Reason,
    Replacement,
    Roots,
    read_replacement,
    root_request_id,
    sign_root_request,
    verify_replacements,
)
from serment_protocol.shares import request_id
from serment_protocol.signing import Signed, sign
from serment_protocol.structure import read
from serment_protocol.transparency import Entry, EntryKind, entry_bytes

from .house import APP, NAME, NOON, ORIGIN, RELAY_SEED, RELEASE_SEED, House, refused
from .officials import Official, acts, ceremony
from .test_shares import Pair, Practice

FIRST, SECOND, THIRD, THIEF = (bytes([number]) * 32 for number in (1, 2, 3, 4))
NAMED = "Cabinet des Tilleuls (fictif)"
PRACTICE = practice_id(sign_public(FIRST))


@dataclass(frozen=True)
class Key:
    """A root, as a key that signs requests."""

    sign_seed: bytes

    @property
    def sign_public(self) -> bytes:
        return sign_public(self.sign_seed)


def wish(
    reason: Reason = "root_compromised",
    old: bytes = FIRST,
    new: bytes = SECOND,
    number: int = 1,
    present: bytes = b"",
    name: str = NAMED,
) -> tuple[Signed, str]:
    return sign_root_request(new, PRACTICE, number, sign_public(old), name, reason, present)


async def ask(house: House, given: tuple[Signed, str], session: str | None = None) -> httpx.Response:
    bearer = (await house.enter()).session if session is None else session
    signed, present = given
    body = {"request": {"body": signed.body, "signature": signed.signature}, "present": present}
    return await house.post("/v1/root-requests", body, bearer)


async def asked(house: House) -> list[dict[str, Any]]:
    """What everybody may read."""
    return (await house.get(f"/v1/root-requests/{PRACTICE}")).json()["requests"]


async def object_to(house: House, given: tuple[Signed, str], by: bytes) -> httpx.Response:
    path = f"/v1/root-requests/{root_request_id(given[0])}/objection"
    content = msgspec.json.encode({})
    header = sign_read(Key(by), house.running.service.config.public_url, "POST", path, content, house.clock())
    return await house.http.request("POST", path, content=content, headers={"serment-signature": header})


async def decision_of(official: Official, state: str = "asked") -> DecisionId:
    await official.sign_in()
    [found] = [
        each
        for each in (await official.look())["decisions"]
        if (each["kind"], each["state"]) == ("replace_root", state)
    ]
    return DecisionId(bytes.fromhex(found["decision"]))


async def approved(officers: tuple[Official, Official]) -> DecisionId:
    decision = await decision_of(officers[0])
    for each in officers:
        assert (await each.decide(decision)).status_code == 200
    return decision


async def days_pass(house: House, days: int) -> None:
    """Each with what happens at night."""
    for _ in range(days):
        house.clock.advance(days=1)
        await house.job("days")
    await house.running.decisions.carry_out_ripe()
    await house.running.ledger.log.renew()


async def logged(house: House, *kinds: EntryKind) -> list[Signed]:
    """Records of these kinds."""
    note = (await house.get("/v1/log/checkpoint")).text
    tile = await house.get(f"/v1/log/tile/entries/000.p/{note.splitlines()[1]}")
    entries = [read(each, Entry) for each in split_entries(tile.content)]
    return [Signed(each.body, each.signature) for each in entries if each.kind in kinds]


async def roots(house: House) -> Roots:
    """What a client believes."""
    chain, key = await logged(house, "root_replacement"), house.running.ledger.log.public
    return verify_replacements(chain, key, PRACTICE, sign_public(FIRST), house.clock().date())


async def report(house: House) -> LogReport:
    """`serment verify log`."""
    key = read_log_key(house.running.ledger.log.verifier)
    party = Party(house.url, ORIGIN, key, read_witnesses([house.site.witness], 1, 3))
    installation = Installation(NAME, False, party, party, Publisher(APP, (sign_public(RELEASE_SEED),)))
    return await asyncio.to_thread(verify_log, house.url, trust_of(installation))


@pytest.fixture
async def officers(house: House) -> tuple[Official, Official]:
    """Two who decide, and a practice that they stand by."""
    found = await ceremony(house)
    shown = rules.read_root(sign(FIRST, "practice-root", root_record(FIRST, NAMED)))
    await actions.endorse(house.running.rooms.endorsements, house.running.ledger, shown, "demo", house.clock())
    return found


async def replace(house: House, officers: tuple[Official, Official], given: tuple[Signed, str]) -> None:
    """The whole of it."""
    assert (await ask(house, given)).status_code == 202
    await approved(officers)
    await days_pass(house, 7)


class TestReplacing:
    async def test_takes_a_quorum_and_seven_days(self, house: House, officers: tuple[Official, Official]) -> None:
        answer = await ask(house, wish())
        assert answer.status_code == 202, answer.text
        assert answer.json() == {"request": (await asked(house))[0]["request"], "mark": (await asked(house))[0]["mark"]}
        [shown] = [each for each in (await officers[0].look())["decisions"] if each["kind"] == "replace_root"]
        assert PRACTICE in shown["text"]
        assert answer.json()["mark"] in shown["text"]
        await approved(officers)
        [row] = await asked(house)
        assert (row["state"], row["not_before"]) == ("approved", "2026-03-11")
        await days_pass(house, 6)
        assert (await roots(house)).number == 0
        await days_pass(house, 1)
        found = await roots(house)
        assert (found.number, found.now) == (1, sign_public(SECOND))
        assert [each["state"] for each in await asked(house)] == ["done"]

    async def test_gives_the_custodian_s_word_to_the_new_root(
        self, house: House, officers: tuple[Official, Official]
    ) -> None:
        await replace(house, officers, wish())
        newest = (await logged(house, "practice_endorsement"))[-1]
        record, found = root_record(FIRST, NAMED), await roots(house)
        record = msgspec.structs.replace(record, root=b64(sign_public(SECOND)))
        today = house.clock().date()
        verify_endorsement(
            newest, house.running.ledger.log.public, record, today, demo=False, replacement=found.replacement
        )
        await days_pass(house, 30)
        await house.job("endorsements")
        again = read_endorsement((await logged(house, "practice_endorsement"))[-1], house.running.ledger.log.public)
        assert (again.root, again.replacement) == (record.root, found.replacement)
        assert read_day(again.until) > today

    async def test_is_a_log_that_holds(self, house: House, officers: tuple[Official, Official]) -> None:
        await replace(house, officers, wish())
        await replace(house, officers, wish("root_lost", SECOND, THIRD, 2))
        found = await report(house)
        assert found.ok, tell(found)
        assert f"practice {PRACTICE} has its root number 3 (root_lost)" in tell(found)

    async def test_done_twice_is_done_once(self, house: House, officers: tuple[Official, Official]) -> None:
        await replace(house, officers, wish())
        kind = house.running.decisions.kinds["replace_root"]
        async with house.running.rooms.officers.transaction() as tx:
            cursor = await tx.execute("SELECT body FROM officers.decision WHERE kind = 'replace_root'")
            [(body,)] = await cursor.fetchall()
        await kind.carry_out(read(bytes(body), Decision))
        assert len(await logged(house, "root_replacement")) == 1

    async def test_that_is_vetoed_within_the_seven_days_is_not_done(
        self, house: House, officers: tuple[Official, Official]
    ) -> None:
        await ask(house, wish())
        decision = await approved(officers)
        await days_pass(house, 6)
        await officers[1].decide(decision, "veto")
        await days_pass(house, 2)
        assert (await roots(house)).number == 0
        assert [each["state"] for each in await asked(house)] == ["vetoed"]

    async def test_of_two_wishes_one_is_done(self, house: House, officers: tuple[Official, Official]) -> None:
        await ask(house, wish())
        await ask(house, wish(new=THIEF))
        found = [each for each in (await officers[0].look())["decisions"] if each["kind"] == "replace_root"]
        for each in officers:
            for one in found:
                await each.decide(DecisionId(bytes.fromhex(one["decision"])))
        await days_pass(house, 8)
        assert (await roots(house)).number == 1
        assert sorted(each["state"] for each in await asked(house)) == ["done", "refused"]


class TestAsking:
    async def test_needs_a_person(self, house: House) -> None:
        assert refused(await ask(house, wish(), session="")) == (401, "session_refused")

    async def test_again_is_the_same(self, house: House) -> None:
        assert (await ask(house, wish())).json() == (await ask(house, wish())).json()
        assert len(await asked(house)) == 1
        assert [act.step for act in await acts(house)] == ["asked"]

    async def test_that_bears_the_mark_of_another_is_refused(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A million keys are quickly made, and one of them bears the mark that the practice reads out."""
        monkeypatch.setattr(replacements, "MARK_DIGITS", 0)
        assert (await ask(house, wish())).status_code == 202
        assert refused(await ask(house, wish(new=THIEF))) == (409, "mark_taken")
        assert (await ask(house, wish())).status_code == 202
        assert len(await asked(house)) == 1

    async def test_after_a_veto_lays_it_before_them_anew(
        self, house: House, officers: tuple[Official, Official]
    ) -> None:
        await ask(house, wish())
        await officers[0].decide(await decision_of(officers[0]), "veto")
        await ask(house, wish())
        assert [each["state"] for each in await asked(house)] == ["asked"]

    @pytest.mark.parametrize(
        ("given", "answer"),
        [
            (wish(number=2), (409, "replacement_conflict")),
            (wish(old=THIEF), (409, "replacement_conflict")),
            (wish("root_renewed"), (422, "bad_root")),
            (wish("root_renewed", present=THIEF), (422, "bad_root")),
            (wish(new=FIRST), (422, "bad_root")),
            (wish(name=""), (422, "bad_root")),
            (wish(name="Un autre cabinet"), (422, "bad_root")),
        ],
    )
    async def test_for_what_does_not_follow_is_refused(
        self,
        house: House,
        officers: tuple[Official, Official],  # noqa: ARG002
        given: tuple[Signed, str],
        answer: tuple[int, str],
    ) -> None:
        assert refused(await ask(house, given)) == answer


class TestObjecting:
    async def test_ends_a_mere_renewal(self, house: House, officers: tuple[Official, Official]) -> None:
        given = wish("root_renewed", present=FIRST)
        await ask(house, given)
        assert (await object_to(house, given, FIRST)).status_code == 204
        await approved(officers)
        await days_pass(house, 7)
        assert [(each["state"], each["objected"]) for each in await asked(house)] == [("refused", True)]
        assert (await roots(house)).number == 0

    async def test_by_a_root_that_was_copied_is_left_to_the_officers(
        self, house: House, officers: tuple[Official, Official]
    ) -> None:
        """It may be the copy that objects: so it is told, and they decide."""
        await ask(house, wish())
        for _ in range(2):
            assert (await object_to(house, wish(), FIRST)).status_code == 204
        noted = [(each.act, each.step) for each in await acts(house)]
        assert noted[-2:] == [("replace_root", "asked"), ("object_to_root", "noted")]
        await approved(officers)
        await days_pass(house, 7)
        assert (await roots(house)).number == 1

    async def test_is_for_the_present_root_alone(self, house: House) -> None:
        await ask(house, wish())
        for by in (SECOND, THIEF):
            assert refused(await object_to(house, wish(), by)) == (404, "replacement_unknown")
        assert refused(await object_to(house, wish("root_lost"), FIRST)) == (404, "replacement_unknown")


class TestTheOldRoot:
    """What a former officer keeps is worth nothing at the custodian."""

    @pytest.fixture
    async def practice(self, house: House, officers: tuple[Official, Official]) -> Practice:
        """A practice whose share is here, and whose root was replaced since."""
        found = Practice(house, Pair(FIRST))
        assert (await found.hand_over()).status_code == 204
        await replace(house, officers, wish())
        return found

    async def test_is_endorsed_no_more(self, house: House, practice: Practice) -> None:
        record = sign(FIRST, "practice-root", root_record(FIRST, NAMED))
        body = {"root": {"body": record.body, "signature": record.signature}}
        answer = await house.post("/v1/endorsements", body, (await house.enter()).session)
        assert refused(answer) == (409, "root_replaced")
        assert practice.id == PRACTICE

    async def test_replaces_nothing(self, house: House, practice: Practice) -> None:
        assert practice.id == PRACTICE
        for given in (wish(), wish(new=THIEF), wish(new=THIEF, number=2)):
            assert refused(await ask(house, given)) == (409, "replacement_conflict")

    async def test_hands_over_no_share_and_is_proved_none(self, practice: Practice) -> None:
        practice.split()
        assert refused(await practice.hand_over()) == (422, "bad_signature")
        assert refused(await practice.custody()) == (404, "share_not_held")

    async def test_is_in_shares_that_are_asked_for_in_vain(self, practice: Practice) -> None:
        assert refused(await practice.ask(practice.wish())) == (404, "share_not_held")

    async def test_is_in_shares_that_are_released_to_nobody(
        self, house: House, officers: tuple[Official, Official]
    ) -> None:
        """Though they were asked for, and that was decided, before the root was replaced."""
        found = Practice(house, Pair(FIRST))
        await found.hand_over()
        waiting = found.wish()
        assert (await found.ask(waiting)).status_code == 202
        await replace(house, officers, wish())
        with pytest.raises(ShareReplaced):
            await found.decide(waiting)

    async def test_objects_to_no_request(self, house: House, officers: tuple[Official, Official]) -> None:
        """Not even to one for shares of its own, which give nothing any more."""
        found = Practice(house, Pair(FIRST))
        await found.hand_over()
        waiting = found.wish()
        assert (await found.ask(waiting)).status_code == 202
        await replace(house, officers, wish())
        path = f"/v1/share-requests/{request_id(waiting)}/objection"
        assert refused(await found.signed_call("POST", path, {})) == (404, "request_unknown")
        assert "object_to_share" not in [act.act for act in await acts(house)]

    async def test_gives_way_to_the_new_one(self, practice: Practice) -> None:
        practice.root = Pair(SECOND)
        practice.split()
        assert (await practice.hand_over()).status_code == 204
        assert (await practice.custody()).json()["sharing"] == 2

    async def test_keeps_no_number_from_the_new_one(self, house: House, officers: tuple[Official, Official]) -> None:
        """A former officer may have handed over shares of a number that the practice has not come to."""
        found = Practice(house, Pair(FIRST))
        found.number = 899
        found.split()
        assert (await found.hand_over()).status_code == 204
        await replace(house, officers, wish())
        found.root, found.number = Pair(SECOND), 1
        found.split()
        assert (await found.hand_over()).status_code == 204
        assert (await found.custody()).json()["sharing"] == 2


class TestVerifying:
    """A custodian that writes what was not decided, or not seven days before, is found out by any reader of its log."""

    @staticmethod
    def record(**change: Any) -> Replacement:
        plain: dict[str, Any] = {
            "practice": PRACTICE,
            "number": 1,
            "previous": "0" * 64,
            "old": b64(sign_public(FIRST)),
            "new": b64(sign_public(SECOND)),
            "reason": "root_compromised",
            "decision": "0" * 32,
            "asked": "2026-03-04",
            "holds_from": "2026-03-11",
        }
        return Replacement(**(plain | change))

    async def write(self, house: House, record: Replacement) -> None:
        body = canonical(record)
        signed = Signed(b64(body), b64(house.running.ledger.sign("root-replacement", body)))
        read_replacement(signed, house.running.ledger.log.public)
        async with house.running.rooms.ledger.transaction() as tx:
            await house.running.ledger.log.append(tx, entry_bytes("root_replacement", signed))

    async def faults(self, house: House) -> str:
        return "\n".join(fault for finding in (await report(house)).findings for fault in finding.faults)

    async def test_without_a_decision(self, house: House) -> None:
        await self.write(house, self.record())
        assert "no decision replace_root was approved" in await self.faults(house)

    async def test_too_early(self, house: House, officers: tuple[Official, Official]) -> None:
        """The days in the record are right: those that passed are not."""
        await ask(house, wish())
        decision = await approved(officers)
        await days_pass(house, 3)
        await self.write(house, self.record(decision=decision.hex()))
        assert "has not lain in the log for 7 days" in await self.faults(house)

    async def test_of_another_root_than_was_decided(self, house: House, officers: tuple[Official, Official]) -> None:
        await ask(house, wish())
        decision = await approved(officers)
        house.clock.advance(days=7)
        await house.job("days")
        await self.write(house, self.record(decision=decision.hex(), new=b64(sign_public(THIEF))))
        assert "is about something else" in await self.faults(house)

    async def test_endorsed_again_without_a_decision(self, house: House, officers: tuple[Official, Official]) -> None:
        await replace(house, officers, wish())
        [*_, endorsed] = await logged(house, "practice_endorsement")
        decisions = house.running.decisions
        decision = await decisions.ask("withdraw_endorsement", "emergency", {"practice": PRACTICE})
        for each in officers:
            await each.decide(decision)
        await house.running.ledger.log.renew()
        assert (await report(house)).ok
        async with house.running.rooms.ledger.transaction() as tx:
            await house.running.ledger.log.append(tx, entry_bytes("practice_endorsement", endorsed))
        assert "no decision endorse_practice was approved" in await self.faults(house)

    async def test_a_second_one_in_its_place(self, house: House, officers: tuple[Official, Official]) -> None:
        await replace(house, officers, wish())
        assert (await report(house)).ok
        [written] = await logged(house, "root_replacement")
        record = read_replacement(written, house.running.ledger.log.public)
        await self.write(house, msgspec.structs.replace(record, new=b64(sign_public(THIEF))))
        assert house.clock() > NOON
        assert not (await report(house)).ok


class TestWhoeverWritesAReplacement:
    """A row of a replacement counts only as the log says it."""

    @staticmethod
    async def write(house: House, statement: LiteralString, row: list[Any]) -> None:
        site = house.site
        with psycopg.connect(site.cluster.superuser_dsn(site.database)) as connection:
            connection.execute(statement, row)

    @staticmethod
    async def is_refused(house: House, root: bytes) -> bool:
        """Whatever would be done on the word of that row: shares, an endorsement, a closing, another replacement."""
        practice = Practice(house, Pair(FIRST))
        practice.root = Pair(root)
        practice.split()
        record = sign(FIRST, "practice-root", root_record(FIRST, NAMED))
        shown = {"root": {"body": record.body, "signature": record.signature}}
        answers = [
            refused(await practice.hand_over()),
            refused(await house.post("/v1/endorsements", shown, (await house.enter()).session)),
            await close(house, sign_closing(root, PRACTICE, "2026-03-11")),
            refused(await ask(house, wish(old=root, new=bytes(range(32)), number=2))),
        ]
        return answers == [(503, "roots_altered")] * len(answers)

    async def test_lets_no_root_of_their_own_count(self, house: House, officers: tuple[Official, Official]) -> None:
        assert len(officers) == 2
        record = TestVerifying.record(new=b64(sign_public(THIEF)))
        insert: LiteralString = "INSERT INTO endorsements.replacement VALUES (%s, %s, %s, %s, %s)"
        row = [bytes.fromhex(PRACTICE), 1, sign_public(THIEF), bytes(16), canonical(record)]
        await self.write(house, insert, row)
        assert await self.is_refused(house, THIEF)

    async def test_puts_no_root_in_the_place_of_another(
        self, house: House, officers: tuple[Official, Official]
    ) -> None:
        await replace(house, officers, wish())
        await self.write(house, "UPDATE endorsements.replacement SET root = %s", [sign_public(THIEF)])
        assert await self.is_refused(house, THIEF)

    async def test_brings_no_old_root_back(self, house: House, officers: tuple[Official, Official]) -> None:
        await replace(house, officers, wish())
        await self.write(house, "DELETE FROM endorsements.replacement", [])
        assert await self.is_refused(house, FIRST)

    async def test_signs_nothing_that_is_on_its_way(self, house: House, officers: tuple[Official, Official]) -> None:
        """A row in the queue of the log is not signed by its key; it tells nothing there, and nothing as a leaf."""
        assert len(officers) == 2
        record = canonical(TestVerifying.record(new=b64(sign_public(THIEF))))
        insert: LiteralString = "INSERT INTO endorsements.unlogged (kind, body, signature) VALUES (%s, %s, %s)"
        await self.write(house, insert, ["root_replacement", record, bytes(64)])
        practice = Practice(house, Pair(FIRST))
        assert (await practice.hand_over()).status_code == 204
        await actions.publish(house.running.rooms.endorsements, house.running.ledger)
        practice.split()
        assert (await practice.hand_over()).status_code == 204

    async def test_hinders_nobody_while_a_replacement_is_on_its_way(
        self, house: House, officers: tuple[Official, Official], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Between the row and its leaf: what is signed and waits counts as told."""

        async def later(*_: Any) -> None:
            return

        with monkeypatch.context() as patched:
            patched.setattr(actions, "publish", later)
            await replace(house, officers, wish())
        assert await logged(house, "root_replacement") == []
        practice = Practice(house, Pair(FIRST))
        practice.root = Pair(SECOND)
        practice.split()
        assert (await practice.hand_over()).status_code == 204
        await actions.publish(house.running.rooms.endorsements, house.running.ledger)
        await house.running.ledger.log.renew()
        assert len(await logged(house, "root_replacement")) == 1
        practice.split()
        assert (await practice.hand_over()).status_code == 204


class TestClosing:
    async def test_is_said_by_the_root_that_counts(self, house: House, officers: tuple[Official, Official]) -> None:
        await replace(house, officers, wish())
        old, new = (sign_closing(seed, PRACTICE, "2026-03-11") for seed in (FIRST, SECOND))
        assert await close(house, old) == (409, "root_replaced")
        assert await close(house, new) == (204, "")
        assert await logged(house, "practice_closing") == [new]
        await house.running.ledger.log.renew()
        found = await report(house)
        assert found.ok, tell(found)

    async def test_leaves_no_root_to_be_replaced(self, house: House, officers: tuple[Official, Official]) -> None:
        await ask(house, wish())
        decision = await approved(officers)
        assert await close(house, sign_closing(FIRST, PRACTICE, "2026-03-11")) == (204, "")
        await days_pass(house, 7)
        assert await house.running.decisions.state_of(decision) == "refused"
        assert await logged(house, "root_replacement") == []
        assert refused(await ask(house, wish(new=THIRD))) == (409, "practice_closed")


async def close(house: House, signed: Signed) -> tuple[int, str]:
    """What the platform is told that relays a practice's last word."""
    body = {"closing": signed, "relay": b64(relay_closing(RELAY_SEED, signed))}
    answer = await house.post("/v1/closings", body)
    return (204, "") if answer.is_success else refused(answer)


class TestWhoeverWritesInTheDatabase:
    """What was approved is done, and not what was put in its place since."""

    async def test_puts_no_other_wish_in_its_place(self, house: House, officers: tuple[Official, Official]) -> None:
        given, other = wish()[0], wish(new=THIEF)[0]
        await ask(house, (given, ""))
        decision = await approved(officers)
        async with house.running.rooms.endorsements.transaction() as tx:
            await tx.execute(
                "DELETE FROM endorsements.wish WHERE request = %s", [bytes.fromhex(root_request_id(given))]
            )
            ident, practice = bytes.fromhex(root_request_id(given)), bytes.fromhex(PRACTICE)
            row = [ident, practice, other.body_bytes, other.signature_bytes, house.clock().date()]
            await tx.execute(
                "INSERT INTO endorsements.wish (request, practice, body, signature, asked) VALUES (%s, %s, %s, %s, %s)",
                row,
            )
        await days_pass(house, 7)
        assert await house.running.decisions.state_of(decision) == "refused"
        assert (await roots(house)).number == 0
