"""Routes about roots that are to be replaced. What was asked is public: it stands in the log, subject and all."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from serment_custodian.endorsements import replacements
from serment_custodian.endorsements.types import Wish
from serment_custodian.http import NothingHere, Signed, answer, no_content, read, route
from serment_custodian.ledger import Ledger
from serment_custodian.officers import DecisionId, Decisions, State
from serment_custodian.service import Service
from serment_kernel.database import Database
from serment_protocol import signing
from serment_protocol.encoding import b64, write_day
from serment_protocol.reads import verify_read
from serment_protocol.replacements import root_request_mark

ID_DIGITS = 32


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /v1/root-requests`."""

    request: Signed
    present: str
    """The present root's signature of the same words; empty where whoever asks does not have it."""


class AskedAnswer(msgspec.Struct, frozen=True):
    """Under which id it goes on."""

    request: str
    mark: str


class RequestRow(msgspec.Struct, frozen=True):
    """What was asked, and how far it has come."""

    request: str
    number: int
    new: str
    reason: str
    mark: str
    state: State
    objected: bool
    asked: str
    not_before: str
    """The first day on which it may be done; empty until enough officers have approved it."""


class RequestsAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/root-requests/{practice}`."""

    requests: list[RequestRow]


def routes(service: Service, db: Database, ledger: Ledger, decisions: Decisions) -> list[Route]:
    """The routes."""

    async def ask(request: Request) -> Response:
        caller = await service.caller(request)
        service.limits.require_endorsement(caller.person)
        body = await read(request, Asked)
        raw, signature = body.request.raw()
        signed = signing.Signed(b64(raw), b64(signature))
        name = await replacements.ask(db, ledger, decisions, signed, body.present, service.now())
        return answer(AskedAnswer(name, root_request_mark(signed)), 202)

    async def asked(request: Request) -> Response:
        found = await replacements.wishes(db, decisions, _ident(request, "practice"))
        return answer(RequestsAnswer([await row(each, state) for each, state in found]))

    async def row(wish: Wish, state: State) -> RequestRow:
        said = wish.said
        not_before = await decisions.first_day_of(DecisionId(wish.decision)) if wish.decision else None
        return RequestRow(
            wish.request.hex(),
            said.number,
            said.new,
            said.reason,
            root_request_mark(wish.signed),
            state,
            wish.objected,
            write_day(wish.asked),
            write_day(not_before) if not_before else "",
        )

    async def object_to(request: Request) -> Response:
        await replacements.object_to(db, decisions, _ident(request, "request"), await _signer(request, service))
        return no_content()

    return [
        route("POST", "/v1/root-requests", ask),
        route("GET", "/v1/root-requests/{practice}", asked),
        route("POST", "/v1/root-requests/{request}/objection", object_to),
    ]


async def _signer(request: Request, service: Service) -> bytes:
    """The key that signed this very request just now."""
    header, origin = request.headers.get("serment-signature", ""), service.config.public_url
    return verify_read(header, origin, request.method, request.url.path, await request.body(), service.now())


def _ident(request: Request, name: str) -> bytes:
    text = str(request.path_params[name])
    if len(text) != ID_DIGITS or not set(text) <= set("0123456789abcdef"):
        raise NothingHere
    return bytes.fromhex(text)
