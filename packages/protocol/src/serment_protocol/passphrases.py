"""How much a passphrase of one's own must be worth. The custodian slows the guessing; this refuses the obvious."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from serment_protocol.errors import WeakPassphrase

STRENGTH_FLOOR = 45
SINGLE_WORD_MOST = 40
SINGLE_WORD_LENGTH = 16
WORD_MOST = 22
LIST_WORD_BITS = 11.0
SHORTEST_KNOWN = 2


def require_strong(passphrase: str, known: Sequence[str] = ()) -> None:
    """Raise `WeakPassphrase` below the floor; `known` is what others know of the person."""
    if strength(passphrase, known) < STRENGTH_FLOOR:
        raise WeakPassphrase


def strength(passphrase: str, known: Sequence[str] = ()) -> int:
    """A low estimate of its bits: every different word counts once, runs and repeats nothing, one word never enough."""
    text = unicodedata.normalize("NFKC", passphrase).strip().lower()
    for word in known:
        if len(word) > SHORTEST_KNOWN:
            text = text.replace(word.lower(), "")
    words = set(re.split(r"[\s\-_.,;:]+", text)) - {""}
    return int(sum(min(_word_bits(word), _most(word, len(words))) for word in words))


def _most(word: str, count: int) -> float:
    return WORD_MOST if count > 1 else SINGLE_WORD_MOST + max(0, len(word) - SINGLE_WORD_LENGTH)


def _word_bits(word: str) -> float:
    steps = sum(abs(ord(one) - ord(other)) <= 1 for one, other in pairwise(word))
    useful = min(len(word) - steps, 2 * len(set(word)))
    if word.isalpha():
        return min(LIST_WORD_BITS, useful * 2.4)
    kinds = (any(map(str.isalpha, word)), any(map(str.isdecimal, word)), not word.isalnum())
    return useful * (1.2 + 1.1 * sum(kinds))
