"""What the checks of both hands take of a processor while nobody asks for anything: each is run, and what it used
divided by its period. And, watched for a while, what both hands take in all.

Beside a service that runs, as some checks ask it. What its database does for others meanwhile is counted with it.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from serment import installation
from serment.benching.cpu import processes_of, seconds_of
from serment.configuration import CUSTODIAN_FILE, PLATFORM_FILE
from serment.hands import Hand
from serment_custodian import config as custodian_config
from serment_custodian.main import assemble as assemble_custodian
from serment_custodian.rooms import rooms_of
from serment_kernel.checks.engine import Engine
from serment_kernel.clock import utc_now
from serment_kernel.database import Database, opened
from serment_platform import config as platform_config
from serment_platform.main import assemble as assemble_platform

Say = Callable[[str], None]

ROUNDS = 3
NANO, MILLI, PERCENT = 1e9, 1000, 100


class Weight(msgspec.Struct, frozen=True):
    """A check, what one run of it takes of a processor, and how often it runs."""

    hand: str
    check: str
    milliseconds: float
    period_seconds: float

    @property
    def percent(self) -> float:
        """Of one processor."""
        return self.milliseconds / MILLI / self.period_seconds * PERCENT


class Watched(msgspec.Struct, frozen=True):
    """What a hand's service and its database took of one processor, with everything that they do by themselves."""

    seconds: float
    """For how long, while nobody asked for anything."""
    percent_platform: float
    percent_custodian: float


class AtRest(msgspec.Struct, frozen=True):
    """What they all take, of one processor."""

    percent_platform: float
    percent_custodian: float
    looking_percent: float
    """Of both: to see every few seconds which check is due."""
    checks: tuple[Weight, ...]
    """The heaviest first."""
    watched: Watched


class Measured(NamedTuple):
    """A hand's checks, and what it takes to look for one that is due."""

    weights: list[Weight]
    looking: float


def at_rest(say: Say, seconds: float) -> AtRest:
    """On a temporary installation, which is then watched for so long."""
    with tempfile.TemporaryDirectory(prefix="serment-bench-") as folder:
        settings = installation.temporary(Path(folder), demo=True)
        with installation.running(settings, say) as running:
            platform = asyncio.run(_platform(running.platform, say))
            custodian = asyncio.run(_custodian(running.custodian, say))
            say(f"Watching both hands for {seconds:g} s, while nobody asks for anything …")
            return summed(platform, custodian, _watched(running, seconds))


def summed(platform: Measured, custodian: Measured, watched: Watched) -> AtRest:
    """Both hands together."""
    every = sorted([*platform.weights, *custodian.weights], key=lambda each: -each.percent)
    return AtRest(
        round(_total(platform.weights) + platform.looking, 3),
        round(_total(custodian.weights) + custodian.looking, 3),
        round(platform.looking + custodian.looking, 3),
        tuple(every),
        watched,
    )


def tell(found: AtRest) -> Iterator[str]:
    """The result in lines."""
    seen = found.watched
    yield f"{found.percent_platform:10.2f} % of a processor: the platform's checks at rest"
    yield f"{found.percent_custodian:10.2f} % of a processor: the custodian's"
    yield f"{found.looking_percent:10.2f} % of these to see what is due; the heaviest check is {found.checks[0].check}"
    yield f"{seen.percent_platform:10.2f} % of a processor: all that the platform did in {seen.seconds:.0f} s at rest"
    yield f"{seen.percent_custodian:10.2f} % of a processor: all that the custodian did"


def _total(weights: Iterable[Weight]) -> float:
    return sum(each.percent for each in weights)


def _watched(running: installation.Installation, seconds: float) -> Watched:
    roots = [[running.children.pid(hand.name), _postmaster(hand)] for hand in (running.platform, running.custodian)]
    began, before = time.monotonic(), [seconds_of(each) for each in roots]
    time.sleep(seconds)
    took = time.monotonic() - began
    used = [seconds_of(each) - then for each, then in zip(roots, before, strict=True)]
    platform, custodian = (round(each / took * PERCENT, 3) for each in used)
    return Watched(round(took, 1), platform, custodian)


async def _platform(hand: Hand, say: Say) -> Measured:
    loaded = platform_config.load(hand.folder / PLATFORM_FILE)
    owner = Database(loaded.databases.owner, size=1)
    platform = assemble_platform(loaded, utc_now, serving=False, owner=owner)
    async with aclosing(platform.service.log), opened(*platform.service.databases.values(), owner):
        return await _weighed(hand, platform.checks.engine, loaded.intervals.checks, say)


async def _custodian(hand: Hand, say: Say) -> Measured:
    loaded = custodian_config.load(hand.folder / CUSTODIAN_FILE)
    rooms, owner = rooms_of(loaded.databases), Database(loaded.databases.owner, size=1)
    custodian = assemble_custodian(loaded, rooms, utc_now, serving=False, owner=owner)
    async with aclosing(custodian.ledger.log), opened(*rooms, owner):
        return await _weighed(hand, custodian.checks.engine, loaded.intervals.checks, say)


async def _weighed(hand: Hand, engine: Engine[Any], interval: float, say: Say) -> Measured:
    used = _Used(hand)
    # Once each, so that none is due: the service would run what waits, beside what is weighed.
    for check in engine.checks:
        await engine.run(check)
    weights = list[Weight]()
    for place, check in enumerate(engine.checks, 1):
        say(f"Weighing the {hand.name}'s checks: {check.id}, {place} of {len(engine.checks)} …")
        before = used.seconds()
        for _ in range(ROUNDS):
            await engine.run(check)
        taken = (used.seconds() - before) / ROUNDS
        weights.append(Weight(hand.name, check.id, round(taken * MILLI, 2), check.period.total_seconds()))
    before = used.seconds()
    for _ in range(ROUNDS):
        await engine.run_due()
    return Measured(weights, (used.seconds() - before) / ROUNDS / interval * PERCENT)


class _Used:
    """Seconds of a processor: of this process, of those that it waited for, and of the hand's PostgreSQL."""

    def __init__(self, hand: Hand) -> None:
        self.postmaster = _postmaster(hand)

    def seconds(self) -> float:
        children = os.times()
        return time.process_time() + children.children_user + children.children_system + self._database()

    def _database(self) -> float:
        return sum(_nanoseconds(pid) for pid in processes_of([self.postmaster])) / NANO


def _postmaster(hand: Hand) -> int:
    return int((hand.cluster.data / "postmaster.pid").read_text().split()[0])


def _nanoseconds(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
    except OSError:
        return 0  # It has ended.
