"""Give a person a salt and a seed; answer a blinded passphrase."""

import secrets
from datetime import datetime

from serment_custodian.config import Budgets
from serment_custodian.hardening import rules, store
from serment_custodian.hardening.types import Limits
from serment_custodian.people import Caller, PersonId, SessionKind
from serment_custodian.sealing_key import SealingKey
from serment_kernel.database import Database
from serment_protocol.hardening import check_element, evaluate

PURPOSE = "hardening/seed"


async def salt_for(db: Database, sealing: SealingKey, person: PersonId) -> bytes:
    """The person's salt; both salt and seed are made when first asked for, and stay."""
    async with db.transaction() as tx:
        found = await store.salt_of(tx, person)
        if found is not None:
            return found
        salt, seed = secrets.token_bytes(16), secrets.token_bytes(32)
        await store.add_salt(tx, person, salt, sealing.lock(PURPOSE, person, seed))
        return await store.salt_of(tx, person) or salt


async def answer(
    db: Database, sealing: SealingKey, caller: Caller, blinded: bytes, limits: Limits, now: datetime
) -> bytes:
    """Evaluate under the person's key (RFC 9497) and count it; what is no element costs nothing."""
    check_element(blinded)
    day = now.date()
    async with db.transaction() as tx:
        locked = await store.lock_seed(tx, caller.person)
        if locked is None:
            raise LookupError("a session was opened without a salt")
        counts = await store.counts(tx, caller.person, caller.kind, day, rules.month_before(day))
        rules.require_evaluation_left(counts, limits)
        await store.count_evaluation(tx, caller.person, caller.kind, day)
    return evaluate(sealing.unlock(PURPOSE, caller.person, locked), blinded)


def limits_of(budgets: Budgets, kind: SessionKind) -> Limits:
    """The budget of a kind of session."""
    if kind == "code":
        return Limits(budgets.evaluations_code_day, budgets.evaluations_code_month)
    return Limits(budgets.evaluations_device_day, 0)


async def purge(db: Database, now: datetime) -> None:
    """Forget days that no budget counts any more."""
    async with db.transaction() as tx:
        await store.purge(tx, rules.month_before(now.date()))
