"""Who is stopped at the door: whoever guesses, and of everybody else nobody."""

import pytest

from serment_kernel.limits import Limiter, TooManyRequests
from serment_platform.config import Budgets
from serment_platform.identity.budgets import SignInBudget
from serment_platform.identity.errors import SignInRefused

BUDGETS = Budgets(sign_in_misses_per_network_hour=3, sign_in_misses_hour=5)


def miss(limiter: Limiter, network: bytes) -> None:
    with pytest.raises(SignInRefused), SignInBudget(limiter, network, BUDGETS):
        raise SignInRefused


def enter(limiter: Limiter, network: bytes) -> None:
    with SignInBudget(limiter, network, BUDGETS):
        pass


class TestSignInBudget:
    def test_stops_a_network_that_guesses(self) -> None:
        limiter = Limiter(lambda: 0.0)
        for _ in range(3):
            miss(limiter, b"one")
        with pytest.raises(TooManyRequests):
            enter(limiter, b"one")
        enter(limiter, b"other")

    def test_what_succeeds_counts_nothing(self) -> None:
        limiter = Limiter(lambda: 0.0)
        for _ in range(100):
            enter(limiter, b"one")

    def test_leaves_one_miss_to_each_when_all_are_used_up(self) -> None:
        limiter = Limiter(lambda: 0.0)
        for number in range(5):
            miss(limiter, b"guesser %d" % number)
        with pytest.raises(TooManyRequests):
            enter(limiter, b"guesser 0")
        miss(limiter, b"who mistypes")
        with pytest.raises(TooManyRequests):
            enter(limiter, b"who mistypes")
        enter(limiter, b"who types well")

    def test_begins_anew_every_hour(self) -> None:
        times = [0.0]
        limiter = Limiter(lambda: times[0])
        for _ in range(3):
            miss(limiter, b"one")
        times[0] = 3600.0
        enter(limiter, b"one")
