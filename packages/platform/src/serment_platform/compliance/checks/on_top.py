"""Whether two visits share a place only where staff have said that they do; and how many do."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import LiteralString

from serment_kernel.checks.broken import broken_in_the_database
from serment_kernel.checks.types import Result, Title, band, check, judged
from serment_platform.compliance.checks.hand import PlatformHand
from serment_platform.compliance.checks.queue import SCHEDULE

ON_TOP: LiteralString = """
SELECT count(*) FILTER (WHERE overbooked),
       count(*) FILTER (WHERE NOT overbooked AND EXISTS (
           SELECT FROM scheduling.appointment AS b
            WHERE b.schedule = a.schedule AND b.lane = a.lane AND b.appointment <> a.appointment
                  AND b.state <> 'cancelled' AND NOT b.overbooked
                  AND b.start > a.start - interval '1 day' AND b.start < a.start + a.minutes * interval '1 minute'
                  AND b.start + b.minutes * interval '1 minute' > a.start))
  FROM scheduling.appointment AS a
 WHERE state <> 'cancelled' AND start > %(now)s
"""
# Two visits of one time. Each says that it is of another calendar than the rows say, so that no constraint sees them.
TWO_VISITS: LiteralString = r"""
INSERT INTO scheduling.appointment (appointment, practice, schedule, number, start, minutes, class, epoch, state,
                                    sequence, last, manage, envelope, self_copy, confirm_due)
SELECT sha256(('drill' || which)::bytea), practice, schedule, -which, date_trunc('day', now()) + interval '3 days', 5,
       'drill', 1, 'booked', 0, '', '', '', '', false
  FROM scheduling.schedule, generate_series(1, 2) AS which WHERE schedule = '\x647269'
"""


@check(
    "C55",
    Title(
        "Nul n’est mis par-dessus un autre rendez-vous sans que le cabinet l’ait dit",
        "Nobody is put on top of another visit unless the practice said so",
    ),
    period=timedelta(days=1),
    fresh=timedelta(days=3),
    refs=("A.8.15", "A.8.26"),
    severity="medium",
)
async def on_top(hand: PlatformHand) -> Result:
    """Visits ahead that share a place: those that staff put there are counted, of others there are none."""
    async with hand.databases["scheduling"].transaction() as tx:
        row = await (await tx.execute(ON_TOP, {"now": hand.now()})).fetchone()
    said, unsaid = (int(row[0]), int(row[1])) if row else (0, 0)
    return judged(ON_TOP, band(said), {"unsaid": 0}, {"unsaid": band(unsaid)})


@on_top.broken_by
@asynccontextmanager
async def _with_two_in_one_place(hand: PlatformHand) -> AsyncGenerator[PlatformHand]:
    async with broken_in_the_database(hand, SCHEDULE, TWO_VISITS) as broken:
        yield broken
