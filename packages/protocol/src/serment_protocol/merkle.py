"""Merkle tree logs: hashing of RFC 6962 section 2.1, proofs of RFC 9162 sections 2.1.3 and 2.1.4. Pure."""

import hashlib
from collections.abc import Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\1" + left + right).digest()


def split(size: int) -> int:
    """The largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over these leaf hashes."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    left = split(len(leaves))
    return node_hash(root_of(leaves[:left]), root_of(leaves[left:]))


class Growing:
    """The root over leaf hashes that come one after the other; the roots of whole subtrees alone are kept."""

    def __init__(self) -> None:
        self.count = 0
        self._whole: list[tuple[int, bytes]] = []
        """Height and root of each, the largest first."""

    def add(self, leaf: bytes) -> None:
        """One more."""
        height = 0
        while self._whole and self._whole[-1][0] == height:
            leaf = node_hash(self._whole.pop()[1], leaf)
            height += 1
        self._whole.append((height, leaf))
        self.count += 1

    @property
    def root(self) -> bytes:
        """Over all so far."""
        if not self._whole:
            return EMPTY_ROOT
        *before, (_, root) = self._whole
        for _, left in reversed(before):
            root = node_hash(left, root)
        return root


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The path from a leaf to the root (RFC 9162 section 2.1.3.1)."""
    if len(leaves) <= 1:
        return []
    left = split(len(leaves))
    if index < left:
        return [*inclusion_proof(leaves[:left], index), root_of(leaves[left:])]
    return [*inclusion_proof(leaves[left:], index - left), root_of(leaves[:left])]


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """That the first `old_size` leaves are a prefix of all (RFC 9162 section 2.1.4.1)."""
    return _subproof(leaves, old_size, complete=True) if old_size else []


def _subproof(leaves: Sequence[bytes], old_size: int, *, complete: bool) -> list[bytes]:
    if old_size == len(leaves):
        return [] if complete else [root_of(leaves)]
    left = split(len(leaves))
    if old_size <= left:
        return [*_subproof(leaves[:left], old_size, complete=complete), root_of(leaves[left:])]
    return [*_subproof(leaves[left:], old_size - left, complete=False), root_of(leaves[:left])]


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162 section 2.1.3.2."""
    if not 0 <= index < size:
        return False
    position, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if position % 2 or position == last:
            node = node_hash(sibling, node)
            position, last = _climb(position, last)
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and node == root


def is_consistent(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """RFC 9162 section 2.1.4.2. An empty older tree is a prefix of every tree."""
    if old_size > size:
        return False
    if old_size == size:
        return not proof and old_root == root
    if old_size == 0:
        return not proof
    path = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    if not path:
        return False
    position, last = old_size - 1, size - 1
    while position % 2:
        position, last = position >> 1, last >> 1
    return _follow(path, position, last, old_root, root)


def _follow(path: Sequence[bytes], position: int, last: int, old_root: bytes, root: bytes) -> bool:
    old, new = path[0], path[0]
    for node in path[1:]:
        if last == 0:
            return False
        if position % 2 or position == last:
            old, new = node_hash(node, old), node_hash(node, new)
            position, last = _climb(position, last)
        else:
            new = node_hash(new, node)
        position, last = position >> 1, last >> 1
    return last == 0 and old == old_root and new == root


def _climb(position: int, last: int) -> tuple[int, int]:
    """Leave out the levels on which the node has no sibling."""
    while not position % 2 and position:
        position, last = position >> 1, last >> 1
    return position, last
