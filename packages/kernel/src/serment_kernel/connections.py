"""Connections that are not held open by half a request: uvicorn bounds neither the size nor the time of its head.

A proxy in front does the same; a service that stands alone must not fall to one client that never ends its headers.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD = 64 * 1024
HEAD_SECONDS = 20.0


class Connection(HttpToolsProtocol):
    """uvicorn's connection, cut where the head of a request takes too long or too much."""

    head_seconds = HEAD_SECONDS
    _awaited: asyncio.TimerHandle | None = None
    _head = 0
    _is_in_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._await_head()

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._is_in_head = True

    def on_headers_complete(self) -> None:
        """Wait no longer: the edge bounds what follows."""
        self._is_in_head = False
        self._stop_waiting()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Take a piece; wait for the rest of a head that is not whole yet, and cut one that has grown too large."""
        super().data_received(data)
        if not self._is_in_head:
            self._head = 0
            return
        if self._awaited is None:
            self._await_head()
        self._head += len(data)
        if self._head > LARGEST_HEAD:
            self._cut()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is awaited any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        self._stop_waiting()
        self._head = 0
        self._awaited = self.loop.call_later(self.head_seconds, self._cut)

    def _stop_waiting(self) -> None:
        if self._awaited is not None:
            self._awaited.cancel()
            self._awaited = None

    def _cut(self) -> None:
        self.transport.abort()
