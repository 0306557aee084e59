"""Rights to book and to open accounts: tokens of the custodian, believed by keys that its log proves (SPEC 4, 9)."""

import logging
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple, TypeVar

import httpx
import msgspec

from serment_kernel import outward
from serment_kernel.database import Database
from serment_kernel.limits import Limiter
from serment_platform.config import Custodian
from serment_platform.identity import store
from serment_protocol.encoding import from_b64, read_time
from serment_protocol.errors import ProtocolRefusal, TokenKeyUnknown
from serment_protocol.notes import Checkpoint, open_checkpoint
from serment_protocol.signing import Signed, verify
from serment_protocol.structure import read
from serment_protocol.tokens import IssuerKey, Purpose, token_key_id
from serment_protocol.tokens import check_token as check
from serment_protocol.transparency import Bundle, check_growth, check_inclusion, read_entry

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer", bound=msgspec.Struct)

TIMEOUT_SECONDS = 10.0
# A token under a key nobody knows is usually a forgery; the custodian is not asked for each.
REFRESHES_PER_MINUTE = 4


class KeysAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/keys` of the custodian."""

    issuers: list[Bundle]


class ConsistencyAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/log/consistency/{old}/{new}` of the custodian."""

    proof: list[str]


class Believed(NamedTuple):
    """An issuer key with its signed record."""

    key: IssuerKey
    signed: Signed


class Issuers:
    """The issuer keys of one custodian: remembered in the database, refreshed over HTTP."""

    def __init__(self, db: Database, custodian: Custodian, issuer_name: str, limiter: Limiter) -> None:
        self.name = issuer_name
        self._db = db
        self._custodian = custodian
        self._log_key = custodian.verifier()
        self._limiter = limiter
        self._keys: Sequence[IssuerKey] = ()

    @property
    def keys(self) -> Sequence[IssuerKey]:
        """The keys known to this process."""
        return self._keys

    async def load(self, now: datetime) -> None:
        """Take what the database remembers, perhaps by another process."""
        async with self._db.transaction() as tx:
            records = await store.issuer_records(tx, now)
        self._keys = [read(record, IssuerKey) for record in records]

    async def refresh(self, now: datetime) -> None:
        """Ask the custodian, believe what its log proves, and remember it."""
        async with outward.client(TIMEOUT_SECONDS) as client:
            bundles = (await self._ask(client, "/v1/keys", KeysAnswer)).issuers
            seen = await self._seen()
            newest = max(map(self._checkpoint, bundles), key=lambda each: each.size, default=None)
            proof = await self._proof(client, seen, newest)
        if newest is not None:
            believed = self._believe(bundles, seen, newest, proof)
            await self._remember(believed, newest, bundles)
        await self.load(now)

    async def refresh_for_unknown(self, now: datetime) -> bool:
        """Look whether a key has appeared, first in the database, then at the custodian, but not for every forgery."""
        before = len(self._keys)
        await self.load(now)
        if len(self._keys) > before:
            return True
        if not self._limiter.allow("issuer refreshes", b"", REFRESHES_PER_MINUTE, 60):
            return False
        try:
            await self.refresh(now)
        except (httpx.HTTPError, msgspec.MsgspecError, ProtocolRefusal) as error:
            logger.warning("issuer keys could not be refreshed (%s)", type(error).__name__)
            return False
        return True

    async def _ask(self, client: httpx.AsyncClient, path: str, kind: type[Answer]) -> Answer:
        response = await client.get(f"{self._custodian.url}{path}")
        response.raise_for_status()
        return msgspec.json.decode(response.content, type=kind)

    async def _seen(self) -> Checkpoint | None:
        async with self._db.transaction() as tx:
            note = await store.seen_note(tx, self._custodian.log_origin)
        return open_checkpoint(note, self._custodian.log_origin, self._log_key) if note else None

    async def _proof(
        self, client: httpx.AsyncClient, seen: Checkpoint | None, newest: Checkpoint | None
    ) -> Sequence[bytes]:
        if seen is None or newest is None or not 0 < seen.size < newest.size:
            return ()
        path = f"/v1/log/consistency/{seen.size}/{newest.size}"
        return [from_b64(node) for node in (await self._ask(client, path, ConsistencyAnswer)).proof]

    def _checkpoint(self, bundle: Bundle) -> Checkpoint:
        return open_checkpoint(bundle.checkpoint, self._custodian.log_origin, self._log_key)

    def _believe(
        self, bundles: Sequence[Bundle], seen: Checkpoint | None, newest: Checkpoint, proof: Sequence[bytes]
    ) -> list[Believed]:
        """All checks of SPEC 9; one answer stands under one checkpoint."""
        if seen is not None:
            check_growth(seen, newest, proof)
        believed: list[Believed] = []
        for bundle in bundles:
            check_inclusion(bundle, newest)
            signed = read_entry(bundle, "issuer_key")
            believed.append(Believed(verify(self._log_key.public, "issuer-key", signed, IssuerKey), signed))
        return believed

    async def _remember(self, believed: Sequence[Believed], newest: Checkpoint, bundles: Sequence[Bundle]) -> None:
        note = next(each.checkpoint for each in bundles if self._checkpoint(each) == newest)
        async with self._db.transaction() as tx:
            for key, signed in believed:
                await store.add_issuer_key(
                    tx,
                    token_key_id(from_b64(key.modulus)),
                    read_time(key.redeem_until),
                    signed.body_bytes,
                    signed.signature_bytes,
                )
            # Another process may have seen more meanwhile, which must not be forgotten.
            known = await store.seen_note(tx, self._custodian.log_origin)
            if known is None or self._opened(known).size <= newest.size:
                await store.save_note(tx, self._custodian.log_origin, note)

    def _opened(self, note: str) -> Checkpoint:
        return open_checkpoint(note, self._custodian.log_origin, self._log_key)


def last_day_of(issuers: Issuers, token: bytes, purpose: Purpose, now: datetime) -> date:
    """The last day that a right which proved good may be used on."""
    return read_time(check(token, issuers.name, purpose, issuers.keys, now).redeem_until).date()


async def check_token(issuers: Issuers, token: bytes, purpose: Purpose, now: datetime) -> bytes:
    """The token, once it proved good for this purpose; what `identity.spend_token` takes. Raises `token_*`.

    Whether it was spent before is decided there, in the transaction that uses it.
    """
    try:
        check(token, issuers.name, purpose, issuers.keys, now)
    except TokenKeyUnknown:
        if not await issuers.refresh_for_unknown(now):
            raise
        check(token, issuers.name, purpose, issuers.keys, now)
    return token
