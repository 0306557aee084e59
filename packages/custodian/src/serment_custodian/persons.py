"""What this custodian stores about a person, as its rows are: for that person alone, once proved."""

from collections.abc import Mapping

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from serment_custodian.hardening import store as hardening
from serment_custodian.http import answer, key_of_length, read, route
from serment_custodian.people import store as people
from serment_custodian.people.changes import Changes
from serment_custodian.people.erasing import Wish, erase_person, erased
from serment_custodian.people.types import Standing
from serment_custodian.rooms import Rooms
from serment_custodian.service import Service
from serment_custodian.tickets import store as tickets
from serment_custodian.tokens import store as tokens
from serment_kernel.database import Database
from serment_kernel.erasing import Eraser
from serment_kernel.holdings import Queries, held
from serment_protocol.erasures import NONCE_BYTES
from serment_protocol.exports import HeldColumn, HeldRow


class HoldingsAnswer(msgspec.Struct, frozen=True):
    """Every row that names the person."""

    rows: list[HeldRow]


def of_rooms(rooms: Rooms) -> Mapping[Database, Queries]:
    """Where persons are named."""
    return {
        rooms.people: people.HELD,
        rooms.hardening: hardening.HELD,
        rooms.tokens: tokens.HELD,
        rooms.tickets: tickets.HELD,
    }


class Erasure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The end of the person here; the nonce stays with whoever drew it, and repeats the answer."""

    nonce: str
    whose: str


def routes(service: Service, rooms: Rooms, changes: Changes, eraser: Eraser) -> list[Route]:
    """What a person is told of themselves, and how they end it."""

    async def person(request: Request) -> Response:
        caller = await service.caller(request)
        await service.uses.count("address", "shown")
        standing = await changes.standing(caller.person)
        rows = [row for db, queries in of_rooms(rooms).items() for row in await held(db, queries, caller.person)]
        return answer(HoldingsAnswer([readable(row, standing) for row in rows]))

    async def erase(request: Request) -> Response:
        asked = await read(request, Erasure)
        wish = Wish(key_of_length(asked.nonce, NONCE_BYTES), asked.whose)
        if (done := await erased(rooms.people, eraser, wish.nonce)) is not None:
            return answer(done)
        caller, bearer = await service.caller(request), service.bearer(request)
        await service.uses.count("address", "shown")
        address = (await changes.standing(caller.person)).address
        return answer(await erase_person(rooms.people, eraser, caller, bearer, address, wish, service.now()))

    return [route("GET", "/v1/person", person), route("POST", "/v1/person/erase", erase)]


def readable(row: HeldRow, standing: Standing) -> HeldRow:
    """With the addresses, which this service can read, in the place of what stands for them."""
    awaited = standing.awaited.address if standing.awaited else ""
    address = {"people.person": str(standing.address), "people.change": awaited}.get(row.table)
    if address is None:
        return row
    opened = (HeldColumn("address", address) if column.column == "address_sealed" else column for column in row.columns)
    return HeldRow(row.table, tuple(opened))
