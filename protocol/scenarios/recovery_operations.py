"""What the operations of the area `recovery` do in Python."""

from collections.abc import Callable
from typing import Any

import msgspec

from serment_protocol import kit, primitives, recovery, shamir, shares, structure
from serment_protocol.encoding import b64, from_b64, read_time
from serment_protocol.practice import EpochRecord, Members
from serment_protocol.signing import Signed

Values = dict[str, Any]


def plain(value: msgspec.Struct) -> Values:
    """A structure as JSON."""
    return msgspec.json.decode(msgspec.json.encode(value))


def record_of(given: Values) -> recovery.Sharing:
    """The sharing that is spoken of."""
    return structure.convert(given["record"], recovery.Sharing)


def signed_of(given: Values, name: str = "signed") -> Signed:
    """Something signed."""
    return structure.convert(given[name], Signed)


def split(given: Values) -> Values:
    return {"shares": [b64(each) for each in shamir.split(from_b64(given["secret"]), from_b64(given["slope"]))]}


def combine(given: Values) -> Values:
    parts = given["number"], from_b64(given["share"]), given["other_number"], from_b64(given["other"])
    return {"secret": b64(shamir.combine(*parts))}


def share_words(given: Values) -> Values:
    return {"words": list(kit.share_words(from_b64(given["share"]), given["language"]))}


def read_share(given: Values) -> Values:
    return {"share": b64(kit.read_share(given["typed"]))}


def share_keys(given: Values) -> Values:
    keys = recovery.share_keys(from_b64(given["share"]))
    return {"share": keys.share, "sign_public": b64(keys.sign_public)}


def verify_sharing(given: Values) -> Values:
    found = recovery.verify_sharing(signed_of(given), given["practice"], from_b64(given["root"]))
    return {"record": plain(found), "hash": recovery.sharing_hash(signed_of(given))}


def combine_shares(given: Values) -> Values:
    keys = recovery.combine_shares(record_of(given), [from_b64(each) for each in given["shares"]])
    return {
        "seal_public": b64(primitives.seal_public(keys.seal_seed)),
        "sign_public": b64(primitives.sign_public(keys.sign_seed)),
    }


def open_recovery(given: Values) -> Values:
    record = record_of(given)
    keys = recovery.combine_shares(record, [from_b64(each) for each in given["shares"]])
    epoch = structure.convert(given["epoch_record"], EpochRecord)
    return {"content": plain(recovery.open_recovery(from_b64(given["sealed"]), keys, record, epoch))}


def check_pinned(given: Values) -> Values:
    members = structure.convert(given["members"], Members)
    recovery.check_pinned(members, signed_of(given), from_b64(given["sealed"]) or None)
    return {}


def open_colleague_share(given: Values) -> Values:
    parts = record_of(given), given["member"], from_b64(given["seal_seed"])
    return {"share": b64(shares.open_for_colleague(from_b64(given["sealed"]), *parts))}


def open_custodian_share(given: Values) -> Values:
    seed = from_b64(given["seal_seed"])
    return {"share": b64(shares.open_for_custodian(from_b64(given["sealed"]), record_of(given), seed))}


def verify_custody(given: Values) -> Values:
    shares.verify_custody(signed_of(given), record_of(given), given["challenge"])
    return {}


def verify_request(given: Values) -> Values:
    signed = signed_of(given)
    request = shares.verify_request(signed, record_of(given), read_time(given["now"]))
    return {"reason": request.reason, "request": shares.request_id(signed), "mark": shares.request_mark(signed)}


def open_release(given: Values) -> Values:
    seed = from_b64(given["seal_seed"])
    share = shares.open_release(from_b64(given["sealed"]), signed_of(given), record_of(given), seed)
    return {"share": b64(share)}


def verify_takeover(given: Values) -> Values:
    epoch = signed_of(given, "epoch")
    takeover = recovery.verify_takeover(signed_of(given), record_of(given), given["account"], epoch)
    return {"member": takeover.member}


def verify_check(given: Values) -> Values:
    members = structure.convert(given["members"], Members)
    return {"check": plain(shares.verify_check(signed_of(given), record_of(given), members))}


OPERATIONS: dict[str, Callable[[Values], Values]] = {
    "split": split,
    "combine": combine,
    "share_words": share_words,
    "read_share": read_share,
    "share_keys": share_keys,
    "verify_sharing": verify_sharing,
    "combine_shares": combine_shares,
    "open_recovery": open_recovery,
    "check_pinned": check_pinned,
    "open_colleague_share": open_colleague_share,
    "open_custodian_share": open_custodian_share,
    "verify_custody": verify_custody,
    "verify_request": verify_request,
    "open_release": open_release,
    "verify_takeover": verify_takeover,
    "verify_check": verify_check,
}
