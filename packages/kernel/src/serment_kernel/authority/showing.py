"""Bodies and answers of the routes about requests of authorities, the same at every hand."""

from datetime import datetime

import msgspec

from serment_kernel.authority.actions import Altered
from serment_kernel.authority.rules import Procedure
from serment_kernel.authority.types import File, Move, Signature
from serment_kernel.passkeys import Body, StepBody
from serment_protocol.disclosure import decision_hash
from serment_protocol.encoding import b64, canonical, write_time
from serment_protocol.signing import Signed as Record


class Taking(Body, frozen=True):
    """A step, and what it adds."""

    act: str
    facts: dict[str, object]


class Signing(Body, frozen=True):
    """A step by a passkey."""

    step: StepBody


class Opened(msgspec.Struct, frozen=True):
    """A request that was registered."""

    request: str


class Due(msgspec.Struct, frozen=True):
    """Something that is due."""

    what: str
    due: str
    late: bool


class Listed(msgspec.Struct, frozen=True):
    """A request in the list."""

    request: str
    state: str
    opened: str
    since: str
    drill: bool
    due: list[Due]


class Requests(msgspec.Struct, frozen=True):
    """Every request."""

    requests: list[Listed]


class Reports(msgspec.Struct, frozen=True):
    """Every half-yearly report, oldest first."""

    reports: list[Record]


class Signed(msgspec.Struct, frozen=True):
    """A signature that holds now."""

    staff: str
    roles: list[str]
    time: str


class Told(msgspec.Struct, frozen=True):
    """A step of a request."""

    number: int
    act: str
    state: str
    by: str
    at: str
    event: int
    facts: msgspec.Raw
    salt: str


class Whole(msgspec.Struct, frozen=True):
    """A request with all its steps: whoever has it and the evidence compares one with the other."""

    request: Listed
    possible: list[str]
    """Steps that may follow, as far as their place in the table goes."""
    decision: str
    """What is signed, canonical, in base64url; empty where nothing waits."""
    decision_hash: str
    manifest_hash: str
    signatures: list[Signed]
    steps: list[Told]


def listed(procedure: Procedure, file: File, now: datetime) -> Listed:
    """A request in the list."""
    due = [Due(each.what, write_time(each.due), now >= each.due) for each in procedure.alarms(file)]
    opened, since = write_time(file.opened), write_time(file.since)
    return Listed(file.request, file.state, opened, since, file.received.drill, due)


def unreadable(each: Altered) -> Listed:
    """One that is not kept as the evidence has it, of which nothing else can be said."""
    opened = write_time(each.opened)
    return Listed(each.request, "ALTERED", opened, opened, drill=False, due=[])


def told(move: Move) -> Told:
    """A step as it is shown."""
    facts, salt = msgspec.Raw(move.facts), b64(move.salt)
    return Told(move.number, move.act, move.state, move.by, write_time(move.at), move.event, facts, salt)


def signed(each: Signature) -> Signed:
    """A signature as it is shown."""
    return Signed(each.actor.pseudonym, sorted(each.actor.roles), write_time(each.time))


def decision_text(file: File) -> tuple[str, str]:
    """What is signed, and the hash that a signature names."""
    if file.decision is None:
        return "", ""
    return b64(canonical(file.decision)), decision_hash(file.decision)


def request_of(file: File) -> bytes:
    """What a package says of the request that it answers: canonical."""
    if file.qualified is None:
        raise LookupError("an approved request was qualified")
    return canonical(
        {
            "request": file.request,
            "letter": file.received.letter,
            "country": file.qualified.country,
            "kind": file.qualified.kind,
            "text": file.qualified.text,
            "drill": file.received.drill,
        }
    )
