"""What staff of the console sees of checks and evidence: from a control to a check, its runs, and the signed record.

A guest sees the days of their period, and nothing of any other.
"""

from datetime import UTC, datetime, time, timedelta

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from serment_kernel.checks import history
from serment_kernel.checks.board import Board
from serment_kernel.checks.history import Outcomes, Run
from serment_kernel.checks.state import State
from serment_kernel.evidence import store as evidence
from serment_kernel.evidence.record import record_of
from serment_platform.compliance import staff
from serment_platform.compliance.registers.looking import READERS
from serment_platform.compliance.staff import Actor, Console, Scope
from serment_platform.http import NotFound, Web, answer
from serment_platform.service import Service
from serment_protocol.encoding import LARGEST, read_time

SHOWN_DAYS = 90
ALL = Scope()


class States(msgspec.Struct, frozen=True):
    """How every check stands."""

    checks: list[State]


class Course(msgspec.Struct, frozen=True):
    """How one check went."""

    check: State
    days: list[Outcomes]
    runs: list[Run]


def routes() -> list[HTTPRouteHandler]:
    """The routes of the control board."""
    return [states, course, record]


@get("/v1/console/checks")
async def states(request: Web, console: NamedDependency[Console], board: NamedDependency[Board]) -> Response[bytes]:
    """How every check stands now; for a guest, those that last ran in their period."""
    actor = await _reader(request, console)
    return answer(States([each for each in await board.states() if _is_seen(each, actor.scope)]))


@get("/v1/console/checks/{check:str}")
async def course(
    request: Web, check: FromPath[str], console: NamedDependency[Console], board: NamedDependency[Board]
) -> Response[bytes]:
    """How one check went in the last months, day by day, and its newest runs."""
    actor = await _reader(request, console)
    found = next((each for each in await board.states() if each.check == check), None)
    if found is None:
        raise NotFound
    first, end = _time(actor.scope, console.now())
    async with console.db.transaction() as tx:
        days = await history.outcomes(tx, check, first, end)
        runs = await history.runs(tx, check, first, end)
    return answer(Course(found, days, runs))


@get("/v1/console/evidence/{seq:int}")
async def record(
    request: Web, seq: FromPath[int], console: NamedDependency[Console], service: NamedDependency[Service]
) -> Response[bytes]:
    """One event, with all that proves it."""
    actor = await _reader(request, console)
    if not 0 <= seq <= LARGEST:
        raise NotFound
    async with console.db.transaction() as tx:
        event = await evidence.event(tx, console.chain.origin, seq)
    if event is None or not actor.scope.covers(event.at.date()):
        raise NotFound
    return answer(await record_of(console.db, service.log, event))


async def _reader(request: Web, console: Console) -> Actor:
    actor = await staff.of(console, request)
    actor.require(*READERS)
    return actor


def _is_seen(state: State, scope: Scope) -> bool:
    return scope == ALL or (state.at != "" and scope.covers(read_time(state.at).date()))


def _time(scope: Scope, now: datetime) -> tuple[datetime, datetime]:
    """The last months that somebody may see, from a midnight to the next."""
    last = min(now.date(), scope.last or now.date())
    first = max(last - timedelta(days=SHOWN_DAYS - 1), scope.first or last - timedelta(days=SHOWN_DAYS - 1))
    return datetime.combine(first, time(), UTC), datetime.combine(last + timedelta(days=1), time(), UTC)
