"""A transparency log in PostgreSQL: leaves in a table, the tree in memory, checkpoints as signed notes (SPEC 9).

The schema has the table `leaf` and the function `append_leaf`, which gives a leaf the next index in the caller's own
transaction. Every process follows the table, so several may serve one log. The log's key is not in the database.
"""

import asyncio
from collections.abc import Sequence

from psycopg import sql

from serment_kernel.database import Database, Tx
from serment_kernel.errors import Refusal
from serment_kernel.tiles import TILE, read_tile_path
from serment_kernel.tree import Tree
from serment_protocol.merkle import leaf_hash
from serment_protocol.notes import Checkpoint, sign_checkpoint, write_log_key
from serment_protocol.primitives import sign_public
from serment_protocol.signing import sign_bytes
from serment_protocol.transparency import Bundle, make_bundle


class NotThere(Refusal):
    """The log does not have that."""

    code = "not_found"
    status = 404


class MerkleLog:
    """One log, by the schema that holds it."""

    def __init__(self, db: Database, schema: str, origin: str, seed: bytes) -> None:
        self.origin = origin
        self._db = db
        self._schema = schema
        self._seed = seed
        self._tree = Tree()
        self._reading = asyncio.Lock()

    @property
    def public(self) -> bytes:
        """The Ed25519 key that signs the checkpoints."""
        return sign_public(self._seed)

    @property
    def verifier(self) -> str:
        """The same as a C2SP verifier key."""
        return write_log_key(self.origin, self._seed)

    def sign(self, name: str, body: bytes) -> bytes:
        """Sign a record that the log's owner vouches for (SPEC section 1)."""
        return sign_bytes(self._seed, name, body)

    async def append(self, tx: Tx, entry: bytes) -> int:
        """Add a leaf when `tx` commits; returns its index. Appends wait for each other until then."""
        query = sql.SQL("SELECT {}.append_leaf(%s)").format(sql.Identifier(self._schema))
        cursor = await tx.execute(query, [entry])
        row = await cursor.fetchone()
        if row is None:
            raise LookupError("append_leaf returned nothing")
        return int(row[0])

    async def checkpoint(self) -> str:
        """The newest checkpoint as a signed note; the same tree gives the same bytes."""
        return self._note(await self._follow())

    async def bundle(self, entry: bytes, index: int) -> Bundle:
        """A leaf with its proof under the newest checkpoint."""
        size = await self._follow()
        if index >= size:
            raise NotThere
        return make_bundle(entry, index, self._tree.inclusion(index, size), self._note(size))

    async def bundles(self, leaves: Sequence[tuple[bytes, int]]) -> list[Bundle]:
        """Several at once, under one checkpoint."""
        return [await self.bundle(entry, index) for entry, index in leaves]

    async def consistency(self, old: int, new: int) -> list[bytes]:
        """The proof between two sizes."""
        size = await self._follow()
        if not 0 <= old <= new <= size:
            raise NotThere
        return self._tree.consistency(old, new)

    async def resource(self, path: str) -> bytes:
        """What lies at a path behind `tile/` (C2SP tlog-tiles), partial tiles included."""
        tile = read_tile_path(path)
        if tile is None:
            raise NotThere
        if tile.level is None:
            return await self.entries(tile.number, tile.width)
        return await self.tile(tile.level, tile.number, tile.width)

    async def tile(self, level: int, number: int, width: int = TILE) -> bytes:
        """A tile of hashes: `width` hashes of tree level 8·`level` from 256·`number` on."""
        await self._follow()
        height = 8 * level
        hashes = self._tree.levels[height] if height < len(self._tree.levels) else ()
        found = hashes[TILE * number : TILE * number + width]
        if len(found) != width or not 0 < width <= TILE:
            raise NotThere
        return b"".join(found)

    async def entries(self, number: int, width: int = TILE) -> bytes:
        """An entry bundle: each leaf after its length in two bytes."""
        query = sql.SQL("SELECT entry FROM {}.leaf WHERE index >= %s AND index < %s ORDER BY index")
        async with self._db.transaction() as tx:
            cursor = await tx.execute(
                query.format(sql.Identifier(self._schema)), [TILE * number, TILE * number + width]
            )
            found = [bytes(row[0]) for row in await cursor.fetchall()]
        if len(found) != width or not 0 < width <= TILE:
            raise NotThere
        return b"".join(len(entry).to_bytes(2) + entry for entry in found)

    def _note(self, size: int) -> str:
        checkpoint = Checkpoint(self.origin, size, self._tree.root(size))
        return sign_checkpoint(checkpoint, self.origin, self._seed)

    async def _follow(self) -> int:
        """Read the leaves that are new since the last time; returns the size."""
        query = sql.SQL("SELECT entry FROM {}.leaf WHERE index >= %s ORDER BY index")
        async with self._reading:
            async with self._db.transaction() as tx:
                cursor = await tx.execute(query.format(sql.Identifier(self._schema)), [self._tree.size])
                fresh = await cursor.fetchall()
            for row in fresh:
                self._tree.append(leaf_hash(bytes(row[0])))
            return self._tree.size
