"""Routes of the people room: codes, sessions, devices. Which address is known shows in no answer before the code."""

from collections.abc import Awaitable, Callable
from typing import Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from serment_custodian.http import Signed, answer, created, key_of_length, read, route
from serment_custodian.letters import code_letter
from serment_custodian.people import actions, rules
from serment_custodian.people.errors import DeviceRefused
from serment_custodian.people.types import DeviceKey, Language, Opened, PersonId, Proof
from serment_custodian.service import Service
from serment_kernel.database import Database
from serment_protocol.encoding import b64, from_b64, parse, write_time

SaltOf = Callable[[PersonId], Awaitable[bytes]]


class CodeRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who wants a code, and in which language; with the handle of a code that is to be sent once more."""

    email: str
    language: Language
    handle: str = ""


class CodeAnswer(msgspec.Struct, frozen=True):
    """By which the code that was just asked for can be given back, and no other."""

    handle: str


class CodeProof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The code that was in the mailbox."""

    email: str
    code: str
    handle: str


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An empty body."""


class DeviceProof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A challenge signed by a device key."""

    statement: Signed


class DeviceStatement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a device signs (API, Custodian)."""

    v: Literal[1]
    type: Literal["device_session"]
    origin: str
    challenge: str
    device: str


class Device(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The public key of a browser that is to be remembered, or not any more."""

    device: str


class SessionAnswer(msgspec.Struct, frozen=True):
    """An open session, and what Argon2id needs."""

    session: str
    expires: str
    salt: str
    known: bool


class ChallengeAnswer(msgspec.Struct, frozen=True):
    """A challenge and its end."""

    challenge: str
    expires: str


def routes(service: Service, db: Database, salt_of: SaltOf) -> list[Route]:
    """The room's routes; the salt of a passphrase is another room's."""

    async def codes(request: Request) -> Response:
        asked = await read(request, CodeRequest)
        address = rules.normalise(asked.email)
        now = service.now()
        handle = key_of_length(asked.handle, rules.HANDLE_BYTES) if asked.handle else b""
        # Decided before anything is looked up; over budget, nothing is sent, and nothing said.
        sent = service.limits.code(service.network(request), actions.hash_address(service.sealing, address))
        sealing, language = service.sealing, asked.language
        handle, digits = await actions.request_code(db, sealing, address, language, handle, now, sent=sent)
        if sent:
            await service.uses.count("code", "address")
            service.post.drop(code_letter(service.post.sender, address, language, digits))
        return answer(CodeAnswer(b64(handle)), 202)

    async def sessions(request: Request) -> Response:
        given = await read(request, CodeProof)
        service.limits.require_sign_in(service.network(request))
        opened = await actions.prove_address(db, service.sealing, read_proof(given), service.now())
        await service.uses.count("session", "code")
        return created(await session_answer(opened))

    async def device_challenges(request: Request) -> Response:
        await read(request, Nothing)
        service.limits.require_sign_in(service.network(request))
        challenge, expires = await actions.add_challenge(db, service.now())
        return answer(ChallengeAnswer(b64(challenge), write_time(expires)))

    async def device_sessions(request: Request) -> Response:
        proof = (await read(request, DeviceProof)).statement.raw()
        service.limits.require_sign_in(service.network(request))
        device, challenge = read_statement(proof[0], service.config.public_url)
        opened = await actions.prove_device(db, device, challenge, proof, service.now())
        await service.uses.count("session", "device")
        return created(await session_answer(opened))

    async def devices(request: Request) -> Response:
        caller = await service.caller(request)
        device = read_device((await read(request, Device)).device)
        await actions.remember_device(db, caller, device, service.now())
        return created({})

    async def devices_remove(request: Request) -> Response:
        caller = await service.caller(request)
        device = read_device((await read(request, Device)).device)
        await actions.forget_device(db, service.config.erasures(), caller.person, device, service.now())
        return Response(status_code=204)

    async def session_answer(opened: Opened) -> SessionAnswer:
        salt = await salt_of(opened.person)
        return SessionAnswer(b64(opened.bearer), write_time(opened.expires), b64(salt), opened.known)

    return [
        route("POST", "/v1/codes", codes),
        route("POST", "/v1/sessions", sessions),
        route("POST", "/v1/device-challenges", device_challenges),
        route("POST", "/v1/device-sessions", device_sessions),
        route("POST", "/v1/devices", devices),
        route("POST", "/v1/devices/remove", devices_remove),
    ]


def read_proof(given: CodeProof) -> Proof:
    """A code as it was given back."""
    address = rules.normalise(given.email)
    return Proof(address, key_of_length(given.handle, rules.HANDLE_BYTES), given.code)


def read_device(text: str) -> DeviceKey:
    """The key that stands for a browser."""
    return DeviceKey(key_of_length(text, 32))


def read_statement(body: bytes, origin: str) -> tuple[DeviceKey, bytes]:
    """The device and the challenge of a statement made for this origin."""
    try:
        statement = msgspec.convert(parse(body), DeviceStatement)
    except msgspec.ValidationError as error:
        raise DeviceRefused from error
    if statement.origin != origin:
        raise DeviceRefused
    return read_device(statement.device), from_b64(statement.challenge)
