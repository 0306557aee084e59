"""Addresses that are answered without the framework: the few that a whole country asks all day (decision 0045).

A direct route takes the bytes of a body and gives those of an answer; what it refuses the edge says, as everywhere. The
framework knows the same addresses, answers them by the same functions, and keeps all that is rare: other methods, a
path written in another way, the list of doors.
"""

from collections.abc import Awaitable, Callable, Mapping

from serment_kernel.edge import App, Message, Receive, Scope, Send

Answering = Callable[[bytes], Awaitable[bytes]]
"""From the body of a request to that of a JSON answer."""
Routes = Mapping[tuple[str, str], tuple[int, Answering]]
"""By method and path: the status of success, and who answers."""


class Direct:
    """In front of an application."""

    def __init__(self, app: App, routes: Routes) -> None:
        self._app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        found = self._routes.get((scope["method"], scope["path"])) if scope["type"] == "http" else None
        if found is None:
            await self._app(scope, receive, send)
            return
        body = await _body(receive)
        if body is None:
            return  # Nobody is there any more.
        status, answering = found
        answer = await answering(body)
        await send(_start(status, len(answer)))
        await send({"type": "http.response.body", "body": answer})


def _start(status: int, length: int) -> Message:
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % length)]
    return {"type": "http.response.start", "status": status, "headers": headers}


async def _body(receive: Receive) -> bytes | None:
    pieces: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        pieces.append(message.get("body", b""))
        if not message.get("more_body", False):
            return pieces[0] if len(pieces) == 1 else b"".join(pieces)
