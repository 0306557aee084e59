"""The ledger's log: signs records by the log key, appends them as leaves, proves that they are there."""

import asyncio
from collections.abc import Collection, Sequence

import msgspec

from serment_custodian.ledger import store
from serment_kernel.cosigning import Cosigners
from serment_kernel.database import Database
from serment_kernel.merkle_log import MerkleLog
from serment_protocol import transparency
from serment_protocol.acts import ACT, Act
from serment_protocol.encoding import b64
from serment_protocol.signing import Signed, verify
from serment_protocol.structure import read
from serment_protocol.transparency import Bundle, EntryKind, entry_bytes

__all__ = ["Bundle", "Entry", "Ledger"]

SCHEMA = "ledger"
ACT_KIND = b'"kind":"custodian_act"'


class Entry(msgspec.Struct, frozen=True):
    """A signed record that is a leaf, or becomes one."""

    kind: EntryKind
    body: bytes
    signature: bytes

    def leaf(self) -> bytes:
        """Its bytes in the log (SPEC section 9)."""
        return entry_bytes(self.kind, Signed(b64(self.body), b64(self.signature)))


class Ledger:
    """The custodian's log, and the key it vouches with."""

    def __init__(self, db: Database, origin: str, seed: bytes, cosigners: Cosigners | None = None) -> None:
        self._db = db
        self._following = asyncio.Lock()
        self._followed: dict[EntryKind, tuple[int, list[transparency.Entry]]] = {}
        self.log = MerkleLog(db, SCHEMA, origin, seed, cosigners)

    def sign(self, name: str, body: bytes) -> bytes:
        """Sign a record by the log key."""
        return self.log.sign(name, body)

    async def append(self, entry: Entry) -> int:
        """Add a leaf; its index."""
        async with self._db.transaction() as tx:
            return await self.log.append(tx, entry.leaf())

    async def append_once(self, entry: Entry) -> int:
        """Add a leaf unless it is there already; its index."""
        async with self._db.transaction() as tx:
            cursor = await tx.execute("SELECT ledger.append_once(%s)", [entry.leaf()])
            row = await cursor.fetchone()
        if row is None:
            raise LookupError("append_once returned nothing")
        return int(row[0])

    async def acts(self) -> list[tuple[int, Act]]:
        """Every act that the log holds, by its index, each under a good signature of our own."""
        async with self._db.transaction() as tx:
            leaves = await store.leaves_with(tx, ACT_KIND)
        return [(index, self._act(read(leaf, transparency.Entry))) for index, leaf in leaves]

    async def records(self, kinds: Collection[EntryKind]) -> list[transparency.Entry]:
        """Every leaf of these kinds in its order; whoever reads them verifies them."""
        async with self._db.transaction() as tx:
            found = [leaf for kind in kinds for leaf in await store.leaves_with(tx, f'"kind":"{kind}"'.encode())]
        return [read(leaf, transparency.Entry) for _, leaf in sorted(found)]

    async def followed(self, kind: EntryKind) -> Sequence[transparency.Entry]:
        """The same of a rare kind, kept in memory: a leaf never changes, so none is read twice."""
        async with self._following:
            index, found = self._followed.get(kind, (-1, []))
            async with self._db.transaction() as tx:
                leaves = await store.leaves_after(tx, index, f'"kind":"{kind}"'.encode())
            fresh = [read(leaf, transparency.Entry) for _, leaf in leaves if leaf is not None]
            index, found = leaves[-1][0] if leaves else index, [*found, *fresh]
            self._followed[kind] = index, found
        return found

    async def acts_after(self, index: int) -> tuple[int, list[Act]]:
        """The index of the last leaf there is, and the acts among those after this one."""
        async with self._db.transaction() as tx:
            leaves = await store.leaves_after(tx, index, ACT_KIND)
        acts = [self._act(read(leaf, transparency.Entry)) for _, leaf in leaves if leaf is not None]
        return (leaves[-1][0] if leaves else index), acts

    def _act(self, entry: transparency.Entry) -> Act:
        return verify(self.log.public, ACT, Signed(entry.body, entry.signature), Act)

    async def bundle(self, entry: Entry, leaf: int) -> Bundle:
        """The record with its proof under the newest checkpoint."""
        return await self.log.bundle(entry.leaf(), leaf)

    async def bundles(self, entries: Sequence[tuple[Entry, int]]) -> list[Bundle]:
        """Several, without those that no witness has seen yet."""
        return await self.log.bundles([(entry.leaf(), leaf) for entry, leaf in entries])
