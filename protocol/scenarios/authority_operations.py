"""What the operations of the area `authority` do in Python."""

from collections.abc import Callable
from typing import Any

import msgspec

from serment_protocol import structure
from serment_protocol.authority_reports import REPORT, AuthorityReport, report_hash
from serment_protocol.console import (
    Admission,
    RegisterStep,
    StaffInvitation,
    admission_hash,
    departure_hash,
    invitation_hash,
    register_step_hash,
    revocation_hash,
)
from serment_protocol.disclosure import (
    AddressDecision,
    AddressRecord,
    AuthorityDecision,
    DisclosedRecord,
    decision_hash,
)
from serment_protocol.encoding import from_b64
from serment_protocol.signing import Signed, verify

Values = dict[str, Any]


def authority_decision(given: Values) -> Values:
    return {"hash": decision_hash(structure.read(from_b64(given["body"]), AuthorityDecision))}


def address_decision(given: Values) -> Values:
    return {"hash": decision_hash(structure.read(from_b64(given["body"]), AddressDecision))}


def address_record(given: Values) -> Values:
    return {"person": structure.read(from_b64(given["body"]), AddressRecord).person}


def authority_record(given: Values) -> Values:
    return {"appointment": structure.read(from_b64(given["body"]), DisclosedRecord).appointment}


def authority_report(given: Values) -> Values:
    signed = structure.convert(given["signed"], Signed)
    report = verify(from_b64(given["public"]), REPORT, signed, AuthorityReport)
    return {"report": msgspec.json.decode(msgspec.json.encode(report)), "hash": report_hash(signed.body_bytes)}


def staff_admission(given: Values) -> Values:
    return {"hash": admission_hash(structure.read(from_b64(given["body"]), Admission))}


def staff_departure(given: Values) -> Values:
    return {"hash": departure_hash(bytes.fromhex(given["staff"]))}


def staff_invitation(given: Values) -> Values:
    return {"hash": invitation_hash(structure.read(from_b64(given["body"]), StaffInvitation))}


def staff_revocation(given: Values) -> Values:
    return {"hash": revocation_hash(bytes.fromhex(given["invitation"]))}


def register_step(given: Values) -> Values:
    return {"hash": register_step_hash(structure.read(from_b64(given["body"]), RegisterStep))}


OPERATIONS: dict[str, Callable[[Values], Values]] = {
    "authority_decision": authority_decision,
    "address_decision": address_decision,
    "address_record": address_record,
    "authority_record": authority_record,
    "authority_report": authority_report,
    "register_step": register_step,
    "staff_admission": staff_admission,
    "staff_departure": staff_departure,
    "staff_invitation": staff_invitation,
    "staff_revocation": staff_revocation,
}
