"""What the operations of consents do in Python."""

from typing import Any

import msgspec
from msgspec import UNSET

from serment_protocol import consents, structure
from serment_protocol.encoding import b64, from_b64
from serment_protocol.errors import BadStructure
from serment_protocol.signing import Signed
from serment_protocol.terms import Terms
from serment_protocol.vault import Relative

Values = dict[str, Any]


def consent_text(given: Values) -> Values:
    """A text and its hash."""
    known = consents.text_of(given["about"], given["version"], given["language"])
    if known is None:
        raise BadStructure
    return {"text": known.text, "hash": consents.text_hash(known.text)}


def consent_scope(given: Values) -> Values:
    """Whom a consent is about."""
    return {"scope": consents.scope_of(from_b64(given["root"]), structure.convert(given["relative"], Relative))}


def own_scope(given: Values) -> Values:
    """The scope of a choice about oneself."""
    return {"scope": consents.own_scope(from_b64(given["root"]), given["about"])}


def sms_stop(given: Values) -> Values:
    """What ends SMS, and what the custodian keeps of it."""
    stop = consents.stop_key(from_b64(given["root"]))
    return {"stop": b64(stop), "hash": b64(consents.stop_hash(stop))}


def verify_consents(given: Values) -> Values:
    """Rows of decisions: what stands, and from when on each may be asked about again."""
    found = consents.verify_consents(_records(given), from_b64(given["key"]))
    return {
        "scopes": {
            f"scope_{scope}": {
                "decisions": [msgspec.to_builtins(each) for each in chain],
                "stands": consents.stands(chain),
                "again": consents.ask_again(chain),
            }
            for scope, chain in found.items()
        },
        "newer": list(consents.newer(_records(given))),
    }


def read_consents(given: Values) -> Values:
    """What can be read of them, each scope by itself."""
    found = consents.read_consents(_records(given), from_b64(given["key"]))
    return {"read": list(found.chains), "newer": list(found.newer), "broken": list(found.broken)}


def write_receipt(given: Values) -> Values:
    """A receipt, byte for byte."""
    terms = structure.convert(given["terms"], Terms) if "terms" in given else UNSET
    return {"file": b64(consents.write_receipt(given["facts"], from_b64(given["key"]), _records(given), terms))}


def read_receipt(given: Values) -> Values:
    """What a receipt proves."""
    return {"decisions": [msgspec.to_builtins(each) for each in consents.read_receipt(from_b64(given["file"]))]}


def _records(given: Values) -> tuple[Signed, ...]:
    return tuple(structure.convert(each, Signed) for each in given["records"])


OPERATIONS = {
    "consent_text": consent_text,
    "consent_scope": consent_scope,
    "own_scope": own_scope,
    "sms_stop": sms_stop,
    "verify_consents": verify_consents,
    "read_consents": read_consents,
    "write_receipt": write_receipt,
    "read_receipt": read_receipt,
}
