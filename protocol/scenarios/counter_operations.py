"""What the operations of the area `counter` do in Python."""

from collections.abc import Callable
from typing import Any

import msgspec

from serment_protocol import appointments, codes, counter, kit, structure
from serment_protocol.encoding import b64, from_b64
from serment_protocol.signing import Signed

Values = dict[str, Any]


def plain(value: msgspec.Struct) -> Values:
    """A structure as JSON."""
    return msgspec.json.decode(msgspec.json.encode(value))


def code_words(given: Values) -> Values:
    return {"words": list(kit.code_words(from_b64(given["code"]), given["language"]))}


def write_code(given: Values) -> Values:
    return {"link": codes.write_code(given["kind"], from_b64(given["code"]))}


def read_code(given: Values) -> Values:
    return {"code": b64(codes.read_code(given["kind"], given["typed"]))}


def claim_seed(given: Values) -> Values:
    return {"seed": b64(appointments.claim_seed(from_b64(given["code"])))}


def meeting_id(given: Values) -> Values:
    return {"meeting": counter.meeting_id(from_b64(given["code"]))}


def open_hello(given: Values) -> Values:
    return {"hello": plain(counter.open_hello(from_b64(given["code"]), from_b64(given["locked"])))}


def code_of_hello(given: Values) -> Values:
    return {"code": b64(structure.convert(given["hello"], counter.Hello).code)}


def open_proposal(given: Values) -> Values:
    return {"proposal": plain(counter.open_proposal(from_b64(given["code"]), from_b64(given["locked"]))[1])}


def meeting_mark(given: Values) -> Values:
    return {"mark": counter.meeting_mark(*(from_b64(given[name]) for name in ("nonce", "hello", "proposal")))}


def verify_proposal(given: Values) -> Values:
    signed = structure.convert(given["signed"], Signed)
    parts = (from_b64(given[name]) for name in ("code", "hello", "desk_sign"))
    return {"proposal": plain(counter.verify_proposal(signed, *parts))}


def believe_answer(given: Values) -> Values:
    code, locked, proposal = (from_b64(given[name]) for name in ("code", "locked", "proposal"))
    hello = structure.convert(given["hello"], counter.Hello)
    seal_seed = from_b64(given["desk_seal_seed"])
    answer, content = counter.believe_answer(code, locked, proposal, given["number"], hello, seal_seed)
    return {"answer": plain(answer), "content": plain(content)}


OPERATIONS: dict[str, Callable[[Values], Values]] = {
    "code_words": code_words,
    "write_code": write_code,
    "read_code": read_code,
    "claim_seed": claim_seed,
    "meeting_id": meeting_id,
    "code_of_hello": code_of_hello,
    "open_hello": open_hello,
    "open_proposal": open_proposal,
    "verify_proposal": verify_proposal,
    "believe_answer": believe_answer,
    "meeting_mark": meeting_mark,
}
