"""Routes of the tickets room: tickets for proven persons, and the door of the platform's relay."""

from typing import Annotated

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from serment_custodian.http import Signed, accepted, answer, read, route
from serment_custodian.service import Service
from serment_custodian.tickets import actions
from serment_custodian.tickets.nudges import Nudges
from serment_custodian.tickets.rules import MOST_AT_ONCE
from serment_kernel.database import Database
from serment_protocol.encoding import b64


class TicketRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many tickets a client wants in stock."""

    count: Annotated[int, msgspec.Meta(ge=1, le=MOST_AT_ONCE)]


class Tickets(msgspec.Struct, frozen=True):
    """Fresh tickets."""

    tickets: list[str]


def routes(service: Service, db: Database, nudges: Nudges) -> list[Route]:
    """The room's routes."""

    async def tickets(request: Request) -> Response:
        caller = await service.caller(request)
        count = (await read(request, TicketRequest)).count
        slips = await actions.hand_out(db, service.sealing, caller.person, count, service.now())
        await service.uses.count("ticket", "stock", count)
        return answer(Tickets([b64(slip) for slip in slips]))

    async def relay(request: Request) -> Response:
        nudges.take(*(await read(request, Signed)).raw())
        return accepted()

    return [route("POST", "/v1/tickets", tickets), route("POST", "/v1/relay", relay)]
