"""What officers see: the queue in plain words, who they are, and the ledger of acts with names."""

import re
from collections.abc import Sequence

import msgspec

from serment_custodian.officers import rules, store
from serment_custodian.officers.acts import Opening
from serment_custodian.officers.approvals import standing
from serment_custodian.officers.decisions import Decisions
from serment_custodian.officers.office import Office
from serment_custodian.officers.switch import State
from serment_custodian.officers.types import Act, Kind, OfficerId, Stored, Subject
from serment_kernel.database import Tx
from serment_kernel.passkeys import mark_of
from serment_protocol import acts as records
from serment_protocol.acts import Decision
from serment_protocol.encoding import b64, from_b64, write_time
from serment_protocol.signing import Signed
from serment_protocol.structure import read
from serment_protocol.transparency import Bundle, entry_bytes

MOST_DECISIONS = 100
MOST_ACTS = 50
# What is offered first is what is meant in earnest.
DRILL = "drill"
PLACE = re.compile(r"\{(\w+)\}")


class Person(msgspec.Struct, frozen=True):
    """An officer, or a candidate."""

    officer: str
    name: str
    state: str
    since: str


class OwnPasskey(msgspec.Struct, frozen=True):
    """A passkey of whoever looks."""

    credential: str
    label: str
    added: str
    used: str


class Asked(msgspec.Struct, frozen=True):
    """A decision as the queue shows it."""

    decision: str
    kind: str
    text: str
    """What is asked, in plain words."""
    body: str
    """What a passkey signs: the page computes its hash itself."""
    reason: str
    state: str
    asked: str
    not_before: str
    quorum: int
    approved_by: list[str]
    mine: bool
    """Whether the officer who looks has approved it."""
    may: bool
    """Whether they have a say in it at all."""


class ByHand(msgspec.Struct, frozen=True):
    """A kind that officers may ask for."""

    kind: str
    text: str
    reasons: list[str]
    fields: list[str]
    """What a subject consists of."""


class Overview(msgspec.Struct, frozen=True):
    """Everything at once."""

    me: str
    quorum: int
    state: State
    officers: list[Person]
    passkeys: list[OwnPasskey]
    decisions: list[Asked]
    kinds: list[ByHand]


class Told(msgspec.Struct, frozen=True):
    """An act with what its commitments stand for."""

    number: int
    leaf: int
    """-1 until the log has it."""
    day: str
    act: str
    step: str
    reason: str
    subject: str
    officers: list[str]
    quorum: int
    not_before: str


class Acts(msgspec.Struct, frozen=True):
    """Acts, newest first."""

    acts: list[Told]


async def overview(decisions: Decisions, officer: OfficerId, language: str) -> Overview:
    """What an officer finds on their page."""
    office = decisions.office
    async with office.db.transaction() as tx:
        people = await store.officers(tx)
        passkeys = await store.passkeys_of(tx, officer)
        names = {each.officer: each.name for each in people}
        queue = [
            await _asked(tx, decisions, stored, officer, names, language)
            for stored in await store.recent_decisions(tx, MOST_DECISIONS)
            if stored.kind in decisions.kinds
        ]
    return Overview(
        me=officer.hex(),
        quorum=office.settings.quorum,
        state=await office.switch.state(),
        officers=[Person(each.officer.hex(), each.name, each.state, each.since.isoformat()) for each in people],
        passkeys=[
            OwnPasskey(b64(each.credential), each.label, each.added.isoformat(), each.used.isoformat())
            for each in passkeys
        ],
        decisions=queue,
        kinds=[_by_hand(kind, language) for kind in decisions.kinds.values() if kind.by_hand],
    )


async def _asked(
    tx: Tx, decisions: Decisions, stored: Stored, officer: OfficerId, names: dict[OfficerId, str], language: str
) -> Asked:
    kind, body = decisions.kinds[stored.kind], read(stored.body, Decision)
    open_still = bool(rules.AFTER[stored.state])
    approvals = await standing(tx, decisions.office, kind, stored)
    return Asked(
        decision=stored.decision.hex(),
        kind=kind.name,
        text=in_words(kind, body.subject, language),
        body=b64(stored.body),
        reason=body.reason,
        state=stored.state,
        asked=write_time(stored.asked),
        not_before=write_time(stored.not_before) if stored.not_before else "",
        quorum=kind.quorum,
        approved_by=[names[each.officer] for each in approvals],
        mine=officer in {each.officer for each in approvals},
        may=open_still and officer not in kind.barred(body.subject),
    )


def in_words(kind: Kind, subject: Subject, language: str) -> str:
    """What is asked, as somebody who knows nothing of keys may read it."""
    text = kind.words.en if language == "en" else kind.words.fr
    values = {name: str(value) for name, value in subject.items()}
    if "key" in values:
        values["mark"] = mark_of(values["key"])
    # In one go: a value that looks like a place for another stays what it is.
    return PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def _by_hand(kind: Kind, language: str) -> ByHand:
    offered = sorted(kind.reasons, key=lambda reason: (reason == DRILL, reason))
    fields = list(kind.form.__struct_fields__) if kind.form else []
    return ByHand(kind.name, kind.words.en if language == "en" else kind.words.fr, offered, fields)


async def acts(office: Office, before: int) -> Acts:
    """Fifty acts before this one; 0 means the newest."""
    async with office.db.transaction() as tx:
        found = await store.acts_before(tx, before or 2**53, MOST_ACTS)
        names = {each.officer.hex(): each.name for each in await store.officers(tx)}
    return Acts([_told(act, names) for act in found])


async def published(office: Office) -> list[Bundle]:
    """The newest acts as the log has them, with their proofs: who decided stands there as a commitment."""
    async with office.db.transaction() as tx:
        found = await store.logged_acts(tx, MOST_ACTS)
    leaves = [(_entry(each), each.leaf) for each in found if each.leaf is not None]
    return await office.ledger.log.bundles(leaves)


def _entry(act: Act) -> bytes:
    return entry_bytes("custodian_act", Signed(b64(act.body), b64(act.signature)))


def _told(act: Act, names: dict[str, str]) -> Told:
    record = read(act.body, records.Act)
    opening = msgspec.json.decode(act.opening, type=Opening)
    return Told(
        number=act.number,
        leaf=-1 if act.leaf is None else act.leaf,
        day=record.day,
        act=record.act,
        step=record.step,
        reason=record.reason,
        subject=opening.subject,
        officers=_named(opening.officers, names),
        quorum=record.quorum,
        not_before=record.not_before,
    )


def _named(officers: Sequence[tuple[str, str]], names: dict[str, str]) -> list[str]:
    return [names.get(from_b64(officer).hex(), "?") for officer, _ in officers]
