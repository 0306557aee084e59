"""A copy of somebody else's log: taken only as a whole that its checkpoint signs, and proving what the log proves."""

import threading
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg
import pytest

from serment_kernel.database import Database, Tx, opened
from serment_kernel.embedded import Cluster
from serment_kernel.followed_log import FollowedLog
from serment_kernel.merkle_log import NotThere
from serment_kernel.tiles import TILE, read_tile_path
from serment_kernel.tree import Tree
from serment_protocol.errors import CheckpointForged, LogForked, LogRolledBack
from serment_protocol.merkle import is_consistent, leaf_hash
from serment_protocol.notes import Checkpoint, open_checkpoint, read_log_key, sign_checkpoint, write_log_key
from serment_protocol.transparency import check_inclusion

from .conftest import OWNER, ROLE, NewDatabase

ORIGIN, SEED = "other.example/log", bytes(range(32))
KEY = read_log_key(write_log_key(ORIGIN, SEED))
SCHEMA = """
    CREATE SCHEMA keys;
    GRANT USAGE ON SCHEMA keys TO kernel_room;
    CREATE TABLE keys.followed (
        only_one boolean PRIMARY KEY DEFAULT true, size bigint NOT NULL, note text NOT NULL
    );
    CREATE TABLE keys.followed_leaf (index bigint PRIMARY KEY, entry bytea NOT NULL);
    GRANT SELECT, INSERT, UPDATE ON keys.followed TO kernel_room;
    GRANT SELECT, INSERT ON keys.followed_leaf TO kernel_room;
"""


@dataclass
class Keeper:
    """Somebody who keeps a log and serves it as C2SP tlog-tiles; it may show less, or something else."""

    url: str = ""
    entries: list[bytes] = field(default_factory=list[bytes])
    shown: int | None = None
    hidden: int = 0
    seed: bytes = SEED
    lines: str = ""
    asked: list[str] = field(default_factory=list[str])

    def grow(self, to: int) -> None:
        """Have so many leaves."""
        self.entries += [b"entry %d" % number for number in range(len(self.entries), to)]

    def answer(self, path: str) -> bytes | None:
        """What lies at a path behind `/v1/log/`."""
        self.asked.append(path)
        size = len(self.entries) if self.shown is None else self.shown
        if path == "checkpoint":
            tree = Tree(map(leaf_hash, self.entries))
            note = sign_checkpoint(Checkpoint(ORIGIN, size, tree.root(size)), ORIGIN, self.seed)
            return (note + self.lines).encode()
        tile = read_tile_path(path.removeprefix("tile/"))
        if tile is None or tile.level is not None:
            return None
        held = self.entries[TILE * tile.number :][: tile.width - self.hidden]
        return b"".join(len(each).to_bytes(2) + each for each in held)


@pytest.fixture
def keeper() -> Generator[Keeper]:
    kept = Keeper()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = kept.answer(self.path.removeprefix("/v1/log/"))
            self.send_response(404 if found is None else 200)
            self.send_header("Content-Length", str(len(found or b"")))
            self.end_headers()
            self.wfile.write(found or b"")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its own name
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    kept.url = f"http://127.0.0.1:{server.server_port}"
    yield kept
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
async def db(cluster: Cluster, new_database: NewDatabase) -> AsyncGenerator[Database]:
    name = new_database()
    with psycopg.connect(cluster.dsn(OWNER.role, OWNER.password, name)) as connection:
        connection.execute(SCHEMA)
    database = Database(cluster.dsn(ROLE.role, ROLE.password, name))
    async with opened(database):
        yield database


def following(db: Database, keeper: Keeper) -> FollowedLog:
    return FollowedLog(db, "keys", keeper.url, ORIGIN, KEY)


async def nothing(_tx: Tx, _index: int, _entry: bytes) -> None:
    """Take note of nothing."""


async def kept(db: Database) -> int:
    async with db.transaction() as tx:
        row = await (await tx.execute("SELECT count(*) FROM keys.followed_leaf")).fetchone()
    return int(row[0]) if row else 0


async def test_proves_what_the_log_proves(db: Database, keeper: Keeper) -> None:
    keeper.grow(300)
    log = following(db, keeper)
    await log.catch_up(nothing)
    for index in (0, 255, 256, 299):
        bundle = await log.bundle(index)
        check_inclusion(bundle, open_checkpoint(bundle.checkpoint, ORIGIN, KEY))
    tree = Tree(map(leaf_hash, keeper.entries))
    assert is_consistent(7, tree.root(7), 300, tree.root(300), await log.consistency(7, 300))
    for beyond in (log.bundle(300), log.consistency(7, 301), log.consistency(-1, 3), log.consistency(4, 3)):
        with pytest.raises(NotThere):
            await beyond


async def test_asks_for_what_is_new_alone(db: Database, keeper: Keeper) -> None:
    log, told = following(db, keeper), list[int]()

    async def tell(_tx: Tx, index: int, entry: bytes) -> None:
        assert entry == keeper.entries[index]
        told.append(index)

    for size in (3, 3, 256, 700):
        keeper.grow(size)
        keeper.asked.clear()
        await log.catch_up(tell)
    assert told == list(range(700))
    assert keeper.asked == ["checkpoint", "tile/entries/001", "tile/entries/002.p/188"]


async def test_is_the_same_for_every_process(db: Database, keeper: Keeper) -> None:
    keeper.grow(5)
    one, other = following(db, keeper), following(db, keeper)
    await one.catch_up(nothing)
    assert (await other.known()).size == 5
    keeper.grow(9)
    await other.catch_up(nothing)
    assert await one.bundle(8) == await other.bundle(8)
    await one.catch_up(nothing)
    assert (await one.known()).size == 9


async def test_takes_no_fork_and_goes_on_with_the_truth(db: Database, keeper: Keeper) -> None:
    keeper.grow(4)
    log = following(db, keeper)
    await log.catch_up(nothing)
    truth, keeper.entries = keeper.entries, [b"another", *keeper.entries[1:], b"new"]
    with pytest.raises(LogForked):
        await log.catch_up(nothing)
    assert (await kept(db), (await log.known()).size) == (4, 4)
    keeper.entries = [*truth, b"true"]
    await log.catch_up(nothing)
    assert (await log.bundle(4)).index == 4


async def test_does_not_go_back(db: Database, keeper: Keeper) -> None:
    keeper.grow(4)
    log = following(db, keeper)
    await log.catch_up(nothing)
    keeper.shown = 3
    with pytest.raises(LogRolledBack):
        await log.catch_up(nothing)
    assert (await log.known()).size == 4


async def test_believes_no_other_s_checkpoint(db: Database, keeper: Keeper) -> None:
    keeper.grow(4)
    keeper.seed = bytes(32)
    with pytest.raises(CheckpointForged):
        await following(db, keeper).catch_up(nothing)


async def test_takes_no_tile_with_a_hole(db: Database, keeper: Keeper) -> None:
    keeper.grow(4)
    keeper.hidden = 1
    with pytest.raises(LogForked):
        await following(db, keeper).catch_up(nothing)
    assert await kept(db) == 0


async def test_keeps_a_leaf_with_what_was_noted_of_it_or_not_at_all(db: Database, keeper: Keeper) -> None:
    keeper.grow(4)
    log = following(db, keeper)

    async def fail(_tx: Tx, index: int, _entry: bytes) -> None:
        if index == 2:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await log.catch_up(fail)
    assert await kept(db) == 0
    await log.catch_up(nothing)
    assert await kept(db) == 4


async def test_shows_the_newest_cosignatures(db: Database, keeper: Keeper) -> None:
    """A log that does not grow is cosigned anew all the same, and clients want that lately."""
    keeper.grow(2)
    log = following(db, keeper)
    await log.catch_up(nothing)
    keeper.lines = "\u2014 witness.example AAAA\n"
    await log.catch_up(nothing)
    assert (await log.bundle(1)).checkpoint.endswith(keeper.lines)
