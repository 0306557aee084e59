"""Tells open connections that something changed: LISTEN on one connection, one event for each that waits.

A notice carries a key and no content. PostgreSQL writes notices to no table and no log file.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Generator
from contextlib import contextmanager

import psycopg
from psycopg import sql

PAUSE_SECONDS = 1.0
logger = logging.getLogger(__name__)


class Notices:
    """Fans the notices of one channel out to those who wait for a key."""

    def __init__(self, dsn: str, channel: str) -> None:
        self._dsn = dsn
        self._channel = channel
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    async def work(self) -> None:
        """Listen for ever; once a lost connection is made again everybody is woken: something may have been missed."""
        missed = False
        while True:
            try:
                await self._listen(missed=missed)
            except psycopg.OperationalError as error:
                logger.warning("the notices' connection was lost (%s)", type(error).__name__)
            missed = True
            await asyncio.sleep(PAUSE_SECONDS)

    @contextmanager
    def waiting(self, key: str) -> Generator[asyncio.Event]:
        """An event that is set at every notice for the key; whoever waits clears it."""
        event = asyncio.Event()
        self._waiting[key].add(event)
        try:
            yield event
        finally:
            self._waiting[key].discard(event)
            if not self._waiting[key]:
                del self._waiting[key]

    async def _listen(self, *, missed: bool) -> None:
        async with await psycopg.AsyncConnection.connect(self._dsn, autocommit=True) as connection:
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
            if missed:
                for key in list(self._waiting):
                    self._wake(key)
            async for notice in connection.notifies():
                self._wake(notice.payload)

    def _wake(self, key: str) -> None:
        for event in self._waiting.get(key, ()):
            event.set()
