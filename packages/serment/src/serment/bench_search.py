"""`serment bench search` and `serment bench availability`: what it costs to find somebody, and to see one's free times.

Real requests over HTTP to a platform over a country's calendars; server, database and the client that sends share the
machine. Searches are measured over a hundredth, a tenth and the whole of the country: the exponent says how the cost
grows with it. The floor of availability is its largest statement, prepared and sent by `pgbench` over as many
connections.
"""

import math
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import NamedTuple

import msgspec

from serment.benching.client import Load, Sent, send
from serment.benching.people import FAMILY, GIVEN, SPECIALTIES, draw_town, towns
from serment.benching.pgbench import per_second
from serment.benching.population import populated
from serment.benching.site import Site, folder_of, serving
from serment.errors import CannotProve

Say = Callable[[str], None]

WHOLE = 300_000
PARTS = (100, 10, 1)
CLIENTS = 8
OK = 200
DRAWN = 3000
BIG_CITIES = 8
TOGETHER = 10
FORTNIGHT, WEEK = 14, 7
MILLI = 1000
NOBODY = (b'"results":[]', b'"practitioners":[]', b'"times":[]')
WEEK_SCRIPT = """\\
\\set n random(1, COUNT)
SELECT day, begins, positions, open, busy FROM scheduling.occupancy
 WHERE schedule = (SELECT schedule FROM bench.calendar WHERE n = :n)
       AND day BETWEEN current_date AND current_date + 7 ORDER BY day, lane;
"""


class Wanted(NamedTuple):
    """What is measured."""

    seconds: float = 10
    practitioners: int = WHOLE
    workers: int = 2
    parts: tuple[int, ...] = PARTS


class Case(msgspec.Struct, frozen=True):
    """One kind of question, over one population."""

    name: str
    practitioners: int
    per_second: float
    """By eight clients at once."""
    p50_ms: float
    p99_ms: float
    server_ms: float
    """Of a processor, each."""
    database_ms: float
    load_cpu_share: float
    """Of all processors, what the client that sends took."""
    failed: int
    empty: float
    """Share of the answers that found nobody; they cost least."""


class SearchResult(msgspec.Struct, frozen=True):
    """What was measured."""

    cases: list[Case]
    exponents: dict[str, float]
    """By which power of the population the processor time of each question grows."""
    client: str
    clients: int


class AvailabilityResult(msgspec.Struct, frozen=True):
    """What was measured."""

    per_second_alone: float
    per_second: float
    p50_ms: float
    p99_ms: float
    floor_per_second: float
    ratio: float
    server_ms: float
    database_ms: float
    load_cpu_share: float
    schedules: int
    clients: int
    client: str


def search(wanted: Wanted, say: Say) -> SearchResult:
    """Measure the four questions over each part of the country."""
    cases: list[Case] = []
    client = ""
    for part in wanted.parts:
        people = wanted.practitioners // part
        with (
            populated(folder_of(people), people, say) as made,
            serving(made, wanted.workers) as site,
            tempfile.TemporaryDirectory(prefix="serment-bench-") as folder,
        ):
            for name, requests in _questions(site).items():
                say(f"{name}, among {people} …")
                _ask(site, Path(folder), requests, CLIENTS, 1)
                case, client = _measured(site, Path(folder), requests, name, people, wanted)
                cases.append(case)
    return SearchResult(cases, _exponents(cases), client, CLIENTS)


def availability(wanted: Wanted, say: Say) -> AvailabilityResult:
    """Measure a week of one practitioner, by one client and by eight."""
    people = wanted.practitioners
    with (
        populated(folder_of(people), people, say) as made,
        serving(made, wanted.workers) as site,
        tempfile.TemporaryDirectory(prefix="serment-bench-") as folder,
    ):
        pairs = _calendars(site, DRAWN)
        requests = [_post(site, "/v1/times", _times([pair], WEEK)) for pair in pairs]
        _ask(site, Path(folder), requests, CLIENTS, 1)
        alone = _ask(site, Path(folder), requests, 1, wanted.seconds)
        case, client = _measured(site, Path(folder), requests, "week", people, wanted)
        floor = _floor(site, [bytes.fromhex(schedule) for schedule, _ in pairs], wanted.seconds)
    return AvailabilityResult(
        per_second_alone=round(alone.requests / alone.seconds, 1),
        per_second=case.per_second,
        p50_ms=case.p50_ms,
        p99_ms=case.p99_ms,
        floor_per_second=round(floor, 1),
        ratio=round(case.per_second / floor, 3),
        server_ms=case.server_ms,
        database_ms=case.database_ms,
        load_cpu_share=case.load_cpu_share,
        schedules=people,
        clients=CLIENTS,
        client=client,
    )


def tell_search(found: SearchResult) -> str:
    """The result in lines."""
    lines = [f"{'':34}{'people':>9}{'a second':>10}{'median':>11}{'99 of 100':>12}"]
    lines += [
        f"{case.name:34}{case.practitioners:9}{case.per_second:10.0f}{case.p50_ms:8.1f} ms{case.p99_ms:9.1f} ms"
        for case in found.cases
    ]
    return "\n".join([*lines, *(f"{name:34} grows with power {value:.2f}" for name, value in found.exponents.items())])


def tell_availability(found: AvailabilityResult) -> str:
    """The result in lines."""
    return "\n".join(
        [
            f"{found.per_second_alone:10.0f} weeks/s by one client, {found.per_second:.0f} by {found.clients}",
            f"{found.p50_ms:10.1f} ms at the median, {found.p99_ms:.1f} ms for 99 of 100",
            f"{found.floor_per_second:10.0f} a second by PostgreSQL alone; ratio {found.ratio:.2f}",
            f"{found.server_ms:10.2f} ms of a processor in the server, {found.database_ms:.2f} in the database, each",
        ]
    )


def _questions(site: Site) -> dict[str, list[bytes]]:
    draw = Random(1)  # noqa: S311 -- drawn questions, not secrets
    rare = [code for code, weight in SPECIALTIES.items() if weight < 6]  # noqa: PLR2004
    specialists = [
        {"specialty": draw.choice(rare), "place": draw_town(draw).code, "radius_km": 20, "sort": "soonest"}
        for _ in range(DRAWN)
    ]
    doctors = [
        {"specialty": "SM54", "place": draw.choice(towns()[:BIG_CITIES]).code, "radius_km": 10, "sort": "soonest"}
        for _ in range(DRAWN)
    ]
    typed = [draw.choice(names)[: draw.randrange(3, 7)] for names in (FAMILY, GIVEN) for _ in range(DRAWN // 2)]
    pairs = _calendars(site, DRAWN)
    weeks = [_times(draw.sample(pairs, min(TOGETHER, len(pairs))), FORTNIGHT) for _ in range(DRAWN)]
    return {
        "soonest specialist near a town": [_post(site, "/v1/search", each) for each in specialists],
        "general practitioner in a big city": [_post(site, "/v1/search", each) for each in doctors],
        "name as it is typed": [_post(site, "/v1/names", {"query": each}) for each in typed],
        "two weeks of ten practitioners": [_post(site, "/v1/times", each) for each in weeks],
    }


def _calendars(site: Site, count: int) -> list[tuple[str, str]]:
    with site.connect() as connection:
        rows = connection.execute(
            """
            SELECT encode(schedule, 'hex'), class FROM scheduling.next_free
             WHERE traits @> '{first}' ORDER BY md5(schedule::text) LIMIT %s
            """,
            [count],
        ).fetchall()
    return [(schedule, service_class) for schedule, service_class in rows]


def _times(pairs: list[tuple[str, str]], days: int) -> dict[str, object]:
    requests = [{"schedule": schedule, "class": service_class} for schedule, service_class in pairs]
    return {"requests": requests, "from": datetime.now(UTC).date().isoformat(), "days": days}


def _post(site: Site, path: str, body: object) -> bytes:
    data = msgspec.json.encode(body)
    head = f"POST {path} HTTP/1.1\r\nHost: {site.host}\r\nContent-Type: application/json\r\nContent-Length: {len(data)}"
    return f"{head}\r\n\r\n".encode() + data


def _measured(
    site: Site, folder: Path, requests: list[bytes], name: str, people: int, wanted: Wanted
) -> tuple[Case, str]:
    before = site.used()
    sent = _ask(site, folder, requests, CLIENTS, wanted.seconds)
    used = {part: (seconds - before[part]) / sent.requests * MILLI for part, seconds in site.used().items()}
    case = Case(
        name=name,
        practitioners=people,
        per_second=round(sent.requests / sent.seconds, 1),
        p50_ms=round(sent.p50_ms, 2),
        p99_ms=round(sent.p99_ms, 2),
        server_ms=round(used["server"], 3),
        database_ms=round(used["database"], 3),
        load_cpu_share=round(sent.cpu_seconds / sent.seconds / (os.cpu_count() or 1), 3),
        failed=sent.failed + sum(status != OK for status, _ in sent.lines()),
        empty=round(sum(any(each in body for each in NOBODY) for _, body in sent.lines()) / sent.requests, 3),
    )
    return case, sent.client


def _ask(site: Site, folder: Path, requests: list[bytes], clients: int, seconds: float) -> Sent:
    """Send these again and again until the time is over."""
    file = folder / "requests"
    with file.open("wb") as out:
        for request in _enough(requests, seconds):
            out.write(b"%08d" % len(request) + request)
    sent = send(Load(site.url, file, folder / "answers", clients, seconds))
    if not sent.requests:
        raise CannotProve("Nothing was answered; the platform's log may say why.")
    return sent


def _enough(requests: list[bytes], seconds: float) -> Iterator[bytes]:
    """More than any server answers in that time."""
    for _ in range(math.ceil(seconds * 6000 / len(requests))):
        yield from requests


def _exponents(cases: list[Case]) -> dict[str, float]:
    """From the smallest to the largest population."""
    found: dict[str, float] = {}
    for name in dict.fromkeys(case.name for case in cases):
        mine = sorted((case for case in cases if case.name == name), key=lambda case: case.practitioners)
        first, last = mine[0], mine[-1]
        if last.practitioners > first.practitioners:
            costs = [max(each.server_ms + each.database_ms, 0.001) for each in (first, last)]
            found[name] = round(math.log(costs[1] / costs[0]) / math.log(last.practitioners / first.practitioners), 3)
    return found


def _floor(site: Site, schedules: list[bytes], seconds: float) -> float:
    """The days of a week of one calendar, by pgbench, as often as it can."""
    with site.connect() as connection:
        connection.execute("CREATE SCHEMA bench")
        connection.execute("CREATE TABLE bench.calendar (n integer PRIMARY KEY, schedule bytea NOT NULL)")
        with connection.cursor() as cursor, cursor.copy("COPY bench.calendar FROM STDIN") as copy:
            for row in enumerate(schedules, 1):
                copy.write_row(row)
    script = WEEK_SCRIPT.replace("COUNT", str(len(schedules)))
    return per_second(site, script, CLIENTS, "-T", f"{max(1, round(seconds))}")
