"""Approvals and vetoes: what a passkey signed counts, for one decision, once, and nothing else does."""

import asyncio

import pytest

from serment.demo.officers import USER_PRESENT, SoftPasskey
from serment_custodian.officers import DecisionId, Kind, Words
from serment_custodian.officers.errors import TooFewOfficers
from serment_protocol.acts import Decision

from .house import House, refused
from .officials import Official, acts, another_passkey, ceremony, enrol, remove_passkey

WORDS = Words(fr="Essai {number}", en="Trial {number}")


class Deed:
    """Something to carry out, which counts how often it was."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.fails: Exception | None = None

    async def __call__(self, decision: Decision) -> None:
        if self.fails:
            raise self.fails
        self.done.append(decision.decision)


def kind_of(deed: Deed, house: House, *, days: int = 0, name: str = "trial") -> Kind:
    """A kind of decision for a test."""
    own = house.running.decisions.kinds["add_officer"]
    kind = Kind(name, WORDS, frozenset({"drill"}), 2, deed, own.delay * days)
    house.running.decisions.register([kind])
    return kind


async def asked(house: House, number: int = 1) -> DecisionId:
    return await house.running.decisions.ask("trial", "drill", {"number": str(number)})


async def both_decide(house: House, decision: DecisionId) -> str:
    """What becomes of a decision that two officers approve."""
    first, second = await ceremony(house)
    await first.decide(decision)
    return str((await second.decide(decision)).json()["state"])


class TestQuorum:
    async def test_of_two_carries_out_once(self, house: House) -> None:
        first, second = await ceremony(house)
        deed = Deed()
        kind_of(deed, house)
        decision = await asked(house)
        assert (await first.decide(decision)).json() == {"state": "asked"}
        assert deed.done == []
        assert (await second.decide(decision)).json() == {"state": "done"}
        await house.running.decisions.carry_out_ripe()
        assert deed.done == [decision.hex()]
        steps = [(act.step, len(act.officers)) for act in await acts(house) if act.act == "trial"]
        assert steps == [("asked", 0), ("approved", 1), ("approved", 1), ("done", 2)]

    async def test_is_not_one_officer_twice(self, house: House) -> None:
        first, _ = await ceremony(house)
        deed = Deed()
        kind_of(deed, house)
        decision = await asked(house)
        await first.decide(decision)
        assert refused(await first.decide(decision)) == (409, "already_decided")
        assert deed.done == []

    async def test_is_not_one_officer_with_two_passkeys(self, house: House) -> None:
        first, _ = await ceremony(house)
        other = await another_passkey(first)
        deed = Deed()
        kind_of(deed, house)
        decision = await asked(house)
        await first.decide(decision)
        assert refused(await other.decide(decision)) == (409, "already_decided")
        assert deed.done == []

    async def test_waits_for_its_delay_and_names_the_day(self, house: House) -> None:
        deed = Deed()
        kind_of(deed, house, days=7)
        decision = await asked(house)
        for official in await ceremony(house):
            await official.decide(decision)
        assert await house.running.decisions.state_of(decision) == "approved"
        assert [act.not_before for act in await acts(house) if act.act == "trial"][-1] == "2026-03-11"
        house.clock.advance(days=6, hours=23)
        await house.running.decisions.carry_out_ripe()
        assert deed.done == []
        house.clock.advance(hours=2)
        await house.running.decisions.carry_out_ripe()
        assert deed.done == [decision.hex()]

    async def test_that_never_comes_lets_it_expire(self, house: House) -> None:
        first, second = await ceremony(house)
        deed = Deed()
        kind_of(deed, house)
        decision = await asked(house)
        await first.decide(decision)
        house.clock.advance(days=14)
        await house.running.decisions.carry_out_ripe()
        assert refused(await second.decide(decision)) == (409, "decision_settled")
        assert await house.running.decisions.state_of(decision) == "expired"
        assert deed.done == []


class TestVeto:
    async def test_of_one_ends_it(self, house: House) -> None:
        first, second = await ceremony(house)
        deed = Deed()
        kind_of(deed, house, days=1)
        decision = await asked(house)
        await first.decide(decision)
        await second.decide(decision)
        assert (await first.decide(decision, "veto")).json() == {"state": "vetoed"}
        house.clock.advance(days=2)
        await house.running.decisions.carry_out_ripe()
        assert deed.done == []
        assert refused(await second.decide(decision, "veto")) == (409, "decision_settled")
        assert (await acts(house))[-1].step == "vetoed"

    async def test_comes_too_late_once_it_is_done(self, house: House) -> None:
        deed = Deed()
        kind_of(deed, house)
        decision = await asked(house)
        both = await ceremony(house)
        for official in both:
            await official.decide(decision)
        assert refused(await both[0].decide(decision, "veto")) == (409, "decision_settled")


class TestDeed:
    async def test_that_fails_is_tried_again(self, house: House) -> None:
        deed = Deed()
        deed.fails = OSError("not now")
        kind_of(deed, house)
        decision = await asked(house)
        assert await both_decide(house, decision) == "approved"
        deed.fails = None
        await house.running.decisions.carry_out_ripe()
        assert deed.done == [decision.hex()]

    async def test_that_is_refused_settles_it(self, house: House) -> None:
        deed = Deed()
        deed.fails = TooFewOfficers()
        kind_of(deed, house)
        decision = await asked(house)
        assert await both_decide(house, decision) == "refused"
        assert (await acts(house))[-1].step == "refused"

    async def test_is_not_done_before_its_acts_are_in_the_log(self, house: House) -> None:
        deed = Deed()
        kind_of(deed, house, days=1)
        decision = await asked(house)
        for official in await ceremony(house):
            await official.decide(decision)
        async with house.running.rooms.officers.transaction() as tx:
            await tx.execute("UPDATE officers.act SET leaf = NULL")
        house.clock.advance(days=2)
        await house.running.decisions.carry_out(decision)
        assert deed.done == []

    async def test_is_done_once_by_two_who_are_at_it(self, house: House) -> None:
        deed = Deed()
        kind_of(deed, house, days=1)
        decision = await asked(house)
        for official in await ceremony(house):
            await official.decide(decision)
        house.clock.advance(days=2)
        await asyncio.gather(*(house.running.decisions.carry_out(decision) for _ in range(3)))
        assert deed.done == [decision.hex()]


class TestPasskey:
    async def test_of_a_stranger_is_refused(self, house: House) -> None:
        await ceremony(house)
        stranger = Official(house, "Nemo", SoftPasskey(house.url))
        assert refused(await house.post("/v1/officers/sessions", await stranger.step("sign_in"))) == (
            401,
            "passkey_refused",
        )

    async def test_approves_this_decision_and_no_other(self, house: House) -> None:
        first, _ = await ceremony(house)
        kind_of(Deed(), house)
        one, other = await asked(house, 1), await asked(house, 2)
        body = await first.step("approve", await first.what(one))
        answer = await house.post(f"/v1/decisions/{other.hex()}/approvals", body)
        assert refused(answer) == (401, "challenge_refused")

    async def test_that_approves_does_not_veto_and_that_signs_in_does_not_approve(self, house: House) -> None:
        first, _ = await ceremony(house)
        kind_of(Deed(), house)
        decision = await asked(house)
        what = await first.what(decision)
        veto = await house.post(f"/v1/decisions/{decision.hex()}/vetoes", await first.step("approve", what))
        approval = await house.post(f"/v1/decisions/{decision.hex()}/approvals", await first.step("sign_in", what))
        assert refused(veto) == refused(approval) == (401, "challenge_refused")

    async def test_signs_once(self, house: House) -> None:
        first, _ = await ceremony(house)
        body = await first.step("sign_in")
        assert (await house.post("/v1/officers/sessions", body)).status_code == 201
        assert refused(await house.post("/v1/officers/sessions", body)) == (401, "challenge_refused")

    async def test_signs_within_five_minutes(self, house: House) -> None:
        first, _ = await ceremony(house)
        body = await first.step("sign_in")
        house.clock.advance(minutes=6)
        assert refused(await house.post("/v1/officers/sessions", body)) == (401, "challenge_refused")

    @pytest.mark.parametrize("what", ["origin", "user verification", "count", "signature"])
    async def test_must_be_right_in_every_part(self, house: House, what: str) -> None:
        first, _ = await ceremony(house)
        await first.sign_in()
        if what == "origin":
            first.passkey.origin = "https://evil.example"
        elif what == "user verification":
            first.passkey.flags = USER_PRESENT
        elif what == "count":
            first.passkey.count = 0
        body = await first.step("sign_in")
        if what == "signature":
            other = await Official(house, "x", SoftPasskey(house.url)).step("sign_in")
            body["assertion"] = {**other["assertion"], "credential": body["assertion"]["credential"]}
        assert refused(await house.post("/v1/officers/sessions", body)) == (401, "passkey_refused")

    async def test_that_was_taken_away_does_not_count_any_more(self, house: House) -> None:
        first, second = await ceremony(house)
        deed = Deed()
        kind_of(deed, house, days=1)
        decision = await asked(house)
        other = await another_passkey(first)
        await first.decide(decision)
        await second.decide(decision)
        await remove_passkey(other, first)
        house.clock.advance(days=2)
        await house.running.decisions.carry_out_ripe()
        assert deed.done == []
        assert await house.running.decisions.state_of(decision) == "refused"


class TestRow:
    """Whoever writes in the database decides nothing."""

    async def test_of_a_state_is_not_believed(self, house: House) -> None:
        await ceremony(house)
        deed = Deed()
        kind_of(deed, house)
        decision = await asked(house)
        async with house.running.rooms.officers.transaction() as tx:
            await tx.execute("UPDATE officers.decision SET state = 'approved', not_before = now() - interval '1 day'")
        await house.running.decisions.carry_out_ripe()
        assert deed.done == []
        assert await house.running.decisions.state_of(decision) == "refused"

    async def test_of_an_officer_is_not_believed(self, house: House) -> None:
        await ceremony(house)
        candidate = await enrol(house, "Clémence Aubry")
        assert candidate.enrolled["active"] is False
        async with house.running.rooms.officers.transaction() as tx:
            await tx.execute("UPDATE officers.officer SET state = 'active'")
        assert refused(await house.post("/v1/officers/sessions", await candidate.step("sign_in"))) == (
            401,
            "passkey_refused",
        )

    async def test_of_a_passkey_is_not_believed(self, house: House) -> None:
        first, _ = await ceremony(house)
        forged = Official(house, "x", SoftPasskey(house.url))
        async with house.running.rooms.officers.transaction() as tx:
            await tx.execute(
                """
                INSERT INTO officers.passkey
                SELECT %s, officer, key_locked, 0, label, added, used FROM officers.passkey LIMIT 1
                """,
                [forged.passkey.credential],
            )
        assert first
        assert refused(await house.post("/v1/officers/sessions", await forged.step("sign_in"))) == (
            401,
            "passkey_refused",
        )

    async def test_that_is_gone_begins_no_new_ceremony(self, house: House) -> None:
        await ceremony(house)
        async with house.running.rooms.officers.transaction() as tx:
            await tx.execute("DELETE FROM officers.officer")
        late = await enrol(house, "Late")
        assert late.enrolled["active"] is False
