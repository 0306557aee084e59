"""What the operations of the area `officers` do in Python."""

from collections.abc import Callable
from typing import Any

import msgspec

from serment_protocol import acts, structure
from serment_protocol.encoding import b64, from_b64
from serment_protocol.signing import Signed, verify

Values = dict[str, Any]


def plain(value: msgspec.Struct) -> Values:
    """A structure as JSON."""
    return msgspec.json.decode(msgspec.json.encode(value))


def verify_act(given: Values) -> Values:
    signed = structure.convert(given["signed"], Signed)
    return {"act": plain(verify(from_b64(given["public"]), acts.ACT, signed, acts.Act))}


def verify_day(given: Values) -> Values:
    signed = structure.convert(given["signed"], Signed)
    return {"day": plain(verify(from_b64(given["public"]), acts.DAY, signed, acts.UseDay))}


def officer_challenge(given: Values) -> Values:
    statement = structure.convert(given["statement"], acts.OfficerStatement)
    return {"challenge": b64(acts.officer_challenge(statement))}


def decision_hash(given: Values) -> Values:
    body = from_b64(given["body"])
    structure.read(body, acts.Decision)
    return {"hash": acts.decision_hash(body)}


def commitments(given: Values) -> Values:
    salt = from_b64(given["salt"])
    return {
        "officer": acts.officer_commitment(salt, from_b64(given["officer"])),
        "subject": acts.subject_commitment(salt, given["subject"]),
    }


OPERATIONS: dict[str, Callable[[Values], Values]] = {
    "verify_act": verify_act,
    "verify_day": verify_day,
    "officer_challenge": officer_challenge,
    "decision_hash": decision_hash,
    "commitments": commitments,
}
