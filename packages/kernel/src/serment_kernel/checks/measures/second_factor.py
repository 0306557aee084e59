"""Whether everybody who decides has a second factor."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

from serment_kernel.checks.broken import broken_in_the_database
from serment_kernel.checks.hand import Hand
from serment_kernel.checks.types import Result, Title, check, none_of

QUERY = "whoever decides for this hand now"


@check(
    "C14",
    Title("Quiconque décide a une clé d’accès", "Whoever decides has a passkey"),
    period=timedelta(hours=2),
    fresh=timedelta(hours=5),
    refs=("A.8.5", "A.8.2"),
    severity="high",
)
async def second_factor(hand: Hand) -> Result:
    """Officers, or staff of the console, and of each the passkeys that the hand's own key opens as theirs."""
    found = await hand.deciders(hand.databases)
    if not found.active:
        return Result("not_applicable", 0, QUERY, {}, {"deciders": 0})
    return none_of(QUERY, found.active, "without_passkey", *found.without)


@second_factor.broken_by
@asynccontextmanager
async def _with_somebody_who_has_none(hand: Hand) -> AsyncGenerator[Hand]:
    async with broken_in_the_database(hand, hand.unkeyed) as broken:
        yield broken
