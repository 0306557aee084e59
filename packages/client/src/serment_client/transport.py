"""Requests to the servers: a problem document becomes `Refused`; every exchange can be captured, bodies included."""

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import TypeVar, cast

import httpx
import msgspec

from serment_client.errors import AnswerUnreadable, Offline, Refused
from serment_protocol.errors import ProtocolRefusal

T = TypeVar("T")
Body = Mapping[str, object]

ATTEMPTS = 3
PAUSE_SECONDS = 0.3
TIMEOUT_SECONDS = 30.0
IN_QUEUE = "in_queue"
LOOPBACK = ("all://localhost", "all://127.0.0.1", "all://[::1]")
LOST = (httpx.ConnectError, httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, as they went over the wire."""

    method: str
    url: str
    request_headers: tuple[tuple[str, str], ...]
    request_body: bytes
    status: int
    response_headers: tuple[tuple[str, str], ...]
    response_body: bytes


Capture = Callable[[Exchange], None]


def direct() -> dict[str, httpx.BaseTransport | None]:
    """To this very machine, past any proxy."""
    return dict.fromkeys(LOOPBACK)


@cache
def _trusted() -> ssl.SSLContext:
    # Reading this machine's certificates takes 30 ms.
    return httpx.create_ssl_context()


class Transport:
    """An HTTP client that keeps no cookie, follows no redirect, and tries again when no answer came."""

    def __init__(self, capture: Capture | None = None) -> None:
        self._capture = capture
        headers = {"Accept": "application/json"}
        self._http = httpx.Client(timeout=TIMEOUT_SECONDS, verify=_trusted(), mounts=direct(), headers=headers)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def ask(
        self,
        kind: type[T],
        method: str,
        url: str,
        body: Body | None = None,
        *,
        session: str = "",
        headers: Mapping[str, str] | None = None,
        again: bool = True,
    ) -> T:
        """The answer, read as this type."""
        return decoded(self.send(method, url, body, session=session, headers=headers, again=again), kind)

    def send(
        self,
        method: str,
        url: str,
        body: Body | None = None,
        *,
        session: str = "",
        headers: Mapping[str, str] | None = None,
        again: bool = True,
    ) -> httpx.Response:
        """The answer, unless it is a refusal. `again` is for what a server may safely see twice."""
        request = self._request(method, url, body, session, headers or {})
        response = self._reach(request, ATTEMPTS if again else 1)
        if not response.is_success:
            raise _refused(response)
        return response

    def send_in_turn(self, url: str, body: Body, wait: Callable[[float], None] = time.sleep) -> httpx.Response:
        """Where many book at once, the server says when our turn comes, and keeps our place until then."""
        while True:
            try:
                return self.send("POST", url, body)
            except Refused as refusal:
                if refusal.code != IN_QUEUE:
                    raise
                wait(max(refusal.retry_after, 1))
                body = {**body, "place": refusal.place}

    def lines(self, url: str, *, session: str) -> Iterator[str]:
        """The lines of a stream, until it ends."""
        request = self._request("GET", url, None, session, {})
        request.extensions = {"timeout": httpx.Timeout(TIMEOUT_SECONDS).as_dict()}
        try:
            with closing(self._http.send(request, stream=True)) as response:
                if not response.is_success:
                    response.read()
                    raise _refused(response)
                yield from response.iter_lines()
        except httpx.TransportError as error:
            raise Offline(request.url.host) from error

    def _request(
        self, method: str, url: str, body: Body | None, session: str, headers: Mapping[str, str]
    ) -> httpx.Request:
        sent = dict(headers)
        if session:
            sent["Authorization"] = f"Bearer {session}"
        if body is None:
            return self._http.build_request(method, url, headers=sent)
        sent["Content-Type"] = "application/json"
        return self._http.build_request(method, url, headers=sent, content=msgspec.json.encode(body))

    def _reach(self, request: httpx.Request, attempts: int) -> httpx.Response:
        for attempt in range(1, attempts + 1):
            try:
                response = self._http.send(request)
            except LOST as error:
                if attempt == attempts:
                    raise Offline(request.url.host) from error
                time.sleep(PAUSE_SECONDS * attempt)
            except httpx.TransportError as error:
                raise Offline(request.url.host) from error
            else:
                self._show(request, response)
                return response
        raise Offline(request.url.host)

    def _show(self, request: httpx.Request, response: httpx.Response) -> None:
        if self._capture is not None:
            self._capture(
                Exchange(
                    request.method,
                    str(request.url),
                    tuple(request.headers.multi_items()),
                    request.content,
                    response.status_code,
                    tuple(response.headers.multi_items()),
                    response.content,
                )
            )


class Failed(msgspec.Struct, frozen=True):
    """A visit of a series that was in the way of the others."""

    number: int
    code: str


def _refused(response: httpx.Response) -> Refused:
    try:
        problem = cast("dict[str, object]", response.json())
        code = str(problem["code"])
    except (ValueError, KeyError, TypeError):
        # Not a problem document: something between us and the server answered in its place.
        return Refused(response.status_code, "unexpected", f"HTTP {response.status_code}")
    detail = str(problem.get("detail") or problem.get("title") or "")
    times, visits = _texts(problem.get("next")), _texts(problem.get("visits"))
    epoch, number = _whole(problem.get("epoch")), _whole(problem.get("number"))
    rule, field = str(problem.get("rule") or ""), str(problem.get("field") or "")
    place, after = str(problem.get("place") or ""), _whole(problem.get("retry_after"))
    facts = (times, epoch, visits, number, rule, field, place, after, _failed(problem.get("failed")))
    return Refused(response.status_code, code, detail, *facts)


def _failed(value: object) -> dict[int, str]:
    try:
        return {each.number: each.code for each in msgspec.convert(value or [], list[Failed])}
    except msgspec.ValidationError:
        return {}


def _texts(value: object) -> list[str]:
    return [str(each) for each in cast("list[object]", value)] if isinstance(value, list) else []


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def decoded(response: httpx.Response, kind: type[T]) -> T:
    """An answer, read as this type."""
    try:
        return msgspec.json.decode(response.content, type=kind)
    except (msgspec.MsgspecError, ProtocolRefusal) as error:
        raise AnswerUnreadable(str(error)) from error
