"""Routes of the shares room. No session: a practice's root signs, or whoever holds another share.

So the custodian learns the practice, which is public, and no person. Whoever runs the platform, or this service, has
neither key and is refused at every one of these addresses. Nor is the root enough to put another share in the place of
the one that is kept: the platform signs, too, that a practice's officer asks for it.
"""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from serment_custodian.http import NothingHere, Signed, accepted, answer, no_content, read, route
from serment_custodian.ledger import Ledger
from serment_custodian.officers import Decisions, State
from serment_custodian.service import Service
from serment_custodian.shares import actions
from serment_custodian.shares.keys import key_bundle
from serment_custodian.shares.types import PracticeId, RequestId, RootOf
from serment_custodian.shares.types import Request as ShareRequest
from serment_kernel.database import Database
from serment_protocol import signing
from serment_protocol.encoding import b64, from_b64, write_day
from serment_protocol.reads import verify_read
from serment_protocol.recovery import verify_relayed_sharing
from serment_protocol.shares import request_mark
from serment_protocol.structure import Hex16

ID_DIGITS = 32


class Handed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`PUT /v1/shares`."""

    record: Signed
    relay: str
    sealed: str


class Challenge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /v1/shares/custody`."""

    practice: Hex16
    challenge: str


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /v1/share-requests`."""

    request: Signed


class RequestRow(msgspec.Struct, frozen=True):
    """A request as the practice sees it."""

    request: str
    reason: str
    mark: str
    state: State
    objected: bool
    asked: str


class Custody(msgspec.Struct, frozen=True):
    """That the share is here, and who asked for it."""

    sharing: int
    since: str
    proof: signing.Signed
    requests: list[RequestRow]


class Progress(msgspec.Struct, frozen=True):
    """How far a request has come."""

    state: State
    objected: bool
    released: str


def routes(service: Service, db: Database, ledger: Ledger, decisions: Decisions, root_of: RootOf) -> list[Route]:
    """The room's routes."""

    async def key(_request: Request) -> Response:
        return answer(await key_bundle(db, ledger))

    async def keep(request: Request) -> Response:
        """Two keys: who has left may know the root, but is relayed by no platform, which has the other key alone."""
        service.limits.require_share(service.network(request))
        signer = await _signer(request, service)
        body = await read(request, Handed)
        signed, sealed = _signed(body.record), from_b64(body.sealed)
        verify_relayed_sharing(service.config.keys.relay(), signed, from_b64(body.relay))
        await actions.keep(db, service.sealing, decisions, root_of, signer, signed, sealed, service.now())
        return no_content()

    async def custody(request: Request) -> Response:
        signer = await _signer(request, service)
        body = await read(request, Challenge)
        practice = PracticeId(bytes.fromhex(body.practice))
        found = await actions.custody(db, service.sealing, decisions, root_of, practice, signer, body.challenge)
        rows = [_row(each, state) for each, state in found.requests]
        return answer(Custody(found.share.sharing, write_day(found.share.since), found.proof, rows))

    async def ask(request: Request) -> Response:
        service.limits.require_share(service.network(request))
        signed = _signed((await read(request, Asked)).request)
        await actions.ask(db, decisions, service.limits, root_of, signed, service.now())
        return accepted()

    async def progress(request: Request) -> Response:
        found, state = await actions.request(db, decisions, _ident(request))
        return answer(Progress(state, found.objected, b64(found.released or b"")))

    async def object_to(request: Request) -> Response:
        await actions.object_to(db, decisions, root_of, _ident(request), await _signer(request, service))
        return no_content()

    return [
        route("GET", "/v1/shares/key", key),
        route("PUT", "/v1/shares", keep),
        route("POST", "/v1/shares/custody", custody),
        route("POST", "/v1/share-requests", ask),
        route("GET", "/v1/share-requests/{request}", progress),
        route("POST", "/v1/share-requests/{request}/objection", object_to),
    ]


async def _signer(request: Request, service: Service) -> bytes:
    """The key that signed this very request just now."""
    header, origin = request.headers.get("serment-signature", ""), service.config.public_url
    return verify_read(header, origin, request.method, request.url.path, await request.body(), service.now())


def _signed(body: Signed) -> signing.Signed:
    return signing.Signed(body.body, body.signature)


def _ident(request: Request) -> RequestId:
    text = str(request.path_params["request"])
    if len(text) != ID_DIGITS or not set(text) <= set("0123456789abcdef"):
        raise NothingHere
    return RequestId(bytes.fromhex(text))


def _row(each: ShareRequest, state: State) -> RequestRow:
    return RequestRow(
        each.request.hex(), each.wish.reason, request_mark(each.signed), state, each.objected, write_day(each.asked)
    )
