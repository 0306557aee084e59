"""How somebody comes to work at the console, gets another passkey, and leaves.

Everybody comes by a link, which the operator's command or a colleague makes. Whoever is to approve anything is a
candidate until a second person, who approves already and did not invite them, has heard them read the mark of their key
out and confirms them by a passkey; the first two, whom nobody could confirm, are founders, and the evidence says so.
"""

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from serment_kernel.database import Tx
from serment_kernel.passkeys import (
    Attestation,
    NewPasskey,
    PasskeyWrong,
    SignedStep,
    check_attestation,
    key_hash,
    mark_of,
)
from serment_platform.compliance.staff import rules, store
from serment_platform.compliance.staff.console import (
    Console,
    Granted,
    lock_grant,
    lock_passkey,
    open_grant,
    open_passkey,
)
from serment_platform.compliance.staff.errors import (
    InviterConfirms,
    OneselfConfirmed,
    StaffInvitationUnknown,
    StaffLastPasskey,
    StaffPasskeyRefused,
    StaffPasskeyTaken,
    StaffTooFew,
    StaffUnknown,
)
from serment_platform.compliance.staff.steps import use_statement, verified
from serment_platform.compliance.staff.told import ADDED, FOUNDED, KIND, LEFT, REMOVED, standing_of
from serment_platform.compliance.staff.types import (
    APPROVING,
    WEIGHTY,
    Grant,
    Invitation,
    Member,
    Passkey,
    StaffId,
)
from serment_protocol.console import Admission, admission_hash, departure_hash
from serment_protocol.encoding import Json
from serment_protocol.primitives import hash_bytes

SECRET_BYTES = 32
INVITATION_TIME = timedelta(days=3)
PATIENCE = timedelta(days=14)


class Enrolled(NamedTuple):
    """Who has just made a passkey here."""

    staff: StaffId
    active: bool
    mark: str


def invitation_hash(secret: bytes) -> bytes:
    """What is kept of an invitation."""
    return hash_bytes("officer-invitation", secret)


async def invite(console: Console, name: str, grant: Grant) -> bytes:
    """Let whoever has the secret that is returned make a passkey under this name, for these roles."""
    rules.require_grantable(grant, console.now().date())
    secret, now = secrets.token_bytes(SECRET_BYTES), console.now()
    hashed = invitation_hash(secret)
    new = Invitation(name, lock_grant(console, hashed, grant, confirmed=False))
    async with console.db.transaction() as tx:
        await store.add_invitation(tx, hashed, new, now + INVITATION_TIME)
        await console.chain.append(tx, KIND, {"act": "invited", **told_of(grant)}, now)
    return secret


async def invited(console: Console, secret: bytes) -> tuple[str, Grant]:
    """Who is invited, and to what."""
    hashed = invitation_hash(secret)
    async with console.db.transaction() as tx:
        found = await store.read_invitation(tx, hashed, console.now())
    if found is None:
        raise StaffInvitationUnknown
    return found.name, open_grant(console, hashed, found.grant_locked).grant


async def enrol(console: Console, secret: bytes, label: str, statement: bytes, attestation: Attestation) -> Enrolled:
    """Keep the passkey of somebody who was invited."""
    hashed = invitation_hash(secret)
    new = await _made(console, statement, hashed.hex(), attestation)
    staff, now = StaffId(secrets.token_bytes(16)), console.now()
    async with console.db.transaction() as tx:
        await store.lock_staff(tx)
        found = await store.use_invitation(tx, hashed, now)
        if found is None:
            raise StaffInvitationUnknown
        granted = open_grant(console, hashed, found.grant_locked)
        await _require_inviter(console, tx, granted)
        act = await _act_of(console, tx, granted)
        locked = lock_grant(console, staff, granted.grant, confirmed=act != "asked", invited=granted.invited)
        state = "candidate" if act == "asked" else "active"
        await store.add_staff(tx, Member(staff, found.name, state, now.date(), locked))
        await _keep(console, tx, staff, new, label)
        told = {"act": act, "staff": staff.hex(), "key": key_hash(new.key), **told_of(granted.grant)}
        told |= {"invited": granted.invited} if granted.invited else {}
        await console.chain.append(tx, KIND, told, now)
    return Enrolled(staff, state == "active", mark_of(key_hash(new.key)))


async def confirm(console: Console, staff: StaffId, signed: SignedStep) -> None:
    """Let a candidate begin, by the passkey of a second person who approves already."""
    async with console.db.transaction() as tx:
        asked = admission(*await _candidate(console, tx, staff))
    actor = await verified(console, signed, "approve", admission_hash(asked))
    actor.require(*APPROVING)
    if actor.pseudonym == staff.hex():
        raise OneselfConfirmed
    now = console.now()
    async with console.db.transaction() as tx:
        await store.lock_staff(tx)
        member, granted, key = await _candidate(console, tx, staff)
        if admission(member, granted, key) != asked:
            raise StaffUnknown
        if granted.invited == actor.pseudonym:
            raise InviterConfirms
        locked = lock_grant(console, staff, granted.grant, confirmed=True, invited=granted.invited)
        await store.set_staff(tx, staff, "active", locked, now.date())
        told = {"act": "confirmed", "staff": staff.hex(), "by": actor.pseudonym, "key": asked.key}
        await console.chain.append(tx, KIND, {**told, **told_of(granted.grant)}, now)


async def leave(console: Console, staff: StaffId, by: str) -> None:
    """Let somebody go, with their passkeys; a role is taken away faster than it is given."""
    now = console.now()
    async with console.db.transaction() as tx:
        await store.lock_staff(tx)
        member = await store.member(tx, staff)
        if member is None or member.state == "left":
            raise StaffUnknown
        await _require_enough(console, tx, member)
        await store.delete_passkeys(tx, staff)
        await store.set_staff(tx, staff, "left", b"", now.date())
        await console.chain.append(tx, KIND, {"act": LEFT, "staff": staff.hex(), "by": by}, now)


async def dismiss(console: Console, staff: StaffId, signed: SignedStep) -> None:
    """Let somebody go, by the passkey of somebody who approves, or by their own."""
    actor = await verified(console, signed, "approve", departure_hash(staff))
    if actor.pseudonym != staff.hex():
        actor.require(*APPROVING)
    await leave(console, staff, actor.pseudonym)


async def add_passkey(
    console: Console, signed: SignedStep, label: str, statement: bytes, attestation: Attestation
) -> None:
    """Keep another passkey of somebody, who signs with one they have that it is theirs."""
    actor = await verified(console, signed, "add_passkey", hash_bytes("passkey", attestation.credential).hex())
    staff = StaffId(bytes.fromhex(actor.pseudonym))
    new = await _made(console, statement, hash_bytes("officer", staff).hex(), attestation)
    async with console.db.transaction() as tx:
        await _keep(console, tx, staff, new, label)
        told = {"act": ADDED, "staff": staff.hex(), "key": key_hash(new.key)}
        await console.chain.append(tx, KIND, told, console.now())


async def remove_passkey(console: Console, signed: SignedStep, credential: bytes) -> None:
    """Forget a passkey of somebody, who signs with one they have."""
    actor = await verified(console, signed, "remove_passkey", hash_bytes("passkey", credential).hex())
    staff = StaffId(bytes.fromhex(actor.pseudonym))
    async with console.db.transaction() as tx:
        await store.lock_staff(tx)
        row = await store.lock_passkey(tx, credential)
        if row is None or not await store.delete_passkey(tx, staff, credential):
            raise StaffPasskeyRefused
        if not await store.passkeys_of(tx, staff):
            raise StaffLastPasskey
        told = {"act": REMOVED, "staff": staff.hex(), "key": key_hash(open_passkey(console, staff, row.key_locked))}
        await console.chain.append(tx, KIND, told, console.now())


async def purge(console: Console) -> None:
    """Forget what has run out, and candidates whom nobody has confirmed."""
    now = console.now()
    async with console.db.transaction() as tx:
        await store.purge(tx, now)
        await store.forget_candidates(tx, (now - PATIENCE).date())


async def named(console: Console, name: str) -> StaffId:
    """The one person of this name who has not left."""
    async with console.db.transaction() as tx:
        found = [each.staff for each in await store.everybody(tx) if each.name == name and each.state != "left"]
    if len(found) != 1:
        raise StaffUnknown
    return found[0]


def admission(member: Member, granted: Granted, key: str) -> Admission:
    """What whoever confirms signs."""
    return Admission(staff=member.staff.hex(), name=member.name, key=key, roles=tuple(sorted(granted.grant.roles)))


async def _require_enough(console: Console, tx: Tx, leaving: Member) -> None:
    """Raise if nobody would be left who could confirm whoever comes next."""
    deciding = [each for each in await store.everybody(tx) if each.state == "active" and _approves(console, each)]
    if leaving in deciding and len(deciding) <= rules.FOUNDERS:
        raise StaffTooFew


def _approves(console: Console, member: Member) -> bool:
    granted = open_grant(console, member.staff, member.grant_locked)
    return granted.confirmed and rules.is_approving(granted.grant)


async def _candidate(console: Console, tx: Tx, staff: StaffId) -> tuple[Member, Granted, str]:
    """Somebody who waits, what they shall do, and the hash of the key that they made."""
    member = await store.member(tx, staff)
    if member is None or member.state != "candidate":
        raise StaffUnknown
    (passkey,) = await store.passkeys_of(tx, staff)
    key = key_hash(open_passkey(console, staff, passkey.key_locked))
    return member, open_grant(console, staff, member.grant_locked), key


async def _require_inviter(console: Console, tx: Tx, granted: Granted) -> None:
    """Raise if the colleague who invited them works here no more."""
    if granted.invited and not (await standing_of(console, tx, StaffId(bytes.fromhex(granted.invited)))).works:
        raise StaffInvitationUnknown


async def _act_of(console: Console, tx: Tx, granted: Granted) -> str:
    """How somebody begins: at once, as a founder, or once they are confirmed."""
    if granted.invited:
        # One person alone founds nothing, and makes no second one of themselves.
        return "asked" if granted.grant.roles & WEIGHTY else "enrolled"
    if not rules.is_approving(granted.grant):
        return "enrolled"
    return FOUNDED if await _founders(console, tx) < rules.FOUNDERS else "asked"


async def _founders(console: Console, tx: Tx) -> int:
    """How many founders the evidence names. It is asked, from which nobody can take anything back, and no table."""
    count = 0
    async for each in console.chain.told(tx, KIND, f'"act":"{FOUNDED}"'):
        count += isinstance(each.content, dict)
    return count


async def _made(console: Console, statement: bytes, what: str, attestation: Attestation) -> NewPasskey:
    said = await use_statement(console, statement, "enrol", what)
    try:
        return check_attestation(console.party, said, attestation)
    except PasskeyWrong as error:
        raise StaffPasskeyRefused from error


async def _keep(console: Console, tx: Tx, staff: StaffId, new: NewPasskey, label: str) -> None:
    day = console.now().date()
    locked = lock_passkey(console, staff, new.key)
    if not await store.add_passkey(tx, Passkey(new.credential, staff, locked, new.sign_count, label, day, day)):
        raise StaffPasskeyTaken


def told_of(grant: Grant) -> dict[str, Json]:
    """What the evidence says of a grant; of whom it is, nothing but a pseudonym beside it."""
    days = {"until": grant.until, "first": grant.scope.first, "last": grant.scope.last}
    return {"roles": sorted(grant.roles), **{name: day.isoformat() for name, day in days.items() if day}}


def link(console: Console, secret: str) -> str:
    """Where an invitation is answered; the secret stands behind the mark that no browser sends."""
    return f"{console.party.origin}/#/console/join/{secret}"


def expires(now: datetime) -> datetime:
    """Until when a link works."""
    return now + INVITATION_TIME
