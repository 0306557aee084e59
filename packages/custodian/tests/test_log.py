"""The custodian's log, as a witness or a careful client reads it."""

import pytest

from serment_kernel.tree import Tree
from serment_protocol.encoding import from_b64
from serment_protocol.merkle import is_consistent, leaf_hash
from serment_protocol.notes import Checkpoint, open_checkpoint, read_log_key

from .house import ORIGIN, House, refused

SIZE = 8  # Two purposes, two weeks, the contact key, that for shares, that of the evidence, and its first day.


async def checkpoint(house: House) -> Checkpoint:
    answer = await house.get("/v1/log/checkpoint")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    return open_checkpoint(answer.text, ORIGIN, read_log_key(house.running.ledger.log.verifier))


async def test_entries_tiles_and_checkpoint_are_of_one_tree(house: House) -> None:
    now = await checkpoint(house)
    assert now.size == SIZE
    bundle = (await house.get(f"/v1/log/tile/entries/000.p/{SIZE}")).content
    leaves: list[bytes] = []
    while bundle:
        length = int.from_bytes(bundle[:2])
        leaves.append(leaf_hash(bundle[2 : 2 + length]))
        bundle = bundle[2 + length :]
    tile = await house.get(f"/v1/log/tile/0/000.p/{SIZE}")
    assert tile.content == b"".join(leaves)
    assert Tree(leaves).root(SIZE) == now.root
    assert tile.headers["content-type"] == "application/octet-stream"
    assert tile.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_the_log_continues_itself(house: House) -> None:
    now = await checkpoint(house)
    tile = (await house.get("/v1/log/tile/0/000.p/3")).content
    before = Tree(tile[start : start + 32] for start in (0, 32, 64))
    answer = await house.get(f"/v1/log/consistency/3/{SIZE}")
    proof = [from_b64(node) for node in answer.json()["proof"]]
    assert is_consistent(3, before.root(3), now.size, now.root, proof)


@pytest.mark.parametrize(
    "path",
    [
        *(
            f"consistency/{SIZE + 1}/{SIZE + 2}",
            "consistency/3/2",
            f"consistency/0/{SIZE + 1}",
            "consistency/-1/5",
            "consistency/01/5",
        ),
        *("consistency/a/b", "consistency/1/" + "9" * 5000, "consistency/1", "tile", "tile/", "tile/0/0", "leaf/0"),
        *("tile/0/000", f"tile/0/000.p/{SIZE + 1}", "tile/0/x001/234", "tile/64/000"),
        *("tile/entries/000", "tile/entries/x001/234.p/1"),
    ],
)
async def test_what_it_does_not_have_is_not_found(house: House, path: str) -> None:
    assert refused(await house.get(f"/v1/log/{path}")) == (404, "not_found")
