"""Replacing a practice's root: ask, see the days pass, take the new root up (SPEC 16).

client.roots.ask(practice, "root_compromised")      # and tell the custodian's officers the mark
client.roots.state(practice)                        # seven days at least
client.roots.take_up(practice, papers=print_them)
"""

from collections.abc import Sequence
from dataclasses import dataclass

from serment_client.access import Access, Memberships
from serment_client.account import Account
from serment_client.custodian import RootRequestAnswer, RootRequestRow
from serment_client.custody import CustodyDesk
from serment_client.errors import CompartmentClosed, OfficerOnly, RootNotMine
from serment_client.practices import Practices
from serment_client.team import Progress, Team, new_root
from serment_client.way_back import Papers
from serment_protocol.practice import CLINICAL
from serment_protocol.primitives import sign_public
from serment_protocol.replacements import RENEWED, Reason, Roots, sign_root_request


@dataclass(frozen=True)
class RootState:
    """How the replacement of a root stands."""

    number: int
    """How many times the root was replaced that signs now."""
    waiting: int
    """Number of a replacement in effect whose root has signed nothing yet; 0 without one."""
    mine: bool
    """Whether this account made that root."""
    requests: Sequence[RootRequestRow]


class RootDesk:
    """What members of a practice do about its root."""

    def __init__(self, account: Account, practices: Practices, memberships: Memberships, team: Team) -> None:
        self._account = account
        self._practices = practices
        self._memberships = memberships
        self._team = team

    def ask(self, practice: str, reason: Reason) -> RootRequestAnswer:
        """Ask the custodian's officers to replace the root by one that this account makes; asked again, it is the same.

        Only who holds every key of the epoch can take the new root up, so only they ask.
        """
        access = self._memberships.renew(practice)
        _require_every_key(access)
        roots = self._practices.roots_to_come(practice)
        number = roots.number + 1
        seed, old_seed = new_root(self._account.session.root, practice, number), _old_seed(access, roots)
        if reason == RENEWED and not old_seed:
            raise OfficerOnly
        request, present = sign_root_request(seed, practice, number, roots.now, access.root.name, reason, old_seed)
        return self._account.custodian.ask_root(request, present)

    def state(self, practice: str) -> RootState:
        """How far it has come; whatever anybody asked is shown, so that a wish of a stranger is seen."""
        access = self._memberships.renew(practice)
        roots = self._practices.roots_to_come(practice)
        waiting = roots.number if roots.number > access.roots.number else 0
        mine = bool(waiting) and self._is_mine(practice, roots)
        return RootState(access.roots.number, waiting, mine, self._account.custodian.root_requests(practice))

    def object_to(self, practice: str, request: str) -> None:
        """Say to the custodian by the present root that it should stay."""
        seed = self._memberships.renew(practice).root_seed()
        CustodyDesk(self._account.context).object_to_root(seed, request)

    def take_up(
        self, practice: str, papers: Papers | None = None, progress: Progress | None = None, second: str = ""
    ) -> Access:
        """Let the new root sign, by new keys and new recovery shares; the old root and its shares are worth nothing."""
        access, roots = self._memberships.renew(practice), self._practices.roots_to_come(practice)
        if roots.number == access.roots.number or not self._is_mine(practice, roots):
            raise RootNotMine
        return self._team.rotate(practice, papers=papers, progress=progress, second=second, root=roots.number)

    def _is_mine(self, practice: str, roots: Roots) -> bool:
        return sign_public(new_root(self._account.session.root, practice, roots.number)) == roots.now


def _require_every_key(access: Access) -> None:
    if CLINICAL in access.epoch.names and access.epoch.epoch not in access.clinical:
        raise CompartmentClosed


def _old_seed(access: Access, roots: Roots) -> bytes:
    """The root that counts, where this member has it."""
    seed = access.root_seed() if access.root_wrap else b""
    return seed if seed and sign_public(seed) == roots.now else b""
