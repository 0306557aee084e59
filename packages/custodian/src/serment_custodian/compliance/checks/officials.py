"""Whether what takes two persons was decided by two, and by what each of those who decide does."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import LiteralString

from serment_custodian.compliance.checks.hand import CustodianHand
from serment_custodian.officers import approvals, store
from serment_custodian.officers.errors import PasskeyRefused
from serment_custodian.officers.passkeys import open_key
from serment_custodian.officers.types import Officer
from serment_custodian.sealing_key import SealingKey
from serment_kernel.checks.broken import broken_in_the_database
from serment_kernel.checks.hand import Deciders
from serment_kernel.checks.types import Result, Title, check, none_of
from serment_kernel.database import Database, Tx

MOST = 200
DECIDED = {"approved", "done"}
UNDECIDED: LiteralString = """
INSERT INTO officers.decision (decision, kind, subject, body, state, asked)
VALUES (substr(sha256('drill'), 1, 16), 'drill', 'drill', 'drill', 'done', now())
"""
UNKEYED: LiteralString = """
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


async def deciders(databases: Mapping[str, Database], sealing: SealingKey) -> Deciders:
    """Officers who decide, and those of whom the sealing key opens no passkey as theirs."""
    async with databases["officers"].transaction() as tx:
        active = [each for each in await store.officers(tx) if each.state == "active"]
        without = [each.officer.hex() for each in active if not await _has_one(tx, sealing, each)]
    return Deciders(len(active), without)


async def _has_one(tx: Tx, sealing: SealingKey, officer: Officer) -> bool:
    for each in await store.passkeys_of(tx, officer.officer):
        try:
            public = open_key(sealing, each.credential, each.key_locked)
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
