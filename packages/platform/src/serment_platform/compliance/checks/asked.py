"""Whether every person who asked for their rights by letter, e-mail or telephone was answered in time."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import LiteralString

from serment_kernel import asked
from serment_kernel.checks.broken import broken_in_the_database
from serment_kernel.checks.types import Result, Title, band, check, judged
from serment_platform.compliance.checks.hand import PlatformHand

FORGOTTEN: LiteralString = r"""
INSERT INTO keys.asked (request, kind, channel, day, due)
VALUES ('\x64726c6c', 'access', 'letter', '2000-01-01', '2000-02-01')
"""


@check(
    "C45",
    Title("Aucune demande d’une personne n’est en retard", "No request of a person is late"),
    period=timedelta(hours=2),
    fresh=timedelta(hours=5),
    refs=("A.5.34",),
    severity="high",
)
async def requests(hand: PlatformHand) -> Result:
    """Requests that were noted, by their last day; those that wait in practices are for each practice to see."""
    found = await asked.listed(hand.databases["keys"], "keys")
    waiting = asked.count(found, hand.now().date())
    return judged("SELECT FROM keys.asked", band(len(found)), {"late": 0}, {"late": band(waiting.late)})


@requests.broken_by
@asynccontextmanager
async def _with_one_that_was_forgotten(hand: PlatformHand) -> AsyncGenerator[PlatformHand]:
    async with broken_in_the_database(hand, FORGOTTEN) as broken:
        yield broken
