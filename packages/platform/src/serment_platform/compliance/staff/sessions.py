"""Sessions at the console: a quarter of an hour to look around in. What is decided takes the passkey itself."""

import secrets
from datetime import datetime, timedelta

import msgspec

from serment_kernel.passkeys import SignedStep
from serment_platform.compliance.staff import store
from serment_platform.compliance.staff.console import Console
from serment_platform.compliance.staff.errors import StaffPasskeyRefused, StaffSessionRefused
from serment_platform.compliance.staff.steps import verified
from serment_platform.compliance.staff.told import acting
from serment_platform.compliance.staff.types import Actor, StaffId
from serment_platform.http import Web, authorization
from serment_protocol.encoding import from_b64
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.primitives import derive, hash_bytes
from serment_protocol.sealing import lock, unlock

SESSION_TIME = timedelta(minutes=15)
CONTEXT = {"v": 1}
KEY, PURPOSE = "platform/staff-session", "staff-session"


class OpenedSession(msgspec.Struct, frozen=True):
    """A session just opened: the bearer leaves, its hash stays."""

    bearer: bytes
    expires: datetime


async def of(console: Console, request: Web) -> Actor:
    """Whose session the request carries, and what they may do now."""
    return await authenticate(console, bearer_of(authorization(request)))


async def sign_in(console: Console, signed: SignedStep) -> OpenedSession:
    """Open a session for whoever holds a passkey of the console."""
    actor = await verified(console, signed, "sign_in")
    bearer, expires = secrets.token_bytes(32), console.now() + SESSION_TIME
    locked = lock(derive(bearer, KEY), PURPOSE, CONTEXT, bytes.fromhex(actor.pseudonym))
    async with console.db.transaction() as tx:
        await store.add_session(tx, hash_bytes(PURPOSE, bearer), locked, expires)
    return OpenedSession(bearer, expires)


async def authenticate(console: Console, bearer: bytes) -> Actor:
    """Who opened this session, if they still work here; with the roles that they have now."""
    async with console.db.transaction() as tx:
        locked = await store.live_session(tx, hash_bytes(PURPOSE, bearer), console.now())
        member = await store.active(tx, _open(bearer, locked)) if locked else None
        if member is None:
            raise StaffSessionRefused
        try:
            return await acting(console, tx, member)
        except StaffPasskeyRefused as error:
            raise StaffSessionRefused from error


async def sign_out(console: Console, bearer: bytes) -> None:
    """End a session."""
    async with console.db.transaction() as tx:
        await store.delete_session(tx, hash_bytes(PURPOSE, bearer))


def bearer_of(header: str | None) -> bytes:
    """The bearer that a header has."""
    scheme, _, text = (header or "").partition(" ")
    try:
        bearer = from_b64(text)
    except ProtocolRefusal as error:
        raise StaffSessionRefused from error
    if scheme.lower() != "bearer" or not bearer:
        raise StaffSessionRefused
    return bearer


def _open(bearer: bytes, locked: bytes) -> StaffId:
    try:
        return StaffId(unlock(derive(bearer, KEY), PURPOSE, CONTEXT, locked))
    except ProtocolRefusal as error:
        raise StaffSessionRefused from error
