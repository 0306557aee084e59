"""Erasing somebody for good: rows, journal, leaf and receipt, all of them or none (SPEC 17).

The schema has the table `erasure`, which keeps a receipt for whoever lost the answer. It names nobody: what stands
in it for an account or a person is hashed with a number that only their client has.
"""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from psycopg import sql

from serment_kernel.database import Tx
from serment_kernel.erasures import BACKUP_MADE, Erasures
from serment_kernel.merkle_log import MerkleLog
from serment_protocol.encoding import b64
from serment_protocol.erasures import ERASURE, RECEIPT, Destroyed, Done, Hand, make_receipt, make_record, request_hash
from serment_protocol.erasures import whose as whose_hash
from serment_protocol.signing import Signed
from serment_protocol.transparency import entry_bytes

RECEIPT_TIME = timedelta(days=30)
LATE = timedelta(days=7)
"""So long after its day a backup may still be there, if nobody made another."""


@dataclass(frozen=True)
class Subject:
    """Whom to erase: kind and random identifier for the journal, and the name that only the receipt's owner has."""

    kind: str
    key: bytes
    name: str


async def settle_journal(journal: Erasures, passing: Collection[str], backup_days: int, now: datetime) -> None:
    """Take its order out of the journal, and drop what no backup brings back: the last was deleted some days ago."""
    before = (now - timedelta(days=backup_days) - LATE).date()
    await asyncio.to_thread(journal.settle, now.date(), {*passing, BACKUP_MADE}, before)


@dataclass(frozen=True)
class Eraser:
    """One hand's way of erasing, by the functions `erase` and `append_erasure` of its schema."""

    hand: Hand
    schema: str
    log: MerkleLog
    journal: Erasures
    backup_days: int

    async def known(self, tx: Tx, nonce: bytes) -> Done | None:
        """What the same request was answered."""
        query = sql.SQL("SELECT receipt, receipt_signature, record, record_signature, leaf FROM {} WHERE request = %s")
        cursor = await tx.execute(query.format(self._table), [bytes.fromhex(request_hash(nonce))])
        row = await cursor.fetchone()
        if row is None:
            return None
        receipt, receipt_signature, record, record_signature, leaf = row
        return Done(_signed(receipt, receipt_signature), _signed(record, record_signature), int(leaf))

    async def erase(self, tx: Tx, subject: Subject, nonce: bytes, now: datetime) -> Done:
        """Destroy every row of the subject when `tx` commits; nothing may follow in it."""
        destroyed = await self._destroy(tx, subject.key)
        backups = (now + timedelta(days=self.backup_days)).date()
        receipt = self._sign(RECEIPT, make_receipt(self.hand, whose_hash(nonce, subject.name), destroyed, now, backups))
        record = self._sign(ERASURE, make_record(receipt, now.date()))
        done = Done(receipt, record, await self._append(tx, entry_bytes("erasure", record)))
        await self._keep(tx, nonce, done, now.date())
        # On the disk before it is true: a backup of before then cannot bring back what was erased.
        await asyncio.to_thread(self.journal.append, subject.kind, subject.key, now.date())
        return done

    @property
    def _table(self) -> sql.Identifier:
        return sql.Identifier(self.schema, "erasure")

    async def _destroy(self, tx: Tx, key: bytes) -> tuple[Destroyed, ...]:
        query = sql.SQL("SELECT what, count FROM {}(%s)").format(sql.Identifier(self.schema, "erase"))
        cursor = await tx.execute(query, [key])
        return tuple(Destroyed(str(what), int(count)) for what, count in await cursor.fetchall())

    def _sign(self, name: str, body: bytes) -> Signed:
        return Signed(b64(body), b64(self.log.sign(name, body)))

    async def _append(self, tx: Tx, entry: bytes) -> int:
        query = sql.SQL("SELECT {}(%s)").format(sql.Identifier(self.schema, "append_erasure"))
        cursor = await tx.execute(query, [entry])
        row = await cursor.fetchone()
        if row is None:
            raise LookupError("append_erasure returned nothing")
        return int(row[0])

    async def _keep(self, tx: Tx, nonce: bytes, done: Done, day: date) -> None:
        query = sql.SQL(
            """
            INSERT INTO {} (request, receipt, receipt_signature, record, record_signature, leaf, day)
            VALUES (%s, %s, %s, %s, %s, %s, %s)
            """
        )
        request, receipt, record = bytes.fromhex(request_hash(nonce)), done.receipt, done.record
        signed = [receipt.body_bytes, receipt.signature_bytes, record.body_bytes, record.signature_bytes]
        await tx.execute(query.format(self._table), [request, *signed, done.leaf, day])


def _signed(body: bytes, signature: bytes) -> Signed:
    return Signed(b64(body), b64(signature))


async def forget_receipts(tx: Tx, schema: str, now: datetime) -> None:
    """Those that whoever asked has had time to fetch."""
    query = sql.SQL("DELETE FROM {} WHERE day < %s").format(sql.Identifier(schema, "erasure"))
    await tx.execute(query, [(now - RECEIPT_TIME).date()])
