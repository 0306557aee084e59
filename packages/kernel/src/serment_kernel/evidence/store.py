"""SQL of the evidence: one function, one statement. The schema's functions are the only way to write."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import psycopg

from serment_kernel.database import Tx
from serment_kernel.evidence.errors import EvidenceBroken
from serment_protocol.encoding import b64
from serment_protocol.evidence import Event
from serment_protocol.signing import Signed

# Raised by the schema's functions where the chain is shorter or other than its last root says.
BROKEN_STATE = "SR020"


class Head(NamedTuple):
    """Where a chain ends."""

    total: int
    hash: bytes
    at: datetime | None
    rooted: date | None
    """The newest day that has a root: no event belongs to it any more."""
    signer: bytes


class Signer(NamedTuple):
    """A key of the evidence, and the leaf that names it."""

    number: int
    since: int
    public: bytes
    record: Signed
    leaf: int


class Root(NamedTuple):
    """A day's root, and the leaf that holds it."""

    day: date
    total: int
    head: bytes
    record: Signed
    leaf: int


async def lock_head(tx: Tx) -> Head:
    """Where the chain ends; others wait until we commit. `EvidenceBroken` where it is not what its last root says."""
    try:
        cursor = await tx.execute("SELECT total, hash, at, rooted, signer FROM compliance.lock_head()")
    except psycopg.DatabaseError as error:
        if error.sqlstate == BROKEN_STATE:
            raise EvidenceBroken from error
        raise
    row = await cursor.fetchone()
    if row is None:
        raise LookupError("lock_head returned nothing")
    total, made, at, rooted, signer = row
    return Head(int(total), bytes(made), at, rooted, bytes(signer))


async def add_event(tx: Tx, event: Event) -> None:
    """Write the next event."""
    await tx.execute(
        "SELECT compliance.append_event(%s, %s, %s, %s, %s, %s, %s)",
        [event.seq, event.at, event.kind, event.body, event.prev, event.hash, event.signature],
    )


async def events(tx: Tx, origin: str, since: int, limit: int, kind: str = "") -> list[Event]:
    """Events from a number on, in order; of one kind, where it is named."""
    cursor = await tx.cursor(binary=True).execute(
        """
        SELECT seq, at, kind, body, prev, hash, signature FROM compliance.event
         WHERE seq >= %s AND (%s = '' OR kind = %s)
         ORDER BY seq LIMIT %s
        """,
        [since, kind, kind, limit],
    )
    return [event_of(origin, row) for row in await cursor.fetchall()]


async def event(tx: Tx, origin: str, seq: int) -> Event | None:
    """The event of a number."""
    cursor = await tx.cursor(binary=True).execute(
        "SELECT seq, at, kind, body, prev, hash, signature FROM compliance.event WHERE seq = %s", [seq]
    )
    row = await cursor.fetchone()
    return event_of(origin, row) if row else None


async def hashes_of(tx: Tx, day: date, total: int) -> list[bytes]:
    """The hashes of a day's events, of which the last is the one before number `total`."""
    cursor = await tx.execute(
        """
        SELECT hash FROM compliance.event
         WHERE seq < %s
               AND seq >= coalesce((SELECT total FROM compliance.root WHERE day < %s ORDER BY day DESC LIMIT 1), 0)
         ORDER BY seq
        """,
        [total, day],
    )
    return [bytes(row[0]) for row in await cursor.fetchall()]


async def hashes_before(tx: Tx, since: int, end: datetime) -> list[bytes]:
    """The hashes of the events from a number on that are older than this."""
    cursor = await tx.execute(
        "SELECT hash FROM compliance.event WHERE seq >= %s AND at < %s ORDER BY seq", [since, end]
    )
    return [bytes(row[0]) for row in await cursor.fetchall()]


async def newest(tx: Tx, origin: str, kind: str, limit: int) -> list[Event]:
    """The newest events of a kind, newest first."""
    cursor = await tx.cursor(binary=True).execute(
        """
        SELECT seq, at, kind, body, prev, hash, signature FROM compliance.event
         WHERE kind = %s ORDER BY seq DESC LIMIT %s
        """,
        [kind, limit],
    )
    return [event_of(origin, row) for row in await cursor.fetchall()]


async def total(tx: Tx) -> int:
    """How many events there are."""
    cursor = await tx.execute("SELECT coalesce(max(seq) + 1, 0) FROM compliance.event")
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def add_signer(tx: Tx, signer: Signer, entry: bytes) -> int:
    """Log the key that signs from now on; its leaf."""
    cursor = await tx.execute(
        "SELECT compliance.append_signer(%s, %s, %s, %s, %s, %s)",
        [signer.number, signer.since, signer.public, signer.record.body_bytes, signer.record.signature_bytes, entry],
    )
    return await _number(cursor)


async def signers(tx: Tx) -> list[Signer]:
    """All keys there were, oldest first."""
    cursor = await tx.execute(
        "SELECT number, since, public, record, signature, leaf FROM compliance.signer ORDER BY number"
    )
    return [
        Signer(int(row[0]), int(row[1]), bytes(row[2]), _signed(row[3], row[4]), int(row[5]))
        for row in await cursor.fetchall()
    ]


async def add_root(tx: Tx, root: Root, entry: bytes) -> int:
    """Log a day's root; its leaf."""
    cursor = await tx.execute(
        "SELECT compliance.append_root(%s, %s, %s, %s, %s, %s)",
        [root.day, root.total, root.head, root.record.body_bytes, root.record.signature_bytes, entry],
    )
    return await _number(cursor)


async def roots(tx: Tx, first: date = date.min, last: date = date.max) -> list[Root]:
    """The roots of these days, in order."""
    cursor = await tx.execute(
        """
        SELECT day, total, head, record, signature, leaf FROM compliance.root
         WHERE day BETWEEN %s AND %s ORDER BY day
        """,
        [first, last],
    )
    return [_root(row) for row in await cursor.fetchall()]


async def last_root(tx: Tx) -> Root | None:
    """The newest."""
    cursor = await tx.execute(
        "SELECT day, total, head, record, signature, leaf FROM compliance.root ORDER BY day DESC LIMIT 1"
    )
    row = await cursor.fetchone()
    return _root(row) if row else None


async def add_witnessed(tx: Tx, below: int, note: str) -> None:
    """Keep the first cosigned checkpoint with each root whose leaf is in it."""
    await tx.execute("SELECT compliance.append_witnessed(%s, %s)", [below, note])


async def last_witnessed(tx: Tx) -> tuple[date, str] | None:
    """The newest day whose root a witness has seen, and the checkpoint that it cosigned."""
    cursor = await tx.execute("SELECT day, note FROM compliance.witnessed ORDER BY day DESC LIMIT 1")
    row = await cursor.fetchone()
    return (row[0], str(row[1])) if row else None


async def witnessed(tx: Tx, first: date, last: date) -> dict[date, str]:
    """The checkpoints of these days."""
    cursor = await tx.execute("SELECT day, note FROM compliance.witnessed WHERE day BETWEEN %s AND %s", [first, last])
    return {row[0]: str(row[1]) for row in await cursor.fetchall()}


async def add_stamp(tx: Tx, day: date, token: bytes) -> None:
    """Keep a time-stamp over a day's root."""
    await tx.execute("SELECT compliance.append_stamp(%s, %s)", [day, token])


async def stamps(tx: Tx, first: date, last: date) -> dict[date, bytes]:
    """The time-stamps of these days."""
    cursor = await tx.execute("SELECT day, token FROM compliance.stamp WHERE day BETWEEN %s AND %s", [first, last])
    return {row[0]: bytes(row[1]) for row in await cursor.fetchall()}


async def unstamped(tx: Tx) -> list[Root]:
    """The roots that have none, oldest first."""
    cursor = await tx.execute(
        """
        SELECT day, total, head, record, signature, leaf FROM compliance.root AS r
         WHERE NOT EXISTS (SELECT FROM compliance.stamp AS s WHERE s.day = r.day) ORDER BY day
        """
    )
    return [_root(row) for row in await cursor.fetchall()]


def event_of(origin: str, row: Sequence[Any]) -> Event:
    """An event of its row."""
    seq, at, kind, body, prev, made, signature = row
    return Event(
        origin, int(seq), at.astimezone(UTC), str(kind), bytes(body), bytes(prev), bytes(made), bytes(signature)
    )


def _root(row: Sequence[Any]) -> Root:
    day, through, head, record, signature, leaf = row
    return Root(day, int(through), bytes(head), _signed(record, signature), int(leaf))


def _signed(body: bytes, signature: bytes) -> Signed:
    return Signed(b64(bytes(body)), b64(bytes(signature)))


async def _number(cursor: psycopg.AsyncCursor[Any]) -> int:
    row = await cursor.fetchone()
    if row is None:
        raise LookupError("nothing was appended")
    return int(row[0])
