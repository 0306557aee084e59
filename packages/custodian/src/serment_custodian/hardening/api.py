"""The route of the hardening room: one blinded element in, one evaluated element out."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from serment_custodian.hardening import actions
from serment_custodian.http import answer, key_of_length, read, route
from serment_custodian.service import Service
from serment_kernel.database import Database
from serment_protocol.encoding import b64

ELEMENT_BYTES = 32


class Blinded(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A blinded element of ristretto255."""

    blinded: str


class Evaluated(msgspec.Struct, frozen=True):
    """The element under the person's key."""

    evaluated: str


def routes(service: Service, db: Database) -> list[Route]:
    """The room's routes."""

    async def oprf(request: Request) -> Response:
        caller = await service.caller(request)
        blinded = key_of_length((await read(request, Blinded)).blinded, ELEMENT_BYTES)
        limits = actions.limits_of(service.config.budgets, caller.kind)
        evaluated = await actions.answer(db, service.sealing, caller, blinded, limits, service.now())
        await service.uses.count("evaluation", caller.kind)
        return answer(Evaluated(b64(evaluated)))

    return [route("POST", "/v1/oprf", oprf)]
