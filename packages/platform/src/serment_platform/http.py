"""Bodies in, answers out. Here alone do facts become status numbers.

Litestar routes and answers; bodies are decoded here, strictly and by the route's own structure, because the framework
would read numbers out of strings. Whatever a room refuses becomes a problem (RFC 9457).
"""

import logging
import re
from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

import msgspec
from litestar import Litestar, Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException

from serment_kernel.errors import PROBLEM_TYPE, Refusal, of_protocol, problem, problem_of
from serment_kernel.failures import where
from serment_protocol.encoding import from_b64
from serment_protocol.errors import BadBase64, ProtocolRefusal
from serment_protocol.signing import Signed

__all__ = [
    "BadRequest",
    "NotFound",
    "Signed",
    "Web",
    "answer",
    "authorization",
    "b64_field",
    "created",
    "decode",
    "encoded",
    "exception_handlers",
    "no_content",
    "path_id",
    "pattern_of",
    "read",
]

logger = logging.getLogger(__name__)

Web: TypeAlias = Request[Any, Any, State]
Handlers: TypeAlias = dict[int | type[Exception], Callable[[Web, Any], Response[bytes]]]
Body = TypeVar("Body", bound=msgspec.Struct)
HEX16 = 32
TILES = "/v1/log/tile/"
INTERNAL = 500


class BadRequest(Refusal):
    """The request is not in the form that this address expects."""

    code = "bad_request"
    status = 400


class NotFound(Refusal):
    """There is nothing at this address."""

    code = "not_found"
    status = 404


async def read(request: Web, kind: type[Body]) -> Body:
    """The body as this structure; unknown fields and other types are refused."""
    return decode(await request.body(), kind)


def decode(data: bytes, kind: type[Body]) -> Body:
    """The same of a body that is there already."""
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        # A structure of the protocol checks itself; what it raises arrives wrapped.
        if isinstance(error.__cause__, ProtocolRefusal):
            raise error.__cause__ from error
        raise BadRequest from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest from error


def b64_field(text: str, length: int | None = None) -> bytes:
    """The bytes of a field, of this length where one is given."""
    data = from_b64(text)
    if length is not None and len(data) != length:
        raise BadBase64
    return data


def path_id(text: str, digits: int = HEX16) -> str:
    """An id in a path: so many lower-case hex digits, or there is nothing at this address."""
    if len(text) != digits or not set(text) <= set("0123456789abcdef"):
        raise NotFound
    return text


def authorization(request: Web) -> str | None:
    """The header that names a session."""
    return request.headers.get("authorization")


def answer(value: object, status: int = 200) -> Response[bytes]:
    """A JSON answer."""
    return encoded(msgspec.json.encode(value), status)


def encoded(body: bytes, status: int = 200) -> Response[bytes]:
    """The same of JSON that is written already."""
    return Response(body, status_code=status, media_type="application/json")


def created(value: object) -> Response[bytes]:
    """201: something now exists."""
    return answer(value, 201)


def no_content() -> Response[None]:
    """204: done, and nothing to say."""
    return Response(None, status_code=204)


def pattern_of(app: Litestar) -> Callable[[str, str], str]:
    """Names the pattern of a path, for the access log: what was typed may hold anything."""
    fixed = {route.path_format for route in app.routes if "{" not in route.path_format}
    known = [
        (re.compile(_expression(route.path_format)), route.path_format)
        for route in app.routes
        if route.path_format not in fixed
    ]
    # One with few places to fill in before one with more, like the router itself.
    known.sort(key=lambda each: each[1].count("{"))

    def pattern(_method: str, path: str) -> str:
        if path in fixed:
            return path
        return next((name for expression, name in known if expression.fullmatch(path)), "(none)")

    return pattern


def exception_handlers() -> Handlers:
    """Refusals of the rooms, of the protocol and of the framework, as problems; and calm about all else."""
    return {Refusal: _refusal, ProtocolRefusal: _protocol, HTTPException: framework_problem, Exception: _unforeseen}


def _refusal(_: Web, refusal: Refusal) -> Response[bytes]:
    after = refusal.members.get("retry_after")
    headers = {"retry-after": str(after)} if after else None
    return Response(problem_of(refusal), status_code=refusal.status, media_type=PROBLEM_TYPE, headers=headers)


def _protocol(request: Web, refusal: ProtocolRefusal) -> Response[bytes]:
    return _refusal(request, of_protocol(refusal))


def framework_problem(request: Web, error: HTTPException) -> Response[bytes]:
    """No such route, no such method, an unreadable path: the framework's own words may quote the request."""
    if error.status_code >= INTERNAL:
        return _unforeseen(request, error)
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "bad_request")
    sentence = NotFound().sentence if error.status_code == 404 else BadRequest().sentence  # noqa: PLR2004
    body = problem(code, error.status_code, sentence)
    return Response(body, status_code=error.status_code, media_type=PROBLEM_TYPE, headers=error.headers)


def _unforeseen(_: Web, error: Exception) -> Response[bytes]:
    # No message and no traceback: values of requests stand in both.
    logger.error("a request failed (%s at %s)", type(error).__name__, where(error))
    body = problem("unexpected", INTERNAL, "Something went wrong on our side; nothing was changed.")
    return Response(body, status_code=INTERNAL, media_type=PROBLEM_TYPE)


def _expression(path_format: str) -> str:
    """Only the last place, and only that of the log's tiles, goes on over slashes."""
    parts = re.split(r"\{[^}]*\}", path_format)
    between = ".+" if path_format.startswith(TILES) else "[^/]+"
    return between.join(re.escape(part) for part in parts)
