"""kill -9 in the middle of a burst: what was acknowledged is there, and nothing is there by half.

What is killed are processes. Whether a power cut loses anything is up to the disk and to `fsync`, which is on here.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from serment_kernel.embedded import Cluster
from serment_platform.scheduling.types import Booking

from ..world import NOW, TEMPLATE, Patient, make_template
from .bookings import ask, begun, booking_of, require_whole
from .builders import publication
from .emptied import Emptied, emptied

MIDDLE = 40
WORKER = """
# One in two books as patients do who come together, the others alone, as staff do and whoever confirms a hold.
import asyncio, sys
from datetime import datetime
import msgspec
from serment_kernel.database import Database, opened
from serment_platform.scheduling import Batches, actions
from serment_platform.scheduling.types import Booking

async def work(dsn, now, bookings):
    db = Database(dsn, size=4)
    batches = Batches(db)
    async def alone(waiting):
        for booking in waiting:
            await actions.book(db, booking, now)
            print(booking.appointment, flush=True)
    async def together(waiting):
        for booking in waiting:
            await actions.book_together(db, batches, booking, now)
            print(booking.appointment, flush=True)
    async with opened(db):
        one, other = iter(bookings[::2]), iter(bookings[1::2])
        await asyncio.gather(*(alone(one) for _ in range(4)), *(together(other) for _ in range(12)))

bookings = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=list[Booking])
asyncio.run(work(sys.argv[1], datetime.fromisoformat(sys.argv[2]), bookings))
"""


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Generator[Cluster]:
    """A PostgreSQL of our own, as durable as it is made."""
    made = Cluster(tmp_path_factory.mktemp("mortal"), {"scram_iterations": "1"})
    made.start()
    make_template(made)
    yield made
    made.stop()


@pytest.fixture
def calendar(mortal: Cluster) -> Emptied:
    """Open day and night."""
    made = emptied(mortal, TEMPLATE)
    draft = publication()
    windows = [{"weekday": day, "from": "00:00", "to": "24:00"} for day in range(1, 8)]
    draft["schedules"][0] |= {"windows": windows}
    made.start_anew(draft)
    return made


def wishes(number: int) -> list[Booking]:
    """One visit after another."""
    first, patients = datetime(2026, 12, 2, tzinfo=UTC), [Patient() for _ in range(number)]
    starts = [first + timedelta(minutes=20 * place) for place in range(number)]
    return [booking_of(patient, begun(patient, start), start) for patient, start in zip(patients, starts, strict=True)]


def burst(calendar: Emptied, bookings: Sequence[Booking], kill: Callable[[int], None] | None = None) -> list[str]:
    """What a worker process acknowledged before it ended."""
    command = [sys.executable, "-c", WORKER, calendar.dsn, NOW.isoformat()]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as worker:
        assert worker.stdin
        assert worker.stdout
        worker.stdin.write(msgspec.msgpack.encode(bookings))
        worker.stdin.close()
        told = [worker.stdout.readline().decode().strip() for _ in range(MIDDLE)]
        if kill:
            kill(worker.pid)
        return told + worker.stdout.read().decode().split()


def require_kept(calendar: Emptied, bookings: Sequence[Booking], told: Sequence[str]) -> None:
    """Nothing that was said is lost; and whoever heard nothing asks again, and is there once."""
    assert MIDDLE <= len(told) < len(bookings)
    assert all({one.appointment for one in bookings[way::2]} & set(told) for way in (0, 1))
    kept = {row[0] for row in ask(calendar.owner, "SELECT encode(appointment, 'hex') FROM scheduling.appointment")}
    assert set(told) <= kept
    require_whole(calendar.owner)
    assert set(burst(calendar, bookings)) == {one.appointment for one in bookings}
    require_whole(calendar.owner)
    assert ask(calendar.owner, "SELECT count(*) FROM scheduling.appointment") == [(len(bookings),)]


def test_a_worker(calendar: Emptied) -> None:
    bookings = wishes(200)
    told = burst(calendar, bookings, lambda worker: os.kill(worker, signal.SIGKILL))
    require_kept(calendar, bookings, told)


def test_postgresql(mortal: Cluster, calendar: Emptied) -> None:
    """Every process of it at once; it comes back by itself from what it had written."""
    bookings = wishes(200)
    told = burst(calendar, bookings, lambda _: kill_cluster(mortal))
    mortal.start()
    require_kept(calendar, bookings, told)


@pytest.mark.long
def test_again_and_again(mortal: Cluster, calendar: Emptied) -> None:
    bookings = wishes(2000)
    told: set[str] = set()
    for number in range(20):
        told |= set(burst(calendar, bookings, lambda _: kill_cluster(mortal)))
        mortal.start()
        kept = {row[0] for row in ask(calendar.owner, "SELECT encode(appointment, 'hex') FROM scheduling.appointment")}
        assert told <= kept, number
        require_whole(calendar.owner)
        bookings = [one for one in bookings if one.appointment not in told]


def kill_cluster(cluster: Cluster) -> None:
    """The postmaster and its children, and wait until they are gone."""
    postmaster = int((cluster.data / "postmaster.pid").read_text().split("\n")[0])
    family = [postmaster, *(number for number, parent in processes() if parent == postmaster)]
    for number in family:
        os.kill(number, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and set(family) & {number for number, _ in processes()}:
        time.sleep(0.05)


def processes() -> list[tuple[int, int]]:
    """Number and parent of every process."""
    found: list[tuple[int, int]] = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            found.append((int(status.parent.name), int(status.read_text().rpartition(")")[2].split()[1])))
        except OSError:
            continue
    return found
