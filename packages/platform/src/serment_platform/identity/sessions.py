"""Sessions: a bearer kept in memory by the client; here only its hash, and inside a lock the way that opened it.

The row names its account to nobody but the bearer's holder: a dump cannot tell which sessions are of one account, and
removing a way in ends the sessions it opened without anybody looking for them.
"""

import secrets
from datetime import datetime

from serment_kernel.database import Database, Tx
from serment_platform.identity import rules, store
from serment_platform.identity.errors import SessionRefused, StaffOnly
from serment_platform.identity.types import Caller, Opened, Way
from serment_protocol.encoding import from_b64
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.primitives import derive, hash_bytes
from serment_protocol.sealing import lock, unlock

BEARER_BYTES = 32
CONTEXT = {"v": 1}


async def authenticate(db: Database, authorization: str | None, now: datetime) -> Caller:
    """The account of a live session, by the request's header; raises `SessionRefused`."""
    async with db.transaction() as tx:
        way = await way_of_session(tx, authorization, now)
    return Caller(way.account, way.audience, way.locator)


def require_staff(caller: Caller) -> None:
    """Raise `StaffOnly` unless this is a staff account."""
    if caller.audience != "staff":
        raise StaffOnly


async def open_session(tx: Tx, locator: str, now: datetime) -> Opened:
    """Begin a session by this way in."""
    bearer = secrets.token_bytes(BEARER_BYTES)
    expires = rules.session_end(now)
    locked = lock(_lock_key(bearer), "session", CONTEXT, bytes.fromhex(locator))
    await store.add_session(tx, hash_bytes("session", bearer), locked, expires)
    return Opened(bearer, expires)


async def way_of_session(tx: Tx, authorization: str | None, now: datetime) -> Way:
    """The way in that opened the session, as long as both exist."""
    bearer = _bearer(authorization)
    locked = await store.live_session(tx, hash_bytes("session", bearer), now)
    way = await store.find_way(tx, _open(bearer, locked)) if locked else None
    if way is None:
        raise SessionRefused
    return way


async def close_session(db: Database, authorization: str | None, now: datetime) -> None:
    """End the session."""
    async with db.transaction() as tx:
        await way_of_session(tx, authorization, now)
        await store.delete_session(tx, hash_bytes("session", _bearer(authorization)))


async def forget_session(tx: Tx, authorization: str | None) -> None:
    """End the session within a transaction."""
    await store.delete_session(tx, hash_bytes("session", _bearer(authorization)))


def _bearer(authorization: str | None) -> bytes:
    try:
        bearer = from_b64(rules.bearer_of(authorization))
    except ProtocolRefusal as error:
        raise SessionRefused from error
    if len(bearer) != BEARER_BYTES:
        raise SessionRefused
    return bearer


def _open(bearer: bytes, locked: bytes) -> bytes:
    try:
        return unlock(_lock_key(bearer), "session", CONTEXT, locked)
    except ProtocolRefusal as error:
        raise SessionRefused from error


def _lock_key(bearer: bytes) -> bytes:
    return derive(bearer, "platform/session")
