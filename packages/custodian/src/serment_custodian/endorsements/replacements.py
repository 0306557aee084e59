"""Replace a practice's root: take the wish, lay it before the officers, and carry out what they decided (SPEC 16)."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from serment_custodian.endorsements import actions, course, replacement_store, rules, store
from serment_custodian.endorsements.errors import BadRoot, ReplacementObjected, ReplacementUnknown
from serment_custodian.endorsements.types import Replaced, Root, Wish
from serment_custodian.errors import MarkTaken
from serment_custodian.ledger import Ledger
from serment_custodian.officers import DecisionId, Decisions, State
from serment_kernel.database import Database, Tx
from serment_protocol.acts import Decision
from serment_protocol.encoding import from_b64
from serment_protocol.replacements import RENEWED, REPLACE, RootRequest, root_request_id, root_request_mark
from serment_protocol.signing import Signed

OBJECT = "object_to_root"
OBJECTED = "practice_objected"
# Long past whatever the officers' patience and delay come to.
KEPT_WISHES = timedelta(days=180)

Tell = Callable[[], Awaitable[None]]
"""Has every day that is over in the log."""


async def ask(db: Database, ledger: Ledger, decisions: Decisions, signed: Signed, present: str, now: datetime) -> str:
    """Take a wish and lay it before the officers; the same again changes nothing while it is under way. Its id."""
    said = rules.read_wish(signed, present)
    name, practice = root_request_id(signed), bytes.fromhex(said.practice)
    new = Wish(
        bytes.fromhex(name),
        practice,
        signed.body_bytes,
        signed.signature_bytes,
        decision=None,
        objected=False,
        asked=now.date(),
    )
    async with db.transaction() as tx:
        await store.hold_practice(tx, practice)
        await actions.require_open_in(tx, practice)
        await _require_next(tx, ledger, said)
        known = await store.standing_of(tx, practice)
        if known is not None and known.name != said.name:
            raise BadRoot
        # Marks are for everybody to read: whoever makes keys until theirs agrees with another's is too late.
        others = [each for each in await replacement_store.wishes_of(tx, practice) if each.request != new.request]
        if root_request_mark(signed) in [root_request_mark(each.signed) for each in others]:
            raise MarkTaken
        await replacement_store.add_wish(tx, new)
    decision = await decisions.ask(REPLACE, said.reason, rules.subject_of(signed))
    async with db.transaction() as tx:
        await replacement_store.note_decision(tx, new.request, decision, now.date())
    return name


async def wishes(db: Database, decisions: Decisions, practice: bytes) -> Sequence[tuple[Wish, State]]:
    """What was asked about a practice's root, and how far it has come."""
    async with db.transaction() as tx:
        found = await replacement_store.wishes_of(tx, practice)
    return [(each, await _state(decisions, each)) for each in found]


async def object_to(db: Database, decisions: Decisions, request: bytes, signer: bytes) -> None:
    """Let the present root say that it should stay. Where the root was copied that may be whoever copied it: then it
    is told to the officers, who decide.
    """
    async with db.transaction() as tx:
        found = await replacement_store.find_wish(tx, request)
        if found is None or from_b64(found.said.old) != signer:
            raise ReplacementUnknown
        if found.objected:
            return
        await replacement_store.note_objection(tx, request)
    await decisions.note(OBJECT, OBJECTED, {"practice": found.practice.hex(), "request": request.hex()})


def newest_root(db: Database, ledger: Ledger) -> Callable[[bytes], Awaitable[bytes | None]]:
    """What tells the root that replaced a practice's first one; none while that counts."""

    async def root_of(practice: bytes) -> bytes | None:
        async with db.transaction() as tx:
            replaced = await course.replacements_of(tx, ledger, practice)
        return replaced[-1].root if replaced else None

    return root_of


async def carry_out(db: Database, ledger: Ledger, tell: Tell, decision: Decision, now: datetime) -> None:
    """Write the replacement, and stand by the new root from today on; done twice, it is done once."""
    # The log shows the seven days by the days told in it.
    await tell()
    async with db.transaction() as tx:
        wish = await replacement_store.find_wish(tx, bytes.fromhex(str(decision.subject["request"])))
        if wish is None:
            raise ReplacementUnknown
        await store.hold_practice(tx, wish.practice)
        await actions.require_open_in(tx, wish.practice)
        replaced = await course.replacements_of(tx, ledger, wish.practice)
        if bytes.fromhex(decision.decision) not in [each.decision for each in replaced]:
            if wish.objected and decision.reason == RENEWED:
                raise ReplacementObjected
            await _replace(tx, ledger, rules.decided(wish, decision), decision, replaced, now)
    await actions.publish(db, ledger)


async def purge(db: Database, now: datetime) -> None:
    """Forget wishes that are long over; what came of them is in the log."""
    async with db.transaction() as tx:
        await replacement_store.purge(tx, (now - KEPT_WISHES).date())


async def _replace(
    tx: Tx, ledger: Ledger, said: RootRequest, decision: Decision, replaced: Sequence[Replaced], now: datetime
) -> None:
    practice, new = bytes.fromhex(said.practice), from_b64(said.new)
    rules.require_next(practice, said.number, from_b64(said.old), replaced)
    body = await actions.write(tx, ledger, rules.replacement(said, decision, replaced, now.date()))
    added = Replaced(practice, said.number, new, bytes.fromhex(decision.decision), body)
    await replacement_store.add_replacement(tx, added)
    root = Root(practice, new, said.name)
    await actions.stand_by(tx, ledger, rules.standing(root, "officers", now.date(), [*replaced, added]), now.date())


async def _require_next(tx: Tx, ledger: Ledger, said: RootRequest) -> None:
    practice = bytes.fromhex(said.practice)
    replaced = await course.replacements_of(tx, ledger, practice)
    rules.require_next(practice, said.number, from_b64(said.old), replaced)


async def _state(decisions: Decisions, found: Wish) -> State:
    return await decisions.state_of(DecisionId(found.decision)) if found.decision else "asked"
