"""What is endorsed, for how long, and when anew; and what replaces a root. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from serment_custodian.endorsements.errors import BadRoot, ReplacementConflict, ReplacementUnknown, RootReplaced
from serment_custodian.endorsements.types import Replaced, Root, Standing, Wish
from serment_protocol.acts import Decision
from serment_protocol.closings import Closing, verify_closing
from serment_protocol.encoding import b64, from_b64, read_time, write_day
from serment_protocol.endorsements import LIFE, Check, Endorsement, Withdrawal, read_endorsement
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.practice import ZEROS, RootRecord, practice_id
from serment_protocol.primitives import hash_bytes
from serment_protocol.replacements import (
    Reason,
    Replacement,
    RootRequest,
    read_replacement,
    root_request_id,
    root_request_mark,
    verify_root_request,
)
from serment_protocol.signing import Signed, peek, verify
from serment_protocol.transparency import Entry

LARGEST_NAME = 200
# Half a life ahead: a custodian may be away for weeks, and nobody is left without its word.
RENEWED_BEFORE = LIFE / 2


def read_root(signed: Signed) -> Root:
    """The root that a practice shows, which has signed that; whether it is the one that counts, `require_root` says."""
    try:
        root = from_b64(peek(signed, RootRecord).root)
        record = verify(root, "practice-root", signed, RootRecord)
    except ProtocolRefusal as error:
        raise BadRoot from error
    require_name(record.name)
    return Root(bytes.fromhex(record.practice), root, record.name)


def require_name(name: str) -> None:
    """Raise unless a practice can be called that."""
    if not 0 < len(name.encode()) <= LARGEST_NAME:
        raise BadRoot


def practice_of(signed: Signed) -> bytes:
    """Which practice a closing speaks of; not verified yet."""
    return bytes.fromhex(peek(signed, Closing).practice)


def require_own_closing(signed: Signed, practice: bytes, replaced: Sequence[Replaced]) -> None:
    """Raise unless the root that counts has signed it."""
    root = from_b64(peek(signed, Closing).root)
    verify_closing(signed, practice.hex(), root)
    require_root(practice, root, replaced)


def require_root(practice: bytes, root: bytes, replaced: Sequence[Replaced]) -> None:
    """Raise unless this is the root that counts: the newest of those that replaced another, or the practice's first."""
    if replaced:
        if replaced[-1].root != root:
            raise RootReplaced
    elif practice_id(root) != practice.hex():
        raise BadRoot


def standing(root: Root, check: Check, today: date, replaced: Sequence[Replaced] = ()) -> Standing:
    """A root that the custodian stands by from today on."""
    newest = hash_bytes("root-replacement", replaced[-1].body) if replaced else b""
    return Standing(root.practice, root.root, root.name, check, today + LIFE, newest)


def read_wish(signed: Signed, present: str) -> RootRequest:
    """What somebody asks for who holds the new root; `present` is the word of the present one."""
    try:
        wish = verify_root_request(signed, present)
    except ProtocolRefusal as error:
        raise BadRoot from error
    require_name(wish.name)
    return wish


def decided(wish: Wish, decision: Decision) -> RootRequest:
    """What the wish asks for, once it is the very one that was decided: what is stored is believed no further."""
    try:
        said = verify(from_b64(wish.said.new), "root-request", wish.signed, RootRequest)
    except ProtocolRefusal as error:
        raise ReplacementUnknown from error
    if said.practice != wish.practice.hex() or subject_of(wish.signed) != decision.subject:
        raise ReplacementUnknown
    if said.reason != decision.reason:
        raise ReplacementUnknown
    return said


def subject_of(signed: Signed) -> dict[str, str | int]:
    """What is decided about a wish."""
    said = peek(signed, RootRequest)
    return {
        "practice": said.practice,
        "number": said.number,
        "old": said.old,
        "new": said.new,
        "name": said.name,
        "request": root_request_id(signed),
        "mark": root_request_mark(signed),
    }


def require_next(practice: bytes, number: int, old: bytes, replaced: Sequence[Replaced]) -> None:
    """Raise unless this replaces the root that counts now."""
    if number != len(replaced) + 1:
        raise ReplacementConflict
    try:
        require_root(practice, old, replaced)
    except (BadRoot, RootReplaced) as error:
        raise ReplacementConflict from error


def replacement(wish: RootRequest, decision: Decision, replaced: Sequence[Replaced], today: date) -> Replacement:
    """The record of what was decided."""
    return Replacement(
        practice=wish.practice,
        number=wish.number,
        previous=hash_bytes("root-replacement", replaced[-1].body).hex() if replaced else ZEROS,
        old=wish.old,
        new=wish.new,
        reason=msgspec.convert(decision.reason, Reason),
        decision=decision.decision,
        asked=write_day(read_time(decision.asked).date()),
        holds_from=write_day(today),
    )


def endorsement(of: Standing, today: date) -> Endorsement:
    """The record that says so."""
    return Endorsement(
        practice=of.practice.hex(),
        root=b64(of.root),
        name=of.name,
        check=of.checked,
        replacement=of.replacement.hex(),
        valid_from=write_day(today),
        until=write_day(of.until),
    )


def told_in(records: Sequence[Entry], log_key: bytes) -> dict[bytes, list[Replaced]]:
    """The replacements that the log tells, of each practice; an old leaf that is written again tells nothing, and
    neither does one that the log key has not signed.
    """
    found: dict[bytes, list[Replaced]] = {}
    for each in dict.fromkeys(records):
        signed = Signed(each.body, each.signature)
        try:
            said = read_replacement(signed, log_key)
        except ProtocolRefusal:
            continue
        practice, decision = bytes.fromhex(said.practice), bytes.fromhex(said.decision)
        row = Replaced(practice, said.number, from_b64(said.new), decision, signed.body_bytes)
        found.setdefault(practice, []).append(row)
    return found


def said_in(records: Sequence[Entry], log_key: bytes) -> dict[str, Endorsement]:
    """What the log stands by, of each practice: its newest endorsement that was not withdrawn since.

    An old leaf that is written again says nothing.
    """
    found: dict[str, Endorsement] = {}
    for each in dict.fromkeys(records):
        signed = Signed(each.body, each.signature)
        if each.kind == "practice_endorsement":
            record = read_endorsement(signed, log_key)
            found[record.practice] = record
        else:
            found.pop(verify(log_key, "endorsement-withdrawn", signed, Withdrawal).practice, None)
    return found


def is_said(of: Standing, said: Mapping[str, Endorsement]) -> bool:
    """Whether the log holds what this row stands for."""
    newest = said.get(of.practice.hex())
    if newest is None:
        return False
    row = (b64(of.root), of.name, of.checked, of.replacement.hex())
    return row == (newest.root, newest.name, newest.check, newest.replacement)


def withdrawal(of: Standing, today: date) -> Withdrawal:
    """The record that takes it back."""
    return Withdrawal(practice=of.practice.hex(), root=b64(of.root), day=write_day(today))


def due_until(today: date) -> date:
    """Endorsements that end by this day are given anew."""
    return today + RENEWED_BEFORE
