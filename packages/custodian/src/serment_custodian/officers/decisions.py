"""Decisions: asked by whoever has a reason, approved by a quorum of officers, carried out after a delay, or vetoed.

Every step is an act of the log. What is carried out was approved by signatures that are verified again right before.
"""

import logging
import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Literal

import msgspec

from serment_custodian.officers import acts, rules, store
from serment_custodian.officers.acts import Deed
from serment_custodian.officers.approvals import Approval, reached, standing
from serment_custodian.officers.errors import (
    AlreadyDecided,
    Barred,
    DecisionSettled,
    DecisionUnknown,
    KindUnknown,
    ReasonDenied,
    SubjectUnreadable,
)
from serment_custodian.officers.office import Office
from serment_custodian.officers.steps import verify_step
from serment_custodian.officers.types import DecisionId, GivenAssertion, Kind, OfficerId, State, Stored, Subject
from serment_kernel.database import Tx
from serment_kernel.errors import Refusal
from serment_kernel.failures import where
from serment_kernel.passkeys import SignedStep
from serment_protocol.acts import Decision, Step, decision_hash
from serment_protocol.encoding import canonical, write_time
from serment_protocol.structure import read

ID_BYTES = 16
logger = logging.getLogger(__name__)


class Decisions:
    """The front door: other rooms ask here, and have noted here what they did."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.kinds: dict[str, Kind] = {}

    def register(self, kinds: Iterable[Kind]) -> None:
        """Let these kinds be asked for; `main` does so once, with what carries each out."""
        for kind in kinds:
            self.kinds[kind.name] = kind

    async def ask(self, name: str, reason: str, subject: Subject, by: OfficerId | None = None) -> DecisionId:
        """Open a decision; the one about the same subject that is under way already is not opened twice."""
        kind = self._kind(name)
        require_form(kind, subject)
        new = draw(name, reason, subject, self.office.now())
        try:
            rules.require_reason(kind, reason)
        except ReasonDenied:
            await self._open(kind, new, by, "refused")
            raise
        await kind.require(subject)
        return await self._open(kind, new, by, "asked")

    async def state_of(self, decision: DecisionId) -> State:
        """How far a decision has come."""
        async with self.office.db.transaction() as tx:
            found = await store.read_decision(tx, decision)
        if found is None:
            raise DecisionUnknown
        return found.state

    async def first_day_of(self, decision: DecisionId) -> date | None:
        """The first day on which it may be carried out; none until a quorum has approved it."""
        async with self.office.db.transaction() as tx:
            found = await store.read_decision(tx, decision)
        if found is None:
            raise DecisionUnknown
        return rules.first_day(found.not_before)

    async def note(
        self, act: str, reason: str, subject: Subject, *, public: bool = True, officers: Sequence[OfficerId] = ()
    ) -> None:
        """Have an act in the log that needed no decision, such as a command of a key ceremony."""
        async with self.office.db.transaction() as tx:
            await self.note_in(tx, act, reason, subject, public=public, officers=officers)
        await self.publish()

    async def note_in(
        self,
        tx: Tx,
        act: str,
        reason: str,
        subject: Subject,
        *,
        public: bool = True,
        officers: Sequence[OfficerId] = (),
    ) -> None:
        """The same in the transaction of the deed; `publish` afterwards."""
        decision, day = DecisionId(secrets.token_bytes(ID_BYTES)), self.office.now().date()
        deed = Deed(decision, act, reason, "noted", subject, day, officers, public=public)
        await acts.write(tx, self.office.ledger, deed)

    async def note_change(self, act: str, reason: str, subject: Subject) -> None:
        """The same for a state of things, unless the last act of this name says so already."""
        async with self.office.db.transaction() as tx:
            last = await store.last_subject(tx, act)
            if last == canonical(subject).decode():
                return
            await self.note_in(tx, act, reason, subject)
        await self.publish()

    async def publish(self) -> None:
        """Have every act in the log."""
        await acts.publish(self.office.db, self.office.ledger)

    async def approve(self, decision: DecisionId, signed: SignedStep) -> State:
        """Count an officer's approval; the one that completes the quorum starts the delay."""
        officer = await self._stepped(decision, signed, "approve")
        async with self.office.db.transaction() as tx:
            stored, kind = await self._give(tx, decision, signed, "approve", officer)
            time = reached(await standing(tx, self.office, kind, stored), kind.quorum)
            ripe = time + kind.delay if time is not None and stored.state == "asked" else None
            if ripe is not None:
                await store.move(tx, decision, "approved", ripe)
            await self._write(tx, kind, stored, "approved", (officer,), not_before=ripe)
        await self.publish()
        await self._try(decision)
        return await self.state_of(decision)

    async def veto(self, decision: DecisionId, signed: SignedStep) -> State:
        """Let an officer's veto settle a decision, until it is done."""
        officer = await self._stepped(decision, signed, "veto")
        async with self.office.db.transaction() as tx:
            stored, kind = await self._give(tx, decision, signed, "veto", officer)
            await self._settle(tx, kind, stored, "vetoed", (officer,))
        await self.publish()
        return "vetoed"

    async def carry_out_ripe(self) -> None:
        """Carry out whatever may be, and let expire what nobody approved in time."""
        await self.publish()
        async with self.office.db.transaction() as tx:
            open_ones = await store.under_way(tx)
        for stored in open_ones:
            await self._try(stored.decision)

    async def _try(self, decision: DecisionId) -> None:
        try:
            await self.carry_out(decision)
        except Exception as error:  # noqa: BLE001 -- it is tried again with the next round, and others go on
            # No traceback: values stand in it.
            logger.error("a decision waits (%s at %s)", type(error).__name__, where(error))  # noqa: TRY400

    async def carry_out(self, decision: DecisionId) -> None:
        """Carry out a decision whose time has come; whatever interrupts it, it begins anew the next time."""
        async with self.office.db.transaction() as tx:
            # The row is held while the deed is done: a veto waits, and nobody does it twice at once.
            await store.wait_long(tx)
            stored = await store.lock_decision(tx, decision)
            kind = self.kinds.get(stored.kind) if stored else None
            if stored is None or kind is None or not await store.is_logged(tx, decision):
                return
            await self._carry_out(tx, kind, stored)
        await self.publish()

    async def _carry_out(self, tx: Tx, kind: Kind, stored: Stored) -> None:
        now = self.office.now()
        if stored.state == "asked" and rules.is_over(stored.asked, now, self.office.settings.patience):
            await self._settle(tx, kind, stored, "expired")
        if stored.state != "approved":
            return
        approvals = await standing(tx, self.office, kind, stored)
        time = reached(approvals, kind.quorum)
        if time is None:
            # An officer left, or a passkey was taken away: who is still there may be asked again.
            await self._settle(tx, kind, stored, "refused")
        elif now >= time + kind.delay and (kind.though_stopped or not (await self.office.switch.state()).stopped):
            await self._do(tx, kind, stored, approvals)

    async def _do(self, tx: Tx, kind: Kind, stored: Stored, approvals: Sequence[Approval]) -> None:
        try:
            await kind.carry_out(read(stored.body, Decision))
        except Refusal as refusal:
            logger.warning("a decision of kind %s could not be carried out (%s)", kind.name, refusal.code)
            await self._settle(tx, kind, stored, "refused")
        else:
            await self._settle(tx, kind, stored, "done", [each.officer for each in approvals])

    async def _stepped(self, decision: DecisionId, signed: SignedStep, step: Literal["approve", "veto"]) -> OfficerId:
        async with self.office.db.transaction() as tx:
            stored = await store.read_decision(tx, decision)
        if stored is None:
            raise DecisionUnknown
        return (await verify_step(self.office, signed, step, decision_hash(stored.body))).officer

    async def _give(
        self, tx: Tx, decision: DecisionId, signed: SignedStep, step: Literal["approve", "veto"], officer: OfficerId
    ) -> tuple[Stored, Kind]:
        """Keep the evidence of a step that this officer may take now."""
        stored = await store.lock_decision(tx, decision)
        if stored is None:
            raise DecisionUnknown
        kind = self._kind(stored.kind)
        rules.require_open(stored.state)
        if officer in kind.barred(read(stored.body, Decision).subject):
            raise Barred
        statement, given = signed
        evidence = (given.credential, statement, given.authenticator_data, given.client_data, given.signature)
        if not await store.add_assertion(tx, GivenAssertion(decision, officer, step, *evidence)):
            raise AlreadyDecided
        return stored, kind

    async def _settle(
        self, tx: Tx, kind: Kind, stored: Stored, state: rules.Settled, officers: Sequence[OfficerId] = ()
    ) -> None:
        rules.require_next(stored.state, state)
        await store.move(tx, stored.decision, state, stored.not_before)
        await self._write(tx, kind, stored, state, officers)

    async def _write(
        self,
        tx: Tx,
        kind: Kind,
        stored: Stored,
        step: Step,
        officers: Sequence[OfficerId],
        not_before: datetime | None = None,
    ) -> None:
        body = read(stored.body, Decision)
        deed = Deed(
            stored.decision,
            body.act,
            body.reason,
            step,
            body.subject,
            self.office.now().date(),
            officers,
            public=kind.public,
            quorum=kind.quorum,
            not_before=rules.first_day(not_before),
        )
        await acts.write(tx, self.office.ledger, deed)

    async def _open(
        self, kind: Kind, new: Decision, by: OfficerId | None, state: Literal["asked", "refused"]
    ) -> DecisionId:
        decision = DecisionId(bytes.fromhex(new.decision))
        stored = Stored(decision, kind.name, canonical(new), state, self.office.now(), None)
        async with self.office.db.transaction() as tx:
            if not await store.add_decision(tx, stored, canonical(new.subject)):
                return await self._under_way(tx, kind, new)
            await self._write(tx, kind, stored, state, () if by is None else (by,))
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


def require_form(kind: Kind, subject: Subject) -> None:
    """Raise unless this is what such a decision is about."""
    if kind.form is None:
        return
    try:
        msgspec.convert(subject, kind.form)
    except msgspec.ValidationError as error:
        raise SubjectUnreadable from error


def draw(kind: str, reason: str, subject: Subject, now: datetime) -> Decision:
    """A new decision, under an id that nobody foresees."""
    return Decision(
        decision=secrets.token_hex(ID_BYTES),
        act=kind,
        reason=reason,
        subject=dict(subject),
        asked=write_time(now),
    )
