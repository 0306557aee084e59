"""Routes for everybody: the keys that this custodian vouches for, who else gets anything, and whether it is there."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from serment_custodian.http import answer, route
from serment_custodian.ledger import Bundle, Ledger
from serment_custodian.rooms import Rooms
from serment_custodian.service import Service
from serment_custodian.tickets.keys import contact_bundle
from serment_custodian.tokens.actions import bundles
from serment_kernel.evidence.told import told_evidence
from serment_kernel.surroundings import NOWHERE
from serment_kernel.told_processors import told


class Keys(msgspec.Struct, frozen=True):
    """Issuer keys whose tokens are taken, and the key that typed contacts are sealed to."""

    issuers: list[Bundle]
    contact: Bundle


def routes(service: Service, rooms: Rooms, ledger: Ledger) -> list[Route]:
    """The public routes."""

    async def keys(_request: Request) -> Response:
        issuers = await bundles(rooms.tokens, ledger, service.now())
        return answer(Keys(issuers, await contact_bundle(rooms.tickets, ledger)))

    around = service.config.surroundings() if service.config.processors else NOWHERE

    async def processors(_request: Request) -> Response:
        return answer(told(around))

    async def evidence(_request: Request) -> Response:
        return answer(await told_evidence(rooms.compliance, ledger.log))

    async def health(_request: Request) -> Response:
        return Response(status_code=204)

    return [
        route("GET", "/v1/keys", keys),
        route("GET", "/v1/processors", processors),
        route("GET", "/v1/trust/evidence", evidence),
        route("GET", "/health", health),
    ]
