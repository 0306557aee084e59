"""Acts of the operator's staff as leaves of the log: what was done and why for everybody, who did it for whoever is
told the salt (SPEC 9).
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from serment_kernel.database import Database, Tx
from serment_kernel.merkle_log import MerkleLog
from serment_protocol.encoding import b64, canonical, write_day
from serment_protocol.primitives import random_bytes
from serment_protocol.signing import Signed, peek
from serment_protocol.staff import SALT_BYTES, STAFF_ACT, StaffAct, staff_commitment
from serment_protocol.structure import read
from serment_protocol.transparency import Entry, entry_bytes


class Hand(NamedTuple):
    """Who acts, for which reason, on which day."""

    name: str
    reason: str
    day: date


class Done(NamedTuple):
    """An act as the log has it, and who did it."""

    leaf: int
    act: StaffAct
    name: str
    salt: bytes


async def append_staff_act(tx: Tx, log: MerkleLog, act: str, subject: Mapping[str, str], hand: Hand) -> None:
    """Log an act when `tx` commits, or neither is done."""
    salt = random_bytes(SALT_BYTES)
    record = StaffAct(
        act=act,
        reason=hand.reason,
        subject=canonical(dict(subject)).decode(),
        by=staff_commitment(salt, hand.name),
        day=write_day(hand.day),
    )
    body = canonical(record)
    entry = entry_bytes("staff_act", Signed(b64(body), b64(log.sign(STAFF_ACT, body))))
    await tx.execute("SELECT keys.append_staff_act(%s, %s, %s)", [entry, salt, hand.name])


async def staff_acts(db: Database) -> list[Done]:
    """Every act, and who did it."""
    query = "SELECT leaf, entry, name, salt FROM keys.staff_act JOIN keys.leaf ON index = leaf ORDER BY leaf"
    async with db.transaction() as tx:
        cursor = await tx.execute(query)
        return [
            Done(leaf, _act(bytes(entry)), name, bytes(salt)) for leaf, entry, name, salt in await cursor.fetchall()
        ]


def _act(entry: bytes) -> StaffAct:
    found = read(entry, Entry)
    return peek(Signed(found.body, found.signature), StaffAct)
