"""What the evidence says of somebody of the console: a row that it contradicts counts for nothing.

A lock shows that we wrote a row once, and not that nobody took it back meanwhile: whoever has a backup can put the row
of somebody who has left there again. From the evidence nobody can take anything back.
"""

from collections.abc import Mapping
from typing import NamedTuple, cast

from serment_kernel.database import Tx
from serment_kernel.passkeys import key_hash
from serment_platform.compliance.staff import rules
from serment_platform.compliance.staff.console import Console, open_grant, open_passkey
from serment_platform.compliance.staff.errors import StaffPasskeyRefused
from serment_platform.compliance.staff.types import Actor, Member, Passkey, StaffId

KIND, FOUNDED = "staff", "founded"
BEGUN = frozenset({FOUNDED, "enrolled", "confirmed"})
ADDED, REMOVED, LEFT = "passkey_added", "passkey_removed", "left"


class Standing(NamedTuple):
    """How somebody stands by the evidence."""

    works: bool
    roles: frozenset[str]
    """Those that the evidence gives them."""
    keys: frozenset[str]
    """The hashes of their keys."""


async def standing_of(console: Console, tx: Tx, staff: StaffId) -> Standing:
    """Where the acts about somebody have led."""
    works, roles, keys = False, frozenset[str](), set[str]()
    async for event in console.chain.told(tx, KIND, f'"staff":"{staff.hex()}"'):
        said = cast("Mapping[str, str]", event.content)
        if said["act"] == REMOVED:
            keys.discard(said["key"])
        elif said["act"] == LEFT:
            works, keys = False, set[str]()
        else:
            keys.add(said["key"])
        if said["act"] in BEGUN:
            works, roles = True, frozenset(said["roles"])
    return Standing(works, roles, frozenset(keys))


async def acting(console: Console, tx: Tx, member: Member, passkey: Passkey | None = None) -> Actor:
    """What somebody may do now; raises where the evidence, or the lock, does not bear their rows out."""
    granted = open_grant(console, member.staff, member.grant_locked)
    standing = await standing_of(console, tx, member.staff)
    if not granted.confirmed or rules.is_over(granted.grant, console.now().date()):
        raise StaffPasskeyRefused
    if not standing.works or standing.roles != granted.grant.roles:
        raise StaffPasskeyRefused
    if passkey and key_hash(open_passkey(console, passkey.staff, passkey.key_locked)) not in standing.keys:
        raise StaffPasskeyRefused
    return rules.actor_of(member.staff, granted.grant)
