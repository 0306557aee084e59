"""A right comes back after a visit was cancelled in time: the platform says so of a blinded request (SPEC 4).

Which visit it is about is known here and said to nobody; whose, is not known. What was asked is kept as a hash, so that
the same again is answered alike and nothing else is.
"""

from collections.abc import Sequence
from datetime import datetime

from serment_kernel.database import Database
from serment_platform.scheduling import store
from serment_platform.scheduling.errors import AppointmentUnknown, RightNotDue
from serment_protocol.encoding import canonical, from_b64, read_time
from serment_protocol.errors import TokenKeyUnknown
from serment_protocol.primitives import hash_bytes
from serment_protocol.returns import RightDue, sign_due
from serment_protocol.signing import Signed
from serment_protocol.tokens import IssuerKey, token_key_id


async def give_back(
    db: Database,
    appointment: str,
    manage: bytes,
    due: RightDue,
    keys: Sequence[IssuerKey],
    relay_seed: bytes,
    now: datetime,
) -> Signed:
    """The platform's word that one right is due for this request, or raise why not."""
    _require_issuing(due, keys, now)
    asked = hash_bytes("right-asked", canonical(due))
    async with db.transaction() as tx:
        visit = await store.find_visit(tx, appointment)
        if visit is None or visit.manage != manage:
            raise AppointmentUnknown
        if not await store.give_right_back(tx, appointment, manage, asked, now):
            raise RightNotDue
    return sign_due(relay_seed, due)


def _require_issuing(due: RightDue, keys: Sequence[IssuerKey], now: datetime) -> None:
    """A word about a key that issues no more, or nothing to book with, would be worth nothing."""
    for key in keys:
        if token_key_id(from_b64(key.modulus)).hex() == due.key:
            if key.purpose == "booking" and now < read_time(key.issue_until):
                return
            break
    raise TokenKeyUnknown
