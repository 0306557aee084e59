"""A growing Merkle tree in memory (RFC 6962 section 2.1): roots and proofs in logarithmic time. Pure.

`levels[k][i]` is the root over the leaves i·2^k … (i+1)·2^k, kept for complete ones only: what tlog-tiles calls the
hashes of the tree.
"""

from collections.abc import Iterable, Sequence

from serment_protocol.merkle import EMPTY_ROOT, node_hash, split


class Tree:
    """Leaf hashes and the hashes over them."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        for leaf in leaves:
            self.append(leaf)

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return len(self._levels[0])

    @property
    def levels(self) -> Sequence[Sequence[bytes]]:
        """Complete hashes by level, leaves first."""
        return self._levels

    def append(self, leaf: bytes) -> None:
        """Add a leaf hash, and what it completes above."""
        self._levels[0].append(leaf)
        level = 0
        while len(self._levels[level]) % 2 == 0:
            if len(self._levels) == level + 1:
                self._levels.append([])
            left, right = self._levels[level][-2:]
            self._levels[level + 1].append(node_hash(left, right))
            level += 1

    def root(self, size: int) -> bytes:
        """The root over the first `size` leaves."""
        return self._hash(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """The path of a leaf in the tree of this size (RFC 9162 section 2.1.3.1)."""
        path: list[bytes] = []
        start, end = 0, size
        while end - start > 1:
            middle = start + split(end - start)
            if index < middle:
                path.append(self._hash(middle, end))
                end = middle
            else:
                path.append(self._hash(start, middle))
                start = middle
        return path[::-1]

    def consistency(self, old: int, size: int) -> list[bytes]:
        """That the first `old` leaves are a prefix of the first `size` (RFC 9162 section 2.1.4.1)."""
        path: list[bytes] = []
        start, end = 0, size
        while 0 < old < end:
            middle = start + split(end - start)
            if old <= middle:
                path.append(self._hash(middle, end))
                end = middle
            else:
                path.append(self._hash(start, middle))
                start = middle
        if start and old == end:
            path.append(self._hash(start, end))
        return path[::-1]

    def _hash(self, start: int, end: int) -> bytes:
        width = end - start
        if width & (width - 1) == 0:
            return self._levels[width.bit_length() - 1][start // width]
        middle = start + split(width)
        return node_hash(self._hash(start, middle), self._hash(middle, end))
