"""Routes of requests of authorities. An officer's session registers and notes; a signature takes a passkey, too."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from serment_custodian.compliance.authority.desk import OfficersDesk, official
from serment_custodian.compliance.authority.forms import OWN
from serment_custodian.compliance.authority.naming import name_of
from serment_custodian.compliance.authority.table import STEPS
from serment_custodian.compliance.authority.types import Official
from serment_custodian.http import answer, created, read, route
from serment_custodian.officers.api import language_of, officer_of
from serment_custodian.people.rules import normalise
from serment_kernel.authority import actions, report, rules
from serment_kernel.authority.errors import RequestUnknown
from serment_kernel.authority.forms import table
from serment_kernel.authority.report_page import page
from serment_kernel.authority.showing import (
    Opened,
    Reports,
    Requests,
    Taking,
    Whole,
    decision_text,
    listed,
    signed,
    told,
    unreadable,
)
from serment_kernel.authority.types import Received, RequestId
from serment_kernel.passkeys import StepBody
from serment_protocol.authority_reports import AuthorityReport
from serment_protocol.encoding import b64, from_hex
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.signing import Signed
from serment_protocol.structure import convert
from serment_protocol.structure import read as parsed


class Naming(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An address of a letter."""

    address: str


class Named(msgspec.Struct, frozen=True):
    """What stands for it in a file; whether anybody has it is not said."""

    person: str


def routes(desk: OfficersDesk) -> list[Route]:
    """The room's routes."""
    return [*_reading(desk), *_moving(desk)]


def _reading(desk: OfficersDesk) -> list[Route]:
    async def reports(request: Request) -> Response:
        async with desk.db.transaction() as tx:
            found = await report.sound(desk.chain, tx)
        if "text/html" not in request.headers.get("accept", ""):
            return answer(Reports([Signed(b64(each.body), b64(each.signature)) for each in found]))
        text = page([parsed(each.body, AuthorityReport) for each in found], language_of(request))
        return Response(text, media_type="text/html", headers={"Vary": "Accept, Accept-Language, Origin"})

    async def requests(request: Request) -> Response:
        await officer_of(desk.office, request)
        found, now = await actions.everything(desk), desk.now()
        files = [listed(desk.procedure, each, now) for each in found.files]
        return answer(Requests(files + [unreadable(each) for each in found.altered]))

    async def procedure(request: Request) -> Response:
        await officer_of(desk.office, request)
        return answer(table(STEPS, OWN))

    async def whole(request: Request) -> Response:
        actor = await _actor(desk, request)
        async with desk.db.transaction() as tx:
            loaded = await actions.load(desk, tx, request_in(request))
            given = await actions.signatures(desk, tx, loaded)
        file = loaded.file
        text, digest = decision_text(file)
        return answer(
            Whole(
                request=listed(desk.procedure, file, desk.now()),
                possible=desk.procedure.possible(file, actor),
                decision=text,
                decision_hash=digest,
                manifest_hash=rules.manifest_hash(file.built) if file.built else "",
                signatures=[signed(each) for each in given],
                steps=[told(each) for each in loaded.moves],
            )
        )

    return [
        route("GET", "/v1/trust/authority-requests", reports),
        route("GET", "/v1/console/authority/procedure", procedure),
        route("GET", "/v1/console/authority/requests", requests),
        route("GET", "/v1/console/authority/requests/{request}", whole),
    ]


def _moving(desk: OfficersDesk) -> list[Route]:
    async def receive(request: Request) -> Response:
        actor = await _actor(desk, request)
        new = await actions.receive(desk, actor, await read(request, Received))
        return created(Opened(new.hex()))

    async def name(request: Request) -> Response:
        await officer_of(desk.office, request)
        address = normalise((await read(request, Naming)).address)
        return answer(Named(name_of(desk.office.sealing, address)))

    async def take(request: Request) -> Response:
        actor, asked = await _actor(desk, request), await read(request, Taking)
        facts = convert(dict(asked.facts), desk.procedure.step_of(asked.act).form)
        moved = await actions.act(desk, actor, request_in(request), asked.act, facts)
        return answer(listed(desk.procedure, moved, desk.now()))

    async def sign(request: Request) -> Response:
        await officer_of(desk.office, request)
        step = (await read(request, StepBody)).read()
        moved = await actions.sign(desk, request_in(request), step)
        return answer(listed(desk.procedure, moved, desk.now()))

    return [
        route("POST", "/v1/console/authority/requests", receive),
        route("POST", "/v1/console/authority/names", name),
        route("POST", "/v1/console/authority/requests/{request}/steps", take),
        route("POST", "/v1/console/authority/requests/{request}/signatures", sign),
    ]


async def _actor(desk: OfficersDesk, request: Request) -> Official:
    return official(await officer_of(desk.office, request))


def request_in(request: Request) -> RequestId:
    """The request that a path names."""
    try:
        return RequestId(from_hex(request.path_params["request"]))
    except ProtocolRefusal as error:
        raise RequestUnknown from error
