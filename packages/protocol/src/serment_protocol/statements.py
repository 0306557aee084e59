"""Statements: every change of an appointment, signed and chained; and the rules of the chain (SPEC 7)."""

from collections.abc import Callable, Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from serment_protocol.appointments import ZEROS, appointment_id
from serment_protocol.credentials import credential_hash
from serment_protocol.encoding import b64, canonical
from serment_protocol.errors import BadTransition, ChainBroken
from serment_protocol.lifecycle import LIFE, State
from serment_protocol.primitives import hash_bytes
from serment_protocol.signing import Signed, body_hash, peek, sign, verify
from serment_protocol.structure import Count, Digest, Hex16, Number, Slug, Time, Versioned

DeskKey = Callable[[int], bytes]

NAME = "appointment"
MANAGE = "manage"
DESK_PREFIX = "desk:"
UNCHANGING = ("appointment", "practice", "duration", "service_class", "epoch")


class Statement(Versioned, frozen=True, kw_only=True, rename={"service_class": "class"}):
    """One state of an appointment (name `appointment`)."""

    type: Literal["appointment"] = "appointment"
    appointment: Digest
    practice: Hex16
    sequence: Count
    state: State
    schedule: Hex16
    start: Time
    duration: Annotated[int, Meta(ge=5, le=480)]
    service_class: Slug
    epoch: Number
    previous: Digest
    by: Annotated[str, Meta(pattern=r"\A(?:manage|desk:[1-9][0-9]{0,15})\Z")]
    contents: Digest

    @property
    def desk_epoch(self) -> int | None:
        """The epoch whose desk signed, unless the manage key did."""
        return None if self.by == MANAGE else int(self.by.removeprefix(DESK_PREFIX))


class Contents(msgspec.Struct, frozen=True):
    """Everything that a booking carries beside its statement."""

    manage: bytes
    envelope: bytes
    self_copy: bytes
    ticket: bytes
    token: bytes | None
    credential: bytes | None = None

    def digest(self) -> str:
        """What the first statement commits to; staff book without a token."""
        hashes = {
            "manage": b64(self.manage),
            "envelope": hash_bytes("envelope", self.envelope).hex(),
            "self_copy": hash_bytes("self-copy", self.self_copy).hex(),
            "ticket": hash_bytes("ticket", self.ticket).hex(),
            "token": ZEROS if self.token is None else hash_bytes("token", self.token).hex(),
        }
        if self.credential is not None:
            hashes["credential"] = credential_hash(self.credential)
        return hash_bytes("contents", canonical(hashes)).hex()


def sign_booking(statement: Statement, manage_seed: bytes) -> Signed:
    """The first statement, always signed by the manage key, also when staff hold it."""
    return sign(manage_seed, NAME, statement)


def sign_next(
    last: Signed,
    state: State,
    by: str,
    seed: bytes,
    *,
    start: str | None = None,
    schedule: str | None = None,
) -> Signed:
    """The next statement; `by` is `manage` or `desk:<epoch>` and names the seed that signs."""
    before = peek(last, Statement)
    after = msgspec.structs.replace(
        before,
        sequence=before.sequence + 1,
        state=state,
        start=start or before.start,
        schedule=schedule or before.schedule,
        previous=statement_hash(last),
        by=by,
        contents=ZEROS,
    )
    check_step(before, after)
    return sign(seed, NAME, after)


def statement_hash(signed: Signed) -> str:
    """By which the next statement names this one."""
    return body_hash("statement", signed)


def verify_chain(chain: Sequence[Signed], manage: bytes, desk_key: DeskKey) -> list[Statement]:
    """All statements of one appointment, believed: numbers, links, signatures, transitions, what may not change."""
    if not chain:
        raise ChainBroken
    statements: list[Statement] = []
    previous = ZEROS
    for number, signed in enumerate(chain):
        statement = verify_statement(signed, manage, desk_key)
        if statement.sequence != number or statement.previous != previous:
            raise ChainBroken
        if statements:
            check_step(statements[-1], statement)
        else:
            check_first(statement, manage)
        statements.append(statement)
        previous = statement_hash(signed)
    return statements


def verify_statement(signed: Signed, manage: bytes, desk_key: DeskKey) -> Statement:
    """One statement, its signature checked with the key that it names."""
    epoch = peek(signed, Statement).desk_epoch
    return verify(manage if epoch is None else desk_key(epoch), NAME, signed, Statement)


def check_first(statement: Statement, manage: bytes) -> None:
    """Raise unless this opens the chain of the appointment that the manage key governs."""
    if statement.appointment != appointment_id(manage) or (statement.sequence, statement.previous) != (0, ZEROS):
        raise ChainBroken
    if statement.state != "booked" or statement.by != MANAGE:
        raise BadTransition


def check_step(before: Statement, after: Statement) -> None:
    """Raise unless the one may follow the other; links and signatures are the caller's."""
    changed = any(getattr(before, field) != getattr(after, field) for field in UNCHANGING)
    if changed or after.contents != ZEROS or after.sequence != before.sequence + 1:
        raise ChainBroken
    stage = LIFE[before.state]
    if after.state not in (stage.by_patient if after.by == MANAGE else stage.then):
        raise BadTransition
