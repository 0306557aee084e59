"""One event with all that proves it: the key that signed it, its place in its day, and that day's root in the log."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from serment_kernel.database import Database, Tx
from serment_kernel.evidence import store
from serment_kernel.merkle_log import MerkleLog
from serment_protocol.evidence import Event, write_event
from serment_protocol.evidence_export import write_event_line
from serment_protocol.merkle import inclusion_proof, leaf_hash
from serment_protocol.transparency import Bundle, entry_bytes


class InDay(msgspec.Struct, frozen=True):
    """Where an event stands in its day, and the leaf that holds the day's root."""

    index: int
    proof: list[str]
    root: Bundle
    key: Bundle
    """The leaf of the key that signed the root, which may be a newer one than the event's."""


class Record(msgspec.Struct, frozen=True):
    """An event and its proofs."""

    line: str
    """As an extract of the evidence has it."""
    key: Bundle
    """The leaf of the key that signed it."""
    day: InDay | None
    """None as long as its day is not over, or no witness has seen its root."""


class Placed(NamedTuple):
    """The events of a day by their hashes, which of them it is, and the day's root."""

    place: int
    hashes: Sequence[bytes]
    root: store.Root
    signer: store.Signer


async def record_of(db: Database, log: MerkleLog, event: Event) -> Record:
    """All that there is to show of an event; as the room `compliance`."""
    async with db.transaction() as tx:
        signers = await store.signers(tx)
        placed = await _placed(tx, event, signers)
    signer = [each for each in signers if each.since <= event.seq][-1]
    return Record(_line(event), await _key(log, signer), await _in_day(log, placed) if placed else None)


def _line(event: Event) -> str:
    written = write_event(event.origin, event.seq, event.at, event.kind, event.body, event.prev)
    return write_event_line(written, event.signature).decode().rstrip("\n")


async def _key(log: MerkleLog, signer: store.Signer) -> Bundle:
    return await log.bundle(entry_bytes("evidence_key", signer.record), signer.leaf)


async def _placed(tx: Tx, event: Event, signers: Sequence[store.Signer]) -> Placed | None:
    day = event.at.date()
    found, seen = await store.roots(tx, day, day), await store.witnessed(tx, day, day)
    if not found or not seen:
        return None
    [root] = found
    hashes = await store.hashes_of(tx, day, root.total)
    signer = [each for each in signers if each.leaf < root.leaf][-1]
    return Placed(event.seq - (root.total - len(hashes)), hashes, root, signer)


async def _in_day(log: MerkleLog, placed: Placed) -> InDay:
    proof = inclusion_proof([leaf_hash(each) for each in placed.hashes], placed.place)
    root = await log.bundle(entry_bytes("evidence_root", placed.root.record), placed.root.leaf)
    return InDay(placed.place, [each.hex() for each in proof], root, await _key(log, placed.signer))
