"""The key of the evidence is a leaf of the hand's log, so that nobody can put another in its place unseen."""

from datetime import datetime

from serment_kernel.database import Database, Tx
from serment_kernel.evidence import store
from serment_kernel.evidence.chain import Chain
from serment_kernel.evidence.errors import EvidenceKeyUnknown
from serment_kernel.evidence.roots import open_days
from serment_kernel.merkle_log import MerkleLog
from serment_protocol.encoding import b64, canonical, write_day
from serment_protocol.evidence import KEY, EvidenceKey, KeyBody
from serment_protocol.signing import Signed
from serment_protocol.transparency import entry_bytes


async def prepare(db: Database, chain: Chain, log: MerkleLog, now: datetime) -> None:
    """Have the key in the log; raises `EvidenceKeyUnknown` where the log names another."""
    async with db.transaction() as tx:
        head = await store.lock_head(tx)
        if not head.signer:
            await _log_key(tx, chain, log, EvidenceKey(number=1, key=b64(chain.public), since=0, day=_day(now)))
            await open_days(tx, chain, now)
        elif head.signer != chain.public:
            raise EvidenceKeyUnknown


async def rotate(db: Database, old: Chain, new: Chain, log: MerkleLog, now: datetime) -> None:
    """Let a new key take over: the old one says which in its last event, and the log says from when on."""
    async with db.transaction() as tx:
        number = (await store.signers(tx))[-1].number + 1
        last = await old.append(tx, "key", KeyBody(number, b64(new.public)), now)
        record = EvidenceKey(number=number, key=b64(new.public), since=last.seq + 1, day=_day(now))
        await _log_key(tx, new, log, record)


async def _log_key(tx: Tx, chain: Chain, log: MerkleLog, record: EvidenceKey) -> None:
    body = canonical(record)
    signed = Signed(b64(body), b64(log.sign(KEY, body)))
    signer = store.Signer(record.number, record.since, chain.public, signed, 0)
    await store.add_signer(tx, signer, entry_bytes("evidence_key", signed))


def _day(now: datetime) -> str:
    return write_day(now.date())
