"""How often one network may open accounts or miss at the door, so that guessing stays hopeless and houses stay open."""

from types import TracebackType

from serment_kernel.limits import Limiter, TooManyRequests
from serment_platform.config import Budgets
from serment_platform.identity.errors import SignInRefused

HOUR = 3600
EVERYBODY = b""


class SignInBudget:
    """Counts misses around a sign-in and refuses before it where there were too many.

    When everybody together has used up the hour's misses, each network is left one of its own: a guesser with many
    addresses gets slower, and whoever signs in rightly at the first try is let in.
    """

    def __init__(self, limiter: Limiter, network: bytes, budgets: Budgets) -> None:
        self._limiter = limiter
        self._network = network
        self._budgets = budgets

    def __enter__(self) -> None:
        crowded = self._limiter.exhausted("all misses", EVERYBODY, self._budgets.sign_in_misses_hour, HOUR)
        own = 1 if crowded else self._budgets.sign_in_misses_per_network_hour
        if self._limiter.exhausted("misses", self._network, own, HOUR):
            raise TooManyRequests(HOUR)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if isinstance(error, SignInRefused):
            self._limiter.allow("misses", self._network, 0, HOUR)
            self._limiter.allow("all misses", EVERYBODY, 0, HOUR)


def require_rendezvous(limiter: Limiter, network: bytes, budgets: Budgets) -> None:
    """Count a code shown to another device, or raise `TooManyRequests`."""
    limiter.require("rendezvous", network, budgets.rendezvous_per_network_hour, HOUR)


def require_opening(limiter: Limiter, network: bytes, budgets: Budgets) -> None:
    """Count an attempt to open an account, or raise `TooManyRequests`."""
    limiter.require("accounts", network, budgets.accounts_per_network_hour, HOUR)
