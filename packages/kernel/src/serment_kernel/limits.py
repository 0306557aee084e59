"""How often somebody may do something, counted in memory.

A network address enters as a keyed hash whose key is drawn at start and dies with the process: nothing that is
written anywhere joins two requests.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from typing import NamedTuple

from serment_kernel.errors import Refusal

IPV6_PREFIX_BYTES = 8
MOST_COUNTERS = 200_000


class TooManyRequests(Refusal):
    """Too many requests; please wait a little and try again."""

    code = "too_many_requests"
    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(retry_after=seconds)


class _Counter(NamedTuple):
    counted: int
    ends: float


class Limiter:
    """Fixed windows: so many of one thing, by one key, in so many seconds.

    Of several processes that count apart each grants its share, so that all together never grant more; whoever comes by
    one connection, which one process has, is granted no more than that.
    """

    def __init__(self, seconds_now: Callable[[], float] = time.monotonic, processes: int = 1) -> None:
        self._key = secrets.token_bytes(32)
        self._now = seconds_now
        self._processes = processes
        self._counters: dict[tuple[str, bytes], _Counter] = {}

    def network(self, address: str) -> bytes:
        """What stands for an address; of IPv6 the /64 counts, which one household has to itself."""
        return hmac.digest(self._key, _network_part(address), hashlib.sha256)

    def allow(self, what: str, key: bytes, budget: int, seconds: int) -> bool:
        """Count one; false when the budget of this window is used up."""
        counted = self._count(what, key, seconds) + 1
        if (what, key) not in self._counters and len(self._counters) >= MOST_COUNTERS:
            self._forget()
        self._counters[what, key] = _Counter(counted, self._end(seconds))
        return counted <= self._share(budget)

    def require(self, what: str, key: bytes, budget: int, seconds: int) -> None:
        """Count one, or raise `TooManyRequests`."""
        if not self.allow(what, key, budget, seconds):
            raise TooManyRequests(seconds)

    def exhausted(self, what: str, key: bytes, budget: int, seconds: int) -> bool:
        """Whether the budget is used up, without counting."""
        return self._count(what, key, seconds) >= self._share(budget)

    def _share(self, budget: int) -> int:
        return -(-budget // self._processes)

    def _count(self, what: str, key: bytes, seconds: int) -> int:
        counter = self._counters.get((what, key))
        return counter.counted if counter and counter.ends == self._end(seconds) else 0

    def _end(self, seconds: int) -> float:
        return (self._now() // seconds + 1) * seconds

    def _forget(self) -> None:
        """Drop windows that are over; if none is, start anew, which is kinder than refusing everybody."""
        now = self._now()
        self._counters = {key: counter for key, counter in self._counters.items() if now < counter.ends}
        if len(self._counters) >= MOST_COUNTERS:
            self._counters.clear()


def _network_part(address: str) -> bytes:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address.encode()
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return mapped.packed if mapped else parsed.packed[:IPV6_PREFIX_BYTES]
    return parsed.packed
