"""Words of the platform that were answered today, in memory alone: the same again costs no signature and counts once.

What is forgotten, or was answered by another process, is signed anew, and to the same bytes.
"""

from collections import OrderedDict
from datetime import date

from serment_protocol.primitives import hash_bytes

MOST = 10_000


class Answered:
    """By the hash of a word, its blind signature, until the day is over."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._day = date.min
        self._answers: OrderedDict[bytes, bytes] = OrderedDict()

    def find(self, word: bytes, today: date) -> bytes | None:
        """What was answered to it today."""
        return self._answers.get(_name(word)) if today == self._day else None

    def keep(self, word: bytes, answer: bytes, today: date) -> None:
        """Remember an answer, and none of another day: keys begin and end with one."""
        if today != self._day:
            self._answers.clear()
            self._day = today
        self._answers[_name(word)] = answer
        if len(self._answers) > self._most:
            self._answers.popitem(last=False)


def _name(word: bytes) -> bytes:
    return hash_bytes("answered-word", word)
