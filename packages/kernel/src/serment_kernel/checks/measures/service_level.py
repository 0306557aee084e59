"""Whether the service keeps its level: answers, and in time, by its own counts of the last hour."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from serment_kernel.checks.hand import Hand
from serment_kernel.checks.types import NotMeasured, Result, Title, check, judged
from serment_kernel.meter import Meter

MOST_FAULTS_PERMILLE = 10
MOST_P95_MS = 1000
# Of so few, one slow answer would be the 95th of 100.
FEWEST = 20


@check(
    "C49",
    Title("Le niveau de service est tenu", "The service level is kept"),
    period=timedelta(minutes=15),
    fresh=timedelta(minutes=45),
    refs=("A.8.6", "A.8.16"),
    severity="medium",
)
async def service_level(hand: Hand) -> Result:
    """Answers of 500 and above, and the time of 95 of 100; counted without paths and addresses."""
    if not hand.is_serving:
        raise NotMeasured
    found = hand.meter.measured()
    if found.requests < FEWEST:
        return Result("not_applicable", 0, "requests of the last hour", {}, {"too_few": True})
    kept = {
        "answers": 1000 * found.faults <= MOST_FAULTS_PERMILLE * found.requests,
        "in_time": 0 <= found.p95_ms <= MOST_P95_MS,
    }
    return judged("requests of the last hour", found.requests, {"answers": True, "in_time": True}, kept)


@service_level.broken_by
@asynccontextmanager
async def _after_an_hour_of_faults(hand: Hand) -> AsyncGenerator[Hand]:
    meter = Meter()
    for _ in range(100):
        meter.note(500, 3.0)
    yield replace(hand, meter=meter, is_serving=True)
