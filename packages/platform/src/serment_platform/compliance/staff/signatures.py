"""Signatures as evidence: what counts is what verifies now, of somebody who still may, not what a row says."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from serment_kernel.database import Tx
from serment_kernel.passkeys import Assertion, PasskeyWrong, SignedStep, StatementWrong, check_assertion, statement_of
from serment_platform.compliance.staff import store
from serment_platform.compliance.staff.console import Console, open_passkey
from serment_platform.compliance.staff.errors import StaffPasskeyRefused
from serment_platform.compliance.staff.told import acting
from serment_platform.compliance.staff.types import Actor
from serment_protocol.acts import OfficerStep
from serment_protocol.encoding import read_time


class Signature(msgspec.Struct, frozen=True):
    """Who signed, and when."""

    actor: Actor
    time: datetime


async def standing(
    tx: Tx, console: Console, step: OfficerStep, what: str, given: Iterable[SignedStep]
) -> list[Signature]:
    """The signatures over this thing that hold now, oldest first, one for each person."""
    found: dict[str, Signature] = {}
    for each in given:
        signature = await _signature(tx, console, step, what, each)
        if signature is not None:
            found.setdefault(signature.actor.pseudonym, signature)
    return sorted(found.values(), key=lambda each: each.time)


async def key_of(tx: Tx, console: Console, credential: bytes) -> tuple[str, bytes]:
    """Whose a passkey is, by pseudonym, and its public key."""
    row = await store.lock_passkey(tx, credential)
    if row is None:
        raise StaffPasskeyRefused
    return row.staff.hex(), open_passkey(console, row.staff, row.key_locked)


async def _signature(tx: Tx, console: Console, step: OfficerStep, what: str, given: SignedStep) -> Signature | None:
    row = await store.lock_passkey(tx, given.assertion.credential)
    member = await store.active(tx, row.staff) if row else None
    if row is None or member is None:
        return None
    try:
        actor = await acting(console, tx, member, row)
        time = _checked(console, step, what, given, open_passkey(console, row.staff, row.key_locked))
    except (StaffPasskeyRefused, PasskeyWrong, StatementWrong):
        return None
    return Signature(actor, time)


def _checked(console: Console, step: OfficerStep, what: str, given: SignedStep, key: bytes) -> datetime:
    said = statement_of(given.statement, step, what)
    assertion: Assertion = given.assertion
    # The count was compared when the signature came; its passkey may have been used since.
    check_assertion(console.party, said, assertion, key, 0)
    return read_time(said.time)
