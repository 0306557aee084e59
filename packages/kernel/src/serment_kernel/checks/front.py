"""The service's own front door, asked in the process: what it answers to whoever has no credentials."""

from collections.abc import MutableMapping
from typing import Any

from serment_kernel.checks.hand import Answer
from serment_kernel.checks.types import NotMeasured
from serment_kernel.edge import App

Message = MutableMapping[str, Any]


class FrontDoor:
    """Asks an application that is put together later than its checks."""

    def __init__(self) -> None:
        self.app: App | None = None

    async def ask(self, method: str, path: str) -> Answer:
        """One request."""
        if self.app is None:
            raise NotMeasured
        exchange = _Exchange()
        await self.app(_scope(method, path), exchange.receive, exchange.send)
        return exchange.answer


class _Exchange:
    """One request without a body, and its answer."""

    def __init__(self) -> None:
        self._status = 0
        self._headers: dict[str, str] = {}
        self._body = bytearray()

    @property
    def answer(self) -> Answer:
        return Answer(self._status, self._headers, bytes(self._body))

    async def receive(self) -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = int(message["status"])
            self._headers = {name.decode().lower(): value.decode("latin-1") for name, value in message["headers"]}
        else:
            self._body += message.get("body", b"")


def _scope(method: str, path: str) -> Message:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost")],
        "client": None,
        "server": ("localhost", 80),
        "state": {},
    }
