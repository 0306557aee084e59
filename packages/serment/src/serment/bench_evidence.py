"""`serment bench evidence`: how many events a second a hand can append, how long a stranger verifies a million and in
how much memory, and what the checks take of a processor at rest.

On a PostgreSQL of its own that has the platform's tables, with nothing left out of what an event costs; the checks on
an installation of their own.
"""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from serment.benching.at_rest import AtRest, Say, at_rest
from serment.benching.at_rest import tell as tell_at_rest
from serment.errors import CannotProve
from serment.verify.evidence import STAND_ALONE, verify_evidence
from serment_kernel.database import Database, opened
from serment_kernel.embedded import Cluster, Credentials
from serment_kernel.evidence import Chain, CheckBody, Population, Sample
from serment_kernel.evidence.export import export
from serment_kernel.evidence.keys import prepare
from serment_kernel.merkle_log import MerkleLog
from serment_kernel.migrate import migrate, migrations_of
from serment_platform.config import ROOMS
from serment_protocol.encoding import write_time
from serment_protocol.primitives import random_bytes

MILLION = 1_000_000
TELL_EVERY = 10_000
BEGIN = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
CHECK = CheckBody(
    check="C25",
    code="c" * 64,
    run="d" * 32,
    host="e" * 32,
    release="0.1.0",
    started=write_time(BEGIN),
    ended=write_time(BEGIN),
    population=Population("f" * 64, 182_044),
    sample=Sample(200),
    expected={"ciphertext": 200},
    observed={"ciphertext": 200},
    result="pass",
    fresh_until=write_time(BEGIN),
    last_seen_failing=write_time(BEGIN),
)


class Sizes(NamedTuple):
    """How much of each is measured."""

    events: int = 50_000
    single: int = 1_000
    """Of these, so many each in a transaction of its own."""
    writers: int = 8
    together: int = 1_000
    """In one transaction, for the rest."""
    alone: int = 10_000
    """For the verifier in a file of its own, which does its arithmetic in Python; at most half of all."""
    rest_seconds: float = 60.0
    """For how long an installation that is made for it is watched once its checks are weighed; none for neither."""


FULL = Sizes()
# Not what the parent counts of a child that ended: in that, its own memory is counted, too.
PEAK = """
def peak():
    with open("/proc/self/status") as status:
        return next(line.split()[1] for line in status if line.startswith("VmHWM"))
"""
VERIFY = f"""{PEAK}
import sys, time
from pathlib import Path
from serment.verify.evidence import verify_evidence
started = time.perf_counter()
report = verify_evidence(Path(sys.argv[1]), ())
print(time.perf_counter() - started, report.events, peak())
sys.exit(not report.ok)
"""
ALONE = f"""{PEAK}
import runpy, sys
sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    print(peak())
"""


class EvidenceResult(msgspec.Struct, frozen=True):
    """What was measured."""

    appended_per_second: float
    """One event a transaction, one writer."""
    appended_per_second_by_writers: float
    """The same by several writers at once, which wait for each other."""
    writers: int
    appended_per_second_together: float
    """A thousand in a transaction."""
    walked_seconds_per_million: float
    """What a hand does by itself before it publishes a day: every hash, no signature."""
    verified_seconds_per_million: float
    """An extract: every hash, signature, form, day and proof."""
    verified_at: int
    """With so many events; a million takes as many times longer."""
    verified_alone_seconds_per_million: float
    """The same by the verifier on the standard library alone."""
    verified_alone_at: int
    verified_megabytes: float
    """Of memory, the most at once, with as many as `verified_at`; what the program itself needs is in it."""
    verified_alone_megabytes: float
    """The same, with as many as `verified_alone_at`."""
    bytes_per_event: float
    checks: AtRest | None
    """What the checks of both hands take at rest."""


def bench(sizes: Sizes = FULL, say: Say = lambda _: None) -> EvidenceResult:
    """Measure on a temporary cluster."""
    say("Preparing a database …")
    with tempfile.TemporaryDirectory(prefix="serment-bench-") as folder:
        cluster = Cluster(Path(folder) / "cluster")
        cluster.start()
        try:
            found = asyncio.run(_measure(cluster, Path(folder), sizes, say))
        finally:
            cluster.stop()
    if not sizes.rest_seconds:
        return found
    return msgspec.structs.replace(found, checks=at_rest(say, sizes.rest_seconds))


def tell(found: EvidenceResult) -> str:
    """The result in lines."""
    memory, alone = found.verified_megabytes, found.verified_alone_megabytes
    at = f"measured with {found.verified_at}; {memory:.0f} MB"
    by_itself = f"{found.verified_alone_at}; {alone:.0f} MB"
    lines = [
        f"{found.appended_per_second:10.0f} events/s appended, one a transaction",
        f"{found.appended_per_second_by_writers:10.0f} events/s by {found.writers} writers at once",
        f"{found.appended_per_second_together:10.0f} events/s in large transactions",
        f"{found.walked_seconds_per_million:10.1f} s to go through a million before a day is published",
        f"{found.verified_seconds_per_million:10.1f} s to verify an extract of a million ({at})",
        f"{found.verified_alone_seconds_per_million:10.1f} s by the stand-alone file ({by_itself})",
        f"{found.bytes_per_event:10.0f} bytes an event in an extract",
    ]
    return "\n".join([*lines, *(tell_at_rest(found.checks) if found.checks else ())])


async def _measure(cluster: Cluster, folder: Path, sizes: Sizes, say: Say) -> EvidenceResult:
    small, large = folder / "small.jsonl", folder / "large.jsonl"
    async with _hand(cluster, sizes.writers) as (db, chain, log):
        say(f"Writing {sizes.single:,} events, one a transaction …")
        one = await _rate(sizes.single, _append(db, chain, sizes.single, 1))
        each = sizes.single // sizes.writers
        many = await _rate(each * sizes.writers, *(_append(db, chain, each, 1) for _ in range(sizes.writers)))
        few = min(sizes.alone, sizes.events // 2)
        await _rate(few, _append(db, chain, few, sizes.together))
        await _export(db, chain, log, small)
        rest = sizes.events - few
        large_rate = await _rate(rest, _append(db, chain, rest, sizes.together, say))
        say("Going through all of them, and exporting them …")
        async with db.transaction() as tx:
            walked = time.perf_counter()
            total = await chain.verify(tx, thorough=False)
            walked = time.perf_counter() - walked
        await _export(db, chain, log, large)
    say("Verifying the extract, and a small one by the stand-alone file …")
    verified, alone = _verified(large), _verified_alone(small)
    return EvidenceResult(
        round(one, 1),
        round(many, 1),
        sizes.writers,
        round(large_rate, 1),
        round(walked / total * MILLION, 1),
        round(verified.seconds / verified.events * MILLION, 1),
        verified.events,
        round(alone.seconds / alone.events * MILLION, 1),
        alone.events,
        round(verified.megabytes, 1),
        round(alone.megabytes, 1),
        round(large.stat().st_size / verified.events, 1),
        None,
    )


@asynccontextmanager
async def _hand(cluster: Cluster, writers: int) -> AsyncGenerator[tuple[Database, Chain, MerkleLog]]:
    owner, *rooms = (Credentials(name, random_bytes(8).hex()) for name in ("owner", *ROOMS))
    cluster.create_database("bench", owner, rooms)
    migrate(cluster.dsn(*owner, "bench"), migrations_of("serment_platform"))
    passwords = {each.role: each.password for each in rooms}
    db = Database(cluster.dsn("compliance", passwords["compliance"], "bench"), size=writers + 1)
    keys = Database(cluster.dsn("keys", passwords["keys"], "bench"), size=2)
    log = MerkleLog(keys, "keys", "bench.example", random_bytes(32))
    chain = Chain.of(log, random_bytes(32))
    async with opened(db, keys):
        await prepare(db, chain, log, BEGIN)
        yield db, chain, log


async def _rate(count: int, *works: Coroutine[None, None, None]) -> float:
    """How many a second, if these do so many together."""
    started = time.perf_counter()
    await asyncio.gather(*works)
    return count / (time.perf_counter() - started)


async def _append(db: Database, chain: Chain, count: int, together: int, say: Say = lambda _: None) -> None:
    """So many events, as a check writes them, some in each transaction."""
    for start in range(0, count, together):
        if start % TELL_EVERY == 0:
            say(f"Writing {count:,} events: {start:,} so far …")
        async with db.transaction() as tx:
            for _ in range(min(together, count - start)):
                await chain.append(tx, "check", CHECK, BEGIN)


async def _export(db: Database, chain: Chain, log: MerkleLog, file: Path) -> None:
    with file.open("wb") as out:
        await export(db, chain, log, out, (date.min, date.max), BEGIN)


class _Verified(NamedTuple):
    seconds: float
    megabytes: float
    events: int


def _verified(file: Path) -> _Verified:
    """By a process of its own, so that its memory is nobody else's; its start is not in the time."""
    seconds, events, kilobytes = _run(sys.executable, "-c", VERIFY, str(file)).split()
    return _Verified(float(seconds), int(kilobytes) / 1024, int(events))


def _verified_alone(file: Path) -> _Verified:
    started = time.perf_counter()
    *_, kilobytes = _run(sys.executable, "-I", "-S", "-c", ALONE, str(STAND_ALONE), str(file)).split()
    return _Verified(time.perf_counter() - started, int(kilobytes) / 1024, verify_evidence(file, ()).events)


def _run(*command: str) -> str:
    """What it said; its most memory comes last."""
    done = subprocess.run([*command], check=False, capture_output=True, text=True)  # noqa: S603 -- our own files
    if done.returncode:
        raise CannotProve("What was measured does not hold.")
    return done.stdout
