"""Which sessions open the keys of a practice that wants more than a passphrase (SPEC 6).

A client's own rule: no server knows what kind a way in is.
"""

from collections.abc import Iterable

from msgspec import UNSET

from serment_protocol.errors import WayTooWeak
from serment_protocol.practice import Members
from serment_protocol.vault import ListedWay


def is_strong(ways: Iterable[ListedWay], opened_by: str, held: str = "") -> bool:
    """Whether more than a passphrase opened the session.

    `opened_by` and `held` are locators: of the way that opened the session, and of the way in that this device keeps.
    """
    kinds = {each.locator: each.kind for each in ways}
    return kinds.get(opened_by, "passphrase") != "passphrase" or kinds.get(held) == "browser"


def require_entry(members: Members, ways: Iterable[ListedWay], opened_by: str, held: str = "") -> None:
    """Raise where this practice does not open to this session."""
    if members.policy is not UNSET and not is_strong(ways, opened_by, held):
        raise WayTooWeak
