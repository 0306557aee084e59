"""Whether what has had its time is gone."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import date, timedelta

from serment_kernel.checks.broken import broken_in_the_database
from serment_kernel.checks.hand import Hand
from serment_kernel.checks.types import Result, Title, check, none_of
from serment_kernel.retention import LATE


@check(
    "C29",
    Title("Rien n’est gardé au-delà de sa durée", "Nothing is kept beyond its period"),
    period=timedelta(hours=6),
    fresh=timedelta(hours=13),
    refs=("A.8.10", "A.5.34"),
    severity="high",
)
async def retention(hand: Hand) -> Result:
    """Rows past their day, by class, counted by each room's role; and jobs that end them and have not run."""
    now = hand.now()
    found, today = await hand.standings(hand.databases, now), now.date()
    late = [f"late: {each.name}" for each in found if each.late]
    idle = [f"has not run: {each.job}" for each in found if each.last_run and _is_idle(each.last_run, today)]
    return none_of("classes of retention", len(found), "classes_late", *late, *idle)


def _is_idle(last: str, today: date) -> bool:
    return today - date.fromisoformat(last) > LATE


@retention.broken_by
@asynccontextmanager
async def _with_a_row_that_was_forgotten(hand: Hand) -> AsyncGenerator[Hand]:
    async with broken_in_the_database(hand, hand.overdue) as broken:
        yield broken
