"""Routes of the registers at the console. A session looks and writes; a step that takes a second person takes their
passkey, over the very version that they decide about.
"""

from asyncio import to_thread
from typing import cast, get_args

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from serment_kernel.checks.board import Board
from serment_kernel.passkeys import StepBody
from serment_platform.compliance import staff
from serment_platform.compliance.registers import drafts, exporting, ics, looking, printing, reviews, showing
from serment_platform.compliance.registers.actions import Registers
from serment_platform.compliance.registers.data_map import data_map
from serment_platform.compliance.registers.errors import PasskeyNeeded, RowChanged, RowUnknown
from serment_platform.compliance.registers.kinds import REGISTERS, kind_of
from serment_platform.compliance.registers.measured import measured
from serment_platform.compliance.registers.rules import step_hash
from serment_platform.compliance.registers.types import STATE, Actor, Kind, Language, Value, Version, snapshot
from serment_platform.compliance.staff import Console
from serment_platform.http import NotFound, Web, answer, created, read
from serment_platform.retention import CLASSES


class Added(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of somebody's own."""

    fields: dict[str, bool | int | str | list[str]]


class Changed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What changes in a row."""

    version: int
    changes: dict[str, bool | int | str | list[str] | None]
    step: StepBody | None = None


def routes() -> list[HTTPRouteHandler]:
    """The console's routes."""
    looks = [kinds, rows, versions, export, paper, dates, dates_file, verified, incident_draft, review_inputs]
    return [*looks, add, change]


@get("/v1/console/registers")
async def kinds(request: Web, console: NamedDependency[Console]) -> Response[bytes]:
    """Which registers there are, and how much stands in each."""
    found = snapshot(await _seen(request, console))
    mapped = len(await data_map(console.db, CLASSES, console.now()))
    counts = {kind.id: looking.count(kind, found, mapped) for kind in REGISTERS.values()}
    return answer({"registers": [{**showing.described(kind), **counts[kind.id]} for kind in REGISTERS.values()]})


@get("/v1/console/registers/{register:str}")
async def rows(request: Web, register: FromPath[str], console: NamedDependency[Console]) -> Response[bytes]:
    """The newest version of each row."""
    _, found = await _rows(request, console, register)
    return answer({"rows": [showing.plain(row) for row in found]})


@get("/v1/console/registers/{register:str}/rows/{row:str}")
async def versions(
    request: Web, register: FromPath[str], row: FromPath[str], console: NamedDependency[Console]
) -> Response[bytes]:
    """A row with its history."""
    found = [each for each in await _seen(request, console) if (each.kind, each.id) == (kind_of(register).id, row)]
    if not found:
        raise RowUnknown
    return answer({"versions": [showing.plain(each) for each in found]})


@post("/v1/console/registers/{register:str}")
async def add(request: Web, register: FromPath[str], console: NamedDependency[Console]) -> Response[bytes]:
    """Write a row."""
    actor, given = _acting(await staff.of(console, request)), await read(request, Added)
    return created(showing.plain(await _registers(console).add(register, given.fields, actor, console.now())))


@post("/v1/console/registers/{register:str}/rows/{row:str}", status_code=200)
async def change(
    request: Web, register: FromPath[str], row: FromPath[str], console: NamedDependency[Console]
) -> Response[bytes]:
    """Write the next version of a row."""
    whoever, given = await staff.of(console, request), await read(request, Changed)
    kind, registers = kind_of(register), _registers(console)
    if _takes_two(kind, given):
        whoever = await _signed(console, (await registers.history(kind.id, row))[-1], given)
    made = await registers.change(kind.id, row, given.version, given.changes, _acting(whoever), console.now())
    return answer(showing.plain(made))


@get("/v1/console/registers/{register:str}/export/{language:str}")
async def export(
    request: Web,
    register: FromPath[str],
    language: FromPath[str],
    console: NamedDependency[Console],
    board: NamedDependency[Board],
) -> Response[bytes]:
    """The register as CSV, with the last word of the checks that its rows are linked to."""
    kind, found = await _rows(request, console, register)
    written = exporting.table(kind, found, _language(language), measured(await board.states(), console.now()))
    return Response(written.encode(), media_type="text/csv")


@get("/v1/console/registers/{register:str}/pdf/{language:str}")
async def paper(
    request: Web,
    register: FromPath[str],
    language: FromPath[str],
    console: NamedDependency[Console],
    board: NamedDependency[Board],
) -> Response[bytes]:
    """The same as PDF."""
    kind, found = await _rows(request, console, register)
    spoken, now = _language(language), console.now()
    states = measured(await board.states(), now)
    made = await to_thread(printing.paper_of, kind, found, spoken, states, console.chain.origin, now)
    return Response(made, media_type="application/pdf")


@get("/v1/console/calendar")
async def dates(request: Web, console: NamedDependency[Console]) -> Response[bytes]:
    """What is due."""
    found = looking.due(snapshot(await _seen(request, console)), console.now())
    return answer({"due": showing.clocks(found)})


@get("/v1/console/calendar/{language:str}")
async def dates_file(request: Web, language: FromPath[str], console: NamedDependency[Console]) -> Response[bytes]:
    """The same as a file for a calendar."""
    found = looking.due(snapshot(await _seen(request, console)), console.now())
    text = ics.calendar_file(found, console.chain.origin, _language(language), console.now())
    return Response(text.encode(), media_type="text/calendar")


@get("/v1/console/registers-verified")
async def verified(request: Web, console: NamedDependency[Console]) -> Response[bytes]:
    """What somebody edited past the registers; of a guest's period alone."""
    actor = await _reader(request, console)
    found = [each for each in await _registers(console).verify() if actor.scope.covers(each.day)]
    return answer({"faults": [each._asdict() for each in found]})


@get("/v1/console/incidents/{row:str}/drafts/{regime:str}/{language:str}")
async def incident_draft(
    request: Web,
    row: FromPath[str],
    regime: FromPath[str],
    language: FromPath[str],
    console: NamedDependency[Console],
) -> Response[bytes]:
    """What to notify under a regime."""
    found = snapshot(await _seen(request, console)).get("incident", {}).get(row)
    if found is None:
        raise RowUnknown
    return _text(drafts.draft(found, regime, _language(language)))


@get("/v1/console/reviews/inputs/{language:str}")
async def review_inputs(
    request: Web, language: FromPath[str], console: NamedDependency[Console], board: NamedDependency[Board]
) -> Response[bytes]:
    """What a management review looks at."""
    found, now = snapshot(await _seen(request, console)), console.now()
    states = measured(await board.states(), now)
    return _text(reviews.inputs(found, states, looking.due(found, now), now, _language(language)))


async def _reader(request: Web, console: Console) -> staff.Actor:
    actor = await staff.of(console, request)
    actor.require(*looking.READERS)
    return actor


async def _seen(request: Web, console: Console) -> list[Version]:
    actor = await _reader(request, console)
    return looking.seen(await _registers(console).shown(), actor.scope)


async def _rows(request: Web, console: Console, register: str) -> tuple[Kind, list[Version]]:
    """Who asks comes first: to a stranger, a register that is not there is as closed as one that is."""
    actor = await _reader(request, console)
    kind = kind_of(register)
    if kind.origin == "schema":
        return kind, await data_map(console.db, CLASSES, console.now())
    seen = looking.seen(await _registers(console).shown(), actor.scope)
    return kind, sorted(looking.newest(seen, kind.id), key=lambda row: exporting.order(row.id))


async def _signed(console: Console, seen: Version, given: Changed) -> staff.Actor:
    if given.step is None:
        raise PasskeyNeeded
    if seen.version != given.version:
        raise RowChanged(version=seen.version)
    return await staff.verified(console, given.step.read(), "approve", step_hash(seen, str(given.changes[STATE])))


def _takes_two(kind: Kind, given: Changed) -> bool:
    wanted: Value | list[str] | None = given.changes.get(STATE)
    return any(state.two for state in kind.states if state.id == wanted)


def _registers(console: Console) -> Registers:
    return Registers(console.db, console.chain)


def _acting(actor: staff.Actor) -> Actor:
    return Actor(actor.pseudonym, frozenset(actor.roles))


def _language(text: str) -> Language:
    if text not in get_args(Language):
        raise NotFound
    return cast("Language", text)


def _text(text: str) -> Response[bytes]:
    return answer({"text": text, "text_hash": drafts.text_hash(text)})
