"""The log in PostgreSQL: gapless under two writers, followed by every process, its proofs as a verifier wants them."""

import asyncio
from collections.abc import AsyncGenerator
from itertools import chain

import psycopg
import pytest

from serment_kernel.database import Database, opened
from serment_kernel.embedded import Cluster
from serment_kernel.merkle_log import MerkleLog, NotThere
from serment_kernel.tiles import TILE
from serment_protocol.merkle import is_consistent, leaf_hash, root_of
from serment_protocol.notes import open_checkpoint, read_log_key
from serment_protocol.signing import verify_bytes
from serment_protocol.transparency import check_inclusion

from .conftest import OWNER, ROLE, NewDatabase

SEED = bytes(range(32))
ORIGIN = "log.example"
SCHEMA = """
    CREATE SCHEMA ledger;
    GRANT USAGE ON SCHEMA ledger TO kernel_room;
    CREATE TABLE ledger.leaf (index bigint PRIMARY KEY, entry bytea NOT NULL);
    GRANT SELECT ON ledger.leaf TO kernel_room;
    CREATE FUNCTION ledger.append_leaf(_entry bytea) RETURNS bigint
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
        AS $$
    DECLARE
        _index bigint;
    BEGIN
        LOCK TABLE ledger.leaf IN SHARE ROW EXCLUSIVE MODE;
        INSERT INTO ledger.leaf (index, entry)
        SELECT coalesce(max(leaf.index) + 1, 0), _entry FROM ledger.leaf
        RETURNING leaf.index INTO _index;
        RETURN _index;
    END
    $$;
"""


@pytest.fixture
async def pools(cluster: Cluster, new_database: NewDatabase) -> AsyncGenerator[tuple[Database, Database]]:
    """Two processes' pools on a database that has the schema of a log."""
    name = new_database()
    with psycopg.connect(cluster.dsn(OWNER.role, OWNER.password, name)) as connection:
        connection.execute(SCHEMA)
    one, other = (Database(cluster.dsn(ROLE.role, ROLE.password, name)) for _ in range(2))
    async with opened(one, other):
        yield one, other


def log_on(db: Database) -> MerkleLog:
    return MerkleLog(db, "ledger", ORIGIN, SEED)


async def append(db: Database, log: MerkleLog, *entries: bytes) -> list[int]:
    indexes: list[int] = []
    for entry in entries:
        async with db.transaction() as tx:
            indexes.append(await log.append(tx, entry))
    return indexes


def entry(number: int) -> bytes:
    return b'{"n":%d}' % number


class TestAppending:
    async def test_two_writers_leave_no_gap_and_agree(self, pools: tuple[Database, Database]) -> None:
        one, other = pools
        here, there = log_on(one), log_on(other)
        indexes = await asyncio.gather(
            append(one, here, *map(entry, range(30))),
            append(one, here, *map(entry, range(30, 60))),
            append(other, there, *map(entry, range(60, 90))),
        )
        assert sorted(chain.from_iterable(indexes)) == list(range(90))
        assert await here.checkpoint() == await there.checkpoint()

    async def test_readers_never_see_a_later_leaf_before_an_earlier_one(self, pools: tuple[Database, Database]) -> None:
        one, other = pools
        log = log_on(one)
        async with one.transaction() as tx:
            assert await log.append(tx, b"first") == 0
            later = asyncio.create_task(append(other, log_on(other), b"second"))
            await asyncio.sleep(0.1)
            assert not later.done()
            assert (await log_on(other).checkpoint()).split("\n")[1] == "0"
        assert await later == [1]

    async def test_what_is_rolled_back_takes_no_place(self, pools: tuple[Database, Database]) -> None:
        log = log_on(pools[0])

        async def append_and_fail() -> None:
            async with pools[0].transaction() as tx:
                await log.append(tx, b"never")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            await append_and_fail()
        assert await append(pools[0], log, b"first") == [0]


class TestProofs:
    async def test_a_bundle_convinces_a_client(self, pools: tuple[Database, Database]) -> None:
        log = log_on(pools[0])
        await append(pools[0], log, *map(entry, range(11)))
        key = read_log_key(log.verifier)
        assert key.public == log.public
        for index in range(11):
            bundle = await log.bundle(entry(index), index)
            check_inclusion(bundle, open_checkpoint(bundle.checkpoint, ORIGIN, key))

    async def test_it_grows_consistently(self, pools: tuple[Database, Database]) -> None:
        log = log_on(pools[0])
        key = read_log_key(log.verifier)
        await append(pools[0], log, *map(entry, range(5)))
        before = open_checkpoint(await log.checkpoint(), ORIGIN, key)
        await append(pools[0], log, *map(entry, range(5, 13)))
        after = open_checkpoint(await log.checkpoint(), ORIGIN, key)
        proof = await log.consistency(before.size, after.size)
        assert is_consistent(before.size, before.root, after.size, after.root, proof)
        assert after.root == root_of([leaf_hash(entry(number)) for number in range(13)])

    async def test_what_is_not_there_is_refused(self, pools: tuple[Database, Database]) -> None:
        log = log_on(pools[0])
        await append(pools[0], log, b"only")
        for old, new in ((0, 2), (1, 0), (-1, 1)):
            with pytest.raises(NotThere):
                await log.consistency(old, new)
        with pytest.raises(NotThere):
            await log.bundle(b"only", 1)

    async def test_it_signs_records(self, pools: tuple[Database, Database]) -> None:
        log = log_on(pools[0])
        verify_bytes(log.public, "issuer-key", b"{}", log.sign("issuer-key", b"{}"))


class TestTiles:
    async def test_full_and_partial_tiles_give_back_the_tree(self, pools: tuple[Database, Database]) -> None:
        log = log_on(pools[0])
        async with pools[0].transaction() as tx:
            for number in range(TILE + 3):
                await log.append(tx, entry(number))
        leaves = [leaf_hash(entry(number)) for number in range(TILE + 3)]
        assert await log.resource("0/000") == b"".join(leaves[:TILE])
        assert await log.resource("0/001.p/3") == b"".join(leaves[TILE:])
        assert await log.resource("1/000.p/1") == root_of(leaves[:TILE])
        entries = await log.resource("entries/001.p/2")
        assert entries == b"".join(len(entry(n)).to_bytes(2) + entry(n) for n in (TILE, TILE + 1))

    @pytest.mark.parametrize("path", ["0/000", "0/000.p/3", "0/001.p/1", "1/000.p/1", "40/000.p/1", "entries/000.p/3"])
    async def test_what_is_not_complete_is_not_there(self, pools: tuple[Database, Database], path: str) -> None:
        log = log_on(pools[0])
        await append(pools[0], log, b"a", b"b")
        with pytest.raises(NotThere):
            await log.resource(path)
