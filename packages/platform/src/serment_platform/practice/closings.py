"""A practice closes: its rows go, and its root's last word goes to the custodian, which then stands by it no more.

The word waits in a table until the custodian has taken it, so that it comes however long that is away.
"""

import logging
from collections.abc import Sequence

import msgspec

from serment_kernel.database import Database, Tx
from serment_platform.keys import Replaced
from serment_platform.outward import Declined, NotAccepted, post
from serment_platform.practice import store
from serment_platform.practice.actions import hold
from serment_platform.practice.errors import PracticeUnknown
from serment_platform.practice.rules import root_of
from serment_platform.practice.types import Closing, Membership
from serment_protocol.closings import relay_closing, verify_closing
from serment_protocol.encoding import b64, from_b64
from serment_protocol.practice import RootRecord
from serment_protocol.signing import Signed
from serment_protocol.structure import read

TAKEN = 204
# What is declined for what it says. The root's signature was verified before anything was removed, so one that does not
# fit is the relay's; and a door that is not there, or a custodian that reads another form, is put right one day.
FINAL = frozenset({"root_replaced", "another_practice"})
logger = logging.getLogger(__name__)


async def require_own(db: Database, membership: Membership, signed: Signed, replaced: Sequence[Replaced]) -> None:
    """Raise unless the practice's root has signed this: before anything is removed."""
    async with db.transaction() as tx:
        await _verify(tx, membership.practice, signed, replaced)


async def close(db: Database, membership: Membership, signed: Signed, replaced: Sequence[Replaced]) -> None:
    """Remove the practice's rows, and have its last word go out; the log keeps its leaves."""
    async with db.transaction() as tx:
        await hold(tx, membership)
        await _verify(tx, membership.practice, signed, replaced)
        await store.delete_practice(tx, membership.practice)
        await store.add_closing(tx, Closing(membership.practice, signed.body_bytes, signed.signature_bytes))
        await store.tell(tx, membership.practice)


async def relay(db: Database, custodian: str, seed: bytes) -> None:
    """Hand over what waits; `seed` is the relay key. One that the custodian does not take keeps no other waiting, and
    one that it declines for what it says is not sent for ever.
    """
    async with db.transaction() as tx:
        waiting = await store.closings(tx)
    for each in waiting:
        body = {"closing": each.signed, "relay": b64(relay_closing(seed, each.signed))}
        try:
            await post(f"{custodian}/v1/closings", msgspec.json.encode(body), TAKEN)
        except Declined as refusal:
            if refusal.code not in FINAL:
                logger.warning(
                    "the custodian declines a closing for now (%s): it waits until that is put right", refusal.code
                )
                continue
            logger.warning("the custodian declines a closing (%s): it is not sent again", refusal.code)
        except NotAccepted:
            logger.warning("the custodian has not taken a closing; it is relayed again")
            continue
        async with db.transaction() as tx:
            await store.forget_closing(tx, each.practice)


async def _verify(tx: Tx, practice: str, signed: Signed, replaced: Sequence[Replaced]) -> None:
    root = await store.find_root(tx, practice)
    if root is None:
        raise PracticeUnknown
    verify_closing(signed, practice, from_b64(root_of(read(root.body, RootRecord), replaced).root))
