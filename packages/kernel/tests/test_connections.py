"""Half a request holds neither memory nor a connection for long."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
import uvicorn

from serment_kernel.connections import LARGEST_HEAD, Connection
from serment_kernel.edge import Receive, Scope, Send

HEAD = b"POST / HTTP/1.1\r\nHost: example\r\n"


async def application(_scope: Scope, receive: Receive, send: Send) -> None:
    """Answers once the body is there."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


@asynccontextmanager
async def connected() -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    listening = socket.create_server(("127.0.0.1", 0))
    settings = uvicorn.Config(application, http=Connection, lifespan="off", log_config=None, access_log=False)
    server = uvicorn.Server(settings)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    reader, writer = await asyncio.open_connection(*listening.getsockname())
    try:
        yield reader, writer
    finally:
        writer.transport.abort()
        server.should_exit = True
        await task


async def is_cut(reader: asyncio.StreamReader) -> bool:
    try:
        return await asyncio.wait_for(reader.read(), 10) == b""
    except ConnectionError:
        return True


class TestConnection:
    async def test_answers_one_request_after_another_and_takes_a_large_body(self) -> None:
        async with connected() as (reader, writer):
            for _ in range(2):
                writer.write(HEAD + b"Content-Length: 200000\r\n\r\n" + bytes(200_000))
                assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 204")

    @pytest.mark.parametrize("line", [b"a: " + b"b" * 1000 + b"\r\n", b"b" * 1000])
    async def test_is_cut_where_headers_do_not_end(self, line: bytes) -> None:
        async with connected() as (reader, writer):
            writer.write(HEAD + line * (LARGEST_HEAD // len(line) + 1))
            assert await is_cut(reader)

    @pytest.mark.parametrize("begun", [b"", HEAD])
    async def test_is_cut_where_a_head_does_not_come(self, begun: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Connection, "head_seconds", 0.2)
        async with connected() as (reader, writer):
            writer.write(begun)
            assert await is_cut(reader)

    async def test_waits_for_the_next_request_no_longer_than_for_the_first(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Connection, "head_seconds", 0.2)
        async with connected() as (reader, writer):
            writer.write(HEAD + b"Content-Length: 0\r\n\r\n" + HEAD)
            await reader.readuntil(b"\r\n\r\n")
            assert await is_cut(reader)
