"""An extract of a chain as a file that a stranger verifies without asking anybody (SPEC 20)."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta
from typing import BinaryIO, NamedTuple

from msgspec import UNSET

from serment_kernel.database import Database, Tx
from serment_kernel.evidence import store
from serment_kernel.evidence.chain import Chain
from serment_kernel.evidence.roots import keep_witnessed
from serment_kernel.merkle_log import MerkleLog
from serment_protocol.encoding import b64, canonical, write_day, write_time
from serment_protocol.evidence import Event, write_event
from serment_protocol.evidence_export import (
    EXPORT,
    DayLine,
    End,
    EndLine,
    Header,
    HeaderLine,
    Leaf,
    write_event_line,
    write_line,
)
from serment_protocol.signing import sign_bytes
from serment_protocol.transparency import Bundle, entry_bytes

DAY = timedelta(days=1)


class NothingToExport(Exception):
    """No day of this time has a root that witnesses have seen."""

    def __init__(self) -> None:
        super().__init__("No day of this time has a root that witnesses have seen.")


class Extract(NamedTuple):
    """What an extract is made of, beside the events."""

    checkpoint: str
    keys: Sequence[Leaf]
    before: store.Root | None
    days: Sequence[store.Root]
    leaves: dict[int, Leaf]
    notes: dict[date, str]
    stamps: dict[date, bytes]


async def export(
    db: Database, chain: Chain, log: MerkleLog, out: BinaryIO, days: tuple[date, date], now: datetime
) -> int:
    """Write the events of these days, and return how many there are. What no witnessed root covers comes last."""
    await keep_witnessed(db, log)
    async with db.transaction() as tx:
        await tx.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        extract = await _extract(tx, log, *days)
        header = _header(chain, log, extract, now)
        digest, lines, count = hashlib.sha256(), 0, 0
        async for line, is_event in _lines(tx, chain, extract, header, days[1]):
            out.write(line)
            digest.update(line)
            lines, count = lines + 1, count + is_event
        out.write(write_line(_end(chain, lines, digest.hexdigest())))
    return count


async def _extract(tx: Tx, log: MerkleLog, first: date, last: date) -> Extract:
    signers, roots = await store.signers(tx), await store.roots(tx)
    logged = [(entry_bytes("evidence_key", each.record), each.leaf) for each in signers]
    logged += [(entry_bytes("evidence_root", each.record), each.leaf) for each in roots if each.day <= last]
    bundles = await log.bundles(logged)
    leaves = {each.index: _leaf(each) for each in bundles}
    notes = await store.witnessed(tx, date.min, last)
    seen = [root for root in roots if root.leaf in leaves and root.day in notes]
    days = [root for root in seen if root.day >= first]
    if not days:
        raise NothingToExport
    return Extract(
        checkpoint=bundles[0].checkpoint,
        keys=[leaves[each.leaf] for each in signers if each.leaf in leaves],
        before=next((root for root in seen if root.day == days[0].day - DAY), None),
        days=days,
        leaves=leaves,
        notes=notes,
        stamps=await store.stamps(tx, days[0].day, days[-1].day),
    )


def _header(chain: Chain, log: MerkleLog, extract: Extract, now: datetime) -> Header:
    return Header(
        origin=chain.origin,
        log_key=log.verifier,
        first=write_day(extract.days[0].day),
        last=write_day(extract.days[-1].day),
        made=write_time(now),
        checkpoint=extract.checkpoint,
        keys=tuple(extract.keys),
        before=extract.leaves[extract.before.leaf] if extract.before else UNSET,
    )


async def _lines(
    tx: Tx, chain: Chain, extract: Extract, header: Header, last: date
) -> AsyncIterator[tuple[bytes, bool]]:
    """Each line, and whether it is an event."""
    yield write_line(HeaderLine(header)), False
    waiting = list(extract.days)
    async for event in chain.walk(tx, extract.before.total if extract.before else 0):
        while waiting and waiting[0].total <= event.seq:
            yield _day_line(extract, waiting.pop(0)), False
        if event.at.date() > last:
            break
        yield _event_line(event), True
    for root in waiting:
        yield _day_line(extract, root), False


def _event_line(event: Event) -> bytes:
    written = write_event(event.origin, event.seq, event.at, event.kind, event.body, event.prev)
    return write_event_line(written, event.signature)


def _day_line(extract: Extract, root: store.Root) -> bytes:
    token = extract.stamps.get(root.day)
    return write_line(DayLine(extract.leaves[root.leaf], extract.notes[root.day], b64(token) if token else UNSET))


def _end(chain: Chain, lines: int, digest: str) -> EndLine:
    end = End(lines, digest)
    return EndLine(end, b64(sign_bytes(chain.seed, EXPORT, canonical(end))))


def _leaf(bundle: Bundle) -> Leaf:
    return Leaf(bundle.entry, bundle.index, bundle.proof)
