"""Acts: written down in the transaction of the fact, brought into the log right after, and in their order."""

import secrets
from collections.abc import Collection
from datetime import date

import msgspec

from serment_custodian.ledger import Entry, Ledger
from serment_custodian.officers import store
from serment_custodian.officers.types import DecisionId, OfficerId, Subject
from serment_kernel.database import Database, Tx
from serment_protocol.acts import ACT, SALT_BYTES, Act, Step, officer_commitment, subject_commitment
from serment_protocol.encoding import b64, canonical


class Opening(msgspec.Struct, frozen=True):
    """What the commitments of an act stand for; the custodian alone keeps it."""

    officers: list[tuple[str, str]]
    """Officer and salt."""
    subject: str
    salt: str


class Deed(msgspec.Struct, frozen=True):
    """An act before it is signed."""

    decision: DecisionId
    act: str
    reason: str
    step: Step
    subject: Subject
    day: date
    officers: Collection[OfficerId] = ()
    public: bool = True
    quorum: int = 0
    not_before: date | None = None


async def write(tx: Tx, ledger: Ledger, deed: Deed) -> None:
    """Keep a deed as a signed act; `publish` brings it into the log."""
    salts = [(officer, secrets.token_bytes(SALT_BYTES)) for officer in sorted(deed.officers)]
    salt = b"" if deed.public else secrets.token_bytes(SALT_BYTES)
    text = canonical(deed.subject).decode()
    act = Act(
        decision=deed.decision.hex(),
        act=deed.act,
        reason=deed.reason,
        step=deed.step,
        subject=text if deed.public else "",
        subject_hash="" if deed.public else subject_commitment(salt, deed.subject),
        officers=tuple(sorted(officer_commitment(each, officer) for officer, each in salts)),
        quorum=deed.quorum,
        not_before=deed.not_before.isoformat() if deed.not_before else "",
        day=deed.day.isoformat(),
    )
    opening = Opening([(b64(officer), b64(each)) for officer, each in salts], text, b64(salt))
    body = canonical(act)
    await store.add_act(tx, deed.decision, body, ledger.sign(ACT, body), msgspec.json.encode(opening))


async def publish(db: Database, ledger: Ledger) -> None:
    """Append to the log what is not there yet; what a crash left behind is found there and not added again."""
    async with db.transaction() as tx:
        waiting = await store.waiting_acts(tx)
    for act in waiting:
        leaf = await ledger.append_once(Entry("custodian_act", act.body, act.signature))
        async with db.transaction() as tx:
            await store.note_leaf(tx, act.number, leaf)
