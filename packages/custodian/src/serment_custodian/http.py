"""The edge: bodies in, answers out. Here alone do facts become status numbers.

A body is decoded strictly into the route's own structure; whatever a room refuses becomes a problem (RFC 9457).
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from serment_kernel.errors import Refusal
from serment_protocol.encoding import from_b64

Body = TypeVar("Body", bound=msgspec.Struct)
Handler = Callable[[Request], Awaitable[Response]]


class BadRequest(Refusal):
    """The request is not in the form that this address expects."""

    code = "bad_request"
    status = 400


class BadBase64(Refusal):
    """A byte field is not base64url of the right length."""

    code = "bad_base64"
    status = 400


class NothingHere(Refusal):
    """There is nothing at this address."""

    code = "not_found"
    status = 404


class MethodRefused(Refusal):
    """This address exists, but not for this method."""

    code = "method_not_allowed"
    status = 405


class Address(Route):
    """A route that refuses another method as everything here refuses: by a problem."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or raise `MethodRefused`."""
        if self.methods and scope["method"] not in self.methods:
            raise MethodRefused
        await self.app(scope, receive, send)


class Signed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Canonical bytes and a signature over them (SPEC section 1)."""

    body: str
    signature: str

    def raw(self) -> tuple[bytes, bytes]:
        """Both as bytes."""
        return from_b64(self.body), key_of_length(self.signature, 64)


def route(method: str, path: str, handler: Handler) -> Route:
    """One address for one method."""
    return Address(path, handler, methods=[method])


async def nothing_here(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """What every other address answers."""
    raise NothingHere


def pattern_of(routes: Sequence[Route]) -> Callable[[str, str], str]:
    """Names the pattern of a path, for the access log: what was typed may hold anything."""

    def pattern(_method: str, path: str) -> str:
        return next((each.path for each in routes if each.path_regex.match(path)), "(none)")

    return pattern


async def read(request: Request, kind: type[Body]) -> Body:
    """The body as this structure; unknown fields and other types are refused."""
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    # Bytes that are no UTF-8 come back as an error of their own.
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadRequest from error


def key_of_length(text: str, length: int) -> bytes:
    """So many bytes of base64url."""
    value = from_b64(text)
    if len(value) != length:
        raise BadBase64
    return value


def answer(value: object, status: int = 200) -> Response:
    """A JSON answer that nobody keeps."""
    return Response(
        msgspec.json.encode(value),
        status,
        {"Cache-Control": "no-store"},
        media_type="application/json",
    )


def created(value: object) -> Response:
    """201: something now exists."""
    return answer(value, 201)


def no_content() -> Response:
    """204: done, and nothing to say."""
    return Response(status_code=204)


def accepted() -> Response:
    """202, the same always."""
    return answer({}, 202)
