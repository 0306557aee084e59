"""Make issuer keys ahead of their week; sign blinded requests within a person's weekly budget."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from serment_custodian.ledger import Bundle, Entry, Ledger
from serment_custodian.people import PersonId
from serment_custodian.sealing_key import SealingKey
from serment_custodian.tokens import rules, store
from serment_custodian.tokens.blind_signing import blind_sign, load_key, modulus_bytes, new_key, private_bytes
from serment_custodian.tokens.errors import TokensExhausted
from serment_custodian.tokens.types import PURPOSES, IssuerKey, Period, Purpose
from serment_kernel.database import Database
from serment_protocol.encoding import b64, canonical, from_b64, write_time
from serment_protocol.returns import RightDue
from serment_protocol.tokens import token_key_id

PRIVATE = "tokens/issuer-key"
KEPT_WEEKS = timedelta(weeks=1)


async def rotate_issuers(db: Database, sealing: SealingKey, ledger: Ledger, now: datetime) -> None:
    """Have this week's and next week's keys in the log, and destroy private keys that issue no more."""
    async with db.transaction() as tx:
        present = {(key.purpose, key.issue_from) for key in await store.redeemable_keys(tx, now)}
    for period in rules.periods_wanted(now):
        for purpose in PURPOSES:
            if (purpose, period.issue_from) not in present:
                key = await asyncio.to_thread(make_key, sealing, ledger, purpose, period)
                async with db.transaction() as tx:
                    await store.add_key(tx, key)
    await publish(db, ledger, now)
    async with db.transaction() as tx:
        await store.forget_private_keys(tx, now)


def make_key(sealing: SealingKey, ledger: Ledger, purpose: Purpose, period: Period) -> IssuerKey:
    """A new key with its signed record, the private half locked."""
    key = new_key()
    modulus = modulus_bytes(key)
    key_id = token_key_id(modulus)
    body = canonical(
        {
            "v": 1,
            "type": "issuer_key",
            "purpose": purpose,
            "modulus": b64(modulus),
            "issue_from": write_time(period.issue_from),
            "issue_until": write_time(period.issue_until),
            "redeem_until": write_time(period.redeem_until),
        }
    )
    return IssuerKey(
        key_id=key_id,
        purpose=purpose,
        issue_from=period.issue_from,
        issue_until=period.issue_until,
        redeem_until=period.redeem_until,
        body=body,
        signature=ledger.sign("issuer-key", body),
        leaf=None,
        private_locked=sealing.lock(PRIVATE, key_id, private_bytes(key)),
    )


async def publish(db: Database, ledger: Ledger, now: datetime) -> None:
    """Append to the log what is not there yet; a crash in between costs at most a second leaf."""
    async with db.transaction() as tx:
        waiting = [key for key in await store.redeemable_keys(tx, now) if key.leaf is None]
    for key in waiting:
        leaf = await ledger.append(entry_of(key))
        async with db.transaction() as tx:
            await store.note_leaf(tx, key.key_id, leaf)


async def bundles(db: Database, ledger: Ledger, now: datetime) -> list[Bundle]:
    """The issuer keys whose tokens are taken, each with its proof."""
    async with db.transaction() as tx:
        keys = await store.redeemable_keys(tx, now)
    return await ledger.bundles([(entry_of(key), key.leaf) for key in keys if key.leaf is not None])


async def issue(
    db: Database,
    sealing: SealingKey,
    person: PersonId,
    purpose: Purpose,
    key_id: bytes,
    blinded: Sequence[bytes],
    budget: int,
    now: datetime,
) -> list[bytes]:
    """Sign blindly, having counted; nothing of the requests is kept."""
    async with db.transaction() as tx:
        stored = rules.require_issuing(await store.key_of(tx, key_id), purpose, now)
    key = load_key(sealing.unlock(PRIVATE, key_id, stored.private_locked or b""))
    rules.require_signable(blinded, key.public_key().public_numbers().n)
    rules.require_within(len(blinded), budget)
    async with db.transaction() as tx:
        week = rules.week_of(now.date())
        if not await store.take_from_budget(tx, person, purpose, week, len(blinded), budget):
            raise TokensExhausted
    return await asyncio.to_thread(lambda: [blind_sign(key, one) for one in blinded])


async def give_back(db: Database, sealing: SealingKey, due: RightDue, now: datetime) -> bytes:
    """Sign blindly what the platform says is due, whatever the week's budget says, and whoever asks.

    Nothing is noted: this signature has no chance in it, so whoever asks again has the same one and no second right.
    """
    key_id, blinded = bytes.fromhex(due.key), from_b64(due.blinded)
    async with db.transaction() as tx:
        stored = rules.require_issuing(await store.key_of(tx, key_id), "booking", now)
    key = load_key(sealing.unlock(PRIVATE, key_id, stored.private_locked or b""))
    rules.require_signable([blinded], key.public_key().public_numbers().n)
    return await asyncio.to_thread(blind_sign, key, blinded)


async def purge(db: Database, now: datetime) -> None:
    """Forget weeks that no budget counts any more."""
    async with db.transaction() as tx:
        await store.purge(tx, rules.week_of(now.date()) - KEPT_WEEKS)


def entry_of(key: IssuerKey) -> Entry:
    """The key's leaf."""
    return Entry("issuer_key", key.body, key.signature)
