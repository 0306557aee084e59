"""Whether what takes two persons was decided by two, and whether each of those who decide has a passkey."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import LiteralString

from serment_custodian.compliance.checks.hand import CustodianHand
from serment_custodian.officers import approvals, store
from serment_custodian.officers.errors import PasskeyRefused
from serment_custodian.officers.passkeys import open_key
from serment_custodian.officers.types import Officer
from serment_kernel.checks.broken import broken_in_the_database
from serment_kernel.checks.types import Result, Title, check, none_of
from serment_kernel.database import Tx

MOST = 200
DECIDED = {"approved", "done"}
UNDECIDED: LiteralString = """
INSERT INTO officers.decision (decision, kind, subject, body, state, asked)
VALUES (substr(sha256('drill'), 1, 16), 'drill', 'drill', 'drill', 'done', now())
"""
WITHOUT_A_PASSKEY: LiteralString = """
INSERT INTO officers.officer VALUES (substr(sha256('drill'), 1, 16), 'Exercice', 'active', current_date)
"""


@check(
    "C02",
    Title("Ce qui veut deux personnes a été décidé par deux", "What takes two persons was decided by two"),
    period=timedelta(hours=2),
    fresh=timedelta(hours=5),
    refs=("A.5.3", "A.8.32"),
    severity="high",
)
async def two_persons(hand: CustodianHand) -> Result:
    """The newest decisions, each signature verified once more: as many officers as its kind wants, all different."""
    office, kinds = hand.decisions.office, hand.decisions.kinds
    faults: list[str] = []
    async with hand.databases["officers"].transaction() as tx:
        decided = [each for each in await store.recent_decisions(tx, MOST) if each.state in DECIDED]
        for each in decided:
            quorum = kinds[each.kind].quorum if each.kind in kinds else office.settings.quorum
            if len(await approvals.signed(tx, office, each)) < quorum:
                faults.append(f"{each.kind} {each.decision.hex()}")
    return none_of("SELECT FROM officers.decision WHERE state IN ('approved', 'done')", len(decided), "alone", *faults)


@check(
    "C14",
    Title("Chaque officier a une clé d’accès", "Each officer has a passkey"),
    period=timedelta(hours=2),
    fresh=timedelta(hours=5),
    refs=("A.8.5", "A.8.2"),
    severity="high",
)
async def second_factor(hand: CustodianHand) -> Result:
    """Officers who decide, and of each the passkeys that the sealing key opens as theirs."""
    async with hand.databases["officers"].transaction() as tx:
        active = [each for each in await store.officers(tx) if each.state == "active"]
        without = [each.officer.hex() for each in active if not await _has_one(tx, hand, each)]
    if not active:
        return Result("not_applicable", 0, "SELECT FROM officers.officer", {}, {"officers": 0})
    return none_of("SELECT FROM officers.officer WHERE state = 'active'", len(active), "without_passkey", *without)


async def _has_one(tx: Tx, hand: CustodianHand, officer: Officer) -> bool:
    for each in await store.passkeys_of(tx, officer.officer):
        try:
            public = open_key(hand.sealing, each.credential, each.key_locked)
        except PasskeyRefused:
            continue
        if public.officer == officer.officer and public.decides:
            return True
    return False


@two_persons.broken_by
@asynccontextmanager
async def _with_a_row_that_nobody_approved(hand: CustodianHand) -> AsyncGenerator[CustodianHand]:
    async with broken_in_the_database(hand, UNDECIDED) as broken:
        yield broken


@second_factor.broken_by
@asynccontextmanager
async def _with_an_officer_who_has_none(hand: CustodianHand) -> AsyncGenerator[CustodianHand]:
    async with broken_in_the_database(hand, WITHOUT_A_PASSKEY) as broken:
        yield broken
