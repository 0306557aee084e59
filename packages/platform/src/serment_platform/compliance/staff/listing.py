"""Who works at the console, as their colleagues see them; an outside auditor sees pseudonyms."""

import msgspec

from serment_kernel.passkeys import key_hash, mark_of
from serment_platform.compliance.staff import store
from serment_platform.compliance.staff.console import Console, Granted, open_grant, open_passkey
from serment_platform.compliance.staff.types import OUTSIDE, Actor, Grant, Member, Passkey, StaffId
from serment_protocol.encoding import b64


class OwnPasskey(msgspec.Struct, frozen=True):
    """A passkey of whoever looks."""

    credential: str
    label: str
    added: str
    used: str


class Colleague(msgspec.Struct, frozen=True):
    """Somebody of the console."""

    staff: str
    name: str
    """Empty for whoever is a guest here."""
    state: str
    since: str
    roles: list[str]
    first: str
    last: str
    until: str
    invited: str
    """By which colleague; empty where it was by whoever has the machine."""
    mark: str
    """Of a candidate: six digits that they read out to whoever confirms them."""
    key: str
    """Of a candidate: what the confirmation names."""


class Me(msgspec.Struct, frozen=True):
    """Whoever looks."""

    staff: str
    name: str
    roles: list[str]
    first: str
    last: str
    until: str
    passkeys: list[OwnPasskey]


class Staff(msgspec.Struct, frozen=True):
    """Everybody."""

    staff: list[Colleague]


async def me(console: Console, actor: Actor) -> Me:
    """What somebody sees of themselves."""
    staff = StaffId(bytes.fromhex(actor.pseudonym))
    async with console.db.transaction() as tx:
        member, passkeys = await store.member(tx, staff), await store.passkeys_of(tx, staff)
    if member is None:
        raise LookupError("who has a session is a member")
    grant = open_grant(console, staff, member.grant_locked).grant
    return Me(
        staff=actor.pseudonym,
        name=member.name,
        roles=sorted(grant.roles),
        first=_day(grant.scope.first),
        last=_day(grant.scope.last),
        until=_day(grant.until),
        passkeys=[_own(each) for each in passkeys],
    )


async def colleagues(console: Console, actor: Actor) -> Staff:
    """Everybody who works here, may come to, or did."""
    named = not actor.roles & OUTSIDE
    async with console.db.transaction() as tx:
        found = [(each, await store.passkeys_of(tx, each.staff)) for each in await store.everybody(tx)]
    return Staff([_colleague(console, member, passkeys, named=named) for member, passkeys in found])


def _colleague(console: Console, member: Member, passkeys: list[Passkey], *, named: bool) -> Colleague:
    none = Granted(member.staff.hex(), confirmed=False, grant=Grant(frozenset()))
    granted = none if member.state == "left" else open_grant(console, member.staff, member.grant_locked)
    grant = granted.grant
    waits = member.state == "candidate" and len(passkeys) == 1
    digest = key_hash(open_passkey(console, member.staff, passkeys[0].key_locked)) if waits else ""
    return Colleague(
        staff=member.staff.hex(),
        name=member.name if named else "",
        state=member.state,
        since=member.since.isoformat(),
        mark=mark_of(digest) if digest else "",
        key=digest,
        roles=sorted(grant.roles),
        first=_day(grant.scope.first),
        last=_day(grant.scope.last),
        until=_day(grant.until),
        invited=granted.invited,
    )


def _day(day: object) -> str:
    return str(day or "")


def _own(each: Passkey) -> OwnPasskey:
    return OwnPasskey(b64(each.credential), each.label, each.added.isoformat(), each.used.isoformat())
