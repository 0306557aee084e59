"""Routes of a change of address. Whose an address is, is told only to whoever has just proved that it is theirs."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from serment_custodian.http import answer, key_of_length, read, route
from serment_custodian.people import rules
from serment_custodian.people.changes import Changes
from serment_custodian.people.types import PersonId, Proof
from serment_custodian.service import Service
from serment_protocol.encoding import write_day


class CodeBack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A code of the address that the person has now."""

    code: str
    handle: str


class NewAddress(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another address and its code; with one of the old address where its mailbox can still be read."""

    email: str
    code: str
    handle: str
    old: CodeBack | None = None


class Veto(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stood in the letter to the old address."""

    veto: str


class ChangeAnswer(msgspec.Struct, frozen=True):
    """An address that takes the place of the present one on that day."""

    email: str
    takes_effect: str


class AddressAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """The person's address, and the change that waits."""

    email: str
    change: ChangeAnswer | None = None


def routes(service: Service, changes: Changes) -> list[Route]:
    """What a person does with the address."""

    async def show(request: Request) -> Response:
        person = (await service.caller(request)).person
        await service.uses.count("address", "shown")
        return await standing(person)

    async def change(request: Request) -> Response:
        caller = await service.caller(request)
        service.limits.require_sign_in(service.network(request))
        asked = await read(request, NewAddress)
        new = Proof(rules.normalise(asked.email), read_handle(asked.handle), asked.code)
        if asked.old is None:
            await changes.begin(caller, new)
        else:
            await changes.move(caller.person, (read_handle(asked.old.handle), asked.old.code), new)
        await service.uses.count("address", "change")
        return await standing(caller.person)

    async def cancel(request: Request) -> Response:
        await changes.cancel((await service.caller(request)).person)
        return Response(status_code=204)

    async def veto(request: Request) -> Response:
        service.limits.require_sign_in(service.network(request))
        await changes.veto(key_of_length((await read(request, Veto)).veto, 2 * rules.ANNOUNCED_BYTES))
        return Response(status_code=204)

    async def standing(person: PersonId) -> Response:
        found = await changes.standing(person)
        awaited = found.awaited and ChangeAnswer(found.awaited.address, write_day(found.awaited.takes_effect))
        return answer(AddressAnswer(found.address, awaited))

    return [
        route("GET", "/v1/address", show),
        route("POST", "/v1/address", change),
        route("POST", "/v1/address/cancel", cancel),
        route("POST", "/v1/address/veto", veto),
    ]


def read_handle(text: str) -> bytes:
    """What a code was asked for with."""
    return key_of_length(text, rules.HANDLE_BYTES)
