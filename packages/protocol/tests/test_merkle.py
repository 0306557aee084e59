"""Proofs of Merkle trees, of every shape up to a size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serment_protocol.merkle import (
    EMPTY_ROOT,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
    root_of,
)

LEAVES = [leaf_hash(bytes([number])) for number in range(40)]


@pytest.mark.parametrize("size", range(1, 41))
def test_every_leaf_of_every_tree_is_included_where_it_stands(size: int) -> None:
    leaves = LEAVES[:size]
    root = root_of(leaves)
    for index in range(size):
        proof = inclusion_proof(leaves, index)
        assert is_included(leaves[index], index, size, proof, root)
        assert not is_included(leaves[index], index + 1, size, proof, root)
        assert not is_included(leaf_hash(b"other"), index, size, proof, root)


@pytest.mark.parametrize("size", range(41))
def test_every_tree_continues_every_smaller_one(size: int) -> None:
    root = root_of(LEAVES[:size])
    for old in range(size + 1):
        proof = consistency_proof(LEAVES[:size], old)
        assert is_consistent(old, root_of(LEAVES[:old]), size, root, proof)
        if 0 < old < size:
            assert not is_consistent(old, leaf_hash(b"other"), size, root, proof)
            assert not is_consistent(old, root_of(LEAVES[:old]), size, leaf_hash(b"other"), proof)


@given(st.integers(1, 40), st.data())
def test_no_changed_proof_holds(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(LEAVES[:size], index)
    shorter = proof[:-1] if proof else [LEAVES[0]]
    for changed in (shorter, [*proof, LEAVES[0]], [leaf_hash(b"other"), *proof[1:]]):
        if changed != proof:
            assert not is_included(LEAVES[index], index, size, changed, root_of(LEAVES[:size]))


def test_the_empty_tree_is_the_hash_of_nothing() -> None:
    assert root_of([]) == EMPTY_ROOT
