"""How a check went over time: its outcomes by day, and its newest runs with the numbers of their events."""

from datetime import datetime
from typing import LiteralString

import msgspec

from serment_kernel.database import Tx
from serment_protocol.encoding import write_day, write_time

MOST_RUNS = 50

OUTCOMES: LiteralString = """
SELECT (at AT TIME ZONE 'UTC')::date, compliance.said(body, 'result'), count(*)
  FROM compliance.event
 WHERE kind = 'check' AND compliance.said(body, 'check') = %s AND at >= %s AND at < %s
 GROUP BY 1, 2 ORDER BY 1, 2
"""
RUNS: LiteralString = """
SELECT seq, at, compliance.said(body, 'result')
  FROM compliance.event
 WHERE kind = 'check' AND compliance.said(body, 'check') = %s AND at >= %s AND at < %s
 ORDER BY seq DESC LIMIT %s
"""


class Outcomes(msgspec.Struct, frozen=True):
    """So many runs of a day ended like this."""

    day: str
    result: str
    runs: int


class Run(msgspec.Struct, frozen=True):
    """One run."""

    event: int
    at: str
    result: str


async def outcomes(tx: Tx, check: str, first: datetime, end: datetime) -> list[Outcomes]:
    """Each day of this time, by outcome; a day without a run is not there."""
    cursor = await tx.execute(OUTCOMES, [check, first, end])
    return [Outcomes(write_day(row[0]), str(row[1]), int(row[2])) for row in await cursor.fetchall()]


async def runs(tx: Tx, check: str, first: datetime, end: datetime) -> list[Run]:
    """The newest runs of this time, the newest first."""
    cursor = await tx.execute(RUNS, [check, first, end, MOST_RUNS])
    return [Run(int(row[0]), write_time(row[1]), str(row[2])) for row in await cursor.fetchall()]
