"""The end of a visit that is no care: what its practice's desk signs, and whoever held it reads (SPEC 17)."""

from datetime import date
from typing import Literal

from serment_protocol.encoding import b64, from_b64, write_day
from serment_protocol.erasures import Done, Receipt, verify_done
from serment_protocol.errors import AnotherErasure
from serment_protocol.signing import Signed, peek, sign, verify
from serment_protocol.statements import DeskKey, statement_hash
from serment_protocol.structure import B64Of32, Day, Digest, Hex16, Number, Versioned

NAME = "visit-erasure"


class VisitErasure(Versioned, frozen=True, kw_only=True):
    """What the desk signs: which visit ends, as it stood, in which epoch of the practice's keys."""

    type: Literal["visit_erasure"] = "visit_erasure"
    practice: Hex16
    appointment: Digest
    epoch: Number
    last: Digest
    """Hash of its last statement: nobody erases what changed meanwhile."""
    nonce: B64Of32
    """Drawn for this erasure; what the receipt is bound to."""
    day: Day


def sign_visit_erasure(
    desk_seed: bytes, practice: str, epoch: int, appointment: str, last: Signed, nonce: bytes, day: date
) -> Signed:
    """The desk's word that a visit ends."""
    erasure = VisitErasure(
        practice=practice,
        appointment=appointment,
        epoch=epoch,
        last=statement_hash(last),
        nonce=b64(nonce),
        day=write_day(day),
    )
    return sign(desk_seed, NAME, erasure)


def look_into(signed: Signed) -> VisitErasure:
    """What it says, before anything is believed."""
    return peek(signed, VisitErasure)


def believe_visit_erasure(signed: Signed, practice: str, appointment: str, desk_key: DeskKey) -> VisitErasure:
    """The same, once the desk of that epoch signed it, about this very visit."""
    erasure = verify(desk_key(look_into(signed).epoch), NAME, signed, VisitErasure)
    if (erasure.practice, erasure.appointment) != (practice, appointment):
        raise AnotherErasure
    return erasure


def verify_visit_receipt(done: Done, log_key: bytes, erasure: VisitErasure) -> Receipt:
    """The platform's receipt of it; whether its leaf is in the log is seen there."""
    return verify_done(done, log_key, "platform", from_b64(erasure.nonce), erasure.appointment)
