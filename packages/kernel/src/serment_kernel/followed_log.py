"""A copy of a log that somebody else keeps, believed leaf by leaf, so that its proofs can be had here.

The schema has the tables `followed_leaf` and `followed`: every leaf, and the newest checkpoint that covers them. A
checkpoint is taken only when the leaves kept before, with those that came since, give the tree that it signs: who holds
all leaves needs no proof that the log only grew.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

import httpx
from psycopg import sql

from serment_kernel import outward
from serment_kernel.database import Database, Tx
from serment_kernel.merkle_log import NotThere
from serment_kernel.tiles import TILE, entry_tiles, split_entries, write_tile_path
from serment_kernel.tree import Tree
from serment_protocol.errors import LogForked, LogRolledBack
from serment_protocol.merkle import leaf_hash
from serment_protocol.notes import Checkpoint, LogKey, open_checkpoint
from serment_protocol.transparency import Bundle, make_bundle

TIMEOUT = httpx.Timeout(10.0, connect=2.0)

Taken = Callable[[Tx, int, bytes], Awaitable[None]]
"""Told of each new leaf, in the transaction that keeps it."""


class Followed(NamedTuple):
    """How far a log was followed: its size, and the checkpoint of that size, which others have cosigned."""

    size: int
    note: str


NOTHING_YET = Followed(0, "")


class FollowedLog:
    """The copy, by the schema that holds it."""

    def __init__(self, db: Database, schema: str, url: str, origin: str, key: LogKey) -> None:
        self.origin = origin
        self._db = db
        self._schema = sql.Identifier(schema)
        self._url = url
        self._key = key
        self._tree = Tree()
        self._reading = asyncio.Lock()

    async def catch_up(self, taken: Taken) -> None:
        """Take what is new; raise `LogForked` or `LogRolledBack` when it does not continue what is here."""
        first = (await self.known()).size
        async with outward.client(TIMEOUT, f"{self._url}/v1/log/") as http:
            note = (await self._fetch(http, "checkpoint")).decode("utf-8", "replace")
            checkpoint = open_checkpoint(note, self.origin, self._key)
            entries = await self._entries(http, first, checkpoint.size)
        async with self._reading:
            await self._take(note, checkpoint, first, entries, taken)

    async def known(self) -> Followed:
        """How far this log was followed, by whichever process."""
        async with self._reading, self._db.transaction() as tx:
            return await self._follow(tx)

    async def bundle(self, index: int) -> Bundle:
        """A leaf with its proof under the newest checkpoint."""
        query = sql.SQL("SELECT entry FROM {}.followed_leaf WHERE index = %s").format(self._schema)
        async with self._reading, self._db.transaction() as tx:
            followed = await self._follow(tx)
            row = await (await tx.execute(query, [index])).fetchone()
        if row is None or index >= followed.size:
            raise NotThere
        return make_bundle(bytes(row[0]), index, self._tree.inclusion(index, followed.size), followed.note)

    async def consistency(self, old: int, new: int) -> list[bytes]:
        """The proof between two sizes."""
        followed = await self.known()
        if not 0 <= old <= new <= followed.size:
            raise NotThere
        return self._tree.consistency(old, new)

    async def _take(
        self, note: str, checkpoint: Checkpoint, first: int, entries: Sequence[bytes], taken: Taken
    ) -> None:
        try:
            async with self._db.transaction() as tx:
                await self._hold(tx)
                known = await self._follow(tx)
                if known.size > max(first, checkpoint.size):
                    return  # Another process has taken more while we asked.
                fresh = entries[known.size - first :]
                self._grow(checkpoint, fresh)
                await self._keep(tx, known.size, fresh, taken)
                await self._remember(tx, Followed(checkpoint.size, note))
        except BaseException:
            # The tree may hold leaves that are not kept; it is read anew.
            self._tree = Tree()
            raise

    def _grow(self, checkpoint: Checkpoint, entries: Sequence[bytes]) -> None:
        """Let the tree have these leaves as well, if the checkpoint signs just that."""
        if checkpoint.size < self._tree.size:
            raise LogRolledBack
        for entry in entries:
            self._tree.append(leaf_hash(entry))
        if self._tree.root(checkpoint.size) != checkpoint.root:
            raise LogForked

    async def _entries(self, http: httpx.AsyncClient, first: int, size: int) -> list[bytes]:
        found: list[bytes] = []
        for tile in entry_tiles(first, size):
            held = list(split_entries(await self._fetch(http, f"tile/{write_tile_path(tile)}")))
            if len(held) != tile.width:
                raise LogForked
            found += held[max(0, first - TILE * tile.number) :]
        return found

    async def _fetch(self, http: httpx.AsyncClient, path: str) -> bytes:
        answer = await http.get(path)
        answer.raise_for_status()
        return answer.content

    async def _hold(self, tx: Tx) -> None:
        """Keep other processes from taking leaves until we have."""
        await tx.execute(sql.SQL("LOCK TABLE {}.followed IN SHARE ROW EXCLUSIVE MODE").format(self._schema))

    async def _follow(self, tx: Tx) -> Followed:
        """Read the leaves that are new since the last time."""
        newest = sql.SQL("SELECT size, note FROM {}.followed").format(self._schema)
        row = await (await tx.execute(newest)).fetchone()
        followed = Followed(int(row[0]), str(row[1])) if row else NOTHING_YET
        if self._tree.size < followed.size:
            leaves = sql.SQL("SELECT entry FROM {}.followed_leaf WHERE index >= %s AND index < %s ORDER BY index")
            cursor = await tx.execute(leaves.format(self._schema), [self._tree.size, followed.size])
            for entry in await cursor.fetchall():
                self._tree.append(leaf_hash(bytes(entry[0])))
        return followed

    async def _keep(self, tx: Tx, first: int, entries: Sequence[bytes], taken: Taken) -> None:
        query = sql.SQL("INSERT INTO {}.followed_leaf (index, entry) VALUES (%s, %s)").format(self._schema)
        leaves = list(enumerate(entries, first))
        async with tx.cursor() as cursor:
            await cursor.executemany(query, leaves)
        for index, entry in leaves:
            await taken(tx, index, entry)

    async def _remember(self, tx: Tx, followed: Followed) -> None:
        query = sql.SQL(
            """
            INSERT INTO {}.followed (size, note) VALUES (%s, %s)
            ON CONFLICT (only_one) DO UPDATE SET size = excluded.size, note = excluded.note
            """
        )
        await tx.execute(query.format(self._schema), list(followed))
