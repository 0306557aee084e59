"""Sessions of officers: a quarter of an hour to look around in. Nothing is decided by one: that takes the passkey."""

import secrets
from datetime import datetime, timedelta

import msgspec

from serment_custodian.officers import store
from serment_custodian.officers.errors import OfficerSessionRefused
from serment_custodian.officers.office import Office
from serment_custodian.officers.steps import verify_step
from serment_custodian.officers.types import OfficerId
from serment_kernel.passkeys import SignedStep
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.primitives import derive, hash_bytes
from serment_protocol.sealing import lock, unlock

SESSION_TIME = timedelta(minutes=15)
CONTEXT = {"v": 1}
KEY, PURPOSE = "custodian/officer-session", "officer-session"


class OpenedSession(msgspec.Struct, frozen=True):
    """A session just opened: the bearer leaves, its hash stays."""

    bearer: bytes
    expires: datetime
    officer: OfficerId


async def sign_in(office: Office, signed: SignedStep) -> OpenedSession:
    """Open a session for whoever holds an officer's passkey."""
    officer = (await verify_step(office, signed, "sign_in")).officer
    bearer, expires = secrets.token_bytes(32), office.now() + SESSION_TIME
    locked = lock(derive(bearer, KEY), PURPOSE, CONTEXT, officer)
    async with office.db.transaction() as tx:
        await store.add_session(tx, hash_bytes(PURPOSE, bearer), locked, expires)
    return OpenedSession(bearer, expires, officer)


async def authenticate(office: Office, bearer: bytes) -> OfficerId:
    """The officer of a live session, who still is one."""
    async with office.db.transaction() as tx:
        locked = await store.live_session(tx, hash_bytes(PURPOSE, bearer), office.now())
        if locked is None:
            raise OfficerSessionRefused
        try:
            officer = OfficerId(unlock(derive(bearer, KEY), PURPOSE, CONTEXT, locked))
        except ProtocolRefusal as error:
            raise OfficerSessionRefused from error
        if not await store.is_active(tx, officer):
            raise OfficerSessionRefused
    return officer


async def sign_out(office: Office, bearer: bytes) -> None:
    """End a session."""
    async with office.db.transaction() as tx:
        await store.delete_session(tx, hash_bytes(PURPOSE, bearer))
