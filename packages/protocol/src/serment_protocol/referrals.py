"""What a practice does with an agreement: a letter to another practice, and rows for research (SPEC 18)."""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from msgspec import UNSET, UnsetType

from serment_protocol.agreements import verify_agreement
from serment_protocol.attestations import believe_attestation
from serment_protocol.consents import Consent
from serment_protocol.encoding import canonical, from_b64, read_day
from serment_protocol.errors import BadReferral
from serment_protocol.padding import ABSENCE_BUCKETS, LETTER_BUCKETS, pad, unpad
from serment_protocol.primitives import hash_bytes
from serment_protocol.sealing import Context, lock, open_sealed, seal, unlock
from serment_protocol.signing import Signed, peek, sign, verify
from serment_protocol.structure import B64Of32, Hex16, Number, Structure, Time, Versioned, read
from serment_protocol.terms import Agreement, Project
from serment_protocol.vault import Identity

NAME, PROJECT = "referral", "project"
ROW_BYTES, BAND, OLDEST = 8, 10, 90
Kind = Literal["letter", "withdrawal"]
LAST_WORD: dict[Kind, str] = {"letter": "granted", "withdrawal": "withdrawn"}


class Referral(Versioned, frozen=True, kw_only=True):
    """A letter, or that the patient takes it back (name `referral`, signed by the desk that sends it)."""

    type: Literal["referral"] = "referral"
    referral: Hex16
    kind: Kind
    epoch: Number
    """Of the desk that signs."""
    manage: B64Of32
    agreement: Agreement
    patient: Identity
    start: Time
    text: str
    at: Time
    attested: Signed | UnsetType = UNSET
    """The platform's word about the visit; a withdrawal needs none."""


class Slot(Structure, frozen=True):
    """Where a referral lies: a practice, the epoch whose desk opens it, and its id."""

    practice: Hex16
    epoch: Number
    referral: Hex16

    def context(self) -> Context:
        """What its bytes are bound to."""
        return {"v": 1, "practice": self.practice, "epoch": self.epoch, "referral": self.referral}


class ResearchRow(Structure, frozen=True):
    """What research is given of one visit."""

    row: str
    age: str
    motive: str
    month: str


class Believed(NamedTuple):
    """A referral, with what its patient decided."""

    referral: Referral
    chain: Sequence[Consent]
    right: bool
    """Whether, by the platform's word, somebody spent a right to book for the visit whose key agreed."""


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


def verify_referral(signed: Signed, slot: Slot, desk_key: Callable[[str, int], bytes], platform_log: bytes) -> Believed:
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
    return Believed(referral, chain, _right(referral, platform_log, chain[-1].day))


def _right(referral: Referral, platform_log: bytes, agreed: str) -> bool:
    """A letter is about a visit that the platform knows; a withdrawal is the patient's own word, and needs no other."""
    if (referral.kind == "letter") != isinstance(referral.attested, Signed):
        raise BadReferral
    if not isinstance(referral.attested, Signed):
        return False
    terms = referral.agreement.terms
    about = terms.practice, terms.appointment, referral.start
    return believe_attestation(platform_log, referral.attested, *about, agreed).right


def lock_project(project: Project, practice: str, epoch: int, filing_key: bytes) -> bytes:
    """What research a practice does, for its own members."""
    return lock(filing_key, PROJECT, _project_context(practice, epoch), pad(canonical(project), ABSENCE_BUCKETS))


def open_project(sealed: bytes, practice: str, epoch: int, filing_key: bytes) -> Project:
    """The same, read."""
    padded = unlock(filing_key, PROJECT, _project_context(practice, epoch), sealed)
    return read(unpad(padded, ABSENCE_BUCKETS), Project)


def research_row(project: Project, reply_public: str, birth_date: str, motive: str, start: str) -> ResearchRow:
    """What research is given of a visit: no server knows the key that stands in for the name."""
    row = hash_bytes("research-row", project.title.encode() + b"\0" + from_b64(reply_public))[:ROW_BYTES].hex()
    return ResearchRow(row, age_band(birth_date, start[:10]), motive, start[:7])


def age_band(birth_date: str, day: str) -> str:
    """Ten years, on a day; empty without a date of birth."""
    if not birth_date:
        return ""
    born, then = read_day(birth_date), read_day(day)
    years = then.year - born.year - ((then.month, then.day) < (born.month, born.day))
    low = max(0, years) // BAND * BAND
    return f"{OLDEST}+" if low >= OLDEST else f"{low}-{low + BAND - 1}"


def _project_context(practice: str, epoch: int) -> Context:
    return {"v": 1, "practice": practice, "epoch": epoch}
