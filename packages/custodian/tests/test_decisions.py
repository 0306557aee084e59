"""Decisions: what may be asked, what stands in the log of it, and what is denied by policy."""

import msgspec
import psycopg
import pytest

from serment_custodian.officers import Kind
from serment_custodian.officers.errors import DecisionUnknown, KindUnknown, ReasonDenied, ReasonUnknown
from serment_custodian.officers.rules import AFTER, DENIED
from serment_custodian.officers.types import DecisionId
from serment_protocol.acts import subject_commitment
from serment_protocol.encoding import b64, from_b64, parse

from .house import House
from .officials import acts

SUBJECT = {"rehearsal": "spring"}


async def test_asking_is_an_act(house: House) -> None:
    decisions = house.running.decisions
    decision = await decisions.ask("drill", "drill", SUBJECT)
    assert await decisions.state_of(decision) == "asked"
    [act] = await acts(house)
    assert (act.decision, act.act, act.reason, act.step) == (decision.hex(), "drill", "drill", "asked")
    assert (parse(act.subject.encode()), act.subject_hash, act.officers, act.quorum) == (SUBJECT, "", (), 2)


async def test_what_is_under_way_is_not_asked_twice(house: House) -> None:
    decisions = house.running.decisions
    assert await decisions.ask("drill", "drill", SUBJECT) == await decisions.ask("drill", "drill", SUBJECT)
    assert await decisions.ask("drill", "drill", {"rehearsal": "autumn"}) != await decisions.ask(
        "drill", "drill", SUBJECT
    )
    assert len(await acts(house)) == 2


@pytest.mark.parametrize("reason", sorted(DENIED))
async def test_an_authority_s_order_and_support_are_denied_and_stand_in_the_log(house: House, reason: str) -> None:
    with pytest.raises(ReasonDenied):
        await house.running.decisions.ask("drill", reason, SUBJECT)
    [act] = await acts(house)
    assert (act.reason, act.step) == (reason, "refused")
    assert await house.running.decisions.state_of(DecisionId(bytes.fromhex(act.decision))) == "refused"


async def test_another_reason_or_kind_is_refused_and_leaves_nothing(house: House) -> None:
    with pytest.raises(ReasonUnknown):
        await house.running.decisions.ask("drill", "practice_recovery", SUBJECT)
    with pytest.raises(KindUnknown):
        await house.running.decisions.ask("dril", "drill", SUBJECT)
    with pytest.raises(DecisionUnknown):
        await house.running.decisions.state_of(DecisionId(bytes(16)))
    assert await acts(house) == []


async def test_what_is_not_for_everybody_stands_there_as_a_commitment(house: House) -> None:
    secret = {"name": "Léa Martin"}
    await house.running.decisions.note("ceremony", "key_ceremony", secret, public=False)
    [act] = await acts(house)
    assert act.subject == ""
    async with house.running.rooms.officers.transaction() as tx:
        cursor = await tx.execute("SELECT opening FROM officers.act")
        [(opening,)] = await cursor.fetchall()
    kept = msgspec.json.decode(bytes(opening))
    assert act.subject_hash == subject_commitment(from_b64(kept["salt"]), secret)
    assert "Martin" not in b64(bytes(act.subject_hash, "ascii"))


async def test_an_act_that_was_interrupted_is_in_the_log_once(house: House) -> None:
    await house.running.decisions.ask("drill", "drill", SUBJECT)
    async with house.running.rooms.officers.transaction() as tx:
        await tx.execute("UPDATE officers.act SET leaf = NULL")
    await house.running.decisions.publish()
    assert len(await acts(house)) == 1


async def test_another_kind_may_be_registered(house: House) -> None:
    kinds = house.running.decisions
    own = next(iter(kinds.kinds.values()))
    kinds.register([Kind("other", own.words, frozenset({"drill"}), 1, own.carry_out, public=False)])
    await kinds.ask("other", "drill", SUBJECT)
    [act] = await acts(house)
    assert (act.act, act.subject) == ("other", "")


def test_what_is_settled_stays_so() -> None:
    assert {state for state, following in AFTER.items() if not following} == {"done", "vetoed", "refused", "expired"}
    assert {"approved", "done"}.isdisjoint(AFTER["refused"])
    assert "done" not in AFTER["asked"]


@pytest.mark.parametrize("change", ["UPDATE officers.act SET body = ''", "DELETE FROM officers.act"])
async def test_the_service_cannot_change_an_act(house: House, change: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with house.running.rooms.officers.transaction() as tx:
            await tx.execute(change.encode())
