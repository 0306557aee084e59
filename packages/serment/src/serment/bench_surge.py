"""`serment bench surge`: more people want to book than are to be served; whether the rate holds, and the order is fair.

The platform runs with its queue (decision 0038). A crowd comes at ten times the rate, each person once, and comes again
when it was told to. Who came first is to be served first: the order of those who were served is compared with the order
in which they came.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, NamedTuple, cast

import msgspec

from serment.bench_booking import CREATED, MILLI, SCHEDULES, Say, missing
from serment.benching import bookings, crowd
from serment.benching.client import MICRO
from serment.benching.crowd import QUEUED, Pace
from serment.benching.free import free_times
from serment.benching.population import populated
from serment.benching.site import Site, folder_of, serving
from serment.errors import CannotProve

SETTLED_SECONDS = 3
"""After which the bunch that passes at the beginning is over, and everybody has a place."""


class Wanted(NamedTuple):
    """What is measured."""

    capacity: float = 200
    offered: float = 2000
    seconds: float = 20
    clients: int = 64
    schedules: int = SCHEDULES
    workers: int = os.cpu_count() or 1


class SurgeResult(msgspec.Struct, frozen=True):
    """What was measured."""

    capacity_per_second: float
    """The rate of the configuration."""
    offered_per_second: float
    """People who came, as they really did."""
    served_per_second: float
    """From the fourth second on."""
    served_ratio: float
    """Of the capacity; within a tenth is the aim."""
    fair_share: float
    """Of as many as were served, how many would have been in strict order of coming."""
    behind_p99_s: float
    """How much later than in strict order 99 of 100 were served at most; a place is told in whole seconds."""
    told_places: int
    other_answers: int
    """Neither served nor told a place."""
    lost: int
    """Visits that were acknowledged and are not there."""
    server_ms: float
    """Of a processor, for an answer of any kind."""
    database_ms: float
    load_cpu_share: float
    schedules: int
    clients: int
    workers: int
    seconds: float


class Moment(NamedTuple):
    """A request: who made it, when it was answered and how; 0 where somebody came for the first time."""

    who: int
    at: float
    status: int
    appointment: str


def bench(wanted: Wanted, say: Say) -> SurgeResult:
    """Measure."""
    with (
        populated(folder_of(wanted.schedules), wanted.schedules, say) as made,
        serving(made, wanted.workers, {"surge": {"bookings_per_second": wanted.capacity}}) as site,
        tempfile.TemporaryDirectory(prefix="serment-bench-") as folder,
    ):
        return _measure(site, Path(folder), wanted, say)


def tell(found: SurgeResult) -> str:
    """The result in lines."""
    served, share = found.served_per_second, found.fair_share * 100
    late = f"99 of 100 at most {found.behind_p99_s:.1f} s behind it"
    return "\n".join(
        [
            f"{served:8.0f} served a second of {found.offered_per_second:.0f}; to be {found.capacity_per_second:.0f}",
            f"{share:8.1f} % of them in the order of coming; {late}",
            f"{found.told_places:8} times somebody was told a place",
            f"{found.other_answers:8} other answers; {found.lost} visits lost",
            f"{found.server_ms:8.2f} ms of a processor in the server, {found.database_ms:.2f} in the database, each",
        ]
    )


def _measure(site: Site, folder: Path, wanted: Wanted, say: Say) -> SurgeResult:
    count = int(wanted.offered * wanted.seconds)
    say(f"Preparing {count} bookings …")
    with site.connect() as connection:
        times = free_times(connection, count)
    bookings.write(folder / "requests", site.host, site.issuer, times)
    say("Surging …")
    before = site.used()
    pace = Pace(site.url, folder / "requests", folder / "answers", wanted.clients, wanted.offered, wanted.seconds)
    cpu = _send(pace)
    used = {part: seconds - before[part] for part, seconds in site.used().items()}
    moments = [_moment(line) for line in pace.answers.read_text().splitlines()]
    answers = [each for each in moments if each.status]
    if not answers:
        raise CannotProve("Nothing was answered; the platform's log may say why.")
    came = {each.who: each.at for each in moments if not each.status}
    served = {each.who: each.at for each in answers if each.status == CREATED}
    with site.connect() as connection:
        lost = missing(connection, [each.appointment for each in answers if each.status == CREATED])
    rate = sum(at >= SETTLED_SECONDS for at in served.values()) / (wanted.seconds - SETTLED_SECONDS)
    return SurgeResult(
        capacity_per_second=wanted.capacity,
        offered_per_second=round(len(came) / wanted.seconds, 1),
        served_per_second=round(rate, 1),
        served_ratio=round(rate / wanted.capacity, 3),
        fair_share=round(fair_share(came, served), 3),
        behind_p99_s=round(behind(came, served), 2),
        told_places=sum(each.status == QUEUED for each in answers),
        other_answers=sum(each.status not in (CREATED, QUEUED) for each in answers),
        lost=lost,
        server_ms=round(used["server"] / len(answers) * MILLI, 3),
        database_ms=round(used["database"] / len(answers) * MILLI, 3),
        load_cpu_share=round(cpu / wanted.seconds / (os.cpu_count() or 1), 3),
        schedules=wanted.schedules,
        clients=wanted.clients,
        workers=wanted.workers,
        seconds=wanted.seconds,
    )


def fair_share(came: dict[int, float], served: dict[int, float]) -> float:
    """Of as many as were served, the share that strict order would have served."""
    first = sorted(came, key=came.__getitem__)[: len(served)]
    return sum(who in served for who in first) / len(served) if served else 0.0


def behind(came: dict[int, float], served: dict[int, float]) -> float:
    """Seconds by which 99 of 100 were at most served later than if the same turns had been given in strict order."""
    in_order = sorted(served, key=came.__getitem__)
    late = sorted(max(0.0, served[who] - at) for who, at in zip(in_order, sorted(served.values()), strict=True))
    return late[int(len(late) * 0.99)] if late else 0.0


def _send(pace: Pace) -> float:
    """Let the crowd come; seconds of processor time that it took."""
    words: Sequence[object] = (pace.url, pace.requests, pace.answers, pace.clients, pace.per_second, pace.seconds)
    command = [sys.executable, "-m", crowd.__name__, *map(str, words)]
    out = subprocess.PIPE
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)  # noqa: S603
    with process:
        said = cast("IO[bytes]", process.stdout).read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise CannotProve(f"The client that sends the load failed: {said.strip()}")
    return usage.ru_utime + usage.ru_stime


def _moment(line: str) -> Moment:
    who, at, status, appointment = line.split(" ")
    return Moment(int(who), int(at) / MICRO, int(status), appointment)
