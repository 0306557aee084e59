"""`serment bench booking`: how many bookings a second the platform takes over a country's calendars, and how many
PostgreSQL would take by itself.

Everything is on this machine: two workers of the platform, its database, and the client that sends. The floor is the
same statement, sent by `pgbench`. Afterwards the database is asked whether all that was acknowledged is there, and
whether anything is there twice.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec
import psycopg

from serment.benching import bookings, floor
from serment.benching.client import Load, Sent, send
from serment.benching.free import free_times
from serment.benching.population import populated
from serment.benching.site import Site, folder_of, serving
from serment.errors import CannotProve

Say = Callable[[str], None]

SCHEDULES = 300_000
CREATED = 201
MOST_PER_SECOND = 4000
MILLI = 1000


class Wanted(NamedTuple):
    """What is measured."""

    seconds: float = 20
    clients: int = 32
    schedules: int = SCHEDULES
    workers: int = os.cpu_count() or 1
    rate: int = MOST_PER_SECOND
    """How many bookings a second are prepared."""


class BookingResult(msgspec.Struct, frozen=True):
    """What was measured."""

    bookings_per_second: float
    p50_ms: float
    p99_ms: float
    floor_per_second: float
    """The same statement by pgbench, as many clients, its parameters drawn beforehand."""
    ratio: float
    """Of the floor."""
    double_bookings: int
    """Live visits of one calendar that overlap."""
    lost: int
    """Visits that were acknowledged and are not there."""
    load_cpu_share: float
    """Of all processors, what the client that sends took."""
    client: str
    acknowledged: int
    refused: int
    used_up: bool
    """Whether everything that was prepared was sent before the time was over: then more could have been booked."""
    failed: int
    """Connections that broke."""
    server_ms: float
    """Of a processor, for a booking."""
    database_ms: float
    schedules: int
    clients: int
    workers: int
    seconds: float


def bench(wanted: Wanted, say: Say) -> BookingResult:
    """Measure."""
    with (
        populated(folder_of(wanted.schedules), wanted.schedules, say) as made,
        serving(made, wanted.workers) as site,
        tempfile.TemporaryDirectory(prefix="serment-bench-") as folder,
    ):
        return _measure(site, Path(folder), wanted, say)


def tell(found: BookingResult) -> str:
    """The result in lines."""
    return "\n".join(
        [
            f"{found.bookings_per_second:10.0f} bookings/s over {found.schedules} calendars, {found.clients} clients",
            f"{found.p50_ms:10.1f} ms at the median, {found.p99_ms:.1f} ms for 99 of 100",
            f"{found.floor_per_second:10.0f} bookings/s by PostgreSQL alone; ratio {found.ratio:.2f}",
            f"{found.double_bookings:10} double bookings, {found.lost} lost of {found.acknowledged} acknowledged",
            f"{found.server_ms:10.2f} ms of a processor in the server, {found.database_ms:.2f} in the database, each",
            f"{found.load_cpu_share * 100:10.0f} % of the processors for the client ({found.client})",
        ]
    )


def _measure(site: Site, folder: Path, wanted: Wanted, say: Say) -> BookingResult:
    count = int(wanted.seconds * wanted.rate)
    say(f"Preparing {count} bookings …")
    with site.connect() as connection:
        times = free_times(connection, count)
    warm, real = folder / "warm", folder / "real"
    warmed = len(times) // 20
    bookings.write(warm, site.host, site.issuer, times[:warmed])
    bookings.write(real, site.host, site.issuer, times[warmed:])
    say("Booking …")
    send(Load(site.url, warm, folder / "warmed", wanted.clients, wanted.seconds))
    before = site.used()
    sent = send(Load(site.url, real, folder / "answers", wanted.clients, wanted.seconds))
    used = {part: seconds - before[part] for part, seconds in site.used().items()}
    acknowledged = _acknowledged(sent)
    if not acknowledged:
        raise CannotProve("Nothing was booked; the platform's log may say why.")
    with site.connect() as connection:
        doubles, lost = double_bookings(connection), missing(connection, acknowledged)
    say("Measuring the floor …")
    bare = floor.measure(site, wanted.clients, int(wanted.seconds * wanted.rate))
    rate = len(acknowledged) / sent.seconds
    return BookingResult(
        bookings_per_second=round(rate, 1),
        p50_ms=round(sent.p50_ms, 2),
        p99_ms=round(sent.p99_ms, 2),
        floor_per_second=round(bare, 1),
        ratio=round(rate / bare, 3),
        double_bookings=doubles,
        lost=lost,
        load_cpu_share=round(sent.cpu_seconds / sent.seconds / (os.cpu_count() or 1), 3),
        client=sent.client,
        acknowledged=len(acknowledged),
        refused=sent.requests - len(acknowledged),
        used_up=sent.requests >= len(times) - warmed - wanted.clients - 1,
        failed=sent.failed,
        server_ms=round(used["server"] / len(acknowledged) * MILLI, 3),
        database_ms=round(used["database"] / len(acknowledged) * MILLI, 3),
        schedules=wanted.schedules,
        clients=wanted.clients,
        workers=wanted.workers,
        seconds=round(sent.seconds, 2),
    )


def _acknowledged(sent: Sent) -> list[str]:
    return [msgspec.json.decode(body)["appointment"] for status, body in sent.lines() if status == CREATED]


def double_bookings(connection: psycopg.Connection) -> int:
    """How many live visits of one calendar begin before another has ended."""
    row = connection.execute(
        """
        SELECT count(*) FROM (
            SELECT start < max(start + minutes * interval '1 minute')
                           OVER (PARTITION BY schedule, lane ORDER BY start, appointment
                                 ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS begins_before_another_ends
              FROM scheduling.appointment WHERE state <> 'cancelled') AS v
         WHERE begins_before_another_ends
        """
    ).fetchone()
    return row[0] if row else 0


def missing(connection: psycopg.Connection, acknowledged: list[str]) -> int:
    """How many of these are not there with their statement."""
    row = connection.execute(
        """
        SELECT count(*) FROM unnest(%s::text[]) AS told (appointment)
         WHERE NOT EXISTS (SELECT FROM scheduling.appointment JOIN scheduling.statement USING (appointment)
                            WHERE appointment = decode(told.appointment, 'hex') AND statement.sequence = 0)
        """,
        [acknowledged],
    ).fetchone()
    return row[0] if row else 0
