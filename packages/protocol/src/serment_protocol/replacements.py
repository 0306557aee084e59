"""Replacing a practice's root: asked by whoever makes the new one, decided by the custodian's officers (SPEC 16).

The practice's id names its first root for ever. What leads from there to the root that counts is a chain of records in
the custodian's log, each of them seven days old before it could be written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

from serment_protocol.encoding import b64, from_b64, read_day
from serment_protocol.endorsements import AHEAD
from serment_protocol.errors import BadSignature, BadStructure, RootNotReplaced
from serment_protocol.practice import ZEROS, EpochRecord, practice_id, predecessor_of, verify_epoch
from serment_protocol.primitives import hash_bytes, sign_public
from serment_protocol.signing import Signed, body_hash, peek, sign, sign_bytes, verify, verify_bytes
from serment_protocol.structure import B64Of32, Day, Digest, Hex16, Number, Versioned

Reason: TypeAlias = Literal["root_compromised", "root_lost", "root_renewed"]
"""Somebody else has a copy; nobody has one; or neither, and then the root itself must agree and may object."""

REPLACE = "replace_root"
"""The officers' decision about it."""
RENEWED: Reason = "root_renewed"
# Whoever works there sees it coming for so long, and so does everybody who reads the log.
DELAY = timedelta(days=7)
ID_BYTES = 16
MARK_BYTES = 4
MARK_DIGITS = 6


class RootRequest(Versioned, frozen=True, kw_only=True):
    """A wish that a practice's root be replaced (name `root-request`, signed by the new root)."""

    type: Literal["root_request"] = "root_request"
    practice: Hex16
    number: Number
    old: B64Of32
    new: B64Of32
    name: str
    reason: Reason


class Replacement(Versioned, frozen=True, kw_only=True, rename={"holds_from": "from"}):
    """That a practice's root was replaced, as its officers decided (name `root-replacement`)."""

    type: Literal["root_replacement"] = "root_replacement"
    practice: Hex16
    number: Number
    previous: Digest
    """The replacement before; zeros for the first."""
    old: B64Of32
    new: B64Of32
    reason: Reason
    decision: Hex16
    asked: Day
    holds_from: Day


@dataclass(frozen=True)
class Roots:
    """The roots that a practice had, the first of which its id names, and the one that counts now."""

    known: tuple[bytes, ...]
    replacement: str = ""
    """Hash of the newest replacement; empty while the first root counts."""
    previous: str = ZEROS
    """What that replacement names as the one before."""

    @property
    def number(self) -> int:
        """How often the root was replaced."""
        return len(self.known) - 1

    @property
    def now(self) -> bytes:
        """The root that signs epochs from the newest replacement on."""
        return self.known[-1]


def sign_root_request(
    new_seed: bytes, practice: str, number: int, old: bytes, name: str, reason: Reason, old_seed: bytes = b""
) -> tuple[Signed, str]:
    """Ask for it; the second part is the present root's own word, where whoever asks has it."""
    new = b64(sign_public(new_seed))
    request = RootRequest(practice=practice, number=number, old=b64(old), new=new, name=name, reason=reason)
    signed = sign(new_seed, "root-request", request)
    present = b64(sign_bytes(old_seed, "root-request", signed.body_bytes)) if old_seed else ""
    return signed, present


def verify_root_request(signed: Signed, present: str = "") -> RootRequest:
    """The wish, by whoever has the new root; one that gives no other reason than to renew, by the present root too."""
    request = peek(signed, RootRequest)
    verify(from_b64(request.new), "root-request", signed, RootRequest)
    if request.old == request.new:
        raise BadStructure("a root does not replace itself")
    if present or request.reason == RENEWED:
        verify_bytes(from_b64(request.old), "root-request", signed.body_bytes, from_b64(present))
    return request


def root_request_id(signed: Signed) -> str:
    """By which a wish is found again: the same wish has the same."""
    return body_hash("root-request", signed)[: 2 * ID_BYTES]


def root_request_mark(signed: Signed) -> str:
    """What whoever asks and the officers read to each other."""
    first = hash_bytes("root-request-mark", signed.body_bytes)[:MARK_BYTES]
    return f"{int.from_bytes(first) % 10**MARK_DIGITS:0{MARK_DIGITS}}"


def read_replacement(signed: Signed, custodian: bytes) -> Replacement:
    """The record, signed by the custodian's log key, of something that was seven days in coming."""
    record = verify(custodian, "root-replacement", signed, Replacement)
    if read_day(record.holds_from) - read_day(record.asked) < DELAY:
        raise BadStructure("a root is replaced seven days after that was asked, at the earliest")
    return record


def replacement_hash(signed: Signed) -> str:
    """By which the next replacement, and the endorsement of the new root, name this one."""
    return body_hash("root-replacement", signed)


def first_root(practice: str, root: bytes) -> Roots:
    """A practice whose root was never replaced."""
    if practice_id(root) != practice:
        raise RootNotReplaced("the practice's id names another first root")
    return Roots((root,))


def follow(roots: Roots, signed: Signed, record: Replacement) -> Roots:
    """The roots after one more replacement, which must come next and bring a root that never was one."""
    before = roots.replacement or ZEROS
    if (record.number, record.previous, from_b64(record.old)) != (roots.number + 1, before, roots.now):
        raise RootNotReplaced("a replacement does not follow the one before")
    if from_b64(record.new) in roots.known:
        raise RootNotReplaced("a root comes back")
    return Roots((*roots.known, from_b64(record.new)), replacement_hash(signed), record.previous)


def verify_replacements(chain: Sequence[Signed], custodian: bytes, practice: str, first: bytes, today: date) -> Roots:
    """The root that counts, by every replacement since the first; each must be a leaf of the custodian's log."""
    roots = first_root(practice, first)
    for signed in chain:
        record = read_replacement(signed, custodian)
        if record.practice != practice:
            raise RootNotReplaced("a replacement is of another practice")
        if today < read_day(record.holds_from) - AHEAD:
            raise RootNotReplaced("a replacement does not hold yet")
        roots = follow(roots, signed, record)
    return roots


def verify_past_epoch(chain: Sequence[Signed], practice: str, roots: Roots, epoch: int) -> EpochRecord:
    """The record of an epoch, followed by those after it up to one that the root signed which counts now.

    An earlier root signs nothing any more: what it once signed counts because a later root has signed what names it.
    """
    signers = [_signer(signed, practice, roots, epoch + place) for place, signed in enumerate(chain)]
    for (_, number), (record, later), before in zip(signers, signers[1:], chain, strict=False):
        if later < number or record.predecessor != predecessor_of(before, record.epoch):
            raise BadSignature
    if not signers or signers[-1][1] != roots.number:
        raise BadSignature
    return signers[0][0]


def leading(row: Sequence[Signed], practice: str, roots: Roots, epoch: int) -> Sequence[Signed]:
    """Of a row that begins with this epoch, as much as leads to the root that counts."""
    for place, signed in enumerate(row):
        if is_signed_by_the_newest(signed, practice, roots, epoch + place):
            return row[: place + 1]
    return row


def is_signed_by_the_newest(signed: Signed, practice: str, roots: Roots, epoch: int) -> bool:
    """Whether the root that counts now signed this epoch, so that nothing else need lead to it."""
    return _signer(signed, practice, roots, epoch)[1] == roots.number


def _signer(signed: Signed, practice: str, roots: Roots, epoch: int) -> tuple[EpochRecord, int]:
    """The record, and the number of the root that signed it."""
    for number in range(roots.number, 0, -1):
        try:
            return verify_epoch(signed, practice, roots.known[number], epoch), number
        except BadSignature:
            continue
    return verify_epoch(signed, practice, roots.known[0], epoch), 0
