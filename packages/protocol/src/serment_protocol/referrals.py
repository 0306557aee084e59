"""Letters from practice to practice about a patient who agreed: what goes along, and what is believed (SPEC 18)."""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from msgspec import UNSET

from serment_protocol.agreements import verify_agreement
from serment_protocol.consents import Consent
from serment_protocol.encoding import canonical, from_b64
from serment_protocol.errors import BadReferral
from serment_protocol.padding import LETTER_BUCKETS, pad, unpad
from serment_protocol.sealing import Context, open_sealed, seal
from serment_protocol.signing import Signed, peek, sign, verify
from serment_protocol.structure import B64Of32, Hex16, Number, Structure, Time, Versioned, read
from serment_protocol.terms import Agreement
from serment_protocol.vault import Identity

NAME = "referral"
LAST_WORD = {"letter": "granted", "withdrawal": "withdrawn"}


class Referral(Versioned, frozen=True, kw_only=True):
    """A letter, or that the patient takes it back (name `referral`, signed by the desk that sends it)."""

    type: Literal["referral"] = "referral"
    referral: Hex16
    kind: Literal["letter", "withdrawal"]
    epoch: Number
    """Of the desk that signs."""
    manage: B64Of32
    agreement: Agreement
    patient: Identity
    start: Time
    text: str
    at: Time


class Slot(Structure, frozen=True):
    """Where a referral lies: a practice, the epoch whose desk opens it, and its id."""

    practice: Hex16
    epoch: Number
    referral: Hex16

    def context(self) -> Context:
        """What its bytes are bound to."""
        return {"v": 1, "practice": self.practice, "epoch": self.epoch, "referral": self.referral}


class Believed(NamedTuple):
    """A referral, with what its patient decided."""

    referral: Referral
    chain: Sequence[Consent]


def seal_referral(referral: Referral, sign_seed: bytes, slot: Slot, desk_seal: bytes) -> bytes:
    """Signed by the desk that sends it, and sealed to the one that receives it."""
    signed = sign(sign_seed, NAME, referral)
    return seal(desk_seal, NAME, slot.context(), pad(canonical(signed), LETTER_BUCKETS))


def open_referral(sealed: bytes, slot: Slot, seal_seed: bytes) -> Signed:
    """What was sealed to this desk; nothing of it is believed yet."""
    return read(unpad(open_sealed(seal_seed, NAME, slot.context(), sealed), LETTER_BUCKETS), Signed)


def look_into(signed: Signed) -> Referral:
    """What a referral says, before anything is believed."""
    return peek(signed, Referral)


def verify_referral(signed: Signed, slot: Slot, desk_key: Callable[[str, int], bytes]) -> Believed:
    """A referral of the practice that its terms name, to this one, which its patient agreed to, or took back."""
    told = look_into(signed)
    terms = told.agreement.terms
    referral = verify(desk_key(terms.practice, told.epoch), NAME, signed, Referral)
    if terms.to is UNSET or (terms.to.practice, referral.referral) != (slot.practice, slot.referral):
        raise BadReferral
    chain = verify_agreement(referral.agreement, from_b64(referral.manage))
    # By which text they agreed is for the sender to look at: what was right when it came stays readable.
    if not chain or chain[-1].decision != LAST_WORD[referral.kind]:
        raise BadReferral
    return Believed(referral, chain)
