"""The shares of a recovery key in the hands of their holders: sealed, asked for, proved and looked after (SPEC 12).

A share proves itself by a key of its own: whoever asks for another one shows so that they hold one, and the custodian
that it still has its own, without showing it.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Literal

from serment_protocol.encoding import b64, from_b64, read_time, write_time
from serment_protocol.errors import (
    AnotherPractice,
    BadSignature,
    BadStructure,
    ProtocolRefusal,
    SignatureExpired,
    WrongShare,
)
from serment_protocol.practice import Members
from serment_protocol.primitives import hash_bytes
from serment_protocol.reads import SKEW_SECONDS
from serment_protocol.recovery import (
    COLLEAGUE,
    CUSTODIAN,
    ID_BYTES,
    THRESHOLD,
    Holder,
    Sharing,
    share_keys,
    sharing_context,
)
from serment_protocol.sealing import Context, open_sealed, seal
from serment_protocol.shamir import NUMBERS, SECRET_BYTES
from serment_protocol.signing import Signed, body_hash, peek, sign, verify
from serment_protocol.structure import B64Of32, B64Of1216, Day, Hex16, Number, Time, Versioned

Reason = Literal["practice_recovery", "drill"]

MARK_BYTES = 4
MARK_DIGITS = 6


class ShareRequest(Versioned, frozen=True, kw_only=True):
    """A wish for the custodian's share (name `share-request`, signed by another share), sealed to a fresh key."""

    type: Literal["share_request"] = "share_request"
    practice: Hex16
    sharing: Number
    reason: Reason
    seal: B64Of1216
    time: Time


class ShareCustody(Versioned, frozen=True, kw_only=True):
    """That the custodian holds its share now (name `share-custody`, signed by that share)."""

    type: Literal["share_custody"] = "share_custody"
    practice: Hex16
    sharing: Number
    challenge: B64Of32


class ShareCheck(Versioned, frozen=True, kw_only=True):
    """That a member saw these shares be right, or two of them open the wrap (name `share-check`, by the member)."""

    type: Literal["share_check"] = "share_check"
    practice: Hex16
    sharing: Number
    shares: tuple[int, ...]
    opened: bool
    day: Day
    member: Hex16


class ShareKey(Versioned, frozen=True, kw_only=True, rename={"valid_from": "from"}):
    """The record of the custodian's key for shares (name `share-key`, signed by its log key)."""

    type: Literal["share_key"] = "share_key"
    seal: B64Of1216
    valid_from: Day


def seal_for_colleague(share: bytes, record: Sharing, member: str, member_seal: bytes) -> bytes:
    """The colleague's share."""
    return seal(member_seal, "share", {**sharing_context(record), "member": member}, share)


def open_for_colleague(sealed: bytes, record: Sharing, member: str, seal_seed: bytes) -> bytes:
    """The share that was sealed to this member."""
    return _checked(
        open_sealed(seal_seed, "share", {**sharing_context(record), "member": member}, sealed), record, COLLEAGUE
    )


def seal_for_custodian(share: bytes, record: Sharing, custodian_seal: bytes) -> bytes:
    """The custodian's share."""
    return seal(custodian_seal, "share-custody", sharing_context(record), share)


def open_for_custodian(sealed: bytes, record: Sharing, seal_seed: bytes) -> bytes:
    """The share that was sealed to the custodian."""
    return _checked(open_sealed(seal_seed, "share-custody", sharing_context(record), sealed), record, CUSTODIAN)


def sign_custody(share: bytes, record: Sharing, challenge: str) -> Signed:
    """Prove to hold the share, without showing it."""
    proof = ShareCustody(practice=record.practice, sharing=record.sharing, challenge=challenge)
    return sign(share_keys(share).sign_seed, "share-custody", proof)


def verify_custody(signed: Signed, record: Sharing, challenge: str) -> None:
    """Raise unless the custodian's share signed this challenge."""
    entry = record.shares[record.number_held_by(CUSTODIAN) - 1]
    proof = verify(from_b64(entry.sign), "share-custody", signed, ShareCustody)
    if (proof.practice, proof.sharing, proof.challenge) != (record.practice, record.sharing, challenge):
        raise BadStructure("this proof is of something else")


def sign_request(share: bytes, record: Sharing, reason: Reason, device_seal: bytes, now: datetime) -> Signed:
    """Ask for the custodian's share, sealed to a fresh key."""
    request = ShareRequest(
        practice=record.practice,
        sharing=record.sharing,
        reason=reason,
        seal=b64(device_seal),
        time=write_time(now),
    )
    return sign(share_keys(share).sign_seed, "share-request", request)


def verify_request(signed: Signed, record: Sharing, now: datetime) -> ShareRequest:
    """The request, once another share than the custodian's own has just signed it for this sharing."""
    request = read_request(signed, record)
    if abs((read_time(request.time) - now).total_seconds()) > SKEW_SECONDS:
        raise SignatureExpired
    return request


def read_request(signed: Signed, record: Sharing) -> ShareRequest:
    """The same, whenever it was signed."""
    request = peek(signed, ShareRequest)
    if (request.practice, request.sharing) != (record.practice, record.sharing):
        raise WrongShare
    others = [from_b64(each.sign) for each in record.shares if each.holder != CUSTODIAN]
    if not any(_signs(public, signed) for public in others):
        raise BadSignature
    return request


def request_id(signed: Signed) -> str:
    """The name of a request."""
    return body_hash("share-request", signed)[: 2 * ID_BYTES]


def request_mark(signed: Signed) -> str:
    """Six digits by which the custodian's officers and whoever asked know that they speak of the same request."""
    number = int.from_bytes(hash_bytes("share-request-mark", signed.body_bytes)[:MARK_BYTES])
    return f"{number % 10**MARK_DIGITS:0{MARK_DIGITS}}"


def seal_release(share: bytes, request: ShareRequest, request_name: str) -> bytes:
    """The custodian's share, for the device that the request names."""
    return seal(from_b64(request.seal), "share-release", _release_context(request, request_name), share)


def open_release(sealed: bytes, signed: Signed, record: Sharing, device_seed: bytes) -> bytes:
    """The share that was released on this request."""
    context = _release_context(peek(signed, ShareRequest), request_id(signed))
    return _checked(open_sealed(device_seed, "share-release", context, sealed), record, CUSTODIAN)


def sign_check(
    sign_seed: bytes, record: Sharing, shares: Collection[int], member: str, today: str, *, opened: bool
) -> Signed:
    """Note that these shares were right."""
    check = ShareCheck(
        practice=record.practice,
        sharing=record.sharing,
        shares=tuple(sorted(shares)),
        opened=opened,
        day=today,
        member=member,
    )
    return sign(sign_seed, "share-check", check)


def verify_check(signed: Signed, record: Sharing, members: Members) -> ShareCheck:
    """A note about shares of this sharing, by somebody who is a member now."""
    member = members.find(peek(signed, ShareCheck).member)
    if member is None:
        raise BadSignature
    check = verify(from_b64(member.sign), "share-check", signed, ShareCheck)
    if (check.practice, check.sharing) != (record.practice, record.sharing):
        raise AnotherPractice
    if not is_check(check):
        raise BadStructure("shares are named once each, in order; it takes two to open the wrap")
    return check


def is_check(check: ShareCheck) -> bool:
    """Whether the shares are named as SPEC says."""
    named = check.shares
    proper = bool(named) and set(named) <= set(NUMBERS) and list(named) == sorted(set(named))
    return proper and (len(named) >= THRESHOLD or not check.opened)


def _checked(share: bytes, record: Sharing, holder: Holder) -> bytes:
    """A holder may be handed anything: believe only the share that the record names for them."""
    if len(share) != SECRET_BYTES or record.shares[record.number_of(share) - 1].holder != holder:
        raise WrongShare
    return share


def _signs(public: bytes, signed: Signed) -> bool:
    try:
        verify(public, "share-request", signed, ShareRequest)
    except ProtocolRefusal:
        return False
    return True


def _release_context(request: ShareRequest, name: str) -> Context:
    return {"v": 1, "practice": request.practice, "sharing": request.sharing, "request": name}
