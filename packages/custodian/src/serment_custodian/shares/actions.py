"""Keep a practice's share, prove that it is kept, take requests for it, and let the practice object to them.

A share is opened once, when it comes: so a wrong one is refused to the practice's face, and not years later.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from serment_custodian.errors import MarkTaken
from serment_custodian.limits import Limits
from serment_custodian.officers import DecisionId, Decisions, State
from serment_custodian.sealing_key import SealingKey
from serment_custodian.shares import store
from serment_custodian.shares.errors import RequestUnknown, ShareNotHeld, ShareReplaced, SharingTooFar
from serment_custodian.shares.keys import seeds
from serment_custodian.shares.release import RELEASE, SHARE, open_share
from serment_custodian.shares.types import KeptShare, PracticeId, Request, RequestId, RootOf, counts
from serment_custodian.succession import outlived
from serment_kernel.database import Database
from serment_protocol.encoding import from_b64
from serment_protocol.errors import BadSignature, CannotOpen
from serment_protocol.recovery import Sharing, verify_own_sharing
from serment_protocol.shares import (
    ShareRequest,
    open_for_custodian,
    request_id,
    request_mark,
    sign_custody,
    verify_request,
)
from serment_protocol.signing import Signed, peek

KEEP = "keep_share"
KEEP_REASON = "practice_asked"
OBJECT = "object_to_share"
OBJECTED = "practice_objected"
KEPT_REQUESTS = timedelta(days=60)
# A share that could not be handed over at once waits, sealed, at the platform, and its practice is told so every day.
MONTHS_ON_ITS_WAY = 3
# The custodian may have been away while shares were made several times over, and never so often.
FURTHEST_STEP = 1000
LARGEST_NUMBER = 2**31 - 1


class Custody(msgspec.Struct, frozen=True):
    """What a practice's officer learns of its share."""

    share: KeptShare
    proof: Signed
    requests: list[tuple[Request, State]]


async def keep(
    db: Database,
    sealing: SealingKey,
    decisions: Decisions,
    root_of: RootOf,
    signer: bytes,
    signed: Signed,
    sealed: bytes,
    now: datetime,
) -> None:
    """Take a practice's share from its root; the same again changes nothing."""
    newest = await root_of(bytes.fromhex(peek(signed, Sharing).practice))
    record = verify_own_sharing(signed, newest)
    if from_b64(record.root) != signer:
        raise BadSignature
    practice = PracticeId(bytes.fromhex(record.practice))
    async with db.transaction() as tx:
        present = await store.find_share(tx, practice)
    if present is not None and present.body == signed.body_bytes:
        return
    _require_next(record, present)
    share = _opened(sealed, record, await seeds(db, sealing))
    locked = sealing.lock(SHARE, practice, share)
    new = KeptShare(practice, record.sharing, signed.body_bytes, signed.signature_bytes, locked, now.date())
    async with db.transaction() as tx:
        if not await store.keep_share(tx, new, present.body if present else b""):
            raise ShareReplaced
    await decisions.note(KEEP, KEEP_REASON, {"practice": record.practice, "sharing": record.sharing})


async def custody(
    db: Database,
    sealing: SealingKey,
    decisions: Decisions,
    root_of: RootOf,
    practice: PracticeId,
    signer: bytes,
    challenge: str,
) -> Custody:
    """Prove to the practice's root that its share is here, and tell who asked for it."""
    kept = await _of_root(db, root_of, practice, signer)
    async with db.transaction() as tx:
        requests = await store.requests_of(tx, practice)
    proof = sign_custody(open_share(sealing, kept), kept.record, challenge)
    return Custody(kept, proof, [(each, await _state(decisions, each)) for each in requests])


async def ask(
    db: Database, decisions: Decisions, limits: Limits, root_of: RootOf, signed: Signed, now: datetime
) -> RequestId:
    """Take a request by whoever holds another share of the same sharing, and lay it before the officers."""
    claimed = peek(signed, ShareRequest)
    practice = PracticeId(bytes.fromhex(claimed.practice))
    async with db.transaction() as tx:
        kept = await store.find_share(tx, practice)
    if kept is None or not await counts(kept, root_of):
        raise ShareNotHeld
    request = verify_request(signed, kept.record, now)
    limits.require_share_request(practice)
    ident = RequestId(bytes.fromhex(request_id(signed)))
    row = Request(
        ident,
        practice,
        request.sharing,
        signed.body_bytes,
        signed.signature_bytes,
        decision=None,
        objected=False,
        released=None,
        asked=now.date(),
    )
    async with db.transaction() as tx:
        await store.hold_practice(tx, practice)
        # Marks are for everybody to read: whoever makes keys until theirs agrees with another's is too late.
        others = [each for each in await store.requests_of(tx, practice) if each.request != ident]
        if request_mark(signed) in [request_mark(each.signed) for each in others]:
            raise MarkTaken
        await store.add_request(tx, row)
    decision = await decisions.ask(RELEASE, request.reason, row.subject)
    async with db.transaction() as tx:
        await store.note_decision(tx, ident, decision)
    return ident


async def request(db: Database, decisions: Decisions, ident: RequestId) -> tuple[Request, State]:
    """How far a request has come, and the share once it was released."""
    async with db.transaction() as tx:
        found = await store.find_request(tx, ident)
    if found is None:
        raise RequestUnknown
    return found, await _state(decisions, found)


async def object_to(db: Database, decisions: Decisions, root_of: RootOf, ident: RequestId, signer: bytes) -> None:
    """Let a practice that is not lost at all say so: what its root objects to is never released, and the log tells it,
    for it may be somebody who left.
    """
    async with db.transaction() as tx:
        found = await store.hold_request(tx, ident)
        kept = await store.find_share(tx, found.practice) if found else None
        if found is None or kept is None or from_b64(kept.record.root) != signer or not await counts(kept, root_of):
            raise RequestUnknown
        if found.objected:
            return
        await store.note_objection(tx, ident)
    await decisions.note(OBJECT, OBJECTED, {"practice": found.practice.hex(), "request": ident.hex()})


async def purge(db: Database, now: datetime) -> None:
    """Forget requests that are over, what was released on them, and keys to which no share is on its way any more."""
    async with db.transaction() as tx:
        await store.purge(tx, (now - KEPT_REQUESTS).date())
        keys = [(key.share_key, key.since) for key in await store.share_keys(tx)]
        for key in outlived(keys, MONTHS_ON_ITS_WAY, now.date()):
            await store.forget_share_key(tx, key)


def _require_next(record: Sharing, present: KeptShare | None) -> None:
    """Raise unless these shares follow those that are kept: of a newer root they do, whatever numbers the old one gave.

    For `record` is of the root that counts.
    """
    last = present.sharing if present else 0
    if present is not None and present.record.root == record.root and record.sharing <= last:
        raise ShareReplaced
    if record.sharing > min(last + FURTHEST_STEP, LARGEST_NUMBER):
        raise SharingTooFar


async def _of_root(db: Database, root_of: RootOf, practice: PracticeId, signer: bytes) -> KeptShare:
    async with db.transaction() as tx:
        kept = await store.find_share(tx, practice)
    if kept is None or from_b64(kept.record.root) != signer or not await counts(kept, root_of):
        raise ShareNotHeld
    return kept


async def _state(decisions: Decisions, found: Request) -> State:
    return await decisions.state_of(DecisionId(found.decision)) if found.decision else "asked"


def _opened(sealed: bytes, record: Sharing, keys: Sequence[bytes]) -> bytes:
    """By the newest key or, while a practice still has the one before, by that."""
    for seed in keys[:-1]:
        try:
            return open_for_custodian(sealed, record, seed)
        except CannotOpen:
            continue
    return open_for_custodian(sealed, record, keys[-1])
