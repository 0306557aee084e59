"""The growing tree against the definition in RFC 6962, for every size that a property finds interesting."""

from hypothesis import given
from hypothesis import strategies as st

from serment_kernel.tree import Tree
from serment_protocol import merkle

LEAVES = st.lists(st.binary(max_size=8), max_size=70).map(lambda each: [merkle.leaf_hash(leaf) for leaf in each])


def test_an_empty_tree_has_the_root_of_the_standard() -> None:
    assert Tree().root(0) == merkle.EMPTY_ROOT


@given(LEAVES, st.data())
def test_root_and_proofs_are_those_of_the_definition(leaves: list[bytes], data: st.DataObject) -> None:
    tree = Tree(leaves)
    size = data.draw(st.integers(0, len(leaves)))
    old = data.draw(st.integers(0, size))
    assert tree.root(size) == merkle.root_of(leaves[:size])
    assert tree.consistency(old, size) == merkle.consistency_proof(leaves[:size], old)
    if size:
        index = data.draw(st.integers(0, size - 1))
        assert tree.inclusion(index, size) == merkle.inclusion_proof(leaves[:size], index)


@given(LEAVES, st.data())
def test_proofs_convince_a_verifier(leaves: list[bytes], data: st.DataObject) -> None:
    tree = Tree(leaves)
    old = data.draw(st.integers(0, len(leaves)))
    proof = tree.consistency(old, len(leaves))
    assert merkle.is_consistent(old, tree.root(old), len(leaves), tree.root(len(leaves)), proof)
    for index, leaf in enumerate(leaves):
        path = tree.inclusion(index, len(leaves))
        assert merkle.is_included(leaf, index, len(leaves), path, tree.root(len(leaves)))


def test_levels_hold_complete_hashes_alone() -> None:
    leaves = [merkle.leaf_hash(bytes([number])) for number in range(7)]
    tree = Tree(leaves)
    assert [len(level) for level in tree.levels] == [7, 3, 1]
    assert tree.levels[2][0] == merkle.root_of(leaves[:4])
