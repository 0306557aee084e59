"""Counters: windows, and what stands for a network."""

import pytest

from serment_kernel import limits
from serment_kernel.limits import Limiter, TooManyRequests


class Seconds:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class TestBudget:
    def test_is_used_up_and_comes_back_with_the_next_window(self) -> None:
        seconds = Seconds()
        limiter = Limiter(seconds)
        assert [limiter.allow("codes", b"a", 2, 60) for _ in range(3)] == [True, True, False]
        seconds.now = 59.9
        assert not limiter.allow("codes", b"a", 2, 60)
        seconds.now = 60.0
        assert limiter.allow("codes", b"a", 2, 60)

    def test_is_shared_by_processes_that_count_apart(self) -> None:
        limiters = [Limiter(Seconds(), processes=2) for _ in range(2)]
        granted = [limiter.allow("codes", b"a", 4, 60) for limiter in limiters for _ in range(3)]
        assert granted == [True, True, False] * 2
        assert all(limiter.exhausted("codes", b"a", 4, 60) for limiter in limiters)

    def test_is_one_for_each_thing_and_each_key(self) -> None:
        limiter = Limiter(Seconds())
        assert limiter.allow("codes", b"a", 1, 60)
        assert limiter.allow("codes", b"b", 1, 60)
        assert limiter.allow("sign-ins", b"a", 1, 60)
        assert not limiter.allow("codes", b"a", 1, 60)

    def test_is_looked_at_without_counting(self) -> None:
        seconds = Seconds()
        limiter = Limiter(seconds)
        assert not limiter.exhausted("misses", b"a", 1, 60)
        limiter.allow("misses", b"a", 1, 60)
        assert limiter.exhausted("misses", b"a", 1, 60)
        seconds.now = 60.0
        assert not limiter.exhausted("misses", b"a", 1, 60)

    def test_says_how_long_to_wait(self) -> None:
        limiter = Limiter(Seconds())
        limiter.require("requests", b"a", 1, 60)
        with pytest.raises(TooManyRequests) as refused:
            limiter.require("requests", b"a", 1, 60)
        assert refused.value.members == {"retry_after": 60}


class TestMemory:
    def test_lets_go_of_windows_that_are_over_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "MOST_COUNTERS", 3)
        seconds = Seconds()
        limiter = Limiter(seconds)
        limiter.allow("day", b"kept", 1, 86400)
        limiter.allow("minute", b"a", 1, 60)
        limiter.allow("minute", b"b", 1, 60)
        seconds.now = 61.0
        limiter.allow("minute", b"c", 1, 60)
        assert not limiter.allow("day", b"kept", 1, 86400)

    def test_starts_anew_rather_than_grow_for_ever(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "MOST_COUNTERS", 3)
        limiter = Limiter(Seconds())
        for key in (b"a", b"b", b"c", b"d"):
            assert limiter.allow("day", key, 1, 86400)
        assert limiter.allow("day", b"a", 1, 86400)


class TestNetwork:
    def test_hides_the_address_under_a_key_of_this_process(self) -> None:
        here, there = Limiter(), Limiter()
        assert here.network("192.0.2.7") == here.network("192.0.2.7") != there.network("192.0.2.7")
        assert b"192.0.2.7" not in here.network("192.0.2.7")

    def test_takes_one_household_for_one(self) -> None:
        network = Limiter().network
        assert network("2001:db8:1:2::1") == network("2001:db8:1:2:ffff::9")
        assert network("2001:db8:1:2::1") != network("2001:db8:1:3::1")
        assert network("::ffff:192.0.2.7") == network("192.0.2.7")
        assert network("192.0.2.7") != network("192.0.2.8")

    @pytest.mark.parametrize("text", ["", "unknown", "192.0.2.7:1234", "fe80::1%eth0"])
    def test_takes_whatever_a_proxy_writes(self, text: str) -> None:
        assert len(Limiter().network(text)) == 32
