"""A transparency log in PostgreSQL: leaves in a table, the tree in memory, checkpoints as signed notes (SPEC 9).

The schema has the table `leaf` and the function `append_leaf`, which gives a leaf the next index in the caller's own
transaction. Every process follows the table, so several may serve one log. The log's key is not in the database.

A log that has witnesses shows no checkpoint before they have cosigned it; the table `cosigned` holds the newest one. It
asks as soon as somebody wants a proof of what they have not seen, once for all who wait, and now and then to be fresh.
"""

import asyncio
import logging
import time
from collections.abc import Sequence
from contextlib import suppress

import psycopg
from psycopg import sql

from serment_kernel.cosigning import Cosigned, Cosigners
from serment_kernel.database import Database, Tx
from serment_kernel.errors import Refusal
from serment_kernel.loops import obey
from serment_kernel.standing import HELD
from serment_kernel.tiles import TILE, read_tile_path
from serment_kernel.tree import Tree
from serment_protocol.merkle import leaf_hash
from serment_protocol.notes import Checkpoint, sign_checkpoint, write_log_key
from serment_protocol.primitives import derive, sign_public
from serment_protocol.signing import sign_bytes
from serment_protocol.transparency import Bundle, make_bundle

logger = logging.getLogger(__name__)


class NotThere(Refusal):
    """The log does not have that."""

    code = "not_found"
    status = 404


class LogNotWitnessed(Refusal):
    """The witnesses have not vouched for this key yet; please try again in a moment."""

    code = "log_not_witnessed"
    status = 503


class LogHeld(Refusal):
    """This service was restored from a backup, and its log must be brought forward first; please try again later."""

    code = "log_held"
    status = 503


# The other hand restarts in a second or two; whoever waits for a new key waits as long, and then is told.
PATIENCE_SECONDS = 3.0
RETRY_SECONDS = 0.25
RENEWAL_RETRY_SECONDS = 2.0
RETRY_AFTER = 5
NONE_YET = Cosigned(-1, "")


class MerkleLog:
    """One log, by the schema that holds it."""

    def __init__(self, db: Database, schema: str, origin: str, seed: bytes, cosigners: Cosigners | None = None) -> None:
        self.origin = origin
        self._db = db
        self._schema = schema
        self._seed = seed
        self._tree = Tree()
        self._reading = asyncio.Lock()
        self._cosigners = cosigners
        self._cosigned = NONE_YET
        self._asking = asyncio.Lock()
        self._not_before = 0.0
        self._behind = False

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

    def secret(self, name: str) -> bytes:
        """A key for one purpose that nobody has but whoever keeps this log; no database does."""
        return derive(self._seed, name)

    async def append(self, tx: Tx, entry: bytes) -> int:
        """Add a leaf when `tx` commits; returns its index. Appends wait for each other until then.

        Raises `LogHeld` where witnesses have seen more leaves than there are: another in their place would be a fork.
        """
        # Somebody may have brought it forward meanwhile.
        if self._behind and await self._lacks_leaves():
            raise LogHeld
        query = sql.SQL("SELECT {}.append_leaf(%s)").format(sql.Identifier(self._schema))
        try:
            cursor = await tx.execute(query, [entry])
        except psycopg.errors.RaiseException as error:
            raise LogHeld from error
        row = await cursor.fetchone()
        if row is None:
            raise LookupError("append_leaf returned nothing")
        return int(row[0])

    async def checkpoint(self) -> str:
        """The newest checkpoint that may be shown, as a signed note."""
        size = await self._follow()
        if self._cosigners is None:
            return self._note(size)
        await self._cosign_up_to(size)
        return self._shown(0).note

    async def bundle(self, entry: bytes, index: int) -> Bundle:
        """A leaf with its proof under the newest checkpoint that may be shown."""
        [bundle] = await self.bundles([(entry, index)])
        return bundle

    async def bundles(self, leaves: Sequence[tuple[bytes, int]]) -> list[Bundle]:
        """Several at once, under one checkpoint; without those that no witness has seen, unless that leaves none."""
        if not leaves:
            return []
        shown = await self._covering([index for _, index in leaves])
        return [
            make_bundle(entry, index, self._tree.inclusion(index, shown.size), shown.note)
            for entry, index in leaves
            if index < shown.size
        ]

    async def renew(self) -> bool:
        """Have the newest checkpoint cosigned, even when it is cosigned already; whether that was done."""
        await self._follow()
        async with self._asking:
            return await self._cosign()

    async def keep_cosigned(self, seconds: float) -> None:
        """Renew for ever: every so often, and soon again while too few witnesses answer."""
        if self._cosigners is None:
            return
        try:
            with suppress(psycopg.Error):
                await self._say_if_held()
            while True:
                renewed = await self._renew_calmly()
                obey()
                await asyncio.sleep(seconds if renewed else min(RENEWAL_RETRY_SECONDS, seconds))
        finally:
            await self.aclose()

    async def aclose(self) -> None:
        """Close the connections to the witnesses; asking one again opens them anew."""
        if self._cosigners is not None:
            await self._cosigners.close()

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

    async def since(self, index: int) -> list[bytes]:
        """The leaves from an index on, whether anybody has seen them or not."""
        query = sql.SQL("SELECT entry FROM {}.leaf WHERE index >= %s ORDER BY index")
        async with self._db.transaction() as tx:
            cursor = await tx.execute(query.format(sql.Identifier(self._schema)), [index])
            return [bytes(row[0]) for row in await cursor.fetchall()]

    async def _covering(self, indexes: Sequence[int]) -> Cosigned:
        """The newest checkpoint that may be shown, with all these leaves if that can be had."""
        size = await self._follow()
        if max(indexes) >= size:
            raise NotThere
        if self._cosigners is None:
            return Cosigned(size, self._note(size))
        await self._cosign_up_to(max(indexes) + 1)
        return self._shown(min(indexes) + 1)

    def _shown(self, size: int) -> Cosigned:
        if self._cosigned.size < size or not self._cosigned.note:
            raise LogNotWitnessed(retry_after=RETRY_AFTER)
        return self._cosigned

    async def _cosign_up_to(self, size: int) -> None:
        """Have so many leaves cosigned, as far as the witnesses can be reached."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self._cosigned.size < size:
            async with self._asking:
                # Whoever waited here finds that the one before has asked for all.
                if self._cosigned.size < size and time.monotonic() >= self._not_before:
                    await self._cosign()
            if self._cosigned.size >= size or time.monotonic() >= deadline:
                return
            await asyncio.sleep(RETRY_SECONDS)
            await self._follow()

    async def _cosign(self) -> bool:
        if self._cosigners is None:
            return True
        size = self._tree.size
        cosigned = await self._cosigners.cosign(self._note(size), size, lambda old: self._tree.consistency(old, size))
        if cosigned is None:
            self._not_before = time.monotonic() + RETRY_SECONDS
            await self._notice_what_is_missing()
            return False
        self._behind = False
        await self._remember(cosigned)
        return True

    async def _say_if_held(self) -> None:
        """A restore holds the log in the database until the witnesses were asked (`serment_kernel.standing`)."""
        query = "SELECT FROM pg_trigger WHERE tgname = %s AND tgrelid = (%s || '.leaf')::regclass"
        async with self._db.transaction() as tx:
            held = await (await tx.execute(query, [HELD, self._schema])).fetchone()
        if held is not None:
            logger.error("THE LOG IS HELD since a restore, and takes no leaf: run `restore-log`")

    async def _notice_what_is_missing(self) -> None:
        """Too few witnesses cosign, and one has seen more than there is: leaves were lost. A single witness that lies
        does nothing as long as enough others cosign.
        """
        if await self._lacks_leaves():
            logger.error("THE LOG IS BEHIND: leaves that were cosigned are not here; see `restore-log`")

    async def _lacks_leaves(self) -> bool:
        """Another process may have appended, and had that cosigned, since we read."""
        ahead = self._cosigners.ahead if self._cosigners else 0
        self._behind = ahead > self._tree.size and ahead > await self._follow()
        return self._behind

    async def _renew_calmly(self) -> bool:
        try:
            return await self.renew()
        except psycopg.Error as error:
            logger.warning("the log could not be cosigned (%s)", type(error).__name__)
            return False

    async def _remember(self, cosigned: Cosigned) -> None:
        """Write it down, unless another process has had more cosigned meanwhile."""
        query = sql.SQL(
            """
            INSERT INTO {0}.cosigned (size, note) VALUES (%s, %s)
            ON CONFLICT (only_one) DO UPDATE SET size = excluded.size, note = excluded.note
             WHERE cosigned.size <= excluded.size
            """
        )
        async with self._db.transaction() as tx:
            await tx.execute(query.format(sql.Identifier(self._schema)), list(cosigned))
        if self._cosigned.size <= cosigned.size:
            self._cosigned = cosigned

    def _note(self, size: int) -> str:
        checkpoint = Checkpoint(self.origin, size, self._tree.root(size))
        return sign_checkpoint(checkpoint, self.origin, self._seed)

    async def _follow(self) -> int:
        """Read the leaves that are new since the last time, and what was cosigned; returns the size."""
        query = sql.SQL("SELECT entry FROM {}.leaf WHERE index >= %s ORDER BY index")
        async with self._reading:
            async with self._db.transaction() as tx:
                cosigned = await self._read_cosigned(tx) if self._cosigners else NONE_YET
                cursor = await tx.execute(query.format(sql.Identifier(self._schema)), [self._tree.size])
                fresh = await cursor.fetchall()
            for row in fresh:
                self._tree.append(leaf_hash(bytes(row[0])))
            if cosigned.size >= self._cosigned.size:
                self._cosigned = cosigned
            return self._tree.size

    async def _read_cosigned(self, tx: Tx) -> Cosigned:
        query = sql.SQL("SELECT size, note FROM {}.cosigned")
        cursor = await tx.execute(query.format(sql.Identifier(self._schema)))
        row = await cursor.fetchone()
        return Cosigned(int(row[0]), str(row[1])) if row else NONE_YET
