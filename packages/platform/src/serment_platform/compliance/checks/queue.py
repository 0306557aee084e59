"""Whether what is due goes out: reminders of visits ahead, and last words of practices."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import LiteralString

from serment_kernel.checks.broken import broken_in_the_database
from serment_kernel.checks.types import Result, Title, band, check, judged
from serment_platform.compliance.checks.hand import PlatformHand

REMINDERS: LiteralString = """
SELECT count(*), count(*) FILTER (WHERE remind_on < %(today)s)
  FROM scheduling.appointment
 WHERE remind_on IS NOT NULL AND ticket IS NOT NULL AND state = 'booked' AND start > %(now)s
"""
# A visit of the day after tomorrow, whose reminder should have gone two days ago.
SCHEDULE: LiteralString = r"""
INSERT INTO scheduling.schedule (schedule, practice, practitioner, epoch, time_zone, step, notice_minutes, horizon_days,
                                 rules, offered)
VALUES ('\x647269', '\x647269', '\x647269', 1, 'UTC', 5, 0, 1, '{}', false)
"""
VISIT: LiteralString = r"""
INSERT INTO scheduling.appointment (appointment, practice, schedule, number, start, minutes, class, epoch, state,
                                    sequence, last, manage, envelope, self_copy, ticket, confirm_due, remind_on)
SELECT sha256('drill'), practice, schedule, number, date_trunc('day', now()) + interval '2 days', 5, 'drill', 1,
       'booked', 0, '', '', '', '', '\x00', false, current_date - 2
  FROM scheduling.schedule WHERE schedule = '\x647269'
"""


@check(
    "C51",
    Title("Aucun rappel dû n’attend", "No reminder that is due waits"),
    period=timedelta(hours=1),
    fresh=timedelta(hours=3),
    refs=("A.8.6", "A.8.16"),
    severity="low",
)
async def queue(hand: PlatformHand) -> Result:
    """Reminders whose day is over while the visit is ahead."""
    now = hand.now()
    async with hand.databases["scheduling"].transaction() as tx:
        row = await (await tx.execute(REMINDERS, {"today": now.date(), "now": now})).fetchone()
    waiting, late = (int(row[0]), int(row[1])) if row else (0, 0)
    return judged(REMINDERS, band(waiting), {"late": 0}, {"late": band(late)})


@queue.broken_by
@asynccontextmanager
async def _with_one_that_was_forgotten(hand: PlatformHand) -> AsyncGenerator[PlatformHand]:
    async with broken_in_the_database(hand, SCHEDULE, VISIT) as broken:
        yield broken
