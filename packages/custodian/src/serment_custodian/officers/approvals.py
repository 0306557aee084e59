"""Approvals as evidence: each is a signature, and what counts is what verifies now, not what a row says."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from serment_custodian.officers import store
from serment_custodian.officers.errors import PasskeyRefused
from serment_custodian.officers.office import Office
from serment_custodian.officers.passkeys import PublicKey, check_assertion, open_key
from serment_custodian.officers.types import GivenAssertion, Kind, OfficerId, Passkey, Stored
from serment_kernel import passkeys
from serment_kernel.database import Tx
from serment_kernel.passkeys import Assertion
from serment_protocol.acts import Decision, OfficerStatement, decision_hash
from serment_protocol.encoding import read_time
from serment_protocol.structure import read


class Approval(NamedTuple):
    """Who approved, and when."""

    officer: OfficerId
    time: datetime


async def standing(tx: Tx, office: Office, kind: Kind, stored: Stored) -> list[Approval]:
    """The approvals that hold now, oldest first: by officers who still decide, and whom it does not concern."""
    barred = kind.barred(read(stored.body, Decision).subject)
    found: dict[OfficerId, Approval] = {}
    for given in await store.assertions_of(tx, [stored.decision]):
        if given.step != "approve":
            continue
        approval = await _approval(tx, office, stored, given)
        if approval is not None and approval.officer not in barred:
            found[approval.officer] = approval
    return sorted(found.values(), key=lambda each: each.time)


async def _approval(tx: Tx, office: Office, stored: Stored, given: GivenAssertion) -> Approval | None:
    row = await store.lock_passkey(tx, given.credential)
    if row is None or not await store.is_active(tx, row.officer):
        return None
    return _verified(office, stored, given, row)


async def signed(tx: Tx, office: Office, stored: Stored) -> set[OfficerId]:
    """Whose approvals hold by their signature, whoever decides now; of who has left, the passkey went with them."""
    found: set[OfficerId] = set()
    for given in await store.assertions_of(tx, [stored.decision]):
        row = await store.lock_passkey(tx, given.credential)
        officer = await store.officer_named(tx, given.officer)
        if given.step != "approve" or officer is None:
            continue
        if row is None and officer.state == "left":
            found.add(officer.officer)
        elif row is not None and (approval := _verified(office, stored, given, row)):
            found.add(approval.officer)
    return found


def _verified(office: Office, stored: Stored, given: GivenAssertion, row: Passkey) -> Approval | None:
    try:
        return _checked(office, stored, given, open_key(office.sealing, given.credential, row.key_locked))
    except PasskeyRefused:
        return None


def _checked(office: Office, stored: Stored, given: GivenAssertion, public: PublicKey) -> Approval | None:
    said = read(given.statement, OfficerStatement)
    if (said.step, said.what) != ("approve", decision_hash(stored.body)) or not public.decides:
        return None
    parts = Assertion(given.credential, given.authenticator_data, given.client_data, given.signature)
    # The count was compared when the approval came; its passkey may have been used since.
    check_assertion(office.party, said, parts, public.key, 0)
    return Approval(public.officer, read_time(said.time))


def reached(approvals: Sequence[Approval], quorum: int) -> datetime | None:
    """When the approval came that completed the quorum."""
    return passkeys.reached([each.time for each in approvals], quorum)
