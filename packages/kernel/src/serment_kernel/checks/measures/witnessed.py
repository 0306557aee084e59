"""Whether others still watch the log: what they cosigned last, how long ago, and whether all of it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from psycopg import sql

from serment_kernel.checks.hand import Hand
from serment_kernel.checks.types import Result, Title, check, none_of
from serment_protocol.cosignatures import newest_stamp

OLDEST = timedelta(hours=6)
QUERY = "SELECT count(*) FROM {0}.leaf; SELECT size, note FROM {0}.cosigned"


@check(
    "C48",
    Title("Les témoins ont cosigné le journal récemment", "Witnesses have cosigned the log lately"),
    period=timedelta(minutes=30),
    fresh=timedelta(hours=2),
    refs=("A.5.28", "A.8.15"),
    severity="high",
)
async def witnessed(hand: Hand) -> Result:
    """The newest note that is kept, by the signatures of the witnesses that stand in it."""
    schema = sql.Identifier(hand.log_schema)
    async with hand.databases[hand.log_schema].transaction() as tx:
        counted = await (await tx.execute(sql.SQL("SELECT count(*) FROM {}.leaf").format(schema))).fetchone()
        kept = await (await tx.execute(sql.SQL("SELECT size, note FROM {}.cosigned").format(schema))).fetchone()
    size, note = (int(kept[0]), str(kept[1])) if kept else (0, "\n\n")
    now = hand.now()
    old = [key.name for key in hand.witnesses if not _is_fresh(newest_stamp(note, key), now)]
    # Without any witness, nobody watches.
    faults = old if hand.witnesses else ["no witness"]
    leaves = int(counted[0]) if counted else 0
    return none_of(QUERY, leaves, "silent_witnesses", *faults, *(["leaves are gone"] if leaves < size else []))


def _is_fresh(stamp: int | None, now: datetime) -> bool:
    return stamp is not None and abs(now - datetime.fromtimestamp(stamp, UTC)) <= OLDEST


@witnessed.broken_by
@asynccontextmanager
async def _a_day_without_anybody(hand: Hand) -> AsyncGenerator[Hand]:
    yield replace(hand, now=lambda: hand.now() + timedelta(days=1))
