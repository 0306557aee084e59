"""The key that shares are sealed to: made at the first start, followed by others, their public halves in the log."""

import secrets
from datetime import date, datetime

from serment_custodian.ledger import Bundle, Entry, Ledger
from serment_custodian.sealing_key import SealingKey
from serment_custodian.shares import store
from serment_custodian.shares.types import ShareKey
from serment_kernel.database import Database
from serment_protocol.encoding import b64, canonical
from serment_protocol.sealing import public_key_of
from serment_protocol.shares import ShareKey as ShareKeyRecord

SHARE_SEED = "shares/share-seed"
NAME = "share-key"


async def ensure_key(db: Database, sealing: SealingKey, ledger: Ledger, now: datetime) -> None:
    """Have a key, and its record in the log."""
    async with db.transaction() as tx:
        if not await store.share_keys(tx):
            await store.add_share_key(tx, new_share_key(sealing, ledger, now.date()))
    await publish(db, ledger)


async def rotate_share_key(db: Database, sealing: SealingKey, ledger: Ledger, now: datetime) -> None:
    """Have shares sealed to a new key from now on; the old one goes on opening those that are on their way."""
    async with db.transaction() as tx:
        await store.add_share_key(tx, new_share_key(sealing, ledger, now.date()))
    await publish(db, ledger)


def new_share_key(sealing: SealingKey, ledger: Ledger, day: date) -> ShareKey:
    """A fresh X-Wing seed, locked, with the signed record of its public half."""
    row, seed = secrets.token_bytes(16), secrets.token_bytes(32)
    body = canonical(ShareKeyRecord(seal=b64(public_key_of(seed)), valid_from=day.isoformat()))
    return ShareKey(row, day, body, ledger.sign(NAME, body), None, sealing.lock(SHARE_SEED, row, seed))


async def publish(db: Database, ledger: Ledger) -> None:
    """Append to the log what is not there yet; what a crash left behind is found there and not added again."""
    async with db.transaction() as tx:
        waiting = [key for key in await store.share_keys(tx) if key.leaf is None]
    for key in reversed(waiting):
        leaf = await ledger.append_once(entry_of(key))
        async with db.transaction() as tx:
            await store.note_leaf(tx, key.share_key, leaf)


async def key_bundle(db: Database, ledger: Ledger) -> Bundle:
    """The newest key that a witness has seen, with its proof."""
    async with db.transaction() as tx:
        keys = [(entry_of(key), key.leaf) for key in await store.share_keys(tx) if key.leaf is not None]
    return (await ledger.bundles(keys))[0]


async def seeds(db: Database, sealing: SealingKey) -> list[bytes]:
    """The seeds in the clear, newest first."""
    async with db.transaction() as tx:
        keys = await store.share_keys(tx)
    return [sealing.unlock(SHARE_SEED, key.share_key, key.seed_locked) for key in keys]


def entry_of(key: ShareKey) -> Entry:
    """The key's leaf."""
    return Entry("share_key", key.body, key.signature)
