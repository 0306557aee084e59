"""`serment bench agenda`: a busy week of a practice, from the request to what one reads.

Ten practitioners have three hundred visits in one week, each sealed by itself as a patient's would be. Read for the
first time, every envelope is opened and filed; read again, the filings are opened. Both are measured with the SDK and,
where one is to be had, in a real browser: there from the request to the first picture that shows every visit.
"""

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, cast

import msgspec

from serment.benching.cpu import seconds_of
from serment.benching.week import DAYS, Painted, Week
from serment.clients import new_client, sign_up
from serment.demo.people import visitor
from serment.demo.practices import practices
from serment.installation import Installation, Say, temporary
from serment.installation import running as installation
from serment.leaks.proof import BROWSERS
from serment_client import Client, Wish
from serment_client.booking import Means, prepare
from serment_protocol.appointments import manage_keys
from serment_protocol.kit import propose_words
from serment_protocol.nudges import Contact, contact_ticket
from serment_protocol.primitives import random_bytes

MILLI = 1000
MINUTES, CLASS, MOTIVE = 20, "office-20", "controle"
WORKDAYS = 5
HORIZON = 30


class Wanted(NamedTuple):
    """What is measured."""

    practitioners: int = 10
    visits: int = 300
    times: int = 10
    """How often what is filed is read."""
    browser: bool = True


class AgendaResult(msgspec.Struct, frozen=True):
    """What was measured, in milliseconds."""

    practitioners: int
    visits: int
    bytes: int
    """Of the platform's answer."""
    request_ms: float
    """The answer alone, at the median: what the server takes, and the way to it."""
    server_ms: float
    """Of a processor, in the platform; its database not counted."""
    sdk_first_ms: float
    """Verified, opened and filed one after the other by the SDK."""
    sdk_filed_ms: float
    painted: Painted | None
    """None where there is no browser."""


def bench(wanted: Wanted, say: Say) -> AgendaResult:
    """Measure on a temporary installation."""
    with (
        tempfile.TemporaryDirectory(prefix="serment-bench-") as folder,
        installation(temporary(Path(folder), demo=True), say) as started,
    ):
        return _measure(started, wanted, say)


def tell(found: AgendaResult) -> str:
    """The result in lines."""
    came = f"{found.visits} visits have come; {found.server_ms:.0f} ms of a processor for it"
    lines = [
        f"{found.request_ms:9.0f} ms until {came}",
        f"{found.sdk_first_ms:9.0f} ms with the SDK, opened and filed at first; {found.sdk_filed_ms:.0f} ms filed",
    ]
    if found.painted is None:
        return "\n".join([*lines, "no browser: run `make tools`, or install the package chromium"])
    seen = found.painted
    return "\n".join(
        [
            *lines,
            f"{seen.first_ms:9.0f} ms in {seen.browser} from the request to the picture, for the first time",
            f"{seen.filed_ms:9.0f} ms once filed, {seen.again_ms:.0f} ms when one comes back to it",
        ]
    )


def _measure(started: Installation, wanted: Wanted, say: Say) -> AgendaResult:
    officer, email, passphrase = (
        new_client(started.settings),
        f"{random_bytes(6).hex()}@bench.example",
        propose_words("fr"),
    )
    sign_up(officer, started.settings, email, passphrase, "staff")
    practice = officer.team.open(_draft(wanted.practitioners), "Mesure")
    officer.practices.refresh(practice)
    today = officer.context.clock().date()
    monday = today + timedelta(days=DAYS - today.weekday())
    here, there = (Week(practice, email, passphrase, monday + timedelta(days=DAYS * place)) for place in range(2))
    say(f"Booking {2 * wanted.visits} visits …")
    for week in (here, there):
        _fill(officer, week, wanted.visits)
    say("Reading …")
    request, server, size = _requested(officer, started, there, wanted.times)
    first = _took(lambda: officer.agendas.read(practice, *there.days))
    filed = statistics.median(_took(lambda: officer.agendas.read(practice, *there.days)) for _ in range(wanted.times))
    painted = _painted(started, here, wanted) if wanted.browser else None
    officer.close()
    return AgendaResult(
        practitioners=wanted.practitioners,
        visits=wanted.visits,
        bytes=size,
        request_ms=round(request, 1),
        server_ms=round(server, 1),
        sdk_first_ms=round(first, 1),
        sdk_filed_ms=round(filed, 1),
        painted=painted,
    )


def _requested(officer: Client, started: Installation, week: Week, times: int) -> tuple[float, float, int]:
    """Milliseconds on the clock, and of the platform's processor; bytes."""
    session = officer.account.session
    platform = [started.children.pid("platform")]
    url, transport = officer.context.platform_url(week.path), officer.context.transport

    def ask() -> int:
        return len(transport.send("GET", url, session=session.bearer).content)

    size, before = ask(), seconds_of(platform)
    took = [_took(ask) for _ in range(times)]
    return statistics.median(took), (seconds_of(platform) - before) / times * MILLI, size


def _painted(started: Installation, week: Week, wanted: Wanted) -> Painted | None:
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None or find_spec("playwright") is None:
        return None
    from serment.benching import board  # noqa: PLC0415 -- the driver of a browser is not always there

    return board.look(chromium, started.settings, week, wanted.visits, wanted.times)


def _fill(officer: Client, week: Week, visits: int) -> None:
    """Visits sealed as by patients: the desk books them, but files nothing."""
    draw, known = Random(week.first.toordinal()), officer.practices.look_again(week.practice)  # noqa: S311 -- fictitious
    ticket = contact_ticket(
        officer.account.custodian.contact_key(), Contact(email="", phone="0199000000", language="fr")
    )
    for schedule, start in _slots(officer, week, visits):
        wish = Wish(week.practice, schedule, start, MOTIVE, visitor(draw))
        prepared = prepare(wish, Means(known, manage_keys(random_bytes(32)), ticket, None))
        officer.account.session.tell("POST", f"/practices/{week.practice}/appointments", prepared.body)


def _slots(officer: Client, week: Week, visits: int) -> Iterator[tuple[str, str]]:
    """As many of each calendar, spread over the days."""
    schedules = [one.schedule for one in officer.practices.refresh(week.practice).publication.schedules]
    rows = officer.directory.times([(one, CLASS) for one in schedules], week.days[0], WORKDAYS)
    each = -(-visits // len(rows))
    found: list[tuple[str, str]] = []
    for row in rows:
        starts = [start for day in row.days for start in day.starts]
        found += [(row.schedule, start) for start in starts[:: max(1, len(starts) // each)][:each]]
    return iter(found[:visits])


def _draft(practitioners: int) -> dict[str, object]:
    """What it publishes: calendars of equal hours, one for each practitioner."""
    person = cast("list[Mapping[str, Any]]", practices()[0]["practitioners"])[0]
    people = [
        {**person, "practitioner": random_bytes(16).hex(), "family": f"Mesure-{chr(65 + n)}"}
        for n in range(practitioners)
    ]
    labels = {"fr": "Contrôle", "en": "Check"}
    return {
        **practices()[0],
        "name": "Cabinet de la mesure (fictif)",
        "time_zone": "Europe/Paris",
        "practitioners": people,
        "classes": [{"class": CLASS, "duration": MINUTES, "channel": "office", "audience": "public"}],
        "motives": [
            {
                "motive": MOTIVE,
                "labels": labels,
                "class": CLASS,
                "practitioners": [],
                "instructions": {"fr": "", "en": ""},
            }
        ],
        "schedules": [_schedule(str(person["practitioner"])) for person in people],
    }


def _schedule(practitioner: str) -> dict[str, object]:
    return {
        "schedule": random_bytes(16).hex(),
        "practitioner": practitioner,
        "step": MINUTES,
        "classes": [CLASS],
        "notice_minutes": 0,
        "horizon_days": HORIZON,
        "windows": [{"weekday": day, "from": "09:00", "to": "17:00"} for day in range(1, WORKDAYS + 1)],
        "exceptions": [],
    }


def _took(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * MILLI
