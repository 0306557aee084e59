"""`serment bench rush`: everybody wants the same places. As many are sold as there are, none twice; the others hear it
quickly, and whoever books elsewhere meanwhile hardly notices.

Bookings elsewhere are measured three times: while nobody else asks; in calm, while as many others book all over the
country as will rush; and during the rush.
"""

import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import NamedTuple

import httpx
import msgspec

from serment.bench_booking import SCHEDULES, Say, double_bookings, missing
from serment.benching import bookings
from serment.benching.bookings import Free
from serment.benching.client import Load, Sent, send
from serment.benching.free import free_times
from serment.benching.population import populated
from serment.benching.site import Site, folder_of, serving
from serment.errors import CannotProve

CREATED, CONFLICT = 201, 409
SEED = 2026
OTHERS_PER_SECOND = 1500
PLACES_A_DAY = 6
"""At least, of a calendar on a day that has not begun to fill."""
TAKEN = b'"time_taken"'


class Wanted(NamedTuple):
    """What is measured."""

    places: int = 500
    attempts: int = 100_000
    clients: int = 32
    others: int = 4
    """Clients who book elsewhere."""
    seconds: float = 10
    """Of each measurement before; the rush lasts as long as it lasts."""
    longest: float = 240
    schedules: int = SCHEDULES
    workers: int = os.cpu_count() or 1
    rate: int = OTHERS_PER_SECOND
    """How many bookings elsewhere are prepared for each second."""


class RushResult(msgspec.Struct, frozen=True):
    """What was measured."""

    places: int
    sold: int
    sold_twice: int
    """Places of which more than one visit is in the database, and visits that overlap."""
    lost: int
    """Visits that were acknowledged and are not there."""
    attempts: int
    attempts_per_second: float
    p50_ms: float
    p99_ms: float
    taken: int
    """Attempts that were told that the time is taken."""
    other_answers: int
    others_p99_alone_ms: float
    others_p99_calm_ms: float
    others_p99_rush_ms: float
    others_ratio: float
    """Rush to calm."""
    load_cpu_share: float
    client: str
    schedules: int
    workers: int


def bench(wanted: Wanted, say: Say) -> RushResult:
    """Measure."""
    with (
        populated(folder_of(wanted.schedules), wanted.schedules, say) as made,
        serving(made, wanted.workers) as site,
        tempfile.TemporaryDirectory(prefix="serment-bench-") as folder,
    ):
        return _measure(site, Path(folder), wanted, say)


def tell(found: RushResult) -> str:
    """The result in lines."""
    return "\n".join(
        [
            f"{found.sold:8} of {found.places} places sold, {found.sold_twice} twice, {found.lost} lost",
            f"{found.attempts_per_second:8.0f} attempts/s of {found.attempts}; 99 of 100 within {found.p99_ms:.0f} ms",
            f"{found.others_p99_alone_ms:8.0f} ms for 99 of 100 who book elsewhere while nobody else asks",
            f"{found.others_p99_calm_ms:8.0f} ms while as many book all over the country",
            f"{found.others_p99_rush_ms:8.0f} ms during the rush: {found.others_ratio:.2f} times the calm value",
        ]
    )


class _Stage(NamedTuple):
    """What is sent, file by file."""

    site: Site
    folder: Path
    wanted: Wanted

    def prepare(self, name: str, times: Sequence[Free]) -> None:
        bookings.write(self.folder / name, self.site.host, self.site.issuer, times)

    def send(self, name: str, clients: int, seconds: float) -> Sent:
        return send(Load(self.site.url, self.folder / name, self.folder / f"{name}.answers", clients, seconds))

    def together(self, name: str, others: str, seconds: float) -> tuple[Sent, Sent]:
        """Two loads at once."""
        with ThreadPoolExecutor(2) as pool:
            crowd = pool.submit(self.send, name, self.wanted.clients, seconds)
            beside = pool.submit(self.send, others, self.wanted.others, seconds)
            return crowd.result(), beside.result()


def _measure(site: Site, folder: Path, wanted: Wanted, say: Say) -> RushResult:
    stage, draw = _Stage(site, folder, wanted), Random(SEED)  # noqa: S311 -- an order, not secrets
    each = int(wanted.seconds * wanted.rate)
    say("Preparing …")
    with site.connect() as connection:
        times = free_times(connection, wanted.places // PLACES_A_DAY + 6 * each)
    hot, times = _places(site, times, wanted.places)
    rush = [hot[n % len(hot)] for n in range(wanted.attempts)]
    draw.shuffle(rush)
    parts = {"alone": each, "calm": 2 * each, "beside calm": each, "beside rush": 2 * each}
    for name, count in parts.items():
        stage.prepare(name, times[:count])
        times = times[count:]
    stage.prepare("rush", rush)
    say("Booking in calm …")
    alone = stage.send("alone", wanted.others, wanted.seconds)
    _, calm = stage.together("calm", "beside calm", wanted.seconds)
    say("Rushing …")
    crowd, beside = stage.together("rush", "beside rush", wanted.longest)
    return _result(site, hot, wanted, (alone, calm, crowd, beside))


def _places(site: Site, times: Sequence[Free], count: int) -> tuple[list[Free], Sequence[Free]]:
    """So many places of whole days of calendars, and the times that are left."""
    found: list[Free] = []
    with httpx.Client(base_url=site.url, trust_env=False) as http:
        for used, one in enumerate(times, 1):
            wanted = [{"schedule": one.schedule, "class": one.service_class}]
            asked = {"requests": wanted, "from": one.start[:10], "days": 1}
            (row,) = http.post("/v1/times", json=asked).raise_for_status().json()["times"]
            found += [one._replace(start=start) for day in row["days"] for start in day["starts"]]
            if len(found) >= count:
                return found[:count], times[used:]
    raise CannotProve("The population has too few free days.")


def _result(site: Site, hot: Sequence[Free], wanted: Wanted, sent: tuple[Sent, Sent, Sent, Sent]) -> RushResult:
    alone, calm, crowd, beside = sent
    answers = list(crowd.lines())
    acknowledged = [msgspec.json.decode(body)["appointment"] for status, body in answers if status == CREATED]
    taken = sum(status == CONFLICT and TAKEN in body for status, body in answers)
    with site.connect() as connection:
        visits = connection.execute(
            """
            SELECT count(visit.appointment)
              FROM unnest(%s::bytea[], %s::timestamptz[]) AS place (schedule, start)
              LEFT JOIN scheduling.appointment AS visit
                     ON visit.schedule = place.schedule AND visit.start = place.start AND visit.state <> 'cancelled'
             GROUP BY place.schedule, place.start
            """,
            [[bytes.fromhex(one.schedule) for one in hot], [one.start for one in hot]],
        ).fetchall()
        doubles, lost = double_bookings(connection), missing(connection, acknowledged)
    return RushResult(
        places=len(hot),
        sold=sum(row[0] > 0 for row in visits),
        sold_twice=sum(row[0] > 1 for row in visits) + doubles,
        lost=lost,
        attempts=len(answers),
        attempts_per_second=round(len(answers) / crowd.seconds, 1),
        p50_ms=round(crowd.p50_ms, 2),
        p99_ms=round(crowd.p99_ms, 2),
        taken=taken,
        other_answers=len(answers) - len(acknowledged) - taken,
        others_p99_alone_ms=round(alone.p99_ms, 2),
        others_p99_calm_ms=round(calm.p99_ms, 2),
        others_p99_rush_ms=round(beside.p99_ms, 2),
        others_ratio=round(beside.p99_ms / calm.p99_ms, 2),
        load_cpu_share=round((crowd.cpu_seconds + beside.cpu_seconds) / crowd.seconds / (os.cpu_count() or 1), 3),
        client=crowd.client,
        schedules=wanted.schedules,
        workers=wanted.workers,
    )
