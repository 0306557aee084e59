"""Serves an application on one address until SIGTERM or SIGINT, with its work in the background.

uvicorn writes no access log and believes no header about addresses: both are the edge's. The loop is asyncio's own,
whose connections the guard sees (`egress.py`).
"""

import asyncio
import gc
import signal
import socket
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import FrameType

import uvicorn

from serment_kernel import egress
from serment_kernel.connections import Connection
from serment_kernel.edge import App
from serment_kernel.workers import BACKLOG, listen

# An open stream of events never ends by itself; whoever watches connects again.
STOP_SECONDS = 2

Running = Callable[[], AbstractAsyncContextManager[App]]
"""Opens a service; its application answers for as long as the block lasts."""


def serve(host: str, port: int, running: Running) -> None:
    """Answer at this address until a signal comes; raise `CannotListen` before anything is opened."""
    with listen(host, port) as listening:
        serve_on(listening, running)


def serve_on(listening: socket.socket, running: Running) -> None:
    """Answer whoever connects, until a signal comes."""
    with asyncio.Runner() as runner:
        runner.run(_serve_on(listening, running))


class Server(uvicorn.Server):
    """Takes one connection at a time, so that of several processes at one address the idle ones take more."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen. asyncio takes as many connections in a row as may queue, and sets the queue by the same number."""
        await super().startup(sockets)
        for listening in sockets or ():
            listening.listen(BACKLOG)


def server_of(app: App) -> uvicorn.Server:
    """The HTTP server of an application."""
    return Server(
        uvicorn.Config(
            app,
            backlog=1,
            http=Connection,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
    )


@asynccontextmanager
async def answering(app: App, listening: socket.socket) -> AsyncGenerator[None]:
    """Answer in the caller's own loop for as long as the block lasts."""
    server = server_of(app)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def at_work(*loops: Coroutine[None, None, None]) -> AsyncGenerator[None]:
    """Loops that run for ever, for as long as the block lasts."""
    tasks = [asyncio.create_task(loop) for loop in loops]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _serve_on(listening: socket.socket, running: Running) -> None:
    async with running() as app:
        server = server_of(app)

        def stop(_number: int, _frame: FrameType | None) -> None:
            server.should_exit = True

        # While it listens, the server has handlers of its own. A signal may come before, and it raises the one that
        # stopped it once more, when there is still something to put away.
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, stop)
        egress.seal()
        _set_aside()
        await server.serve(sockets=[listening])


def _set_aside() -> None:
    """Modules, routes and statements stay to the end: going through them all, every few seconds, stopped everybody for
    70 ms.
    """
    gc.collect()
    gc.freeze()
