"""The log over real HTTP: what it serves is one tree, which only grows, also when several append at once."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from serment_protocol.encoding import from_b64
from serment_protocol.merkle import is_consistent, leaf_hash, root_of
from serment_protocol.notes import Checkpoint, open_checkpoint

from ..installation import PLATFORM_LOG, Installed
from ..people import code

LEAVES = 300


@pytest.fixture(scope="module")
def grown(platform: Installed) -> Installed:
    """A log of more than one tile, appended to by four rooms' connections at once."""

    def append(worker: int) -> None:
        with platform.as_role("practice") as connection:
            for number in range(LEAVES // 4):
                connection.execute("SELECT keys.append_leaf(%s)", [f"{worker} {number}".encode()])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(append, range(4)))
    return platform


def checkpoint(platform: Installed) -> Checkpoint:
    answer = platform.ask("GET", "/log/checkpoint")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    return open_checkpoint(answer.text, PLATFORM_LOG, platform.log_key)


def leaves(platform: Installed) -> list[bytes]:
    rows = platform.sql("SELECT index, entry FROM keys.leaf ORDER BY index")
    assert [row[0] for row in rows] == list(range(len(rows)))
    return [row[1] for row in rows]


class TestLog:
    def test_its_root_is_that_of_its_leaves(self, grown: Installed) -> None:
        entries = leaves(grown)
        found = checkpoint(grown)
        assert (found.size, found.root) == (len(entries), root_of([leaf_hash(each) for each in entries]))

    def test_grows_consistently(self, grown: Installed) -> None:
        hashes = [leaf_hash(each) for each in leaves(grown)]
        size = checkpoint(grown).size
        for old in (1, 255, 256, 257, size):
            answer = grown.ask("GET", f"/log/consistency/{old}/{size}").json()
            proof = [from_b64(node) for node in answer["proof"]]
            assert is_consistent(old, root_of(hashes[:old]), size, root_of(hashes), proof)

    def test_serves_tiles_and_entries(self, grown: Installed) -> None:
        entries = leaves(grown)
        whole = grown.ask("GET", "/log/tile/0/000")
        assert whole.content == b"".join(leaf_hash(each) for each in entries[:256])
        assert "immutable" in whole.headers["cache-control"]
        part = grown.ask("GET", "/log/tile/0/001.p/8").content
        assert part == b"".join(leaf_hash(each) for each in entries[256:264])
        above = grown.ask("GET", "/log/tile/1/000.p/1").content
        assert above == root_of([leaf_hash(each) for each in entries[:256]])
        bundle = grown.ask("GET", "/log/tile/entries/001.p/8").content
        assert bundle == b"".join(len(each).to_bytes(2) + each for each in entries[256:264])

    @pytest.mark.parametrize(
        "path",
        [
            "tile/0/009",
            "tile/0/x001/000",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/0",
            "tile/64/000",
            "tile/entries/000.p/",
            "tile/entries/x999/x999/x999/x999/x999/x999/999",
            "tile/0/x000/000",
            "tile/0",
            "tile/",
            "consistency/2/1",
            "consistency/1/9999999",
            "consistency/01/2",
            "consistency/-1/2",
            "consistency/1/99999999999999999999",
        ],
    )
    def test_has_nothing_elsewhere(self, grown: Installed, path: str) -> None:
        assert code(grown.ask("GET", f"/log/{path}")) == (404, "not_found")

    def test_nobody_changes_a_leaf(self, grown: Installed) -> None:
        for query in ("UPDATE keys.leaf SET entry = 'x'", "DELETE FROM keys.leaf", "TRUNCATE keys.leaf"):
            with pytest.raises(psycopg.errors.RaiseException):
                grown.sql(query)  # pyright: ignore[reportArgumentType]
