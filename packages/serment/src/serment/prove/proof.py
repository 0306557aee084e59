"""Carries a proof out, on the running installation or on a temporary one."""

import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal, NamedTuple

import psycopg

from serment import processes, running
from serment.clients import new_client
from serment.configuration import CUSTODIAN_FILE, PLATFORM_FILE, Settings
from serment.errors import CannotProve
from serment.hands import Hand
from serment.installation import Say, hands_of, temporary
from serment.installation import running as installation
from serment.prove import canaries, crowd, evidence, journey, report, stage
from serment.prove.canaries import Canaries, Pattern
from serment.prove.journey import Traces
from serment.prove.linkage import Attack
from serment.prove.report import Report
from serment_client import ClientError, Exchange
from serment_protocol.errors import ProtocolRefusal

Sabotage = Literal["canary", "linkage"]
# Waiting an hour for a nudge proves nothing more.
LONGEST_NUDGE = 30.0


class Plan(NamedTuple):
    """What to prove, and what to break beforehand."""

    fresh: bool
    patients: int
    sabotage: frozenset[Sabotage]


def prove(data: Path, plan: Plan, say: Say) -> Report:
    """The result; raise CannotProve if it did not come to one."""
    with _fresh(say) if plan.fresh else _present(data) as settings:
        try:
            return _prove(settings, plan, say)
        except (ClientError, ProtocolRefusal, TimeoutError) as error:
            raise CannotProve(f"The proof stopped: {type(error).__name__}: {error}") from error


@contextmanager
def _fresh(say: Say) -> Generator[Settings]:
    folder = Path(tempfile.mkdtemp(prefix="serment-proof-"))
    try:
        with installation(temporary(folder, demo=True), say) as started:
            yield started.settings
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _present(data: Path) -> Generator[Settings]:
    yield running.found_demo(data)


def _prove(settings: Settings, plan: Plan, say: Say) -> Report:
    values, exchanges = canaries.draw(), list[Exchange]()
    traces = Traces(new_client(settings, exchanges.append), exchanges)
    platform, custodian = hands_of(settings)
    say("Doing the main job with canary values …")
    try:
        journey.perform(settings, values, traces, _nudge_seconds(settings))
        if "canary" in plan.sabotage:
            _plant(platform, values, traces)
        say("Searching tables, files and what went over the wire …")
        found = evidence.search(
            platform,
            custodian,
            settings.home.publisher,
            values,
            _of_platform(settings, traces),
            Pattern(traces.identifiers),
        )
        both = (platform, custodian)
        attack = _attack(settings, plan, traces, both, say) if plan.fresh and plan.patients else None
    finally:
        _clear(traces)
    return report.make(traces.steps, found, plan.patients, attack, sabotaged=bool(plan.sabotage))


def _attack(settings: Settings, plan: Plan, traces: Traces, both: tuple[Hand, Hand], say: Say) -> Attack:
    say("Gathering synthetic patients for the linkage attacker …")
    platform, custodian = both
    people = crowd.gather(settings, traces.officer, traces.practice, custodian, plan.patients, say)
    for hand, file in ((platform, PLATFORM_FILE), (custodian, CUSTODIAN_FILE)):
        processes.run((hand.program, "rewrite", "--config", str(hand.folder / file)), hand.log)
    if "linkage" in plan.sabotage:
        crowd.share_an_identifier(platform, custodian, people)
    say("Attacking both dumps …")
    return crowd.attack(platform, custodian, people)


def _plant(platform: Hand, values: Canaries, traces: Traces) -> None:
    """Sabotage: a patient's name where a careless programmer would put it."""
    with psycopg.connect(platform.cluster.superuser_dsn(platform.database)) as connection:
        connection.execute(
            "UPDATE directory.practice SET phone = %s WHERE practice = %s",
            [values.family, bytes.fromhex(traces.practice)],
        )


def _of_platform(settings: Settings, traces: Traces) -> list[Exchange]:
    url = new_client(settings).context.installation.platform.url
    return [exchange for exchange in traces.exchanges if exchange.url.startswith(f"{url}/")]


def _nudge_seconds(settings: Settings) -> float:
    """How long a nudge takes here; zero where nobody should wait for it."""
    return settings.nudge_seconds if settings.demo and settings.nudge_seconds <= LONGEST_NUDGE else 0.0


def _clear(traces: Traces) -> None:
    """Leave no practice behind; what stopped the proof is the better news."""
    with suppress(ClientError, ProtocolRefusal):
        if traces.practice:
            stage.clear(traces.officer, traces.practice)
    traces.officer.close()
