"""A real HTTP server around an application, inside the test's own loop."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx

from serment_kernel import outward
from serment_kernel.edge import App
from serment_kernel.serving import answering
from serment_kernel.workers import listen


@asynccontextmanager
async def serving(app: App) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of the application, over TCP."""
    listening = listen("127.0.0.1", 0)
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    async with answering(app, listening), outward.client(base_url=address) as client:
        yield client
