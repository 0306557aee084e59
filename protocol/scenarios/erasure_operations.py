"""What the operations of erasures do in Python."""

from datetime import date
from typing import Any

import msgspec

from serment_protocol import erasures, structure, visit_erasures
from serment_protocol.accounts import WayIn, way_in
from serment_protocol.encoding import b64, from_b64, read_time
from serment_protocol.errors import BadSignature
from serment_protocol.signing import Signed, verify

Values = dict[str, Any]


def plain(value: msgspec.Struct) -> Values:
    """A structure as JSON."""
    return msgspec.json.decode(msgspec.json.encode(value))


def sign_erasure(given: Values) -> Values:
    """What asks the platform."""
    by: WayIn = way_in(from_b64(given["secret"]), "patient")
    drawn, time = from_b64(given["drawn"]), read_time(given["time"])
    return {"statement": plain(erasures.sign_erasure(by, given["account"], drawn, time))}


def verify_account_erasure(given: Values) -> Values:
    """The same, as the platform reads it."""
    signed = structure.convert(given["statement"], Signed)
    return {"erasure": plain(verify(from_b64(given["sign"]), erasures.ERASURE, signed, erasures.AccountErasure))}


def verify_person_erasure(given: Values) -> Values:
    """What asks the custodian not to wait, as it reads it."""
    signed = structure.convert(given["statement"], Signed)
    return {"erasure": plain(verify(from_b64(given["sign"]), erasures.ERASURE, signed, erasures.PersonErasure))}


def sign_person_erasure(given: Values) -> Values:
    """The same, as a remembered browser makes it."""
    signed = erasures.sign_person_erasure(from_b64(given["seed"]), given["origin"], from_b64(given["drawn"]))
    return {"statement": plain(signed)}


def verify_erasure(given: Values) -> Values:
    """A receipt, as whoever asked reads it."""
    done, key, drawn = structure.convert(given["done"], erasures.Done), from_b64(given["key"]), from_b64(given["drawn"])
    receipt = erasures.verify_erasure(done, key, given["hand"], drawn, given["name"])
    return {"receipt": plain(receipt)}


def erasure_hashes(given: Values) -> Values:
    """What a hand is told, and what stands there for a request and for whose it is."""
    nonce = erasures.hand_nonce(given["hand"], from_b64(given["drawn"]))
    return {"request": erasures.request_hash(nonce), "whose": erasures.whose(nonce, given["name"]), "nonce": b64(nonce)}


def sign_visit_erasure(given: Values) -> Values:
    """The desk's word that a visit ends."""
    last, day = structure.convert(given["last"], Signed), date.fromisoformat(given["day"])
    where = given["practice"], given["epoch"], given["appointment"]
    word = visit_erasures.sign_visit_erasure(from_b64(given["seed"]), *where, last, from_b64(given["nonce"]), day)
    return {"statement": plain(word)}


def believe_visit_erasure(given: Values) -> Values:
    """The same, as whoever held the visit reads it."""

    def desk_key(epoch: int) -> bytes:
        if str(epoch) not in given["desk_keys"]:
            raise BadSignature
        return from_b64(given["desk_keys"][str(epoch)])

    signed = structure.convert(given["statement"], Signed)
    believed = visit_erasures.believe_visit_erasure(signed, given["practice"], given["appointment"], desk_key)
    return {"erasure": plain(believed)}


OPERATIONS = {
    "sign_visit_erasure": sign_visit_erasure,
    "believe_visit_erasure": believe_visit_erasure,
    "sign_erasure": sign_erasure,
    "verify_account_erasure": verify_account_erasure,
    "sign_person_erasure": sign_person_erasure,
    "verify_person_erasure": verify_person_erasure,
    "verify_erasure": verify_erasure,
    "erasure_hashes": erasure_hashes,
}
