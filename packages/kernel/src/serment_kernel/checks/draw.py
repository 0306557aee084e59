"""Which rows a check looks at: drawn by the last root that the witnesses cosigned, so that nobody here picks them."""

import hashlib
import heapq
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class Draw(NamedTuple):
    """A seed, and the day of the root that it is made from."""

    seed: bytes
    root: date | None
    """None before a witness has seen anything: then no sample counts."""

    def picks(self, keys: Iterable[bytes], most: int) -> list[bytes]:
        """So many of these; anybody with the seed and the keys picks the same."""
        return heapq.nsmallest(most, keys, key=self.rank)

    def rank(self, key: bytes) -> bytes:
        """Where a key stands in the order of this draw; in SQL, `sha256(seed || key)`."""
        return hashlib.sha256(self.seed + key).digest()


NOT_DRAWN = Draw(b"", None)
