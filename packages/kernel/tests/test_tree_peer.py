"""Our tree and somebody else's (pymerkle) over the same leaves: the same roots, the same paths."""

from typing import Any

import pymerkle  # pyright: ignore[reportMissingTypeStubs]
import pytest

from serment_kernel.tree import Tree
from serment_protocol.merkle import is_included, leaf_hash, root_of

SIZES = (1, 2, 3, 7, 8, 9, 31, 32, 33, 100)


def peer(size: int) -> Any:
    tree: Any = pymerkle.InmemoryTree(algorithm="sha256")
    for number in range(size):
        tree.append_entry(entry(number))
    return tree


def entry(number: int) -> bytes:
    return b"entry %d" % number


@pytest.mark.parametrize("size", SIZES)
def test_both_grow_the_same_tree(size: int) -> None:
    hashes = [leaf_hash(entry(number)) for number in range(size)]
    ours, theirs = Tree(hashes), peer(size)
    assert bytes(theirs.get_root()) == ours.root(size) == root_of(hashes)
    for index in range(size):
        leaf, *path = (bytes.fromhex(each) for each in theirs.prove_inclusion(index + 1, size).serialize()["path"])
        assert (leaf, path) == (hashes[index], ours.inclusion(index, size))
        assert is_included(leaf, index, size, path, ours.root(size))
