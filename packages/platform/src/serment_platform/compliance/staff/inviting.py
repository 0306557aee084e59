"""How colleagues invite: by a link whose secret their browser draws, and that the server never sees.

Whoever approves may invite, and signs for whom and to what. That somebody made a passkey by such a link makes nobody
approve anything: for that, another colleague than the one who invited has to confirm them.
"""

import msgspec

from serment_kernel.passkeys import SignedStep
from serment_platform.compliance.staff import rules, store
from serment_platform.compliance.staff.console import Console, lock_grant, open_grant
from serment_platform.compliance.staff.enrolment import expires, told_of
from serment_platform.compliance.staff.errors import StaffInvitationUnknown, StaffStepRefused
from serment_platform.compliance.staff.steps import verified
from serment_platform.compliance.staff.told import KIND
from serment_platform.compliance.staff.types import APPROVING, Actor, Grant, Invitation, Open
from serment_protocol.console import StaffInvitation, invitation_hash, revocation_hash
from serment_protocol.encoding import write_time


class Pending(msgspec.Struct, frozen=True):
    """An invitation that waits to be answered."""

    invitation: str
    """The hash of its secret."""
    name: str
    roles: list[str]
    first: str
    last: str
    until: str
    expires: str
    by: str
    """The pseudonym of whoever invited; empty where it was by whoever has the machine."""


class Invitations(msgspec.Struct, frozen=True):
    """All of them, the one that runs out first at the top."""

    invitations: list[Pending]


async def invite(console: Console, asked: StaffInvitation, grant: Grant, signed: SignedStep) -> None:
    """Let whoever has a secret of this hash make a passkey, as a colleague who approves has signed."""
    rules.require_grantable(grant, console.now().date())
    actor = await verified(console, signed, "approve", invitation_hash(asked))
    actor.require(*APPROVING)
    hashed, now = bytes.fromhex(asked.invitation), console.now()
    locked = lock_grant(console, hashed, grant, confirmed=False, invited=actor.pseudonym)
    async with console.db.transaction() as tx:
        if not await store.add_invitation(tx, hashed, Invitation(asked.name, locked), expires(now)):
            raise StaffStepRefused
        await console.chain.append(tx, KIND, {"act": "invited", "by": actor.pseudonym, **told_of(grant)}, now)


async def pending(console: Console, actor: Actor) -> Invitations:
    """Invitations that nobody has answered, for whoever may make some."""
    actor.require(*APPROVING)
    async with console.db.transaction() as tx:
        found = await store.invitations(tx, console.now())
    return Invitations([_pending(console, each) for each in found])


async def revoke(console: Console, invitation: bytes, signed: SignedStep) -> None:
    """Take an invitation back, as anybody who approves may."""
    actor = await verified(console, signed, "approve", revocation_hash(invitation))
    actor.require(*APPROVING)
    now = console.now()
    async with console.db.transaction() as tx:
        found = await store.use_invitation(tx, invitation, now)
        if found is None:
            raise StaffInvitationUnknown
        grant = open_grant(console, invitation, found.grant_locked).grant
        await console.chain.append(tx, KIND, {"act": "revoked", "by": actor.pseudonym, **told_of(grant)}, now)


def _pending(console: Console, each: Open) -> Pending:
    granted = open_grant(console, each.invitation_hash, each.grant_locked)
    grant = granted.grant
    return Pending(
        invitation=each.invitation_hash.hex(),
        name=each.name,
        roles=sorted(grant.roles),
        first=str(grant.scope.first or ""),
        last=str(grant.scope.last or ""),
        until=str(grant.until or ""),
        expires=write_time(each.expires),
        by=granted.invited,
    )
