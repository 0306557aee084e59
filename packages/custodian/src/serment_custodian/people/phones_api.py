"""Routes of a number for SMS. Whether there is a gateway is told to everybody: where there is none, nobody is asked."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from serment_custodian.http import answer, key_of_length, no_content, read, route
from serment_custodian.people import rules
from serment_custodian.people.phones import Phones
from serment_custodian.people.types import PersonId
from serment_custodian.service import Service
from serment_protocol.structure import Digest

KEY_BYTES = 32


class SmsAnswer(msgspec.Struct, frozen=True):
    """Whether there is a gateway, to which numbers, and what a leading zero stands for."""

    offered: bool
    prefixes: tuple[str, ...]
    national: str


class NumberToProve(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number, and the hash of the text that was agreed to."""

    number: str
    text: Digest


class NumberProof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The code that was on the telephone, how its number is used, and by what it is ended."""

    code: str
    instead: bool
    stop_hash: str


class HowUsed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether SMS take the place of mail."""

    instead: bool


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An empty body."""


class Stop(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ends SMS."""

    stop: str


class PhoneAnswer(msgspec.Struct, frozen=True):
    """How the number ends, empty where there is none; whether SMS take the place of mail, and whether any are sent."""

    ends: str = ""
    instead: bool = False
    stands: bool = False


def routes(service: Service, phones: Phones) -> list[Route]:
    """What a person does with a number."""

    async def sms(_request: Request) -> Response:
        gateway = phones.gateway
        told = gateway and SmsAnswer(True, gateway.prefixes, gateway.settings.national)
        return answer(told or SmsAnswer(False, (), ""))

    async def show(request: Request) -> Response:
        person = (await service.caller(request)).person
        await service.uses.count("address", "shown")
        return await standing(person)

    async def code(request: Request) -> Response:
        person = (await service.caller(request)).person
        asked = await read(request, NumberToProve)
        await phones.ask(person, asked.number, asked.text)
        await service.uses.count("code", "address")
        return answer({}, 202)

    async def confirm(request: Request) -> Response:
        person = (await service.caller(request)).person
        given = await read(request, NumberProof)
        stops = key_of_length(given.stop_hash, KEY_BYTES)
        await phones.confirm(person, given.code[: rules.CODE_DIGITS + 1], stops, instead=given.instead)
        await service.uses.count("address", "change")
        return await standing(person)

    async def choose(request: Request) -> Response:
        person = (await service.caller(request)).person
        await phones.choose(person, instead=(await read(request, HowUsed)).instead)
        return await standing(person)

    async def remove(request: Request) -> Response:
        person = (await service.caller(request)).person
        await read(request, Nothing)
        await phones.remove(person)
        return no_content()

    async def stop(request: Request) -> Response:
        service.limits.require_sign_in(service.network(request))
        await phones.stop(key_of_length((await read(request, Stop)).stop, KEY_BYTES))
        return no_content()

    async def standing(person: PersonId) -> Response:
        found = await phones.standing(person)
        return answer(PhoneAnswer(found.ends, found.instead, found.stands) if found else PhoneAnswer())

    return [
        route("GET", "/v1/sms", sms),
        route("GET", "/v1/phone", show),
        route("POST", "/v1/phone/code", code),
        route("POST", "/v1/phone", confirm),
        route("POST", "/v1/phone/choice", choose),
        route("POST", "/v1/phone/remove", remove),
        route("POST", "/v1/phone/stop", stop),
    ]
