"""The outermost layer of a service, as plain ASGI: headers, CORS, sizes, budgets, the access log, and calm failures.

Nothing that identifies a visitor passes it outwards: the client's address ends in the limiter as a keyed hash, and
the access log has the pattern of the route instead of the path.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from serment_kernel.errors import PROBLEM_TYPE, Refusal, of_protocol, problem, problem_of
from serment_kernel.failures import where
from serment_kernel.limits import Limiter
from serment_kernel.logs import log_access
from serment_kernel.meter import Meter
from serment_protocol.errors import ProtocolRefusal

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Header = tuple[bytes, bytes]

logger = logging.getLogger(__name__)

API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"
FEATURES = (
    "accelerometer", "attribution-reporting", "bluetooth", "browsing-topics", "camera", "display-capture",
    "geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment",
    "publickey-credentials-create", "publickey-credentials-get", "serial", "usb",
)  # fmt: skip
METHODS = b"GET, POST, PUT, DELETE"
REQUEST_HEADERS = b"authorization, content-type, serment-signature"


class BodyTooLarge(Refusal):
    """This request is larger than anything that belongs here."""

    code = "body_too_large"
    status = 413


class BodyTooSlow(Refusal):
    """The request took too long to arrive; please try again."""

    code = "body_too_slow"
    status = 408


@dataclass(frozen=True)
class Policy:
    """What a service lets through its edge."""

    app_origin: str
    """The one origin whose pages may call (CORS)."""
    https: bool
    behind_proxy: bool
    requests_per_minute: int
    """Of one network."""
    largest_body: Callable[[str, str], int]
    """Bytes, by method and path."""
    route_of: Callable[[str, str], str]
    """The pattern of a route, by method and path, for the access log."""
    body_seconds: float = 60.0
    """In which a whole body must have come."""
    meter: Meter | None = None
    """Counts how answers went."""


class Edge:
    """Wraps a service's application."""

    def __init__(self, app: App, policy: Policy, limiter: Limiter) -> None:
        self._app = app
        self._policy = policy
        self._limiter = limiter
        common = security_headers(https=policy.https)
        self._shown = _Shown(policy.app_origin.encode(), common, (*common, (b"vary", b"Origin")))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; anything else passes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, receive, send, self._policy, self._shown)
        scope["state"] = {**scope.get("state", {}), "network": self._network(scope)}
        try:
            await self._answer(exchange, scope)
        finally:
            route, seconds = (
                self._policy.route_of(scope["method"], scope["path"]),
                time.perf_counter() - exchange.started,
            )
            log_access(scope["method"], route, exchange.status, seconds)
            if self._policy.meter:
                self._policy.meter.note(exchange.status, seconds)

    async def _answer(self, exchange: "_Exchange", scope: Scope) -> None:
        try:
            if exchange.is_preflight:
                await exchange.preflight()
                return
            self._limiter.require("requests", scope["state"]["network"], self._policy.requests_per_minute, 60)
            exchange.check_length()
            await self._app(scope, exchange.receive, exchange.send)
        except Refusal as refusal:
            await exchange.refuse(refusal)
        except ProtocolRefusal as refusal:
            await exchange.refuse(of_protocol(refusal))
        except Exception as error:  # noqa: BLE001 -- the last place where a failure can become an answer
            # No message and no traceback: values of requests stand in both.
            logger.error("a request failed (%s at %s)", type(error).__name__, where(error))  # noqa: TRY400
            await exchange.fail()

    def _network(self, scope: Scope) -> bytes:
        return self._limiter.network(client_address(scope, behind_proxy=self._policy.behind_proxy))


class _Shown(NamedTuple):
    """What answers carry."""

    origin: bytes
    """Of the app."""
    common: tuple[Header, ...]
    usual: tuple[Header, ...]
    """To a request of no page."""


class _Exchange:
    """One request and its answer."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, policy: Policy, shown: _Shown) -> None:
        self.status = 0
        self.started = time.perf_counter()
        self._receive, self._send, self._shown = receive, send, shown
        self._asked = {name.lower(): value for name, value in scope["headers"]}
        self._method = scope["method"]
        self._largest = policy.largest_body(scope["method"], scope["path"])
        self._read = 0
        self._until = asyncio.get_running_loop().time() + policy.body_seconds
        self._complete = self._slow = False
        self._cors = self._asked.get(b"origin") == shown.origin

    @property
    def is_preflight(self) -> bool:
        return self._method == "OPTIONS" and b"access-control-request-method" in self._asked

    async def preflight(self) -> None:
        """Exact origin, no credentials (Fetch, CORS protocol)."""
        allowed = (
            (b"access-control-allow-methods", METHODS),
            (b"access-control-allow-headers", REQUEST_HEADERS),
            (b"access-control-max-age", b"7200"),
        )
        await self._whole(204 if self._cors else 403, b"", allowed if self._cors else ())

    def check_length(self) -> None:
        """A declared length is refused before a byte is read."""
        declared = self._asked.get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > self._largest:
            raise BodyTooLarge

    async def receive(self) -> Message:
        """The next piece, as long as the body stays within its bound."""
        message = await self._receive() if self._complete else await self._in_time()
        self._complete = not message.get("more_body", False)
        if message["type"] == "http.request":
            self._read += len(message.get("body", b""))
            if self._read > self._largest:
                raise BodyTooLarge
        return message

    async def _in_time(self) -> Message:
        try:
            async with asyncio.timeout_at(self._until):
                return await self._receive()
        except TimeoutError as error:
            self._slow = True
            raise BodyTooSlow from error

    async def send(self, message: Message) -> None:
        """Add the headers that the application did not set itself."""
        if message["type"] == "http.response.start":
            self.status = int(message["status"])
            own: list[Header] = [(bytes(name).lower(), bytes(value)) for name, value in message.get("headers", [])]
            message = {**message, "headers": [*own, *_missing(own, self._added())]}
        await self._send(message)

    async def refuse(self, refusal: Refusal) -> None:
        """Answer a refusal as a problem."""
        after = refusal.members.get("retry_after")
        extra = ((b"retry-after", str(after).encode()),) if after else ()
        body = problem_of(refusal)
        await self._problem(refusal.status, body, extra)

    async def fail(self) -> None:
        """Answer what nobody foresaw, without saying more."""
        await self._problem(500, problem("unexpected", 500, "Something went wrong on our side; nothing was changed."))

    async def _problem(self, status: int, body: bytes, extra: Iterable[Header] = ()) -> None:
        if self.status:
            return  # The answer had begun; the server closes the connection.
        await self._whole(status, body, ((b"content-type", PROBLEM_TYPE.encode()), *extra))

    async def _whole(self, status: int, body: bytes, headers: Iterable[Header]) -> None:
        length = (b"content-length", str(len(body)).encode())
        await self.send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
        await self.send({"type": "http.response.body", "body": body})

    def _added(self) -> tuple[Header, ...]:
        if not self._cors and not self._slow:
            return self._shown.usual
        closing = ((b"connection", b"close"),) if self._slow else ()
        allowed = ((b"access-control-allow-origin", self._shown.origin),) if self._cors else ()
        return (*self._shown.common, *allowed, (b"vary", b"Origin"), *closing)


def security_headers(*, https: bool) -> tuple[Header, ...]:
    """What every answer carries; a page sets a content security policy and caching of its own."""
    headers: Mapping[str, str] = {
        "cache-control": "no-store",
        "content-security-policy": API_POLICY,
        "cross-origin-opener-policy": "same-origin",
        # The app's pages are of another origin and must be able to read what CORS allows them.
        "cross-origin-resource-policy": "cross-origin",
        "permissions-policy": ", ".join(f"{feature}=()" for feature in FEATURES),
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-dns-prefetch-control": "off",
        **({"strict-transport-security": "max-age=31536000"} if https else {}),
    }
    return tuple((name.encode(), value.encode()) for name, value in headers.items())


def client_address(scope: Scope, *, behind_proxy: bool) -> str:
    """Where a request came from; behind a proxy, the last address that the proxy wrote."""
    if behind_proxy:
        forwarded = [value for name, value in scope["headers"] if name.lower() == b"x-forwarded-for"]
        if forwarded:
            return str(forwarded[-1].decode("latin-1")).rpartition(",")[2].strip()
    client = scope.get("client")
    return str(client[0]) if client else ""


def _missing(own: Iterable[Header], common: Iterable[Header]) -> list[Header]:
    present = {name for name, _ in own}
    return [(name, value) for name, value in common if name not in present]
