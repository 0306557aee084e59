"""What people do here: open an account, sign in, add and remove ways in. One function each, one transaction.

An unknown locator, a bad signature, a stale challenge and a wrong origin are refused alike, in the same time.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from datetime import datetime

import msgspec
import psycopg

from serment_kernel.database import Database, Tx
from serment_kernel.erasures import Erasures
from serment_platform.identity import rules, store
from serment_platform.identity.errors import (
    AccountExists,
    BadStatement,
    LastWay,
    OfferMissing,
    RendezvousTaken,
    RendezvousUnknown,
    SignInRefused,
    TokenSpent,
    TooManyWays,
    WayRetired,
    WayTaken,
)
from serment_platform.identity.sessions import open_session, way_of_session
from serment_platform.identity.types import Audience, Opened, Way
from serment_protocol.accounts import AccountOpening, SignIn, WayAdded, WayBody, WayRemoved, verify_opening
from serment_protocol.encoding import from_b64, read_time
from serment_protocol.errors import BadSignature, SignatureExpired
from serment_protocol.primitives import hash_bytes, sign_public
from serment_protocol.signing import Signed, peek, verify

FirstVault = Callable[[Tx, str, bytes], Awaitable[None]]
"""Writes the first version of an account's vault in the transaction that opens the account."""

RETIRED = "identity.way"
CHALLENGE_BYTES = 32
# A key nobody holds: an unknown locator costs a verification like any other.
NOBODY = sign_public(secrets.token_bytes(32))


class Request(msgspec.Struct, frozen=True):
    """A request to open an account, decoded; only the rights' issuer has been asked about the token."""

    statement: Signed
    token: bytes
    sealed_root: bytes
    vault: bytes

    @property
    def hash(self) -> bytes:
        """By which a retry is told from another request: the statement commits to everything else.

        The signature is kept nowhere, so the hash in the row of the spent token leads to no account.
        """
        return hash_bytes("request", self.statement.body_bytes + self.statement.signature_bytes)


def verify_request(request: Request, origin: str) -> AccountOpening:
    """The statement, once everything of it that a server can verify holds."""
    opening = verify_opening(request.statement, origin, request.sealed_root, request.vault, request.token)
    rules.require_sealed_root(request.sealed_root)
    return opening


async def open_account(
    db: Database, journal: Erasures, opening: AccountOpening, request: Request, first_vault: FirstVault, now: datetime
) -> Opened:
    """Spend the right and write account, way and vault, or nothing at all; the same request again only signs in."""
    way = _way(opening.way, opening.account, opening.audience, request.sealed_root)
    await require_not_retired(journal, way.locator)
    with refusing_spent():
        async with db.transaction() as tx:
            if await store.spend_token(tx, request.token, request.hash):
                created = await store.add_account(tx, opening.account, opening.audience)
                if not (created and await store.add_way(tx, way)):
                    raise AccountExists
                await first_vault(tx, opening.account, request.vault)
            elif not await _is_way_of(tx, way.locator, opening.account):
                raise TokenSpent
            return await open_session(tx, way.locator, now)


async def add_challenge(db: Database, now: datetime) -> tuple[bytes, datetime]:
    """A challenge for somebody who is about to sign in, and its end."""
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    expires = now + rules.CHALLENGE_TIME
    async with db.transaction() as tx:
        await store.add_challenge(tx, hash_bytes("challenge", challenge), expires)
    return challenge, expires


async def sign_in(db: Database, statement: Signed, origin: str, now: datetime) -> tuple[Way, Opened]:
    """Open a session by a way in; the challenge is used up whatever comes of it."""
    claimed = peek(statement, SignIn)
    challenge = from_b64(claimed.challenge)
    async with db.transaction() as tx:
        fresh = await store.use_challenge(tx, hash_bytes("challenge", challenge), now)
        way = await store.find_way(tx, bytes.fromhex(claimed.locator))
    try:
        verify(way.sign if way else NOBODY, "sign-in", statement, SignIn)
    except BadSignature as error:
        raise SignInRefused from error
    if way is None or not fresh or claimed.origin != origin:
        raise SignInRefused
    async with db.transaction() as tx:
        return way, await open_session(tx, way.locator, now)


async def ways(db: Database, authorization: str | None, now: datetime) -> list[Way]:
    """All ways into the caller's account."""
    async with db.transaction() as tx:
        by = await way_of_session(tx, authorization, now)
        return await store.ways_of(tx, by.account)


async def add_way(
    db: Database, journal: Erasures, authorization: str | None, statement: Signed, sealed_root: bytes, now: datetime
) -> None:
    """Add a way in, signed by the one that opened the session; the same again changes nothing."""
    async with db.transaction() as tx:
        by = await way_of_session(tx, authorization, now)
        added = verify(by.sign, "way", statement, WayAdded)
        way = _way(added.way, by.account, by.audience, sealed_root)
        if added.account != by.account or added.way.sealed_root_hash != hash_bytes("sealed-root", sealed_root).hex():
            raise BadStatement
        rules.require_sealed_root(sealed_root)
        await store.hold_account(tx, by.account)
        known = await store.ways_of(tx, by.account)
        if any((each.locator, each.sign, each.sealed_root) == (way.locator, way.sign, sealed_root) for each in known):
            return
        if len(known) >= rules.MOST_WAYS:
            raise TooManyWays
        await require_not_retired(journal, way.locator)
        if not await store.add_way(tx, way):
            raise WayTaken


async def require_not_retired(journal: Erasures, locator: str) -> None:
    """A restore takes retired ways off again, so none may come back under the same locator."""
    if await asyncio.to_thread(journal.has, RETIRED, bytes.fromhex(locator)):
        raise WayRetired


async def remove_way(
    db: Database, journal: Erasures, authorization: str | None, statement: Signed, now: datetime
) -> None:
    """Remove a way in, signed by the one that opened the session; one that is gone already needs nothing."""
    async with db.transaction() as tx:
        by = await way_of_session(tx, authorization, now)
        removed = verify(by.sign, "way", statement, WayRemoved)
        if removed.account != by.account:
            raise BadStatement
        if abs(now - read_time(removed.time)) > rules.REMOVAL_SKEW:
            raise SignatureExpired
        await store.hold_account(tx, by.account)
        known = [each.locator for each in await store.ways_of(tx, by.account)]
        if removed.locator not in known:
            return
        if len(known) == 1:
            raise LastWay
        await store.delete_way(tx, by.account, removed.locator)
        await asyncio.to_thread(journal.append, RETIRED, bytes.fromhex(removed.locator), now.date())


async def open_rendezvous(db: Database, authorization: str | None, rendezvous: str, now: datetime) -> datetime:
    """A place for five minutes where another device may leave an offer; who asked is not written down."""
    expires = now + rules.RENDEZVOUS_TIME
    async with db.transaction() as tx:
        await way_of_session(tx, authorization, now)
        if not await store.add_rendezvous(tx, rendezvous, expires):
            raise RendezvousTaken
    return expires


async def leave_offer(db: Database, rendezvous: str, offer: bytes, now: datetime) -> None:
    """Leave the one offer that a rendezvous takes; the same again changes nothing."""
    rules.require_offer(offer)
    async with db.transaction() as tx:
        lying, _ = await _lying_at(tx, rendezvous, now)
        if lying not in {b"", offer}:
            raise RendezvousTaken
        await store.save_offer(tx, rendezvous, offer)


async def leave_reveal(db: Database, authorization: str | None, rendezvous: str, reveal: bytes, now: datetime) -> None:
    """Leave, once, what the first device reveals to an offer; the same again changes nothing."""
    rules.require_reveal(reveal)
    async with db.transaction() as tx:
        await way_of_session(tx, authorization, now)
        offer, lying = await _lying_at(tx, rendezvous, now)
        if not offer:
            raise OfferMissing
        if lying not in {b"", reveal}:
            raise RendezvousTaken
        await store.save_reveal(tx, rendezvous, reveal)


async def read_rendezvous(db: Database, rendezvous: str, now: datetime) -> tuple[bytes, bytes]:
    """The offer and what was revealed to it; nothing of what is yet to come."""
    async with db.transaction() as tx:
        return await _lying_at(tx, rendezvous, now)


async def end_rendezvous(db: Database, authorization: str | None, rendezvous: str, now: datetime) -> None:
    """Take the place away, which tells the other device to enter; one that is gone already needs nothing."""
    async with db.transaction() as tx:
        await way_of_session(tx, authorization, now)
        await store.delete_rendezvous(tx, rendezvous)


async def _lying_at(tx: Tx, rendezvous: str, now: datetime) -> tuple[bytes, bytes]:
    row = await store.live_rendezvous(tx, rendezvous, now)
    if row is None:
        raise RendezvousUnknown
    return row


@contextmanager
def refusing_spent() -> Generator[None]:
    """Raise `TokenSpent` where the database says that another request spent the token."""
    try:
        yield
    except psycopg.Error as error:
        if error.sqlstate != rules.TOKEN_SPENT_STATE:
            raise
        raise TokenSpent from error


async def _is_way_of(tx: Tx, locator: str, account: str) -> bool:
    way = await store.find_way(tx, bytes.fromhex(locator))
    return way is not None and way.account == account


def _way(body: WayBody, account: str, audience: Audience, sealed_root: bytes) -> Way:
    return Way(body.locator, account, audience, from_b64(body.sign), from_b64(body.seal), sealed_root)
