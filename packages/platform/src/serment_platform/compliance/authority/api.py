"""Routes of requests of authorities. A session registers and notes; a signature takes the passkey over the decision."""

from datetime import date

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from serment_kernel.authority import actions, report, rules
from serment_kernel.authority.errors import RequestUnknown
from serment_kernel.authority.forms import table
from serment_kernel.authority.report_page import page
from serment_kernel.authority.showing import (
    Opened,
    Reports,
    Requests,
    Signing,
    Taking,
    Whole,
    decision_text,
    listed,
    signed,
    told,
    unreadable,
)
from serment_kernel.authority.types import Received, RequestId
from serment_platform.compliance import staff
from serment_platform.compliance.authority.desk import StaffDesk
from serment_platform.compliance.authority.forms import OWN
from serment_platform.compliance.authority.table import PROCEDURE, READERS, STEPS
from serment_platform.compliance.staff import Console
from serment_platform.http import Web, answer, created, path_id, read
from serment_protocol.authority_reports import AuthorityReport
from serment_protocol.encoding import b64
from serment_protocol.signing import Signed
from serment_protocol.structure import convert
from serment_protocol.structure import read as parsed


def routes() -> list[HTTPRouteHandler]:
    """The room's routes."""
    return [procedure, requests, receive, whole, take, sign, seal, reports]


@get("/v1/trust/authority-requests")
async def reports(request: Web, console: NamedDependency[Console]) -> Response[bytes]:
    """What came of requests of authorities, half a year each: for programs, or as a page."""
    async with console.db.transaction() as tx:
        found = await report.sound(console.chain, tx)
    if "text/html" not in request.headers.get("accept", ""):
        return answer(Reports([Signed(b64(each.body), b64(each.signature)) for each in found]))
    language = "en" if request.headers.get("accept-language", "").lower().startswith("en") else "fr"
    text = page([parsed(each.body, AuthorityReport) for each in found], language)
    return Response(text.encode(), media_type="text/html", headers={"Vary": "Accept, Accept-Language, Origin"})


@get("/v1/console/authority/procedure")
async def procedure(request: Web, console: NamedDependency[Console]) -> Response[bytes]:
    """Every step that there is: who may take it, from where to where, and what it asks for."""
    (await staff.of(console, request)).require(*READERS)
    return answer(table(STEPS, OWN))


@get("/v1/console/authority/requests")
async def requests(request: Web, console: NamedDependency[Console]) -> Response[bytes]:
    """Every request, with what is due; an auditor sees those of their period."""
    actor, now = await staff.of(console, request), console.now()
    found = await actions.everything(StaffDesk(console), actor.scope.last or date.max)
    files = [listed(PROCEDURE, each, now) for each in found.files if actor.scope.covers(each.opened.date())]
    altered = [unreadable(each) for each in found.altered if actor.scope.covers(each.opened.date())]
    return answer(Requests(files + altered))


@post("/v1/console/authority/requests")
async def receive(request: Web, console: NamedDependency[Console]) -> Response[bytes]:
    """Register what came."""
    actor = await staff.of(console, request)
    new = await actions.receive(StaffDesk(console), actor, await read(request, Received))
    return created(Opened(new.hex()))


@get("/v1/console/authority/requests/{request_id:str}")
async def whole(request: Web, request_id: FromPath[str], console: NamedDependency[Console]) -> Response[bytes]:
    """A request with all its steps; an auditor sees those of their period."""
    actor = await staff.of(console, request)
    actor.require(*READERS)
    async with console.db.transaction() as tx:
        ident, last = RequestId(bytes.fromhex(path_id(request_id))), actor.scope.last or date.max
        loaded = await actions.load(StaffDesk(console), tx, ident, last=last)
        given = await actions.signatures(StaffDesk(console), tx, loaded)
    file = loaded.file
    if not actor.scope.covers(file.opened.date()):
        raise RequestUnknown
    text, digest = decision_text(file)
    return answer(
        Whole(
            request=listed(PROCEDURE, file, console.now()),
            possible=PROCEDURE.possible(file, actor),
            decision=text,
            decision_hash=digest,
            manifest_hash=rules.manifest_hash(file.built) if file.built else "",
            signatures=[signed(each) for each in given if each.time.date() <= last],
            steps=[told(each) for each in loaded.moves],
        )
    )


@post("/v1/console/authority/requests/{request_id:str}/steps", status_code=200)
async def take(request: Web, request_id: FromPath[str], console: NamedDependency[Console]) -> Response[bytes]:
    """Take a step that needs no signature."""
    actor, asked = await staff.of(console, request), await read(request, Taking)
    facts = convert(dict(asked.facts), PROCEDURE.step_of(asked.act).form)
    ident = RequestId(bytes.fromhex(path_id(request_id)))
    return answer(
        listed(PROCEDURE, await actions.act(StaffDesk(console), actor, ident, asked.act, facts), console.now())
    )


@post("/v1/console/authority/requests/{request_id:str}/signatures", status_code=200)
async def sign(request: Web, request_id: FromPath[str], console: NamedDependency[Console]) -> Response[bytes]:
    """Sign the decision that waits."""
    ident = RequestId(bytes.fromhex(path_id(request_id)))
    step = (await read(request, Signing)).step.read()
    return answer(listed(PROCEDURE, await actions.sign(StaffDesk(console), ident, step), console.now()))


@post("/v1/console/authority/requests/{request_id:str}/seal", status_code=200)
async def seal(request: Web, request_id: FromPath[str], console: NamedDependency[Console]) -> Response[bytes]:
    """Witness the package that was built."""
    ident = RequestId(bytes.fromhex(path_id(request_id)))
    step = (await read(request, Signing)).step.read()
    return answer(listed(PROCEDURE, await actions.seal(StaffDesk(console), ident, step), console.now()))
