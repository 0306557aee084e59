"""`serment bench`: the waits that people notice, as medians and as multiples of a floor measured in the same run.

The floor is the smallest request there is (`GET /health` over the same connection): a slow machine slows both.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import msgspec

from serment import running
from serment.clients import new_client, sign_up
from serment.configuration import Settings
from serment.demo.enrol import enrol
from serment.installation import Say, temporary
from serment.installation import running as installation
from serment.prove import stage
from serment_client import Client, Query, Wish
from serment_protocol.encoding import write_day
from serment_protocol.kit import propose_words
from serment_protocol.primitives import random_bytes
from serment_protocol.vault import Identity

FLOOR_TIMES = 200
TIMES = 12
SIGN_INS = 5
PATIENT = Identity(given="Mesure", family="Fictive", birth_date="1980-01-01", phone="0199009902", email="")
MILLI = 1000


class Wait(msgspec.Struct, frozen=True):
    """One thing that a person waits for."""

    name: str
    median_ms: float
    floors: float
    """The same as a multiple of the floor."""
    times: int


class Result(msgspec.Struct, frozen=True):
    """All of them."""

    floor_ms: float
    waits: list[Wait]


def bench(data: Path, say: Say, *, fresh: bool = False) -> Result:
    """Measure the demonstration that runs on the data folder, or a temporary one."""
    with _somewhere(data, say, fresh=fresh) as settings:
        say("Measuring …")
        return _measure(settings)


def tell(result: Result) -> str:
    """The result as a table."""
    lines = [f"floor (GET /health): {result.floor_ms:.2f} ms", ""]
    lines += [f"{wait.name:42} {wait.median_ms:9.1f} ms  {wait.floors:8.0f} floors" for wait in result.waits]
    return "\n".join(lines)


@contextmanager
def _somewhere(data: Path, say: Say, *, fresh: bool) -> Generator[Settings]:
    if not fresh and running.is_running(data):
        yield running.found_demo(data)
        return
    with (
        tempfile.TemporaryDirectory(prefix="serment-bench-") as folder,
        installation(temporary(Path(folder), demo=True), say) as started,
    ):
        enrol(started, say)
        yield started.settings


def _measure(settings: Settings) -> Result:
    officer, patient, passphrase = new_client(settings), new_client(settings), propose_words("fr")
    sign_up(officer, settings, _address(), propose_words("fr"), "staff")
    sign_up(patient, settings, _address(), passphrase, "patient")
    practice = officer.team.open(stage.draft(), "Mesure")
    try:
        url = f"{patient.context.installation.platform.url}/health"
        floor = _median(lambda: patient.context.transport.send("GET", url), FLOOR_TIMES)
        waits = [
            Wait(name, round(median, 2), round(median / floor, 1), times)
            for name, median, times in _waits(officer, patient, passphrase, practice)
        ]
    finally:
        stage.clear(officer, practice)
        officer.close()
        patient.close()
    return Result(round(floor, 3), waits)


def _waits(officer: Client, patient: Client, passphrase: str, practice: str) -> Iterator[tuple[str, float, int]]:
    yield "sign in (passphrase hardened)", _median(lambda: patient.sign_in(passphrase), SIGN_INS), SIGN_INS
    search = patient.directory.search
    yield "search the soonest, anywhere", _median(lambda: search(Query()), TIMES), TIMES
    lyon = Query(specialty="SM54", place="69123", sort="distance")
    yield "search a specialty around a town", _median(lambda: search(lyon), TIMES), TIMES

    schedule, times = stage.schedule_of(officer, practice), iter(stage.free_times(officer, practice))
    patient.account.rights.fetch("booking", TIMES - patient.account.rights.count("booking"))

    def book() -> None:
        patient.visits.book(Wish(practice, schedule, next(times), stage.MOTIVES[0], PATIENT))

    yield "book (seal, sign, spend a right)", _median(book, TIMES), TIMES
    yield "find one's visits in another browser", _median(patient.visits.list, SIGN_INS), SIGN_INS
    yield from _agendas(officer, practice)


def _agendas(officer: Client, practice: str) -> Iterator[tuple[str, float, int]]:
    """A week whose visits are opened and filed for the first time, and the same once filed."""
    today = officer.context.clock().date()
    days = write_day(today), write_day(today + timedelta(days=7))
    yield f"agenda of a week, {TIMES} visits opened", _median(lambda: officer.agendas.read(practice, *days), 1), 1
    yield "the same, filed", _median(lambda: officer.agendas.read(practice, *days), TIMES), TIMES


def _median(work: Callable[[], object], times: int) -> float:
    """Milliseconds."""
    return statistics.median(_took(work) for _ in range(times))


def _took(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * MILLI


def _address() -> str:
    return f"mesure-{random_bytes(6).hex()}@bench.serment.example"
