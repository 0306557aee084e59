"""What the operations of evidence do in Python."""

from typing import Any

import msgspec

from serment_protocol import evidence, evidence_export, structure
from serment_protocol.encoding import from_b64, from_hex
from serment_protocol.signing import Signed

Values = dict[str, Any]


def plain(value: msgspec.Struct) -> Values:
    """A structure as JSON."""
    return msgspec.json.decode(msgspec.json.encode(value))


def open_event(given: Values) -> Values:
    """An event as its line has it."""
    event = evidence_export.open_event_line(given["line"].encode() + b"\n", from_b64(given["key"]))
    return {"seq": event.seq, "kind": event.kind, "hash": event.hash.hex(), "prev": event.prev.hex()}


def read_key(given: Values) -> Values:
    """A key of the evidence."""
    signed = structure.convert(given["record"], Signed)
    return {"record": plain(evidence.read_evidence_key(signed, from_b64(given["key"])))}


def read_root(given: Values) -> Values:
    """A day of it, and by which the next names it."""
    signed = structure.convert(given["record"], Signed)
    record = evidence.read_root(signed, from_b64(given["key"]))
    return {"record": plain(record), "next_previous": evidence.root_before(signed)}


def day_root(given: Values) -> Values:
    """The root over a day's events."""
    return {"root": evidence.day_root([from_hex(each) for each in given["hashes"]]).hex()}


def sample_seed(given: Values) -> Values:
    """What a check draws its sample by."""
    return {"seed": evidence.sample_seed(given["note"], given["check"]).hex()}


OPERATIONS = {
    "open_evidence_event": open_event,
    "read_evidence_key": read_key,
    "read_evidence_root": read_root,
    "evidence_day_root": day_root,
    "evidence_sample_seed": sample_seed,
}
