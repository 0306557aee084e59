"""A fair queue before the booking path, for the hour in which a whole country wants a place (decision 0038).

Beyond a set rate a booking is answered with a *place*: when its turn comes, sealed by a code that this platform alone
can make, and bound to the right to book that it came with. The client comes again with it, and is served from its turn
on. Turns are given in the order in which people came, so many a second. Nothing is kept of anybody, but in memory the
hash of a right that has a place, so that asking again gives the same one: more places cost more rights.
"""

import math
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from serment_kernel.turns import Turns
from serment_platform.scheduling.errors import InQueue
from serment_protocol.encoding import b64, from_b64
from serment_protocol.errors import BadBase64
from serment_protocol.primitives import equal, hash_bytes, label, mac

EARLY_SECONDS = 0.5
"""People come in bunches also where there is no rush; and clocks of clients differ."""
GRACE_SECONDS = 120.0
"""For which a turn waits for whoever lost the connection; afterwards they queue anew."""
TRIES = 5
"""Of one place: an answer may be lost."""
MOST = 400_000
TURN_BYTES, CODE_BYTES = 8, 32
MICRO = 1_000_000


class _Held(NamedTuple):
    turn: float
    tries: int


def _is_good(held: _Held, now: float) -> bool:
    return held.turn + GRACE_SECONDS >= now and held.tries < TRIES


class Line:
    """The queue as one process serves it; key and turns are those of all processes."""

    def __init__(self, per_second: float, key: bytes, turns: Turns) -> None:
        self._per_second = per_second
        self._key = key
        self._turns = turns
        self._held: OrderedDict[bytes, _Held] = OrderedDict()
        self._passed: OrderedDict[str, None] = OrderedDict()

    def __len__(self) -> int:
        """How many rights have a place, or had one a moment ago."""
        return len(self._held)

    def admit(self, tokens: Sequence[bytes], place: str, now: datetime) -> None:
        """Let these rights pass together if the turn of each has come; else raise `InQueue` with their place.

        Each has one place, alone or in whichever company: those that have none yet join in a row and pass with the
        first of the row, since whoever comes behind waits for all of them either way.
        """
        names, seconds = [hash_bytes("queue-right", token) for token in tokens], now.timestamp()
        together = hash_bytes("queue-rights", b"".join(names))
        shown = self._shown(place, together)
        found = {name: one for name in names if (one := self._held.get(name) or shown) and _is_good(one, seconds)}
        if missing := [name for name in names if name not in found]:
            joined = _Held(self._turns.take(seconds, len(missing) / self._per_second), 0)
            self._forget(seconds)
            self._held |= (fresh := dict.fromkeys(missing, joined))
            found |= fresh
        turn = max(one.turn for one in found.values())
        if turn - EARLY_SECONDS > seconds:
            raise self._in_queue(together, turn, seconds)
        self._held |= {name: one._replace(tries=one.tries + 1) for name, one in found.items()}

    def pass_once(self, hold: str) -> bool:
        """Whether whoever holds a time may book it before others: once, whatever becomes of it."""
        if hold in self._passed:
            return False
        self._passed[hold] = None
        if len(self._passed) > MOST:
            self._passed.popitem(last=False)
        return True

    def _forget(self, now: float) -> None:
        """Turns lie in the order in which they were given."""
        while self._held:
            name, held = next(iter(self._held.items()))
            if held.turn + GRACE_SECONDS >= now and len(self._held) < MOST:
                return
            del self._held[name]

    def _shown(self, place: str, name: bytes) -> _Held | None:
        """What a place says that another process may have given; none where it is none, or somebody else's."""
        try:
            data = from_b64(place)
        except BadBase64:
            return None
        turn, code = data[:TURN_BYTES], data[TURN_BYTES:]
        if len(data) != TURN_BYTES + CODE_BYTES or not equal(code, self._code(turn, name)):
            return None
        return _Held(int.from_bytes(turn) / MICRO, 0)

    def _in_queue(self, name: bytes, turn: float, now: float) -> InQueue:
        data = int(turn * MICRO).to_bytes(TURN_BYTES)
        waits = turn - now
        ahead = round((waits - EARLY_SECONDS) * self._per_second)
        return InQueue(b64(data + self._code(data, name)), math.ceil(waits), ahead)

    def _code(self, turn: bytes, name: bytes) -> bytes:
        return mac(self._key, label("queue-place") + turn + name)
