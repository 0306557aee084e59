"""What the officers decide: a share goes, sealed, to the one device that its request names. Nobody else can want it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from serment_custodian import config
from serment_custodian.officers import Kind, Words
from serment_custodian.sealing_key import SealingKey
from serment_custodian.shares import store
from serment_custodian.shares.errors import RequestObjected, RequestUnknown, ShareReplaced
from serment_custodian.shares.types import KeptShare, Request, RequestId, RootOf, counts
from serment_kernel.database import Database
from serment_protocol.acts import Decision
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.shares import ShareRequest, read_request, seal_release

RELEASE = "release_share"
SHARE = "shares/share"


def release_kind(db: Database, sealing: SealingKey, settings: config.Officers, root_of: RootOf) -> Kind:
    """The kind of decision, with what carries it out."""
    return Kind(
        name=RELEASE,
        words=Words(
            fr="Remettre notre part de la clé de secours du cabinet {practice} à l’appareil dont la demande porte la "
            "marque {mark}. Vérifiez l’identité de la personne et du cabinet, puis comparez la marque de vive voix.",
            en="Hand our share of the recovery key of practice {practice} to the device whose request has the mark "
            "{mark}. Check who the person and the practice are, then compare the mark by voice.",
        ),
        reasons=frozenset({"practice_recovery", "drill"}),
        quorum=settings.quorum,
        delay=timedelta(seconds=settings.delay),
        carry_out=releasing(db, sealing, root_of),
    )


def releasing(db: Database, sealing: SealingKey, root_of: RootOf) -> Callable[[Decision], Awaitable[None]]:
    """What seals the share to its device; done twice, it is done once."""

    async def release(decision: Decision) -> None:
        ident = RequestId(bytes.fromhex(str(decision.subject["request"])))
        async with db.transaction() as tx:
            found = await store.hold_request(tx, ident)
            kept = await store.find_share(tx, found.practice) if found else None
            if found is None or kept is None:
                raise RequestUnknown
            if found.objected:
                raise RequestObjected
            if found.released:
                return
            wish = _decided(found, kept, decision)
            if not await counts(kept, root_of):
                raise ShareReplaced
            sealed = seal_release(open_share(sealing, kept), wish, ident.hex())
            await store.release(tx, ident, sealed)

    return release


def _decided(found: Request, kept: KeptShare, decision: Decision) -> ShareRequest:
    """What the request asks for, once it is the very one that was decided: what is stored is believed no further."""
    try:
        return _verified(found, kept, decision)
    except ProtocolRefusal as error:
        raise RequestUnknown from error


def _verified(found: Request, kept: KeptShare, decision: Decision) -> ShareRequest:
    if found.subject != decision.subject or found.sharing != found.wish.sharing:
        raise RequestUnknown
    if found.sharing != kept.sharing:
        raise ShareReplaced
    return read_request(found.signed, kept.record)


def open_share(sealing: SealingKey, kept: KeptShare) -> bytes:
    """The share in the clear."""
    return sealing.unlock(SHARE, kept.practice, kept.share_locked)
