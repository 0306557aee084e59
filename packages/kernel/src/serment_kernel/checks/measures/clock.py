"""Whether this machine tells the same time as its database and as the other hands."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from serment_kernel import outward
from serment_kernel.checks.hand import Hand
from serment_kernel.checks.types import NotMeasured, Result, Title, check, none_of
from serment_kernel.clock import Clock

MOST = timedelta(seconds=1)
# The header `date` counts whole seconds, and is made before the answer travels.
MOST_BY_HEADER = timedelta(seconds=3)
TIMEOUT_SECONDS = 5.0


@check(
    "C41",
    Title(
        "L’horloge est celle de la base et des autres mains", "The clock is that of the database and the other hands"
    ),
    period=timedelta(minutes=30),
    fresh=timedelta(minutes=90),
    refs=("A.8.17",),
    severity="medium",
)
async def clock(hand: Hand) -> Result:
    """One question to each, and the middle of asking and hearing."""
    faults = [] if await _of_the_database(hand) <= MOST else ["the database"]
    reached = 1
    for url in hand.others:
        offset = await _of_another(url, hand.now)
        reached += offset is not None
        faults += ["another hand"] if offset is not None and offset > MOST_BY_HEADER else []
    if hand.others and reached == 1:
        raise NotMeasured
    return none_of("clocks", reached, "clocks_apart", *faults)


async def _of_the_database(hand: Hand) -> timedelta:
    async with hand.any_database.transaction() as tx:
        await tx.execute("SELECT")
        before = hand.now()
        row = await (await tx.execute("SELECT clock_timestamp()")).fetchone()
        return _apart(before, hand.now(), row[0] if row else before)


async def _of_another(url: str, now: Clock) -> timedelta | None:
    """How far it is; None where it does not answer."""
    try:
        async with outward.client(TIMEOUT_SECONDS) as client:
            before = now()
            answer = await client.get(f"{url}/health")
    except httpx.HTTPError:
        return None
    return _apart(before, now(), parsedate_to_datetime(answer.headers["date"]))


def _apart(before: datetime, after: datetime, told: datetime) -> timedelta:
    return abs(told - (before + (after - before) / 2))


@clock.broken_by
@asynccontextmanager
async def _an_hour_ahead(hand: Hand) -> AsyncGenerator[Hand]:
    yield replace(hand, now=lambda: hand.now() + timedelta(hours=1))
