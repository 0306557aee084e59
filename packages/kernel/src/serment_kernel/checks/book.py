"""The evidence chain as the book of the checks. What it gives back was verified: a row that somebody wrote is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString, TypeAlias

import msgspec

from serment_kernel.checks.draw import NOT_DRAWN, Draw
from serment_kernel.checks.engine import Last
from serment_kernel.checks.records import RAN
from serment_kernel.database import Database, Tx
from serment_kernel.evidence import Chain, Event, NoWitnessedRoot, sample_seed
from serment_kernel.evidence.store import event_of
from serment_protocol.encoding import write_time
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.evidence import CheckBody, is_whole, verify_event
from serment_protocol.structure import read

Parameters: TypeAlias = Sequence[Sequence[str] | datetime | None]

NEWEST: LiteralString = """
SELECT event.* FROM unnest(%s::text[]) AS wanted CROSS JOIN LATERAL (
    SELECT seq, at, kind, body, prev, hash, signature FROM compliance.event
     WHERE kind = 'check' AND compliance.said(body, 'check') = wanted AND at <= coalesce(%s, 'infinity'::timestamptz)
     ORDER BY seq DESC LIMIT 1
) AS event
"""
FAILED: LiteralString = """
SELECT event.* FROM unnest(%s::text[], %s::text[]) AS wanted (check_id, code) CROSS JOIN LATERAL (
    SELECT seq, at, kind, body, prev, hash, signature FROM compliance.event
     WHERE kind IN ('check', 'drill') AND compliance.said(body, 'result') = 'fail'
           AND compliance.said(body, 'check') = wanted.check_id
           AND compliance.said(body, 'code') = wanted.code
     ORDER BY seq DESC LIMIT 1
) AS event
"""


@dataclass(frozen=True)
class ChainBook:
    """The book of one hand."""

    db: Database
    """As the room `compliance`."""
    chain: Chain

    async def append(self, kind: str, record: CheckBody, now: datetime) -> int:
        """Add an event; its number."""
        async with self.db.transaction() as tx:
            return (await self.chain.append(tx, kind, record, now)).seq

    async def last(self, checks: Sequence[tuple[str, str]], until: datetime | None = None) -> dict[str, Last]:
        """What there is of these checks; their newest runs, or those that were the newest at a moment."""
        names, codes = [name for name, _ in checks], [code for _, code in checks]
        async with self.db.transaction() as tx:
            runs = await self._found(tx, NEWEST, [names, until])
            failed = await self._found(tx, FAILED, [names, codes])
        failing = {record.check: write_time(event.at) for event, record in failed}
        ran = {record.check: (record, event.seq) for event, record in runs if event.kind == RAN}
        return {name: Last(*ran.get(name, (None, -1)), failing.get(name, "")) for name in names}

    async def draw(self, check: str) -> Draw:
        """By which a check draws its sample now."""
        async with self.db.transaction() as tx:
            try:
                seed = await sample_seed(tx, check)
            except NoWitnessedRoot:
                return NOT_DRAWN
        return Draw(seed.value, seed.root)

    async def _found(self, tx: Tx, query: LiteralString, parameters: Parameters) -> list[tuple[Event, CheckBody]]:
        cursor = await tx.cursor(binary=True).execute(query, parameters)
        events = [event_of(self.chain.origin, row) for row in await cursor.fetchall()]
        return [(event, read(event.body, CheckBody)) for event in events if self._is_ours(event)]

    def _is_ours(self, event: Event) -> bool:
        try:
            verify_event(event, self.chain.public)
            read(event.body, CheckBody)
        except (ProtocolRefusal, msgspec.MsgspecError):
            return False
        return is_whole(event)
