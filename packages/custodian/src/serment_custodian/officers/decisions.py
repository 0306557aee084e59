"""Decisions: asked by whoever has a reason, approved by a quorum of officers, carried out after a delay, or vetoed.

Every step is an act of the log. What is carried out was approved by signatures that are verified again right before.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime

from serment_custodian import config
from serment_custodian.ledger import Ledger
from serment_custodian.officers import acts, rules, store
from serment_custodian.officers.acts import Deed
from serment_custodian.officers.errors import DecisionSettled, DecisionUnknown, KindUnknown, ReasonDenied
from serment_custodian.officers.types import DecisionId, Kind, OfficerId, State, Stored, Subject
from serment_kernel.clock import Clock
from serment_kernel.database import Database, Tx
from serment_protocol.acts import Decision
from serment_protocol.encoding import canonical, write_time

ID_BYTES = 16


class Decisions:
    """The front door: other rooms ask here, and have noted here what they did."""

    def __init__(self, db: Database, ledger: Ledger, settings: config.Officers, now: Clock) -> None:
        self._db = db
        self._ledger = ledger
        self._settings = settings
        self._now = now
        self.kinds: dict[str, Kind] = {}

    def register(self, kinds: Iterable[Kind]) -> None:
        """Let these kinds be asked for; `main` does so once, with what carries each out."""
        for kind in kinds:
            self.kinds[kind.name] = kind

    async def ask(self, name: str, reason: str, subject: Subject, by: OfficerId | None = None) -> DecisionId:
        """Open a decision; the one about the same subject that is under way already is not opened twice."""
        kind = self._kind(name)
        now = self._now()
        new = draw(name, reason, subject, now)
        try:
            rules.require_reason(kind, reason)
        except ReasonDenied:
            await self._open(kind, new, by, "refused")
            raise
        await kind.require(subject)
        return await self._open(kind, new, by, "asked")

    async def state_of(self, decision: DecisionId) -> State:
        """How far a decision has come."""
        async with self._db.transaction() as tx:
            found = await store.read_decision(tx, decision)
        if found is None:
            raise DecisionUnknown
        return found.state

    async def note(self, act: str, reason: str, subject: Subject, *, public: bool = True) -> None:
        """Have an act in the log that needed no decision, such as a command of a key ceremony."""
        async with self._db.transaction() as tx:
            decision = DecisionId(secrets.token_bytes(ID_BYTES))
            day = self._now().date()
            await acts.write(tx, self._ledger, Deed(decision, act, reason, "noted", subject, day, public=public))
        await self.publish()

    async def publish(self) -> None:
        """Have every act in the log."""
        await acts.publish(self._db, self._ledger)

    async def _open(self, kind: Kind, new: Decision, by: OfficerId | None, state: State) -> DecisionId:
        decision, now = DecisionId(bytes.fromhex(new.decision)), self._now()
        stored = Stored(decision, kind.name, canonical(new), state, now, None)
        deed = Deed(
            decision,
            kind.name,
            new.reason,
            "refused" if state == "refused" else "asked",
            new.subject,
            now.date(),
            () if by is None else (by,),
            public=kind.public,
            quorum=kind.quorum,
        )
        async with self._db.transaction() as tx:
            if not await store.add_decision(tx, stored, canonical(new.subject)):
                return await self._under_way(tx, kind, new)
            await acts.write(tx, self._ledger, deed)
        await self.publish()
        return decision

    @staticmethod
    async def _under_way(tx: Tx, kind: Kind, new: Decision) -> DecisionId:
        present = await store.open_decision(tx, kind.name, canonical(new.subject))
        if present is None:
            raise DecisionSettled  # Between two statements; whoever still wants it asks again.
        return present

    def _kind(self, name: str) -> Kind:
        found = self.kinds.get(name)
        if found is None:
            raise KindUnknown
        return found


def draw(kind: str, reason: str, subject: Subject, now: datetime) -> Decision:
    """A new decision, under an id that nobody foresees."""
    return Decision(
        decision=secrets.token_hex(ID_BYTES),
        act=kind,
        reason=reason,
        subject=dict(subject),
        asked=write_time(now),
    )
