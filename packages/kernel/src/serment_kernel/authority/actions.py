"""One function, one transaction, one event: every step of a request is in the evidence the moment it is true.

What the evidence has of a step is a salted commitment; a row that somebody changes afterwards contradicts it, and from
then on nothing moves.
"""

import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple, Protocol

import msgspec

from serment_kernel.authority import rules, store
from serment_kernel.authority.errors import (
    ActUnknown,
    NotNow,
    ProposerSigns,
    RequestAltered,
    RequestMoved,
    RequestUnknown,
    RoleMissing,
)
from serment_kernel.authority.rules import BY_SIGNATURE, UNDECIDED, Procedure, Step
from serment_kernel.authority.types import (
    Actor,
    Asked,
    Built,
    Facts,
    File,
    Move,
    Nothing,
    Received,
    Refused,
    RequestId,
    Signature,
    State,
)
from serment_kernel.clock import Clock
from serment_kernel.database import Database, Tx
from serment_kernel.errors import Refusal
from serment_kernel.evidence.chain import Chain
from serment_kernel.passkeys import SignedStep
from serment_protocol.disclosure import decision_hash
from serment_protocol.encoding import Json, canonical
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.evidence import Event
from serment_protocol.primitives import hash_bytes
from serment_protocol.structure import read

KIND = "authority"
ID_BYTES = SALT_BYTES = 16
CLOCK = "clock"
"""By whom a step is that time takes."""
SIGNED = "signed"
"""By whom a step is that comes of signatures; each of them is an event of its own."""
SIGN = "sign"
"""The one act that is no step: nothing moves by it alone."""
BY_DEED = frozenset({"receive", "build"})
"""Steps that come of what is done, and of nobody's saying so."""
NEVER, NOWHERE = datetime.min.replace(tzinfo=UTC), -1
"""Of a step that the evidence does not have yet."""
Beside = Callable[[Tx], Awaitable[None]]
"""What is kept in the transaction of a step."""
Steps = Mapping[str, Sequence[Event]]
"""By request, every step that the evidence has of it."""
logger = logging.getLogger(__name__)


async def nothing_more(_tx: Tx) -> None:
    """Only the step itself."""


class Desk(Protocol):
    """What a hand brings: its procedure, where it is written down, and whose passkeys sign there."""

    @property
    def db(self) -> Database: ...
    @property
    def chain(self) -> Chain: ...
    @property
    def now(self) -> Clock: ...
    @property
    def procedure(self) -> Procedure: ...

    async def verified(self, signed: SignedStep, what: str) -> Actor:
        """Who approves this thing, by a passkey that signs it just now."""
        ...

    async def standing(self, tx: Tx, what: str, given: Iterable[SignedStep]) -> Sequence[Signature]:
        """The signatures over this thing that hold now, oldest first, one for each person."""
        ...

    async def noted(self, tx: Tx, file: File, act: str) -> None:
        """Whatever else the hand keeps of a step, in its transaction."""
        ...


class Loaded(NamedTuple):
    """A request, and the steps that tell it."""

    file: File
    moves: Sequence[Move]


class Altered(NamedTuple):
    """A request that is not kept as the evidence has it, and what is certain of it."""

    request: str
    opened: datetime


class Everything(NamedTuple):
    """Every request that the evidence names, oldest first."""

    files: Sequence[File]
    altered: Sequence[Altered]


async def receive(desk: Desk, actor: Actor, facts: Received) -> RequestId:
    """Register what came."""
    if not actor.roles & desk.procedure.step_of("receive").by:
        raise RoleMissing
    request = RequestId(secrets.token_bytes(ID_BYTES))
    async with desk.db.transaction() as tx:
        await _add(desk, tx, _move(request, 0, "receive", "RECEIVED", facts, actor.pseudonym), drill=facts.drill)
    return request


async def act(desk: Desk, actor: Actor, request: RequestId, name: str, facts: Facts) -> File:
    """Take a step that needs no passkey of its own, and that nothing but somebody's word makes true."""
    step = desk.procedure.step_of(name)
    if name in BY_SIGNATURE | BY_DEED or not step.by:
        raise ActUnknown
    async with desk.db.transaction() as tx:
        loaded = await load(desk, tx, request)
        asked = Asked(loaded.file, facts, actor, desk.now())
        rules.require(step, asked)
        return await _take(desk, tx, loaded, step, facts, actor.pseudonym)


async def sign(desk: Desk, request: RequestId, signed: SignedStep) -> File:
    """Count a signature over the decision that waits; the one that completes both lets it be carried out."""
    async with desk.db.transaction() as tx:
        waiting = (await load(desk, tx, request)).file.decision
    if waiting is None:
        raise NotNow
    actor = await desk.verified(signed, decision_hash(waiting))
    async with desk.db.transaction() as tx:
        loaded = await load(desk, tx, request)
        decision = desk.procedure.require_may_sign(loaded.file, actor, desk.now())
        if decision != waiting:
            raise RequestMoved
        number = last(loaded, "propose").number
        if not await store.add_signature(tx, request, number, actor.pseudonym, signed):
            raise RequestMoved
        await _note_signature(desk, tx, loaded, actor.pseudonym, decision_hash(decision))
        if not desk.procedure.is_approved(decision, await signatures(desk, tx, loaded), desk.now()):
            return loaded.file
        return await _take(desk, tx, loaded, desk.procedure.step_of("approve"), Nothing(), SIGNED)


async def seal(desk: Desk, request: RequestId, signed: SignedStep) -> File:
    """Have the witness say, by a passkey, that this very package was built."""
    async with desk.db.transaction() as tx:
        built = _built(await load(desk, tx, request))
    actor = await desk.verified(signed, rules.manifest_hash(built))
    if not actor.roles & desk.procedure.step_of("seal").by:
        raise RoleMissing
    async with desk.db.transaction() as tx:
        loaded = await load(desk, tx, request)
        if _built(loaded) != built:
            raise RequestMoved
        if loaded.file.decision and actor.pseudonym == loaded.file.decision.proposer:
            raise ProposerSigns
        await store.add_signature(tx, request, last(loaded, "build").number, actor.pseudonym, signed)
        step = desk.procedure.step_of("seal")
        rules.require(step, Asked(loaded.file, Nothing(), actor, desk.now()))
        return await _take(desk, tx, loaded, step, Nothing(), actor.pseudonym)


async def tick(desk: Desk) -> int:
    """Let decisions that nobody signed or carried out in time become refusals; how many did."""
    async with desk.db.transaction() as tx:
        waiting = await store.in_state(tx, *UNDECIDED)
    return sum([await _expire_alone(desk, request) for request in waiting])


async def _expire_alone(desk: Desk, request: RequestId) -> bool:
    """One that cannot be read keeps none of the others from their end."""
    try:
        return await _expire(desk, request)
    except Refusal as error:
        logger.error("a request of an authority stays as it is: %s", error.code)  # noqa: TRY400 -- a refusal says all
        return False


async def _expire(desk: Desk, request: RequestId) -> bool:
    async with desk.db.transaction() as tx:
        loaded = await load(desk, tx, request)
        if not rules.expires(loaded.file, desk.now()):
            return False
        await _take(desk, tx, loaded, desk.procedure.step_of("expire"), Refused("expired"), CLOCK)
    return True


async def approved(desk: Desk, tx: Tx, request: RequestId) -> Loaded:
    """A request whose decision may be carried out now: every signature is verified once more."""
    loaded = await load(desk, tx, request)
    desk.procedure.require_approved(loaded.file, await signatures(desk, tx, loaded), desk.now())
    return loaded


async def by_time(desk: Desk, request: RequestId, name: str, facts: Facts) -> File:
    """Take a step that is in nobody's hand, because its time has come."""
    step = desk.procedure.step_of(name)
    if name in BY_SIGNATURE or step.by:
        raise ActUnknown
    async with desk.db.transaction() as tx:
        return await _take(desk, tx, await load(desk, tx, request), step, facts, CLOCK)


async def built(desk: Desk, actor: Actor, request: RequestId, facts: Built, beside: Beside = nothing_more) -> File:
    """Note that the package of a decision was built, if the decision still stands, and what else is kept of it."""
    step = desk.procedure.step_of("build")
    async with desk.db.transaction() as tx:
        loaded = await approved(desk, tx, request)
        rules.require(step, Asked(loaded.file, facts, actor, desk.now()))
        await beside(tx)
        return await _take(desk, tx, loaded, step, facts, actor.pseudonym)


async def signatures(desk: Desk, tx: Tx, loaded: Loaded) -> Sequence[Signature]:
    """The signatures over the decision that hold now."""
    if loaded.file.decision is None:
        return []
    given = await store.signatures_of(tx, loaded.moves[0].request, last(loaded, "propose").number)
    return await desk.standing(tx, decision_hash(loaded.file.decision), given)


async def load(desk: Desk, tx: Tx, request: RequestId, steps: Steps | None = None, last: date = date.max) -> Loaded:
    """A request as its steps tell it, up to a day; raises `RequestAltered` where they are not what the evidence says.

    The evidence is read first: what came to it meanwhile is a row more, never one less.
    """
    noted = (steps or await steps_noted(desk, tx)).get(request.hex(), [])
    moves = await store.moves_of(tx, request)
    if not moves and not noted:
        raise RequestUnknown
    if [each.event for each in moves][: len(noted)] != [each.seq for each in noted]:
        raise RequestAltered
    try:
        received = read(moves[0].facts, Received)
        for number, move in enumerate(moves):
            await _require_true(desk, tx, number, move, drill=received.drill)
        return _replayed(desk.procedure, received, [each for each in moves if each.at.date() <= last])
    except (ProtocolRefusal, ActUnknown) as error:
        raise RequestAltered from error


def _replayed(procedure: Procedure, received: Received, moves: Sequence[Move]) -> Loaded:
    if not moves:
        raise RequestUnknown
    file = rules.opened(moves[0].request.hex(), received, moves[0].at)
    for move in moves[1:]:
        step = procedure.step_of(move.act)
        file = procedure.after(file, step, read(move.facts, step.form), move.by, move.at)
        if file.state != move.state:
            raise RequestAltered
    return Loaded(file, moves)


async def steps_noted(desk: Desk, tx: Tx) -> dict[str, list[Event]]:
    """What the evidence has of every request, oldest first. A row that is gone is missed by this alone."""
    found: dict[str, list[Event]] = {}
    since = 0
    while some := await desk.chain.events(tx, since, kind=KIND):
        for event in some:
            said = event.content
            if isinstance(said, Mapping) and said.get("act") != SIGN:
                found.setdefault(str(said.get("request")), []).append(event)
        since = some[-1].seq + 1
    return found


async def everything(desk: Desk, last: date = date.max) -> Everything:
    """Every request as it was at the end of a day, and those of which that cannot be said."""
    files, altered = list[File](), list[Altered]()
    async with desk.db.transaction() as tx:
        steps = await steps_noted(desk, tx)
        for request, noted in steps.items():
            if noted[0].at.date() > last:
                continue
            try:
                files.append((await load(desk, tx, RequestId(bytes.fromhex(request)), steps, last)).file)
            except (Refusal, ValueError):
                altered.append(Altered(request, noted[0].at))
    return Everything(files, altered)


async def _require_true(desk: Desk, tx: Tx, number: int, move: Move, *, drill: bool) -> None:
    found = await desk.chain.events(tx, move.event, 1)
    if not found or move.number != number or (found[0].seq, found[0].kind) != (move.event, KIND):
        raise RequestAltered
    if found[0].content != _told(move, drill=drill) or found[0].at != move.at:
        raise RequestAltered
    if not (await desk.chain.signers(tx)).signed(found[0]):
        raise RequestAltered


async def _take(desk: Desk, tx: Tx, loaded: Loaded, step: Step, facts: Facts, by: str) -> File:
    if loaded.file.state not in step.before:
        raise NotNow
    number, request = len(loaded.moves), loaded.moves[0].request
    move = _move(request, number, step.act, step.after or loaded.file.state, facts, by)
    at = await _add(desk, tx, move, drill=loaded.file.received.drill)
    file = desk.procedure.after(loaded.file, step, facts, by, at)
    await desk.noted(tx, file, step.act)
    return file


def _move(request: RequestId, number: int, act: str, state: State, facts: Facts, by: str) -> Move:
    salt = secrets.token_bytes(SALT_BYTES)
    return Move(request, number, act, state, canonical(facts), salt, by, NEVER, NOWHERE)


async def _add(desk: Desk, tx: Tx, move: Move, *, drill: bool) -> datetime:
    """Have a step in the evidence and beside it, or in neither; when it was taken."""
    event = await desk.chain.append(tx, KIND, _told(move, drill=drill), desk.now())
    if not await store.add_move(tx, msgspec.structs.replace(move, at=event.at, event=event.seq)):
        raise RequestMoved
    return event.at


def _told(move: Move, *, drill: bool) -> dict[str, Json]:
    """What the evidence says of a step: that it was taken, by which pseudonym, and a commitment to the rest."""
    facts = hash_bytes("authority-facts", move.salt + move.facts).hex()
    told: dict[str, Json] = {"act": move.act, "request": move.request.hex(), "number": move.number}
    told |= {"state": move.state, "facts": facts, "by": move.by}
    return told | {"drill": True} if drill else told


async def _note_signature(desk: Desk, tx: Tx, loaded: Loaded, by: str, decision: str) -> None:
    told: dict[str, Json] = {"act": SIGN, "request": loaded.file.request, "by": by, "decision": decision}
    told |= {"drill": True} if loaded.file.received.drill else {}
    await desk.chain.append(tx, KIND, told, desk.now())


def last(loaded: Loaded, act: str) -> Move:
    """The newest step of this name."""
    return next(each for each in reversed(loaded.moves) if each.act == act)


def _built(loaded: Loaded) -> Built:
    if loaded.file.built is None:
        raise NotNow
    return loaded.file.built
